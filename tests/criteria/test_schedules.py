"""`schedule_limit`, `since_dose`, `recorded`: orders against schedules, days since doses, what must be spoken of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mednec.criteria.kinds import parse_leaf
from mednec.dosing import Body, multiply_out, read_order
from mednec.errors import PolicyError
from mednec.model.regimen import Regimen, RegimenCheck
from mednec.model.words import Assertion, DoseVerdict, Result, Status
from tests.criteria.made import (
    LAST_YEAR,
    MET,
    NOT_MET,
    OPEN,
    SPLIT,
    came_out,
    counted,
    given,
    judged,
    measured,
    said,
    stated,
    status,
)
from tests.determination.made_findings import check
from tests.making import line


def ordered(words: str, *, units: int | None = None) -> RegimenCheck:
    """A line whose order says `words`, multiplied out."""
    asked = line(units=units, regimen=words)
    order = read_order(words)
    assert isinstance(order, Regimen)
    arithmetic = multiply_out(order, body=Body(), first=asked.first_day, last=asked.last_day)
    return replace(check(asked, weight=None), order=order, totals=arithmetic.totals)


TWO_STEPS = "600 mg once, then 300 mg every 2 weeks"


@pytest.mark.parametrize(
    ("order", "limit", "expected"),
    [
        ("15 mg once daily", "15 mg once daily", MET),
        ("15 mg twice daily", "15 mg once daily", NOT_MET),
        ("7.5 mg twice daily", "15 mg once daily", MET),  # as much in a day
        ("600 mg once, then 300 mg every 2 weeks", TWO_STEPS, MET),
        ("300 mg every 2 weeks", TWO_STEPS, MET),
        ("600 mg every 4 weeks", TWO_STEPS, NOT_MET),  # the first dose alone is larger than what goes on
        ("600 mg once, then 300 mg weekly", TWO_STEPS, NOT_MET),
        ("1,000 mg on day 1 and day 15", "1,000 mg on day 1 and day 15", MET),
        ("1,000 mg weekly x 4 doses", "1,000 mg on day 1 and day 15", NOT_MET),
        ("60 mg every 3 months", "60 mg every 6 months", NOT_MET),
        ("0.06 g every 6 months", "60 mg every 6 months", MET),
        ("5 mL every 6 months", "60 mg every 6 months", OPEN),
    ],
)
def test_an_order_within_a_schedule(order: str, limit: str, expected: Status) -> None:
    asked = ordered(order)
    assert status("schedule_limit", {"orders": [limit]}, regimens=(asked,), lines=(asked.line,)) is expected


def test_one_of_several_schedules_is_enough_and_figures_are_shown() -> None:
    asked = ordered("11 mg once daily")
    slots = {"orders": ["5 mg twice daily", "11 mg once daily"]}
    result = judged("schedule_limit", slots, regimens=(asked,), lines=(asked.line,))
    assert result.status is MET
    assert "11 mg per dose against 11 mg" in result.note


def test_a_schedule_on_a_condition_is_for_a_person() -> None:
    asked = ordered("300 mg every 2 weeks")
    slots = {"orders": ["200 mg every 2 weeks"], "only_where": ["300 mg every 2 weeks"]}
    result = judged("schedule_limit", slots, regimens=(asked,), lines=(asked.line,))
    assert result.status is OPEN
    assert "on the condition" in result.note


def test_what_cannot_be_computed_stays_open_and_what_is_impossible_conflicts() -> None:
    slots = {"orders": ["15 mg once daily"]}
    assert status("schedule_limit", slots) is OPEN
    asked = ordered("15 mg once daily")
    unknown = replace(asked, totals=None)
    assert status("schedule_limit", slots, regimens=(unknown,), lines=(asked.line,)) is OPEN
    impossible = replace(asked, verdict=DoseVerdict.INCONSISTENT)
    assert status("schedule_limit", slots, regimens=(impossible,), lines=(asked.line,)) is SPLIT


def test_units_and_rounding() -> None:
    asked = ordered("1,000 mg on day 1 and day 15", units=201)
    slots = {"orders": ["1,000 mg on day 1 and day 15"], "max_units": 200}
    assert status("schedule_limit", slots, regimens=(asked,), lines=(asked.line,)) is NOT_MET
    odd = ordered("620 mg every 4 weeks")
    assert status("schedule_limit", {"orders": ["612 mg every 4 weeks"]}, regimens=(odd,), lines=(odd.line,)) is NOT_MET
    rounded = {"orders": ["612 mg every 4 weeks"], "round_up_to": 10}
    assert status("schedule_limit", rounded, regimens=(odd,), lines=(odd.line,)) is MET


def test_a_schedule_that_is_no_order_is_refused_with_the_reason() -> None:
    with pytest.raises(PolicyError, match="cannot be read as an order"):
        parse_leaf("schedule_limit", {"orders": ["as the plan sees fit"]}, "p/policy.yaml:limits[0]")


@pytest.mark.parametrize(
    ("slots", "days", "expected"),
    [
        ({"at_most_days": 30}, [date(2026, 4, 10)], MET),
        ({"at_most_days": 20}, [date(2026, 4, 10)], NOT_MET),
        ({"at_most_days": 20}, [date(2026, 4, 10), date(2026, 4, 24)], MET),
        ({"at_least_days": 20}, [date(2026, 4, 10), date(2026, 4, 24)], NOT_MET),
        ({"at_least_days": 20, "course": True}, [date(2026, 4, 10), date(2026, 4, 24)], MET),
        ({"at_least_days": 40, "course": True}, [date(2025, 10, 1), date(2026, 4, 10)], NOT_MET),
        ({"at_most_days": 20}, [], OPEN),
        ({"at_most_days": 20}, [date(2026, 6, 1)], OPEN),  # after the request was received: planned, not given
    ],
)
def test_days_since_the_last_dose(slots: dict[str, object], days: list[date], expected: Status) -> None:
    assert status("since_dose", slots, *(given(day) for day in days)) is expected


def test_one_bound_and_not_two() -> None:
    with pytest.raises(PolicyError, match="needed, not both"):
        parse_leaf("since_dose", {"at_least_days": 1, "at_most_days": 2}, "p/policy.yaml:limits[0]")


def test_what_must_be_spoken_of_may_be_there_or_not() -> None:
    there, none = stated("Has disease X.", "disease-x"), stated("No disease Y.", "disease-y", Assertion.ABSENT)
    assert status("recorded", {"of": ["disease-x", "disease-y"]}, there, none) is MET
    assert status("recorded", {"of": ["disease-x", "disease-y"]}, there) is OPEN
    test = came_out("Test T negative.", "test-t", Result.NEGATIVE)
    assert status("recorded", {"of": ["test-t"]}, test) is MET
    family = stated("Mother has disease X.", "disease-x", Assertion.FAMILY)
    assert status("recorded", {"of": ["disease-x"]}, family) is OPEN


def test_what_was_spoken_of_too_long_ago_does_not_count() -> None:
    old = stated("Has disease X.", "disease-x", written=LAST_YEAR)
    assert said("Has disease X.", "disease-x", written=LAST_YEAR)["header"].written == LAST_YEAR
    assert status("recorded", {"of": ["disease-x"], "within_days": 90}, old) is OPEN
    assert status("recorded", {"of": ["disease-x"]}, old) is MET


def test_never_is_none_in_any_time_and_a_site_must_stand_with_the_value() -> None:
    slots = {"of": ["event-e"], "at_least": 1, "within_days": 365}
    assert status("event_count", slots, counted("Never had E.", "0", None)) is NOT_MET
    assert status("event_count", slots, counted("Had E once.", "1", None)) is OPEN
    bound = {"of": ["measure-m"], "at_most": -2.5, "where": ["hip", "neck"]}
    assert status("measurement", bound, measured("left hip M -2.7", "-2.7")) is MET
    assert status("measurement", bound, measured("forearm M -2.7", "-2.7")) is OPEN


@pytest.mark.parametrize(
    ("slots", "values", "expected"),
    [
        ({"at_least": 3, "up_to": 4}, ["3"], MET),
        ({"at_least": 3, "up_to": 4}, ["5"], NOT_MET),
        ({"at_least": 3, "up_to": 4}, ["2"], NOT_MET),
        ({"at_least": -2.4, "up_to": -1.0, "which": "lowest"}, ["-1.6", "-2.7"], NOT_MET),
        ({"at_least": -2.4, "up_to": -1.0, "which": "lowest"}, ["-0.4", "-2.1"], MET),
        ({"above": 8, "which": "highest"}, ["5", "9"], MET),
    ],
)
def test_a_range_is_one_bound_and_an_extreme_is_one_value(
    slots: dict[str, object], values: list[str], expected: Status
) -> None:
    found = [measured(f"site {i} M {value}", value) for i, value in enumerate(values)]
    assert status("measurement", {"of": ["measure-m"], **slots}, *found) is expected


def test_up_to_goes_with_at_least() -> None:
    with pytest.raises(PolicyError, match="goes with at_least"):
        parse_leaf("measurement", {"of": ["x"], "above": 1, "up_to": 2}, "p/policy.yaml:limits[0]")
