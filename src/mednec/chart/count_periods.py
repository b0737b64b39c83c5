"""In which time events were counted: "in the past 12 months", "since last visit", "in 2024", "per month"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from mednec.chart.context import Context
from mednec.chart.dates import DateMention, find_dates, spans_of
from mednec.model.finding import Period

_SPELLED = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen "
    "nineteen twenty"
)
NUMBERS = _SPELLED.split()
_N = rf"\d{{1,2}}|{'|'.join(NUMBERS[1:13])}"
_UNIT = r"(?P<unit>days?|d|weeks?|wks?|months?|mos?|years?|yrs?|yr)\b"
_ROLLING = re.compile(
    rf"\b(?P<the>the\s+|these\s+|her\s+|his\s+)?(?P<which>past|last|previous|preceding"
    rf"|prior)\s+(?:(?P<n>{_N})[\s-]*)?{_UNIT}(?!\s+(?:visit|seen|appointment))",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"\s*\(?(?:in|over|within|x|for|during)\s+(?:the\s+)?(?:a\s+)?(?P<n>{_N})[\s-]*{_UNIT}(?!\s+(?:before|after"
    rf"|prior|of))",
    re.I,
)
_THIS = re.compile(r"\bthis\s+past\s+(?P<unit>year|month|week)\b", re.IGNORECASE)
_PER = re.compile(
    r"[^.;,]{0,12}?(?:per|\ba|each|/|every)\s*(?P<unit>day|week|wk|month|mo|year|yr)\b|\s*(?P<ly>daily|weekly"
    r"|monthly|yearly|annually)\b",
    re.I,
)
_PER_DAYS = {"d": Decimal(1), "w": Decimal(7), "m": Decimal("30.4"), "y": Decimal(365), "a": Decimal(365)}
_SINCE = re.compile(r"[\s,(]*\bsince\b", re.IGNORECASE)
_SEEN = re.compile(
    r"\b(?:last|previous|prior)\s+(?:seen|office visit|clinic visit|visit|appointment|appt|encounter|evaluation"
    r"|evaluated|follow-?up|ov)\b|\blov\b",
    re.IGNORECASE,
)
_LAST_SEEN_WORDS = re.compile(
    r"\s+(?:(?:her|his|the|our|my)\s+)?(?:(?:last|previous|prior)\s+\w+|then|lov)\b", re.IGNORECASE
)
_REACH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedIn:
    """The time of a count; `end` is where its words end, `per_days` the length of the unit of a rate."""

    period: Period | None
    end: int
    per_days: Decimal | None = None


def counted_in(context: Context, start: int, end: int, stop: int) -> CountedIn:
    """The time that stands behind a count up to `stop`, else one that leads the sentence."""
    per = _PER.match(context.text, end, stop)
    per_days = _PER_DAYS[(per["unit"] or per["ly"])[0].lower()] if per else None
    if per:
        end = per.end()
    behind = _behind(context, end, stop)
    if behind is not None:
        return CountedIn(period=behind.period, end=behind.end, per_days=per_days)
    return CountedIn(period=_leading(context, start), end=end, per_days=per_days)


def written_on(context: Context) -> date | None:
    """The day the words were written: of the row or entry they stand in, else of the document."""
    if context.line.cells and context.dates:
        return context.dates[0].period.last
    return context.line.entry.last if context.line.entry else context.header.written


def _behind(context: Context, end: int, stop: int) -> CountedIn | None:
    text, today = context.text, written_on(context)
    if (since := _SINCE.match(text, end)) or (
        since := re.compile(r"[^.;,\d]{0,30}?\bsince\b", re.I).match(text, end, stop)
    ):
        return _since(context, since.end(), today)
    if today is not None:
        rolling = _WITHIN.match(text, end, stop) or _first(_ROLLING, text, end, stop) or _first(_THIS, text, end, stop)
        if rolling is not None and (period := _back(rolling, today)) is not None:
            return CountedIn(period=period, end=rolling.end())
    dates = [d for d in spans_of(text, context.dates) if end <= d.start <= end + _REACH and d.start < stop]
    return _of_date(text, end, _run_of(text, dates), today) if dates else None


_AND_AGAIN = re.compile(r"\s*(?:,|\band\b|&)\s*(?:and\s+)?(?:again\s+)?(?:in\s+|on\s+)?", re.IGNORECASE)


def _run_of(text: str, dates: list[DateMention]) -> DateMention:
    """ "Twice (March 2025 and again May 2025)": the count is of the time from the first of the days to the last."""
    last = dates[0]
    for following in dates[1:]:
        if not _AND_AGAIN.fullmatch(text, last.end, following.start):
            break
        last = following
    if last is dates[0] or last.period.last < dates[0].period.first:
        return dates[0]
    return replace(last, start=dates[0].start, period=Period(first=dates[0].period.first, last=last.period.last))


def _first(pattern: re.Pattern[str], text: str, end: int, stop: int) -> re.Match[str] | None:
    found = pattern.search(text, end, min(stop, end + _REACH + 20))
    return (
        found if found and found.start() - end <= _REACH and not re.search(r"[;.]", text[end : found.start()]) else None
    )


def _back(found: re.Match[str], today: date) -> Period | None:
    """So many days, weeks, months or years up to today; "last month" without "the" is a month of the calendar."""
    parts = found.groupdict()
    if parts.get("which", "").lower() == "last" and not parts.get("n") and not parts.get("the"):
        return None
    word = (parts.get("n") or "1").lower()
    number = int(word) if word.isdigit() else NUMBERS.index(word)
    unit = parts["unit"][0].lower()
    if unit in "dw":
        return Period(first=today - timedelta(days=number * (7 if unit == "w" else 1)), last=today)
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    last = Period.month(year, month + 1).last.day
    return Period(first=date(year, month + 1, min(today.day, last)), last=today)


def _of_date(text: str, end: int, found: DateMention, today: date | None) -> CountedIn | None:
    between = text[end : found.start]
    if re.search(r"[;.]|\b(?:before|prior to|until|stopped|started|when)\s*$", between, re.IGNORECASE):
        return None
    period = found.period
    if (
        today
        and re.search(r"\b(?:since|after|from)\s+(?:\w+\s+)?$", between)
        and period.first <= today
        and period.last < today
    ):
        period = Period(first=period.first, last=today)
    return CountedIn(period=_up_to(period, today), end=found.end)


def _up_to(period: Period, today: date | None) -> Period:
    """What is counted so far ends today."""
    return Period(first=period.first, last=today) if today and period.first <= today < period.last else period


def _since(context: Context, at: int, today: date | None) -> CountedIn:
    """ "since D" runs to today; "since last visit" and "since then" from the day the document gives for it."""
    text = context.text
    seen = _LAST_SEEN_WORDS.match(text, at)
    near = [d for d in context.dates if 0 <= d.start - at <= (30 if seen else 14)]
    if today is not None and near and near[0].period.first <= today:
        return CountedIn(period=Period(first=near[0].period.first, last=today), end=near[0].end)
    tail = re.compile(r"[\w ]{0,24}").match(text, at)
    end = seen.end() if seen else tail.end() if tail else at
    end -= len(text[at:end]) - len(text[at:end].rstrip())
    day = _last_seen(context, then=bool(seen and "then" in seen.group().lower())) if seen and today else None
    if day is None or today is None or day.first > today:
        return CountedIn(period=None, end=end)
    return CountedIn(period=Period(first=day.first, last=today), end=end)


def _last_seen(context: Context, *, then: bool) -> Period | None:
    """The day of the visit before, as the text in front of this sentence or the sentence itself tells it."""
    told = context.document.text[max(0, context.offset - 1500) : context.offset + len(context.text)]
    for match in _SEEN.finditer(told):
        near = find_dates(told[match.end() : match.end() + 28], written_on(context))
        if near and near[0].start <= 16:
            return near[0].period
    if then:
        before = find_dates(context.document.text[max(0, context.offset - 200) : context.offset], written_on(context))
        return before[-1].period if before else None
    return None


def _leading(context: Context, start: int) -> Period | None:
    """ "Past 12 mo: ...", "In 2024 she had ...", "since 3/1/25 ...": a time in front, in the same clause."""
    text, today = context.text, written_on(context)
    clause = max((m.end() for m in re.finditer(r"[;.]\s", text[:start])), default=0)
    if today is not None:
        for found in _ROLLING.finditer(text, clause, start):
            if (period := _back(found, today)) is not None:
                return period
    seen = _SEEN.search(text, clause, start)
    if (
        seen
        and today
        and re.search(r"\bsince\s+(?:(?:her|his|the|our|my)\s+)?$", text[clause : seen.start()], re.IGNORECASE)
    ):
        day = _last_seen(context, then=False)
        return Period(first=day.first, last=today) if day and day.first <= today else None
    dates = [d for d in spans_of(text, context.dates) if clause <= d.start and d.end <= start]
    dates = [d for d in dates if d.period.days > 1 or re.search(r"\b(?:since|on)\s+$", text[: d.start], re.IGNORECASE)]
    if not dates:
        return None
    named = dates[-1]
    if (
        today
        and re.search(r"\bsince\s+(?:the\s+)?$", text[: named.start], re.IGNORECASE)
        and named.period.first <= today
    ):
        return Period(first=named.period.first, last=today)
    return _up_to(named.period, today)
