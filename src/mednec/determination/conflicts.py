"""Places of the case that disagree, shown side by side; which side is right is for a person to say."""

from __future__ import annotations

from collections.abc import Iterable

from mednec.criteria.kinds.limits import repeats_of
from mednec.criteria.record import Record, weighty
from mednec.criteria.tree import Judged
from mednec.determination.response import template_against_record
from mednec.dosing import other_weights
from mednec.dosing.say import say
from mednec.model.determination import CodeReview, Conflict
from mednec.model.document import ChartCitation
from mednec.model.finding import TherapyTrial
from mednec.model.response import ResponseAssessment
from mednec.model.words import Assertion, DocumentKind, DoseVerdict, Response, Standing, Status

SIDES = 4


def find_conflicts(
    record: Record, judged: Judged, codes: Iterable[CodeReview], response: Iterable[ResponseAssessment]
) -> tuple[Conflict, ...]:
    """Every disagreement once, the clauses first."""
    found = [
        *_of_clauses(judged),
        *_of_codes(record, codes),
        *_of_orders(record),
        *_of_weights(record),
        *_of_doses(record),
        *_of_response(response),
        *_of_templates(record),
    ]
    return tuple(c for c in found if len(c.sides) > 1)


def _sides(*citations: ChartCitation) -> tuple[ChartCitation, ...]:
    return tuple(dict.fromkeys(citations))[:SIDES]


def _of_clauses(judged: Judged) -> list[Conflict]:
    return [
        Conflict(
            about=f"{leaf.clause}: {leaf.text}", sides=_sides(*leaf.because[:2], *leaf.contrary[:2]), note=leaf.note
        )
        for leaf in judged.leaves()
        if leaf.status is Status.CONFLICTING
    ]


def _of_codes(record: Record, codes: Iterable[CodeReview]) -> list[Conflict]:
    """A code, where form and letter write it, against what the record says."""
    return [
        Conflict(
            about=f"diagnosis: {c.code} against the chart",
            sides=_sides(*_written(record, c.code)[:2], *c.discrepancy.citations),
            note=c.discrepancy.question,
        )
        for c in codes
        if c.discrepancy is not None and c.discrepancy.chart_says
    ]


def _of_orders(record: Record) -> list[Conflict]:
    """An order against the units or the total asked beside it, wherever request, form and letter repeat them."""
    found = []
    for check in record.facts.regimens:
        inconsistent = check.verdict is DoseVerdict.INCONSISTENT
        if check.drug is None or not (inconsistent or check.readings):
            continue
        at = record.request.cite_line(check.line, "regimen")
        units = (record.request.cite_line(check.line, "units"),) if check.line.units is not None else ()
        said = repeats_of(record, check.line.regimen)[:2]
        asked = _with_number(record, check.line.units)
        note = check.questions[0] if check.questions else ""
        found.append(Conflict(about="order against units", sides=_sides(*said, *asked, at, *units), note=note))
    return found


def _written(record: Record, code: str) -> tuple[ChartCitation, ...]:
    """Passages in which a code stands, letters before forms: a letter says what it is about."""
    found = [p for p in record.facts.chart.passages if code in p.at.quote]
    return tuple(p.at for p in sorted(found, key=lambda p: (p.header.kind is not DocumentKind.LETTER, p.at)))


def _with_number(record: Record, units: int | None) -> tuple[ChartCitation, ...]:
    if units is None:
        return ()
    said = (p.at for p in record.facts.chart.passages if f"{units}" in p.at.quote and "unit" in p.at.quote.lower())
    return tuple(said)[:1]


def _of_weights(record: Record) -> list[Conflict]:
    weight = next((c.weight for c in record.facts.regimens if c.weight is not None), None)
    if weight is None:
        return []
    others = other_weights(record.facts.chart.findings, weight)
    note = f"{say(weight.kg, 'kg')} is used: measured by the record, newest before the request"
    return [Conflict(about="body weight", sides=_sides(weight.at, *(m.source for m in others)), note=note)]


def _of_doses(record: Record) -> list[Conflict]:
    """Two present doses of one drug: the plan against a list that was not updated."""
    by_drug: dict[str, list[TherapyTrial]] = {}
    for trial in record.facts.chart.findings:
        if isinstance(trial, TherapyTrial) and trial.assertion is Assertion.PRESENT and trial.dose and trial.current:
            by_drug.setdefault(trial.concept, []).append(trial)
    found = []
    for trials in (by_drug[d] for d in sorted(by_drug)):
        stale = [t for t in trials if t.standing is Standing.CARRIED_FORWARD]
        plans = [t for t in trials if weighty(t)]
        for old in stale:
            other = next((t for t in plans if _amount(t) != _amount(old)), None)
            if other is not None:
                about = f"current dose of {old.name}"
                found.append(Conflict(about=about, sides=_sides(other.source, old.source), note="the list is old"))
                break
    return found


def _amount(trial: TherapyTrial) -> object:
    assert trial.dose is not None  # kept with a dose only
    return trial.dose.amount, trial.dose.unit


def _of_response(response: Iterable[ResponseAssessment]) -> list[Conflict]:
    return [
        Conflict(
            about=f"response to {r.drug}",
            sides=_sides(
                *(c for x in r.supporting[:2] for c in x.chart), *(c for x in r.contrary[:2] for c in x.chart)
            ),
            note=r.why.says,
        )
        for r in response
        if r.verdict is Response.MIXED
    ]


def _of_templates(record: Record) -> list[Conflict]:
    return [
        Conflict(about="pre-filled text against the record", sides=_sides(*pair), note="the record is taken")
        for pair in template_against_record(record)
    ]
