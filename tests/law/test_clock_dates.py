"""When each rule of the packs is due: days counted by hand on a calendar, in the plan's own time (New York)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mednec.law.clocks import clock_at
from mednec.model.law import Adopted, Pause, PauseKind
from tests.law.shipped import ALL_IN, clock, laws

NEW_YORK = ZoneInfo("America/New_York")

# id, received, due. 2026: March 6 is a Friday; clocks go forward on March 8 (so 72 hours end an hour later by the
# wall), back on November 1. A day ends with its last second.
DUE = {
    # 14 days after October 20 is November 3, 2025
    "ma-item-standard-2025": ("2025-10-20T09:00", "2025-11-03T23:59:59"),
    "ma-item-standard-2026": ("2026-03-02T09:00", "2026-03-09T23:59:59"),
    "ma-item-expedited": ("2026-03-06T10:00", "2026-03-09T11:00:00"),
    "ma-part-b-drug-standard": ("2026-03-02T10:00", "2026-03-05T10:00:00"),
    "ma-part-b-drug-expedited": ("2026-10-31T10:00", "2026-11-01T09:00:00"),  # 25 hours by the wall: an hour earlier
    "part-d-standard": ("2026-12-30T16:30", "2027-01-02T16:30:00"),
    "part-d-expedited": ("2026-02-27T23:15", "2026-02-28T23:15:00"),
    "part-d-redetermination-standard": ("2026-02-25T08:00", "2026-03-04T23:59:59"),  # February has 28 days
    "part-d-redetermination-expedited": ("2026-02-25T08:00", "2026-02-28T08:00:00"),
    "erisa-pre-service": ("2026-04-09T10:12", "2026-04-24T23:59:59"),
    "erisa-urgent": ("2026-04-09T10:12", "2026-04-12T10:12:00"),
    "erisa-urgent-missing": ("2026-04-09T10:12", "2026-04-10T10:12:00"),
    "erisa-post-service": ("2026-01-31T10:00", "2026-03-02T23:59:59"),  # 28 days to February 28, and 2
    "ny-external-appeal": ("2026-05-01T10:00", "2026-05-31T23:59:59"),
    "ny-external-appeal-expedited": ("2026-05-01T10:00", "2026-05-04T10:00:00"),
    "ny-external-new-material": ("2026-05-01T10:00", "2026-05-06T23:59:59"),  # a Friday: Monday, Tuesday, Wednesday
    "federal-external-review": ("2026-05-01T10:00", "2026-06-15T23:59:59"),  # 30 days to May 31, and 15
    "federal-external-review-expedited": ("2026-05-01T10:00", "2026-05-04T10:00:00"),
    "medicaid-item-standard-2026": ("2026-06-29T10:00", "2026-07-06T23:59:59"),
    "medicaid-item-expedited-2026": ("2026-06-29T10:00", "2026-07-02T10:00:00"),
    "proposed-drug-standard-2027": ("2027-11-01T10:00", "2027-11-04T10:00:00"),
    "proposed-drug-expedited-2027": ("2027-11-01T10:00", "2027-11-02T10:00:00"),
    "ncqa-urgent-pre-service": ("2026-04-09T10:12", "2026-04-12T10:12:00"),
    "ncqa-urgent-concurrent-commercial": ("2026-04-09T10:12", "2026-04-10T10:12:00"),
    "ncqa-urgent-concurrent-public": ("2026-04-09T10:12", "2026-04-12T10:12:00"),
    "ncqa-pre-service-older": ("2024-02-20T10:00", "2024-03-06T23:59:59"),  # a leap year
    "ncqa-pre-service": ("2026-02-20T10:00", "2026-02-27T23:59:59"),
    "ncqa-post-service": ("2026-11-15T10:00", "2026-12-15T23:59:59"),
    "urac-urgent": ("2026-04-09T10:12", "2026-04-12T10:12:00"),
    "urac-non-urgent": ("2026-04-09T10:12", "2026-04-24T23:59:59"),
    "urac-retrospective": ("2026-04-09T10:12", "2026-05-09T23:59:59"),
    "urac-peer-to-peer": ("2026-07-02T10:00", "2026-07-03T23:59:59"),  # a Thursday
}


def due(id: str, received: str, *pauses: Pause, now: str = "", adopted: Adopted = ALL_IN) -> str:
    """Due, by the wall in New York."""
    moment = datetime.fromisoformat(now or received)
    found = clock_at(clock(id), datetime.fromisoformat(received), pauses, moment, adopted=adopted).due
    assert found is not None
    return found.astimezone(NEW_YORK).replace(tzinfo=None).isoformat()


def test_every_clock_has_its_line() -> None:
    assert set(DUE) == {rule.id for rule in laws().clocks}


@pytest.mark.parametrize("id", DUE)
def test_due(id: str) -> None:
    received, expected = DUE[id]
    assert due(id, received) == expected


def test_a_day_off_moves_business_days_only() -> None:
    """2026-07-03 is the day on which July 4 is kept: of Thursday's call the next business day is Monday July 6."""
    adopted = Adopted(unverified=True, days_off=frozenset([datetime(2026, 7, 3).date()]))
    assert due("urac-peer-to-peer", "2026-07-02T10:00", adopted=adopted) == "2026-07-06T23:59:59"
    assert due("erisa-pre-service", "2026-06-20T10:00", adopted=adopted) == "2026-07-05T23:59:59"


