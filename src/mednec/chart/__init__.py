"""Documents -> Findings, each with assertion, time, standing and exact span."""

from mednec.chart.read import read_chart

__all__ = ["read_chart"]
