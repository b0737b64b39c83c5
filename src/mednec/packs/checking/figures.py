"""Numbers and times as a clause's words tell them, and whether a slot's number can have come from them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_NAMED = (
    "one two three four five six seven eight nine ten twelve fifteen eighteen twenty twenty-four thirty sixty ninety"
    " half quarter third twice double doubled halved single once adult adults a an"
)
_COUNTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 24, 30, 60, 90, 50, 25, 33, 2, 2, 2, 50, 1, 1, 18, 18, 1, 1)
_WORDS = {word: Decimal(n) for word, n in zip(_NAMED.split(), _COUNTS, strict=True)}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8}
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
# A number within a name (a code, a marker, a power of ten) is no number of the clause.
_PLAIN = re.compile(
    rf"(?<![\w.^:/])(?<![^\d\s]-)(?P<n>(?:(?<!\d)[-\u2212])?(?:{_NUMBER}))(?![\w:^]|[.)]\w|-\w*[A-Za-z]|\s*x\s*10\^)"
)
_WORD = re.compile(rf"\b(?P<n>{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b", re.IGNORECASE)
_TIME = re.compile(
    rf"(?P<n>{_NUMBER}|\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b)?"
    r"[\s-]*(?:\(\d+\)\s*)?(?:calendar |consecutive |full |past |last |previous )*"
    r"(?P<unit>day|week|month|year)s?\b",
    re.IGNORECASE,
)
_FREQUENCY = {"daily": 1, "every day": 1, "weekly": 7, "monthly": 30, "yearly": 365, "annual": 365, "annually": 365}
_MARKS = re.compile(r"\[\d{1,2}\]|\(\d{1,2}\)|\^\d+")
_REFERS = re.compile(
    r"\b(?:sections?|parts?|appendix|criteri(?:on|a)|items?)\s+[\dIVXA-Z][\w.]*"
    r"(?:(?:,|\s*\bor\b|\s*\band\b|\s*\bto\b|\s*\bthrough\b)\s*[\dIVXA-Z][\w.]*)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of the text with its place; `days` where it is a length of time."""

    value: Decimal
    start: int
    end: int
    days: Decimal | None = None


def figures(text: str) -> tuple[Figure, ...]:
    """The numbers that a clause tells, in order; labels, footnote marks and numbers within names left out.

    >>> [str(f.value) for f in figures("at least TWO of 3 doses of 1,000 mg [1] for MMT-8 within 6 weeks")]
    ['2', '3', '1000', '6']
    >>> [str(f.value) for f in figures("a T-score of -2.5 or below, 1-2 times in adults")]
    ['-2.5', '1', '2', '18']
    """
    text = _blank(_REFERS, _blank(_MARKS, text))
    found = [*_times(text)]
    taken = [(f.start, f.end) for f in found]
    for pattern in (_PLAIN, _WORD):
        for match in pattern.finditer(text):
            inside = any(s <= match.start() < e for s, e in taken)
            if not inside and match.group("n").lower() not in ("a", "an"):
                found.append(Figure(value=_value(match.group("n")), start=match.start(), end=match.end()))
    return tuple(sorted(found, key=lambda f: f.start))


def numerals(text: str) -> tuple[Figure, ...]:
    """Classes and grades told in Roman numerals, which a slot holds as numbers.

    >>> [str(f.value) for f in numerals("class II to IV disease")]
    ['2', '4']
    """
    found = re.finditer(rf"\b(?:{'|'.join(_ROMAN)})\b", text)
    return tuple(Figure(value=Decimal(_ROMAN[m.group()]), start=m.start(), end=m.end()) for m in found)


def _times(text: str) -> Iterator[Figure]:
    for match in _TIME.finditer(text):
        word = match.group("n")
        value = _value(word) if word else Decimal(1)
        if word and word.lower() in ("half", "quarter"):
            value = Decimal("0.5") if word.lower() == "half" else Decimal("0.25")
        days = value * _UNITS[match.group("unit").lower()]
        start = match.start("n") if word else match.start("unit")
        yield Figure(value=value, start=start, end=match.end(), days=days)
    for word, length in _FREQUENCY.items():
        for match in re.finditer(rf"\b{word}\b", text, re.IGNORECASE):
            yield Figure(value=Decimal(1), start=match.start(), end=match.end(), days=Decimal(length))


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda m: " " * len(m.group()), text)


def _value(word: str) -> Decimal:
    return _WORDS[word.lower()] if word.lower() in _WORDS else Decimal(word.replace(",", "").replace("\u2212", "-"))


def is_time(days: Decimal, told: Decimal) -> bool:
    """Whether a slot in days can be a time told in weeks, months or years: months have 28 to 31 days.

    >>> is_time(Decimal(183), Decimal(180)), is_time(Decimal(90), Decimal(60))
    (True, False)
    """
    return abs(days - told) <= max(told * Decimal("0.035"), Decimal(0)) or (told == 30 and 28 <= days <= 31)


_METRIC = tuple(Decimal(f) for f in ("1", "1000", "0.001"))  # mg, g and mcg
_YEARS = (Decimal(12), 1 / Decimal(12))  # years told in months, months in years


def told(value: Decimal, found: tuple[Figure, ...], *, days: bool = False, derived: bool = False) -> bool:
    """Whether the number of a slot stands in the text: as it is, in another unit, or as a time.

    With `derived` (an amount in 28 days) also worked out from an amount and how often it is given.
    """
    if days and any(f.days is not None and is_time(value, f.days) for f in found):
        return True
    values = {f.value for f in found}
    if any(_close(value, v * factor) for v in values for factor in _METRIC):
        return True
    if any(f.days is not None and f.days >= 30 and _close(value, f.value * by) for f in found for by in _YEARS):
        return True
    if not derived:
        return False
    often = [Decimal(28) / f.days for f in found if f.days] + list(values)
    return any(_close(value, v * o * factor) for v in values for o in often for factor in _METRIC)


def _close(value: Decimal, other: Decimal) -> bool:
    return abs(value - other) <= abs(other) * Decimal("0.001")
