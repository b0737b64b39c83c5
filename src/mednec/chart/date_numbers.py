"""Dates written in numbers: 3/17/25, 04/2021, 2025-03-17, 3/24, 2019, '19; what only looks like one is none."""

from __future__ import annotations

import re
from datetime import date

from mednec.chart.date_pieces import Piece
from mednec.model.finding import Period

_YEAR_AHEAD = 10  # two digits of a year reach this far past the day of writing; later ones are of the last century
_FULL = r"(?:19|20)\d\d"
_END = r"(?![\d/]|\.\d)"
_YMD = re.compile(rf"(?P<y>{_FULL})(?P<sign>[/-])(?P<m>\d{{1,2}})(?P=sign)(?P<d>\d{{1,2}})(?!\d)")
_DAYS = re.compile(rf"(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})\s?[-\u2013]\s?(?P<to>\d{{1,2}})/(?P<y>{_FULL}|\d\d){_END}")
_MDY = re.compile(rf"(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})/(?P<y>{_FULL}|\d\d){_END}")
_MY = re.compile(rf"(?P<m>\d{{1,2}})/(?:['\u2019](?P<short>\d\d)|(?P<y>{_FULL})){_END}")
_MD = re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/%+A-Za-z]|\.\d|\s?-\s?\d{1,2}(?![\d/]))")
_DASHED = re.compile(rf"(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}})-(?P<y>{_FULL}|\d\d)(?![\d-])")
_YM = re.compile(rf"(?P<y>{_FULL})-(?P<m>0[1-9]|1[0-2])(?![\d-])")
_YY = re.compile(rf"(?P<y>{_FULL})[-\u2013](?P<to>\d\d)(?![\d-])")
_DECADE = re.compile(r"(?P<y>(?:19|20)\d0)['\u2019]?s\b")
_DOTTED = re.compile(r"(?<![\d.])(?P<m>\d{1,2})\.(?P<d>\d{1,2})\.$")
_DASHED_MONTH = re.compile(r"(?<![\d-])(?P<m>0?[1-9]|1[0-2])-$")
_PART = re.compile(r"\b(?:early|mid|late|beginning of|end of)(?:\s+|-|\s+in\s+)$", re.IGNORECASE)
_OF_A_NUMBER = (  # a number in front of these is an amount
    r"\s?(?:mg|mcg|\u00b5g|ug|ng|pg|g|kg|ml|l|units?|iu|u|k|kcal|cells?|cc|ppm|copies|steps|calories|hours?|hrs?"
    r"|h|m|meters?"
    r"|feet|ft|am|pm|x10|%|per|times|patients|participants|people|subjects)\b|\s?[%/]|-\d\d-|\.\d|,\d"
)
_NO_YEAR = re.compile(
    rf"(?:{_OF_A_NUMBER})|(?:\s+[A-Z][\w/-]*)?\s+(?:(?:revised|updated|international|consensus|classification"
    rf"|diagnostic)\s+)*"
    r"(?:criteria|guidelines?|classification|consensus|edition|version|revision|recommendations?|ACR|EULAR|WHO)\b",
    re.IGNORECASE,
)
_NO_YEAR_BEFORE = re.compile(
    r"(?:[#$\u00a3x]|\b(?:lot|room|rm|no\.?|number|suite|box|ext\.?|mrn|id|npi|version|at|edition|code|unit|bed"
    r"|criteria"
    r"|guidelines?|acr|eular|ACR/EULAR|who|aaaai|ean/pns|epi))[:\s]?\s?$",
    re.IGNORECASE,
)
# "4/5 strength", "2/3 of the dose", "4/23 serotypes": parts of a whole, no days.
_PART_OF_A_WHOLE = re.compile(
    r"\s?(?:(?:of|in|with|to)\s+(?:all\s+|the\s+|both\s+|her\s+|his\s+)?(?:strength|dose|upper|lower|shoulder|hip"
    r"|deltoid|proximal|distal"
    r"|time|days?|severity|tab|legs?|arms?)|tabs?|tablets?|pills?|capsules?|doses?|cups?|vials?|strength|power"
    r"|pain|criteria|serotypes|joints?|tender|swollen|points?|domains?|items?|visits?|days?|weeks?|months?"
    r"|nights?|times"
    r"|systolic|diastolic|sem|murmur|ns\b|saline|bilat|throughout|proximal|distal|motor|positive|sets|samples|cores"
    r"|biopsies|fields|h|hrs?|hours?|the (?:dose|time|usual|strength))\b",
    re.IGNORECASE,
)
_SCORED = re.compile(
    r"\b(?:strength|power|motor|mrc|pain|itch|itching|pruritus|nrs|vas|rated|rating|severity|reflexes|dtrs?"
    r"|pulses|murmur"
    r"|flexors?|flexion|extensors?|extension|abductors?|abduction|adductors?|deltoids?|biceps|triceps|quadriceps"
    r"|quads|hamstrings?"
    r"|iliopsoas|grip|psoas|scores?|scored|fatigue|apgar|gcs|orientation|nausea|headache|urgency)\b[^;.]{0,40}$",
    re.IGNORECASE,
)
_BEGUN = re.compile(
    r"\b(?:in|since|from|onset|dx'?d?|diagnosed|began|started|born|surgery|until)\s*:?\s*$", re.IGNORECASE
)
_ON = re.compile(
    r"\b(?:on|since|from|until|till|through|by|dated|collected|drawn|seen|date|of|infusions?)\s*:?\s*$", re.IGNORECASE
)