def test_what_came_at_night_counts_on_the_plan_calendar() -> None:
    """23:30 in Chicago on April 9 is April 10 in UTC and in New York."""
    received = datetime.fromisoformat("2026-04-10T04:30+00:00")
    chicago = Adopted(zone="America/Chicago")
    at = clock_at(clock("erisa-pre-service"), received, (), received, adopted=chicago)
    assert at.due == datetime.fromisoformat("2026-04-24T23:59:59-05:00")
    east = clock_at(clock("erisa-pre-service"), received, (), received)
    assert east.due == datetime.fromisoformat("2026-04-25T23:59:59-04:00")


def asked(since: str, until: str = "") -> Pause:
    end = datetime.fromisoformat(until) if until else None
    return Pause(kind=PauseKind.ASKED, since=datetime.fromisoformat(since), until=end, why="records")


EXTENDED = Pause(kind=PauseKind.EXTENSION, since=datetime(2026, 4, 20, 9), why="a matter beyond the plan's control")


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        # asked on day 5, answered on day 15: ten days later than April 24
        ([asked("2026-04-14T09:00", "2026-04-24T16:00")], "2026-05-04T23:59:59"),
        # within one day: no day was lost
        ([asked("2026-04-14T09:00", "2026-04-14T16:00")], "2026-04-24T23:59:59"),
        # two of 2 and 3 days
        ([asked("2026-04-14T09:00", "2026-04-16T09:00"), asked("2026-04-20", "2026-04-23")], "2026-04-29T23:59:59"),
        # two that overlap are one of April 14 to 20
        ([asked("2026-04-14T09:00", "2026-04-18T09:00"), asked("2026-04-16", "2026-04-20")], "2026-04-30T23:59:59"),
        # begun after it was due: too late
        ([asked("2026-04-25T09:00", "2026-05-05T09:00")], "2026-04-24T23:59:59"),
        # 15 days more; however often it is taken
        ([EXTENDED], "2026-05-09T23:59:59"),
        ([EXTENDED, EXTENDED], "2026-05-09T23:59:59"),
        # taken once it was late, or on an earlier clock of the case: no day more
        ([replace(EXTENDED, since=datetime(2026, 4, 25, 9))], "2026-04-24T23:59:59"),
        ([replace(EXTENDED, since=datetime(2026, 4, 8, 9))], "2026-04-24T23:59:59"),
        # ten days and fifteen
        ([EXTENDED, asked("2026-04-14T09:00", "2026-04-24T16:00")], "2026-05-19T23:59:59"),
    ],
)
def test_a_pre_service_claim_tolled_and_extended(pauses: list[Pause], expected: str) -> None:
    """Received 2026-04-09: without a pause due with April 24."""
    assert due("erisa-pre-service", "2026-04-09T10:12", *pauses, now="2026-06-01T12:00") == expected


@pytest.mark.parametrize("pause", [asked("2026-04-14T09:00", "2026-04-24T16:00"), EXTENDED])
def test_what_is_not_verified_pauses_and_extends_nothing(pause: Pause) -> None:
    """The fifteen days are verified, their tolling and extension are not: the clock runs on and says so."""
    rule, received = clock("erisa-pre-service"), datetime(2026, 4, 9, 10, 12)
    at = clock_at(rule, received, (pause,), datetime(2026, 4, 26))
    assert at.due == datetime.fromisoformat("2026-04-24T23:59:59-04:00")
    assert [note for note in at.notes if "not verified" in note]


def test_a_part_b_drug_has_no_extension() -> None:
    rule, received = clock("ma-part-b-drug-standard"), datetime(2026, 4, 9, 10)
    at = clock_at(rule, received, (EXTENDED, asked("2026-04-10T10:00")), datetime(2026, 4, 11), adopted=ALL_IN)
    assert at.due == datetime.fromisoformat("2026-04-12T10:00-04:00")
    assert not at.extended
    assert at.paused_since is None
    assert len(at.notes) == 2
