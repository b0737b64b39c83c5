"""The verdict on an order: whether it can be meant at all, what it lacks, and what the label says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from mednec.dosing.arithmetic import Arithmetic, doses_of_course
from mednec.dosing.beside import implied_weights, weights_like
from mednec.dosing.billing import amount_by_units
from mednec.dosing.label import LabelAnswer, hold_against_label
from mednec.dosing.readings import LABELLED, impossible_readings
from mednec.dosing.say import say
from mednec.dosing.schedule import slots
from mednec.dosing.stated import Contradiction
from mednec.dosing.worked import BODY, WorkedOrder, label_high, over_body, times, times_the_highest
from mednec.model.knowledge import LabelRow
from mednec.model.regimen import Course, Reading, Step
from mednec.model.words import DoseVerdict
from mednec.terminology.units import convertible

_IMPOSSIBLE = 5  # times the highest labelled total of 28 days: nobody means that


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A verdict with its reasons, before it is joined to the arithmetic."""

    verdict: DoseVerdict
    why: str
    missing: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    steps: tuple[Step, ...] = ()
    question: str = ""
    label: LabelAnswer | None = None


def answer_of(worked: WorkedOrder, arithmetic: Arithmetic, contradiction: Contradiction | None) -> Answer:
    """The verdict: impossible first, then what is missing, then the label."""
    if wrong := _wrong_unit(worked):
        return wrong
    highest = times_the_highest(worked.regimen, worked.drug.label, worked.body, worked.line)
    if highest is not None and highest[0] > _IMPOSSIBLE:
        return _impossible(worked, *highest)
    if contradiction is not None:
        return _not_at_this_weight(worked, contradiction)
    missing = tuple(dict.fromkeys((*arithmetic.missing, *_no_size(worked))))
    if missing:
        why = f"The dose cannot be verified without {', '.join(missing)}."
        return Answer(verdict=DoseVerdict.UNVERIFIABLE, why=why, missing=missing, label=hold_against_label(worked))
    label = hold_against_label(worked)
    return Answer(verdict=label.verdict, why=label.why, missing=label.missing, label=label)


def _no_size(worked: WorkedOrder) -> tuple[str, ...]:
    per = {course.per for course in worked.regimen.courses if course.per and worked.body.of(course.per) is None}
    return tuple(sorted(BODY[each] for each in per))


def _wrong_unit(worked: WorkedOrder) -> Answer | None:
    """An order in a unit that neither the billing unit nor any label row measures: counts of a drug given by mass."""
    known = [row.unit for row in worked.drug.label] + ([worked.billing.unit] if worked.billing else [])
    unit = worked.regimen.courses[0].unit
    if not known or any(convertible(unit, other) for other in known):
        return None
    if unit in ("mL", "L"):
        missing = f"the amount in {known[0]} (the order gives {unit})"
        why = f"The order gives a volume; without {missing} it cannot be verified."
        return Answer(verdict=DoseVerdict.UNVERIFIABLE, why=why, missing=(missing,))
    why = f"The order is in {unit}, which does not measure this drug; it is dosed and billed in {known[0]}."
    question = f"The order reads {worked.line.regimen!r}. How many {known[0]} are ordered?"
    return Answer(verdict=DoseVerdict.INCONSISTENT, why=why, question=question)


def _largest(worked: WorkedOrder) -> Course:
    """The course that makes the order impossible."""

    def ratio(course: Course) -> Fraction:
        alone = replace(worked.regimen, courses=(replace(course, from_day=None),), visits=None)
        found = times_the_highest(alone, worked.drug.label, worked.body, worked.line)
        return found[0] if found else Fraction(0)

    return max(worked.regimen.courses, key=ratio)


def _impossible(worked: WorkedOrder, ratio: Fraction, row: LabelRow) -> Answer:
    """An order that cannot be meant as written: its readings, the weights they imply, and a question."""
    course = _largest(worked)
    place = worked.regimen.courses.index(course)
    due = [s for s in slots(worked.regimen, worked.line.first_day, worked.line.last_day) if s.course == place]
    parts = course.course_days if course.divided and course.course_days else doses_of_course(course)
    courses = max(1, sum(slot.doses for slot in due) // parts)
    readings = impossible_readings(worked, course, courses)
    unit = f"{course.unit}/{course.per}" if course.per else course.unit
    would = ""
    if worked.totals is not None and worked.totals.per_course is not None and len(worked.regimen.courses) == 1:
        would = f", which would be {say(worked.totals.per_course, worked.totals.unit)} in one course"
    why = (
        f"The order cannot be meant as written: {say(course.amount)} {unit}{would}, is"
        f" {times(ratio)} the highest labelled total of 28 days"
        f" ({say(label_high(row), row.unit)}{f'/{row.per}' if row.per else ''})."
    )
    ordered = [reading for reading in readings if not reading.says.endswith(LABELLED)]
    fitting = [reading for reading in ordered if reading.fits]
    choice = "; or ".join(f"{reading.says} ({reading.working})" for reading in (fitting or ordered)[:2])
    ask = f"The order reads {worked.line.regimen!r}. Which dose is meant" + (
        f": {choice}; or another?" if choice else "?"
    )
    asked = amount_by_units(worked.line, worked.billing, course.unit)
    steps = implied_weights(worked, Fraction(asked), course.unit) if asked and course.per == "kg" else ()
    label = hold_against_label(worked, others=False)
    return Answer(verdict=DoseVerdict.INCONSISTENT, why=why, readings=readings, steps=steps, question=ask, label=label)


def _not_at_this_weight(worked: WorkedOrder, wrong: Contradiction) -> Answer:
    """A per-kg order whose stated dose is not what the measured weight gives."""
    course, stated, size = wrong.course, wrong.stated, wrong.size
    per, amount = course.per, f"{say(course.amount)} {course.unit}/{course.per}"
    by_size = f"{say(size)} {per} x {amount} = {say(size * course.amount, course.unit)}"
    implied = f"{say(stated, course.unit)} / ({amount}) = {say(Fraction(stated) / Fraction(course.amount), per)}"
    why = f"The order contradicts itself at this {BODY[per]}: {by_size}, but it states {say(stated, course.unit)}."
    as_stated = f"{over_body(Fraction(stated), course.unit, size, per)}; {implied}"
    readings = (
        Reading(says=f"{amount} at the measured {BODY[per]}", working=by_size),
        Reading(
            says=f"{say(stated, course.unit)} as stated",
            working=as_stated,
            fits=weights_like(worked, Fraction(stated) / Fraction(course.amount)) if per == "kg" else "",
        ),
    )
    question = f"The order reads {worked.line.regimen!r}. For which {BODY[per]} was it written?"
    label = hold_against_label(worked)
    return Answer(verdict=DoseVerdict.INCONSISTENT, why=why, readings=readings, question=question, label=label)
