"""A fact in a few words: what a person reads beside its quote."""

from __future__ import annotations

from decimal import Decimal

from mednec.model.finding import (
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
from mednec.model.words import Assertion, TrialOutcome

# Kinds in the order a reader looks for them; each with its heading.
HEADINGS = {
    "diagnosis": "Diagnoses and symptoms",
    "therapy_trial": "Treatments",
    "regimen": "Doses",
    "measurement": "Measurements",
    "test_result": "Test results",
    "function": "Function",
    "event_count": "Events",
    "trend": "Course",
    "reaction": "Reactions",
    "finding": "Findings",
    "date": "Dates",
}
OTHER = "Other"


def heading_of(finding: Finding) -> str:
    return HEADINGS.get(finding.kind, OTHER)


def says(finding: Finding) -> str:
    """What the fact says of its subject: "994 U/L", "failed, 5 months", "absent"."""
    if isinstance(finding, Measurement):
        return _measured(finding)
    if isinstance(finding, Ability):
        return ", ".join(w for w in (finding.value.replace("_", " "), finding.direction) if w)
    if isinstance(finding, TestResult):
        return finding.result.value
    if isinstance(finding, TherapyTrial):
        return _trial(finding)
    if isinstance(finding, RegimenFinding):
        return _dose(finding)
    if isinstance(finding, EventCount):
        return _counted(finding)
    if isinstance(finding, Trend):
        return finding.direction.value
    if isinstance(finding, Administration):
        return "held" if finding.held else f"{_number(finding.amount)} {finding.unit}".strip()
    if isinstance(finding, DoseChange):
        return f"{_number(finding.before)} to {_number(finding.after)} {finding.unit}"
    if isinstance(finding, RateFinding):
        return f"{_number(finding.rate.low)}-{_number(finding.rate.high)} {finding.rate.unit}"
    if finding.kind == "date":
        return finding.when.iso if finding.when else ""
    return "" if finding.assertion is Assertion.PRESENT and finding.kind != "diagnosis" else finding.assertion.value


def _measured(finding: Measurement) -> str:
    value = f"{finding.comparator}{_number(finding.value)}"
    if finding.high_value is not None:
        value += f"-{_number(finding.high_value)}"
    if finding.scale is not None:
        value += f"/{_number(finding.scale)}"
    return f"{value} {finding.unit}".strip()


def _trial(finding: TherapyTrial) -> str:
    parts = [] if finding.outcome is TrialOutcome.NOT_STATED else [finding.outcome.value]
    if finding.start or finding.stop:
        parts.append(
            f"{_iso(finding.start)} to {_iso(finding.stop)}" if finding.stop else f"since {_iso(finding.start)}"
        )
    elif finding.duration_days:
        parts.append(f"{finding.duration_days} days")
    if finding.reason:
        parts.append(f"because of {finding.reason}")
    return ", ".join(parts) or "taken"


def _dose(finding: RegimenFinding) -> str:
    """ "5 mg/kg every 56 days, previous", or that it cannot be told and why."""
    course = finding.course
    if course is None:
        return f"cannot be told: {finding.why}"
    amount = f"{_number(course.amount)} {course.unit}{f'/{course.per}' if course.per else ''}"
    split = f" over {course.course_days} days" if course.divided else f" x {course.doses}" if course.doses else ""
    every = f" every {_number(course.interval_days)} days" if course.interval_days else ""
    return f"{amount}{split}{every}, {finding.status.value}"


def _counted(finding: EventCount) -> str:
    count = _number(finding.count)
    if finding.high_count is not None:
        count += f"-{_number(finding.high_count)}"
    if finding.per_days is not None:
        return f"{count} in {_number(finding.per_days)} days"
    return f"{count} in {finding.period.iso}" if finding.period else count


def _iso(period: Period | None) -> str:
    return period.iso if period else "?"


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
