"""Documents -> Findings, each with assertion, time, standing and exact span."""

from mednec.chart.read import read_chart, suspicious_spans

__all__ = ["read_chart", "suspicious_spans"]
