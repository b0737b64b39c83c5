"""An order multiplied out: per dose, per course, per 28 days, per month, in the requested period, with the working."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from mednec.dosing.say import decimal, per_kg, say
from mednec.dosing.schedule import Slot, course_offsets, repeats_as_course, slots
from mednec.model.document import ChartCitation
from mednec.model.regimen import Course, Regimen, Step, Totals
from mednec.terminology.frequency import MONTH, exact_days
from mednec.terminology.units import convert, convertible

_BODY = {"kg": "body weight", "m2": "body surface area"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """Totals with their working; `totals` None where `missing` says what is needed."""

    totals: Totals | None
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What per-kg and per-m2 amounts are multiplied by, and where that is written."""

    weight_kg: Decimal | None = None
    bsa_m2: Decimal | None = None
    weight_at: ChartCitation | None = None
    bsa_at: ChartCitation | None = None

    def of(self, per: str) -> Decimal | None:
        """The number of kg or m2; 1 for an amount that is per neither."""
        return self.weight_kg if per == "kg" else self.bsa_m2 if per == "m2" else Decimal(1)

    def cited(self, per: str) -> tuple[ChartCitation, ...]:
        """Where the number of kg or m2 is written."""
        at = self.weight_at if per == "kg" else self.bsa_at if per == "m2" else None
        return () if at is None else (at,)


def dose_amount(course: Course, body: Body, unit: str) -> Fraction | None:
    """One administration in `unit`: the stated dose where a per-kg order states one, a share where it is divided.

    None where the weight or surface is not known and no dose is stated.
    """
    size = body.of(course.per)
    if course.per and course.stated is not None:
        amount = Fraction(course.stated)
    elif size is None:
        return None
    else:
        amount = Fraction(course.amount) * Fraction(size)
    if course.at_most is not None:
        amount = min(amount, Fraction(course.at_most))
    if course.divided and course.course_days:
        amount /= course.course_days
    return amount * Fraction(convert(Decimal(1), course.unit, unit))


def doses_of_course(course: Course) -> int:
    """Administrations that make one course (1 for a plain series)."""
    offsets = course_offsets(course)
    if offsets is not None:
        return len(offsets)
    if course.course_days and course.interval_days and not course.doses:
        return int(course.course_days / exact_days(course.interval_days))
    return course.doses or 1


def _steady(course: Course, each: Fraction, days: Fraction) -> Fraction | None:
    """Amount per `days` while the course runs; None for a course that is given once."""
    if course.interval_days is None:
        return None
    interval = exact_days(course.interval_days)
    if repeats_as_course(course):
        return each * doses_of_course(course) * days / interval
    if course.course_days is not None or course.doses is not None:
        # a series that ends is never more than itself
        return each * min(Fraction(doses_of_course(course)), days / interval)
    return each * days / interval


def _missing(regimen: Regimen, body: Body) -> tuple[str, ...]:
    units = {course.unit for course in regimen.courses}
    if any(not convertible(unit, regimen.courses[0].unit) for unit in units):
        return ("one unit for all steps of the order",)
    wanted = {c.per for c in regimen.courses if c.per and body.of(c.per) is None and c.stated is None}
    return tuple(sorted(_BODY[per] for per in wanted))


def _timed(regimen: Regimen) -> bool:
    """Whether the order says when: as-needed doses without an interval do not."""
    return all(c.interval_days is not None or c.doses or c.divided for c in regimen.courses)


def _sum(found: tuple[Slot, ...], each: list[Fraction]) -> Fraction:
    return sum((each[slot.course] * slot.doses for slot in found), Fraction(0))


def _dose_steps(regimen: Regimen, body: Body, each: list[Fraction], unit: str) -> list[Step]:
    """How one administration of each step comes about."""
    steps: list[Step] = []
    for course, amount in zip(regimen.courses, each, strict=True):
        label = f"{course.role} dose".strip() if course.role else "dose"
        size = body.of(course.per)
        if course.per and size is not None:
            whole = Fraction(course.amount) * Fraction(size)
            working = f"{say(size)} {course.per} x {say(course.amount)} {course.unit}/{course.per}"
            cited = body.cited(course.per)
            steps.append(Step(label=label, working=working, result=say(whole, course.unit), citations=cited))
            if course.stated is not None:
                working = f"{say(course.stated, course.unit)} / {say(size)} {course.per}"
                result = per_kg(Fraction(course.stated) / Fraction(size), course.unit, course.per)
                steps.append(Step(label=f"{label} as stated", working=working, result=result, citations=cited))
        if course.divided and course.course_days:
            days = course.course_days
            working = f"{say(amount * days, unit)} / {days} days"
            steps.append(Step(label=f"{label} per day", working=working, result=say(amount, unit)))
    return steps


