"""Clocks of open cases after an organisation changed which rules it uses, and why a case has no clock."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.clocks import BY_HAND, adopted_by, choose_appeal_clock, choose_clock
from mednec.desk.desk import Desk
from mednec.desk.determining import folder_kept, newest
from mednec.desk.rights import Act, require
from mednec.desk.rows import log
from mednec.desk.values import CaseView
from mednec.intake.request import parse_request
from mednec.law.choosing import asked_of, choose
from mednec.model.law import Choice, Phase
from mednec.model.life import CaseState, Person
from mednec.store.engine import again, reading
from mednec.store.tables import AppealRow, CaseRow

AT_ONCE = 20  # cases of one transaction: nobody waits long for the audit
_RUNNING = (CaseState.OPEN.key, CaseState.PENDED.key, CaseState.APPEALED.key)


def choose_clocks_again(desk: Desk, who: Person) -> int:
    """Choose the clock of every open case by the rules now in use; a day that was set by hand stays.

    Gives how many have another clock or another day; each is an entry of the audit. Raises NotAllowed.
    """
    require(who, Act.MANAGE_ORGANISATION)
    with reading(desk.engine) as session:
        open_cases = select(CaseRow.id).where(
            CaseRow.org == who.org, CaseRow.state.in_(_RUNNING), CaseRow.clock != BY_HAND
        )
        waiting = iter(session.scalars(open_cases.order_by(CaseRow.id)).all())
    changed = 0
    while some := tuple(islice(waiting, AT_ONCE)):
        changed += again(desk.engine, partial(_choose_all, desk, who, some))
    return changed


def _choose_all(desk: Desk, who: Person, cases: tuple[str, ...], session: Session) -> int:
    """Choose the clocks of some cases. The audit is written when all are locked, so that nobody waits in a circle."""
    at = desk.clock()
    changed = [row for row in (_chosen(session, desk, who, case, at) for case in cases) if row is not None]
    session.flush()  # no revision of the cases: whoever works on one is not disturbed
    for row in changed:
        due = row.due.isoformat() if row.due else ""
        log(session, desk, row.org, who.id, "choose clock", row.id, at, clock=row.clock, due=due)
    return len(changed)


def _chosen(session: Session, desk: Desk, who: Person, case: str, at: datetime) -> CaseRow | None:
    """The case when its clock is another one now."""
    wanted = select(CaseRow).where(CaseRow.id == case, CaseRow.org == who.org).with_for_update()
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
