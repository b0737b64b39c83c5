"""Steps as read -> a regimen; refuses where the steps do not fit together."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from mednec.dosing.courses import course_of
from mednec.dosing.cursor import UnreadableOrder
from mednec.dosing.dated import count_days
from mednec.dosing.draft import Draft, Notes, Quantity
from mednec.model.regimen import Course, Regimen
from mednec.terminology.units import convert, convertible

_MOST_SPREAD = 60  # doses of one course


def _same_dose(one: Draft, other: Draft) -> bool:
    """Whether two steps give the same amount."""
    if one.dose is None or other.dose is None or one.dose.per != other.dose.per:
        return False
    if not convertible(one.dose.unit, other.dose.unit):
        return False
    return convert(other.dose.amount, other.dose.unit, one.dose.unit) == one.dose.amount


def number_days(steps: list[Draft]) -> None:
    """Count every named day from 0, the first day of the order being day 1 (or 0, where the order names a day 0)."""
    every = [step for top in steps for step in (top, *top.parts)]
    count_days(every)
    named = [n for s in every if not s.weeks for n in s.day_numbers]
    named += [s.from_day for s in every if s.from_day is not None and not s.from_week]
    weeks = [n for s in every if s.weeks for n in s.day_numbers]
    first_day = 0 if 0 in named else 1
    first_week = 1 if (1 in weeks or _goes_on(steps, weeks)) and 0 not in weeks else 0
    for step in every:
        if step.apart is not None:
            _spread(step, step.apart)
        elif step.dates:
            pass  # counted already
        elif step.weeks:
            step.offsets = tuple((n - first_week) * 7 for n in step.day_numbers)
        else:
            step.offsets = tuple(n - first_day for n in step.day_numbers)
        if step.from_day is not None:
            step.from_day = (step.from_day - first_week) * 7 if step.from_week else step.from_day - first_day


def _goes_on(steps: list[Draft], weeks: list[int]) -> bool:
    """Whether a series counted in weeks goes on with the next one: `weekly x 4, then 1,200 mg at week 5`."""
    counts = [step.count.number for step in steps if step.intervals == [7] and step.count is not None]
    return bool(counts) and counts[0] + 1 in weeks


def _spread(step: Draft, apart: int) -> None:
    """The days of doses a given time apart: `x 2, 14 days apart`. Refuses without their number."""
    if step.day_numbers:
        gaps = {later - earlier for earlier, later in pairwise(step.day_numbers)}
        if step.weeks or gaps != {apart}:
            raise UnreadableOrder("the named days are not so far apart", step.start)
        step.offsets = tuple(n - step.day_numbers[0] for n in step.day_numbers)
    elif step.count is None or not 1 < step.count.number <= _MOST_SPREAD:
        raise UnreadableOrder("how many doses are so far apart?", step.start)
    else:
        step.offsets = tuple(n * apart for n in range(step.count.number))
        step.count = None


def _follow_up(steps: list[Draft]) -> list[Draft]:
    """Join a schedule without an amount to the step it is about, or give it the amount before ("then every ...")."""
    joined: list[Draft] = []
    for step in steps:
        if step.dose is not None and not (joined and _restated(joined[-1], step)):
            if step.said:
                raise UnreadableOrder("an amount is said to equal something that is not written", step.start)
            joined.append(step)
            continue
        if step.dose is not None:
            joined[-1].stated += [step.dose, *step.stated]
            continue
        if not joined:
            if step.scheduled or step.stated or step.count:
                raise UnreadableOrder("a schedule without an amount", step.start)
            continue
        before = joined[-1]
        restates = step.link in (";", ".", ",", "") or step.repeat
        if not step.scheduled and step.count is None:
            before.stated += step.stated
            before.role = before.role or (step.role if step.link == "." else "")
        elif restates:
            _merge(before, step)
        elif step.intervals or step.times_of_day or step.offsets:
            step.dose, step.strength = before.dose, before.strength
            step.at_most = step.at_most or before.at_most
            step.stated = step.stated or [said for said in before.stated if not said.whole]
            joined.append(step)
        else:
            raise UnreadableOrder("a further step without an amount and an interval", step.start)
    return joined


def _restated(before: Draft, step: Draft) -> bool:
    """`5 mg/kg every 8 weeks; dose to be given 510 mg`: a fixed amount in a further sentence, without a schedule."""
    apart = step.link in (";", ".") and not step.scheduled and step.count is None and not step.role
    if not apart or before.dose is None or step.dose is None or step.dose.per:
        return False
    return bool(before.dose.per) or step.dose.whole


def _merge(before: Draft, step: Draft) -> None:
    """Join `; every 4 weeks` or `repeat q24 weeks` to the step before it."""
    if (step.intervals and before.intervals) or (step.offsets and before.offsets) or (step.count and before.count):
        raise UnreadableOrder("two schedules for one amount", step.start)
    before.intervals += step.intervals
    before.times_of_day += step.times_of_day
    before.offsets = before.offsets or step.offsets
    before.over_days, before.count = before.over_days or step.over_days, before.count or step.count
    before.duration, before.once = before.duration or step.duration, before.once or step.once
    before.course = before.course or step.course
    before.stated += step.stated
    before.as_needed, before.at_most = before.as_needed or step.as_needed, before.at_most or step.at_most
    before.end = max(before.end, step.end)


def _together(steps: list[Draft]) -> list[Draft]:
    """`1 g day 1 and 1 g day 15` is one course of two doses; `then 1 g two weeks later` too."""
    joined: list[Draft] = []
    for step in steps:
        if joined and step.later is not None and joined[-1].offsets:
            step.offsets = (joined[-1].offsets[-1] + step.later,)
        before = joined[-1] if joined else None
        single = before is not None and not before.intervals and not before.role and not step.role
        if before is not None and single and before.offsets and step.offsets and _same_dose(before, step):
            if step.offsets[0] <= before.offsets[-1]:
                raise UnreadableOrder("the days are not in order", step.start)
            before.offsets += step.offsets
            step.offsets = ()
            _merge(before, step)
        elif step.later is not None and not step.offsets:
            raise UnreadableOrder("later than what?", step.start)
        else:
            joined.append(step)
    return joined


def _parts(step: Draft) -> None:
    """`2 g every 6 months (1 g day 1, then 1 g two weeks later)`: the parts are the doses and must make the whole."""
    if not step.parts or step.dose is None:
        return
    whole = step.dose
    parts = _together(_follow_up(step.parts))
    if len(parts) == 1:
        _on_following_days(parts[0], whole)
    if len(parts) != 1 or parts[0].dose is None or parts[0].intervals or not parts[0].offsets:
        raise UnreadableOrder("the parts of the dose cannot be told", step.parts[0].start)
    part = parts[0].dose
    doses = len(parts[0].offsets)
    if part.per != whole.per or not convertible(part.unit, whole.unit):
        raise UnreadableOrder("the parts of the dose have another unit", part.start)
    if convert(part.amount * doses, part.unit, whole.unit) != whole.amount and not _same_dose(step, parts[0]):
        said = f"{doses} x {part.amount} {part.unit} is not {whole.amount} {whole.unit}"
        raise UnreadableOrder(f"the parts do not make the whole: {said}", part.start, contradiction=True)
    if not _same_dose(step, parts[0]):
        step.stated.append(replace(whole, whole=True))
    step.dose, step.offsets = part, parts[0].offsets


def _on_following_days(part: Draft, whole: Quantity) -> None:
    """`(0.4 g/kg/day x 5 days)`: so many days in a row. Without "a day" only where the days make the whole."""
    dose, days = part.dose, part.duration
    if part.offsets or dose is None or days is None or days.length != "day" or days.number > _MOST_SPREAD:
        return
    daily = dose.every == 1 or part.intervals == [1]
    makes_whole = convertible(dose.unit, whole.unit) and (
        convert(dose.amount * days.number, dose.unit, whole.unit) == whole.amount
    )
    if dose.every not in (None, 1) or part.intervals not in ([], [1]) or not (daily or makes_whole):
        return
    part.dose, part.intervals, part.duration = replace(dose, every=None), [], None
    part.offsets = tuple(range(days.number))


def regimen_of(text: str, steps: list[Draft], notes: Notes) -> Regimen:
    """The regimen of an order. Raises UnreadableOrder where the steps do not fit together."""
    number_days(steps)
    total, steps = _bare_total(steps)
    visits = None
    if len(steps) > 1 and steps[-1].empty is False and steps[-1].dose is None and steps[-1].link == ";":
        last = steps[-1]
        if last.count is not None and not last.intervals and not last.offsets:
            visits, steps = last.count.number, steps[:-1]
    for step in steps:
        _parts(step)
    steps = _together(_follow_up(steps))
    if not steps:
        raise UnreadableOrder("no amount", 0)
    if len(steps) == 1 and visits is not None:
        raise UnreadableOrder("a number of visits that fits no step", len(text))
    read = [course_of(text, step, notes, whole_order=True) for step in steps]
    for course, duration in read[:-1]:
        open_end = course.interval_days is not None and course.doses is None and course.course_days is None
        if open_end and course.repeats is None and not duration:
            raise UnreadableOrder("a step without an end is followed by another", course.end)
    totals = [quantity for step in steps for quantity in step.stated if quantity.whole and not step.parts]
    totals = [quantity for quantity in totals if not quantity.per]
    total = total or (totals[0] if totals else None)
    return Regimen(
        text=text,
        courses=tuple(course for course, _ in read),
        route=notes.route,
        rate=notes.rate,
        stated_total=total.amount if total else None,
        stated_total_unit=total.unit if total else "",
        duration_days=read[-1][1],
        visits=visits,
        weight_kg=notes.weight_kg,
        bsa_m2=notes.bsa_m2,
        billed_units=notes.billed_units,
    )


def _bare_total(steps: list[Draft]) -> tuple[Quantity | None, list[Draft]]:
    """`Drug A 140 grams. 1 g/kg per day ...`: an amount without a schedule, in a sentence of its own before."""
    if len(steps) < 2 or steps[0].dose is None or steps[0].scheduled or not steps[0].sentence_end:
        return None, steps
    if steps[0].dose.per or steps[0].dose.form or steps[1].dose is None:
        return None, steps
    return steps[0].dose, steps[1:]


def joined(steps: list[Draft]) -> list[Draft]:
    """Steps told one behind the other, days numbered, parts and repeats put in. Raises UnreadableOrder."""
    number_days(steps)
    for step in steps:
        _parts(step)
    return _together(_follow_up(steps))


def dose_of(text: str, step: Draft, notes: Notes) -> Course | None:
    """The one course of a fragment; None without an amount. Raises UnreadableOrder where the pieces do not fit."""
    if step.dose is None:
        return None
    number_days([step])
    _parts(step)
    return course_of(text, step, notes, whole_order=False)[0]
