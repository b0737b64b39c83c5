"""The queue: one worker at a time, nothing done twice, nothing forgotten; on both databases."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy.exc import OperationalError

from mednec.desk import queue, worker
from mednec.desk.desk import Desk, DeskLimits
from mednec.desk.open import make_organisation
from mednec.desk.queue import DEAD, DONE, RUNNING, WAITING, LeaseLost
from mednec.errors import NotAllowed, NotFound, StoreError, SubmitError
from mednec.model.life import Person, Role
from mednec.store.audit import entries, verify
from mednec.store.engine import again, reading, writing
from mednec.store.tables import JobRow
from tests.desk.toiling import DONE as TOILED
from tests.desk.toiling import TOIL, bare_desk

ROOT = Path(__file__).parents[2]
LIMITS = DeskLimits(lease_seconds=60, first_delay_seconds=10, most_attempts=3)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    made = bare_desk(database_url, LIMITS)
    yield made
    made.engine.dispose()


@pytest.fixture
def org(desk: Desk) -> str:
    return make_organisation(desk, "Harbor Health")


def person(org: str, *roles: Role) -> Person:
    return Person(id="p1", org=org, name="Ada", roles=frozenset(roles))


def put(desk: Desk, org: str, many: int = 1) -> list[str]:
    return again(desk.engine, lambda s: [queue.enqueue(s, desk, org, TOIL, None) for _ in range(many)])


def row(desk: Desk, job: str) -> JobRow:
    with reading(desk.engine) as session:
        return session.get_one(JobRow, job)


def lapse(desk: Desk, job: str) -> None:
    """As if the time of the lease were over."""
    with writing(desk.engine) as session:
        held = session.get_one(JobRow, job)
        held.leased_until = held.after = queue.moment(session) - timedelta(seconds=1)


def test_a_job_is_leased_once(desk: Desk, org: str) -> None:
    (job,) = put(desk, org)
    first, second = queue.lease(desk, "one"), queue.lease(desk, "two")
    assert first is not None
    assert (first.id, first.attempt, second) == (job, 1, None)
    assert (row(desk, job).state, row(desk, job).worker) == (RUNNING, "one")


def test_many_workers_share_the_jobs_and_none_is_leased_twice(desk: Desk, org: str) -> None:
    jobs = put(desk, org, 24)

    def drain(name: int) -> list[str]:
        taken = []
        while (leased := queue.lease(desk, f"worker {name}")) is not None:
            taken.append(leased.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [job for each in pool.map(drain, range(4)) for job in each]
    assert sorted(taken) == sorted(jobs)


def test_what_a_lost_worker_brings_is_not_kept(desk: Desk, org: str) -> None:
    (job,) = put(desk, org)
    late = queue.lease(desk, "late")
    lapse(desk, job)
    soon = queue.lease(desk, "soon")
    assert late is not None
    assert soon is not None
    assert soon.attempt == 2
    with pytest.raises(LeaseLost), writing(desk.engine) as session:
        queue.finish(session, queue.fenced(session, late))
    for act in (queue.hold, queue.hand_back):
        with pytest.raises(LeaseLost):
            act(desk, late)
    with writing(desk.engine) as session:
        queue.finish(session, queue.fenced(session, soon))
    assert row(desk, job).state == DONE
    assert queue.lease(desk, "late") is None


def test_a_failure_is_tried_again_later_and_at_last_put_aside(desk: Desk, org: str) -> None:
    (job,) = put(desk, org)
    for attempt, delay in ((1, 10), (2, 20)):
        leased = queue.lease(desk, "w")
        assert leased is not None
        assert not queue.fail(desk, leased, "no luck")
        held = row(desk, job)
        assert (held.state, held.attempt, held.says) == (WAITING, attempt, "no luck")
        assert held.after - held.changed == timedelta(seconds=delay)
        assert queue.lease(desk, "w") is None
        lapse(desk, job)
    leased = queue.lease(desk, "w")
    assert leased is not None
    assert queue.fail(desk, leased, "no luck")
    assert row(desk, job).state == DEAD
    lapse(desk, job)
    assert queue.lease(desk, "w") is None


def test_a_job_that_kills_its_workers_ends_dead(desk: Desk, org: str) -> None:
    (job,) = put(desk, org)
    for _ in range(LIMITS.most_attempts):
        assert queue.lease(desk, "w") is not None
        lapse(desk, job)
    assert queue.lease(desk, "w") is None
    assert (row(desk, job).state, row(desk, job).says) == (DEAD, queue.DIED)


def test_a_dead_job_is_redone_by_who_may(desk: Desk, org: str) -> None:
    (job,) = put(desk, org)
    nurse, auditor = person(org, Role.NURSE), person(org, Role.AUDITOR)
    with pytest.raises(SubmitError, match="waiting"):
        queue.redo(desk, nurse, job)
    for _ in range(LIMITS.most_attempts):
        queue.lease(desk, "w")
        lapse(desk, job)
    assert queue.lease(desk, "w") is None
    with pytest.raises(NotAllowed):
        queue.redo(desk, auditor, job)
    with pytest.raises(NotFound):
        queue.redo(desk, person("elsewhere", Role.NURSE), job)
    queue.redo(desk, nurse, job)
    leased = queue.lease(desk, "w")
    assert leased is not None
    assert leased.attempt == LIMITS.most_attempts + 1
    assert not queue.fail(desk, leased, "again")


def test_a_job_handed_back_has_not_been_tried(desk: Desk, org: str) -> None:
    (job,) = put(desk, org)
    for _ in range(2 * LIMITS.most_attempts):
        leased = queue.lease(desk, "w")
        assert leased is not None
        queue.hand_back(desk, leased)
    assert row(desk, job).state == WAITING
    assert queue.counts(desk, org) == {WAITING: 1, RUNNING: 0, DONE: 0, DEAD: 0}


def test_progress_is_seen_and_other_organisations_see_nothing(desk: Desk, org: str) -> None:
    (job,) = put(desk, org)
    leased = queue.lease(desk, "w")
    assert leased is not None
    queue.hold(desk, leased, done=3, of=7)
    line = queue.job_line(desk, person(org, Role.INTAKE), job)
    assert (line.done, line.of, line.state) == (3, 7, RUNNING)
    with pytest.raises(NotFound):
        queue.job_line(desk, person("elsewhere", Role.INTAKE), job)
    assert queue.jobs(desk, person("elsewhere", Role.INTAKE)).items == ()


def test_jobs_are_listed_page_by_page(desk: Desk, org: str) -> None:
    jobs = put(desk, org, 7)
    who, seen, after = person(org, Role.ADMINISTRATOR), list[str](), ""
    while True:
        page = queue.jobs(desk, who, WAITING, after=after, size=3)
        seen += [line.id for line in page.items]
        if not (after := page.next):
            break
    assert sorted(seen) == sorted(jobs)


def test_a_fault_of_the_program_names_its_place_and_no_words_of_a_chart(desk: Desk, org: str) -> None:
    again(desk.engine, lambda s: queue.enqueue(s, desk, org, "no such work", None))
    leased = queue.lease(desk, "w")
    assert leased is not None
    worker.do(desk, leased, Event(), worker.own_tasks())
    assert row(desk, leased.id).says.startswith("a fault of the program (StoreError at worker.py:")


def test_a_worker_waits_for_a_database_that_is_away_or_full(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = bare_desk(sqlite_url)
    org = make_organisation(desk, "Harbor Health")
    (job,) = put(desk, org)
    stop, lease, faults = Event(), queue.lease, [StoreError("away", where="database"), full(), None]

    def unsteady(desk: Desk, name: str) -> queue.Leased | None:
        fault = faults.pop(0)
        if fault is not None:
            raise fault
        return lease(desk, name)

    def toil(desk: Desk, leased: queue.Leased, _tick: worker.Tick) -> None:
        stop.set()
        with writing(desk.engine) as session:
            queue.finish(session, queue.fenced(session, leased))

    monkeypatch.setattr(queue, "lease", unsteady)
    worker.work(desk, stop, "w", poll=0.01, tasks={TOIL: toil})
    assert row(desk, job).state == DONE
    desk.engine.dispose()


def full() -> OperationalError:
    return OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))


@contextmanager
def processes(url: str, many: int, seconds: float) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Workers that run; ended by force if a test leaves any."""
    command = [sys.executable, "-m", "tests.desk.toiling", url]
    started = [subprocess.Popen([*command, f"w{i}", str(seconds)], cwd=ROOT) for i in range(many)]
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()


