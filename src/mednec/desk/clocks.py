"""The clock of a case by the law, the accreditors and the plan's own terms that its organisation adopted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk
from mednec.model.law import Adopted, Pause, PauseKind, Span, TimeUnit
from mednec.store.tables import CaseRow, OrganisationRow, PauseRow


def adopted_by(session: Session, org: str) -> Adopted:
    """What an organisation decided about the rules, from its settings."""
    return adopted_from(session.get_one(OrganisationRow, org).settings)


def adopted_from(settings: Mapping[str, Any]) -> Adopted:
    """Settings: `unverified_rules`, `accreditors`, `zone`, `state`, `standard_days`, `urgent_hours`, `own_tolls`,
    `days_off` (dates), `specialties`."""
    standard, urgent = settings.get("standard_days"), settings.get("urgent_hours")
    return Adopted(
        unverified=bool(settings.get("unverified_rules", False)),
        accreditors=tuple(map(str, settings.get("accreditors", ()))),
        zone=str(settings.get("zone") or "America/New_York"),
        state=str(settings.get("state", "")),
        standard=Span(amount=int(standard), unit=TimeUnit.CALENDAR_DAYS) if standard else None,
        urgent=Span(amount=int(urgent), unit=TimeUnit.HOURS) if urgent else None,
        own_tolls=bool(settings.get("own_tolls", False)),
        days_off=frozenset(date.fromisoformat(str(day)) for day in settings.get("days_off", ())),
        specialties=tuple(map(str, settings.get("specialties", ()))),
    )


def pauses_of(session: Session, case: str) -> tuple[Pause, ...]:
    """The pauses of a case in order."""
    rows = session.scalars(select(PauseRow).where(PauseRow.case == case).order_by(PauseRow.since, PauseRow.id))
    kinds = {kind.key: kind for kind in PauseKind}
    return tuple(Pause(kind=kinds[row.kind], since=row.since, until=row.until, why=row.why) for row in rows)


def set_clock(session: Session, desk: Desk, row: CaseRow, at: datetime) -> None:
    """Set when a case is due, by which rule, and whether its clock runs."""
    row.due, row.clock, row.clock_state = None, "", "none"
