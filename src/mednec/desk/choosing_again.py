"""Clocks of open cases after an organisation changed which rules it uses, and why a case has no clock."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk import queue
from mednec.desk.clocks import BY_HAND, adopted_by, choose_appeal_clock, choose_clock
from mednec.desk.desk import Desk
from mednec.desk.determining import folder_kept, newest
from mednec.desk.queue import Leased
from mednec.desk.rights import Act, require
from mednec.desk.rows import PROGRAM, log
from mednec.desk.values import CaseView
from mednec.desk.worker import Tick
from mednec.intake.request import parse_request
from mednec.law.choosing import asked_of, choose
from mednec.model.law import Choice, Phase
from mednec.model.life import CaseState, Person
from mednec.store.engine import again, reading
from mednec.store.tables import AppealRow, CaseRow

CLOCKS = "choose clocks"  # kind of the work
AT_ONCE = 20  # cases of one transaction: nobody waits long for the audit
_RUNNING = (CaseState.OPEN.key, CaseState.PENDED.key, CaseState.APPEALED.key)


def queue_clocks(session: Session, desk: Desk, who: Person) -> str:
    """Write down that the clocks of the organisation's open cases are to be chosen again; the work's id."""
    return queue.enqueue(session, desk, who.org, CLOCKS, None, {"by": who.id})


def choose_clocks(desk: Desk, leased: Leased, tick: Tick) -> None:
    """The worker's task: choose the clock of every open case by the rules now in use.

    A day that was set by hand stays. Each case that has another clock or another day is an entry of the audit. What was
    done twice is the same. Raises queue.LeaseLost when the work was given to somebody else meanwhile.
    """
    by = str(leased.detail.get("by", PROGRAM))
    with reading(desk.engine) as session:
        open_cases = select(CaseRow.id).where(
            CaseRow.org == leased.org, CaseRow.state.in_(_RUNNING), CaseRow.clock != BY_HAND
        )
        waiting = session.scalars(open_cases.order_by(CaseRow.id)).all()
    for start in range(0, len(waiting), AT_ONCE):
        some = tuple(waiting[start : start + AT_ONCE])
        again(desk.engine, partial(_choose_all, desk, leased.org, by, some))
        tick(CLOCKS, start + len(some), len(waiting))
    again(desk.engine, lambda session: queue.finish(session, queue.fenced(session, leased)))


def _choose_all(desk: Desk, org: str, by: str, cases: tuple[str, ...], session: Session) -> None:
    """Choose the clocks of some cases. The audit is written when all are locked, so that nobody waits in a circle."""
    at = desk.clock()
    changed = [row for row in (_chosen(session, desk, org, case, at) for case in cases) if row is not None]
    session.flush()  # no revision of the cases: whoever works on one is not disturbed
    for row in changed:
        due = row.due.isoformat() if row.due else ""
        log(session, desk, org, by, "choose clock", row.id, at, clock=row.clock, due=due)


def _chosen(session: Session, desk: Desk, org: str, case: str, at: datetime) -> CaseRow | None:
    """The case when its clock is another one now."""
    wanted = select(CaseRow).where(CaseRow.id == case, CaseRow.org == org).with_for_update()
    row = session.scalars(wanted).one_or_none()
    last = newest(session, case)
    if row is None or last is None or row.state not in _RUNNING or row.clock == BY_HAND:
        return None  # somebody changed it meanwhile
    before = row.clock, row.due, row.clock_state
    request = parse_request(folder_kept(session, desk, row.org, case, last.folder).request)
    appeals = select(AppealRow.filed).where(AppealRow.case == case, AppealRow.ending == "")
    filed = session.scalars(appeals.order_by(AppealRow.filed)).first()
    if filed is not None:
        choose_appeal_clock(session, desk, row, request, filed, at)
    else:
        choose_clock(session, desk, row, request, at)
    return None if (row.clock, row.due, row.clock_state) == before else row


def clock_choice(desk: Desk, who: Person, view: CaseView) -> Choice:
    """Which rule holds for a case by its request as read: the rule, or why there is none, and which rows are off.

    Raises NotAllowed.
    """
    require(who, Act.READ_CASE)
    if not view.request:
        return Choice(rule=None, why="the request was not read yet")
    with reading(desk.engine) as session:
        adopted = adopted_by(session, who.org)
    phase = Phase.APPEAL if view.appeal else None
    since = view.appeal.filed if view.appeal else view.line.received
    asked = asked_of(parse_request(view.request), desk.laws.words, state=view.line.jurisdiction, phase=phase)
    return choose(desk.laws, asked, since, adopted)
