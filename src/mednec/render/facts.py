"""Findings as fact records: the kinds and fields a reader of charts is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mednec.model.determination import Determination
from mednec.model.finding import (
    Administration,
    DoseChange,
    EventCount,
    Finding,
    Measurement,
    Period,
    RateFinding,
    TestResult,
    TherapyTrial,
    Trend,
)
from mednec.model.regimen import Course
from mednec.model.words import Direction, TrialOutcome
from mednec.render.json_text import Json, Record
from mednec.render.records import chart_record

ILLNESS = "course-of-illness"  # trends about it say how treatment goes
DIRECTIONS = {Direction.IMPROVED: "improved", Direction.UNCHANGED: "stable", Direction.WORSENED: "worse"}


def fact_records(determination: Determination) -> list[Json]:
    """Every fact of a determination, in the order of the documents, with who the patient is at the head."""
    order = {header.document.name: i for i, header in enumerate(determination.documents)}
    found = sorted(
        determination.facts, key=lambda f: (order.get(f.source.document, len(order)), f.source, f.kind, f.concept)
    )
    facts: list[Record] = list(_demographics(determination))
    for finding in found:
        facts += finding_records(finding)
    for row in determination.safety:
        facts += [
            {"kind": "safety", "name": row.flag, "presence": row.presence.key, "source": chart_record(citation)}
            for citation in row.citations
        ]
    return list(facts)


def finding_records(finding: Finding) -> list[Record]:
    """One finding as one fact, or as two where it says two things (a trial with its dose)."""
    if isinstance(finding, Measurement):
        return [_measurement(finding)]
    if isinstance(finding, TestResult):
        result = {"test": finding.name, "result": finding.result.key, "specimen": finding.specimen or None}
        return [_fact(finding, "test_result", **result)]
    if isinstance(finding, TherapyTrial):
        dose = [_regimen(finding, finding.dose)] if finding.dose else []
        return [_trial(finding), *dose]
    if isinstance(finding, EventCount):
        return [_event_count(finding)]
    if isinstance(finding, Trend):
        return _trend(finding)
    if isinstance(finding, DoseChange):
        return _dose_change(finding)
    if isinstance(finding, Administration):
        given: Record = {"amount": finding.amount, "unit": finding.unit or None, "held": finding.held}
        return [_fact(finding, "administration", drug=finding.name, day=finding.day, **given)]
    if isinstance(finding, RateFinding):
        rate: Record = {"low": finding.rate.low, "high": finding.rate.high, "unit": finding.rate.unit}
        return [_fact(finding, "rate", drug=finding.name, **rate, ordered=finding.ordered)]
    if finding.kind == "date":
        return [
            {"kind": "date", "text": finding.name, "iso": _iso(finding.when), "source": chart_record(finding.source)}
        ]
    subject = "measure" if finding.kind == "function" else "name"
    return [_fact(finding, finding.kind, **{subject: finding.name})]


def _fact(finding: Finding, kind: str, **fields: Json) -> Record:
    """The fields of one kind between what every fact has."""
    return {
        "kind": kind,
        **fields,
        "concept": finding.concept,
        "assertion": finding.assertion.key,
        "standing": finding.standing.key,
        "date": finding.when.iso if finding.when else None,
        "source": chart_record(finding.source),
    }


def _measurement(finding: Measurement) -> Record:
    name: Record = {"measure" if finding.kind == "function" else "analyte": finding.name}
    return _fact(
        finding,
        finding.kind,
        **name,
        value=finding.value,
        high_value=finding.high_value,
        unit=finding.unit or None,
        comparator=finding.comparator or None,
        scale=finding.scale,
        flag=finding.flag or None,
    )


def _trial(finding: TherapyTrial) -> Record:
    told = finding.outcome is not TrialOutcome.NOT_STATED
    return _fact(
        finding,
        "therapy_trial",
        drug=finding.name,
        classes=list(finding.classes),
        outcome=finding.outcome.key if told else None,
        start=_iso(finding.start),
        stop=_iso(finding.stop),
        duration_days=finding.duration_days,
        reason=finding.reason or None,
        current=finding.current,
    )


def _regimen(finding: TherapyTrial, course: Course) -> Record:
    """The dose of a trial; a total split over days has no number of doses."""
    return _fact(
        finding,
        "regimen",
        drug=finding.name,
        amount=course.amount,
        unit=course.unit,
        per=course.per or None,
        interval_days=course.interval_days,
        doses=None if course.divided else course.doses,
        course_days=course.course_days,
        status=_regimen_status(finding),
        max=course.at_most,
    )


def _regimen_status(finding: TherapyTrial) -> str:
    if finding.outcome is TrialOutcome.PLANNED:
        return "planned"
    if finding.claims_only and finding.current:
        return "requested"
    return "current" if finding.current else "previous"


def _dose_change(finding: DoseChange) -> list[Record]:
    """The change, and the dose it leads to as a regimen of its own; no interval is invented for it."""
    unit: Record = {"unit": finding.unit}
    return [
        _fact(finding, "dose_change", drug=finding.name, before=finding.before, after=finding.after, **unit),
        _fact(finding, "regimen", drug=finding.name, amount=finding.after, **unit, effective=finding.on),
    ]


def _event_count(finding: EventCount) -> Record:
    period: Record | None = None
    if finding.period:
        period = {"from": finding.period.first, "to": finding.period.last}
    return _fact(
        finding,
        "event_count",
        event=finding.name,
        count=finding.count,
        high_count=finding.high_count,
        per_days=finding.per_days,
        period=period,
    )


def _trend(finding: Trend) -> list[Record]:
    """A trend; one about the illness as a whole is also a statement about response to treatment."""
    direction = DIRECTIONS[finding.direction]
    trend = _fact(finding, "trend", about=finding.name, direction=direction)
    if finding.concept != ILLNESS:
        return [trend]
    return [trend, _fact(finding, "response", name=finding.name, value=finding.direction.key)]


def _demographics(determination: Determination) -> Sequence[Record]:
    request = determination.request
    fields: tuple[tuple[str, str, str | date], ...] = (
        ("birth date", "patient.birth_date", request.patient.birth_date),
        ("sex", "patient.sex", request.patient.sex),
    )
    return [
        {"kind": "demographic", "name": name, "value": value, "source": chart_record(request.cite(path))}
        for name, path, value in fields
        if path in request.places
    ]


def _iso(period: Period | None) -> str | None:
    return period.iso if period else None


def fact_line(finding: Finding) -> list[Record]:
    """One finding as the records of a JSON line: the place in the text beside its own fields."""
    lines: list[Record] = []
    for record in finding_records(finding):
        fields = {k: v for k, v in record.items() if k != "source" and v not in (None, "", [])}
        place = {"start": finding.source.start, "end": finding.source.end, "page": finding.source.page}
        lines.append({**fields, "rule": finding.rule, "quote": finding.source.quote, **place})
    return lines
