"""Doses that nobody can mean."""

from __future__ import annotations

import pytest

from mednec.dosing import cannot_be_meant
from tests.dosing.expected import course
from tests.shipped import knowledge


@pytest.mark.parametrize(
    ("dose", "why"),
    [
        ("29 g/kg", "29 g/kg is more than any drug is given"),
        ("600 g", "600 g is more than any drug is given"),
        ("2 g/kg", ""),
        ("250 g", ""),
        ("1000000 units", ""),  # units are of every size
        ("12 g/m2", ""),
    ],
)
def test_whatever_the_drug(dose: str, why: str) -> None:
    assert cannot_be_meant(course(dose), None) == why


@pytest.mark.parametrize(
    ("drug", "dose", "why"),
    [
        ("omalizumab", "600 mg", ""),  # half of the highest labelled 1,200 mg in 28 days
        ("omalizumab", "60 g", "60 g is 50 times the highest labelled total of 28 days"),
        ("immune-globulin-iv", "2 g/kg", ""),
        ("immune-globulin-iv", "13 g/kg", "13 g/kg is more than any drug is given"),
        ("rituximab", "375 g/m2", "375 g/m2 is more than any drug is given"),
        ("rituximab", "1000 mg", ""),
    ],
)
def test_against_the_label(drug: str, dose: str, why: str) -> None:
    assert cannot_be_meant(course(dose), knowledge().drugs[drug]) == why


def test_a_slip_of_the_unit_shows_against_the_usual_daily_dose() -> None:
    drug = next(d for _, d in sorted(knowledge().drugs.items()) if d.daily_dose is not None and not d.label)
    assert drug.daily_dose is not None
    assert cannot_be_meant(course(f"{4 * drug.daily_dose} mg"), drug) == ""
    assert "times the usual daily dose" in cannot_be_meant(course(f"{drug.daily_dose} g"), drug)
