"""Ways in which an impossible order could be meant, each multiplied out, and what else it agrees with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mednec.dosing.arithmetic import doses_of_course
from mednec.dosing.say import say
from mednec.dosing.worked import WorkedOrder, in_unit, label_high, near, over_body
from mednec.model.knowledge import LabelRow
from mednec.model.regimen import Course, Reading
from mednec.terminology.units import convertible

_SHOWN = 6
_FARTHEST = 5  # a total this many times the highest labelled one, or this part of the lowest, cannot be meant
LABELLED = ", the labelled dose"  # how a reading ends that takes the label's dose
_SMALLER = {"kg": "g", "g": "mg", "mg": "mcg", "mcg": "ng"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to mean a course: its total, per kg or per m2 or neither, and in how many equal parts it is given."""

    says: str
    amount: Fraction  # of one part
    unit: str
    per: str = ""
    parts: int = 1

    @property
    def total(self) -> Fraction:
        return self.amount * self.parts


def label_rows(worked: WorkedOrder) -> tuple[LabelRow, ...]:
    """Label rows for the disease, else all of the drug."""
    return worked.of_disease() or worked.drug.label


def _days(course: Course) -> int:
    return course.course_days or doses_of_course(course)


def _amount(course: Course, divisor: int, per: bool = True) -> str:
    amount = f"{say(Fraction(course.amount) / divisor)} {course.unit}"
    return f"{amount}/{course.per}" if per and course.per else amount


def _candidates(course: Course, rows: tuple[LabelRow, ...]) -> Iterator[Candidate]:
    """Drop the per, put the amount on each day or on all, move the point, take the next unit, take the label."""
    amount, unit, per, days = Fraction(course.amount), course.unit, course.per, _days(course)
    tail = f" over {days} days" if course.divided and days > 1 else f" x {days}" if days > 1 else ""
    parts = 1 if course.divided else days
    if days > 1 and (per or course.divided):
        yield Candidate(
            says=f"{_amount(course, 1, per=False)} per day x {days} days", amount=amount, unit=unit, parts=days
        )
    if days > 1 and (per or not course.divided):
        yield Candidate(says=f"{_amount(course, 1, per=False)} in all over {days} days", amount=amount, unit=unit)
    if per and days == 1:
        yield Candidate(says=_amount(course, 1, per=False), amount=amount, unit=unit)
    for divisor in (10, 100):
        says = f"{_amount(course, divisor)}{tail} (decimal point)"
        yield Candidate(says=says, amount=amount / divisor, unit=unit, per=per, parts=parts)
    if smaller := _SMALLER.get(unit):
        says = f"{say(amount)} {smaller}{f'/{per}' if per else ''}{tail} (unit)"
        yield Candidate(says=says, amount=amount, unit=smaller, per=per, parts=parts)
    for row in rows:
        if convertible(row.unit, unit):
            says = f"{say(row.amount_high)} {row.unit}{f'/{row.per}' if row.per else ''}{LABELLED}"
            yield Candidate(says=says, amount=Fraction(row.amount_high), unit=row.unit, per=row.per)


def _absolute(worked: WorkedOrder, found: Candidate) -> Fraction | None:
    """The candidate's total in its own unit, multiplied by weight or surface; None without it."""
    size = worked.body.of(found.per)
    return None if size is None else found.total * Fraction(size)


def _possible(worked: WorkedOrder, found: Candidate) -> bool:
    """Whether the total lies between a fifth of the lowest and five times the highest labelled dose of the drug."""
    highs, lows = [], []
    for row in worked.drug.label:
        if not convertible(found.unit, row.unit):
            continue
        if row.per == found.per:
            ours = in_unit(found.total, found.unit, row.unit)
        else:
            absolute, size = _absolute(worked, found), worked.body.of(row.per)
            if absolute is None or size is None:
                continue
            ours = in_unit(absolute, found.unit, row.unit) / Fraction(size)
        highs.append(ours / label_high(row))
        lows.append(ours / Fraction(row.amount_low))
    return not highs or (min(highs) <= _FARTHEST and max(lows) * _FARTHEST >= 1)


