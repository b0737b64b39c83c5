"""A batch: requests submitted together under one key, and how many of them are read."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from mednec.desk.desk import Desk
from mednec.desk.queue import DEAD, DONE
from mednec.errors import NotFound
from mednec.model.life import Person
from mednec.store.engine import reading
from mednec.store.tables import JobRow, SubmitRow
from mednec.web.api.words import Answer, JobState

MOST = 100  # requests of a batch


class BatchItem(Answer):
    """A request of a batch: its case, its job and where that stands."""

    case: str
    job: str
    state: JobState


class BatchAnswer(Answer):
    """How far a batch is: `done` of `of` were read, `dead` were put aside."""

    key: str
    of: int
    done: int
    dead: int
    items: tuple[BatchItem, ...]


def named(key: str, number: int) -> str:
    """The key of one request of a batch. No key that is sent has a blank in it, so that none is like it."""
    return f"{key} {number:04}"


def batch_of(desk: Desk, who: Person, key: str) -> BatchAnswer:
    """The batch of a key, in the order it was sent. Raises NotFound."""
    wanted = (
        select(SubmitRow)
        .where(SubmitRow.org == who.org, SubmitRow.key.in_([named(key, number) for number in range(MOST)]))
        .order_by(SubmitRow.key)
    )
    with reading(desk.engine) as session:
        receipts = [(str(row.answer["case"]), str(row.answer["job"])) for row in session.scalars(wanted)]
        jobs = [job for _, job in receipts]
        found = session.execute(select(JobRow.id, JobRow.state).where(JobRow.org == who.org, JobRow.id.in_(jobs)))
        states = dict(iter(found))
    if not receipts:
        raise NotFound("there is no such batch", where="key", do="name the key it was sent under")
    items = tuple(
        BatchItem.model_validate({"case": case, "job": job, "state": states[job]})
        for case, job in receipts
        if job in states
    )
    count = Counter(str(item.state) for item in items)
    return BatchAnswer(key=key, of=len(items), done=count[DONE], dead=count[DEAD], items=items)
