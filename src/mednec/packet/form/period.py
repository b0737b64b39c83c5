"""The days a request asks for: first and last, a range, a first day and a duration, or the days of the visits."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta

from mednec.packet.form.read import DocumentRead
from mednec.packet.form.replies import Reply
from mednec.packet.form.values import Found, days

_BESIDE = ("request", "line.visits", "line.units", "line.drug", "line.regimen", "line.frequency", "line.duration")
DURATION = re.compile(
    r"\b(?P<n>\d{1,3}|one|two|three|six|nine|twelve|a)[ -]?"
    r"(?P<unit>months?|mos?\b|weeks?|wks?|days?|years?|yrs?)(?! ago)",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:x|for|in|over|times) ?" + DURATION.pattern.removeprefix(r"\b").replace("days?|", ""), re.IGNORECASE
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "six": 6, "nine": 9, "twelve": 12, "a": 1}


def period_of(replies: Sequence[Reply], doc: DocumentRead) -> dict[str, Found]:
    """`from` and `to` as far as the answers give them."""
    found: dict[str, Found] = {}
    for reply in replies:
        for name in ("from", "to"):
            if reply.asks(f"line.{name}") and reply.spans:
                _take(found, name, reply, doc)
    for reply in (r for r in replies if r.asks("line.dates", "date")):
        _range(found, reply.rest, doc, least=1 if reply.asks("line.dates") else 2)
    for reply in replies:
        if reply.asks(*_BESIDE) and ("from" not in found or "to" not in found):
            _range(found, reply.rest, doc, least=2)
    if "from" not in found:
        for reply in (r for r in replies if r.asks("line.duration")):
            match = DURATION.search(doc.text, *reply.rest)
            if match and "duration" not in found:
                found["duration"] = Found(value=match.group(), start=match.start(), end=match.end())
    if "from" in found and "to" not in found:
        for reply in (r for r in replies if r.asks("line.duration")):
            _lasting(found, reply.rest, doc, DURATION)
        for reply in (r for r in replies if r.asks("line.regimen", "line.frequency", "line.visits") or not r.fields):
            _lasting(found, reply.rest, doc, _FOR)
    return found


def _take(found: dict[str, Found], name: str, reply: Reply, doc: DocumentRead) -> None:
    start, end = reply.spans[0]
    read = days(doc.text, start, max(end, min(reply.rest[1], end + 12)))
    if not read or name in found or read[0].start - start > 12:
        return
    found[name] = Found(value=read[0].period.first.isoformat(), start=read[0].start, end=read[0].end)
    if name == "from" and len(read) > 1 and "to" not in found and read[1].period.first >= read[0].period.first:
        found["to"] = Found(value=read[1].period.first.isoformat(), start=read[1].start, end=read[1].end)


def _range(found: dict[str, Found], span: tuple[int, int], doc: DocumentRead, *, least: int = 1) -> None:
    year_end = doc.header.written.replace(month=12, day=31) if doc.header.written else None
    read = days(doc.text, *span)
    if len(read) < 2 and year_end is not None:
        read = days(doc.text, *span, year_end) if len(read) == 1 else read
    if len(read) < least:
        return
    read = tuple(sorted(read, key=lambda d: (d.period.first, d.start)))
    first, last = read[0], read[-1]
    found.setdefault("from", Found(value=first.period.first.isoformat(), start=first.start, end=first.end))
    if len(read) > 1:
        found.setdefault("to", Found(value=last.period.first.isoformat(), start=last.start, end=last.end))


def _lasting(found: dict[str, Found], span: tuple[int, int], doc: DocumentRead, pattern: re.Pattern[str]) -> None:
    match = pattern.search(doc.text, *span)
    if match is None or "to" in found:
        return
    first = date.fromisoformat(found["from"].value)
    last = after(first, match)
    found["to"] = Found(
        value=last.isoformat(), start=match.start(), end=match.end(), why=f"{match.group()} from the first day"
    )


def after(first: date, match: re.Match[str]) -> date:
    """The last day of a duration that begins on a day."""
    number = _NUMBERS.get(match.group("n").lower()) or int(match.group("n"))
    unit = match.group("unit").lower()[0]
    if unit == "d":
        return first + timedelta(days=max(number - 1, 0))
    if unit == "w":
        return first + timedelta(days=7 * number - 1)
    return months_after(first, number * (12 if unit == "y" else 1)) - timedelta(days=1)


def months_after(first: date, months: int) -> date:
    """The same day so many months later, or the last day of that month.

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))
