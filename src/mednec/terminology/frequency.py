"""Frequency words as orders write them -> days between doses.

Conventions: BID 0.5, TID 0.3333, QID 0.25, twice weekly 3.5, a month 30.4, six months 182.6, a year 365.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

MONTH = Fraction(487, 16)  # mean month, 30.4375 days

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "",
            "one once first single",
            "two twice second other",
            "three thrice third",
            "four fourth",
            "five fifth",
            "six sixth",
            "seven",
            "eight eighth",
            "nine",
            "ten",
            "eleven",
            "twelve twelfth",
        )
    )
    for word in words.split()
}
_NUMBER = "[0-9]{{1,3}}|" + "|".join(sorted(_NUMBERS))
_N = rf"(?P<{{0}}>{_NUMBER})(?:\s*\((?P<{{0}}_again>{_NUMBER})\))?"  # "two (2)", "2 (two)"
_LENGTHS = {
    "hour": r"h(?:rs?|ours?)?",
    "day": r"d(?:ays?)?",
    "week": r"w(?:ks?|eeks?)?",
    "month": r"m(?:os?|ths?|onths?)?",
    "year": r"y(?:rs?|ears?)?",
}
_UNIT = "(?:" + "|".join(f"(?P<{name}>{spelling})" for name, spelling in _LENGTHS.items()) + r")\b"
_TO = r"\s*(?:-|\u2013|to|or)\s*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """A frequency phrase found in a text.

    `time_of_day` marks words such as "at bedtime", which are once a day unless another frequency stands beside them.
    `why` is filled, and `interval_days` None, where the phrase cannot be given one interval.
    """

    interval_days: Decimal | None
    end: int
    time_of_day: bool = False
    why: str = ""


def number_word(word: str) -> int | None:
    """`two` -> 2, `twice` -> 2; None for other words."""
    return _NUMBERS.get(word.casefold())


def _rounded(days: Fraction) -> Decimal:
    """Days to four places below a week, one place from there on; whole numbers without places."""
    if days.denominator == 1:
        return Decimal(days.numerator)
    places = Decimal("0.0001") if days < 7 else Decimal("0.1")
    return (Decimal(days.numerator) / Decimal(days.denominator)).quantize(places).normalize()


def span_days(number: int, length: str) -> Decimal:
    """Days in `number` hours, days, weeks, months or years (month 30.4, six months 182.6, year 365).

    >>> span_days(6, "month"), span_days(12, "month"), span_days(8, "hour")
    (Decimal('182.6'), Decimal('365'), Decimal('0.3333'))
    """
    if length == "year" or (length == "month" and number % 12 == 0):
        return Decimal(365 * (number if length == "year" else number // 12))
    sizes = {"hour": Fraction(1, 24), "day": Fraction(1), "week": Fraction(7), "month": MONTH}
    return _rounded(sizes[length] * number)


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later, kept inside the month.

    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


# Only so many months are looked for: ten years.
_WHOLE_MONTHS = {span_days(months, "month"): months for months in range(120, 0, -1)}


def months_in(interval_days: Decimal) -> int | None:
    """Whole months an interval stands for, None where it is counted in days.

    >>> months_in(Decimal("182.6")), months_in(Decimal(28)), months_in(Decimal(365))
    (6, None, 12)
    """
    return _WHOLE_MONTHS.get(interval_days)


def exact_days(interval_days: Decimal) -> Fraction:
    """The interval a rounded figure stands for: 0.3333 is a third of a day, 2.3333 three times a week, 30.4 a month.

    >>> exact_days(Decimal("0.3333")), exact_days(Decimal("30.4")), exact_days(Decimal(14))
    (Fraction(1, 3), Fraction(487, 16), Fraction(14, 1))
    """
    months = months_in(interval_days)
    if months is not None:
        return MONTH * months
    if interval_days < 7:
        per_week = 7 / Fraction(interval_days)
        whole = round(per_week)
        if whole and abs(per_week - whole) <= Fraction(whole, 1000):
            return Fraction(7, whole)
    return Fraction(interval_days)


_PERIOD = r"(?:(?P<a>day|d|daily)|(?P<b>week|wk|weekly|w)|(?P<c>month|mo|monthly)|(?P<e>year|yr|yearly))\b"
_PER = r"\s*(?:/|per\b|a\b|an\b|each\b|every\b|in a\b)?\s*"
_FIXED: tuple[tuple[str, str], ...] = (
    ("0.25", r"q\.?i\.?d(?:wm|cc|ac|pc)?\b\.?"),
    ("0.3333", r"t\.?i\.?d(?:wm|cc|ac|pc)?\b\.?"),
    ("0.5", r"b\.?i\.?d(?:wm|cc|ac|pc)?\b\.?"),
    ("2", r"q\.?o\.?d\b\.?|alternate\s+days|on\s+alternate\s+days"),
    ("14", r"q\.?o\.?w\b\.?|e\.?o\.?w\b\.?|q\s*other\s+(?:week|wk)|fortnightly|every\s+fortnight|alternate\s+weeks"),
    (
        "2.3333",
        r"(?:on\s+)?m[-/, ]?w[-/, ]?f\b|(?:on\s+)?mon(?:day)?s?[-/, ]+wed(?:nesday)?s?[-/, ]+(?:and\s+)?fri(?:day)?s?",
    ),
    ("91.3", r"quarterly"),
    ("182.6", r"semi-?annually|twice\s+yearly|twice\s+a\s+year"),
    ("365", r"annually|(?:once\s+)?yearly|once\s+a\s+year|q\s*year"),
    ("30.4", r"(?:once\s+)?monthly|q\s*mo(?:nth)?\b|(?:once\s+)?(?:per|a|each)\s+month"),
    ("2.3333", r"t\.?i\.?w\b\.?"),
    ("7", r"(?:once\s+)?(?:every|each|q)\s*(?:mon|tues|wednes|thurs|fri|satur|sun)day"),
    ("7", r"(?:once\s+)?(?:weekly|wkly)|q\s*w(?:ee)?k(?:ly)?\b|(?:once\s+)?(?:per|a|each)\s+(?:week|wk)"),
    (
        "1",
        r"(?:once\s+)?daily|once\s+(?:a|per|each|every)\s+day|q\s*day|q\.?d\b\.?|o\.?d\b(?!\s*x)|per\s+day|each\s+day|a\s+day(?!\s+(?:later|after|before|ago|or|off))|q\s*24\s*h",
    ),
)
_TIME_OF_DAY = (
    r"q\.?\s*h\.?s\b\.?|q\.?\s*a\.?m\b\.?|q\.?\s*p\.?m\b\.?|nightly|at\s+bedtime|(?:every|in\s+the|each)\s+(?:morning|evening|a\.?m\b|p\.?m\b)|in\s+(?:am|pm)"
    r"|every\s+night|at\s+night"
)
_AMBIGUOUS = r"bi-?weekly|bi-?monthly|bi-?annual(?:ly)?|bi-?yearly|semi-?weekly|tri-?weekly"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})(?![A-Za-z])", re.IGNORECASE)


_FIXED_RE = tuple((Decimal(days), _compiled(pattern)) for days, pattern in _FIXED)
_TIME_RE, _AMBIGUOUS_RE = _compiled(_TIME_OF_DAY), _compiled(_AMBIGUOUS)
_EVERY = re.compile(
    r"(?:once\s+)?(?:every|each|q\.?)\s*"
    + _N.format("n")
    + rf"(?:st|nd|rd|th)?(?:{_TO}"
    + _N.format("m")
    + r")?\s*(?:-\s*)?"
    + _UNIT,
    re.IGNORECASE,
)
_EVERY_ONE = re.compile(r"(?:once\s+)?every\s+" + _UNIT, re.IGNORECASE)
_TIMES = re.compile(
    rf"(?:(?:{_N.format('n')}(?:{_TO}{_N.format('m')})?\s*(?:x|\u00d7|times?))|(?P<word>once|twice|thrice))"
    + _PER
    + _PERIOD,
    re.IGNORECASE,
)


def _count(written: str) -> int:
    return int(written) if written.isdigit() else _NUMBERS[written.casefold()]


def _twice_written(groups: dict[str, str | None]) -> bool:
    """Whether the figures in brackets behind a number word are another number: `two (3) weeks`."""
    pairs = [(groups.get(name), groups.get(f"{name}_again")) for name in ("n", "m")]
    return any(word and again and _count(word) != _count(again) for word, again in pairs)


def _every(match: re.Match[str]) -> Frequency:
    """`every 4 weeks`, `q8h`, `every other day`, `every two (2) weeks`; a range of intervals has none."""
    groups = match.groupdict()
    if _twice_written(groups):
        return Frequency(interval_days=None, end=match.end(), why=f"two numbers for one ({match.group()})")
    length = next(name for name in _LENGTHS if groups[name])
    number = _count(groups["n"]) if groups.get("n") else 1
    if groups.get("m"):
        return Frequency(interval_days=None, end=match.end(), why=f"the interval is a range ({match.group()})")
    if number == 0:
        return Frequency(interval_days=None, end=match.end(), why=f"an interval of zero ({match.group()})")
    return Frequency(interval_days=span_days(number, length), end=match.end())


def _times(match: re.Match[str]) -> Frequency:
    """`twice weekly`, `three times a day`, `2x/week`; a bare number needs `x` or `times`."""
    groups = match.groupdict()
    if _twice_written(groups):
        return Frequency(interval_days=None, end=match.end(), why=f"two numbers for one ({match.group()})")
    if groups["m"]:
        return Frequency(interval_days=None, end=match.end(), why=f"the frequency is a range ({match.group()})")
    number = _count(groups["n"] or groups["word"])
    if number == 0:
        return Frequency(interval_days=None, end=match.end(), why=f"a frequency of zero ({match.group()})")
    period = {"a": Fraction(1), "b": Fraction(7), "c": MONTH, "e": Fraction(365)}
    days = next(size for name, size in period.items() if groups[name])
    if groups["e"] and 12 % number == 0:  # twice a year is every six months, which is a matter of the calendar
        return Frequency(interval_days=span_days(12 // number, "month"), end=match.end())
    return Frequency(interval_days=_rounded(days / number), end=match.end())


def frequency_at(text: str, start: int = 0) -> Frequency | None:
    """The frequency phrase that begins exactly at `start`, or None.

    >>> frequency_at("q4wks via pump").interval_days
    Decimal('28')
    """
    if match := _AMBIGUOUS_RE.match(text, start):
        return Frequency(interval_days=None, end=match.end(), why=f"{match.group()} can mean two different intervals")
    for pattern in (_EVERY, _EVERY_ONE):
        if match := pattern.match(text, start):
            return _every(match)
    if match := _TIMES.match(text, start):
        return _times(match)
    for days, pattern in _FIXED_RE:
        if match := pattern.match(text, start):
            return Frequency(interval_days=days, end=match.end())
    if match := _TIME_RE.match(text, start):
        return Frequency(interval_days=Decimal(1), end=match.end(), time_of_day=True)
    return None


def interval_days(phrase: str) -> Decimal | None:
    """Days between doses for a whole frequency phrase; None when it is no such phrase or has no single interval.

    >>> interval_days("BID"), interval_days("every 6 months"), interval_days("biweekly")
    (Decimal('0.5'), Decimal('182.6'), None)
    """
    stripped = phrase.strip()
    found = frequency_at(stripped)
    return found.interval_days if found and found.end == len(stripped) else None