def working_of(worked: WorkedOrder, found: Candidate) -> str:
    """`29 g x 4 = 116 g; 116 g / 58.1 kg = 2.00 g/kg`."""
    size, per = worked.body.of(found.per), found.per
    lines = []
    if found.parts > 1:
        unit = f"{found.unit}/{per}" if per else found.unit
        lines.append(f"{say(found.amount, unit)} x {found.parts} = {say(found.total, unit)}")
    if per and size is not None:
        product = say(found.total * Fraction(size), found.unit)
        lines.append(f"{say(found.total)} {found.unit}/{per} x {say(size)} {per} = {product}")
    rows = {row.per for row in label_rows(worked) if row.per}
    for of in sorted(rows):
        body = worked.body.of(of)
        if not per and body is not None:
            lines.append(over_body(found.total, found.unit, body, of))
    return "; ".join(lines) or f"{say(found.total, found.unit)}{f'/{per}' if per else ''}"


def _is_labelled(worked: WorkedOrder, found: Candidate, row: LabelRow) -> bool:
    """Whether the candidate's total, or each of its parts, is a labelled dose."""
    if not convertible(found.unit, row.unit):
        return False
    high = Fraction(row.amount_high)
    if found.per == row.per:
        amounts = (in_unit(each, found.unit, row.unit) for each in (found.total, found.amount))
        return high in tuple(amounts)
    size, of_row = worked.body.of(found.per), worked.body.of(row.per)
    if size is None or of_row is None:
        return False
    bodies = (in_unit(each * Fraction(size), found.unit, row.unit) for each in (found.total, found.amount))
    return any(near(each, high * Fraction(of_row)) for each in bodies)


def fits_of(worked: WorkedOrder, found: Candidate, courses: int) -> tuple[str, ...]:
    """What else on the request the candidate agrees with."""
    fits = []
    units, billing, absolute = worked.line.units, worked.billing, _absolute(worked, found)
    if units is not None and billing is not None and absolute is not None and convertible(billing.unit, found.unit):
        asked = in_unit(Fraction(billing.amount) * units, billing.unit, found.unit)
        for number in sorted({1, courses}):
            if near(asked, absolute * number, Fraction(101, 100)):
                of = f" = {number} x {say(absolute, found.unit)}" if number > 1 else ""
                fits.append(f"{say(Decimal(units))} units = {say(asked, found.unit)}{of}")
                break
    for row in label_rows(worked):
        if _is_labelled(worked, found, row) and not found.says.endswith(LABELLED):
            fits.append(f"the labelled {say(row.amount_high)} {row.unit}{f'/{row.per}' if row.per else ''}")
            break
    return tuple(fits)


def impossible_readings(worked: WorkedOrder, course: Course, courses: int) -> tuple[Reading, ...]:
    """How a course that cannot be meant as written could be meant; those that fit something else first.

    `courses`: how many of it fall in the requested period.
    """
    found: list[tuple[int, Reading]] = []
    seen: set[tuple[str, Fraction, Fraction]] = set()
    for candidate in _candidates(course, label_rows(worked)):
        of = "mg" if convertible(candidate.unit, "mg") else candidate.unit
        key = (candidate.per, in_unit(candidate.amount, candidate.unit, of), Fraction(candidate.parts))
        if key in seen or not _possible(worked, candidate):
            continue
        seen.add(key)
        fits = fits_of(worked, candidate, courses)
        reading = Reading(says=candidate.says, working=working_of(worked, candidate), fits="; ".join(fits))
        found.append((len(fits), reading))
    return tuple(reading for _, reading in sorted(found, key=lambda pair: -pair[0]))[:_SHOWN]
