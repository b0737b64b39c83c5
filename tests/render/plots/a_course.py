"""A course of treatment as it is drawn: days counted from the first dose, places in one made document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from mednec.model.document import ChartCitation, PolicyCitation, Rationale, ReferenceCitation, SourceDocument
from mednec.model.response import (
    CountedSpan,
    DoseGiven,
    DoseTurn,
    MeasuredValue,
    MeasureResponse,
    Phase,
    ResponseAssessment,
    ResponseThreshold,
    ThresholdKind,
    TreatmentGap,
)
from mednec.model.words import Response

FIRST = date(2026, 1, 5)
CHART = SourceDocument(name="chart.txt", text="0123456789" * 40)


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def at(place: int) -> ChartCitation:
    return CHART.cite(place % 390, place % 390 + 2)


def doses(days: Iterable[int], amount: int = 300, *, held: Sequence[int] = ()) -> tuple[DoseGiven, ...]:
    return tuple(
        DoseGiven(day=on(day), amount=None if day in held else Decimal(amount), unit="mg", held=day in held, at=at(n))
        for n, day in enumerate(days)
    )


def gap(after: int, until: int, *, open: bool = False) -> TreatmentGap:
    says = Rationale(says=f"No dose for {until - after} days.", citations=(at(after),))
    return TreatmentGap(
        after=on(after),
        until=on(until),
        days=until - after,
        interval=Decimal(14),
        unaccounted=1,
        open=open,
        says=says,
    )


def value(day: int, number: str, phase: Phase = Phase.SINCE) -> MeasuredValue:
    return MeasuredValue(value=Decimal(number), told=number, unit="points", on=on(day), phase=phase, at=at(day + 200))


def threshold(kind: ThresholdKind, level: str) -> ResponseThreshold:
    cited: PolicyCitation | ReferenceCitation = ReferenceCitation(reference="r", label="Study 2020")
    if kind is ThresholdKind.POLICY:
        cited = PolicyCitation(policy="p", clause="II.B", quote="x", start=0, end=1)
    return ResponseThreshold(
        kind=kind, says="lower by 4", reached=True, cited=cited, grade="important", level=Decimal(level)
    )


def measure(*values: MeasuredValue, levels: Sequence[tuple[ThresholdKind, str]] = ()) -> MeasureResponse:
    before = next((v for v in reversed(values) if v.phase is Phase.BEFORE), None)
    latest = next((v for v in reversed(values) if v.phase is Phase.SINCE), None)
    return MeasureResponse(
        concept="score-a",
        name="score A",
        unit="points",
        better="lower",
        values=values,
        before=before,
        latest=latest,
        change=None,
        percent=None,
        thresholds=tuple(threshold(kind, level) for kind, level in levels),
        says=Rationale(says="score A", citations=(values[0].at,)),
    )


def event(first: int, last: int, told: str = "3") -> CountedSpan:
    return CountedSpan(
        concept="visit",
        name="visits",
        told=told,
        per_30_days=Decimal(2),
        first=on(first),
        last=on(last),
        at=at(first + 300),
    )


def course(
    *measures: MeasureResponse,
    given: tuple[DoseGiven, ...] = (),
    turns: Sequence[int] = (0,),
    gaps: tuple[TreatmentGap, ...] = (),
    events: tuple[CountedSpan, ...] = (),
    until: int = 120,
) -> ResponseAssessment:
    return ResponseAssessment(
        drug="drug A",
        verdict=Response.MIXED,
        why=Rationale(says="so", citations=(at(0),)),
        measures=measures,
        doses=given,
        turns=tuple(DoseTurn(day=on(day), what=f"turn {n}", at=at(n)) for n, day in enumerate(turns)),
        gaps=gaps,
        events=events,
        until=on(until),
    )
