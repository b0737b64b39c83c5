"""Expected administration days, and those days held against what was given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mednec.dosing import mean_interval, reconcile, slots, visits, visits_that_fit
from mednec.dosing.schedule import nth_day
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.finding import Administration
from mednec.model.words import Assertion
from tests.dosing.expected import ordered


def day(text: str) -> date:
    return date.fromisoformat(text)


# Mondays from 24 March to 30 June 2025, every second one.
EIGHT = ("2025-03-24", "2025-04-07", "2025-04-21", "2025-05-05", "2025-05-19", "2025-06-02", "2025-06-16", "2025-06-30")


def test_eight_visits_two_weeks_apart() -> None:
    found = visits(ordered("600 mg SC every 2 weeks, 8 visits"), day("2025-03-24"), day("2025-06-30"))
    assert found == tuple(day(d) for d in EIGHT)
    assert visits_that_fit(Decimal(14), day("2025-03-24"), day("2025-06-30")) == 8
    assert visits_that_fit(Decimal(14), day("2025-03-24"), day("2025-06-29")) == 7


DAYS: list[tuple[str, str, list[str]]] = [
    (
        "1 g every 6 months (500 mg day 1, 500 mg day 15), x 12 months",
        "2026-10-12",
        ["2025-10-13", "2025-10-27", "2026-04-13", "2026-04-27"],  # six calendar months
    ),
    ("2 g/kg divided over 4 days x1", "2025-12-31", ["2025-10-13", "2025-10-14", "2025-10-15", "2025-10-16"]),
    ("1 g IV q2w x2 then 500 mg q4w", "2025-12-01", ["2025-10-13", "2025-10-27", "2025-11-24"]),
    ("5 mg/kg at weeks 0, 2, 6 then q8w", "2026-02-01", ["2025-10-13", "2025-10-27", "2025-11-24", "2026-01-19"]),
    ("300 mg weekly x 3 doses", "2026-10-12", ["2025-10-13", "2025-10-20", "2025-10-27"]),
    ("300 mg q4w for 2 months", "2026-10-12", ["2025-10-13", "2025-11-10", "2025-12-08"]),  # 61 days
    (
        "160 mg day 1, 80 mg day 15, then 40 mg every 2 weeks starting day 29",
        "2025-11-25",
        ["2025-10-13", "2025-10-27", "2025-11-10", "2025-11-24"],
    ),
    (
        "0.4 g/kg/day x 2 days every 4 weeks",
        "2025-11-11",
        ["2025-10-13", "2025-10-14", "2025-11-10", "2025-11-11"],
    ),
    (  # the cycle counts from the first day of the loading course
        "50 g days 1-3 as a loading dose then 50 g on Day 1 and 2 every 4 weeks",
        "2025-11-12",
        ["2025-10-13", "2025-10-14", "2025-10-15", "2025-11-10", "2025-11-11"],
    ),
    (  # four infusions in all
        "5 mg/kg at weeks 0, 2, 6 then q8w; 4 infusions",
        "2026-12-31",
        ["2025-10-13", "2025-10-27", "2025-11-24", "2026-01-19"],
    ),
    ("5 mg PO BID", "2025-10-14", ["2025-10-13", "2025-10-14"]),
    ("10 mg PRN", "2025-12-31", []),
]


@pytest.mark.parametrize(("text", "last", "wanted"), DAYS)
def test_days_of_an_order(text: str, last: str, wanted: list[str]) -> None:
    assert visits(ordered(text), day("2025-10-13"), day(last)) == tuple(day(d) for d in wanted)


def test_several_doses_a_day_are_one_day_with_several_doses() -> None:
    found = slots(ordered("5 mg PO BID"), day("2026-01-01"), day("2026-01-02"))
    assert [(slot.day, slot.doses) for slot in found] == [(day("2026-01-01"), 2), (day("2026-01-02"), 2)]


@pytest.mark.parametrize(
    ("first", "interval", "n", "wanted"),
    [
        ("2026-01-31", "30.4", 1, "2026-02-28"),
        ("2026-01-31", "30.4", 2, "2026-03-31"),
        ("2026-08-31", "182.6", 1, "2027-02-28"),
        ("2024-02-29", "365", 1, "2025-02-28"),
        ("2026-01-01", "3.5", 3, "2026-01-11"),  # 10.5 days
        ("2026-01-01", "28", 2, "2026-02-26"),
    ],
)
def test_months_are_calendar_months_and_weeks_are_days(first: str, interval: str, n: int, wanted: str) -> None:
    assert nth_day(day(first), Decimal(interval), n) == day(wanted)


def test_mean_interval_of_twenty_six_visits() -> None:
    # 2024-03-14 to 2025-02-24 is 347 days; 347 / 25 = 13.88
    assert mean_interval(26, day("2024-03-14"), day("2025-02-24")) == Decimal("13.9")
    assert mean_interval(1, day("2024-03-14"), day("2025-02-24")) is None


def given(*days: str, held: bool = False) -> tuple[Administration, ...]:
    """Entries of an administration record."""
    text = "\n".join(days)
    document = SourceDocument(name="record.txt", text=text)
    entries = []
    for written in days:
        place = document.cite(text.index(written), text.index(written) + len(written))
        entries.append(
            Administration(
                kind="administration",
                concept="drug-a",
                name="drug A",
                assertion=Assertion.ABSENT if held else Assertion.PRESENT,
                source=place,
                sentence=place,
                header=DocumentHeader(document=document),
                day=day(written),
                held=held,
            )
        )
    return tuple(entries)


def test_a_held_dose_explains_a_gap_of_four_weeks() -> None:
    entries = given("2025-02-10", "2025-02-24", "2025-03-24", "2025-04-07") + given("2025-03-10", held=True)
    requested = tuple(day(d) for d in EIGHT)
    found = reconcile(Decimal(14), entries, received=day("2025-04-09"), requested=requested)
    (gap,) = found.gaps
    assert (gap.after, gap.until, gap.days) == (day("2025-02-24"), day("2025-03-24"), 28)
    assert gap.slots == (day("2025-03-10"),)
    assert gap.explained
    assert found.unaccounted == ()
    assert found.retrospective == (day("2025-03-24"), day("2025-04-07"))
    assert len(found.prospective) == 6


def test_a_slot_without_any_entry_is_unaccounted_for() -> None:
    found = reconcile(Decimal(14), given("2025-02-24", "2025-03-24"), received=day("2025-04-09"))
    assert found.unaccounted == (day("2025-03-10"),)
    assert not found.gaps[0].explained


@pytest.mark.parametrize("given_on", ["2025-03-13", "2025-03-14", "2025-03-16"])
def test_a_dose_less_than_half_an_interval_late_is_late_and_not_missing(given_on: str) -> None:
    assert reconcile(Decimal(14), given("2025-02-24", given_on), received=day("2025-04-09")).gaps == ()


def test_a_gap_nearer_to_two_intervals_than_to_one_lacks_a_dose() -> None:
    # 24 days: nearer to 28 than to 14
    found = reconcile(Decimal(14), given("2025-02-24", "2025-03-20"), received=day("2025-04-09"))
    assert found.unaccounted == (day("2025-03-10"),)
