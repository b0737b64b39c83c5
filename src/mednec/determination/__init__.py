"""Judged criteria to determination: codes, safety, outcome, gaps."""
