"""What is read in the chart: findings, each with assertion, time, standing and exact span."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mednec.model.document import ChartCitation, DocumentHeader
from mednec.model.regimen import Course, Rate
from mednec.model.words import Assertion, Direction, DocumentKind, Result, Standing, TrialOutcome

PATIENT, FAMILY, NOBODY = "patient", "family", "nobody"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Period:
    """A day, month, year or range; partial precision is kept as the range it stands for.

    >>> Period.month(2021, 4).iso
    '2021-04'
    """

    first: date
    last: date

    @classmethod
    def day(cls, day: date) -> Period:
        return cls(first=day, last=day)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        return cls(first=date(year, month, 1), last=date(year, month, monthrange(year, month)[1]))

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(first=date(year, 1, 1), last=date(year, 12, 31))

    @property
    def iso(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        if self == Period.month(self.first.year, self.first.month):
            return f"{self.first:%Y-%m}"
        if self == Period.year(self.first.year):
            return f"{self.first.year}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One statement of the chart about one concept of the packs."""

    kind: str  # diagnosis, measurement, test_result, therapy_trial, regimen, event_count, trend ... (JSON `kind`)
    concept: str  # concept or drug id in the packs
    name: str  # the concept's printed name
    assertion: Assertion
    source: ChartCitation  # the span that says it
    sentence: ChartCitation  # the sentence, list item or table row around it
    header: DocumentHeader
    section: str = ""  # heading above it, lower case
    cue: ChartCitation | None = None  # the words that set the assertion
    when: Period | None = None
    standing: Standing = Standing.CURRENT
    rule: str = ""  # the reader's rule that found it
    written: str = ""  # as the chart names it, where a concept stands for several (the brand of a test)
    experiencer: str = PATIENT  # FAMILY: any other person; NOBODY: a policy, a study, what is typical
    denied: bool = False  # told of another person that he or she has it not ("no family history of X")

    @property
    def recorded(self) -> date | None:
        """Date of the fact, else of its document."""
        return self.when.last if self.when else self.header.written

    @property
    def claims_only(self) -> bool:
        return self.standing in (Standing.CLAIM, Standing.IN_DOUBT) or self.header.kind.claims_only

    @property
    def document_kind(self) -> DocumentKind:
        return self.header.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement(Finding):
    """A number with a unit: laboratory value, vital sign, body size, instrument score."""

    value: Decimal
    high_value: Decimal | None = None  # second end of a written range ("2-3 per month")
    unit: str = ""
    scale: Decimal | None = None  # 150 in "109/150"
    comparator: str = ""  # "<" or ">" as written
    low: Decimal | None = None  # reference range of the reporting laboratory
    high: Decimal | None = None
    flag: str = ""  # H or L as printed
    row: tuple[Measurement, ...] = ()  # other cells of the same table row, in column order
    column: str = ""  # heading of its column, if it stands in a table
    baseline: bool = False  # told to be from before the treatment in question
    canonical_value: Decimal | None = None  # in `canonical_unit`: the analyte's own unit where it converts, in UCUM
    canonical_unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability(Finding):
    """Something the patient can do, cannot do, or does with help."""

    value: str  # able, unable, with_help
    direction: str = ""  # improved, worse, stable, where the text says so


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult(Finding):
    """A test, biopsy, scan or gene with its polarity."""

    __test__ = False  # not a pytest class

    result: Result
    specimen: str = ""
    dated: bool = True  # whether the text ties a date to it; else `when` is that of the entry or document


@dataclass(frozen=True, slots=True, kw_only=True)
class TherapyTrial(Finding):
    """A course of treatment with a drug or class: dates, dose, duration, outcome and reason."""

    named_at: ChartCitation | None = None  # the name of the treatment alone
    classes: tuple[str, ...] = ()
    outcome: TrialOutcome = TrialOutcome.NOT_STATED
    outcome_at: ChartCitation | None = None
    reason: str = ""
    start: Period | None = None
    stop: Period | None = None
    duration_days: int | None = None  # as stated, else what the dates prove at least
    days_told: int | None = None  # as stated, else the distance of the dates as people count it
    dose: Course | None = None
    daily_per_kg: Decimal | None = None  # mg per kg per day as the chart states it
    current: bool = False


class DoseStatus(StrEnum):
    """Whether a dose is taken now, was taken, is to be taken, or is asked for."""

    CURRENT = "current"
    PREVIOUS = "previous"
    PLANNED = "planned"
    REQUESTED = "requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimenFinding(Finding):
    """One dose of a drug as the chart states it, or `why` it cannot be told; nothing is corrected or completed."""

    status: DoseStatus
    course: Course | None = None
    why: str = ""
    route: str = ""
    weight_kg: Decimal | None = None
    bsa_m2: Decimal | None = None
    effective: Period | None = None
    cap: tuple[Decimal, str] | None = None  # most in one dose, or in the time that is named
    duration_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCount(Finding):
    """How many events of care or disease in a period."""

    count: Decimal
    high_count: Decimal | None = None  # "2-3"
    per_days: Decimal | None = None  # 30.4 for "per month"; None when the period itself is given
    period: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend(Finding):
    """A direction of change stated in words; kept verbatim."""

    direction: Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Administration(Finding):
    """One dose given (or held), from an administration record or note."""

    day: date
    amount: Decimal | None = None
    unit: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseChange(Finding):
    """A dose raised or lowered on a date."""

    on: date
    before: Decimal
    after: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateFinding(Finding):
    """An infusion rate ordered or given, mL/h."""

    rate: Rate
    ordered: bool = True
