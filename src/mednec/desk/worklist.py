"""The worklist: what is to be done, the most urgent first; asked page by page, so that its length costs nothing."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from mednec.desk.desk import Desk, new_id
from mednec.desk.lines import case_line
from mednec.desk.rights import Act, require
from mednec.desk.rows import log, names_of
from mednec.desk.values import UNDECIDED, CaseLine, Page, SavedView, WorklistQuery
from mednec.desk.words import is_id, plain
from mednec.errors import NotFound, SubmitError
from mednec.law.clocks import warn_at
from mednec.model.law import ClockState, Warn
from mednec.model.life import Person
from mednec.store.engine import again, reading
from mednec.store.tables import AccountRow, CaseRow, ViewRow

ME, NONE = "me", "none"
LATE, SOON, PAUSED = "late", "soon", "paused"
MOST = 200  # lines of a page
AT_ONCE = 100  # rows fetched at a time
MOST_ASSIGNED = 500
MOST_VIEWS = 50
_SOON_AT_MOST = timedelta(days=60)  # no clock turns red earlier
_MOST_SOON = 5000  # looked at for those that are red already
RUNS = (ClockState.RUNNING.key, ClockState.MISSED.key)
_SORTS: dict[str, InstrumentedAttribute[str]] = {"patient": CaseRow.patient, "number": CaseRow.number}
_TIMES: dict[str, InstrumentedAttribute[datetime]] = {"received": CaseRow.received, "changed": CaseRow.changed}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistCounts:
    """How many cases there are: of each state, late, and of the person."""

    states: dict[str, int]  # key of CaseState
    late: int
    mine: int
    unassigned: int


def worklist(desk: Desk, who: Person, query: WorklistQuery) -> Page[CaseLine]:
    """A page of the worklist. Raises NotAllowed, SubmitError for a question that cannot be asked."""
    require(who, Act.SEE_WORKLIST)
    size = max(1, min(query.size, MOST))
    at = desk.clock()
    found: list[CaseRow] = []
    with reading(desk.engine) as session:
        names = names_of(session, who.org)
        for row in _rows(session, who, query, size + 1, at):
            if query.clock != SOON or _soon(desk, row, at):
                found.append(row)
            if len(found) > size:
                break
    more = len(found) > size
    lines = tuple(case_line(row, names) for row in found[:size])
    return Page(items=lines, next=_cursor(query.sort, found[size - 1]) if more else "")


def counts(desk: Desk, who: Person) -> WorklistCounts:
    """What stands on the worklist. Raises NotAllowed."""
    require(who, Act.SEE_WORKLIST)
    at = desk.clock()
    states = [state.key for state in UNDECIDED]
    undecided = select(func.count()).where(CaseRow.org == who.org, CaseRow.state.in_(states))
    with reading(desk.engine) as session:
        by_state = select(CaseRow.state, func.count()).where(CaseRow.org == who.org).group_by(CaseRow.state)
        return WorklistCounts(
            states=dict(session.execute(by_state).all()),
            late=session.scalar(undecided.where(CaseRow.due < at, CaseRow.clock_state.in_(RUNS))) or 0,
            mine=session.scalar(undecided.where(CaseRow.assignee == who.id)) or 0,
            unassigned=session.scalar(undecided.where(CaseRow.assignee.is_(None))) or 0,
        )


def assign(desk: Desk, who: Person, cases: Sequence[str], account: str | None) -> int:
    """Give cases to a colleague, or to nobody; returns how many changed hands.

    Raises NotAllowed, NotFound, SubmitError.
    """
    require(who, Act.ASSIGN)
    wanted = sorted(set(cases))
    if not wanted or len(wanted) > MOST_ASSIGNED:
        raise SubmitError("no case is chosen", where="cases", do=f"choose 1 to {MOST_ASSIGNED}")
    at = desk.clock()

    def write(session: Session) -> int:
        if account is not None:
            colleague = session.get(AccountRow, account) if is_id(account) else None
            if colleague is None or colleague.org != who.org or not colleague.active:
                raise NotFound("there is no such colleague", where="assignee", do="choose one of the list")
        if not all(map(is_id, wanted)):
            raise NotFound("there is no such case", where="cases", do="load the worklist again")
        chosen = select(CaseRow).where(CaseRow.org == who.org, CaseRow.id.in_(wanted)).order_by(CaseRow.id)
        rows = session.scalars(chosen.with_for_update()).all()
        if len(rows) < len(wanted):
            raise NotFound("there is no such case", where="cases", do="load the worklist again")
        moved = [row for row in rows if row.assignee != account]
        for row in moved:
            row.assignee = account
        session.flush()
        for row in moved:
            log(session, desk, who.org, who.id, "assign", row.id, at, to=account or "")
        return len(moved)

    return again(desk.engine, write)


def views(desk: Desk, who: Person) -> tuple[SavedView, ...]:
    """The questions a person saved, by name. Raises NotAllowed."""
    require(who, Act.SEE_WORKLIST)
    with reading(desk.engine) as session:
        rows = session.scalars(select(ViewRow).where(ViewRow.account == who.id).order_by(ViewRow.name))
        return tuple(SavedView(id=row.id, name=row.name, query=row.query) for row in rows)


def save_view(desk: Desk, who: Person, name: str, query: str) -> str:
    """Save a question under a name; one of the same name is replaced. Raises NotAllowed, SubmitError."""
    require(who, Act.SEE_WORKLIST)
    name = name.strip()
    if not 0 < len(name) <= 80 or not name.isprintable() or len(query) > 2000 or "\x00" in query:
        raise SubmitError("a view needs a name of at most 80 characters", where="name", do="choose another one")

    def write(session: Session) -> str:
        own = select(ViewRow).where(ViewRow.account == who.id)
        row = session.scalars(own.where(ViewRow.name == name)).one_or_none()
        if row is None:
            if (session.scalar(select(func.count()).select_from(own.subquery())) or 0) >= MOST_VIEWS:
                raise SubmitError(f"there are {MOST_VIEWS} views already", where="name", do="drop one first")
            row = ViewRow(id=new_id(), account=who.id, name=name, query=query)
            session.add(row)
        row.query = query
        session.flush()
        return row.id

    return again(desk.engine, write)


def drop_view(desk: Desk, who: Person, view: str) -> None:
    """Drop a saved question. Raises NotAllowed, NotFound."""
    require(who, Act.SEE_WORKLIST)

    def write(session: Session) -> None:
        row = session.get(ViewRow, view) if is_id(view) else None
        if row is None or row.account != who.id:
            raise NotFound("there is no such view", where="views", do="load the worklist again")
        session.delete(row)

    again(desk.engine, write)


def _rows(session: Session, who: Person, query: WorklistQuery, size: int, at: datetime) -> Iterator[CaseRow]:
    """Rows in order, from behind the cursor; those without a day due come last."""
    batch = size if query.clock != SOON else _MOST_SOON
    wanted = _filtered(session, who, query, at)
    value, last = _read_cursor(query)
    down = query.newest_first
    if query.sort != "due":
        column: InstrumentedAttribute[datetime] | InstrumentedAttribute[str]
        column = _TIMES.get(query.sort) or _SORTS.get(query.sort) or _unknown(query.sort)
        if last:
            edge = tuple_(column, CaseRow.id)
            bound = (datetime.fromisoformat(value) if query.sort in _TIMES else value, last)
            wanted = wanted.where(edge < bound if down else edge > bound)
        order = (column.desc(), CaseRow.id.desc()) if down else (column, CaseRow.id)
        yield from session.scalars(wanted.order_by(*order).limit(batch))
        return
    dated, undated = wanted.where(CaseRow.due.is_not(None)), wanted.where(CaseRow.due.is_(None))
    if last and value:
        edge = tuple_(CaseRow.due, CaseRow.id)
        bound = (datetime.fromisoformat(value), last)
        dated = dated.where(edge < bound if down else edge > bound)
    given = 0
    if not last or value:
        for row in _merged(session, dated.limit(batch), query, down):
            given += 1
            yield row
    if given < batch and query.clock not in (LATE, SOON):
        undated = undated.where(CaseRow.id > last) if last and not value else undated
        undated = undated.where(CaseRow.state.in_([s.key for s in query.states])) if query.states else undated
        yield from session.scalars(undated.order_by(CaseRow.id).limit(batch - given))


def _merged(session: Session, dated: Select[CaseRow], query: WorklistQuery, down: bool) -> Iterator[CaseRow]:
    """Rows by the day they are due. Each state is asked alone, which is what the index of the worklist is for."""
    order = (CaseRow.due.desc(), CaseRow.id.desc()) if down else (CaseRow.due, CaseRow.id)
    ordered = dated.order_by(*order).execution_options(yield_per=AT_ONCE)
    if not query.states:
        yield from session.scalars(ordered)
        return
    each = [session.scalars(ordered.where(CaseRow.state == state.key)) for state in query.states]
    yield from merge(*each, key=lambda row: (row.due, row.id), reverse=down)


def _filtered(session: Session, who: Person, query: WorklistQuery, at: datetime) -> Select[CaseRow]:
    wanted = select(CaseRow).where(CaseRow.org == who.org)
    if query.states and query.sort != "due":
        wanted = wanted.where(CaseRow.state.in_([state.key for state in query.states]))
    for column, value in (
        (CaseRow.urgency, query.urgency),
        (CaseRow.policy, query.policy),
        (CaseRow.line_of_business, query.line_of_business),
        (CaseRow.outcome, query.outcome.key if query.outcome else ""),
    ):
        if value:
            wanted = wanted.where(column == plain(value))
    if query.assignee:
        whose = who.id if query.assignee == ME else plain(query.assignee)
        wanted = wanted.where(CaseRow.assignee.is_(None) if whose == NONE else CaseRow.assignee == whose)
    if query.clock == PAUSED:
        wanted = wanted.where(CaseRow.clock_state == ClockState.PAUSED.key)
    elif query.clock == LATE:
        wanted = wanted.where(CaseRow.due < at, CaseRow.clock_state.in_(RUNS))
    elif query.clock == SOON:
        wanted = wanted.where(CaseRow.due >= at, CaseRow.due < at + _SOON_AT_MOST, CaseRow.clock_state.in_(RUNS))
    elif query.clock:
        raise SubmitError(f"{query.clock!r} is no state of a clock", where="clock", do=f"{LATE}, {SOON} or {PAUSED}")
    return wanted.where(_says(session, plain(query.text))) if query.text.strip() else wanted


def _says(session: Session, text: str) -> ColumnElement[bool]:
    columns = (CaseRow.number, CaseRow.patient, CaseRow.patient_id, CaseRow.treatment)
    plain = session.get_bind().dialect.name == "sqlite"  # whose LIKE passes over the case of letters by itself
    alike = (c.contains if plain else c.icontains for c in columns)
    return or_(*(contains(text.strip(), autoescape=True) for contains in alike))


def _soon(desk: Desk, row: CaseRow, at: datetime) -> bool:
    return row.due is not None and warn_at(row.received, row.due, at, desk.laws.margin) is Warn.SOON


def _cursor(sort: str, row: CaseRow) -> str:
    value = {"due": row.due, "received": row.received, "changed": row.changed, "patient": row.patient}.get(
        sort, row.number
    )
    told = value.isoformat() if isinstance(value, datetime) else value or ""
    return base64.urlsafe_b64encode(json.dumps([told, row.id]).encode()).decode()


def _read_cursor(query: WorklistQuery) -> tuple[str, str]:
    if not query.after:
        return "", ""
    try:
        value, last = json.loads(base64.urlsafe_b64decode(query.after.encode("ascii")))
        times = query.sort in ("due", *_TIMES)
        if (times and value and datetime.fromisoformat(value).tzinfo is None) or not is_id(last):
            raise ValueError
        return plain(value), last
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise SubmitError("this page cannot be continued", where="after", do="begin at the first page") from error


def _unknown(sort: str) -> InstrumentedAttribute[str]:
    raise SubmitError(f"the worklist is not sorted by {sort!r}", where="sort", do="due, received, changed or patient")
