"""Periods keep the precision of the chart; ages are completed years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.model.finding import Period
from mednec.model.request import Patient
from mednec.model.words import Outcome, Status


@pytest.mark.parametrize(
    ("period", "iso", "days"),
    [
        (Period.day(date(2021, 4, 9)), "2021-04-09", 1),
        (Period.month(2021, 4), "2021-04", 30),
        (Period.month(2024, 2), "2024-02", 29),
        (Period.month(2021, 12), "2021-12", 31),
        (Period.year(2021), "2021", 365),
        (Period.year(2024), "2024", 366),
        (Period(first=date(2021, 4, 1), last=date(2021, 4, 29)), "2021-04-01/2021-04-29", 29),
        (Period(first=date(2021, 1, 1), last=date(2022, 12, 31)), "2021-01-01/2022-12-31", 730),
    ],
)
def test_a_period_is_printed_as_precisely_as_it_is_known(period: Period, iso: str, days: int) -> None:
    assert (period.iso, period.days) == (iso, days)


def test_periods_are_ordered_by_their_first_day() -> None:
    assert Period.day(date(2020, 12, 31)) < Period.month(2021, 1)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(1983, 8, 19), date(2025, 8, 18), 41),  # the day before the birthday
        (date(1983, 8, 19), date(2025, 8, 19), 42),
        (date(1983, 8, 19), date(2025, 8, 20), 42),
        (date(2004, 2, 29), date(2022, 2, 28), 17),  # born on a leap day: not yet 18
        (date(2004, 2, 29), date(2022, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2025, 12, 31), date(2026, 1, 1), 0),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_age_is_counted_in_completed_years(born: date, day: date, years: int) -> None:
    assert Patient(id="1", name="A", birth_date=born, sex="F").age_on(day) == years


@given(st.dates(date(1900, 1, 1), date(2000, 1, 1)), st.integers(0, 36_000))
def test_age_rises_by_one_on_birthdays_and_on_no_other_day(born: date, after: int) -> None:
    patient = Patient(id="1", name="A", birth_date=born, sex="F")
    day = born + timedelta(days=after)
    tomorrow = day + timedelta(days=1)
    rise = patient.age_on(tomorrow) - patient.age_on(day)
    birthday = (tomorrow.month, tomorrow.day) == (born.month, born.day)
    leapling = (born.month, born.day) == (2, 29) and (tomorrow.month, tomorrow.day) == (3, 1) and day.day == 28
    assert rise == (1 if birthday or leapling else 0)


def test_only_met_and_not_met_are_settled() -> None:
    assert {s for s in Status if s.settled} == {Status.MET, Status.NOT_MET}


def test_words_are_printed_with_blanks_and_written_to_json_without() -> None:
    assert (Status.NOT_DOCUMENTED.value, Status.NOT_DOCUMENTED.key) == ("not documented", "not_documented")
    assert Outcome.APPROVE_WITH_CONDITIONS.key == "approve_with_conditions"
