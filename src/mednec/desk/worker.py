"""A worker: takes the next job, does it, says how far it is; asked to stop, it hands its job back and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from logging import getLogger
from pathlib import Path
from threading import Event, Lock
from traceback import extract_tb

from sqlalchemy.exc import DBAPIError

from mednec.desk import queue
from mednec.desk.desk import Desk
from mednec.desk.queue import Leased, LeaseLost
from mednec.errors import StoreError

POLL_SECONDS = 0.5
BEAT_SECONDS = 2.0
AWAY = (StoreError, DBAPIError)  # the database cannot be reached, or is full; a worker waits for it
_LOG = getLogger(__name__)
Tick = Callable[[str, int, int], None]  # file, pages done, pages in all
Task = Callable[[Desk, Leased, Tick], None]
Tasks = Mapping[str, Task]


class Stopped(Exception):
    """The worker was asked to stop in the middle of a job."""


@dataclass(slots=True)
class Progress:
    """Pages read of each file, counted from several threads; `stop` ends the work at the next page."""

    stop: Event
    pages: dict[str, tuple[int, int]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def tick(self, file: str, done: int, of: int) -> None:
        """A page was read. Raises Stopped."""
        if self.stop.is_set():
            raise Stopped
        with self.lock:
            self.pages[file] = (done, of)

    def counted(self) -> tuple[int, int]:
        """Pages done, and pages in all."""
        with self.lock:
            return sum(done for done, _ in self.pages.values()), sum(of for _, of in self.pages.values())


def own_tasks() -> Tasks:
    """What this program can do, by the kind of job."""
    from mednec.desk.choosing_again import CLOCKS, choose_clocks
    from mednec.desk.pictures import read_and_draw  # the whole program; who only looks at the queue needs none of it

    return {queue.READ: read_and_draw, CLOCKS: choose_clocks}


def work(
    desk: Desk, stop: Event, name: str, *, poll: float = POLL_SECONDS, tasks: Tasks | None = None, at_once: int = 1
) -> None:
    """Do jobs until `stop` is set. What is wrong with a job is written to its row and ends no worker.

    On PostgreSQL the jobs are carried here by Procrastinate, `at_once` at a time; on SQLite they are looked for.
    """
    known = tasks or own_tasks()
    if desk.engine.dialect.name == "postgresql":
        from mednec.desk.delivery import work_delivered  # a service on SQLite needs nothing of it

        work_delivered(desk, stop, name, known, at_once=at_once)
        return
    while not stop.is_set():
        try:
            leased = queue.lease(desk, name)
            if leased is not None:
                do(desk, leased, stop, known)
        except AWAY as error:
            _LOG.warning("the database is away or full: %s", type(error).__name__)
            stop.wait(poll * 4)
            continue
        if leased is None:
            stop.wait(poll)


def work_off(desk: Desk, name: str = "at once") -> int:
    """Do the jobs that wait now, one after another, and return how many; for commands and tests."""
    done, known = 0, own_tasks()
    while (leased := queue.lease(desk, name)) is not None:
        do(desk, leased, Event(), known)
        done += 1
    return done


def do(desk: Desk, leased: Leased, stop: Event, tasks: Tasks) -> None:
    """One leased job from here to its end: done, tried again later, handed back, or lost to another worker."""
    task = tasks.get(leased.kind, _unknown)
    progress = Progress(stop=stop)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"job-{leased.id[:6]}") as pool:
        working = pool.submit(task, desk, leased, progress.tick)
        _beat(desk, leased, progress, working)
    fault = working.exception()
    if fault is None or isinstance(fault, LeaseLost):
        return
    with suppress(LeaseLost):
        if isinstance(fault, Stopped):
            queue.hand_back(desk, leased)
        else:  # a fault of the program: it is tried again, then put aside for a person
            queue.fail(desk, leased, _told(fault))
            _LOG.error("job %s, attempt %s: %s", leased.id, leased.attempt, _told(fault))


def _beat(desk: Desk, leased: Leased, progress: Progress, working: Future[None]) -> None:
    """Extend the lease while the work goes on, and write down how far it is."""
    pause = min(desk.limits.lease_seconds / 4, BEAT_SECONDS)
    shown, since = (0, 0), 0.0
    while not wait([working], timeout=pause).done:
        since += pause
        counted = progress.counted()
        if counted == shown and since < desk.limits.lease_seconds / 4:
            continue
        shown, since = counted, 0.0
        with suppress(*AWAY):  # the next beat may reach it
            try:
                queue.hold(desk, leased, done=counted[0], of=counted[1])
            except LeaseLost:
                return


def _unknown(_desk: Desk, leased: Leased, _tick: Tick) -> None:
    raise StoreError(f"this program does not know work called {leased.kind!r}", where="queue", do="use the newer one")


def _told(fault: BaseException) -> str:
    """Which fault, and where in the program; never its words, which may be a chart's."""
    places = extract_tb(fault.__traceback__)
    at = f" at {Path(places[-1].filename).name}:{places[-1].lineno}" if places else ""
    return f"a fault of the program ({type(fault).__name__}{at})"
