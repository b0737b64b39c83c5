"""Response to treatment so far: what was given, what was measured, and how far it changed, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mednec.model.document import ChartCitation, Citation, PolicyCitation, Rationale, ReferenceCitation
from mednec.model.words import Response, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Events or values in one window around a dose change; only like windows are compared."""

    label: str
    says: str
    citations: tuple[ChartCitation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseGiven:
    """One administration, or a dose that was held."""

    day: date
    amount: Decimal | None
    unit: str
    held: bool
    at: ChartCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTold:
    """Doses that an administration record tells in words: regular ones from day to day, or one on a day."""

    first: date
    last: date
    told: str
    at: ChartCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseTurn:
    """A day on which treatment began or its dose was changed."""

    day: date
    what: str  # "the first dose", "the change from 450 to 600 mg"
    at: ChartCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentGap:
    """More than one and a half intervals without a recorded dose; the last one may run to the request."""

    after: date
    until: date
    days: int
    interval: Decimal  # days between doses as ordered
    unaccounted: int  # doses that were due and that no entry accounts for
    open: bool  # it runs to the request
    says: Rationale


class Phase(Word):
    """Where a value stands in the course of treatment."""

    BEFORE = "before treatment"
    EARLIER_DOSE = "at an earlier dose"
    SINCE = "on treatment"
    PAUSED = "in a gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredValue:
    """One value of a measure as the record tells it; `on` is None for a value called baseline without a day."""

    value: Decimal
    told: str  # "109/150", "<0.5"
    unit: str
    on: date | None
    phase: Phase
    at: ChartCitation
    called_baseline: bool = False


class ThresholdKind(Word):
    """Who asks for a change: the policy, for a clause; or the literature, which decides no clause."""

    POLICY = "policy"
    LITERATURE = "literature"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseThreshold:
    """How much change is asked, or counted as important, and whether the values shown reach it."""

    kind: ThresholdKind
    says: str  # "lower by 50 %"
    reached: bool | None  # None: the values do not tell
    cited: PolicyCitation | ReferenceCitation
    grade: str = ""
    level: Decimal | None = None  # the value at which it is reached
    beyond: bool = False  # the level itself is not enough
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureResponse:
    """One measure before treatment and since, with the thresholds of the policy and, apart, of the literature."""

    concept: str
    name: str
    unit: str
    better: str
    values: tuple[MeasuredValue, ...]
    before: MeasuredValue | None
    latest: MeasuredValue | None
    change: Decimal | None
    percent: Decimal | None
    thresholds: tuple[ResponseThreshold, ...]
    says: Rationale


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedSpan:
    """So many events in a period, as the record tells it."""

    concept: str
    name: str
    told: str
    per_30_days: Decimal | None  # None where the span is too short for a rate
    first: date
    last: date
    at: ChartCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingTime:
    """From which day on the response may be judged, and who says so."""

    weeks: Decimal
    earliest: date
    too_early: bool
    says: Rationale
    cited: ReferenceCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseAssessment:
    """Response to treatment so far, supporting and contrary spans side by side."""

    drug: str
    verdict: Response
    why: Rationale
    windows: tuple[Window, ...] = ()
    supporting: tuple[Rationale, ...] = ()
    contrary: tuple[Rationale, ...] = ()
    notes: tuple[Rationale, ...] = ()
    measures: tuple[MeasureResponse, ...] = ()
    doses: tuple[DoseGiven, ...] = ()
    courses: tuple[CourseTold, ...] = ()
    turns: tuple[DoseTurn, ...] = ()
    gaps: tuple[TreatmentGap, ...] = ()
    events: tuple[CountedSpan, ...] = ()
    judging: JudgingTime | None = None
    until: date | None = None  # the day of the request


def citations_of(measure: MeasureResponse) -> tuple[Citation, ...]:
    """The places a measure rests on, values before thresholds."""
    values = (v.at for v in (measure.latest, measure.before) if v is not None)
    return (*values, *(t.cited for t in measure.thresholds))
