"""Policies: which stand here, what was proposed, and the approval without which none decides anything."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Response

from mednec.desk import policies as kept
from mednec.desk.policy_lines import PolicyView
from mednec.desk.rights import Act
from mednec.model.life import Person
from mednec.web.access import AtDesk, may
from mednec.web.api.bodies import DOCUMENTS_BODY
from mednec.web.api.door import refused, section
from mednec.web.api.packets import SentDocuments
from mednec.web.api.words import Answer, ApprovalState, Asked, Digest, Id, Said

router = section("policies")
Approves = Annotated[Person, Depends(may(Act.APPROVE_POLICY))]


class ApprovalAnswer(Answer):
    """Whether a version may decide, who proposed it and who settled it."""

    id: str
    state: ApprovalState
    proposed_name: str
    proposed: datetime | None
    settled_name: str
    settled: datetime | None
    why: str


class PolicyAnswer(Answer):
    """A version of a policy; `understood` is the percentage of its clauses that the program judges."""

    policy: str
    title: str
    payer: str
    version: str
    digest: str
    effective_from: date
    effective_to: date | None
    own: bool
    clauses: int
    understood: int
    state: ApprovalState
    approval: ApprovalAnswer | None


class PoliciesAnswer(Answer):
    """Every version that stands here."""

    items: tuple[PolicyAnswer, ...]


class FaultAnswer(Answer):
    """What the checks say of a clause."""

    severity: str
    clause: str
    says: str


class PolicyWhole(PolicyAnswer):
    """A version with what the checks say of it."""

    faults: tuple[FaultAnswer, ...]


class Proposed(Answer):
    """The receipt of a proposal."""

    digest: str
    approval: str


class Settled(Asked):
    """Why a version may not decide."""

    reason: Said


def _proposal(desk: AtDesk, who: Person, digest: str) -> Proposed:
    line = kept.the_policy(desk, who, digest).line
    return Proposed(digest=digest, approval=line.approval.id if line.approval else "")


def _whole(view: PolicyView) -> PolicyWhole:
    line = PolicyAnswer.showing(view.line)
    faults = tuple(FaultAnswer(severity=f.severity.value, clause=f.clause, says=f.says) for f in view.faults)
    return PolicyWhole(**dict(line), faults=faults)


@router.get("/policies", summary="Every policy")
def list_policies(desk: AtDesk, who: Annotated[Person, Depends(may(Act.READ_POLICIES))]) -> PoliciesAnswer:
    """The organisation's own first. Only those that are approved decide anything."""
    return PoliciesAnswer(items=tuple(map(PolicyAnswer.showing, kept.policies(desk, who))))


@router.get("/policies/{digest}", summary="One version of a policy", responses=refused(404))
def one_policy(desk: AtDesk, who: Annotated[Person, Depends(may(Act.READ_POLICIES))], digest: Digest) -> PolicyWhole:
    """The version with what the checks say of it."""
    return _whole(kept.the_policy(desk, who, digest))


@router.post(
    "/policies",
    summary="Propose a policy",
    status_code=201,
    responses=refused(415),
    openapi_extra=DOCUMENTS_BODY,
)
def propose_policy(
    desk: AtDesk,
    who: Annotated[Person, Depends(may(Act.PROPOSE_POLICY))],
    sent: SentDocuments,
    response: Response,
) -> Proposed:
    """One payer's text (Markdown, text, PDF, Word), or policy.yaml together with source.md.

    It decides nothing before another person approves it.
    """
    digest = kept.propose_policy(desk, who, sent)
    response.headers["Location"] = f"/api/v1/policies/{digest}"
    return _proposal(desk, who, digest)


@router.post("/policies/{approval_id}/approval", summary="Approve", status_code=204, responses=refused(404))
def approve_policy(desk: AtDesk, who: Approves, approval_id: Id) -> None:
    """Let a proposed version decide. Who proposed it cannot approve it."""
    kept.approve(desk, who, approval_id)


@router.post(
    "/policies/{approval_id}/withdrawal", summary="Refuse or withdraw", status_code=204, responses=refused(404)
)
def withdraw_policy(desk: AtDesk, who: Approves, approval_id: Id, settled: Settled) -> None:
    """Refuse what is proposed, or end what is approved. Cases decided by it stay as they are."""
    kept.withdraw(desk, who, approval_id, settled.reason)
