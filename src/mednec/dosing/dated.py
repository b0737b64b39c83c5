"""Doses ordered on dates: `1 g on 10/13/2025 and 10/27/2025`."""

from __future__ import annotations

import re
from datetime import date

from mednec.dosing.cursor import Cursor, UnreadableOrder
from mednec.dosing.draft import Draft
from mednec.dosing.tokens import Kind

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})")
# Behind one of these a date is that of something else than a dose ordered.
_NOT_A_DOSE = frozenset(
    ("last", "previous", "started", "start", "begun", "seen", "stopped", "since", "given", "effective")
)


def full_date(written: str) -> date | None:
    """A date with its year, month first as in the United States; None where it is none.

    >>> full_date("10/13/25"), full_date("13/10/2025"), full_date("10/2025")
    (datetime.date(2025, 10, 13), None, None)
    """
    iso, us = _ISO.fullmatch(written), _US.fullmatch(written)
    if iso is not None:
        year, month, day = (int(part) for part in iso.groups())
    elif us is not None:
        month, day, year = (int(part) for part in us.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def dates(cursor: Cursor, step: Draft) -> bool:
    """`on 10/13/2025 and 10/27/2025`, put into the step; in a fragment only a list of at least two."""
    if not cursor.word("on") or step.intervals or step.dose is None or step.day_numbers or step.dates:
        return False
    if cursor.ahead(-1).low in _NOT_A_DOSE or cursor.ahead(-2).low in _NOT_A_DOSE:
        return False
    found: list[date] = []
    steps = 1
    while cursor.ahead(steps).kind is Kind.DATE and (day := full_date(cursor.ahead(steps).text)) is not None:
        found.append(day)
        end = steps + 1
        steps = end
        while cursor.mark(",&+", steps) or cursor.word("and", "on", steps=steps):
            steps += 1
    if not found or (cursor.fragment and len(found) < 2):
        return False
    if found != sorted(set(found)):
        raise cursor.refuse("the dates are not in order")
    step.dates = tuple(found)
    cursor.take(end)
    return True


def day_given(cursor: Cursor, step: Draft, written: date | None) -> bool:
    """`1 g on 9/4/24`, `on 9/4 and 9/18`: days of single doses, by the day the text was written where they lack a year.

    A date behind a schedule, or behind a changed dose, is that of its beginning and no day of a single dose.
    """
    if (
        not cursor.word("on", "given", "received", "administered")
        or step.scheduled
        or step.dose is None
        or step.count is not None
    ):
        return False
    found: list[date] = []
    steps = 1
    while (day := _day(cursor.ahead(steps).text, written)) is not None:
        found.append(day)
        end = steps + 1
        steps = end
        while cursor.mark(",&+", steps) or cursor.word("and", "on", steps=steps):
            steps += 1
    if not found or found != sorted(set(found)):
        return False
    step.dates = tuple(found)
    cursor.take(end)
    return True


def _day(text: str, written: date | None) -> date | None:
    short = re.fullmatch(r"(\d{1,2})/(\d{1,2})", text)
    if short is None or written is None:
        return full_date(text)
    for year in (written.year, written.year - 1):
        day = full_date(f"{text}/{year}")
        if day is not None and day <= written:
            return day
    return None


def count_days(steps: list[Draft]) -> None:
    """Days between the dates of an order, from the first of them. Refuses dates beside numbered days."""
    dated = [step for step in steps if step.dates]
    if not dated:
        return
    if any(step.day_numbers for step in steps):
        raise UnreadableOrder("numbered days beside dates", steps[0].start)
    first = min(step.dates[0] for step in dated)
    for step in dated:
        step.offsets = tuple((day - first).days for day in step.dates)
