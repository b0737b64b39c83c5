"""Doses that begin a text which goes on about something else."""

from __future__ import annotations

import pytest

from mednec.dosing import read_dose
from mednec.model.regimen import Course
from tests.dosing.expected import course, plain

READ: list[tuple[str, Course]] = [
    ("60 mg daily, tolerated well", course("60 mg", every=1)),
    ("15 mg weekly for 12 weeks, stopped for nausea", course("15 mg", every=7, doses=12)),
    ("600 mg q2wk; now worse", course("600 mg", every=14)),
    ("1 g BID then weaned", course("1 g", every="0.5")),
    ("2 g/kg over 4 days in June", course("2 g/kg", divided=True, over=4)),
    ("50 mg", course("50 mg")),
    ("2.5 mg tabs, 6 tabs once weekly", course("15 mg", every=7)),
    (
        "500 mg IV on day 1 and day 15, repeat every 6 months. Seen monthly",
        course("500 mg", doses=2, over=15, every="182.6", spacing=14, days=(0, 14)),
    ),
    ("1 g/kg split over 2 days, q3 weeks, x 12 months", course("1 g/kg", divided=True, over=2, every=21)),
    ("300 mg, monthly labs", course("300 mg")),
    ("120 mg  Route: SC  Frequency: monthly", course("120 mg", every="30.4")),
    ("180 mg daily (threefold)", course("180 mg", every=1)),
]


@pytest.mark.parametrize(("text", "wanted"), READ)
def test_a_dose_is_read_up_to_the_first_word_that_is_not_part_of_it(text: str, wanted: Course) -> None:
    found = read_dose(text)
    assert found is not None
    assert plain(found) == wanted


@pytest.mark.parametrize(
    "text", ["", "tolerated well", "150-300 mg daily", "1.000 mg daily", "O.5 mg daily", "half a tablet of 10 mg"]
)
def test_no_dose_is_told_where_none_can_be(text: str) -> None:
    assert read_dose(text) is None
