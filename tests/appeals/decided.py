"""Invented decisions whose shares are known: what is foretold for them can be said beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mednec.appeals.disputes import Dispute, Disputes
from mednec.model.appeal import KNOWN_BEFORE

SHARES = {"Skin": 20, "Bone": 50, "Nerve": 80}  # per cent overturned
TREATMENTS = ("Drugs", "Device")
AGES = ("0-10", "41-50")


def dispute(at: int, year: int, shift: int = 0) -> Dispute:
    """The dispute at this place of a year; within hundred of them the shares come out exactly."""
    diagnosis = tuple(SHARES)[at % 3]
    place = at // 3
    known = dict.fromkeys(KNOWN_BEFORE, "") | {
        "issue": "Medical Necessity",
        "diagnosis": diagnosis,
        "treatment": TREATMENTS[place % 2],
        "age": AGES[place // 2 % 2],
        "sex": "Female",
    }
    over = (place * 37) % 100 < SHARES[diagnosis] + shift
    return Dispute(number=f"MN{year % 100:02}-{year % 100 * 1000 + at}", year=year, known=known, overturned=over)


def decided(years: Iterable[int], each: int = 300, shift: int = 0) -> Disputes:
    """Decisions of some years."""
    rows = tuple(dispute(at, year, shift) for year in years for at in range(each))
    return Disputes(name="decided.csv", digest="d1", publishers=("ALDER",), rows=rows)


def with_rows(disputes: Disputes, rows: Iterable[Dispute]) -> Disputes:
    """The same file with other rows."""
    return replace(disputes, rows=tuple(rows))


def known(**fields: str) -> dict[str, str]:
    """What is known of an open dispute."""
    return {"diagnosis": "Skin", "treatment": "Drugs", "issue": "Medical Necessity", "sex": "Female"} | fields
