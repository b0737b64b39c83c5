"""Response to treatment as JSON records: values, thresholds with who asks for them, gaps, and the time to judge."""

from __future__ import annotations

from mednec.model.response import (
    CountedSpan,
    JudgingTime,
    MeasuredValue,
    MeasureResponse,
    ResponseAssessment,
    ResponseThreshold,
    TreatmentGap,
)
from mednec.render.json_text import Json, Record
from mednec.render.records import chart_record, chart_records, citation_record, rationale_record, rationale_records


def response_record(response: ResponseAssessment) -> Record:
    """One drug: verdict with both sides, then what it rests on."""
    doses: list[Json] = [
        {"day": each.day, "amount": each.amount, "unit": each.unit, "held": each.held, "source": chart_record(each.at)}
        for each in response.doses
    ]
    turns: list[Json] = [{"day": t.day, "what": t.what, "source": chart_record(t.at)} for t in response.turns]
    courses: list[Json] = [
        {"first": each.first, "last": each.last, "told": each.told, "source": chart_record(each.at)}
        for each in response.courses
    ]
    return {
        "drug": response.drug,
        "verdict": response.verdict.key,
        "why": rationale_record(response.why),
        "windows": [
            {"label": each.label, "says": each.says, "citations": chart_records(each.citations)}
            for each in response.windows
        ],
        "supporting": rationale_records(response.supporting),
        "contrary": rationale_records(response.contrary),
        "notes": rationale_records(response.notes),
        "measures": [_measure(each) for each in response.measures],
        "doses": doses,
        "courses": courses,
        "turns": turns,
        "gaps": [_gap(each) for each in response.gaps],
        "events": [_event(each) for each in response.events],
        "window": _window(response.judging) if response.judging else None,
    }


def _measure(measure: MeasureResponse) -> Record:
    return {
        "concept": measure.concept,
        "name": measure.name,
        "unit": measure.unit,
        "better": measure.better,
        "before": _value(measure.before) if measure.before else None,
        "latest": _value(measure.latest) if measure.latest else None,
        "change": measure.change,
        "percent": round(measure.percent, 1) if measure.percent is not None else None,
        "values": [_value(each) for each in measure.values],
        "thresholds": [_threshold(each) for each in measure.thresholds],
        "says": rationale_record(measure.says),
    }


def _value(value: MeasuredValue) -> Record:
    return {
        "value": value.value,
        "told": value.told,
        "unit": value.unit,
        "on": value.on,
        "phase": value.phase.key,
        "called_baseline": value.called_baseline,
        "source": chart_record(value.at),
    }


def _threshold(threshold: ResponseThreshold) -> Record:
    return {
        "kind": threshold.kind.key,
        "grade": threshold.grade,
        "says": threshold.says,
        "reached": threshold.reached,
        "level": threshold.level,
        "note": threshold.note,
        "source": citation_record(threshold.cited),
    }


def _gap(gap: TreatmentGap) -> Record:
    return {
        "after": gap.after,
        "until": gap.until,
        "days": gap.days,
        "interval": gap.interval,
        "unaccounted": gap.unaccounted,
        "to_request": gap.open,
        "says": rationale_record(gap.says),
    }


def _event(event: CountedSpan) -> Record:
    return {
        "concept": event.concept,
        "name": event.name,
        "told": event.told,
        "per_30_days": round(event.per_30_days, 2) if event.per_30_days is not None else None,
        "first": event.first,
        "last": event.last,
        "source": chart_record(event.at),
    }


def _window(judging: JudgingTime) -> Record:
    return {
        "weeks": judging.weeks,
        "earliest": judging.earliest,
        "too_early": judging.too_early,
        "says": rationale_record(judging.says),
        "source": citation_record(judging.cited),
    }
