"""One leaf held against a few findings made by hand; the drug asked for is drug A, the request of 4 May 2026."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from mednec.chart.lexicon import Lexicon
from mednec.chart.ranking import Ranking
from mednec.criteria.index import FindingIndex
from mednec.criteria.kinds import parse_leaf
from mednec.criteria.leaf import Judgement
from mednec.criteria.record import Record
from mednec.model.facts import Chart, Passage
from mednec.model.finding import (
    Administration,
    EventCount,
    Finding,
    Measurement,
    Period,
    TestResult,
    TherapyTrial,
    Trend,
)
from mednec.model.knowledge import Concept, Drug, Reference
from mednec.model.regimen import Course, RegimenCheck
from mednec.model.request import ServiceLine
from mednec.model.words import Assertion, Direction, DocumentKind, Result, Status, TrialOutcome
from tests.making import facts, header, line, quote, request

MET, NOT_MET, OPEN, SPLIT = Status.MET, Status.NOT_MET, Status.NOT_DOCUMENTED, Status.CONFLICTING
NOTE, LETTER, LAB = DocumentKind.CLINIC_NOTE, DocumentKind.LETTER, DocumentKind.LABORATORY
RECENT, LAST_YEAR = date(2026, 4, 20), date(2025, 4, 20)

CONCEPTS = (
    Concept(id="disease-x", kind="disease", name="disease X", terms=()),
    Concept(id="form-of-x", kind="disease", name="form of X", terms=(), is_a=("disease-x",)),
    Concept(id="disease-y", kind="disease", name="disease Y", terms=()),
    Concept(id="symptom-s", kind="symptom", name="symptom S", terms=()),
    Concept(id="test-t", kind="test", name="test T", terms=(), is_a=("panel",)),
    Concept(id="test-u", kind="test", name="test U", terms=(), is_a=("panel",)),
    Concept(id="measure-m", kind="measure", name="measure M", terms=(), better="lower", is_a=("measures",)),
    Concept(id="measure-n", kind="measure", name="measure N", terms=(), better="higher", is_a=("measures",)),
    Concept(id="body-weight", kind="measure", name="body weight", terms=()),
    Concept(id="event-e", kind="event", name="event E", terms=(), better="lower"),
    Concept(id="course-count", kind="event", name="courses", terms=()),
    Concept(id="harm-h", kind="reaction", name="harm H", terms=()),
    Concept(id="borne", kind="finding", name="tolerated", terms=()),
    Concept(id="organ-o", kind="organ", name="organ O", terms=()),
    Concept(id="walking", kind="function", name="walking", terms=()),
    Concept(id="specialty-p", kind="specialty", name="specialty P", terms=()),
    Concept(id="specialty-q", kind="specialty", name="specialty Q", terms=()),
    Concept(id="clinic", kind="setting", name="infusion clinic", terms=("infusion clinic",)),
    Concept(id="own-home", kind="setting", name="patient's home", terms=("patient's home",)),
    Concept(id="crash-cart", kind="equipment", name="crash cart", terms=()),
)
DRUGS = (
    Drug(id="drug-a", name="drug A", terms=(), classes=("class-a",)),
    Drug(id="drug-b", name="drug B", terms=(), classes=("class-b",), daily_dose=Decimal(10)),
    Drug(id="drug-c", name="drug C", terms=(), classes=("class-b",)),
)
LEXICON = Lexicon.compile(CONCEPTS, DRUGS)


def said(
    words: str,
    concept: str,
    assertion: Assertion = Assertion.PRESENT,
    *,
    kind: str = "finding",
    document: DocumentKind = NOTE,
    written: date | None = RECENT,
    specialty: str = "",
    **more: Any,
) -> dict[str, Any]:
    """What every finding has: a paper that says `words`, and what they are about."""
    top = replace(header(words, kind=document, written=written), specialty=specialty)
    place = quote(top.document, words)
    plain = {"kind": kind, "concept": concept, "name": concept, "assertion": assertion}
    return {**plain, "source": place, "sentence": place, "header": top, **more}


def stated(words: str, concept: str, assertion: Assertion = Assertion.PRESENT, **more: Any) -> Finding:
    """A disease, symptom, finding, reaction or setting."""
    return Finding(**said(words, concept, assertion, **more))


def came_out(words: str, concept: str, result: Result, **more: Any) -> TestResult:
    """A test with its polarity, from the laboratory."""
    return TestResult(result=result, **said(words, concept, kind="test_result", **{"document": LAB, **more}))


def measured(words: str, value: str, concept: str = "measure-m", *, on: date = RECENT, **more: Any) -> Measurement:
    """A number of a day."""
    when = Period.day(on)
    return Measurement(value=Decimal(value), when=when, **said(words, concept, kind="measurement", written=on, **more))


def had(
    words: str,
    drug: str = "drug-b",
    outcome: TrialOutcome = TrialOutcome.FAILED,
    *,
    daily: str | None = None,
    **more: Any,
) -> TherapyTrial:
    """A treatment had; `daily` milligrams a day."""
    dose = None if daily is None else Course(amount=Decimal(daily), unit="mg", interval_days=Decimal(1))
    return TherapyTrial(outcome=outcome, dose=dose, **said(words, drug, kind="therapy_trial", **more))


def given(day: date) -> Administration:
    """A dose of drug A."""
    words = f"{day}: given"
    record = DocumentKind.ADMINISTRATION
    return Administration(
        day=day, **said(words, "drug-a", kind="administration", written=day, document=record, when=Period.day(day))
    )


def counted(words: str, number: str, period: Period | None, **more: Any) -> EventCount:
    """So many events in a period."""
    return EventCount(count=Decimal(number), period=period, **said(words, "event-e", kind="event_count", **more))


def turned(words: str, concept: str, direction: Direction, **more: Any) -> Trend:
    """A direction of change in words."""
    return Trend(direction=direction, **said(words, concept, kind="trend", **more))


def passage(words: str, *concepts: str, document: DocumentKind = NOTE, section: str = "") -> Passage:
    """A sentence with the concepts it names."""
    top = header(words, kind=document)
    return Passage(
        at=quote(top.document, words),
        header=top,
        section=section,
        concepts=frozenset(concepts),
        words=frozenset(words.lower().split()),
    )


def record(
    *findings: Finding,
    passages: tuple[Passage, ...] = (),
    lines: tuple[ServiceLine, ...] = (),
    regimens: tuple[RegimenCheck, ...] = (),
    references: tuple[Reference, ...] = (),
    diseases: tuple[str, ...] = (),
) -> Record:
    """The record of a case with these findings."""
    base = facts(regimens=regimens)
    headers = tuple(dict.fromkeys(f.header for f in findings))
    chart = Chart(headers=headers, passages=passages, findings=findings)
    return Record(
        facts=replace(base, chart=chart, request=request(*(lines or (line(),)))),
        lexicon=LEXICON,
        references=references,
        drug="drug-a",
        diseases=diseases,
        ranking=Ranking(chart),
        index=FindingIndex(findings, LEXICON),
    )


def judged(kind: str, slots: Mapping[str, object], *findings: Finding, **more: Any) -> Judgement:
    """A leaf of this kind judged on these findings."""
    return parse_leaf(kind, slots, "made").judge(record(*findings, **more))


def status(kind: str, slots: Mapping[str, object], *findings: Finding, **more: Any) -> Status:
    """The status of that judgement."""
    return judged(kind, slots, *findings, **more).status
