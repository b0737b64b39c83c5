"""One step as read -> one course; refuses where amount and schedule do not fit together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from mednec.dosing.cursor import UnreadableOrder
from mednec.dosing.draft import Draft, Notes, Quantity
from mednec.dosing.stated import check_stated
from mednec.model.regimen import Course
from mednec.terminology.frequency import exact_days
from mednec.terminology.units import convert, convertible

_ONE = Decimal(1)
# "weeks 0 and 2 every 24 weeks" repeats the course; "weeks 0 and 4, every 8 weeks" may mean single doses afterwards.
_CLEARLY_APART = 4
_A_COURSE = 5  # so many doses may be one course: "x 2 every 6 months"


def _interval(step: Draft) -> tuple[Decimal | None, Decimal | None]:
    """The interval of the step and, where the order gives both, the interval of its courses."""
    found = list(step.intervals)
    every = step.dose.every if step.dose else None
    if not found and step.times_of_day:
        if step.times_of_day > 1:
            raise UnreadableOrder("several times of day: how much is given at each?", step.start)
        found = [_ONE]
    if every is not None and (not found or (every not in found and every == 1 and found[0] > 1)):
        found.insert(0, every)
    elif every is not None and every not in found and not (step.divided and every == 1):
        raise UnreadableOrder("the amount is per one time, the interval is another", step.start)
    several = step.over_days is not None or bool(step.offsets)
    course = step.course is not None or step.duration is not None or several
    if len(found) == 2 and found[0] <= 1 < found[1] and course:
        return found[0], found[1]
    if len(found) > 1:
        raise UnreadableOrder("two different intervals", step.start)
    return (found[0] if found else None), None


def _daily_total(step: Draft, dose: Quantity, interval: Decimal | None) -> Quantity:
    """`10 mg/kg/day divided BID`: the amount of one dose, where it comes out exactly."""
    if not step.divided or dose.every != 1 or interval is None or interval >= 1:
        return dose
    times = round(1 / exact_days(interval))
    each = dose.amount / times
    if each * times != dose.amount or len(str(each)) > 8:
        raise UnreadableOrder("a daily total divided into doses that do not come out", dose.start)
    return replace(dose, amount=each)


def _spacing(offsets: tuple[int, ...]) -> Decimal | None:
    """Days between doses, where they are even."""
    gaps = {later - earlier for earlier, later in pairwise(offsets)}
    return Decimal(gaps.pop()) if len(gaps) == 1 else None


def _on_days(course: Course, step: Draft, interval: Decimal | None) -> Course:
    """A course given on named days, repeated or not."""
    offsets = step.offsets
    span = offsets[-1] - offsets[0] + 1
    if len(offsets) == 1:
        if interval is None:
            return replace(course, doses=1, days=offsets)
        return replace(course, interval_days=interval, from_day=offsets[0] or course.from_day)
    course = replace(course, doses=len(offsets), course_days=span, days=offsets)
    spacing = _spacing(offsets)
    if interval is None:
        return replace(course, interval_days=spacing)
    if interval >= span:
        if step.weeks and not step.repeat and interval < _CLEARLY_APART * span:
            raise UnreadableOrder("does the course repeat at this interval, or do single doses follow?", step.start)
        return replace(course, interval_days=interval, spacing_days=spacing)
    if interval == spacing:
        return replace(course, interval_days=interval)
    raise UnreadableOrder("the named days do not fit the interval", step.start)


def _of_days(course: Course, step: Draft, first: Decimal | None, second: Decimal | None) -> Course:
    """A course of so many days: `0.4 g/kg/d x 5 days`, `60 mg daily x 14 days`, `2 g/kg over 4 days every 4 weeks`."""
    low, high = step.over_days or (0, 0)
    length = step.course or step.duration
    if step.over_days is None and length is not None:
        low = high = int(length.days)
    if not low:
        raise UnreadableOrder("a course of no days", step.start)
    course = replace(course, course_days=low, course_days_high=high if high != low else None)
    daily = first is not None and first <= 1
    if step.over_days is not None and not daily:
        if first is not None and first < high:
            raise UnreadableOrder("the course is longer than its interval", step.start)
        return replace(course, divided=True, interval_days=first)
    if first is None or high != low:
        raise UnreadableOrder("so many days, but how often?", step.start)
    doses = low if first == 1 else None
    if second is None:
        return replace(course, doses=doses, interval_days=first)
    if second < low or doses is None:
        raise UnreadableOrder("the course does not fit its interval", step.start)
    return replace(course, doses=doses, interval_days=second, spacing_days=first if doses > 1 else None)


def _counted(course: Course, step: Draft) -> Course:
    """Put in how often: doses of a single series, or repeats of a course of several doses."""
    count = step.count
    if step.once and count is None:
        return course if course.divided or course.doses else replace(course, doses=1)
    if count is None:
        return course
    several = course.divided or course.course_days is not None or (course.doses or 1) > 1
    if step.count_first and not several and 1 < count.number <= _A_COURSE:
        raise UnreadableOrder(f"{count.number} doses in each interval, or so many intervals?", step.start)
    if several:
        doses = course.doses or course.course_days or 1
        once_only = course.interval_days is None or course.spacing_days is None
        if count.number == course.doses and (count.noun == "dose" or (not count.noun and once_only)):
            return course
        if count.noun in ("dose", "visit") and not course.divided:
            if count.number % doses:
                raise UnreadableOrder(f"{count.number} doses do not make whole courses of {doses}", step.start)
            return replace(course, repeats=count.number // doses)
        return replace(course, repeats=count.number)
    if course.interval_days is None and count.number > 1:
        raise UnreadableOrder(f"{count.number} doses without an interval", step.start)
    if count.noun in ("visit", "course"):
        return replace(course, repeats=count.number)
    return replace(course, doses=count.number)


def _lasting(course: Course, step: Draft) -> tuple[Course, int | None]:
    """Put in for how long, where it is not the length of the course itself."""
    itself = step.over_days is None and step.course is None and step.duration is not None
    if step.duration is None or (itself and course.course_days == int(step.duration.days)):
        return course, None
    days, interval = step.duration.days, course.interval_days
    if step.duration.length == "week" and interval is not None and course.doses is None and not course.divided:
        if days % interval:
            raise UnreadableOrder(f"{step.duration.number} weeks are no whole number of intervals", step.start)
        return replace(course, doses=int(days / interval)), None
    return course, round(days)


def course_of(text: str, step: Draft, notes: Notes, *, whole_order: bool) -> tuple[Course, int | None]:
    """One step as a course, and its duration in days where the order gives one."""
    dose = step.dose
    if dose is None:
        raise UnreadableOrder("no amount", step.start)
    first, second = _interval(step)
    dose = _daily_total(step, dose, first)
    course = Course(
        amount=dose.amount,
        unit=dose.unit,
        per=dose.per,
        role=step.role,
        as_needed=step.as_needed,
        from_day=step.from_day,
        start=step.start,
        end=max(step.end, dose.end),
    )
    if step.at_most is not None:
        if not convertible(step.at_most.unit, dose.unit):
            raise UnreadableOrder("the cap has another unit than the dose", step.at_most.start)
        if step.at_most.every is not None and step.at_most.every not in (first, second):
            raise UnreadableOrder("the cap is per another time than the dose", step.at_most.start)
        course = replace(course, at_most=convert(step.at_most.amount, step.at_most.unit, dose.unit))
    short = step.duration is not None and step.duration.length in ("day", "week")
    of_days = step.course or (step.duration if step.duration and step.duration.length == "day" else None)
    if of_days is not None and first is not None and first > of_days.days and not step.offsets:
        raise UnreadableOrder(f"{of_days.number} days in each interval, but how much on each?", step.start)
    if step.offsets:
        course = _on_days(course, step, second or (first if first != dose.every or first != 1 else None))
    elif step.over_days or ((short or step.course is not None) and first is not None and first <= 1):
        course = _of_days(course, step, first, second)
    else:
        course = replace(course, interval_days=first)
    course, duration = _lasting(_counted(course, step), step)
    if whole_order and not (course.interval_days or course.doses or course.divided or course.as_needed):
        raise UnreadableOrder("no interval and no number of doses", course.end)
    return check_stated(course, step, notes, text), duration
