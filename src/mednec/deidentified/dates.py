"""Dates moved by one constant for each case, written as they were; ages above 89 made one group.

A shift is some years and some weeks: a year that stands alone moves by the years. What is told from another day
("two weeks ago", "on Tuesday") stays, for it says nothing without that day. Times of the day stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mednec.chart.dates import DateMention, find_dates
from mednec.deidentified.edits import Edit
from mednec.deidentified.surrogates import Surrogates
from mednec.deidentified.written import as_written, in_numbers
from mednec.model.finding import Period
from mednec.model.request import Patient

KIND, AGE = "date", "age above 89"
OLDEST = 89  # ages above are one group

_COMPACT = re.compile(
    r"(?<![\d.-])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=\d{4}(?:\d\d)?\b|\b|_|T\d)"
)
_THREE = re.compile(r"(?<![\d/.-])(?P<a>\d{1,4})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{2,4})(?![\d/.-]*\d)")
_NAMED = re.compile(
    r"(?<![\w-])(?:(?P<d>\d{1,2})[ -]?)?(?P<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![a-z])\.?"
    r"(?:[ -](?P<e>\d{1,2})(?![\d:.]))?(?:[ ,'\u2019-]{1,2}(?P<y>\d\d(?:\d\d)?))?(?![\w])",
    re.IGNORECASE,
)
_DAYS = re.compile(r"(?<![\d/.-])(?P<m>\d{1,2})/(?P<d>\d{1,2})[-\u2013](?P<e>\d{1,2})(?![\d/-]|\.\d|\s*(?:mm|mg|mL|%))")
_BARE_YEARS = re.compile(
    r"(?:\b(?i:dx|diagnosed|since|in|from|until|till|through|year|of|early|late|mid)\.?[ -])(?P<y>(?:19"
    r"|20)\d\d)(?![\d/.-]\d|\d)"
    r"|(?<![\d./-])(?P<z>(?:19|20)\d\d)(?=[-/\u2013](?:(?:19|20)?\d\d)(?![\d/-]))"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SEASON = re.compile(
    r"\b(?:(?:early|mid|late)[ -])?(?:spring|summer|fall|autumn|winter)(?:,|\s+of)?\s+(?=(?:19|20)\d\d)"
    r"|\b(?:Q[1-4]|(?:first|second|third|fourth|last|1st|2nd|3rd|4th)\s+quarter)[\s-]*(?:of\s+)?(?=(?:19|20)\d\d)"
    r"|\b(?:christmas|thanksgiving|halloween|easter|labor day|memorial day|new year['\u2019]s(?: day| eve)?)"
    r"(?:\s+day)?(?:\s+of)?\s+(?=(?:19|20)\d\d)",
    re.IGNORECASE,
)
_OF_AGE = r"(?:[\s-]*(?:year|yr)s?[\s-]*(?:old|of age)\b|[\s-]*(?:y\.?\s?/?\s?o\b\.?|yr\b|yrs\b|years?\b)|[ -]?[MF]\b)"
_AGE = re.compile(
    rf"(?<![\d./])(?P<n>9\d|1[0-3]\d)(?={_OF_AGE})|\b(?:aged?:?|at age)\s*(?P<m>9\d|1[0-3]\d)\b(?!\s*(?:%|/))",
    re.IGNORECASE,
)
_AGE_WORDS = re.compile(
    r"\b(?:ninety|(?:one|a)[ -]hundred)(?:[ -](?:and[ -])?[a-z]+)?(?=[ -]years?[ -](?:old|of age)\b)", re.IGNORECASE
)
_ANY_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")


def date_edits(text: str, surrogates: Surrogates, as_of: date) -> list[Edit]:
    """Edits for every date of a text. Seasons and feasts with a year are cut to the year."""
    found = [Edit(start=m.start(), end=m.end(), new="", kind=KIND) for m in _SEASON.finditer(text)]
    found += [_year_behind(m, surrogates) for m in _SEASON.finditer(text)]
    taken = [(edit.start, edit.end) for edit in found]
    for mention in find_dates(text, as_of):
        if not _touches(taken, mention.start, mention.end):
            found += _mentioned(text, mention, surrogates)
    taken = [(edit.start, edit.end) for edit in found]
    for match in _COMPACT.finditer(text):
        found += _compact(match, surrogates)
    for match in _THREE.finditer(text):
        if not _touches(taken, match.start(), match.end()):
            found += _three_numbers(match, surrogates, as_of)
    for match in _DAYS.finditer(text):
        if not _touches(taken, match.start(), match.end()):
            found += _days_of_month(match, surrogates, as_of)
    for match in _BARE_YEARS.finditer(text):
        if not _touches(taken, *match.span("y" if match["y"] else "z")):
            found += _bare_years(match, surrogates)
    for match in _NAMED.finditer(text):
        if not _touches(taken, match.start(), match.end()):
            found += _named_month(match, surrogates, as_of)
    return found


def birth_edits(text: str, born: date, new: date) -> list[Edit]:
    """Edits for the patient's birth date in numbers, whose short year may be read as one of the next century."""
    day, month, year = rf"0?{born.day}", rf"0?{born.month}", rf"(?:{born.year}|{born.year % 100:02})"
    pattern = rf"(?<![\d/.-])(?:{month}(?P<s>[/.-]){day}(?P=s){year}|{born.year}(?P<t>[/.-]){month}(?P=t){day})(?!\d)"
    return [
        Edit(start=m.start(), end=m.end(), new=in_numbers(m[0], born, new) or new.isoformat(), kind=KIND)
        for m in re.finditer(pattern, text)
    ] + [
        Edit(start=m.start(), end=m.end(), new=f"{new:%m%d%Y}", kind=KIND)
        for m in re.finditer(rf"(?<!\d){born:%m%d%Y}(?!\d)", text)
    ]


