"""Documents -> Findings, each with assertion, time, standing and exact span."""

from mednec.chart.read import Reading, read_chart, read_document

__all__ = ["Reading", "read_chart", "read_document"]
