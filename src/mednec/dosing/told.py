"""Doses told in running text, put together: steps joined, changes shared out, what cannot be told refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

from mednec.dosing import counted
from mednec.dosing.assemble import joined
from mednec.dosing.charted import Reader, Told
from mednec.dosing.courses import course_of
from mednec.dosing.cursor import UnreadableOrder
from mednec.dosing.draft import Draft
from mednec.dosing.lexicon import LINKS
from mednec.dosing.plausible import cannot_be_meant
from mednec.model.knowledge import Drug
from mednec.model.regimen import Course, Measured, ToldDose
from mednec.terminology.frequency import frequency_at

UNKNOWN = Measured()
_REACH = 70  # letters in which a schedule makes an amount that cannot be told one that was meant as a dose
_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]")
_AGAIN = frozenset(("by", "and", "another", "a", "second", "repeat", "repeated"))


def _scheduled(text: str, start: int, end: int) -> bool:
    """Whether a schedule stands there, or close behind in the same clause."""
    clause = re.compile(r"[^.;\n]*").match(text, end, end + _REACH)
    stop = clause.end() if clause else end
    return any(frequency_at(text, start + m.start()) is not None for m in _WORD.finditer(text[start:stop]))


def _runs(told: list[Told]) -> list[list[Told]]:
    """Steps that are told one behind the other; a change of dose begins anew."""
    runs: list[list[Told]] = []
    for one in told:
        words = set(one.lead) - LINKS - _AGAIN
        joins = bool(runs) and not one.change and not words and one.stop is None and runs[-1][-1].stop is None
        if joins:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _share_schedule(told: list[Told]) -> None:
    """`from 450 mg to 600 mg every 2 weeks`, `40 mg weekly -> every other week`: what stands once holds for both."""
    for before, after in pairwise(told):
        if not after.change:
            continue
        one, other = before.draft, after.draft
        if other.dose is None and other.strength is None:
            other.dose, other.strength = one.dose, one.strength
        if not one.scheduled and one.times_of_day == 0:
            one.intervals, one.times_of_day = list(other.intervals), other.times_of_day
        elif not other.scheduled and other.times_of_day == 0:
            other.intervals, other.times_of_day = list(one.intervals), one.times_of_day


def _of_run(text: str, run: list[Told], drug: Drug | None) -> list[ToldDose]:
    steps = [one.draft for one in run]
    of = {id(one.draft): one for one in run}
    try:
        for one in run:
            counted.dose_of_strength(one.draft, one.route)
        kept = joined(steps)
    except UnreadableOrder as stop:
        if len(run) > 1 and not stop.contradiction:
            return [dose for one in run for dose in _of_run(text, [one], drug)]
        return [_refused(text, run[0], stop, steps[-1].end)]
    return [told for step in kept if (told := _one(text, of[id(step)], drug)) is not None]


def _one(text: str, told: Told, drug: Drug | None) -> ToldDose | None:
    step, notes = told.draft, told.notes
    if step.dose is None:
        return None
    cap = (step.at_most.amount, step.at_most.unit) if step.at_most is not None else None
    if step.at_most is not None and step.at_most.every is not None:
        step.at_most = None  # of a day or week, not of one dose
    try:
        counted.check_forms(step)
        counted.one_form(step)
        course, duration = course_of(text, step, notes, whole_order=False)
    except UnreadableOrder as stop:
        return _refused(text, told, stop, step.end)
    course, duration = _length(course, step, duration)
    why = cannot_be_meant(course, drug)
    start, end = min(step.start, step.dose.start), max(step.end, step.dose.end, step.start)
    scheduled = bool(course.interval_days or course.doses or course.divided or course.as_needed)
    if not scheduled and (step.duration is not None or step.count is not None):
        why = why or "for how long is written, but not how often"
        scheduled = True
    return ToldDose(
        start=start,
        end=end,
        course=None if why else course,
        why=why,
        scheduled=scheduled,
        lead=told.lead,
        route=told.route,
        weight_kg=notes.weight_kg,
        bsa_m2=notes.bsa_m2,
        duration_days=duration,
        cap=cap,
        changed=told.change,
        ranged=told.ranged,
        dates=step.dates,
    )


def _length(course: Course, step: Draft, duration: int | None) -> tuple[Course, int | None]:
    """Weeks and months of single doses are no number of doses: they are told only of what is taken every day."""
    weeks = step.duration is not None and step.duration.length == "week" and step.count is None and not step.offsets
    if weeks and not course.divided and course.course_days is None and course.interval_days is not None:
        course = replace(course, doses=None)
    daily = course.interval_days is not None and course.interval_days <= 1
    return course, duration if daily else None


def _refused(text: str, told: Told, stop: UnreadableOrder, end: int) -> ToldDose:
    step = told.draft
    start = min(step.start, step.dose.start) if step.dose else step.start
    scheduled = step.scheduled or stop.contradiction or _scheduled(text, start, max(end, start))
    return ToldDose(
        start=start,
        end=max(end, stop.at, start + 1),
        why=stop.why,
        scheduled=scheduled,
        lead=told.lead,
        changed=told.change,
    )


def read_doses(
    text: str, drug: Drug | None = None, written: date | None = None, body: Measured = UNKNOWN
) -> tuple[ToldDose, ...]:
    """Every dose of one drug that a stretch of running text tells, in order. Never raises.

    `written` is the day of the text, by which a day without a year is told; `body` what is known of weight and size.

    >>> [str(d.course.amount) for d in read_doses("5 mg daily, increased to 10 mg daily") if d.course]
    ['5', '10']
    """
    told = Reader(text, written, body).read()
    _share_schedule(told)
    found: list[ToldDose] = []
    for run in _runs(told):
        if run[0].stop is not None:
            found.append(_refused(text, run[0], run[0].stop, run[0].draft.end))
        else:
            found += _of_run(text, run, drug)
    return tuple(found)