def _course_step(course: Course, amount: Fraction, unit: str) -> Step | None:
    doses = doses_of_course(course)
    if doses < 2:
        return None
    label = f"{course.role} course".strip() if course.role else "course"
    return Step(label=label, working=f"{say(amount, unit)} x {doses}", result=say(amount * doses, unit))


def _rate_step(course: Course, amount: Fraction, unit: str, days: Fraction, label: str) -> Step | None:
    """`600 mg x 2 = 1,200 mg per 28 days`."""
    total = _steady(course, amount, days)
    if total is None or course.interval_days is None:
        return None
    block = amount * doses_of_course(course) if repeats_as_course(course) else amount
    times = total / block
    if times.denominator == 1:
        working = f"{say(block, unit)} x {times.numerator}"
    else:
        working = f"{say(block, unit)} x {say(days)} days / {say(course.interval_days)} days"
    return Step(label=label, working=working, result=f"{say(total, unit)} {label}")


def multiply_out(regimen: Regimen, *, body: Body, first: date, last: date) -> Arithmetic:
    """Totals of the order in the unit of its first step, for the period `first` to `last`, with the working."""
    missing = _missing(regimen, body)
    if not missing and not _timed(regimen):
        missing = ("interval (the order says only: as needed)",)
    unit = regimen.courses[0].unit
    given = [None if missing else dose_amount(course, body, unit) for course in regimen.courses]
    each = [amount for amount in given if amount is not None]
    if missing or len(each) != len(given):
        return Arithmetic(totals=None, missing=missing)
    course, amount = regimen.courses[-1], each[-1]
    in_period = slots(regimen, first, last)
    first_28 = _sum(slots(regimen, first, first + timedelta(days=27)), each)
    per_28 = _steady(course, amount, Fraction(28))
    per_month = _steady(course, amount, MONTH)
    days = len({slot.day for slot in in_period})
    totals = Totals(
        unit=unit,
        per_dose=decimal(max(each)),
        per_course=decimal(each[0] * doses_of_course(regimen.courses[0])),
        first_28_days=decimal(first_28),
        per_28_days=None if per_28 is None else decimal(per_28),
        per_month=None if per_month is None else decimal(per_month),
        in_period=decimal(_sum(in_period, each)),
        days_in_period=days,
    )
    steps = _dose_steps(regimen, body, each, unit)
    steps += [s for c, a in zip(regimen.courses, each, strict=True) if (s := _course_step(c, a, unit))]
    if per_28 is None or first_28 != per_28:
        steps.append(Step(label="first 28 days", working="doses that fall in them", result=say(first_28, unit)))
    for length, label in ((Fraction(28), "per 28 days"), (MONTH, "per mean month of 30.4375 days")):
        if step := _rate_step(course, amount, unit, length, label):
            steps.append(step)
    period = f"{first.isoformat()} to {last.isoformat()}"
    working = _period_working(in_period, each, unit)
    steps.append(
        Step(label=f"{period}, {days} days of treatment", working=working, result=say(_sum(in_period, each), unit))
    )
    return Arithmetic(totals=totals, steps=tuple(steps))


def _period_working(found: tuple[Slot, ...], each: list[Fraction], unit: str) -> str:
    """`8 x 600 mg`, one product per step of the order."""
    counts = {place: sum(slot.doses for slot in found if slot.course == place) for place in range(len(each))}
    parts = [f"{n} x {say(each[place], unit)}" for place, n in counts.items() if n]
    return " + ".join(parts) or "no dose falls in the period"


def implied_weight(amount: Decimal, unit: str, *, per_kg_amount: Decimal, part: Fraction = Fraction(1)) -> Step:
    """The weight at which `amount` is `part` of a per-kg dose: 20 g as one half of 1 g/kg implies 40 kg."""
    kg = Fraction(amount) / (Fraction(per_kg_amount) * part)
    share = "" if part == 1 else f" x {part}"
    return Step(
        label="implied weight",
        working=f"{say(amount, unit)} / ({say(per_kg_amount)} {unit}/kg{share})",
        result=say(kg, "kg"),
    )
