"""What an order says about a dose beside the dose itself ("= 50 g"), held against it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mednec.dosing.cursor import UnreadableOrder
from mednec.dosing.draft import Draft, Notes, Quantity
from mednec.model.regimen import Course
from mednec.terminology.frequency import exact_days
from mednec.terminology.units import convert, convertible

_ROUNDING = Decimal("0.05")  # a dose written beside a per-kg amount is rounded to what vials allow
_DECLARED_ROUNDING = Decimal("0.15")


def _near(one: Decimal, other: Decimal, tolerance: Decimal) -> bool:
    return abs(one - other) <= tolerance * max(abs(one), abs(other))


def _body(course: Course, notes: Notes) -> Decimal | None:
    """What a per-kg or per-m2 amount is multiplied by, where the order itself says it."""
    return notes.weight_kg if course.per == "kg" else notes.bsa_m2 if course.per == "m2" else None


def _multiples(course: Course, amount: Decimal) -> tuple[Decimal, ...]:
    """One dose, one course, one day: what a stated amount may be the total of."""
    found = [amount]
    if course.doses:
        found.append(amount * course.doses)
    if course.divided and course.course_days:
        found.append(amount / course.course_days)
    if course.interval_days is not None and course.interval_days < 1:
        times = 1 / exact_days(course.interval_days)
        found.append(amount * times.numerator / times.denominator)
    return tuple(found)


def _fixed(course: Course, said: Quantity, notes: Notes, text: str) -> Course:
    """An amount without per-kg beside the dose."""
    if not convertible(said.unit, course.unit):
        raise UnreadableOrder(f"the same dose in units that do not convert: {said.unit}, {course.unit}", said.start)
    amount = convert(said.amount, said.unit, course.unit)
    tolerance = _DECLARED_ROUNDING if notes.rounded else _ROUNDING
    if not course.per:
        if not any(_near(amount, expected, tolerance / 10) for expected in _multiples(course, course.amount)):
            written = text[said.start : said.end]
            raise UnreadableOrder(f"the dose and {written!r} beside it do not agree", said.start)
        return replace(course, stated=amount) if said.whole and amount != course.amount else course
    body = _body(course, notes)
    if body is not None:
        expected = course.amount * body
        if not any(_near(amount, each, tolerance) for each in _multiples(course, expected)):
            working = f"{course.amount} {course.unit}/{course.per} x {body} = {expected} {course.unit}"
            raise UnreadableOrder(f"{working}, but the order says {text[said.start : said.end]}", said.start)
    if course.divided and said.every == 1 and course.course_days:
        amount *= course.course_days
    return course if said.whole and not course.divided else replace(course, stated=amount)


def _per_body(course: Course, said: Quantity, notes: Notes) -> None:
    """A per-kg amount beside a fixed dose: checked where the order gives the weight."""
    body = notes.weight_kg if said.per == "kg" else notes.bsa_m2
    if course.per or body is None or not convertible(said.unit, course.unit):
        return
    amount = convert(said.amount, said.unit, course.unit) * body
    tolerance = _DECLARED_ROUNDING if notes.rounded else _ROUNDING
    if not any(_near(amount, each, tolerance) for each in _multiples(course, course.amount)):
        raise UnreadableOrder(f"{said.amount} {said.unit}/{said.per} x {body} is not the dose written", said.start)


def check_stated(course: Course, step: Draft, notes: Notes, text: str) -> Course:
    """The course with the dose stated beside it. Raises UnreadableOrder where the order contradicts itself."""
    for said in step.stated:
        if said.per:
            _per_body(course, said, notes)
        elif said.whole and step.parts:
            course = replace(course, stated=convert(said.amount, said.unit, course.unit))
        elif course.stated is None or not convertible(said.unit, course.unit):
            course = _fixed(course, said, notes, text)
    return course