def old_age_edits(text: str, patient: Patient, as_of: date, years: int) -> list[Edit]:
    """Ages above 89 as `90+`; for a patient that old, years that would tell the age as the year of a birth at 90."""
    found = []
    for match in _AGE.finditer(text):
        group = "n" if match["n"] else "m"
        found.append(Edit(start=match.start(group), end=match.end(group), new="90+", kind=AGE))
    found += [Edit(start=m.start(), end=m.end(), new="90+", kind=AGE) for m in _AGE_WORDS.finditer(text)]
    if patient.age_on(as_of) > OLDEST:
        for match in _ANY_YEAR.finditer(text):
            if int(match[0]) < as_of.year - OLDEST:
                new = str(as_of.year + years - OLDEST - 1)
                found.append(Edit(start=match.start(), end=match.end(), new=new, kind=AGE))
    return found


def surrogate_birth(patient: Patient, received: date, shift: timedelta) -> date:
    """The birth date, shifted; for a patient above 89 the first day of the year that makes the age 90."""
    if patient.age_on(received) > OLDEST:
        return date((received + shift).year - OLDEST - 1, 1, 1)
    return patient.birth_date + shift


def _touches(taken: list[tuple[int, int]], begin: int, finish: int) -> bool:
    return any(start < finish and begin < end for start, end in taken)


def _mentioned(text: str, mention: DateMention, surrogates: Surrogates) -> Iterator[Edit]:
    period, written = mention.period, text[mention.start : mention.end]
    if not mention.relative and period == Period.year(period.first.year):
        yield from _year(text, mention, surrogates)
    if mention.relative or period.days > 31:  # also a season of no year: "last fall"
        return
    yield Edit(start=mention.start, end=mention.end, new=_moved(written, period, surrogates), kind=KIND)


def _year(text: str, mention: DateMention, surrogates: Surrogates) -> Iterator[Edit]:
    """A year by itself, and the short one that ends a range with it: "2022-24"."""
    year = mention.period.first.year + surrogates.years
    written = re.sub(r"\d{4}|\d\d", lambda m: str(year)[-len(m[0]) :], text[mention.start : mention.end], count=1)
    yield Edit(start=mention.start, end=mention.end, new=written, kind=KIND)
    if short := re.compile(r"[-/\u2013](\d\d)(?![\d/-])").match(text, mention.end):
        last = f"{(int(short[1]) + surrogates.years) % 100:02}"
        yield Edit(start=short.start(1), end=short.end(1), new=last, kind=KIND)


def _year_behind(match: re.Match[str], surrogates: Surrogates) -> Edit:
    year = match.string[match.end() : match.end() + 4]
    return Edit(start=match.end(), end=match.end() + 4, new=str(int(year) + surrogates.years), kind=KIND)


