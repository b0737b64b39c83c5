"""The determination: everything a reader sees, each sentence a Rationale or a citation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mednec.model.appeal import NOT_SEARCHED, PrecedentReview
from mednec.model.document import ChartCitation, DocumentHeader, PolicyCitation, Rationale
from mednec.model.evidence import EvidenceReview
from mednec.model.finding import Finding
from mednec.model.knowledge import Reference
from mednec.model.life import Ruling
from mednec.model.proposal import Pointed
from mednec.model.regimen import Reading, Step
from mednec.model.request import FieldRead, PriorAuthRequest, ServiceLine
from mednec.model.response import ResponseAssessment
from mednec.model.sheet import Remark
from mednec.model.words import (
    DoseVerdict,
    Outcome,
    Presence,
    ReviewAction,
    Status,
    Supplier,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    """A judged node. For a limit *met* means within it; for an exclusion *met* means that it applies."""

    clause: str
    text: str
    citation: PolicyCitation
    status: Status
    op: str = ""
    n: int | None = None
    kind: str = ""
    because: tuple[ChartCitation, ...] = ()
    contrary: tuple[ChartCitation, ...] = ()
    passages: tuple[ChartCitation, ...] = ()  # best places to look, at most five, best first
    note: str = ""  # one sentence, where the reading is not obvious
    rests_on: tuple[ChartCitation, ...] = ()  # for "no sign found; rests on ..."
    no_sign_found: bool = False  # an exclusion not met for want of any sign, not by a denial
    explicit: bool = True  # a not met that rests on a denial or a measured value (the bar for a denial)
    decides: bool = False  # the outcome turns on this leaf
    applicable: bool = True  # False: a branch or limit this request does not use
    wants: str = ""  # what would settle it, in words
    supplier: Supplier = Supplier.PRESCRIBER
    outcome_if_met: Outcome | None = None
    children: tuple[CriterionResult, ...] = ()
    referred: CriterionResult | None = None  # the judged clause a cross reference points to
    ruling: Ruling | None = None  # a reviewer's word on this clause, which then holds
    read_as: Status | None = None  # where a reviewer ruled: the status that the program read
    pointed: bool = False  # rests on words that a language model pointed to, as the program reads them

    def leaves(self) -> tuple[CriterionResult, ...]:
        """Leaves in order.

        A leaf is its own only leaf."""
        if not self.children:
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves())


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReview:
    """A service line with its retrospective and prospective days apart; out-of-scope lines are listed, not decided."""

    line: ServiceLine
    in_scope: bool
    why: Rationale
    retrospective: tuple[date, ...] = ()
    prospective: tuple[date, ...] = ()
    dates_note: str = ""
    authorized: Rationale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDiscrepancy:
    """A code that does not fit the chart; a question to the provider, no denial by itself."""

    code: str
    says: str
    chart_says: str
    suggested: tuple[str, ...]
    question: str
    citations: tuple[ChartCitation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeReview:
    """One code of the request: title, validity on the date of service, what the chart says."""

    code: str
    system: str  # ICD-10-CM or HCPCS
    title: str
    valid: bool
    statements: tuple[Rationale, ...]
    discrepancy: CodeDiscrepancy | None = None
    checked: bool = True  # False: the code is not in our table, so `valid` says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseReview:
    """The dose of one service line, worked, and against what it was checked."""

    line: str
    drug: str
    order: str
    verdict: DoseVerdict
    why: Rationale
    steps: tuple[Step, ...]
    against: tuple[Rationale, ...]  # label rows and policy limits, each with its working
    readings: tuple[Reading, ...] = ()
    missing: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    per_dose: Decimal | None = None
    per_28_days: Decimal | None = None
    per_month: Decimal | None = None
    unit: str = ""
    units_per_dose: Decimal | None = None
    weight_kg: Decimal | None = None
    weight_at: ChartCitation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleReview:
    """Visits asked against dates expected and recorded."""

    line: str
    statements: tuple[Rationale, ...]
    expected: tuple[date, ...] = ()
    recorded: tuple[tuple[date, ChartCitation], ...] = ()
    missing: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyFinding:
    """One safety row: what, by whose authority, and whether the chart shows it."""

    flag: str
    source_kind: str
    presence: Presence
    says: Rationale
    citations: tuple[ChartCitation, ...] = ()
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What would change this determination: a minimal set of clauses, verified by re-evaluation."""

    needs: tuple[str, ...]  # clause labels that must become met (an exclusion: not met)
    at_least: int | None  # "at least 2 of {...}"; None: all of them
    says: str
    wants: tuple[str, ...]
    suppliers: tuple[Supplier, ...]
    leads_to: Outcome
    citations: tuple[PolicyCitation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition of a time-limited approval, in the policy's words."""

    says: str
    citation: PolicyCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two places that disagree, shown side by side."""

    about: str
    sides: tuple[ChartCitation, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """Something the reader must know: another patient's document, text that addresses software, a policy oddity."""

    says: str
    citations: tuple[ChartCitation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """Who must sign before this is a decision."""

    required: bool
    role: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """The whole, in the order a reader sees it."""

    case: str
    review_date: date
    outcome: Outcome
    action: ReviewAction  # now; an adverse recommendation stays pended until it is signed
    action_when_signed: ReviewAction
    summary: Rationale
    coverage_answer: Rationale
    clinical_answer: str
    request: PriorAuthRequest
    policy_id: str
    policy_title: str
    policy_version: str
    policy_payer: str
    policy_source: str
    route: str
    route_note: Rationale | None
    documents: tuple[DocumentHeader, ...]
    lines: tuple[LineReview, ...]
    criteria: CriterionResult
    limits: tuple[CriterionResult, ...]
    exclusions: tuple[CriterionResult, ...]
    codes: tuple[CodeReview, ...]
    dose: tuple[DoseReview, ...]
    schedule: tuple[ScheduleReview, ...]
    response: tuple[ResponseAssessment, ...]
    evidence: EvidenceReview
    safety: tuple[SafetyFinding, ...]
    gaps: tuple[Gap, ...]
    conditions: tuple[Condition, ...]
    conflicts: tuple[Conflict, ...]
    warnings: tuple[Warning, ...]
    out_of_scope: tuple[LineReview, ...]
    sign_off: SignOff
    facts: tuple[Finding, ...]
    precedents: PrecedentReview = NOT_SEARCHED
    provenance: tuple[tuple[str, str], ...] = ()  # program, packs, policy digest, code-set editions
    remarks: tuple[Remark, ...] = ()  # what is to be told of the papers as received
    fields_read: tuple[FieldRead, ...] = ()  # fields of the request that were read and await confirmation
    pointed: Pointed | None = None  # what a language model proposed, where one was asked
    references: tuple[Reference, ...] = ()  # full records of the references cited, for the list at the end
