"""A worker as a process of its own, whose work is a short wait and an entry of the audit; tests end it at any moment.

`python -m tests.desk.toiling URL NAME SECONDS`
"""

from __future__ import annotations

import signal
import sys
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, cast

from sqlalchemy.orm import Session

from mednec.desk import queue, worker
from mednec.desk.desk import Desk, DeskLimits
from mednec.desk.queue import Leased
from mednec.desk.worker import Tick
from mednec.store.audit import append
from mednec.store.engine import again, open_engine
from mednec.store.sealing import Key, KeyRing

if TYPE_CHECKING:
    from mednec.model.law import Laws
    from mednec.packs.library import Library

KEYS = KeyRing(keys=(Key(id="first", secret=b"k" * 32),))
LIMITS = DeskLimits(lease_seconds=2, first_delay_seconds=0, most_attempts=20)
TOIL, DONE = "toil", "toiled"


def bare_desk(url: str, limits: DeskLimits = LIMITS) -> Desk:
    """A desk of which only database, keys and limits are used."""
    nothing = cast("Library", None)
    return Desk(engine=open_engine(url), library=nothing, keys=KEYS, laws=cast("Laws", None), limits=limits)


def toil(desk: Desk, leased: Leased, tick: Tick) -> None:
    """Some pages, each of a moment; then the result, once."""
    pages = 12
    for page in range(pages):
        Event().wait(float(sys.argv[3]) / pages if len(sys.argv) > 3 else 0)
        tick("toil", page + 1, pages)

    def write(session: Session) -> None:
        row = queue.fenced(session, leased)
        queue.finish(session, row)
        session.flush()
        append(session, desk.keys, leased.org, leased.worker, DONE, leased.id, at=desk.clock())

    again(desk.engine, write)


def main(url: str, name: str) -> None:
    """Work until asked to stop."""
    stop = Event()

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, asked)
    worker.work(bare_desk(url), stop, name, poll=0.05, tasks={TOIL: toil})


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
