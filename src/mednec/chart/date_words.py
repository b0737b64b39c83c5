"""Dates written in words: months, seasons, quarters, holidays, days of the week, and what is told from today."""

from __future__ import annotations

import re
from datetime import date, timedelta

from mednec.chart.date_numbers import full_year
from mednec.chart.date_pieces import Piece, looks_ahead
from mednec.model.finding import Period

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}  # first month of three
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOLIDAYS = ("christmas", "thanksgiving", "halloween", "new year's day", "valentine's day", "independence day")
_FULL = r"(?:19|20)\d\d"
_MONTH = re.compile(
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?",
    re.IGNORECASE,
)
_DAY_YEAR = re.compile(
    rf"\s*-?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[-\u2013]\s?(?P<to>\d{{1,2}})(?:st|nd|rd|th)?)?(?:,\s*|\s+"
    rf"|-)(?P<y>{_FULL})(?!\d)"
)
_ONLY_YEAR = re.compile(
    rf"(?:[,/-]|\s+of|\s+in)?\s*(?P<y>{_FULL})(?!\d)|(?:\s+of)?\s*-?['\u2019](?P<short>\d\d)(?![\d'\"])"
)
_ONLY_DAY = re.compile(
    r"\s*(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\d/%:.]|-?\s?(?:mg|mcg|g|kg|ml|units?|hours?|hrs?|days?|weeks?|months?"
    r"|times|visits?)\b|\.\d|,\d)",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(r"(?<![\w./-])(?P<d>\d{1,2})(?P<th>st|nd|rd|th)?(?P<of>\s+of)?[\s-]*$", re.IGNORECASE)
_MONTH_LED = re.compile(
    r"\b(?:in|since|of|last|until|till|from|to|through|thru|by|during|late|early|mid|this|next|before|after"
    r"|around|between|past"
    r"|start of|end of|beginning of)[\s-]+$",
    re.IGNORECASE,
)
_TO_MONTH = re.compile(
    r"\s*(?:-|\u2013|to|through|thru)\s*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.IGNORECASE
)
_SEASON_YEAR = re.compile(
    rf"(?:\s+(?:of\s+)?|,\s+)(?:(?P<y>{_FULL})(?:[-/](?P<next>\d\d))?(?!\d)|['\u2019](?P<short>\d\d)(?!\d))"
)
_DETERMINED = re.compile(r"\b(?P<det>last|this past|this|past|the|since)\s+$", re.IGNORECASE)
_IN_THE = re.compile(r"\b(?:in|over|since|during|through|until|by)\s+(?:the\s+)?$", re.IGNORECASE)
_QUARTER = re.compile(rf"(?:Q(?P<q>[1-4])|(?P<first>[1-4])Q)[\s-]*(?:of\s+)?(?:FY)?['\u2019]?(?P<y>{_FULL}|\d\d)(?!\d)")
_QUARTER_OF = re.compile(rf"quarter\s+(?:of\s+)?(?P<y>{_FULL})(?!\d)", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(?P<n>first|second|third|fourth|last|1st|2nd|3rd|4th)\s+$", re.IGNORECASE)
_QUARTERS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}
_HOLIDAY = re.compile(
    rf"(?P<name>christmas|thanksgiving|halloween|new year['\u2019]s day|valentine['\u2019]s day|independence day)"
    rf"(?!\s+(?:week|eve|season|break|party))(?:\s+day)?(?:\s+(?:of\s+)?(?P<y>{_FULL}))?",
    re.IGNORECASE,
)
_ON_HOLIDAY = re.compile(r"\b(?:on|since|last)\s+$", re.IGNORECASE)


def at_month(text: str, at: int, as_of: date | None, joined: bool) -> Piece | None:
    """A date with its month in letters at `at`. `joined`: it goes on from a date right before it."""
    name = _MONTH.match(text, at)
    if name is None or (at and (text[at - 1].isalpha() or text[at - 1] == "_")):
        return None
    month, verb = (
        MONTHS.index(text[at : at + 3].lower()) + 1,
        text[at].islower() and text[at : at + 3].lower() in ("mar", "may"),
    )
    day = _DAY_BEFORE.search(text, max(0, at - 9), at)
    if (found := _ONLY_YEAR.match(text, name.end())) and not (found["short"] and verb):
        year = full_year(found["y"] or found["short"], as_of)
        if day and (day["th"] or not day["of"]):
            return _day(day.start(), found.end(), year, month, int(day["d"])) or _month(at, found.end(), year, month)
        return _month(at, found.end(), year, month) if not (at and text[at - 1].isdigit()) else None
    if at and text[at - 1].isdigit():
        return None
    if found := _DAY_YEAR.match(text, name.end()):
        return _month_days(at, found, month)
    if day and day["th"]:
        return _piece(day.start(), name.end(), month, int(day["d"]))
    found = _ONLY_DAY.match(text, name.end())
    if found and not verb:
        return _piece(at, found.end(), month, int(found["d"]))
    return _bare_month(text, at, name, month, joined)


def _bare_month(text: str, at: int, name: re.Match[str], month: int, joined: bool) -> Piece | None:
    """A month alone: behind a word of time, as an end of a range, or as a full name in capitals in the sentence."""
    written = name.group().rstrip(".")
    end = at + len(written)
    led = _MONTH_LED.search(text, max(0, at - 14), at) is not None
    verb = written.lower() in ("may", "march", "mar", "dec", "sep")
    if joined or _TO_MONTH.match(text, end) or (led and (written[0].isupper() or not verb)):
        return Piece(start=at, end=end, month=month)
    if (
        len(written) > 3
        and written[0].isupper()
        and not verb
        and at
        and text[at - 1] in " ("
        and month not in (4, 6, 8)
    ):
        return Piece(start=at, end=end, month=month)
    return None


def _month_days(at: int, found: re.Match[str], month: int) -> Piece | None:
    year = int(found["y"])
    first = _day(at, found.end(), year, month, int(found["d"]))
    last = _day(at, found.end(), year, month, int(found["to"])) if found["to"] else None
    if first and first.period and last and last.period and first.period.first < last.period.first:
        return Piece(start=at, end=found.end(), period=Period(first=first.period.first, last=last.period.last))
    return first


def _day(start: int, end: int, year: int, month: int, day: int) -> Piece | None:
    try:
        return Piece(start=start, end=end, period=Period.day(date(year, month, day)))
    except ValueError:
        return None


def _month(start: int, end: int, year: int, month: int) -> Piece:
    return Piece(start=start, end=end, period=Period.month(year, month))


def _piece(start: int, end: int, month: int, day: int) -> Piece | None:
    try:
        date(2024, month, day)  # a leap year has every day
    except ValueError:
        return None
    return Piece(start=start, end=end, month=month, day=day)


def three_months(year: int, month: int) -> Period:
    """A season by its first month; winter ends in the next year."""
    end = Period.month(year + 1, 2) if month == 12 else Period.month(year, month + 2)
    return Period(first=date(year, month, 1), last=end.last)


def at_season(text: str, at: int, end: int, as_of: date | None) -> Piece | None:
    """Three months; winter belongs to the year of its January. Without a year the last one begun by `as_of`.

    A bare "fall" or "the fall" is no season, unless words of time stand before it.
    """
    if (at and text[at - 1].isalnum()) or text[end : end + 1].isalnum():
        return None
    month = SEASONS[text[at:end].lower()]
    if found := _SEASON_YEAR.match(text, end):
        year = full_year(found["y"] or found["short"], as_of)
        return Piece(start=at, end=found.end(), period=three_months(year - (month == 12 and not found["next"]), month))
    determined = _DETERMINED.search(text, max(0, at - 12), at)
    if determined is None or as_of is None:
        return None
    word = determined["det"].lower()
    begin = at if word == "since" else determined.start()
    if word == "the" and not _IN_THE.search(text, 0, determined.start()):
        return None
    this = three_months(as_of.year, month)
    if word != "last" and looks_ahead(text, determined.start()):
        coming = this if this.last >= as_of else three_months(as_of.year + 1, month)
        return Piece(start=begin, end=end, period=coming)
    # "last spring" is over; "this spring" may be going on
    over = this.last < as_of if word == "last" else this.first <= as_of
    before = three_months(as_of.year - 1, month)
    if word in ("this", "the") and month == 12 and before.last >= as_of:
        return Piece(start=begin, end=end, period=before)
    if not over and word == "last" and before.last >= as_of:
        before = three_months(as_of.year - 2, month)
    return Piece(start=begin, end=end, period=this if over else before)


def at_quarter(text: str, at: int, as_of: date | None) -> Piece | None:
    """ "Q1 2024", "1Q24", "first quarter of 2024"."""
    if at and text[at - 1].isalnum():
        return None
    if found := _QUARTER.match(text, at):
        number, start = int(found["q"] or found["first"]), at
    elif found := _QUARTER_OF.match(text, at):
        ordinal = _ORDINAL.search(text, max(0, at - 8), at)
        if ordinal is None:
            return None
        number, start = _QUARTERS[ordinal["n"].lower()], ordinal.start()
    else:
        return None
    year = full_year(found["y"], as_of)
    return Piece(start=start, end=found.end(), period=three_months(year, 3 * number - 2))


def at_holiday(text: str, at: int, as_of: date | None) -> Piece | None:
    """A holiday with its year, or "on", "since" and "last" one: a single day. Near one is no date."""
    found = _HOLIDAY.match(text, at)
    if found is None or (at and text[at - 1].isalnum()) or as_of is None:
        return None
    name = found["name"].lower().replace("\u2019", "'")
    if found["y"]:
        return Piece(start=at, end=found.end(), period=Period.day(_holiday(name, int(found["y"]))))
    if not _ON_HOLIDAY.search(text, max(0, at - 8), at):
        return None
    day = _holiday(name, as_of.year)
    return Piece(start=at, end=found.end(), period=Period.day(day if day <= as_of else _holiday(name, as_of.year - 1)))


def _holiday(name: str, year: int) -> date:
    fixed = {
        "christmas": (12, 25),
        "halloween": (10, 31),
        "new year's day": (1, 1),
        "valentine's day": (2, 14),
        "independence day": (7, 4),
    }
    if name in fixed:
        return date(year, *fixed[name])
    first = date(year, 11, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 21)  # the fourth Thursday
