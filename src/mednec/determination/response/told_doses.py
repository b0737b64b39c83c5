"""Doses that an administration record tells in words, not row by row: "every 3 weeks 9/13/2023 to 10/8/2025"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from mednec.chart.dates import DateMention, find_dates, spans_of
from mednec.criteria.record import Record
from mednec.model.facts import Passage
from mednec.model.finding import Period
from mednec.model.response import CourseTold
from mednec.model.words import DocumentKind

_LONGEST = 3660  # days; what is told for longer is a life, not a course
_DOSE = re.compile(
    r"\d\s*(?:mg|mcg|g|gm|units?|mL)\b|\b(?:infus(?:ion|ed)|inject(?:ion|ed)|doses?|given|administered|maintenance|loading)\b",
    re.IGNORECASE,
)
_REGULAR = re.compile(
    r"\b(?:every|each|weekly|monthly|biweekly|daily|maintenance)\b|\bq\s?\.?\s?\d{0,2}\s?(?:w|wk|wks|weeks?|mo|months?|d|days?)\b",
    re.IGNORECASE,
)
_NO_YEAR = re.compile(r"\d{1,2}/\d{1,2}")
# "12/17/2025 visit - infusion given 12/22/2025": the day of something else.
_OTHER_DAY = re.compile(
    r"\s*[(:,-]?\s*(?:(?:clinic|office|follow-?up|phone|telephone)\s+){0,2}"
    r"(?:visits?|seen|appt|appointment|labs?|call(?:ed)?)\b",
    re.IGNORECASE,
)
_NOT_GIVEN = re.compile(
    r"\b(?:next|due|scheduled|planned|ordered|held|hold|cancel\w*|not given|no[- ]show|prepared|printed|signed|faxed|"
    r"dob|born|expires?|exp)\b",
    re.IGNORECASE,
)


def courses_told(record: Record) -> tuple[CourseTold, ...]:
    """Days and spans of doses named in administration records, up to the request, each once, in order."""
    found: dict[tuple[object, object], CourseTold] = {}
    for passage in record.facts.chart.passages:
        if passage.header.kind is not DocumentKind.ADMINISTRATION or _about_another(record, passage):
            continue
        for told in _told(passage):
            if told.first <= record.as_of:
                found.setdefault((told.first, told.last), told)
    given = {a.day for a in record.administrations() if not a.held}
    alone = (t for t in found.values() if t.first != t.last or t.first not in given)
    return tuple(sorted(alone, key=lambda t: (t.first, t.last, t.at)))


def _told(passage: Passage) -> list[CourseTold]:
    text = passage.at.quote
    if not _DOSE.search(text):
        return []
    dates = [d for d in find_dates(text, passage.header.written) if not d.relative]
    says = " ".join(text.split())
    spans = [d.period for d in spans_of(text, dates) if 7 < d.period.days <= _LONGEST] if _REGULAR.search(text) else []
    days = [] if _NOT_GIVEN.search(text) else _days_in_turn(text, dates)
    inside = [day for day in days if not any(s.first <= day.first <= s.last for s in spans)]
    return [
        CourseTold(first=period.first, last=period.last, told=says, at=passage.at)
        for period in (*(s for s in spans if not _coarse(s)), *inside)
    ]


def _days_in_turn(text: str, dates: Sequence[DateMention]) -> list[Period]:
    """The days named; one without a year follows the one before it: "1/12/2026, 2/2, 2/23"."""
    found: list[Period] = []
    for mention in dates:
        if mention.period.days != 1 or _OTHER_DAY.match(text, mention.end):
            continue
        day = mention.period.first
        if found and _NO_YEAR.fullmatch(text[mention.start : mention.end]):
            before = found[-1].first
            after = [d for year in (before.year, before.year + 1) if (d := _in_year(day, year)) and d >= before]
            day = after[0] if after else day
        found.append(Period.day(day))
    return found


def _in_year(day: date, year: int) -> date | None:
    """The same day of another year; None for a leap day that year has not."""
    try:
        return day.replace(year=year)
    except ValueError:
        return None


def _coarse(period: Period) -> bool:
    """A month or a year alone is when something was, not from when to when; of whole years no dose is known."""
    years = (period.first.month, period.first.day, period.last.month, period.last.day) == (1, 1, 12, 31)
    return years or "/" not in period.iso


def _about_another(record: Record, passage: Passage) -> bool:
    named = {c for c in passage.concepts if c in record.lexicon.drugs}
    return bool(named) and not any(record.lexicon.is_a(n, record.drug) for n in named)
