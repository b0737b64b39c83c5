"""What the desk answers: a case as a list shows it, as its page shows it, and what an act changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mednec.desk.listed import UNDECIDED, CaseLine, JobLine, Page, PersonLine, SavedView, WorklistQuery
from mednec.model.law import Clock
from mednec.model.life import AppealEnding, DecisionKind, RulingKind
from mednec.model.words import Outcome, Status

__all__ = [
    "UNDECIDED",
    "AppealLine",
    "CaseLine",
    "CaseView",
    "Changes",
    "Cited",
    "ClauseChange",
    "ClauseLine",
    "Decision",
    "DocumentLine",
    "Event",
    "GapLine",
    "JobLine",
    "LetterLine",
    "NoteLine",
    "Page",
    "PauseLine",
    "PersonLine",
    "RulingLine",
    "SavedView",
    "Shown",
    "Submitted",
    "Summary",
    "WorklistQuery",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseLine:
    """A leaf of the criteria, limits or exclusions as one determination judged it."""

    clause: str
    text: str
    status: Status
    kind: str = ""
    decides: bool = False
    applicable: bool = True
    wants: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """What would change the determination, in words; `needs` are clauses."""

    needs: tuple[str, ...]
    says: str
    wants: tuple[str, ...]
    suppliers: tuple[str, ...]
    leads_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document of the case, numbered as the page numbers its panes."""

    number: int
    name: str
    kind: str
    used: bool
    why_unused: str = ""
    pages: int = 0
    paper: tuple[tuple[str, int], ...] = ()  # file and page there, of each page that can be drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What headers, tabs and *what changed* need of a determination, without opening the whole."""

    says: str
    coverage: str
    clinical: str
    route: str
    sign_off_required: bool
    sign_off_role: str
    sign_off_says: str
    policy_version: str
    clauses: tuple[ClauseLine, ...]
    gaps: tuple[GapLine, ...] = ()
    conditions: tuple[str, ...] = ()
    documents: tuple[DocumentLine, ...] = ()
    remarks: tuple[str, ...] = ()
    fields_read: tuple[tuple[str, str, str], ...] = ()  # path, value, why or quote
    counts: Mapping[str, int] = field(default_factory=dict)  # conflicts, safety, warnings, codes, dose, response ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A determination as it is kept; `shown` is the digest that a signature is bound to."""

    id: str
    number: int
    made: datetime
    outcome: Outcome
    policy: str
    policy_digest: str
    program: str
    packs: str
    folder: str
    rulings: tuple[str, ...]  # ids of the rulings in force
    digest: str
    shown: str
    summary: Summary
    answers: str = ""  # digest of what a language model answered, where one was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Words of a document that a ruling rests on."""

    document: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingLine:
    """A ruling, in force or followed by a later one on the same clause. `status` is empty for a withdrawal."""

    id: str
    number: int
    clause: str
    kind: RulingKind | None  # none: a withdrawal
    read_as: Status | None  # as the program read it
    status: Status | None
    reason: str
    citations: tuple[Cited, ...]
    by: str
    by_name: str
    at: datetime
    in_force: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision with the signature as it was given."""

    id: str
    number: int
    kind: DecisionKind
    determination: str
    determination_number: int
    shown: str
    by: str
    by_name: str
    specialty: str
    npi: str
    licence: str
    licence_state: str
    attestation: str
    at: datetime
    reason: str
    authorised: str
    voided: datetime | None
    voided_because: str

    @property
    def in_force(self) -> bool:
        return self.voided is None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLine:
    """A remark: a comment, a talk between physicians, what was asked of a practice."""

    id: str
    kind: str  # comment, peer, asked
    text: str
    with_whom: str
    items: tuple[str, ...]
    planned: datetime | None
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseLine:
    """A time in which the clock did not run."""

    id: str
    kind: str
    since: datetime
    until: datetime | None
    why: str
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLine:
    """An appeal against a decision."""

    id: str
    decision: str
    level: str
    filed: datetime
    grounds: str
    ending: AppealEnding | None
    ended: datetime | None
    reason: str
    by_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterLine:
    """A letter that was sent."""

    id: str
    kind: str
    decision: str | None
    rules: tuple[str, ...]
    grade: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case as its page shows it. `shown` is its newest determination; `decision` the one in force."""

    line: CaseLine
    shown: Shown | None
    decision: Decision | None
    decisions: tuple[Decision, ...]
    rulings: tuple[RulingLine, ...]
    notes: tuple[NoteLine, ...]
    pauses: tuple[PauseLine, ...]
    appeals: tuple[AppealLine, ...]
    letters: tuple[LetterLine, ...]
    job: JobLine | None  # the newest
    files: tuple[tuple[str, int], ...]  # name and size of each file as received
    request: str  # request.yaml as reviewed; empty while nothing was read
    clock: Clock  # as it stands now

    @property
    def appeal(self) -> AppealLine | None:
        """The appeal that is open."""
        return next((a for a in self.appeals if a.ending is None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry of a case's history, from the audit."""

    number: int
    at: datetime
    actor: str
    actor_name: str
    act: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """A clause whose status is another one now."""

    clause: str
    text: str
    before: Status | None
    after: Status | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What an act changed of a determination, and the case's revision after it."""

    revision: int
    number: int  # of the new determination
    outcome_before: Outcome | None
    outcome_after: Outcome
    says: str  # the new reason in one sentence
    clauses: tuple[ClauseChange, ...] = ()
    gaps_closed: tuple[str, ...] = ()
    gaps_opened: tuple[str, ...] = ()
    voided: str = ""  # id of the decision that is void now

    @property
    def nothing(self) -> bool:
        same = self.outcome_before == self.outcome_after
        return same and not (self.clauses or self.gaps_closed or self.gaps_opened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The receipt of a submission; `again` when the same one was accepted before."""

    case: str
    job: str
    again: bool = False
