"""Doses in running text: which amounts are doses of the drug, and which are not."""

from __future__ import annotations

import pytest

from mednec.dosing import read_doses
from mednec.model.regimen import ToldDose


def said(dose: ToldDose) -> str:
    """A dose as `300 mg/28`, or why it cannot be told."""
    course = dose.course
    if course is None:
        return dose.why
    per = f"/{course.per}" if course.per else ""
    return f"{course.amount} {course.unit}{per}/{course.interval_days or '-'}"


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        (" 300 mg q4w, increased to 600 mg q2w", ["300 mg/28", "600 mg/14"]),
        (" increased from 5 to 10 mg/kg q8w", ["5 mg/kg/56", "10 mg/kg/56"]),
        (" 40 mg q2w -> weekly", ["40 mg/14", "40 mg/7"]),
        (" 20 mg weekly and zzdrug 35 mg TID", ["20 mg/7"]),  # an unknown drug keeps its dose
        (" 40 mg daily, then down 5 mg every week", ["40 mg/1"]),  # by how much, not how much
        (" at 50 mL/hr, then 5 mcg/kg/min", []),
        (" trough 4.2 mcg/mL on 3 mg BID", ["3 mg/0.5"]),
        (" #60 per 30 days", []),
        (" 2 mg/kg (200 mg) q8w, wt 80 kg", ["2 mg/kg x 80 = 160 mg, but the order says 200 mg"]),
        (" 250 q2w", ["the amount 250 has no unit"]),
        (" 0.5-1 mg daily", ["a range of amounts: 0.5-1 mg"]),
    ],
)
def test_the_doses_of_a_text(text: str, doses: list[str]) -> None:
    assert [said(dose) for dose in read_doses(text)] == doses
