"""Values of lists: cases, questions to the worklist, pages of answers, people, and work under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from mednec.model.life import CaseState, DecisionKind, Role
from mednec.model.words import Outcome

T = TypeVar("T")
UNDECIDED = (CaseState.RECEIVED, CaseState.UNREADABLE, CaseState.OPEN, CaseState.PENDED, CaseState.APPEALED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case as the worklist shows it."""

    id: str
    number: str  # the request's own id
    state: CaseState
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
    understood: int | None  # percent
    open_questions: int
    assignee: str | None
    assignee_name: str
    received: datetime
    due: datetime | None
    clock: str  # id of the clock's rule
    clock_state: str  # running, paused, met, none
    decided: datetime | None
    made: datetime
    changed: datetime
    hold: str
    remove_after: date | None
    says: str  # what keeps it from being read
    decision: DecisionKind | None = None  # the one in force


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLine:
    """Long work: how far it is, and what went wrong."""

    id: str
    kind: str
    case: str | None
    state: str  # waiting, running, done, dead
    attempt: int
    most: int
    done: int
    of: int
    says: str
    after: datetime
    worker: str
    made: datetime
    changed: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """A person of an organisation as lists name them."""

    id: str
    login: str
    name: str
    roles: tuple[Role, ...]
    specialty: str
    npi: str
    licence: str
    licence_state: str
    active: bool
    locked: bool
    second_factor: bool
    made: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistQuery:
    """A question to the worklist. Empty fields ask for nothing; `assignee` is an account's id, `me` or `none`."""

    states: tuple[CaseState, ...] = UNDECIDED
    urgency: str = ""
    outcome: Outcome | None = None
    assignee: str = ""
    policy: str = ""
    line_of_business: str = ""
    clock: str = ""  # late, soon, paused
    text: str = ""  # number, patient, member id or treatment
    sort: str = "due"  # due, received, changed, patient
    newest_first: bool = False
    after: str = ""  # `next` of the page before
    size: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some of a list; `next` asks for what follows, and is empty at its end."""

    items: tuple[T, ...]
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A worklist question a person keeps under a name."""

    id: str
    name: str
    query: str  # as the page's query string
