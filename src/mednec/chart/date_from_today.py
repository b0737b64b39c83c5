"""Dates told from the day of writing: "2 wks ago", "yesterday", "last month", "on Tuesday"; never narrower."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from mednec.chart.date_pieces import Piece
from mednec.chart.date_words import WEEKDAYS
from mednec.model.finding import Period

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_AGO = re.compile(
    r"(?<![\w./-])(?:(?P<low>\d{1,2})\s?(?:-|to)\s?)?(?P<n>\d{1,2}|an?|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve)"
    r"\s?-?(?P<unit>days?|d|weeks?|wks?|w|months?|mos?|years?|yrs?|y)\.?\s+$",
    re.IGNORECASE,
)
_VAGUE = re.compile(r"(?:over|more than|>|less than|<|at least|almost)\s*$", re.IGNORECASE)
_DETERMINED = re.compile(r"\b(?:the|past|these|for|of)\s+$", re.IGNORECASE)
_PERIOD = re.compile(
    r"(?P<which>last|this|next|past)\s+(?P<unit>week|month|year|night|morning|afternoon|evening|am)\b(?!\s+(?:or"
    r"|and)\s+a half)",
    re.IGNORECASE,
)
_WORD_DAYS = {"today": 0, "yesterday": 1, "tonight": 0}
_NOT_ONE_DAY = re.compile(r"\b(?:the|every|each|on alternate|most)\s+$", re.IGNORECASE)
_BY_ANOTHER = re.compile(r"s\b|\s+(?:before|after|prior|following|thru|through|to|and|clinic)\b|[-/]", re.IGNORECASE)
_COMING = re.compile(r"\b(?:next|this coming|coming|due|scheduled|will|by)\b[^.;,]{0,24}$", re.IGNORECASE)


def at_ago(text: str, at: int, end: int, as_of: date) -> Piece | None:
    """n days or weeks ago is a day, n months ago a month, n years ago a year; a range of numbers is a range."""
    if (at and text[at - 1].isalpha()) or text[end : end + 1].isalnum():
        return None
    found = _AGO.search(text, max(0, at - 34), at)
    if found is None or _VAGUE.search(text, max(0, found.start() - 12), found.start()):
        return None
    unit = found["unit"][0].lower()
    period = _back(_count(found["n"]), unit, as_of)
    if found["low"] and period is not None:
        nearer = _back(int(found["low"]), unit, as_of)
        period = Period(first=period.first, last=nearer.last) if nearer and period.first <= nearer.first else None
    return Piece(start=found.start(), end=end, period=period, relative=True) if period else None


def _count(word: str) -> int:
    return int(word) if word.isdigit() else 1 if word.lower() in ("a", "an") else _NUMBERS.index(word.lower())


def _back(number: int, unit: str, as_of: date) -> Period | None:
    if unit in "dw":
        return Period.day(as_of - timedelta(days=number * (7 if unit == "w" else 1)))
    if unit == "m":
        months = as_of.year * 12 + as_of.month - 1 - number
        return Period.month(months // 12, months % 12 + 1)
    return Period.year(as_of.year - number) if as_of.year - number > 1900 else None


def at_day_word(text: str, at: int, end: int, as_of: date) -> Piece | None:
    """Today, yesterday, tonight; the day before yesterday."""
    if (
        (at and text[at - 1].isalnum())
        or text[end : end + 1].isalnum()
        or text[end : end + 2].lower() in ("'s", "\u2019s")
    ):
        return None
    back, start = _WORD_DAYS[text[at:end].lower()], at
    if back and (led := re.search(r"\bday before\s+$", text[max(0, at - 14) : at], re.IGNORECASE)):
        back, start = 2, at - (led.end() - led.start())
    return Piece(start=start, end=end, period=Period.day(as_of - timedelta(days=back)), relative=True)


def at_period_word(text: str, at: int, as_of: date) -> Piece | None:
    """ "last month", "this year", "next week", "this morning"; "the last month" is the time up to now and no date."""
    found = _PERIOD.match(text, at)
    if found is None or (at and text[at - 1].isalnum()):
        return None
    which, unit = found["which"].lower(), found["unit"].lower()
    if which == "past" or _DETERMINED.search(text, max(0, at - 8), at):
        return None
    step = {"last": -1, "this": 0, "next": 1}[which]
    period = _PERIODS.get(unit, _day)(step, as_of)
    return Piece(start=at, end=found.end(), period=period, relative=True) if period else None


def _day(step: int, as_of: date) -> Period | None:
    return Period.day(as_of + timedelta(days=step)) if step <= 0 else None


def _week(step: int, as_of: date) -> Period:
    monday = as_of - timedelta(days=as_of.weekday()) + timedelta(days=7 * step)
    return Period(first=monday, last=monday + timedelta(days=6))


def _month(step: int, as_of: date) -> Period:
    months = as_of.year * 12 + as_of.month - 1 + step
    return Period.month(months // 12, months % 12 + 1)


def _year(step: int, as_of: date) -> Period:
    return Period.year(as_of.year + step)


_PERIODS: dict[str, Callable[[int, date], Period | None]] = {"week": _week, "month": _month, "year": _year}


def at_weekday(text: str, at: int, end: int, as_of: date) -> Piece | None:
    """ "on Tuesday", "last Tuesday": the last such day before today; the next where the words look ahead."""
    if (at and text[at - 1].isalnum()) or _BY_ANOTHER.match(text, end):
        return None
    if _NOT_ONE_DAY.search(text, max(0, at - 14), at) or text[end : end + 1].isalnum():
        return None
    weekday = WEEKDAYS.index(text[at:end].lower())
    if _COMING.search(text, max(0, at - 40), at):
        day = as_of + timedelta(days=(weekday - as_of.weekday() - 1) % 7 + 1)
    else:
        day = as_of - timedelta(days=(as_of.weekday() - weekday - 1) % 7 + 1)
    return Piece(start=at, end=end, period=Period.day(day), relative=True)
