"""Response to treatment so far: counts over the windows around each dose change, and what the chart says in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mednec.criteria.record import Record, weighty
from mednec.dosing.say import say
from mednec.model.document import ChartCitation, Rationale
from mednec.model.finding import EventCount, Period, Trend
from mednec.model.response import ResponseAssessment, Window
from mednec.model.words import Assertion, Direction, Response, Standing

_OFF = re.compile(r"\b(?:off|without|interrupted|stopped|lapse in|withheld)\s+(?:(?:the|her|his)\s+)?$", re.IGNORECASE)
_ALIKE = 2  # windows whose lengths differ by more than this factor are not compared
_MONTH = Decimal(30)
SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """A day on which treatment changed, and the words that say so."""

    day: date
    at: ChartCitation
    what: str  # "the first dose", "the change to 600 mg"


def assess_response(record: Record, drug_name: str) -> tuple[ResponseAssessment, ...]:
    """One assessment when the drug was given before the request was received; none for a drug not yet begun."""
    turns = _turns(record)
    if not turns or turns[0].day >= record.as_of:
        return ()
    turn = turns[-1]
    counts = [c for c in record.counts(_event_concepts(record)) if _span(c) is not None]
    trends = _trends_since(record, turn.day)
    off = [t for t in trends if t.direction is Direction.WORSENED and _while_off(record, t)]
    better = [t for t in trends if t.direction is Direction.IMPROVED]
    other = [t for t in trends if t.direction is not Direction.IMPROVED and t not in off]
    fewer, no_fewer, notes = _compared(counts, turns, record)
    supporting = (*fewer, *(_told(t) for t in better), *(_told(t, "while off the drug") for t in off))
    contrary = (*no_fewer, *(_told(t) for t in other))
    verdict = _verdict(supporting, contrary)
    return (
        ResponseAssessment(
            drug=drug_name,
            verdict=verdict,
            why=_why(verdict, turn, record),
            windows=tuple(_window(turns, i, counts, record) for i in range(len(turns) + 1)),
            supporting=supporting[:SHOWN],
            contrary=contrary[:SHOWN],
            notes=(*notes, *_hopes(record)),
        ),
    )


def _turns(record: Record) -> list[_Turn]:
    """First dose and every dose change up to the request, in order, each day once."""
    found: list[_Turn] = []
    start = record.treatment_start()
    if start is not None:
        found.append(_Turn(day=start[0], at=start[1], what="the first dose"))
    for change in sorted(record.dose_changes(), key=lambda c: (c.on, not weighty(c), c.source)):
        if change.on <= record.as_of and all(change.on != t.day for t in found):
            what = f"the change from {say(change.before)} to {say(change.after, change.unit)}"
            found.append(_Turn(day=change.on, at=change.source, what=what))
    return sorted(found, key=lambda t: t.day)


def _event_concepts(record: Record) -> tuple[str, ...]:
    """Events of which fewer are better; counts of courses or fractures say nothing of response by themselves."""
    return tuple(sorted(c.id for c in record.lexicon.concepts.values() if c.kind == "event" and c.better == "lower"))


def _span(count: EventCount) -> Period | None:
    return count.period


def _rate(count: EventCount) -> Decimal | None:
    """Events per thirty days."""
    if count.per_days:
        return count.count * _MONTH / count.per_days
    return count.count * _MONTH / count.period.days if count.period else None


def _window(turns: list[_Turn], i: int, counts: list[EventCount], record: Record) -> Window:
    """The window before the first turn, between two turns, or since the last; with the counts that lie wholly in it."""
    begin = turns[i - 1].day if i else None
    end = turns[i].day - timedelta(days=1) if i < len(turns) else record.as_of
    label = f"before {turns[0].what} ({turns[0].day})" if not i else f"since {turns[i - 1].what} ({begin})"
    if i and i < len(turns):
        label = f"from {turns[i - 1].what} ({begin}) to {turns[i].what}"
    inside = [c for c in counts if _lies_in(c, begin, end)]
    says = "; ".join(dict.fromkeys(_counted(c) for c in inside)) or "no count of events is documented"
    return Window(label=label, says=says, citations=tuple(dict.fromkeys(c.source for c in inside)))


def _lies_in(count: EventCount, begin: date | None, end: date) -> bool:
    """Whether most of the count's period lies between the two days."""
    period = count.period
    if period is None:
        return False
    first = max(period.first, begin) if begin else period.first
    shared = (min(period.last, end) - first).days + 1
    return shared * 2 > period.days


def _counted(count: EventCount) -> str:
    rate = _rate(count)
    number = say(count.count) + (f"-{say(count.high_count)}" if count.high_count is not None else "")
    span = f"in {count.period.iso} ({count.period.days} days" if count.period else "("
    per = f", {say(rate)} per 30 days)" if rate is not None else ")"
    claim = "" if weighty(count) else ", by a letter or copy only"
    return f"{number} {count.name} {span}{per}{claim}"


