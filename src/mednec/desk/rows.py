"""Finding a case's row, refusing who saw an older one, and writing down what was done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk
from mednec.desk.words import is_id
from mednec.errors import Changed, NotFound
from mednec.model.life import Person
from mednec.store.audit import append, entries
from mednec.store.tables import AccountRow, CaseRow

PROGRAM = "program"  # who acts where no person does
_TOLD = 3


def case_row(session: Session, who: Person, case: str, *, lock: bool = False) -> CaseRow:
    """The row of a case of the person's own organisation. Raises NotFound."""
    wanted = select(CaseRow).where(CaseRow.id == case, CaseRow.org == who.org)
    row = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none() if is_id(case) else None
    if row is None:
        raise NotFound("there is no such case", where="case", do="go back to the worklist")
    return row


def row_to_change(session: Session, who: Person, case: str, revision: int, *, lock: bool = True) -> CaseRow:
    """The row, locked, as it was when the person saw it. Raises NotFound, or Changed saying what was done since."""
    row = case_row(session, who, case, lock=lock)
    if row.revision != revision:
        raise Changed(
            "the case was changed since it was shown",
            where=f"case {row.number}",
            do=f"look at it again: {_since(session, row, revision) or 'another revision is in force'}",
        )
    return row


def changed(row: CaseRow, at: datetime) -> int:
    """Raise the revision; return it."""
    row.revision += 1
    row.changed = at
    return row.revision


def log(
    session: Session, desk: Desk, org: str, actor: str, act: str, subject: str, at: datetime, **detail: object
) -> None:
    """An entry of the audit. It is made last: until its transaction ends, no other of the organisation can be."""
    append(session, desk.keys, org, actor, act, subject, detail, at=at)


def log_change(session: Session, desk: Desk, row: CaseRow, actor: str, act: str, **detail: object) -> None:
    """What was done to a case, with the revision it left."""
    log(session, desk, row.org, actor, act, row.id, row.changed, revision=row.revision, **detail)


def names_of(session: Session, org: str) -> dict[str, str]:
    """Names of the people of an organisation, by account."""
    rows = session.execute(select(AccountRow.id, AccountRow.name).where(AccountRow.org == org)).all()
    return {**dict(rows), PROGRAM: PROGRAM}


def _since(session: Session, row: CaseRow, revision: int) -> str:
    names = names_of(session, row.org)
    later = [e for e in entries(session, row.org, about=row.id) if _revision(e.detail.get("revision")) > revision]
    return "; ".join(
        f"{names.get(e.actor, 'somebody')}: {e.act}{_on(e.detail)}, {e.at:%H:%M} UTC" for e in later[-_TOLD:]
    )


def _on(detail: Mapping[str, object]) -> str:
    """Which clause, where it was one."""
    return f" {clause}" if (clause := detail.get("clause")) else ""


def _revision(value: object) -> int:
    return value if isinstance(value, int) else 0
