"""Expected administration days of an order in a range of dates, and those dates held against what was given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from mednec.model.finding import Administration
from mednec.model.regimen import Course, Regimen
from mednec.terminology.frequency import exact_days, months_after, months_in

_TOLERANCE_DAYS = 3  # a visit this near its slot is that visit


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Slot:
    """One expected administration day: of which course (by its place in the order), and how many doses that day."""

    day: date
    course: int
    doses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LongGap:
    """Two doses further apart than the interval, and the slots between them."""

    after: date
    until: date
    days: int
    slots: tuple[date, ...]  # dates on which a dose was due
    held: tuple[Administration, ...]  # entries that say a dose was held in this gap

    @property
    def explained(self) -> bool:
        """Whether the record says of every slot that it was held."""
        return len(self.held) >= len(self.slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What was given and held against what was due."""

    given: tuple[Administration, ...]
    held: tuple[Administration, ...]
    gaps: tuple[LongGap, ...]
    unaccounted: tuple[date, ...]  # slots with no entry at all
    retrospective: tuple[date, ...]  # requested days before the request was received
    prospective: tuple[date, ...]


def repeats_as_course(course: Course) -> bool:
    """Whether `interval_days` is the distance between courses: a course cannot repeat before it is over."""
    if course.interval_days is None or course.course_days is None:
        return False
    return course.interval_days >= course.course_days and (course.divided or course.spacing_days is not None)


def nth_day(first: date, interval_days: Decimal, n: int) -> date:
    """Day of the n-th dose (from 0); months are calendar months, kept inside the month.

    >>> nth_day(date(2026, 8, 31), Decimal("182.6"), 1)
    datetime.date(2027, 2, 28)
    """
    months = months_in(interval_days)
    if months is None:
        return first + timedelta(days=int(n * exact_days(interval_days)))
    return months_after(first, months * n)


def course_offsets(course: Course) -> tuple[int, ...] | None:
    """Administration days of one course of several doses, from 0; None for a plain series of single doses."""
    if course.days and course.doses == len(course.days) and len(course.days) > 1:
        return tuple(day - course.days[0] for day in course.days)
    if course.divided and course.course_days:
        return tuple(range(course.course_days))
    if repeats_as_course(course) and course.doses and course.spacing_days:
        return tuple(int(n * course.spacing_days) for n in range(course.doses))
    return None


def _series(course: Course, begin: date, last: date) -> Iterator[date]:
    """Single doses one interval apart; several a day give the same day several times."""
    count = course.doses or course.repeats
    if course.interval_days is None:
        if begin <= last:
            yield from [begin] * (course.doses or (0 if course.as_needed else 1))
        return
    until = last
    if course.course_days is not None:
        until = min(last, begin + timedelta(days=course.course_days - 1))
    n = 0
    while count is None or n < count:
        day = nth_day(begin, course.interval_days, n)
        if day > until:
            return
        yield day
        n += 1


def _course_days(course: Course, begin: date, last: date) -> Iterator[date]:
    """Administration days of a course, repeated where the order repeats it."""
    offsets = course_offsets(course)
    if offsets is None:
        yield from _series(course, begin, last)
        return
    repeated = repeats_as_course(course)
    n = 0
    while n == 0 or (repeated and (course.repeats is None or n < course.repeats)):
        start = nth_day(begin, course.interval_days, n) if repeated and course.interval_days else begin
        if start > last:
            return
        yield from (start + timedelta(days=offset) for offset in offsets if start + timedelta(days=offset) <= last)
        n += 1


def _begin(course: Course, place: int, first: date, before: list[date], origin: int) -> date | None:
    """First day of a course: as the order names it, else one interval after the course before; None: not told."""
    if course.from_day is not None:
        return first + timedelta(days=course.from_day - origin)
    if place == 0:
        return first
    if course.days and not repeats_as_course(course):
        named = first + timedelta(days=course.days[0] - origin)
        return named if before and named > before[-1] else None
    if not before or course.interval_days is None:
        return before[-1] + timedelta(days=1) if before and course.divided else None
    consecutive = len(before) > 1 and (before[-1] - before[0]).days == len(before) - 1
    # A cycle after a course on consecutive days counts from the first of them, unless it would begin inside the course.
    anchor = before[0] if consecutive and repeats_as_course(course) else before[-1]
    begin = nth_day(anchor, course.interval_days, 1)
    return begin if begin > before[-1] else before[-1] + timedelta(days=1)


