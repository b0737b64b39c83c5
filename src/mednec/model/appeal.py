"""Published decisions of external appeals: who asked for what, which way it ended, and what the reviewer wrote.

What is known before a decision and what is written after it are kept apart by name: only the first may ever help to
say how an open dispute is likely to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mednec.model.words import Word


class Ending(Word):
    """How an external appeal ended, seen from the plan's denial."""

    OVERTURNED = "overturned"
    PARTLY = "overturned in part"
    UPHELD = "upheld"

    @property
    def for_patient(self) -> bool:
        """Whether the denial did not stand, wholly or in part."""
        return self is not Ending.UPHELD


KNOWN_BEFORE = (
    "issue",
    "diagnosis",
    "diagnosis_detail",
    "treatment",
    "treatment_detail",
    "age",
    "sex",
    "payer",
    "payer_type",
)  # the only fields of an appeal that may describe an open dispute
WRITTEN_AFTER = ("number", "ending", "reviewer", "text")  # never: the decision itself, and what came with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """One published decision in the publisher's words. `year` is the report's; it puts decisions in order, no more."""

    publisher: str  # "CA-DMHC-IMR", "CA-CDI-IMR", "NY-DFS"
    number: str  # the publisher's own number of the decision
    year: int | None
    ending: Ending
    issue: str = ""  # what was in dispute: medical necessity, experimental/investigational, ...
    diagnosis: str = ""
    diagnosis_detail: str = ""
    treatment: str = ""
    treatment_detail: str = ""
    age: str = ""  # a range, as published
    sex: str = ""
    payer: str = ""
    payer_type: str = ""  # HMO, Medicaid, self-funded ...
    reviewer: str = ""  # the reviewing body or the reviewer's specialty
    text: str = ""  # the findings, written with the decision

    @property
    def key(self) -> str:
        """Publisher and number: one decision, one key."""
        return f"{self.publisher} {self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """k of n denials overturned, with the 95 % Wilson interval (Wilson 1927), and which decisions were counted."""

    of: str  # "diagnosis and treatment group, 2013-2014"
    overturned: int
    decided: int
    low: Decimal
    high: Decimal
    widened: tuple[str, ...] = ()  # what was tried before it and held too few decisions, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """How likely a denial is to be overturned; `overturned` is None where too few decisions support an answer."""

    overturned: Decimal | None
    low: Decimal | None
    high: Decimal | None
    rests_on: str  # decisions, publisher and years the answer was learned from
    support: int  # decisions alike
    abstains: str = ""  # why no answer is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A passage of a decision's findings; `text[start:end] == words`."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """A past decision beside this request: what is alike, what differs. An analogue, never evidence of efficacy."""

    appeal: Appeal
    reasons: tuple[Reason, ...]  # the reviewer's reasons, best first
    alike: tuple[str, ...]
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedentReview:
    """How similar disputes ended. Never a criterion: nothing here reaches a clause or the outcome."""

    precedents: tuple[Precedent, ...] = ()
    rates: tuple[Rate, ...] = ()
    likelihood: Likelihood | None = None
    warnings: tuple[str, ...] = ()  # a ground of denial that is usually overturned
    searched: str = ""


NOT_SEARCHED = PrecedentReview()
