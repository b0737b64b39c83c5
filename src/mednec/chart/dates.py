"""Dates as charts write them, US order, with partial precision kept as the range it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mednec.model.finding import Period

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_PATTERNS = (
    r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
    r"(?<![\d/.])(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>(?:19|20)?\d\d)(?![\d/]|\.\d)",
    r"(?<![\d/.])(?P<m>\d{1,2})/(?P<y>(?:19|20)\d\d)(?![\d/])",
    r"(?<![\d-])(?P<y>(?:19|20)\d\d)-(?P<m>0[1-9]|1[0-2])(?![\d-])",
    r"(?<![\d-])(?P<y>(?:19|20)\d\d)-(?P<y2>1[3-9]|[2-9]\d)(?![\d-])",
    rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d\d)\b",
    rf"\b(?P<d>\d{{1,2}})\s+{_MONTH}\s+(?P<y>(?:19|20)\d\d)\b",
    rf"\b{_MONTH},?\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)\b",
    r"(?<![\d/.-])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/%]|\.\d)",
    rf"\b(?:in|since|of|last|until|from|to|through)\s+{_MONTH}(?!\s*\d)\b",
    r"(?<![\d/.,-])(?P<y>(?:19|20)\d\d)(?![\d/%]|-\d\d-|\.\d|,\d)",
)
_SEASON = (
    r"\b(?:(?P<det>last|this|past|the)\s+)?(?P<season>spring|summer|fall|autumn|winter)\b"
    r"(?:\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)(?:[-/](?P<next>\d\d))?(?!\d))?"
)
_SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}  # first month of three
_IN_THE = re.compile(r"\b(?:in|over|since|during|through|until|by)\s+$", re.IGNORECASE)


def _needle(pattern: str) -> str:
    """What a text must hold for a pattern to be worth trying."""
    if "season" in pattern:
        return "season"
    if "mon>" in pattern:
        return "month"
    return "/" if "/(?P<" in pattern else "-" if "-(?P<" in pattern else "20"


_WORDS = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE)
_SEASON_WORDS = re.compile(r"\b(?:spring|summer|fall|autumn|winter)\b", re.IGNORECASE)
_DATE = tuple((_needle(p), re.compile(p, re.IGNORECASE)) for p in (_SEASON, *_PATTERNS))
# A text without any of these holds no date; most sentences do not.
_QUICK = re.compile(
    r"\d/\d|(?:19|20)\d\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z.]*\b|\b(?:spring|summer|fall|autumn|winter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date in a text: its span and the period it stands for."""

    start: int
    end: int
    period: Period


def find_dates(text: str, as_of: date | None, offset: int = 0) -> tuple[DateMention, ...]:
    """All dates of `text` in order, longest forms first; spans are shifted by `offset`.

    A date without a year is the last such day not after `as_of`; without `as_of` it is left out.

    >>> [d.period.iso for d in find_dates("seen 3/17/25, since 04/2021", None)]
    ['2025-03-17', '2021-04']
    """
    if not _QUICK.search(text):
        return ()
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    holds = {
        "season": bool(_SEASON_WORDS.search(text)),
        "month": bool(_WORDS.search(text)),
        "/": "/" in text,
        "-": "-" in text,
        "20": "19" in text or "20" in text,
    }
    for needle, pattern in _DATE:
        if not holds[needle]:
            continue
        for match in pattern.finditer(text):
            if any(match.start() < e and s < match.end() for s, e in taken):
                continue
            period = _period(match, as_of)
            if period is None:
                continue
            start = match.start("mon") if "mon" in match.re.groupindex and match.group("mon") else match.start()
            if "d" in match.re.groupindex and match.group("d"):
                start = min(start, match.start("d"))
            taken.append((match.start(), match.end()))
            found.append(DateMention(start=start + offset, end=match.end() + offset, period=period))
    return tuple(sorted(found, key=lambda d: d.start))


def _period(match: re.Match[str], as_of: date | None) -> Period | None:
    parts = match.groupdict()
    if parts.get("season"):
        return _season(match, as_of)
    month = parts.get("m")
    number = int(month) if month else _MONTHS.index(parts["mon"].lower()[:3]) + 1 if parts.get("mon") else None
    year, day = parts.get("y"), parts.get("d")
    try:
        if year is None:
            return _recent(number, int(day) if day else None, as_of)
        full = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 60 else 1900 + int(year)
        if parts.get("y2"):  # "2022-23"
            return Period(first=date(full, 1, 1), last=date(full // 100 * 100 + int(parts["y2"]), 12, 31))
        if number is None:
            return Period.year(full)
        if day is None:
            return Period.month(full, number)
        return Period.day(date(full, number, int(day)))
    except ValueError:  # no such day: not a date
        return None


def _season(match: re.Match[str], as_of: date | None) -> Period | None:
    """Three months; winter belongs to the year of its January. Without a year the last one begun by `as_of`.

    A bare "fall" or "the fall" is no season, unless words of time stand before it.
    """
    month, year = _SEASONS[match.group("season").lower()], match.group("y")
    if year is not None:
        first = int(year) - (month == 12 and match.group("next") is None)
        return _three_months(first, month)
    determined = match.group("det")
    if determined is None or as_of is None:
        return None
    if determined.lower() == "the" and not _IN_THE.search(match.string, 0, match.start()):
        return None
    this = _three_months(as_of.year, month)
    return this if this.first <= as_of else _three_months(as_of.year - 1, month)


def _three_months(year: int, month: int) -> Period:
    end = Period.month(year + 1, 2) if month == 12 else Period.month(year, month + 2)
    return Period(first=date(year, month, 1), last=end.last)


def _recent(month: int | None, day: int | None, as_of: date | None) -> Period | None:
    if month is None or as_of is None or not 1 <= month <= 12:
        return None
    year = as_of.year
    if day is None:
        period = Period.month(year, month)
        return period if period.first <= as_of else Period.month(year - 1, month)
    then = date(year, month, day)
    return Period.day(then if then <= as_of else date(year - 1, month, day))