def slots(regimen: Regimen, first: date, last: date) -> tuple[Slot, ...]:
    """Expected administration days from `first` (the first dose) to `last`, both inclusive, in order."""
    found: list[Slot] = []
    before: list[date] = []
    origin = regimen.courses[0].days[0] if regimen.courses[0].days else 0
    end = last
    if regimen.duration_days is not None:
        end = min(last, first + timedelta(days=regimen.duration_days - 1))
    for place, course in enumerate(regimen.courses):
        begin = _begin(course, place, first, before, origin)
        if begin is None or begin > end:
            break
        before = list(_course_days(course, begin, end))
        found += [Slot(day=day, course=place, doses=n) for day, n in Counter(before).items()]
    found.sort()
    return tuple(found if regimen.visits is None else found[: regimen.visits])


def visits(regimen: Regimen, first: date, last: date) -> tuple[date, ...]:
    """Expected administration days, each once."""
    return tuple(sorted({slot.day for slot in slots(regimen, first, last)}))


def visits_that_fit(interval_days: Decimal, first: date, last: date) -> int:
    """How many visits one interval apart fit from `first` to `last`, both inclusive.

    >>> visits_that_fit(Decimal(14), date(2025, 3, 24), date(2025, 6, 30))
    8
    """
    n = 0
    while nth_day(first, interval_days, n) <= last:
        n += 1
    return n


def mean_interval(n: int, first: date, last: date) -> Decimal | None:
    """Mean days between `n` visits from `first` to `last`, to one place; None for fewer than two visits.

    >>> mean_interval(26, date(2024, 3, 14), date(2025, 2, 24))
    Decimal('13.9')
    """
    if n < 2:
        return None
    return (Decimal((last - first).days) / (n - 1)).quantize(Decimal("0.1"))


def _between(after: date, until: date, interval_days: Decimal) -> tuple[date, ...]:
    """Slots that were due between two doses, to the nearest whole interval: a late dose is not a missing one."""
    interval = exact_days(interval_days)
    missing = round((until - after).days / interval) - 1
    return tuple(nth_day(after, interval_days, n) for n in range(1, missing + 1))


def _tolerance(interval_days: Decimal) -> int:
    """Days a visit may be off its slot: three, or less where doses are close together."""
    return min(_TOLERANCE_DAYS, int(Fraction(interval_days) / 4))


def reconcile(
    interval_days: Decimal,
    administrations: tuple[Administration, ...],
    *,
    received: date,
    requested: tuple[date, ...] = (),
) -> Reconciliation:
    """Doses given and held against the interval; `requested` days before `received` are retrospective."""
    ordered = sorted(administrations, key=lambda entry: (entry.day, entry.held, entry.source))
    given = tuple(entry for entry in ordered if not entry.held)
    held = tuple(entry for entry in ordered if entry.held)
    near = timedelta(days=_tolerance(interval_days))
    gaps: list[LongGap] = []
    unaccounted: list[date] = []
    days = sorted({entry.day for entry in given})
    for after, until in pairwise(days):
        due = _between(after, until, interval_days)
        if not due:
            continue
        inside = tuple(entry for entry in held if after < entry.day < until)
        gaps.append(LongGap(after=after, until=until, days=(until - after).days, slots=due, held=inside))
        unaccounted += [slot for slot in due if not any(abs(entry.day - slot) <= near for entry in inside)]
    return Reconciliation(
        given=given,
        held=held,
        gaps=tuple(gaps),
        unaccounted=tuple(unaccounted),
        retrospective=tuple(sorted(day for day in requested if day < received)),
        prospective=tuple(sorted(day for day in requested if day >= received)),
    )