def _moved(written: str, period: Period, surrogates: Surrogates) -> str:
    """A shifted period in the form in which the old one was written; in plain numbers where its form is not known."""
    first, last = surrogates.moved(period.first), surrogates.moved(period.last)
    if period.first == period.last:
        return as_written(written, period.first, first) or f"{first.month}/{first.day}/{first.year}"
    if period == Period.month(period.first.year, period.first.month):
        middle = surrogates.moved(period.first + timedelta(days=14))
        return as_written(written, None, middle) or f"{middle.month}/{middle.year}"
    return f"{first.month}/{first.day}/{first.year} - {last.month}/{last.day}/{last.year}"


def _compact(match: re.Match[str], surrogates: Surrogates) -> Iterator[Edit]:
    try:
        day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return
    yield Edit(start=match.start(), end=match.end(), new=f"{surrogates.moved(day):%Y%m%d}", kind=KIND)


def _three_numbers(match: re.Match[str], surrogates: Surrogates, as_of: date) -> Iterator[Edit]:
    """A whole date in numbers that the reading of dates left alone, for its neighbours or its order."""
    a, b, c = int(match["a"]), int(match["b"]), int(match["c"])
    if len(match["a"]) == 4:
        tried = [(a, b, c)]
    elif len(match["c"]) == 3 or len(match["a"]) == 3:
        return
    else:
        year = c if len(match["c"]) == 4 else 2000 + c if 2000 + c <= as_of.year + 5 else 1900 + c
        tried = [(year, a, b), (year, b, a)]
    for y, m, d in tried:
        try:
            day = date(y, m, d)
        except ValueError:
            continue
        new = in_numbers(match[0], day, surrogates.moved(day)) or str(surrogates.moved(day))
        yield Edit(start=match.start(), end=match.end(), new=new, kind=KIND)
        return


def _named_month(match: re.Match[str], surrogates: Surrogates, as_of: date) -> Iterator[Edit]:
    """A month in letters that the reading of dates left alone: "19-Aug-83", "the January visit"."""
    day, year, name = match["d"] or match["e"], match["y"], match["m"]
    if name.lower() in ("mar", "march", "may") and (day is None or not name[0].isupper()):
        return  # words of their own
    if not name[0].isupper() and day is None:
        return
    full = as_of.year if year is None else int(year) + (0 if len(year) == 4 else 2000)
    month = _MONTHS.index(name[:3].lower()) + 1
    try:
        old = date(full - (100 if full > as_of.year + 5 else 0), month, int(day or 15))
    except ValueError:
        return
    new = surrogates.moved(old)
    said = as_written(match[0], old if day else None, new) or f"{new.month}/{new.day}/{new.year}"
    yield Edit(start=match.start(), end=match.end(), new=said, kind=KIND)


def _days_of_month(match: re.Match[str], surrogates: Surrogates, as_of: date) -> Iterator[Edit]:
    """Days that follow each other, as infusions are listed: "4/15-16"."""
    month, day, last = int(match["m"]), int(match["d"]), int(match["e"])
    try:
        first, second = date(as_of.year, month, day), date(as_of.year, month, last)
    except ValueError:
        return
    if 0 < last - day <= 14:
        a, b = surrogates.moved(first), surrogates.moved(second)
        behind = f"{b.day}" if a.month == b.month else f"{b.month}/{b.day}"
        yield Edit(start=match.start(), end=match.end(), new=f"{a.month}/{a.day}-{behind}", kind=KIND)


def _bare_years(match: re.Match[str], surrogates: Surrogates) -> Iterator[Edit]:
    """Years by themselves that the reading of dates left alone, with the one that ends their range."""
    start, end = match.span("y" if match["y"] else "z")
    year = int(match.string[start:end]) + surrogates.years
    yield Edit(start=start, end=end, new=str(year), kind=KIND)
    if behind := re.compile(r"[-/\u2013]((?:19|20)?\d\d)(?![\d/-])").match(match.string, end):
        last = f"{(int(behind[1]) + surrogates.years) % 10 ** len(behind[1]):0{len(behind[1])}}"
        yield Edit(start=behind.start(1), end=behind.end(1), new=last, kind=KIND)
