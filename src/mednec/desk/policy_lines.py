"""Policies and packs as lists and their pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mednec.criteria.policy import Policy
from mednec.desk.approvals import Approval, ApprovalLine
from mednec.packs.checking import Fault, Severity

ASK = "ask"  # kind of a clause that the program does not judge


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLine:
    """A version of a policy: whose it is, how much of it the program judges, and whether it may decide."""

    policy: str
    title: str
    payer: str
    version: str
    digest: str
    effective_from: date
    effective_to: date | None
    own: bool  # the organisation brought it; else it ships
    clauses: int
    judged: int
    approval: ApprovalLine | None

    @property
    def state(self) -> Approval:
        return self.approval.state if self.approval else Approval.NONE

    @property
    def understood(self) -> int:
        """Per cent of the clauses that the program judges; the others are asked."""
        return 100 * self.judged // self.clauses if self.clauses else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
    """A version of a policy as who approves it reads it: the tree, what the checks say, and the text."""

    line: PolicyLine
    policy: Policy
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> int:
        return sum(f.severity is Severity.ERROR for f in self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class PacksLine:
    """The packs as loaded, and every version of them that was proposed here."""

    version: str
    digest: str
    approval: ApprovalLine | None
    earlier: tuple[ApprovalLine, ...]
    files: tuple[tuple[str, str], ...]


def line_of(policy: Policy, approval: ApprovalLine | None, *, own: bool) -> PolicyLine:
    """A policy with how its approval stands; a clause included twice counts once."""
    kinds = [leaf.kind for leaf in {id(n): n for n in policy.leaves()}.values()]
    return PolicyLine(
        policy=policy.id,
        title=policy.title,
        payer=policy.payer,
        version=policy.version,
        digest=policy.digest,
        effective_from=policy.effective_from,
        effective_to=policy.effective_to,
        own=own,
        clauses=len(kinds),
        judged=sum(kind != ASK for kind in kinds),
        approval=approval,
    )
