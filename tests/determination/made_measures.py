"""A measure before and on treatment, and what it is held against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from mednec.criteria.kinds.change import Change
from mednec.criteria.record import Record
from mednec.determination.response import Yardsticks, assess_response
from mednec.determination.response.yardsticks import PolicyAsk
from mednec.model.finding import Finding, Measurement, Period
from mednec.model.knowledge import Concept, ImportantChange, ResponseWindow
from mednec.model.response import MeasureResponse, ResponseAssessment
from mednec.model.words import Assertion, DocumentKind
from tests.determination.made_findings import DRUG, OTHER_DRUG, VISITS, dose
from tests.determination.made_policies import clause, record
from tests.making import concept, facts, header, quote, reference

SCORE = Concept(id="score-a", kind="measure", name="score A", terms=("score A",), better="lower", unit="points")
DISEASE = concept("disease-x")
STUDY = reference("score-study")
FIRST = date(2026, 1, 5)  # the first dose
BEFORE, ON_DRUG = date(2025, 12, 20), date(2026, 4, 20)
BY_FOUR = ImportantChange(
    measure="score-a", better="lower", diseases=("disease-x",), by=Decimal(4), reference="score-study"
)


def window(weeks: int) -> ResponseWindow:
    return ResponseWindow(
        drugs=("drug-a",),
        diseases=("disease-x",),
        weeks=Decimal(weeks),
        says="response is judged then",
        reference="score-study",
    )


def value(
    told: str,
    on: date | None,
    *,
    baseline: bool = False,
    unit: str = "points",
    document: DocumentKind = DocumentKind.CLINIC_NOTE,
    period: Period | None = None,
) -> Measurement:
    """A value of score A on a day."""
    words = f"Score A {told} {unit} ({period.iso if period else on}{', baseline' if baseline else ''})"
    top = header(words, kind=document, written=on)
    at = quote(top.document, words)
    return Measurement(
        kind="measurement",
        concept="score-a",
        name="score A",
        assertion=Assertion.PRESENT,
        source=at,
        sentence=at,
        header=top,
        when=period or (Period.day(on) if on else None),
        value=Decimal(told),
        unit=unit,
        baseline=baseline,
    )


def doses_until(last: date, *, every: int = 14) -> list[Finding]:
    """Drug A given from the first dose on."""
    days = (last - FIRST).days // every
    return [dose(FIRST + timedelta(days=every * n)) for n in range(days + 1)]


def case(*findings: Finding) -> Record:
    """The record of a patient with disease X."""
    held = record(facts(*findings), drugs=[DRUG, OTHER_DRUG], concepts=[VISITS, SCORE, DISEASE])
    return replace(held, diseases=("disease-x",), references=(STUDY,))


def policy_ask(*, by: int | None = None, by_percent: int | None = None, within_days: int | None = None) -> PolicyAsk:
    """A clause that asks for score A to be lower."""
    change = Change(
        of=("score-a",),
        better="lower",
        by=None if by is None else Decimal(by),
        by_percent=None if by_percent is None else Decimal(by_percent),
        or_normal=False,
        within_days=within_days,
    )
    return PolicyAsk(clause=clause("II.B"), change=change)


def assessed(*findings: Finding, known: Yardsticks | None = None, given: bool = True) -> ResponseAssessment:
    first = [dose(FIRST)] if given else []
    (found,) = assess_response(case(*first, *findings), "drug A", known or Yardsticks(changes=(BY_FOUR,)))
    return found


def followed(*findings: Finding, known: Yardsticks | None = None) -> MeasureResponse:
    (measure,) = assessed(*findings, known=known).measures
    return measure
