"""A case is removed when its time of retention is over: what stays is said in the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from mednec.errors import NotFound, StoreError
from mednec.store.tables import CaseRow, DecisionRow, DeterminationRow, PaperRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What is told of a removed case: that it was, how much there was of it, and digests without any of its words."""

    case: str
    papers: int
    determinations: tuple[str, ...]  # digests, in their order
    decisions: tuple[str, ...]  # kinds, in their order
    kept_until: date

    def detail(self) -> Mapping[str, object]:
        """As the detail of an entry of the audit."""
        return {
            "papers": self.papers,
            "determinations": list(self.determinations),
            "decisions": list(self.decisions),
            "kept_until": self.kept_until.isoformat(),
        }


def due_for_removal(session: Session, org: str, today: date, limit: int | None = None) -> tuple[str, ...]:
    """Ids of the cases of an organisation whose retention is over and that nothing holds, the longest over first."""
    over = select(CaseRow.id).where(CaseRow.org == org, CaseRow.hold == "", CaseRow.remove_after < today)
    return tuple(session.scalars(over.order_by(CaseRow.remove_after, CaseRow.id).limit(limit)))


def remove_case(session: Session, org: str, case: str, today: date) -> Tombstone:
    """Remove a case with its papers, determinations and all that was done on it; append its tombstone to the audit.

    Raises `NotFound` when the organisation has no such case, `StoreError` while a hold or retention keeps it.
    """
    row = session.scalars(select(CaseRow).where(CaseRow.org == org, CaseRow.id == case).with_for_update()).one_or_none()
    where = f"case {case}"
    if row is None:
        raise NotFound("there is no such case", where=where)
    if row.hold:
        raise StoreError("the case is held and may not be removed", where=where, do="release the hold first")
    if row.remove_after is None or row.remove_after >= today:
        until = "no end of retention is set" if row.remove_after is None else f"it is kept until {row.remove_after}"
        raise StoreError(f"the case may not be removed: {until}", where=where, do="wait, or mend its retention")
    digests = select(DeterminationRow.digest).where(DeterminationRow.case == case).order_by(DeterminationRow.number)
    kinds = select(DecisionRow.kind).where(DecisionRow.case == case).order_by(DecisionRow.number)
    tombstone = Tombstone(
        case=case,
        papers=session.scalar(select(func.count()).select_from(PaperRow).where(PaperRow.case == case)) or 0,
        determinations=tuple(session.scalars(digests)),
        decisions=tuple(session.scalars(kinds)),
        kept_until=row.remove_after,
    )
    session.expunge(row)
    session.execute(delete(CaseRow).where(CaseRow.id == case))
    return tombstone
