"""`test_result` and `measurement`: polarity, bounds, units, windows, baselines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mednec.model.finding import Finding
from mednec.model.words import Result, Standing, Status
from tests.criteria.made import LAST_YEAR, LETTER, MET, NOT_MET, OPEN, SPLIT, came_out, judged, measured, status

POSITIVE = came_out("T positive.", "test-t", Result.POSITIVE)
NEGATIVE = came_out("T negative.", "test-t", Result.NEGATIVE)
OTHER_NEGATIVE = came_out("U negative.", "test-u", Result.NEGATIVE)


@pytest.mark.parametrize(
    ("slots", "found", "expected"),
    [
        ({}, (), OPEN),
        ({}, (POSITIVE,), MET),
        ({}, (NEGATIVE,), NOT_MET),
        ({}, (came_out("T pending.", "test-t", Result.PENDING),), OPEN),
        ({}, (came_out("T not done.", "test-t", Result.NOT_DONE),), OPEN),
        ({}, (came_out("T unclear.", "test-t", Result.INDETERMINATE),), OPEN),
        ({}, (came_out("T positive, letter.", "test-t", Result.POSITIVE, document=LETTER),), OPEN),
        ({}, (came_out("T negative, letter.", "test-t", Result.NEGATIVE, document=LETTER),), OPEN),
        ({}, (POSITIVE, came_out("T negative later.", "test-t", Result.NEGATIVE, written=date(2026, 5, 1))), SPLIT),
        ({}, (POSITIVE, came_out("T negative before.", "test-t", Result.NEGATIVE, written=LAST_YEAR)), MET),
        ({"result": "negative"}, (NEGATIVE,), MET),
        ({"result": "negative"}, (POSITIVE,), NOT_MET),
        ({"result": "reported"}, (NEGATIVE,), MET),
        ({"result": "reported"}, (came_out("T pending now.", "test-t", Result.PENDING),), OPEN),
        ({"within_days": 90}, (came_out("T positive then.", "test-t", Result.POSITIVE, written=LAST_YEAR),), OPEN),
        ({"in_documents": ["pathology report"]}, (POSITIVE,), OPEN),
        ({"of": ["test-t", "test-u"]}, (NEGATIVE,), OPEN),  # the other may be positive
        ({"of": ["test-t", "test-u"]}, (NEGATIVE, OTHER_NEGATIVE), NOT_MET),
        ({"of": ["test-t", "test-u"]}, (POSITIVE, OTHER_NEGATIVE), MET),
        ({"of": ["test-t", "test-u"], "every": True}, (POSITIVE,), OPEN),
        ({"of": ["test-t", "test-u"], "every": True}, (POSITIVE, OTHER_NEGATIVE), NOT_MET),
        ({"of": ["panel"]}, (POSITIVE, OTHER_NEGATIVE), MET),
        ({"above_reference": True}, (measured("T 12 (0-10)", "12", "test-t", high=Decimal(10)),), MET),
        ({"above_reference": True}, (measured("T 8 (0-10)", "8", "test-t", high=Decimal(10)),), OPEN),
        ({}, (measured("T 12 (0-10).", "12", "test-t", high=Decimal(10)),), OPEN),
    ],
)
def test_how_a_test_came_out(slots: dict[str, Any], found: tuple[Finding, ...], expected: Status) -> None:
    assert status("test_result", {"of": ["test-t"], **slots}, *found) is expected


NORMAL = measured("M 8 (5-10)", "8", low=Decimal(5), high=Decimal(10))
RAISED = measured("M 12 (5-10)", "12", low=Decimal(5), high=Decimal(10))
FALLEN = measured("M 3 (5-10)", "3", low=Decimal(5), high=Decimal(10))


@pytest.mark.parametrize(
    ("slots", "found", "expected"),
    [
        ({"above": 10}, (), OPEN),
        ({"above": 10}, (measured("M 10", "10"),), NOT_MET),
        ({"at_least": 10}, (measured("M 10", "10"),), MET),
        ({"below": 10}, (measured("M 10", "10"),), NOT_MET),
        ({"at_most": 10}, (measured("M 10", "10"),), MET),
        ({"above": 10}, (measured("M >5", "5", comparator=">"),), OPEN),  # it may be more than ten
        ({"above": 10}, (measured("M >10", "10", comparator=">"),), MET),
        ({"above": 10}, (measured("M <8", "8", comparator="<"),), NOT_MET),
        ({"at_least": 10}, (measured("M <20", "20", comparator="<"),), OPEN),
        ({"at_least": 10}, (measured("M <10", "10", comparator="<"),), NOT_MET),
        ({"below": 10}, (measured("M <10", "10", comparator="<"),), MET),
        ({"at_most": 10}, (measured("M >8", "8", comparator=">"),), OPEN),
        ({"at_most": 4}, (measured("M 4-5", "4", high_value=Decimal(5)),), OPEN),  # the range lies on both sides
        ({"at_most": 5}, (measured("M 4-5", "4", high_value=Decimal(5)),), MET),
        ({"at_least": 5}, (measured("M 4-5", "4", high_value=Decimal(5)),), OPEN),
        ({"above_reference": True}, (RAISED,), MET),
        ({"above_reference": True}, (NORMAL,), NOT_MET),
        ({"below_reference": True}, (FALLEN,), MET),
        ({"below_reference": True}, (NORMAL,), NOT_MET),
        ({"above_reference": True}, (measured("M 12, no range", "12"),), OPEN),
        ({"above_reference": True}, (measured("M 12 H", "12", flag="H"),), MET),
        ({"present": True}, (measured("M 12", "12"),), MET),
        ({"above": 10, "unit": "mg"}, (measured("M 1 g", "1", unit="g"),), MET),
        ({"above": 10, "unit": "mg"}, (measured("M 12 mL", "12", unit="mL"),), OPEN),
        ({"above": 10, "scale": 150}, (measured("M 20/80", "20", scale=Decimal(80)),), OPEN),
        ({"above": 10, "within_days": 60}, (measured("M 12 then", "12", on=LAST_YEAR),), OPEN),
        ({"above": 10, "within_days": 60}, (measured("M 12 after", "12", on=date(2026, 6, 1)),), OPEN),
        ({"above": 10}, (measured("M 12, letter", "12", document=LETTER),), OPEN),
        ({"above": 10}, (measured("M 2, letter", "2", document=LETTER),), OPEN),
        (
            {"above": 10, "within_days": 60},
            (measured("M 12 first", "12", on=date(2026, 4, 1)), measured("M 9 last", "9", on=date(2026, 4, 28))),
            NOT_MET,
        ),
        ({"present": True, "measured": True}, (measured("M stated", "12", standing=Standing.CARRIED_FORWARD),), OPEN),
    ],
)
def test_a_number_against_a_bound(slots: dict[str, Any], found: tuple[Finding, ...], expected: Status) -> None:
    assert status("measurement", {"of": ["measure-m"], **slots}, *found) is expected


def test_what_persists_needs_two_baselines_outside_of_episodes() -> None:
    asked = {"of": ["measure-m"], "above": 20, "baseline": True, "persistent": True}
    first = measured("Baseline M 30", "30", on=date(2026, 1, 5))
    second = measured("M 31 at baseline", "31", on=date(2026, 3, 5))
    acute = measured("M 44 during an attack", "44", on=date(2026, 2, 5))
    mixed = measured("Baseline M 40 after an acute episode", "40", on=date(2026, 2, 5))
    assert status("measurement", asked, first) is OPEN
    assert status("measurement", asked, first, second) is MET
    assert status("measurement", asked, first, acute) is OPEN
    assert status("measurement", asked, first, mixed) is OPEN
    assert status("measurement", asked, measured("M 30", "30"), measured("M 31", "31")) is OPEN
    assert status("measurement", asked, measured("Baseline M 8", "8")) is NOT_MET


def test_one_muscle_group_told_twice_is_one() -> None:
    asked = {"of": ["measure-m"], "at_most": 4, "count": 2}
    once, again, other = (measured(w, "4") for w in ("Deltoid 4/5", "Deltoids 4 of 5", "Biceps 4/5"))
    assert status("measurement", asked, once, again) is OPEN
    assert status("measurement", asked, once, other) is MET


def test_a_value_that_fails_is_cited() -> None:
    found = judged("measurement", {"of": ["measure-m"], "above": 10}, measured("M 2", "2"))
    assert found.explicit
    assert [c.quote for c in found.because] == ["M 2"]