def until(desk: Desk, org: str, **wanted: int) -> None:
    """Wait until so many jobs stand so."""
    for _ in range(2400):
        found = queue.counts(desk, org)
        if all(found[state] >= many for state, many in wanted.items()):
            return
        Event().wait(0.05)
    pytest.fail(f"the queue stands at {found}")


def test_processes_that_are_killed_lose_nothing_and_do_nothing_twice(database_url: str) -> None:
    desk = bare_desk(database_url)
    org = make_organisation(desk, "Harbor Health")
    jobs = put(desk, org, 8)
    with processes(database_url, 2, 0.2) as (killed, stopped):
        until(desk, org, done=2)
        killed.kill()
        until(desk, org, done=8)
        stopped.send_signal(signal.SIGTERM)
        assert stopped.wait(timeout=60) == 0
    with reading(desk.engine) as session:
        times = Counter(e.about for e in entries(session, org) if e.act == TOILED)
        assert times == dict.fromkeys(jobs, 1)
        assert verify(session, desk.keys, org).ok
    desk.engine.dispose()


def test_a_lease_is_extended_while_the_work_goes_on_and_handed_back_at_the_end(sqlite_url: str) -> None:
    desk = bare_desk(sqlite_url)
    org = make_organisation(desk, "Harbor Health")
    (job,) = put(desk, org)
    with processes(sqlite_url, 1, 12) as (running,):
        until(desk, org, running=1)
        first = row(desk, job).leased_until
        assert first is not None
        for _ in range(2400):
            if row(desk, job).changed > first:
                break
            Event().wait(0.05)
        assert row(desk, job).attempt == 1
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=60) == 0
    assert (row(desk, job).state, row(desk, job).worker) == (WAITING, "w0")
    desk.engine.dispose()
