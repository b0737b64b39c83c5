"""Copies of cases without identifiers, after the Safe Harbor list of 45 CFR 164.514(b)(2)."""
