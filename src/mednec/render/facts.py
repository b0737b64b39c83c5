"""Findings as fact records: the kinds and fields a reader of charts is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from mednec.chart.trends import STATE
from mednec.model.determination import Determination
from mednec.model.finding import (
    NOBODY,
    Ability,
    Administration,
    DoseChange,
    EventCount,
    Finding,
    Measurement,
    Period,
    RateFinding,
    RegimenFinding,
    TestResult,
    TherapyTrial,
    Trend,
)
from mednec.model.regimen import Course
from mednec.model.words import Assertion, Direction, DocumentKind, Result, TrialOutcome
from mednec.render.json_text import Json, Record
from mednec.render.records import chart_record

_LABORATORY_UNIT = re.compile(r"/\s?(?:[dmuµμ]?L|mc[lL]|mmol|mm3|g)\b|x\s?10|10\^|%\s?of total", re.IGNORECASE)
ILLNESS = "course-of-illness"  # trends about it say how treatment goes
STATED = ("diagnosis", "reaction")  # diseases, complaints and reactions are one kind of fact
BORNE = "tolerated"  # the reaction that there was none
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
        if isinstance(finding, Measurement) and _from_laboratory(finding):
            facts.append(_laboratory_result(finding))
        elif isinstance(finding, TestResult) and finding.result is Result.NOT_DONE:
            facts.append(_fact(finding, "test_result", test=finding.written or finding.name, result="not_done"))
    for row in determination.safety:
        facts += [
            {"kind": "safety", "name": row.flag, "presence": row.presence.key, "source": chart_record(citation)}
            for citation in row.citations
        ]
    return [*facts, *_responses(determination)]


def _responses(determination: Determination) -> list[Record]:
    """What the chart tells of the response to the drug asked for, window by window."""
    return [
        {"kind": "response", "name": window.label, "value": window.says, "source": chart_record(at)}
        for response in determination.response
        for window in response.windows
        for at in window.citations
    ]


def _from_laboratory(finding: Measurement) -> bool:
    """Whether a value is one of a specimen: by the paper it stands in, or by a unit that only laboratories use."""
    return finding.document_kind is DocumentKind.LABORATORY or _LABORATORY_UNIT.search(finding.unit) is not None


def _laboratory_result(finding: Measurement) -> Record:
    """A laboratory's value is the result of its test too: whoever looks for tests finds it there."""
    number: Record = {"value": finding.value, "unit": finding.unit or None, "comparator": finding.comparator or None}
    return _fact(finding, "test_result", test=_analyte(finding), **number, flag=finding.flag or None)


def finding_records(finding: Finding) -> list[Record]:
    """One finding as one fact, or as two where it says two things (a change with the response it tells)."""
    if isinstance(finding, Measurement):
        return [_measurement(finding)]
    if isinstance(finding, TestResult):
        return _test_result(finding)
    if isinstance(finding, TherapyTrial):
        return [_trial(finding)]
    if isinstance(finding, RegimenFinding):
        return [_regimen(finding)]
    if isinstance(finding, EventCount):
        return [_event_count(finding)]
    if isinstance(finding, Trend):
        return _trend(finding)
    if isinstance(finding, DoseChange):
        return _dose_change(finding)
    if isinstance(finding, Administration):
        given: Record = {"amount": finding.amount, "unit": finding.unit or None, "day": finding.day}
        return [_fact(finding, "regimen", drug=finding.name, status="held" if finding.held else "given", **given)]
    if isinstance(finding, RateFinding):
        rate: Record = {"low": finding.rate.low, "high": finding.rate.high, "unit": finding.rate.unit}
        return [_fact(finding, "rate", drug=finding.name, **rate, ordered=finding.ordered)]
    if finding.kind == "date":
        return [
            {"kind": "date", "text": finding.name, "iso": _iso(finding.when), "source": chart_record(finding.source)}
        ]
    if finding.experiencer == NOBODY:
        return []  # told of no person: a policy, a study, what is typical
    if finding.kind in STATED and finding.concept != BORNE:
        name = " ".join((finding.written or finding.name).split())
        return [_fact(finding, "diagnosis", name=name, experiencer=finding.experiencer)]
    if isinstance(finding, Ability):
        told: Record = {"value": finding.value, "direction": finding.direction or None}
        return [_fact(finding, "function", measure=finding.name, **told)]
    if finding.kind == "function":
        return []  # an ability that is only named says nothing of the patient
    return [_fact(finding, finding.kind, name=finding.name, experiencer=finding.experiencer)]


