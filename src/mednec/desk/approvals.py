"""Approval of what may decide: proposed by one person, settled by another, withdrawn by anyone who may approve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mednec.desk.desk import Desk, new_id
from mednec.desk.rows import log
from mednec.desk.words import is_id
from mednec.errors import NotAllowed, NotFound, PolicyError
from mednec.model.life import Person
from mednec.model.words import Word
from mednec.store.tables import ApprovalRow

POLICY = "policy"


class Approval(Word):
    """How an approval stands. Only what is approved decides anything."""

    NONE = "not proposed"
    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLine:
    """An approval with who proposed and who settled it."""

    id: str
    kind: str
    name: str
    version: str
    digest: str
    state: Approval
    proposed_by: str
    proposed_name: str
    proposed: datetime | None
    settled_name: str = ""
    settled: datetime | None = None
    why: str = ""


def approvals(session: Session, org: str) -> Sequence[ApprovalRow]:
    """Every approval of an organisation, the newest first."""
    rows = select(ApprovalRow).where(ApprovalRow.org == org).order_by(ApprovalRow.proposed.desc(), ApprovalRow.id)
    return session.scalars(rows).all()


def line_of(row: ApprovalRow, names: dict[str, str]) -> ApprovalLine:
    """An approval with the names of its people."""
    return ApprovalLine(
        id=row.id,
        kind=row.kind,
        name=row.name,
        version=row.version,
        digest=row.digest,
        state=Approval(row.state),
        proposed_by=row.proposed_by,
        proposed_name=names.get(row.proposed_by, ""),
        proposed=row.proposed,
        settled_name=names.get(row.settled_by or "", ""),
        settled=row.settled,
        why=row.why,
    )


def propose(session: Session, desk: Desk, who: Person, kind: str, name: str, version: str, digest: str) -> str:
    """Propose what is not, or no longer, approved. Raises PolicyError where it is."""
    at = desk.clock()
    wanted = select(ApprovalRow).where(
        ApprovalRow.org == who.org, ApprovalRow.kind == kind, ApprovalRow.name == name, ApprovalRow.digest == digest
    )
    row = session.scalars(wanted.with_for_update()).one_or_none()
    if row is None:
        row = ApprovalRow(id=new_id(), org=who.org, kind=kind, name=name, version=version[:100], digest=digest)
        session.add(row)
    elif row.state != Approval.WITHDRAWN:
        raise PolicyError(f"this version is {row.state} already", where=name, do="look at it in the list")
    row.state, row.why = Approval.PROPOSED.value, ""
    row.proposed_by, row.proposed, row.settled_by, row.settled = who.id, at, None, None
    session.flush()
    log(session, desk, who.org, who.id, f"propose {kind}", row.id, at, name=name, digest=digest)
    return row.id


def approve(session: Session, desk: Desk, who: Person, row: ApprovalRow) -> None:
    """Approve what another person proposed. Raises NotAllowed for one's own, PolicyError for what is not proposed."""
    if row.state != Approval.PROPOSED:
        raise PolicyError(f"it is {row.state}", where=row.name, do="only what is proposed can be approved")
    if row.proposed_by == who.id:
        raise NotAllowed("who proposes does not approve", where=row.name, do="ask a colleague to look at it")
    settle(session, desk, who, row, Approval.APPROVED, "")


def settle(session: Session, desk: Desk, who: Person, row: ApprovalRow, state: Approval, why: str) -> None:
    """Set the state, with who, when and why, and log it."""
    before, at = row.state, desk.clock()
    row.state, row.settled_by, row.settled, row.why = state.value, who.id, at, why
    session.flush()
    done = "approve" if state is Approval.APPROVED else "refuse" if before == Approval.PROPOSED else "withdraw"
    log(session, desk, who.org, who.id, f"{done} {row.kind}", row.id, at, name=row.name, digest=row.digest, why=why)


def row_of(session: Session, who: Person, approval: str, *, lock: bool = True) -> ApprovalRow:
    """An approval of the person's organisation, locked to be settled. Raises NotFound."""
    wanted = select(ApprovalRow).where(ApprovalRow.id == approval, ApprovalRow.org == who.org)
    row = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none() if is_id(approval) else None
    if row is None:
        raise NotFound("there is no such proposal", where="approval", do="go back to the policies")
    return row


def approved_versions(session: Session, who: Person, row: ApprovalRow, *, lock: bool = False) -> frozenset[str]:
    """Digests of the approved versions of the same thing; locked, so that no other is approved at the same time."""
    alike = (ApprovalRow.org == who.org, ApprovalRow.kind == row.kind, ApprovalRow.name == row.name)
    wanted = select(ApprovalRow).where(*alike).order_by(ApprovalRow.id)
    rows = session.scalars(wanted.with_for_update() if lock else wanted).all()
    return frozenset(each.digest for each in rows if each.state == Approval.APPROVED)
