"""Hosts whose clocks disagree: leases go by the database's clock, the audit by its numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mednec.desk import queue
from mednec.desk.desk import Desk, now
from mednec.desk.open import make_organisation
from mednec.desk.queue import LeaseLost
from mednec.store.audit import append, entries, verify
from mednec.store.engine import again, reading, writing
from mednec.store.tables import JobRow
from tests.desk.toiling import TOIL, bare_desk


def skewed(desk: Desk, by: timedelta) -> Desk:
    """The same desk on a host whose clock is wrong."""

    def wrong() -> datetime:
        return now() + by

    return replace(desk, clock=wrong)


@pytest.mark.parametrize(
    "by", [timedelta(days=-3), timedelta(hours=-1), timedelta(hours=1), timedelta(days=3)], ids=str
)
def test_a_host_with_a_wrong_clock_takes_no_work_that_another_one_does(database_url: str, by: timedelta) -> None:
    right = bare_desk(database_url)
    wrong = skewed(right, by)
    org = make_organisation(right, "Harbor Health")
    job = again(wrong.engine, lambda session: queue.enqueue(session, wrong, org, TOIL, None))
    held = queue.lease(right, "right")
    assert held is not None
    assert queue.lease(wrong, "wrong") is None
    queue.hold(right, held)
    with writing(right.engine) as session:  # its worker is gone, and the time of its lease is over
        session.get_one(JobRow, job).leased_until = queue.moment(session) - timedelta(seconds=1)
    taken = queue.lease(wrong, "wrong")
    assert taken is not None
    assert taken.attempt == held.attempt + 1
    with pytest.raises(LeaseLost), writing(right.engine) as session:
        queue.finish(session, queue.fenced(session, held))
    right.engine.dispose()


def test_an_audit_written_by_wrong_clocks_keeps_its_order_and_verifies(database_url: str) -> None:
    desk = bare_desk(database_url)
    org = make_organisation(desk, "Harbor Health")
    for i, by in enumerate((timedelta(), timedelta(days=-400), timedelta(days=400), timedelta(hours=-5))):
        at = skewed(desk, by).clock()

        def write(i: int = i, at: datetime = at) -> None:
            with writing(desk.engine) as session:
                append(session, desk.keys, org, "somebody", "act", detail={"i": i}, at=at)

        write()
    with reading(desk.engine) as session:
        told = [entry.detail["i"] for entry in entries(session, org) if entry.act == "act"]
        assert told == [0, 1, 2, 3]
        assert verify(session, desk.keys, org).ok
    desk.engine.dispose()