def _fact(finding: Finding, kind: str, **fields: Json) -> Record:
    """The fields of one kind between what every fact has."""
    return {
        "kind": kind,
        **fields,
        "concept": finding.concept,
        "assertion": "absent" if finding.denied else finding.assertion.key,
        "standing": finding.standing.key,
        "date": finding.when.iso if finding.when else None,
        "source": chart_record(finding.source),
    }


def _test_result(finding: TestResult) -> list[Record]:
    """A test as the chart names it, for one concept stands for several; a test that was not done has no result."""
    if finding.result is Result.NOT_DONE:
        return []
    fields: Record = {"test": finding.written or finding.name, "result": finding.result.key}
    return [_fact(finding, "test_result", **fields, specimen=finding.specimen or None)]


def _measurement(finding: Measurement) -> Record:
    """A value as written, and in the analyte's own unit beside it; the analyte by its abbreviation where it has one."""
    return _fact(
        finding,
        "measurement",
        analyte=_analyte(finding),
        value=finding.value,
        high_value=finding.high_value,
        unit=finding.unit or None,
        comparator=finding.comparator or None,
        scale=finding.scale,
        flag=finding.flag or None,
        baseline=finding.baseline or None,
        canonical_value=finding.canonical_value,
        canonical_unit=finding.canonical_unit or None,
    )


def _analyte(finding: Measurement) -> str:
    """As the chart names it where that is a name of its own ("UAS7", "anti-drug Ab"), else the concept's name."""
    own = " " in finding.written or sum(c.isupper() or c.isdigit() for c in finding.written) > 1
    if not own:
        return finding.name
    predicted = finding.name.endswith(" percent predicted") and "pred" not in finding.written
    return f"{finding.written} percent predicted" if predicted else finding.written


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
        duration_days=finding.days_told or finding.duration_days,
        reason=finding.reason or None,
        current=finding.current,
    )


def _regimen(finding: RegimenFinding) -> Record:
    """A dose as stated, or that it cannot be told and why; a total split over days has no number of doses."""
    course = finding.course
    if course is None:
        return _fact(finding, "regimen", drug=finding.name, refuse=True, why=finding.why, status=finding.status.value)
    cap: Record | None = None
    if finding.cap is not None:
        cap = {"amount": finding.cap[0], "unit": finding.cap[1]}
    return _fact(
        finding,
        "regimen",
        drug=finding.name,
        amount=course.amount,
        unit=course.unit,
        per=course.per or None,
        interval_days=course.interval_days,
        doses=_doses(course),
        course_days=_course_days(course, finding.duration_days),
        status=finding.status.value,
        route=finding.route or None,
        max=cap,
        weight_kg=finding.weight_kg,
        bsa_m2=finding.bsa_m2,
        effective=_iso(finding.effective),
        stated=course.stated,
        as_needed=course.as_needed or None,
    )


def _doses(course: Course) -> int | None:
    """Doses of one course, or of a series of single doses; a stretch of weeks is told in days, not counted out."""
    if course.divided:
        return None
    return course.doses


def _course_days(course: Course, duration: int | None) -> int | None:
    """Days of one course, else how long the doses go on. A range of days is none."""
    if course.course_days_high is not None:
        return None
    return course.course_days or duration


def _dose_change(finding: DoseChange) -> list[Record]:
    """The change of a dose; the doses themselves are regimens of their own."""
    unit: Record = {"unit": finding.unit}
    return [_fact(finding, "dose_change", drug=finding.name, before=finding.before, after=finding.after, **unit)]


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
    if finding.assertion is not Assertion.PRESENT or finding.rule == STATE:
        return []  # a hope, a condition, or how the illness stands without a change
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