def _compared(
    counts: list[EventCount], turns: list[_Turn], record: Record
) -> tuple[list[Rationale], list[Rationale], list[Rationale]]:
    """Counts since the last turn against the period before it: fewer, not fewer, and why they may not be compared."""
    turn = turns[-1]
    sure = [c for c in counts if weighty(c) and _rate(c) is not None]
    after = [c for c in sure if _lies_in(c, turn.day, record.as_of)]
    begin = turns[-2].day if len(turns) > 1 else None
    before = [c for c in sure if _lies_in(c, begin, turn.day - timedelta(days=1))]
    fewer: list[Rationale] = []
    no_fewer: list[Rationale] = []
    notes: list[Rationale] = []
    for count in after:
        base = [b for b in before if b.concept == count.concept]
        if not base:
            says = f"{_counted(count)}: no count of the period before {turn.what} to hold it against."
            notes.append(Rationale(says=says, citations=(count.source, turn.at)))
            continue
        rate, highest = _rate(count), max(base, key=lambda b: _rate(b) or Decimal(0))
        usual = _rate(highest)
        assert rate is not None  # counts without a rate were left out
        assert usual is not None
        says = f"{_counted(count)}, against {_counted(highest)} before {turn.what}{_unlike(count, highest)}."
        statement = Rationale(says=says, citations=(count.source, highest.source))
        (fewer if rate < usual else no_fewer).append(statement)
    for count in before:
        if not any(c.concept == count.concept for c in after):
            says = f"{_counted(count)}: all of it lies before {turn.what}; it says nothing of the present dose."
            notes.append(Rationale(says=says, citations=(count.source, turn.at)))
    return fewer, no_fewer, notes


def _unlike(count: EventCount, base: EventCount) -> str:
    if count.period is None or base.period is None:
        return ""
    short, long = sorted((count.period.days, base.period.days))
    if long <= short * _ALIKE:
        return ""
    return f" (windows of {count.period.days} and {base.period.days} days are not alike)"


def _trends_since(record: Record, day: date) -> list[Trend]:
    """Directions in words, of the record itself, written after the day."""
    found = [f for f in record.facts.chart.findings if isinstance(f, Trend)]
    found = [t for t in found if t.assertion is Assertion.PRESENT and weighty(t)]
    found = [t for t in found if t.recorded is not None and t.recorded > day]
    return [t for t in found if not _about_another(record, t)]


def _about_another(record: Record, trend: Trend) -> bool:
    """Whether the sentence names treatments, and not the one under review."""
    passage = next((p for p in record.facts.chart.passages if p.at == trend.sentence), None)
    named = {c for c in passage.concepts if c in record.lexicon.drugs} if passage else set()
    return bool(named) and record.drug not in named


def _while_off(record: Record, trend: Trend) -> bool:
    """Whether it got worse while the drug was not given: "off" or "without" directly before its name."""
    text = trend.sentence.quote
    named = [m for m in record.lexicon.find(text) if m.id == record.drug]
    return any(_OFF.search(text, 0, m.start) for m in named)


def _told(trend: Trend, beside: str = "") -> Rationale:
    when = f" ({trend.recorded})" if trend.recorded else ""
    what = f"{trend.name}: {trend.direction.value}{' ' + beside if beside else ''}{when}."
    return Rationale(says=what, citations=(trend.source,))


def _hopes(record: Record) -> tuple[Rationale, ...]:
    """What letters and forms say of response: a claim, shown as one."""
    found = [f for f in record.facts.chart.findings if isinstance(f, Trend) and f.claims_only]
    found = [t for t in found if t.assertion is Assertion.PRESENT]
    return tuple(
        Rationale(
            says=f"Only a letter or form says: {t.name} {t.direction.value}; a claim, not counted.",
            citations=(t.source,),
        )
        for t in found[:2]
    )


def _verdict(supporting: tuple[Rationale, ...], contrary: tuple[Rationale, ...]) -> Response:
    if supporting and contrary:
        return Response.MIXED
    if supporting:
        return Response.RESPONSE
    return Response.NO_RESPONSE if contrary else Response.NOT_DOCUMENTED


def _why(verdict: Response, turn: _Turn, record: Record) -> Rationale:
    days = (record.as_of - turn.day).days
    since = f"{days} days from {turn.what} on {turn.day} to the request"
    words = {
        Response.MIXED: "Supporting and contrary statements stand side by side",
        Response.RESPONSE: "The record speaks of benefit only",
        Response.NO_RESPONSE: "The record speaks of no benefit",
        Response.NOT_DOCUMENTED: "The record says nothing of response",
    }[verdict]
    says = f"{words}; window: {since}. No response window is taken but the policy's own."
    return Rationale(says=says, citations=(turn.at,))


def template_against_record(record: Record) -> tuple[tuple[ChartCitation, ChartCitation], ...]:
    """Pre-filled denials of what the record asserts: (template, record), one pair for each passage."""
    findings = record.facts.chart.findings
    denied = [f for f in findings if f.standing is Standing.TEMPLATE and f.assertion is Assertion.ABSENT]
    said = {f.concept: f for f in reversed(findings) if weighty(f) and f.assertion is Assertion.PRESENT}
    pairs: dict[ChartCitation, tuple[ChartCitation, ChartCitation]] = {}
    for finding in denied:
        other = said.get(finding.concept)
        if other is not None:
            pairs.setdefault(finding.sentence, (finding.source, other.source))
    return tuple(pairs.values())
