"""When a course of treatment began and ended, and how long it was, as written beside the drug."""

from __future__ import annotations

import re
from decimal import Decimal

from mednec.chart.context import Context
from mednec.chart.dates import DateMention, find_dates
from mednec.chart.lexicon import Mention
from mednec.model.finding import Period

_WEEKS = re.compile(
    r"(?P<n>\d{1,3}(?:\.\d)?)\s*-?\s*(?P<unit>days?|wks?|weeks?|mos?|months?|yrs?|years?)\b(?!\s*(?:old|ago))"
)
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_TO_PRESENT = re.compile(r"\s*(?:-|to|until|through)\s*(?:present|now|current|date)\b", re.IGNORECASE)


def dates_of(context: Context, mention: Mention, end: int) -> tuple[Period | None, Period | None, bool]:
    """Start and stop as written behind the drug: "from D to D", "D-present", "since D", "Jan to Aug 2025"."""
    begin = mention.end
    own = context.text[begin:end]
    dates = [
        DateMention(start=d.start - begin, end=d.end - begin, period=d.period)
        for d in context.dates
        if begin <= d.start and d.end <= end
    ]
    if not dates:
        return None, None, False
    first = dates[0]
    if _TO_PRESENT.match(own, first.end):
        return first.period, None, True
    lead = own[max(0, first.start - 14) : first.start].lower()
    if re.search(r"\b(?:stopped|until|stop|through|ended|discontinued|dc'd|last)\s*$", lead):
        return None, first.period, False
    if len(dates) > 1 and re.fullmatch(
        r"\s*(?:-|to|until|through|\u2013|and)\s*(?:early|late|mid)?\s*", own[first.end : dates[1].start]
    ):
        return first.period, dates[1].period, False
    month = re.search(
        r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s*(?:-|to|through)\s*$", own[: first.start], re.I
    )
    if month and first.period.days <= 31:
        begun = find_dates(f"{month.group(1)} {first.period.first.year}", None)
        return (begun[0].period if begun else None), first.period, False
    stops = [d for d in dates[1:] if re.search(r"\bstopped\s*$|\buntil\s*$", own[: d.start].lower())]
    return first.period, stops[0].period if stops else None, bool(re.search(r"\bsince\s*$", lead))


def duration_of(before: str, own: str, start: Period | None, stop: Period | None) -> int | None:
    """Stated duration ("for 10 weeks", "9 months of"), else what the dates prove at least."""
    stated = [
        _days(m)
        for m in _WEEKS.finditer(own)
        if re.search(r"(?:\bfor|\bx|\(|,|\bafter|\bof)\s*(?:the\s+)?(?:about\s+|~\s*)?$", own[: m.start()])
    ]
    ahead = re.search(
        r"(\d{1,3}(?:\.\d)?)\s*-?\s*(days?|wks?|weeks?|mos?|months?|yrs?|years?)\s+(?:of|on)\s+(?:[a-z]+\s)?$", before
    )
    if ahead:
        stated.append(int(Decimal(ahead.group(1)) * _UNIT_DAYS[ahead.group(2)[0]]))
    if stated:
        return max(stated)
    if start and stop and stop.first > start.last:
        return (stop.first - start.last).days
    if start and stop and start.last < stop.last:
        return max(1, (stop.last - start.last).days)
    return None


def _days(match: re.Match[str]) -> int:
    return int(Decimal(match.group("n")) * _UNIT_DAYS[match.group("unit")[0].lower()])
