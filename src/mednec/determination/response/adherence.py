"""Doses given against the interval ordered: gaps with their days, doses held, missed doses told in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_DOWN, Decimal

from mednec.criteria.record import Record, weighty
from mednec.dosing.say import say
from mednec.model.document import ChartCitation, Rationale
from mednec.model.finding import Administration, DoseStatus, RegimenFinding
from mednec.model.regimen import Course, Regimen
from mednec.model.response import CourseTold, DoseGiven, TreatmentGap

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
_MEANT = re.compile(r"\b(?:extend\w*|interval|delay\w*|postponed|rescheduled)\b", re.IGNORECASE)
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
        if finding.status is DoseStatus.CURRENT and course is not None and (interval := _lasting(course)) is not None:
            told.append((interval, finding.source))
    for check in record.facts.regimens:
        if check.drug is None or check.drug.id != record.drug or not isinstance(check.order, Regimen):
            continue
        if (interval := _lasting(check.order.courses[-1])) is not None:
            told.append((interval, record.request.cite_line(check.line, "regimen")))
    told = [t for t in told if t[0] >= _SHORTEST_INTERVAL]
    return max(told, key=lambda t: (t[0], t[1]), default=None)


def _lasting(course: Course) -> Decimal | None:
    """The interval of a treatment that goes on.

    Days that an order names ("day 1 and day 15") are one course only; "day 1 and 2 every 4 weeks" goes on.
    """
    interval = course.interval_days
    once = bool(course.days) and interval is not None and interval <= course.days[-1] - course.days[0]
    return None if once else interval


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """Days on which the drug was given, from the first to the last of them, and the places that say so."""

    first: date
    last: date
    at: ChartCitation
    told: str = ""


def find_gaps_in_treatment(record: Record, courses: Sequence[CourseTold]) -> tuple[TreatmentGap, ...]:
    """Every gap of more than one and a half intervals between recorded doses, and from the last to the request.

    What an administration record tells in words counts as given: a gap is not claimed where it names a day.
    """
    ordered = ordered_interval(record)
    entries = [a for a in record.administrations() if a.day <= record.as_of]
    given = [_Given(first=a.day, last=a.day, at=a.source, told=_line(a)) for a in entries if not a.held]
    given += [_Given(first=c.first, last=min(c.last, record.as_of), at=c.at, told=c.told) for c in courses]
    if ordered is None or not given:
        return ()
    given.sort(key=lambda g: (g.first, g.last, g.at))
    interval, asked_at = ordered
    held = tuple(a for a in entries if a.held)
    gaps, before = [], given[0]
    for after in given[1:]:
        if (after.first - before.last).days > interval * LONGEST:
            gaps.append(_gap(before, after, interval, asked_at, held))
        before = max(before, after, key=lambda g: g.last)
    if (record.as_of - before.last).days > interval * LONGEST:
        gaps.append(_to_request(before, record.as_of, interval, asked_at, held))
    return tuple(gaps)


def _line(entry: Administration) -> str:
    return " ".join(entry.sentence.quote.split())


def _gap(
    before: _Given,
    after: _Given,
    interval: Decimal,
    asked_at: ChartCitation,
    held: Sequence[Administration],
) -> TreatmentGap:
    days = (after.first - before.last).days
    between = [h for h in held if before.last < h.day < after.first]
    due = max(1, int((days / interval).quantize(Decimal(1), ROUND_HALF_DOWN)) - 1)  # in doubt a late dose, not two
    meant = after.told if _MEANT.search(after.told) else ""
    missing = 0 if meant else max(0, due - len(between))
    reason = f"; the record says: “{meant}”" if meant else ""
    says = (
        f"No dose is recorded between {before.last} and {after.first}: {days} days, where one is due every"
        f" {say(interval)} days{_accounted(missing, between)}{reason}{'' if meant else '.'}"
    )
    cited = (before.at, after.at, *(h.source for h in between), asked_at)
    return TreatmentGap(
        after=before.last,
        until=after.first,
        days=days,
        interval=interval,
        unaccounted=missing,
        open=False,
        says=Rationale(says=says, citations=cited),
    )


def _to_request(
    last: _Given, until: date, interval: Decimal, asked_at: ChartCitation, held: Sequence[Administration]
) -> TreatmentGap:
    days = (until - last.last).days
    since = [h for h in held if h.day > last.last]
    missing = max(0, int(days / interval) - len(since))
    says = (
        f"No dose is recorded from {last.last} to the request on {until}: {days} days, where one is due every"
        f" {say(interval)} days{_accounted(missing, since)}."
    )
    return TreatmentGap(
        after=last.last,
        until=until,
        days=days,
        interval=interval,
        unaccounted=missing,
        open=True,
        says=Rationale(says=says, citations=(last.at, *(h.source for h in since), asked_at)),
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
        words = "says that no dose was missed" if none else "speaks of missed doses"
        says = f"The record {words}: “{' '.join(passage.at.quote.split())}”"
        found.setdefault(passage.at.quote, Rationale(says=says, citations=(passage.at,)))
    return tuple(found.values())[:_SHOWN]


def _about_another(record: Record, concepts: frozenset[str]) -> bool:
    named = {c for c in concepts if c in record.lexicon.drugs}
    return bool(named) and record.drug not in named
