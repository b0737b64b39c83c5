"""A case as the interface shows it: what a list names, what its page shows, and what an act changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from mednec.web.api.words import Answer, Ending, JobState, Kind, Outcome, Plain, Ruled, State, Status


class CaseLineAnswer(Answer):
    """A case as the worklist shows it."""

    id: str
    number: str
    state: State
    revision: int
    patient: str
    patient_id: str
    payer: str
    line_of_business: str
    benefit: str
    urgency: str
    jurisdiction: str
    treatment: str
    requester: str
    requester_npi: str
    policy: str
    policy_title: str
    outcome: Outcome | None
    understood: int | None
    open_questions: int
    assignee: str | None
    assignee_name: str
    received: datetime
    due: datetime | None
    clock: str
    clock_state: str
    decided: datetime | None
    changed: datetime
    hold: str
    remove_after: date | None
    says: str


class ClauseAnswer(Answer):
    """A clause as the newest determination judged it."""

    clause: str
    text: str
    status: Status
    decides: bool
    applicable: bool


class GapAnswer(Answer):
    """What would change the determination."""

    needs: tuple[str, ...]
    says: str
    wants: tuple[str, ...]
    suppliers: tuple[str, ...]
    leads_to: str


class DocumentAnswer(Answer):
    """A document of the case, and whether its facts are used."""

    number: int
    name: str
    kind: str
    used: bool
    why_unused: str
    pages: int


class SummaryAnswer(Answer):
    """The newest determination in short."""

    says: str
    coverage: str
    clinical: str
    route: str
    sign_off_required: bool
    sign_off_role: str
    sign_off_says: str
    policy_version: str
    clauses: tuple[ClauseAnswer, ...]
    gaps: tuple[GapAnswer, ...]
    conditions: tuple[str, ...]
    remarks: tuple[str, ...]


class ShownAnswer(Answer):
    """A determination; `shown` is the digest that a signature names."""

    id: str
    number: int
    made: datetime
    outcome: Outcome
    policy: str
    policy_digest: str
    program: str
    packs: str
    digest: str
    shown: str
    summary: SummaryAnswer


class CitedAnswer(Answer):
    """Words of a document, by code points."""

    document: str
    start: int
    end: int
    quote: str


class RulingAnswer(Answer):
    """What a reviewer ruled on a clause; `kind` and `status` are empty for a withdrawal."""

    id: str
    number: int
    clause: str
    kind: Ruled | None
    read_as: Status | None
    status: Status | None
    reason: str
    citations: tuple[CitedAnswer, ...]
    by: str
    by_name: str
    at: datetime
    in_force: bool


class DecisionAnswer(Answer):
    """A decision with its signature; void once `voided` is set."""

    id: str
    number: int
    kind: Kind
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


class NoteAnswer(Answer):
    """A comment, a talk between physicians, or what was asked of a practice."""

    id: str
    kind: str
    text: str
    with_whom: str
    items: tuple[str, ...]
    planned: datetime | None
    by_name: str
    at: datetime


class PauseAnswer(Answer):
    """A time in which the clock did not run."""

    kind: Plain
    since: datetime
    until: datetime | None
    why: str
    by_name: str


class AppealAnswer(Answer):
    """An appeal against a decision."""

    id: str
    decision: str
    level: str
    filed: datetime
    grounds: str
    ending: Ending | None
    ended: datetime | None
    reason: str
    by_name: str


class LetterAnswer(Answer):
    """A letter that was sent."""

    id: str
    kind: str
    decision: str | None
    rules: tuple[str, ...]
    grade: str
    by_name: str
    at: datetime


class JobAnswer(Answer):
    """Long work: how far it is (`done` of `of`), and what went wrong."""

    id: str
    kind: str
    case: str | None
    state: JobState
    attempt: int
    most: int
    done: int
    of: int
    says: str
    after: datetime
    made: datetime
    changed: datetime


class CaseAnswer(Answer):
    """A case whole. `shown` is its newest determination, `decision` the one in force."""

    line: CaseLineAnswer
    shown: ShownAnswer | None
    decision: DecisionAnswer | None
    decisions: tuple[DecisionAnswer, ...]
    rulings: tuple[RulingAnswer, ...]
    notes: tuple[NoteAnswer, ...]
    pauses: tuple[PauseAnswer, ...]
    appeals: tuple[AppealAnswer, ...]
    letters: tuple[LetterAnswer, ...]
    job: JobAnswer | None
    request: str


class AskedAnswer(Answer):
    """A question to a language model as it was sent: `system` is the prompt; then the answer, or the `trouble`."""

    task: str
    prompt: str
    subject: str
    system: str
    text: str
    answer: str
    trouble: str
    tokens_in: int
    tokens_out: int


class ProposedAnswer(Answer):
    """What a language model proposed; without `quote` its words do not stand in the document."""

    task: Plain
    subject: str
    document: str | None
    start: int | None
    end: int | None
    quote: str | None
    proposed: Status | None
    acceptance: Plain
    objection: Plain | None
    why: str


class ModelAnswer(Answer):
    """The part of a language model in a determination. It settles nothing: the program reads the words it points to."""

    number: int
    model: str
    prompts: tuple[str, ...]
    deidentified: bool
    answers: str
    trouble: tuple[str, ...]
    questions: tuple[AskedAnswer, ...]
    proposals: tuple[ProposedAnswer, ...]


class EventAnswer(Answer):
    """An entry of the history."""

    number: int
    at: datetime
    actor: str
    actor_name: str
    act: str
    detail: dict[str, Any]


class ClauseChangeAnswer(Answer):
    """A clause whose status is another one now."""

    clause: str
    text: str
    before: Status | None
    after: Status | None


class ChangesAnswer(Answer):
    """What an act changed. `voided` is the decision that is void now."""

    revision: int
    number: int
    outcome_before: Outcome | None
    outcome_after: Outcome
    says: str
    clauses: tuple[ClauseChangeAnswer, ...]
    gaps_closed: tuple[str, ...]
    gaps_opened: tuple[str, ...]
    voided: str


class CasesAnswer(Answer):
    """Some of the worklist; `next` asks for what follows, and is empty at its end."""

    items: tuple[CaseLineAnswer, ...]
    next: str


class JobsAnswer(Answer):
    """Some of the queue."""

    items: tuple[JobAnswer, ...]
    next: str
