"""Checks of single values: what cannot be so is kept as it stands, and told."""

from __future__ import annotations

import re
from datetime import date

from mednec.packet.form.shapes import PROCEDURE

_PREFIX = (
    "80840"  # of health applications in the United States, before an NPI's own digits (45 CFR 162.406; ISO/IEC 7812)
)


def npi_fault(npi: str) -> str:
    """What is wrong with an NPI, or nothing.

    >>> npi_fault("1234567893"), npi_fault("1234567890")
    ('', 'fails the check digit')
    """
    if not re.fullmatch(r"\d{10}", npi):
        return "an NPI has ten digits"
    total = 0
    for i, digit in enumerate(reversed(_PREFIX + npi)):
        doubled = int(digit) * (2 if i % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return "" if total % 10 == 0 else "fails the check digit"


def fault_of(path: str, value: str, received: date) -> str:
    """What is wrong with a value of a field, or nothing."""
    field = path.rsplit(".", 1)[-1]
    if path == "requester.npi" and value:
        return npi_fault(value)
    if path == "patient.birth_date" and date.fromisoformat(value) > received:
        return "a date of birth in the future"
    if field == "hcpcs" and value and not PROCEDURE.fullmatch(value):
        return "not of the shape of a billing code; check"
    return ""
