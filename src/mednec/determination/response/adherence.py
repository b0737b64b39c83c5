"""Doses given against the interval ordered: gaps with their days, doses held, missed doses told in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from mednec.criteria.record import Record, weighty
from mednec.dosing.say import say
from mednec.model.document import ChartCitation, Rationale
from mednec.model.finding import Administration, DoseStatus, RegimenFinding
from mednec.model.regimen import Regimen
from mednec.model.response import DoseGiven, TreatmentGap

LONGEST = Decimal("1.5")  # intervals; a longer one is a gap
_SHORTEST_INTERVAL = 7  # days; nobody records every dose of a drug taken daily
_SHOWN = 3
_DOSE = r"(?:doses?|injections?|infusions?|treatments?|fills?|refills?|shots?|cycles?)"
_MISS = r"(?:miss(?:ed|ing|es)?|skipp(?:ed|ing)|ran out|went without|late for|unable to (?:get|obtain))"
_MISSED = re.compile(
    rf"\b{_MISS}\b[^.;\n]{{0,40}}\b{_DOSE}\b"
    rf"|\b{_DOSE}\b[^.;\n]{{0,20}}\b(?:was|were|has been|have been)?\s*(?:missed|skipped)\b",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"\b(?:no|not|never|denies|denied|without|has(?:n't| not)|did(?:n't| not))\b[^.;\n]{0,20}$", re.IGNORECASE
)
_NONE_INSIDE = re.compile(r"\bmiss(?:ed|ing|es)?\s+(?:no|0|zero)\b", re.IGNORECASE)


def doses_given(record: Record) -> tuple[DoseGiven, ...]:
    """Doses given and held up to the request, in order, each once."""
    found: dict[tuple[date, bool, Decimal | None], DoseGiven] = {}
    for entry in sorted(record.administrations(), key=lambda a: (a.day, a.held, a.source)):
        if entry.day <= record.as_of:
            dose = DoseGiven(day=entry.day, amount=entry.amount, unit=entry.unit, held=entry.held, at=entry.source)
            found.setdefault((entry.day, entry.held, entry.amount), dose)
    return tuple(found.values())


def ordered_interval(record: Record) -> tuple[Decimal, ChartCitation] | None:
    """Days between doses: as the chart's own order has it, else as requested; the longer one where both are told."""
    told: list[tuple[Decimal, ChartCitation]] = []
    for finding in record.facts.chart.findings:
        if not isinstance(finding, RegimenFinding) or finding.concept != record.drug or not weighty(finding):
            continue
        course = finding.course
        if finding.status is DoseStatus.CURRENT and course is not None and course.interval_days:
            told.append((course.interval_days, finding.source))
    for check in record.facts.regimens:
        if check.drug is None or check.drug.id != record.drug or not isinstance(check.order, Regimen):
            continue
        if (interval := check.order.courses[-1].interval_days) is not None:
            told.append((interval, record.request.cite_line(check.line, "regimen")))
    told = [t for t in told if t[0] >= _SHORTEST_INTERVAL]
    return max(told, key=lambda t: (t[0], t[1]), default=None)


def find_gaps_in_treatment(record: Record) -> tuple[TreatmentGap, ...]:
    """Every gap of more than one and a half intervals between recorded doses, and from the last to the request."""
    ordered = ordered_interval(record)
    entries = [a for a in record.administrations() if a.day <= record.as_of]
    given = sorted((a for a in entries if not a.held), key=lambda a: (a.day, a.source))
    if ordered is None or not given:
        return ()
    interval, asked_at = ordered
    held = tuple(a for a in entries if a.held)
    gaps = [
        _gap(before, after, interval, asked_at, held)
        for before, after in pairwise(given)
        if (after.day - before.day).days > interval * LONGEST
    ]
    last = given[-1]
    if (record.as_of - last.day).days > interval * LONGEST:
        gaps.append(_to_request(last, record.as_of, interval, asked_at, held))
    return tuple(gaps)


def _gap(
    before: Administration,
    after: Administration,
    interval: Decimal,
    asked_at: ChartCitation,
    held: Sequence[Administration],
) -> TreatmentGap:
    days = (after.day - before.day).days
    between = [h for h in held if before.day < h.day < after.day]
    due = max(1, round(days / interval) - 1)
    missing = max(0, due - len(between))
    says = (
        f"No dose is recorded between {before.day} and {after.day}: {days} days, where one is due every"
        f" {say(interval)} days{_accounted(missing, between)}."
    )
    cited = (before.source, after.source, *(h.source for h in between), asked_at)
    return TreatmentGap(
        after=before.day,
        until=after.day,
        days=days,
        interval=interval,
        unaccounted=missing,
        open=False,
        says=Rationale(says=says, citations=cited),
    )


def _to_request(
    last: Administration, until: date, interval: Decimal, asked_at: ChartCitation, held: Sequence[Administration]
) -> TreatmentGap:
    days = (until - last.day).days
    since = [h for h in held if h.day > last.day]
    missing = max(0, int(days / interval) - len(since))
    says = (
        f"No dose is recorded from {last.day} to the request on {until}: {days} days, where one is due every"
        f" {say(interval)} days{_accounted(missing, since)}."
    )
    return TreatmentGap(
        after=last.day,
        until=until,
        days=days,
        interval=interval,
        unaccounted=missing,
        open=True,
        says=Rationale(says=says, citations=(last.source, *(h.source for h in since), asked_at)),
    )


def _accounted(missing: int, held: Sequence[Administration]) -> str:
    words = f"; held on {', '.join(str(h.day) for h in held)}" if held else ""
    if missing:
        words += f"; {missing} {'dose is' if missing == 1 else 'doses are'} not accounted for"
    return words


def in_a_gap(day: date, gaps: Sequence[TreatmentGap]) -> bool:
    """Whether the drug had not been given for more than one and a half intervals on this day."""
    return any(
        gap.after + timedelta(days=int(gap.interval * LONGEST)) < day < gap.until + timedelta(days=gap.open)
        for gap in gaps
    )


def missed_in_words(record: Record) -> tuple[Rationale, ...]:
    """What the record itself says of missed doses, and that none was missed."""
    found: dict[str, Rationale] = {}
    for passage in record.facts.chart.passages:
        match = _MISSED.search(passage.at.quote)
        if match is None or passage.header.kind.claims_only or _about_another(record, passage.concepts):
            continue
        none = _NONE.search(passage.at.quote, 0, match.start()) or _NONE_INSIDE.search(match.group())
        words = "that no dose was missed" if none else "of missed doses"
        says = f"The record speaks {words}: “{' '.join(passage.at.quote.split())}”"
        found.setdefault(passage.at.quote, Rationale(says=says, citations=(passage.at,)))
    return tuple(found.values())[:_SHOWN]


def _about_another(record: Record, concepts: frozenset[str]) -> bool:
    named = {c for c in concepts if c in record.lexicon.drugs}
    return bool(named) and record.drug not in named