def full_year(digits: str, as_of: date | None) -> int:
    """The year of two or four digits."""
    number = int(digits)
    if len(digits) == 4:
        return number
    latest = (as_of.year if as_of else 2050) + _YEAR_AHEAD
    return 2000 + number if 2000 + number <= latest else 1900 + number


def around_slash(text: str, at: int, as_of: date | None) -> Piece | None:
    """A date whose first number ends at `at`, before a slash."""
    start = at
    while start and text[start - 1].isdigit():
        start -= 1
    before = text[start - 1] if start else " "
    if at - start not in (1, 2, 4) or before.isalnum() or before in "/.+<>=":
        return None
    if at - start == 4:
        return _made(_YMD.match(text, start), as_of)
    # "3/1-3/14" is two days; "3/1-14/25" is days of one month
    if (found := _DAYS.match(text, start)) and (int(found["to"]) > 12 or len(found["y"]) == 4):
        return _days(found, as_of)
    for form in (_MDY, _MY):
        if found := form.match(text, start):
            return _made(found, as_of)
    found = _MD.match(text, start)
    if found is None or (before == "-" and not _joined_days(text, start)):
        return None
    return _month_and_day(text, found)


def _joined_days(text: str, start: int) -> bool:
    return re.search(r"\d/\d{1,2}(?:/\d\d(?:\d\d)?)?\s?-$", text[max(0, start - 12) : start]) is not None


def _made(found: re.Match[str] | None, as_of: date | None) -> Piece | None:
    """The piece of a match with a year."""
    if found is None:
        return None
    parts = found.groupdict()
    year = full_year(parts.get("y") or parts["short"], as_of)
    try:
        month, day = int(parts["m"]), int(parts.get("d") or 0)
        period = Period.day(date(year, month, day)) if day or parts.get("d") else Period.month(year, month)
    except ValueError:  # no such day: not a date
        return None
    return Piece(start=found.start(), end=found.end(), period=period)


def _days(found: re.Match[str], as_of: date | None) -> Piece | None:
    year = full_year(found["y"], as_of)
    try:
        first, last = (date(year, int(found["m"]), int(found[d])) for d in ("d", "to"))
    except ValueError:
        return None
    return Piece(start=found.start(), end=found.end(), period=Period(first=first, last=last)) if first < last else None


def _month_and_day(text: str, found: re.Match[str]) -> Piece | None:
    """ "3/24" unless it is a part of a whole; behind no day of any month it may be a month and a year ("4/98")."""
    month, day = int(found["m"]), int(found["d"])
    if not 1 <= month <= 12 or _PART_OF_A_WHOLE.match(text, found.end()):
        return None
    before = text[max(0, found.start() - 60) : found.start()]
    told = _ON.search(before) is not None
    part = (day in (5, 10) and month <= day) or month <= day <= 6
    if part and not told and (_SCORED.search(before) or re.search(r"\d\s$", before) or _several(text, found["d"])):
        return None
    if day > 31 and day >= 60 and _BEGUN.search(before):
        return Piece(start=found.start(), end=found.end(), period=Period.month(1900 + day, month))
    try:
        date(2024, month, day)  # a leap year has every day
    except ValueError:
        return None
    return Piece(start=found.start(), end=found.end(), month=month, day=day, two_numbers=len(found["d"]) == 2)


