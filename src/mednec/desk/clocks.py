"""The clock of a case by the law, the accreditors and the plan's own terms that its organisation adopted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk
from mednec.law.choosing import OWN, asked_of, choose, own_clock
from mednec.law.clocks import clock_at, soon_from, warn_at
from mednec.law.settings import adopted_from
from mednec.model.law import (
    Adopted,
    Clock,
    ClockRule,
    ClockState,
    Laws,
    Margin,
    Pause,
    PauseKind,
    Phase,
    Urgency,
    Warn,
)
from mednec.model.life import CaseState
from mednec.model.request import PriorAuthRequest
from mednec.store.tables import AppealRow, CaseRow, OrganisationRow, PauseRow

PAUSES = {kind.name.lower(): kind for kind in PauseKind}  # as they are kept
BY_HAND = "by-hand"  # in place of a rule's id: a person set the day


def adopted_by(session: Session, org: str) -> Adopted:
    """What an organisation decided about the rules, from its settings."""
    return adopted_from(session.get_one(OrganisationRow, org).settings)


def pauses_of(session: Session, case: str) -> tuple[Pause, ...]:
    """The pauses of a case in order."""
    rows = session.scalars(select(PauseRow).where(PauseRow.case == case).order_by(PauseRow.since, PauseRow.id))
    return tuple(Pause(kind=PAUSES[row.kind], since=row.since, until=row.until, why=row.why) for row in rows)


def choose_clock(session: Session, desk: Desk, row: CaseRow, request: PriorAuthRequest, at: datetime) -> None:
    """Choose the rule that holds for a request as read; a day that a person set by hand stays."""
    if row.clock != BY_HAND and row.state != CaseState.APPEALED.key:
        adopted = adopted_by(session, row.org)
        asked = asked_of(request, desk.laws.words, state=row.jurisdiction)
        rule = choose(desk.laws, asked, row.received, adopted).rule
        row.clock = rule.id if rule else ""
    run_clock(session, desk, row, at)


def choose_appeal_clock(
    session: Session, desk: Desk, row: CaseRow, request: PriorAuthRequest, filed: datetime, at: datetime
) -> None:
    """From here on the appeal's clock runs."""
    adopted = adopted_by(session, row.org)
    asked = asked_of(request, desk.laws.words, state=row.jurisdiction, phase=Phase.APPEAL)
    rule = choose(desk.laws, asked, filed, adopted).rule
    row.clock = rule.id if rule else ""
    run_clock(session, desk, row, at)


def run_clock(session: Session, desk: Desk, row: CaseRow, at: datetime) -> None:
    """Write when a case is due and whether its clock runs, by the rule that was chosen."""
    clock = clock_now(session, desk, row, at)
    row.due, row.clock_state = clock.due, clock.state.key


def clock_now(session: Session, desk: Desk, row: CaseRow, at: datetime) -> Clock:
    """How the clock of a case stands."""
    adopted = adopted_by(session, row.org)
    appeal = session.scalars(_open_appeal(row.id)).first()
    received, decided = (appeal, None) if appeal else (row.received, row.decided)
    if row.clock == BY_HAND and row.due is not None:
        return _by_hand(row.received, row.due, decided, at, desk.laws.margin)
    rule = _rule(desk.laws, row.clock, adopted)
    pauses = pauses_of(session, row.id)
    return clock_at(rule, received, pauses, at, decided, adopted=adopted, margin=desk.laws.margin)


def _open_appeal(case: str) -> Select[datetime]:
    return select(AppealRow.filed).where(AppealRow.case == case, AppealRow.ending == "").order_by(AppealRow.filed)


def _rule(laws: Laws, clock: str, adopted: Adopted) -> ClockRule | None:
    if clock.startswith(OWN):
        urgent = clock == f"{OWN}-{Urgency.URGENT.key}"
        within = adopted.urgent if urgent else adopted.standard
        urgency = Urgency.URGENT if urgent else Urgency.STANDARD
        return own_clock(within, urgency, tolls=adopted.own_tolls) if within else None
    rule = laws.rule(clock)
    return rule if isinstance(rule, ClockRule) else None


def _by_hand(received: datetime, due: datetime, decided: datetime | None, at: datetime, margin: Margin) -> Clock:
    """The clock of a day that a person set."""
    upto = decided or at
    late = upto > due
    if decided is not None or late:
        state = ClockState.MISSED if late else ClockState.MET
        return Clock(state=state, warn=Warn.LATE if late else Warn.NOTHING, due=due, left=due - upto)
    warn = warn_at(received, due, at, margin)
    return Clock(
        state=ClockState.RUNNING, warn=warn, due=due, left=due - at, soon_from=soon_from(due - received, due, margin)
    )
