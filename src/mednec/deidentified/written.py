"""Another day in the way in which a day was written: the same order, separators, zeros, capitals and length of year."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = re.compile(r"(\d{1,4})([/.-])(\d{1,4})(?:\2(\d{1,4}))?")
_NAME = re.compile("|".join(f"{m[:3]}(?:{m[3:]}|t)?" if m[3:] else m for m in _MONTHS) + r"\b", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)


def as_written(written: str, old: date | None, new: date) -> str | None:
    """The new day as the old one was written; without an old day, a month. Nothing where the form is not known.

    >>> as_written("Mar 3rd, 2024", date(2024, 3, 3), date(2024, 5, 12))
    'May 12, 2024'
    >>> as_written("04/2021", None, date(2021, 11, 15)), as_written("SEPT '24", None, date(2025, 1, 15))
    ('11/2021', "JAN '25")
    """
    if old is not None and (numbers := in_numbers(written, old, new)) is not None:
        return numbers
    if old is None and (match := _NUMBERS.fullmatch(written)) is not None and match[4] is None:
        first, sep, second = match[1], match[2], match[3]
        if len(first) == 4:
            return f"{new.year}{sep}{new.month:02}"
        return f"{_padded(new.month, first.startswith('0'))}{sep}{_year(new, second)}"
    name = _NAME.search(written)
    return None if name is None else _with_name(written, name, old, new)


def in_numbers(written: str, old: date, new: date) -> str | None:
    """The new day in numbers as the old one stands there.

    >>> in_numbers("03/14/24", date(2024, 3, 14), date(2024, 6, 6))
    '06/06/24'
    """
    match = _NUMBERS.fullmatch(written)
    if match is None:
        return None
    first, sep, second, third = match.groups()
    if len(first) == 4:
        return f"{new.year}{sep}{new.month:02}{sep}{new.day:02}" if third else None
    padded = "0" in (first[0], second[0]) or len(first) == len(second) == 2
    day_first = int(first) > 12 or (int(first), int(second)) == (old.day, old.month) != (old.month, old.day)
    order = (new.day, new.month) if day_first else (new.month, new.day)
    year = f"{sep}{_year(new, third)}" if third else ""
    return f"{_padded(order[0], padded)}{sep}{_padded(order[1], padded)}{year}"


def _with_name(written: str, name: re.Match[str], old: date | None, new: date) -> str | None:
    """A date whose month stands in letters. Numbers that are neither its day nor its year make it an unknown form."""
    month = _MONTHS[new.month - 1]
    if len(name[0]) <= 4 and name[0].title() not in _MONTHS:
        month = month[:3]
    month = month.upper() if name[0].isupper() else month.lower() if name[0].islower() else month
    found = []
    for piece in (written[: name.start()], written[name.end() :]):
        told = []
        for part in re.split(r"(\d+)", _ORDINAL.sub("", piece)):
            given = _number(part, old, new) if part.isdigit() else part
            if given is None:
                return None
            told.append(given)
        found.append("".join(told))
    return found[0] + month + found[1]


def _number(number: str, old: date | None, new: date) -> str | None:
    if len(number) == 4:
        return str(new.year)
    if old is None:
        return f"{new.year % 100:02}"  # of a month: '24
    if int(number) == old.day and len(number) <= 2:
        return _padded(new.day, number.startswith("0"))
    return f"{new.year % 100:02}" if int(number) == old.year % 100 else None


def _year(day: date, written: str) -> str:
    return str(day.year) if len(written) == 4 else f"{day.year % 100:02}"


def _padded(number: int, padded: bool) -> str:
    return f"{number:02}" if padded else str(number)