def _several(text: str, whole: str) -> bool:
    """Two parts of the same whole ("4/5 then, 5/5") are scores; one above the whole or with a sign shows it too."""
    parts = re.findall(rf"(?<![\d/])(\d[+-]?)/{whole}(?![\d/])", text)
    return len(parts) > 1 and (whole in parts or any(not p.isdigit() or p == "0" for p in parts))


def at_year(text: str, at: int, as_of: date | None) -> Piece | None:
    """A date that is, or ends with, the four digits at `at`."""
    if not text[at + 3 : at + 4].isdigit() or text[at + 4 : at + 5].isdigit():
        return None
    before = text[at - 1] if at else " "
    if before in "/\u2013" and at >= 2 and text[at - 2].isdigit() and before == "/":
        return None  # of a form around a slash that was no date
    if before == ".":
        dotted = _DOTTED.search(text[max(0, at - 7) : at])
        return _behind(text, at, dotted) if dotted else None
    if before == "-" and (led := _DASHED_MONTH.search(text[max(0, at - 4) : at])) and text[at + 4 : at + 5] != "-":
        return _behind(text, at, led)
    if before.isalnum() or before in ",+<>" or (before == "-" and not _year_before(text, at)):
        return None
    if found := _YMD.match(text, at) or _YM.match(text, at):
        return _made(found, as_of)
    if found := _YY.match(text, at):
        return _years(found)
    if found := _DECADE.match(text, at):
        first = int(found["y"])
        return Piece(start=at, end=found.end(), period=Period(first=date(first, 1, 1), last=date(first + 9, 12, 31)))
    return _year(text, at, as_of)


def _behind(text: str, at: int, led: re.Match[str]) -> Piece | None:
    """The four digits with the month, or month and day, in front of them."""
    try:
        month, day = int(led["m"]), int(led.groupdict().get("d") or 0)
        year = int(text[at : at + 4])
        period = Period.day(date(year, month, day)) if day else Period.month(year, month)
    except ValueError:
        return None
    return Piece(start=at - (led.end() - led.start()), end=at + 4, period=period)


def _year_before(text: str, at: int) -> bool:
    return re.search(r"(?<!\d)(?:19|20)\d\d\s?-$|(?i:\b(?:early|mid|late)-$)", text[max(0, at - 7) : at]) is not None


def _years(found: re.Match[str]) -> Piece | None:
    first = int(found["y"])
    last = first // 100 * 100 + int(found["to"])
    if not first < last < first + 30:
        return None
    return Piece(start=found.start(), end=found.end(), period=Period(first=date(first, 1, 1), last=date(last, 12, 31)))


def _year(text: str, at: int, as_of: date | None) -> Piece | None:
    year = int(text[at : at + 4])
    if _NO_YEAR.match(text, at + 4) or text[at + 4 : at + 5].isalpha():
        return None
    if as_of is not None and year > as_of.year + _YEAR_AHEAD:
        return None
    if _NO_YEAR_BEFORE.search(text[max(0, at - 14) : at]):
        return None
    return Piece(start=at, end=at + 4, period=Period.year(year))


def around_dash(text: str, at: int, as_of: date | None) -> Piece | None:
    """ "3-14-2025" or "3-14-25", whose first number ends at `at`."""
    start = at
    while start and text[start - 1].isdigit():
        start -= 1
    before = text[start - 1] if start else " "
    if at - start > 2 or before.isalnum() or before in "-/.":
        return None
    return _made(_DASHED.match(text, start), as_of)


def short_year(text: str, at: int, as_of: date | None) -> Piece | None:
    """ "'19" and "the '90s"; five feet ten is neither."""
    before = text[at - 1] if at else " "
    digits = text[at + 1 : at + 3]
    if (
        before.isalnum()
        or not digits.isdigit()
        or len(digits) < 2
        or text[at + 3 : at + 4] in ('"', "'", "\u2019", "/")
    ):
        return None
    year = full_year(digits, as_of)
    if text[at + 3 : at + 4] == "s" and not text[at + 4 : at + 5].isalnum() and digits[1] == "0":
        return Piece(start=at, end=at + 4, period=Period(first=date(year, 1, 1), last=date(year + 9, 12, 31)))
    if text[at + 3 : at + 4].isalnum():
        return None
    return Piece(start=at, end=at + 3, period=Period.year(year))


def part_before(text: str, start: int) -> int:
    """Where "early", "mid-" or "late" begins in front of a date; it makes the date no more exact."""
    part = _PART.search(text, max(0, start - 14), start)
    return part.start() if part else start
