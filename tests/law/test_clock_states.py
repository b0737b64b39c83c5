"""How a clock stands: running, red before it is late, paused, met, missed, or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.law.choosing import own_clock
from mednec.law.clocks import MARGIN, clock_at, warn_at
from mednec.model.law import Adopted, ClockState, Pause, PauseKind, Span, TimeUnit, Urgency, Warn
from tests.law.shipped import ALL_IN, clock, laws

RECEIVED = datetime(2026, 4, 9, 10, 12)


def test_the_margin_is_the_one_of_the_packs() -> None:
    assert laws().margin == MARGIN
    assert Decimal("0.25") == MARGIN.share


@pytest.mark.parametrize(
    ("id", "now", "warn"),
    [
        # 72 hours, due on April 12 at 10:12: red when less than 24 hours are left
        ("erisa-urgent", "2026-04-11T10:11", Warn.NOTHING),
        ("erisa-urgent", "2026-04-11T10:13", Warn.SOON),
        ("erisa-urgent", "2026-04-12T10:12", Warn.SOON),
        ("erisa-urgent", "2026-04-12T10:13", Warn.LATE),
        # 24 hours: red in the second half, not from the first minute on
        ("part-d-expedited", "2026-04-09T22:11", Warn.NOTHING),
        ("part-d-expedited", "2026-04-09T22:13", Warn.SOON),
        # 15 days and the rest of the first: 15.575 days, a quarter of it 3.89, before the end of April 24
        ("erisa-pre-service", "2026-04-20T12:00", Warn.NOTHING),
        ("erisa-pre-service", "2026-04-21T12:00", Warn.SOON),
        ("erisa-pre-service", "2026-04-24T23:59:59", Warn.SOON),
        ("erisa-pre-service", "2026-04-25T00:00", Warn.LATE),
    ],
)
def test_red_before_it_is_late(id: str, now: str, warn: Warn) -> None:
    at = clock_at(clock(id), RECEIVED, (), datetime.fromisoformat(now), adopted=ALL_IN)
    assert at.warn is warn
    assert at.state is (ClockState.MISSED if warn is Warn.LATE else ClockState.RUNNING)


def test_met_and_missed() -> None:
    rule, later = clock("erisa-urgent"), datetime(2026, 6, 1)
    met = clock_at(rule, RECEIVED, (), later, datetime(2026, 4, 12, 10, 12))
    assert (met.state, met.warn) == (ClockState.MET, Warn.NOTHING)
    missed = clock_at(rule, RECEIVED, (), later, datetime(2026, 4, 12, 10, 13))
    assert (missed.state, missed.warn) == (ClockState.MISSED, Warn.LATE)
    assert missed.left == timedelta(minutes=-1)


def test_paused_the_time_left_stands_still() -> None:
    rule = own_clock(Span(amount=72, unit=TimeUnit.HOURS), Urgency.URGENT, tolls=True)
    pause = Pause(kind=PauseKind.ASKED, since=datetime(2026, 4, 10, 10, 12), why="records")
    first = clock_at(rule, RECEIVED, (pause,), datetime(2026, 4, 10, 12))
    later = clock_at(rule, RECEIVED, (pause,), datetime(2026, 5, 10, 12))
    assert first.state is later.state is ClockState.PAUSED
    assert first.left == later.left == timedelta(hours=48)
    assert first.paused_since == datetime.fromisoformat("2026-04-10T10:12-04:00")


def test_no_rule_no_clock() -> None:
    at = clock_at(None, RECEIVED, (), datetime(2026, 4, 10))
    assert (at.state, at.due, at.warn) == (ClockState.NONE, None, Warn.NOTHING)
    assert "by hand" in at.why


def test_a_day_set_by_hand_is_red_too() -> None:
    received, due = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 9, tzinfo=UTC)  # a quarter is 2 days
    assert warn_at(received, due, datetime(2026, 4, 6, 23, tzinfo=UTC)) is Warn.NOTHING
    assert warn_at(received, due, datetime(2026, 4, 7, 1, tzinfo=UTC)) is Warn.SOON
    assert warn_at(received, due, datetime(2026, 4, 9, 1, tzinfo=UTC)) is Warn.LATE


MOMENTS = st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2027, 12, 31))
LENGTHS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40))
ZONES = st.sampled_from(["America/New_York", "America/Los_Angeles", "Pacific/Honolulu", "UTC", "America/St_Johns"])
RULES = st.sampled_from([rule.id for rule in laws().clocks])


@given(RULES, MOMENTS, ZONES)
def test_it_never_ends_before_its_time_nor_more_than_a_day_late(id: str, received: datetime, zone: str) -> None:
    """Hours are hours, whatever the clocks on the wall do; days end with the day."""
    rule = clock(id)
    moment = received.replace(tzinfo=UTC)
    at = clock_at(rule, moment, (), moment, adopted=Adopted(unverified=True, zone=zone))
    assert at.due is not None
    took = at.due - moment
    if rule.within.unit is TimeUnit.HOURS:
        assert took == timedelta(hours=rule.within.amount)
    elif rule.within.unit is TimeUnit.CALENDAR_DAYS:
        hour = timedelta(hours=1)  # by which a day of a change of clocks is shorter or longer
        assert timedelta(days=rule.within.amount) - hour <= took <= timedelta(days=rule.within.amount + 1) + hour


@given(RULES, MOMENTS, st.lists(st.tuples(LENGTHS, LENGTHS), max_size=4), LENGTHS)
def test_pauses_never_bring_it_forward_and_never_add_more_than_they_took(
    id: str, received: datetime, spans: list[tuple[timedelta, timedelta]], waited: timedelta
) -> None:
    rule, start = clock(id), received.replace(tzinfo=UTC)
    pauses = [
        Pause(kind=PauseKind.ASKED, since=start + since, until=start + since + length, why="records")
        for since, length in spans
    ]
    now = start + timedelta(days=100) + waited
    plain = clock_at(rule, start, (), now, adopted=ALL_IN).due
    paused = clock_at(rule, start, pauses, now, adopted=ALL_IN).due
    assert plain is not None
    assert paused is not None
    took = sum((length for _, length in spans), timedelta())
    assert plain <= paused <= plain + took + timedelta(days=1 + len(spans))
    assert paused == clock_at(rule, start, pauses[::-1], now, adopted=ALL_IN).due


@given(RULES, MOMENTS, LENGTHS)
def test_it_is_red_before_it_is_late(id: str, received: datetime, waited: timedelta) -> None:
    start = received.replace(tzinfo=UTC)
    at = clock_at(clock(id), start, (), start + waited, adopted=ALL_IN)
    assert at.due is not None
    assert at.soon_from is not None
    assert start < at.soon_from < at.due
    assert (at.warn is Warn.LATE) == (start + waited > at.due)
    assert (at.warn is Warn.NOTHING) == (start + waited < at.soon_from)
