"""The life of a case at a payer: who acts, what state it is in, what was decided, and what a reviewer ruled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mednec.model.document import ChartCitation
from mednec.model.words import Status, Word


class Role(Word):
    """What a person of an organisation is there for; one person may have several."""

    INTAKE = "intake"
    NURSE = "nurse"
    PHYSICIAN = "physician"
    POLICY_AUTHOR = "policy author"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class CaseState(Word):
    """Where a case stands. Only a signed decision makes it *decided*."""

    RECEIVED = "received"  # accepted and stored; its packet waits to be read
    UNREADABLE = "unreadable"  # the packet could not be read; a person must act
    OPEN = "open"  # read and determined; a reviewer works on it
    PENDED = "pended"  # missing documentation was asked for
    DECIDED = "decided"
    APPEALED = "appealed"
    CLOSED = "closed"  # withdrawn, or its appeal decided


class DecisionKind(Word):
    """What was decided. Everything but an approval as asked is adverse and needs a physician."""

    APPROVE = "approve"
    APPROVE_WITH_CONDITIONS = "approve with conditions"  # where the policy itself provides for it
    MODIFY = "modify"
    DENY = "deny"

    @property
    def adverse(self) -> bool:
        return self in (DecisionKind.MODIFY, DecisionKind.DENY)


class AppealEnding(Word):
    """How an appeal against a decision ended."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    OVERTURNED_IN_PART = "overturned in part"
    WITHDRAWN = "withdrawn"


class RulingKind(Word):
    """Why a reviewer set a status: against the program's reading, where it asks, or between two places."""

    OVERRIDE = "override"
    ANSWER = "answer"
    HOLDS = "which holds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who acts, as the audit names them. `org` keeps organisations apart; `npi` and `specialty` are a physician's."""

    id: str
    org: str
    name: str
    roles: frozenset[Role]
    specialty: str = ""
    npi: str = ""
    licence: str = ""
    licence_state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A reviewer's word on one clause: the status, why, and the words of the chart that show it.

    A ruling of *met* or *not met* that rests on no words of the chart says so in its reason; the reader sees who ruled.
    """

    clause: str
    status: Status
    kind: RulingKind
    reason: str
    citations: tuple[ChartCitation, ...] = ()
    by: str = ""  # name and role, as shown
    at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError(f"a ruling on {self.clause} needs a reason")
