"""Doses given as administration records tell them: rows with the day in any of the first columns, and lines of days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mednec.model.finding import Administration, Measurement
from tests.chart.reading import chart, note

HEAD = "INFUSION SUITE - MEDICATION ADMINISTRATION RECORD\nPatient: Ada B. Quill\n\n"


def given(text: str) -> list[tuple[date, str]]:
    """Day and amount of each dose given."""
    found = [f for f in chart(HEAD + text).findings if isinstance(f, Administration) and not f.held]
    return [(f.day, f"{f.amount} {f.unit}") for f in found]


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        ("Loading 8/22/2023 - 8/23/2023: 160 g total over 2 days", [(date(2023, 8, 22), "160 g")]),
        (
            "By order: 11/12/2025 300 mg (late), 12/22/2025 300 mg",
            [(date(2025, 11, 12), "300 mg"), (date(2025, 12, 22), "300 mg")],
        ),
        (
            "Course  Infusion  Date         Product       Dose\n"
            "1       1         10/10/2023   omalizumab    300 mg\n"
            "1       2         10/24/2023   omalizumab    300 mg\n",
            [(date(2023, 10, 10), "300 mg"), (date(2023, 10, 24), "300 mg")],
        ),
        # a remedy in the remarks is another drug, and the dose stays the dose
        (
            "Dates               Day 1     Day 2     Rate       Reaction\n"
            "2024: 4/15-16, 5/13-14      50 g  50 g   110 mL/h   headache x2, ibuprofen\n"
            "2025: 2/3-4      50 g  50 g   110 mL/h   none\n",
            [
                *((date(2024, 4, 15), "50 g"), (date(2024, 4, 16), "50 g")),
                *((date(2024, 5, 13), "50 g"), (date(2024, 5, 14), "50 g")),
                *((date(2025, 2, 3), "50 g"), (date(2025, 2, 4), "50 g")),
            ],
        ),
        (
            "10/10/2023   50 mg   PO   diphenhydramine\n10/24/2023   300 mg   SC   none\n",
            [(date(2023, 10, 24), "300 mg")],
        ),
        (
            "10/10/2023   300 mg   headache after\n10/24/2023   300 mg   none\n",
            [(date(2023, 10, 10), "300 mg"), (date(2023, 10, 24), "300 mg")],
        ),
        ("Weight on 8/22/2023: 92 kg.", []),
        ("IgG 8/22/2023: 900 mg/dL.", []),
        ("Next visit 9/13/2025, bring 2 copies.", []),
    ],
)
def test_a_dose_and_its_day(text: str, doses: list[tuple[date, str]]) -> None:
    assert given(text) == doses


def test_a_part_of_a_score_is_not_the_score() -> None:
    found = [f for f in note("INCAT arm 1, INCAT leg 2, INCAT total 3.").findings if isinstance(f, Measurement)]
    assert [(f.concept, f.value) for f in found] == [("incat", Decimal(3))]
