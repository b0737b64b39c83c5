"""Small downloads in the publishers' formats, written by ourselves; no real decision stands here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

DMHC = (
    "Reference ID",
    "Report Year",
    "Diagnosis Category",
    "Diagnosis Sub Category",
    "Treatment Category",
    "Treatment Sub Category",
    "Determination",
    "Type",
    "Age Range",
    "Patient Gender",
    "Findings",
)
OVER, UP = "Overturned Decision of Health Plan", "Upheld Decision of Health Plan"


def dmhc_row(number: str, ending: str = OVER, *, year: str = "2015", findings: str = "Standard of care.") -> list[str]:
    """One row as DMHC writes it."""
    drugs = "Pharmacy/Prescription Drugs"
    return [
        number,
        year,
        "Immuno Disorders",
        "Other",
        drugs,
        "Other",
        ending,
        "Medical Necessity",
        "41-50",
        "Female",
        findings,
    ]


def table(rows: Iterable[Sequence[str]], header: Sequence[str] = DMHC) -> str:
    """A CSV with this header."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows((header, *rows))
    return out.getvalue()


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


RECORD = """{number}
{year}
Alder Health
Self-Funded
Skin Disorders
Pharmacy/ Prescription Drugs
Medical necessity
{ending}
Case Summary
Diagnosis: Blistering disease
Treatment: Zelvomab
The insurer denied coverage for Zelvomab.
The patient has failed prednisone. Use is within the standard of care.
"""


def record(number: str = "202301-100001", year: str = "2023", ending: str = "Overturned") -> str:
    """A text record as DFS writes it."""
    return RECORD.format(number=number, year=year, ending=ending)
