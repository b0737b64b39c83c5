"""The queue: long work as rows, leased to one worker at a time, tried again, and put aside when nothing helps.

The attempt's number is the fence: what a worker writes is only kept while the row still has the attempt it was leased
with, so that a worker that was thought dead decides nothing twice. Times are compared with the database's own clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk, new_id
from mednec.desk.rights import Act, require
from mednec.desk.rows import PROGRAM, log
from mednec.desk.values import JobLine, Page
from mednec.desk.words import is_id
from mednec.errors import NotFound, SubmitError
from mednec.model.life import CaseState, Person
from mednec.store.engine import again, reading
from mednec.store.tables import CaseRow, JobRow

WAITING, RUNNING, DONE, DEAD = "waiting", "running", "done", "dead"
READ = "read"
PUT_ASIDE = "the program failed on this packet several times; redo it on the page of the queue"
DIED = "its worker stopped in the middle of it"
_LONGEST_DELAY_S = 3600


class LeaseLost(Exception):
    """The job was given to another worker meanwhile; nothing of this attempt may be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """A job in the hands of one worker; `attempt` is its fence."""

    id: str
    org: str
    kind: str
    case: str | None
    detail: Mapping[str, object]
    attempt: int
    worker: str


def moment(session: Session) -> datetime:
    """What the database's clock says: workers on several hosts agree on it."""
    if session.get_bind().dialect.name == "sqlite":
        said = session.execute(text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")).scalar_one()
        return datetime.strptime(said, "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=UTC)
    told: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return told.astimezone(UTC)


def enqueue(
    session: Session, desk: Desk, org: str, kind: str, case: str | None, detail: Mapping[str, object] | None = None
) -> str:
    """Write down work in the transaction of what it is for, and return its id."""
    at = moment(session)
    row = JobRow(
        id=new_id(),
        org=org,
        kind=kind,
        case=case,
        state=WAITING,
        detail=dict(detail or {}),
        most=desk.limits.most_attempts,
        after=at,
        made=at,
        changed=at,
    )
    session.add(row)
    return row.id


def lease(desk: Desk, worker: str, *, job: str | None = None) -> Leased | None:
    """The next job that may begin, or this one if it may; none where there is none.

    A job whose worker did not come back is given out again; after its last attempt it is put aside as dead.
    """

    def take(session: Session) -> Leased | None:
        at = moment(session)
        while (row := session.scalars(_next(at, job)).first()) is not None:
            row.changed = at
            if row.state == RUNNING and row.attempt >= row.most:
                row.says = DIED
                _put_aside(session, desk, row)
                continue
            row.state, row.worker, row.attempt = RUNNING, worker, row.attempt + 1
            row.leased_until = at + timedelta(seconds=desk.limits.lease_seconds)
            return Leased(
                id=row.id,
                org=row.org,
                kind=row.kind,
                case=row.case,
                detail=dict(row.detail),
                attempt=row.attempt,
                worker=worker,
            )
        return None

    return again(desk.engine, take, repeats=True)


def due(desk: Desk, most: int = 200) -> tuple[str, ...]:
    """Jobs that may begin now: those that were never handed over, and those whose worker did not come back."""
    with reading(desk.engine) as session:
        at = moment(session)
        rows = session.scalars(select(JobRow.id).where(_ready(at)).order_by(JobRow.after, JobRow.id).limit(most))
        return tuple(rows)


def _next(at: datetime, job: str | None) -> Select[JobRow]:
    wanted = select(JobRow).where(_ready(at)).order_by(JobRow.after, JobRow.id).limit(1)
    if job is not None:
        wanted = wanted.where(JobRow.id == job)
    return wanted.with_for_update(skip_locked=True)


def _ready(at: datetime) -> ColumnElement[bool]:
    waiting = and_(JobRow.state == WAITING, JobRow.after <= at)
    return or_(waiting, and_(JobRow.state == RUNNING, JobRow.leased_until < at))


def hold(desk: Desk, leased: Leased, *, done: int = 0, of: int = 0) -> None:
    """Say that the work goes on, and how far it is. Raises LeaseLost."""

    def extend(session: Session) -> None:
        row = fenced(session, leased)
        at = moment(session)
        row.leased_until = at + timedelta(seconds=desk.limits.lease_seconds)
        row.changed = at
        if of:
            row.done, row.of = done, of

    again(desk.engine, extend, repeats=True)


def fenced(session: Session, leased: Leased) -> JobRow:
    """The job's row, locked, while it is still this worker's. Raises LeaseLost."""
    wanted = select(JobRow).where(JobRow.id == leased.id, JobRow.attempt == leased.attempt, JobRow.state == RUNNING)
    row = session.scalars(wanted.with_for_update()).one_or_none()
    if row is None:
        raise LeaseLost(leased.id)
    return row


def finish(session: Session, row: JobRow, says: str = "") -> None:
    """The work is done; in the transaction of its result."""
    row.state, row.leased_until, row.says, row.changed = DONE, None, says, moment(session)
    if row.of:
        row.done = row.of


def fail(desk: Desk, leased: Leased, says: str) -> bool:
    """This attempt failed: later again, or put aside after the last one. Whether it is dead. Raises LeaseLost."""

    def failed(session: Session) -> bool:
        row = fenced(session, leased)
        at = moment(session)
        row.says, row.leased_until, row.changed = says, None, at
        row.state = WAITING
        delay = min(desk.limits.first_delay_seconds * 2 ** (row.attempt - 1), _LONGEST_DELAY_S)
        row.after = at + timedelta(seconds=delay)
        dead = row.attempt >= row.most
        if dead:
            _put_aside(session, desk, row)
        return dead

    return again(desk.engine, failed, repeats=True)


def hand_back(desk: Desk, leased: Leased) -> None:
    """A worker that was asked to stop gives its job to the next one; the attempt does not count. Raises LeaseLost."""

    def back(session: Session) -> None:
        row = fenced(session, leased)
        row.state, row.leased_until, row.most = WAITING, None, row.most + 1
        row.after = row.changed = moment(session)

    again(desk.engine, back, repeats=True)


def _put_aside(session: Session, desk: Desk, row: JobRow) -> None:
    """Nothing helps: the job waits for a person, and its case says so."""
    row.state, row.leased_until = DEAD, None
    _tell_case(session, desk, row, CaseState.RECEIVED, CaseState.UNREADABLE, PUT_ASIDE)
    session.flush()
    log(
        session, desk, row.org, PROGRAM, "put aside", row.case or row.id, desk.clock(), job=row.id, attempts=row.attempt
    )


def _tell_case(session: Session, desk: Desk, row: JobRow, before: CaseState, after: CaseState, says: str) -> None:
    case = session.get(CaseRow, row.case, with_for_update=True) if row.case else None
    if case is not None and case.state == before.key:
        case.state, case.says = after.key, says
        case.revision += 1
        case.changed = desk.clock()


def redo(desk: Desk, who: Person, job: str) -> None:
    """Let a dead job be tried again. Raises NotAllowed, NotFound, or SubmitError where it is not dead."""
    require(who, Act.REDO_JOBS)

    def anew(session: Session) -> None:
        row = session.scalars(_own(who, job).with_for_update()).one_or_none()
        if row is None:
            raise _no_such()
        if row.state != DEAD:
            raise SubmitError(f"this work is {row.state}", where="queue", do="only what was put aside can be redone")
        row.state, row.says = WAITING, ""
        row.most = row.attempt + desk.limits.most_attempts
        row.after = row.changed = moment(session)
        _tell_case(session, desk, row, CaseState.UNREADABLE, CaseState.RECEIVED, "")
        session.flush()
        log(session, desk, who.org, who.id, "redo", row.case or row.id, desk.clock(), job=row.id)

    again(desk.engine, anew)


def job_line(desk: Desk, who: Person, job: str) -> JobLine:
    """One job. Raises NotAllowed, NotFound."""
    require(who, Act.SEE_JOBS)
    with reading(desk.engine) as session:
        row = session.scalars(_own(who, job)).one_or_none()
        if row is None:
            raise _no_such()
        return line_of(row)


def jobs(desk: Desk, who: Person, state: str = "", *, after: str = "", size: int = 50) -> Page[JobLine]:
    """Jobs of the organisation, the newest first. Raises NotAllowed."""
    require(who, Act.SEE_JOBS)
    wanted = select(JobRow).where(JobRow.org == who.org).order_by(JobRow.made.desc(), JobRow.id.desc()).limit(size + 1)
    if state:
        wanted = wanted.where(JobRow.state == state)
    with reading(desk.engine) as session:
        if after and (last := session.scalars(_own(who, after)).one_or_none()) is not None:
            older = and_(JobRow.made == last.made, JobRow.id < last.id)
            wanted = wanted.where(or_(JobRow.made < last.made, older))
        rows = session.scalars(wanted).all()
        return Page(items=tuple(map(line_of, rows[:size])), next=rows[size - 1].id if len(rows) > size else "")


def counts(desk: Desk, org: str | None = None) -> dict[str, int]:
    """How many jobs stand at each state, of an organisation or of the whole service."""
    wanted = select(JobRow.state, func.count()).group_by(JobRow.state)
    with reading(desk.engine) as session:
        found = session.execute(wanted if org is None else wanted.where(JobRow.org == org)).all()
    return dict.fromkeys((WAITING, RUNNING, DONE, DEAD), 0) | dict(found)


def line_of(row: JobRow) -> JobLine:
    """A job as it is shown."""
    return JobLine(
        id=row.id,
        kind=row.kind,
        case=row.case,
        state=row.state,
        attempt=row.attempt,
        most=row.most,
        done=row.done,
        of=row.of,
        says=row.says,
        after=row.after,
        worker=row.worker,
        made=row.made,
        changed=row.changed,
    )


def _own(who: Person, job: str) -> Select[JobRow]:
    return select(JobRow).where(JobRow.id == (job if is_id(job) else ""), JobRow.org == who.org)


def _no_such() -> NotFound:
    return NotFound("there is no such work", where="queue", do="look at the queue")
