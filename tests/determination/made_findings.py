"""Findings of a course of treatment: doses given, dose changes, counts of events, directions in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from mednec.model.document import ChartCitation, DocumentHeader, Rationale
from mednec.model.finding import Administration, DoseChange, EventCount, Period, TherapyTrial, Trend
from mednec.model.knowledge import Concept, Drug
from mednec.model.regimen import Course, Refusal, Regimen, RegimenCheck, Weight
from mednec.model.request import ServiceLine
from mednec.model.words import Assertion, Direction, DocumentKind, DoseVerdict, Standing
from tests.making import header, quote

DRUG = Drug(id="drug-a", name="drug A", terms=("drug A",))
OTHER_DRUG = Drug(id="drug-b", name="drug B", terms=("drug B",))
VISITS = Concept(id="ed-visit", kind="event", name="emergency visits", terms=("emergency visit",), better="lower")
NOTE, LETTER = DocumentKind.CLINIC_NOTE, DocumentKind.LETTER


def _said(words: str, kind: DocumentKind, written: date | None) -> tuple[DocumentHeader, ChartCitation]:
    top = header(words, kind=kind, written=written)
    return top, quote(top.document, words)


def dose(day: date, *, held: bool = False) -> Administration:
    """One dose of drug A given, or held, on a day."""
    top, at = _said(f"{day}: {'HELD' if held else 'given'}", DocumentKind.ADMINISTRATION, day)
    return Administration(
        kind="administration",
        concept=DRUG.id,
        name=DRUG.name,
        assertion=Assertion.PRESENT,
        source=at,
        sentence=at,
        header=top,
        day=day,
        held=held,
    )


def changed(on: date, before: int, after: int) -> DoseChange:
    """The dose raised or lowered, mg."""
    top, at = _said(f"{on}: from {before} to {after} mg", NOTE, on)
    return DoseChange(
        kind="dose_change",
        concept=DRUG.id,
        name=DRUG.name,
        assertion=Assertion.PRESENT,
        source=at,
        sentence=at,
        header=top,
        on=on,
        before=Decimal(before),
        after=Decimal(after),
        unit="mg",
    )


def visits(count: int, first: date, last: date, *, document: DocumentKind = NOTE) -> EventCount:
    """So many emergency visits in a period."""
    top, at = _said(f"{count} emergency visits from {first} to {last}", document, last)
    return EventCount(
        kind="event_count",
        concept=VISITS.id,
        name=VISITS.name,
        assertion=Assertion.PRESENT,
        source=at,
        sentence=at,
        header=top,
        count=Decimal(count),
        period=Period(first=first, last=last),
    )


def trend(
    words: str,
    direction: Direction,
    written: date | None,
    *,
    document: DocumentKind = NOTE,
    standing: Standing = Standing.CURRENT,
) -> Trend:
    """A direction of change, in the words of a note or letter."""
    top, at = _said(words, document, written)
    return Trend(
        kind="trend",
        concept="symptoms",
        name="symptoms",
        assertion=Assertion.PRESENT,
        source=at,
        sentence=at,
        header=top,
        standing=standing,
        direction=direction,
    )


def taken(words: str, milligrams: int, *, standing: Standing = Standing.CURRENT) -> TherapyTrial:
    """Drug A at a dose, every 14 days, now."""
    top, at = _said(words, NOTE, date(2026, 4, 20))
    return TherapyTrial(
        kind="therapy_trial",
        concept=DRUG.id,
        name=DRUG.name,
        assertion=Assertion.PRESENT,
        source=at,
        sentence=at,
        header=top,
        standing=standing,
        dose=Course(amount=Decimal(milligrams), unit="mg", interval_days=Decimal(14)),
        current=True,
    )


def check(
    line: ServiceLine,
    *,
    drug: Drug | None = DRUG,
    interval: int | None = 14,
    visits: tuple[date, ...] = (),
    verdict: DoseVerdict = DoseVerdict.WITHIN,
    units_per_dose: int | None = None,
    units_expected: int | None = None,
    weight: Weight | None = None,
    questions: tuple[str, ...] = (),
) -> RegimenCheck:
    """The order of a line, read and multiplied out by hand."""
    order: Regimen | Refusal = Refusal(text=line.regimen, why="not a dose")
    if interval is not None:
        course = Course(amount=Decimal(600), unit="mg", interval_days=Decimal(interval))
        order = Regimen(text=line.regimen, courses=(course,))
    return RegimenCheck(
        line=line,
        drug=drug,
        product=None,
        order=order,
        weight=weight,
        totals=None,
        verdict=verdict,
        why=Rationale(says="made by hand", citations=(_said(line.regimen, NOTE, None)[1],)),
        visits=visits,
        units_per_dose=None if units_per_dose is None else Decimal(units_per_dose),
        units_expected=None if units_expected is None else Decimal(units_expected),
        questions=questions,
    )
