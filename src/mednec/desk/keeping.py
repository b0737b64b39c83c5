"""How long a case is kept, what holds it longer, and what is left when it is removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk
from mednec.desk.rights import Act, require
from mednec.desk.rows import case_row, log
from mednec.desk.words import plain
from mednec.errors import NotFound, StoreError, SubmitError
from mednec.model.life import CaseState, Person
from mednec.store.engine import again, reading
from mednec.store.retention import Tombstone, remove_case
from mednec.store.tables import CaseRow, OrganisationRow

DAYS, DAYS_BY_LINE = "retention_days", "retention_days_by_line"  # settings of an organisation
ENDED = (CaseState.DECIDED.key, CaseState.CLOSED.key)  # an open case is never removed
LONGEST_REASON = 500
_OTHER_STATES = (CaseState.UNREADABLE.key,)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCase:
    """A case whose time is over."""

    id: str
    number: str
    kept_until: date


def hold(desk: Desk, who: Person, case: str, why: str) -> None:
    """Keep a case whatever its retention says, until it is released. Raises NotAllowed, NotFound, SubmitError.

    `why` is shown to whoever would remove it: a name of the proceeding, no words of the chart.
    """
    require(who, Act.MANAGE_CASES)
    reason = plain(why.strip())
    if not reason or len(reason) > LONGEST_REASON:
        do = "name the proceeding, without words of the chart"
        raise SubmitError(f"a hold needs a reason of 1 to {LONGEST_REASON} characters", where="hold", do=do)
    _set_hold(desk, who, case, reason, "hold")


def release(desk: Desk, who: Person, case: str) -> None:
    """End a hold; retention counts again. Raises NotAllowed, NotFound, SubmitError where nothing holds it."""
    require(who, Act.MANAGE_CASES)
    _set_hold(desk, who, case, "", "release")


def due_cases(desk: Desk, who: Person) -> tuple[DueCase, ...]:
    """The ended cases of the organisation whose retention is over and that nothing holds, the longest over first.

    Raises NotAllowed.
    """
    require(who, Act.MANAGE_CASES)
    today = desk.clock().date()
    with reading(desk.engine) as session:
        settings = _settings(session, who.org)
        least = desk.clock() - timedelta(days=min(_days(settings, desk).values()))
        ended = select(CaseRow).where(CaseRow.org == who.org, CaseRow.state.in_((*ENDED, *_OTHER_STATES)))
        rows = session.scalars(ended.where(CaseRow.hold == "", CaseRow.changed <= least))
        found = [(kept_until(row, settings, desk), row) for row in rows]
    return tuple(
        DueCase(id=row.id, number=row.number, kept_until=until)
        for until, row in sorted(found, key=lambda each: (each[0], each[1].id))
        if until < today
    )


def remove(desk: Desk, who: Person, case: str) -> Tombstone:
    """Remove a case whose time is over, with everything of it. Its tombstone is an entry of the audit.

    Raises NotAllowed, NotFound, and StoreError while it is open, held, or its retention lasts.
    """
    require(who, Act.MANAGE_CASES)

    def take_away(session: Session) -> Tombstone:
        row = case_row(session, who, case, lock=True)
        at = desk.clock()
        where = f"case {row.number}"
        if row.state not in (*ENDED, *_OTHER_STATES):
            raise StoreError("an open case is not removed", where=where, do="decide or close it first")
        until = kept_until(row, _settings(session, who.org), desk)
        if not row.hold and until >= at.date():
            raise StoreError(f"the case is kept until {until}", where=where, do="wait, or change the retention")
        row.remove_after = until
        session.flush()
        tombstone = remove_case(session, who.org, case, at.date())
        log(session, desk, who.org, who.id, "remove", case, at, **tombstone.detail())
        return tombstone

    return again(desk.engine, take_away)


def kept_until(row: CaseRow, settings: dict[str, object], desk: Desk) -> date:
    """The last day a case is kept: so many days, by line of business, after it was last decided or changed."""
    days = _days(settings, desk)
    ended = max(row.decided or row.made, row.changed)
    return (ended + timedelta(days=days.get(row.line_of_business.casefold(), days[""]))).date()


def _days(settings: dict[str, object], desk: Desk) -> dict[str, int]:
    """Days by line of business; under the empty name those of every other line."""
    told, by_line = settings.get(DAYS), settings.get(DAYS_BY_LINE)
    lines = by_line.items() if isinstance(by_line, dict) else ()
    named = {str(line).casefold(): days for line, days in lines if isinstance(days, int)}
    return {**named, "": told if isinstance(told, int) else desk.limits.retention_days}


def _set_hold(desk: Desk, who: Person, case: str, why: str, act: str) -> None:
    def write(session: Session) -> None:
        row = case_row(session, who, case, lock=True)
        if not why and not row.hold:
            raise SubmitError("nothing holds this case", where=f"case {row.number}", do="look at its history")
        row.hold = why  # no revision of the case: it disturbs nobody who works on it, and prolongs no retention
        session.flush()
        log(session, desk, who.org, who.id, act, row.id, desk.clock())

    again(desk.engine, write)


def _settings(session: Session, org: str) -> dict[str, object]:
    row = session.get(OrganisationRow, org)
    return dict(row.settings) if row is not None else {}


def case_called(desk: Desk, who: Person, called: str) -> str:
    """A case by its id or its number. Raises NotFound; for a number that several cases have, it tells their ids."""
    with reading(desk.engine) as session:
        own = select(CaseRow.id).where(CaseRow.org == who.org)
        found = list(session.scalars(own.where(CaseRow.id == called)))
        found = found or list(session.scalars(own.where(CaseRow.number == called).order_by(CaseRow.made).limit(10)))
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound("several cases have this number", where=called, do=f"give an id: {', '.join(found)}")
    raise NotFound("there is no such case", where=called, do="give its number or id as the worklist shows it")
