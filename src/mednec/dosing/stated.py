"""What an order says about a dose beside the dose itself ("= 50 g"), held against it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from mednec.dosing.arithmetic import Body
from mednec.dosing.cursor import UnreadableOrder
from mednec.dosing.draft import Draft, Notes, Quantity
from mednec.model.regimen import Course, Regimen
from mednec.terminology.frequency import exact_days
from mednec.terminology.units import convert, convertible, unit

_ROUNDING = Decimal("0.05")  # a dose written beside a per-kg amount is rounded to what vials allow
_DECLARED_ROUNDING = Decimal("0.15")
# The weight of the chart need not be the weight the order was written for; doses for an adjusted or ideal weight are
# lower than the measured weight gives, never higher.
_ABOVE_MEASURED = Decimal("0.1")
_BELOW_MEASURED = Decimal("0.4")


def _near(one: Decimal, other: Decimal, tolerance: Decimal) -> bool:
    return abs(one - other) <= tolerance * max(abs(one), abs(other))


def _body(course: Course, notes: Notes) -> Decimal | None:
    """What a per-kg or per-m2 amount is multiplied by, where the order itself says it."""
    return notes.weight_kg if course.per == "kg" else notes.bsa_m2 if course.per == "m2" else None


def _multiples(course: Course) -> tuple[Fraction, ...]:
    """What a stated amount may be a total of, as multiples of the course's amount: one dose, one course, one day."""
    found = [Fraction(1)]
    if course.doses and not course.divided:
        found.append(Fraction(course.doses))
    if course.divided and course.course_days:
        found.append(Fraction(1, course.course_days))
    if course.interval_days is not None and course.interval_days < 1:
        found.append(1 / exact_days(course.interval_days))
    if course.repeats is not None:
        found.append(Fraction(course.repeats) * found[-1])
    return tuple(found)


def _multiple(course: Course, stated: Decimal, amount: Decimal, tolerance: Decimal) -> Fraction | None:
    """Which multiple of `amount` a stated amount is, None where it is none of them."""
    for multiple in _multiples(course):
        if _near(stated, amount * multiple.numerator / multiple.denominator, tolerance):
            return multiple
    return None


def _multiple_at(course: Course, stated: Decimal, amount: Decimal) -> Fraction | None:
    """The multiple that lies nearest, where the stated amount is no more above and below it than weights explain."""
    multiple = min(_multiples(course), key=lambda m: abs(Fraction(stated) / (Fraction(amount) * m) - 1))
    ratio = Fraction(stated) / (Fraction(amount) * multiple)
    return multiple if 1 - Fraction(_BELOW_MEASURED) <= ratio <= 1 + Fraction(_ABOVE_MEASURED) else None


def _as_amount(stated: Decimal, multiple: Fraction) -> Decimal:
    """The stated total said as the course's own amount: 250 g of five doses is 50 g."""
    return stated * multiple.denominator / multiple.numerator


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A per-kg or per-m2 course whose stated amount does not come out at the body size of the chart."""

    course: Course
    stated: Decimal
    size: Decimal


def settle_stated(order: Regimen, body: Body) -> tuple[Regimen, Contradiction | None]:
    """The order with each stated amount read as that of one dose at this body size, and the first that is none.

    Without the size it cannot be told whether a stated amount is of one dose or of all, so it is left out; so is one
    that is more than a tenth above what the size gives, or less than six tenths of it.
    """
    courses: list[Course] = []
    wrong: Contradiction | None = None
    for course in order.courses:
        size, stated = body.of(course.per), course.stated
        if stated is None or not course.per:
            courses.append(course)
            continue
        multiple = None if size is None else _multiple_at(course, stated, course.amount * size)
        courses.append(replace(course, stated=None if multiple is None else _as_amount(stated, multiple)))
        if multiple is None and size is not None:
            wrong = wrong or Contradiction(course=course, stated=stated, size=size)
    return replace(order, courses=tuple(courses)), wrong


def _fixed(course: Course, said: Quantity, notes: Notes, text: str) -> Course:
    """An amount without per-kg beside the dose."""
    measures = {known.measures for name in (said.unit, course.unit) if (known := unit(name))}
    if "volume" in measures and len(measures) == 2 and not course.per:
        # "0.4 mL (40 mg)": the drug is what is dosed, the volume is what it is dissolved in
        of_drug = course.unit if convertible(said.unit, "mL") else said.unit
        return course if of_drug == course.unit else replace(course, amount=said.amount, unit=said.unit)
    if not convertible(said.unit, course.unit):
        raise UnreadableOrder(f"the same dose in units that do not convert: {said.unit}, {course.unit}", said.start)
    amount = convert(said.amount, said.unit, course.unit)
    tolerance = _DECLARED_ROUNDING if notes.rounded else _ROUNDING
    if said.every is not None and said.every > 1:
        return _rate_stated(course, said, amount, text)
    if not course.per:
        if said.whole and course.doses is None and course.repeats is None:
            return course  # how many doses make the total is not written; the requested period tells
        if _multiple(course, amount, course.amount, tolerance / 10) is None:
            written = text[said.start : said.end]
            raise UnreadableOrder(f"the dose and {written!r} beside it do not agree", said.start, contradiction=True)
        return replace(course, stated=amount) if said.whole and amount != course.amount else course
    body = _body(course, notes)
    if body is not None:
        expected = course.amount * body
        multiple = _multiple(course, amount, expected, tolerance)
        if multiple is None:
            working = f"{course.amount} {course.unit}/{course.per} x {body} = {expected} {course.unit}"
            why = f"{working}, but the order says {text[said.start : said.end]}"
            raise UnreadableOrder(why, said.start, contradiction=True)
        return replace(course, stated=_as_amount(amount, multiple))
    if course.divided and said.every == 1 and course.course_days:
        amount *= course.course_days
    return course if said.whole and not course.divided else replace(course, stated=amount)


def _rate_stated(course: Course, said: Quantity, amount: Decimal, text: str) -> Course:
    """`(1,200 mg per 28 days)`: what the doses of so many days come to, checked where the dose is absolute."""
    if course.per or course.interval_days is None or said.every is None:
        return course
    doses = Fraction(course.doses or 1) if course.spacing_days is not None else Fraction(1)
    comes_to = Fraction(course.amount) * doses * Fraction(said.every) / exact_days(course.interval_days)
    if abs(comes_to - Fraction(amount)) > comes_to / 100:
        written = text[said.start : said.end]
        raise UnreadableOrder(f"the dose and {written!r} beside it do not agree", said.start, contradiction=True)
    return course


def _per_body(course: Course, said: Quantity, notes: Notes) -> None:
    """A per-kg amount beside a dose: checked where that is per kg too, or where the order gives the weight."""
    if course.per == said.per and convertible(said.unit, course.unit):
        if _multiple(course, convert(said.amount, said.unit, course.unit), course.amount, _ROUNDING) is None:
            why = f"the dose and {said.amount} {said.unit}/{said.per} beside it do not agree"
            raise UnreadableOrder(why, said.start, contradiction=True)
        return
    body = notes.weight_kg if said.per == "kg" else notes.bsa_m2
    if course.per or body is None or not convertible(said.unit, course.unit):
        return
    amount = convert(said.amount, said.unit, course.unit) * body
    tolerance = _DECLARED_ROUNDING if notes.rounded else _ROUNDING
    if _multiple(course, amount, course.amount, tolerance) is None:
        why = f"{said.amount} {said.unit}/{said.per} x {body} is not the dose written"
        raise UnreadableOrder(why, said.start, contradiction=True)


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
