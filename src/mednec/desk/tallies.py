"""The figures of an organisation as values: volumes, turn-around, outcomes, appeals, overrides, gold cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mednec.desk.shares import Share

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """What came and what was decided on a day."""

    day: date
    received: int
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAround:
    """From receipt to decision, by line of business: half of the decisions took no longer than the median."""

    line_of_business: str
    decided: int
    median: timedelta
    ninth: timedelta  # nine of ten took no longer
    in_time: Share  # of those that a clock ran for


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What was recommended under a policy, and what was decided."""

    policy: str
    title: str
    cases: int
    recommended: tuple[tuple[str, int], ...]  # key of Outcome
    decided: tuple[tuple[str, int], ...]  # key of DecisionKind

    def count(self, key: str) -> int:
        return dict(self.recommended).get(key, 0)

    def count_decided(self, key: str) -> int:
        return dict(self.decided).get(key, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseDecides:
    """In how many cases a clause decided the outcome."""

    policy: str
    title: str
    clause: str
    outcome: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overturns:
    """How often a decision did not stand on appeal; in part counts. `waiting` are appeals not ended."""

    policy: str
    title: str
    level: str
    overturned: Share
    withdrawn: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """How often reviewers ruled against the program's reading of a clause, of all cases under its policy."""

    policy: str
    title: str
    clause: str
    overridden: Share
    changes: tuple[tuple[str, str, int], ...]  # read as, ruled, cases


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldCard:
    """How much of what a requester asked for under a policy was approved as asked or on its own conditions."""

    requester: str
    npi: str
    policy: str
    title: str
    approved: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """So many decisions in force of one kind, for one requester under one policy."""

    npi: str
    requester: str
    policy: str
    title: str
    kind: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """So many cases of one policy with one outcome, decided by the same clauses."""

    policy: str
    title: str
    outcome: str
    decides: str  # labels, one a line
    cases: int
