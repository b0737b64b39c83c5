"""Visits asked against days expected and doses recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mednec.determination.lines import review_lines
from mednec.determination.schedules import review_schedules
from mednec.model.determination import ScheduleReview
from mednec.model.finding import Administration
from mednec.model.regimen import RegimenCheck
from mednec.model.words import DoseVerdict
from tests.determination.made_findings import OTHER_DRUG, check, dose
from tests.determination.made_policies import leaf, policy, record
from tests.making import facts, line

ASKED = line(units=360, regimen="600 mg every 2 weeks")  # May 11 to June 8
DAYS = (date(2026, 5, 11), date(2026, 5, 25), date(2026, 6, 8))
START = date(2026, 2, 2)


def every_two_weeks(*numbers: int, held: tuple[int, ...] = ()) -> list[Administration]:
    given = [dose(START + timedelta(days=14 * n)) for n in numbers]
    return given + [dose(START + timedelta(days=14 * n), held=True) for n in held]


def schedules(asked: RegimenCheck, *doses: Administration) -> tuple[ScheduleReview, ...]:
    held = record(facts(*doses, regimens=(asked,), lines=(asked.line,)))
    return review_schedules(held, review_lines(policy(leaf("I")), held))


def says(asked: RegimenCheck, *doses: Administration) -> list[str]:
    (found,) = schedules(asked, *doses)
    return [s.says for s in found.statements]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (check(ASKED, visits=DAYS), "3 visits fall from 2026-05-11 to 2026-06-08: 2026-05-11 to 2026-06-08."),
        (
            check(ASKED, visits=DAYS, units_per_dose=120, units_expected=360),
            "120 units each, 360 units in all, as requested",
        ),
        (check(ASKED, visits=DAYS, units_per_dose=60, units_expected=180), "180 units in all, while 360 are requested"),
        # each visit is rounded to whole units: two units over three visits is no disagreement
        (check(ASKED, visits=DAYS, units_per_dose=119, units_expected=358), "358 units in all, as requested"),
        (
            check(ASKED, visits=DAYS, units_per_dose=119, units_expected=357),
            "357 units in all, while 360 are requested",
        ),
        (
            check(ASKED, visits=DAYS, units_per_dose=120, units_expected=360, verdict=DoseVerdict.INCONSISTENT),
            "units cannot be counted until the order is clarified",
        ),
    ],
)
def test_visits_and_units(asked: RegimenCheck, words: str) -> None:
    (found,) = says(asked)
    assert words in found


def test_an_order_that_cannot_be_meant_is_not_billed() -> None:
    (found,) = says(check(ASKED, visits=DAYS, units_expected=360, verdict=DoseVerdict.INCONSISTENT))
    assert "360" not in found


def test_a_dose_held_is_told_and_not_missed() -> None:
    (found,) = schedules(check(ASKED), *every_two_weeks(0, 1, 3, 4, held=(2,)))
    assert "The dose due on 2026-03-02 was held." in [s.says for s in found.statements]
    assert found.missing == ()
    assert [day for day, _ in found.recorded] == [START + timedelta(days=14 * n) for n in (0, 1, 3, 4)]


def test_a_dose_that_nobody_accounts_for_is_missing() -> None:
    (found,) = schedules(check(ASKED), *every_two_weeks(0, 1, 3, 4))
    assert found.missing == (date(2026, 3, 2),)
    assert (
        "Between 2026-02-16 and 2026-03-16 lie 28 days; at every 14 days 1 dose was due that no entry accounts for."
        in [s.says for s in found.statements]
    )


def test_doses_and_their_mean_distance() -> None:
    assert "3 doses are recorded from 2026-02-02 to 2026-03-02, 14.0 days apart in the mean." in says(
        check(ASKED), *every_two_weeks(0, 1, 2)
    )


def test_days_asked_that_were_already_given() -> None:
    given = (date(2026, 4, 13), date(2026, 4, 27))  # before May 4, when the request was received
    asked = check(replace(ASKED, first_day=given[0]), visits=(*given, *DAYS))
    assert "2 of the requested doses were already given: 2026-04-13, 2026-04-27." in says(asked, *map(dose, given))


@pytest.mark.parametrize(
    "asked",
    [
        check(ASKED),  # no visits told, none recorded
        check(ASKED, drug=OTHER_DRUG, visits=DAYS),  # a drug this policy does not decide
        check(ASKED, drug=None, visits=DAYS),
    ],
)
def test_nothing_to_say(asked: RegimenCheck) -> None:
    assert schedules(asked) == ()
