"""What the chart says of response in words: directions of change, claims of letters, pre-filled denials."""

from __future__ import annotations

import re
from datetime import date

from mednec.criteria.record import Record, weighty
from mednec.model.document import ChartCitation, Rationale
from mednec.model.finding import Trend
from mednec.model.words import Assertion, Standing

_OFF = re.compile(r"\b(?:off|without|interrupted|stopped|lapse in|withheld)\s+(?:(?:the|her|his)\s+)?$", re.IGNORECASE)

_SLOWER = r"(?:halved|reduced|decreased|lowered|slowed)"
_RATE = re.compile(rf"\brate\s+(?:was\s+)?{_SLOWER}\b|\b{_SLOWER}\s+(?:the\s+)?(?:infusion\s+)?rate\b", re.IGNORECASE)


def trends_since(record: Record, day: date) -> list[Trend]:
    """Directions in words, of the record itself, written after the day."""
    found = [f for f in record.facts.chart.findings if isinstance(f, Trend)]
    found = [t for t in found if t.assertion is Assertion.PRESENT and weighty(t)]
    found = [t for t in found if t.recorded is not None and t.recorded > day]
    found = [t for t in found if not _RATE.search(t.sentence.quote)]  # how an infusion was borne, no response
    return [t for t in found if not _about_another(record, t)]


def _about_another(record: Record, trend: Trend) -> bool:
    """Whether the sentence names treatments, and not the one under review."""
    passage = next((p for p in record.facts.chart.passages if p.at == trend.sentence), None)
    named = {c for c in passage.concepts if c in record.lexicon.drugs} if passage else set()
    return bool(named) and record.drug not in named


def while_off(record: Record, trend: Trend) -> bool:
    """Whether it got worse while the drug was not given: "off" or "without" directly before its name."""
    text = trend.sentence.quote
    named = [m for m in record.lexicon.find(text) if m.id == record.drug]
    return any(_OFF.search(text, 0, m.start) for m in named)


def told(trend: Trend, beside: str = "") -> Rationale:
    when = f" ({trend.recorded})" if trend.recorded else ""
    what = f"{trend.name}: {trend.direction.value}{' ' + beside if beside else ''}{when}."
    return Rationale(says=what, citations=(trend.source,))


def claims_of_response(record: Record) -> tuple[Rationale, ...]:
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
