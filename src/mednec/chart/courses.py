"""How the illness went: event counts, and trends in words."""

from __future__ import annotations

import re
from decimal import Decimal

from mednec.chart.context import Context
from mednec.chart.dates import find_dates
from mednec.chart.lexicon import Mention
from mednec.model.finding import EventCount, Period, Trend
from mednec.model.words import Assertion, Direction

_WORDS = {"no": 0, "zero": 0, "once": 1, "one": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = re.compile(
    r"(?P<n>\d{1,3}|no|zero|one|two|three|four|five|six)(?:\s*(?:-|to|or)\s*(?P<high>\d{1,3}|two|three|four|five|six))?"
    r"\s+(?:more\s+|further\s+|new\s+|unplanned\s+|such\s+|serious\s+|separate\s+)?$",
    re.IGNORECASE,
)
_COUNT_BEHIND = re.compile(
    r"[,:]?\s*(?:x\s*|about\s+)?(?P<n>\d{1,3})(?:\s*(?:-|to)\s*(?P<high>\d{1,3}))?\s*(?:x\b|times\b|(?=per\b|a\b|each\b|/))"
    r"|(?:\s+(?!and\b|or\b|but\b)[a-z]+){0,3}?\s+(?P<word>once|twice)\b(?!\s+(?:a|per|daily|weekly|each|every))",
    re.IGNORECASE,
)
_PER = re.compile(r"[^.;]{0,12}?(?:per|a|each|/|every)\s*(?P<unit>day|week|month|mo|year|yr)\b", re.IGNORECASE)
_PER_DAYS = {"d": Decimal(1), "w": Decimal(7), "m": Decimal("30.4"), "y": Decimal(365)}
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)
_DIRECTIONS = {
    "trend_improved": Direction.IMPROVED,
    "trend_unchanged": Direction.UNCHANGED,
    "trend_worsened": Direction.WORSENED,
}


def read_counts(context: Context) -> tuple[EventCount, ...]:
    """ "68 emergency department visits", "No ED visits since last seen", "falls, 2-3 per month"."""
    found = []
    for mention in context.mentions:
        concept = context.lexicon.concepts.get(mention.id)
        if concept is None or concept.kind != "event":
            continue
        ahead = _COUNT.search(context.text[: mention.start])
        behind = _COUNT_BEHIND.match(context.text, mention.end)
        match = ahead or behind
        if match is None:
            continue
        start = ahead.start() if ahead else mention.start
        end = max(mention.end, behind.end() if behind and not ahead else mention.end)
        found.append(_count(context, mention, match, start, end))
    return tuple(found)


def _count(context: Context, mention: Mention, match: re.Match[str], start: int, end: int) -> EventCount:
    groups = match.groupdict()
    low = _number(groups.get("n") or groups.get("word") or "0")
    per = _PER.match(context.text, end)
    period = _period(context, end)
    if per:
        end = per.end()
    return EventCount(
        kind="event_count",
        concept=mention.id,
        name=context.lexicon.name(mention.id),
        assertion=Assertion.PRESENT,
        source=context.cite(start, _through_period(context, end)),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=period or context.default_date,
        standing=context.standing,
        rule="count of events",
        count=low,
        high_count=_number(groups["high"]) if groups.get("high") else None,
        per_days=_PER_DAYS[per.group("unit")[0].lower()] if per else None,
        period=period,
    )


def _through_period(context: Context, end: int) -> int:
    """Take "since 1/27" or "in 2024" into the quote."""
    near = [d for d in context.dates if 0 <= d.start - end <= 24]
    if near:
        return near[0].end
    tail = re.match(r"\s+since[\w ]{0,24}", context.text[end:])
    return end + tail.end() if tail else end


def _number(text: str) -> Decimal:
    return Decimal(_WORDS.get(text.lower(), text))


def _period(context: Context, end: int) -> Period | None:
    """The stated period: "since D" runs to the note's date; "in 2024" is the year."""
    written = context.line.entry.last if context.line.entry else context.header.written
    if _is_row_entry(context):
        written = context.dates[0].period.last if context.dates else written
    dates = [d for d in context.dates if d.start >= end and d.start - end <= 40] or [
        d for d in context.dates if d.end <= end and d.period.days > 1
    ]
    begun = [d for d in dates if d.end <= end and re.search(r"\bsince\s+$", context.text[: d.start], re.IGNORECASE)]
    if begun and written and begun[0].period.first <= written:
        return Period(first=begun[0].period.first, last=written)
    since = _SINCE.search(context.text, end)
    if since and since.start() - end < 6:
        behind = [d for d in context.dates if d.start >= since.end() and d.start - since.end() < 12]
        if behind and written and behind[0].period.first <= written:
            return Period(first=behind[0].period.first, last=written)
        last_seen = re.search(
            r"last seen\s+(?P<d>[\d/]+)", context.document.text[: context.offset][-200:], re.IGNORECASE
        )
        seen = find_dates(last_seen.group("d"), written) if last_seen else ()
        if seen and written and "last" in context.text[since.start() : since.start() + 24]:
            return Period(first=seen[0].period.first, last=written)
        return None
    return dates[0].period if dates else None


def _is_row_entry(context: Context) -> bool:
    return bool(context.line.cells) and bool(context.dates)


def read_trends(context: Context) -> tuple[Trend, ...]:
    """Direction of change in words, kept as the whole sentence."""
    cues = [c for c in context.cues_of(*_DIRECTIONS) if not _turned(context, c.start)]
    cues = [c for c in cues if not any(o is not c and o.start <= c.start and c.end <= o.end for o in cues)]
    named = [
        m
        for m in context.mentions
        if (k := context.lexicon.concepts.get(m.id))
        and k.kind in ("disease", "symptom", "function", "measure", "event")
    ]
    about = context.cues_of("trend_about_treatment")
    if not cues or (not named and not about) or context.cues_of("family"):
        return ()
    hoped = context.cues_of("hypothetical_before")
    found = []
    for cue in cues[:1]:
        concept = named[0].id if named else "course-of-illness"
        claimed = any(h.end <= cue.start for h in hoped)
        found.append(
            Trend(
                kind="trend",
                concept=concept if not about else "course-of-illness",
                name=context.lexicon.name(concept),
                assertion=Assertion.HYPOTHETICAL if claimed else Assertion.PRESENT,
                source=context.whole,
                sentence=context.whole,
                header=context.header,
                section=context.line.section,
                cue=context.cite(cue.start, cue.end),
                when=_trend_date(context),
                standing=context.standing,
                rule="trend in words",
                direction=_DIRECTIONS[cue.list],
            )
        )
    return tuple(found)


def _trend_date(context: Context) -> Period | None:
    """The latest period the sentence itself names (it tells a past), else the date of its entry or document."""
    named = [
        d.period for d in context.dates if context.header.written is None or d.period.first <= context.header.written
    ]
    latest = max(named, default=None, key=lambda p: p.last)
    return latest if latest is not None and latest.days > 1 else context.default_date


def _turned(context: Context, start: int) -> bool:
    """ "no better" and "not improved" are cues of their own; other negated cues say nothing of the direction."""
    return bool(re.search(r"\b(?:no|not|denies|without|if)\s+$", context.text[:start].lower()))
