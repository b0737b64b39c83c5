"""Visits asked against dates expected and recorded: what fits, what was held, what nobody accounts for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from mednec.criteria.record import Record
from mednec.dosing.say import say
from mednec.dosing.schedule import Reconciliation, mean_interval, reconcile
from mednec.model.determination import LineReview, ScheduleReview
from mednec.model.document import ChartCitation, Rationale
from mednec.model.regimen import Course, Regimen, RegimenCheck
from mednec.model.words import DoseVerdict

SHOWN = 4


def review_schedules(record: Record, lines: Iterable[LineReview]) -> tuple[ScheduleReview, ...]:
    """A review for each drug line that the policy decides, with a readable order or a record of doses given."""
    decided = {r.line.id for r in lines if r.in_scope}
    checks = (c for c in record.facts.regimens if c.drug is not None and c.line.id in decided)
    reviews = [_review(record, check) for check in checks]
    return tuple(r for r in reviews if r.statements)


def _review(record: Record, check: RegimenCheck) -> ScheduleReview:
    at = record.request.cite_line(check.line, "regimen")
    statements = _expected(record, check, at)
    given = record.administrations() if check.drug and check.drug.id == record.drug else ()
    interval = _interval(check)
    missing: tuple[Rationale, ...] = ()
    held = None
    if given and interval is not None:
        held = reconcile(interval, given, received=record.as_of, requested=check.visits)
        missing = tuple(_recorded(held, interval, at))
    return ScheduleReview(
        line=check.line.id,
        statements=(*statements, *missing),
        expected=check.visits,
        recorded=tuple((a.day, a.source) for a in held.given) if held else (),
        missing=held.unaccounted if held else (),
    )


def _interval(check: RegimenCheck) -> Decimal | None:
    """The interval of the lasting step of the order."""
    if not isinstance(check.order, Regimen):
        return None
    course: Course = check.order.courses[-1]
    return course.interval_days if course.interval_days and course.interval_days >= 7 else None


def _expected(record: Record, check: RegimenCheck, at: ChartCitation) -> tuple[Rationale, ...]:
    if not check.visits:
        return ()
    line = check.line
    first, last = check.visits[0], check.visits[-1]
    says = f"{len(check.visits)} visits fall from {line.first_day} to {line.last_day}: {first} to {last}"
    cited = [at, record.request.cite_line(line, "from"), record.request.cite_line(line, "to")]
    if check.verdict is DoseVerdict.INCONSISTENT:
        says += "; units cannot be counted until the order is clarified"
    elif check.units_expected is not None and line.units is not None:
        agree = abs(check.units_expected - line.units) < len(check.visits)  # each visit is rounded to whole units
        per = f"{say(check.units_per_dose)} units each" if check.units_per_dose is not None else ""
        says += f"; {per + ', ' if per else ''}{say(check.units_expected)} units in all"
        says += ", as requested" if agree else f", while {line.units} are requested"
        cited.append(record.request.cite_line(line, "units"))
    return (Rationale(says=f"{says}.", citations=tuple(cited)),)


def _recorded(held: Reconciliation, interval: Decimal, at: ChartCitation) -> list[Rationale]:
    """What the record of doses says: how many, how far apart, which were held, which nobody explains."""
    found: list[Rationale] = []
    days = sorted({a.day for a in held.given})
    cycles = [day for day in days if day - timedelta(days=1) not in days]
    if len(cycles) > 1:
        mean = mean_interval(len(cycles), cycles[0], cycles[-1])
        what = "doses" if len(cycles) == len(days) else f"days of treatment in {len(cycles)} cycles"
        apart = f"{mean} days apart in the mean"
        says = f"{len(days)} {what} are recorded from {days[0]} to {days[-1]}, {apart}."
        found.append(Rationale(says=says, citations=(held.given[0].source, held.given[-1].source, at)))
    for entry in held.held[:SHOWN]:
        found.append(Rationale(says=f"The dose due on {entry.day} was held.", citations=(entry.source,)))
    for gap in held.gaps[:SHOWN]:
        if gap.explained:
            continue
        due = len(gap.slots)
        says = (
            f"Between {gap.after} and {gap.until} lie {gap.days} days; at every {say(interval)} days"
            f" {due} {'dose was' if due == 1 else 'doses were'} due that no entry accounts for."
        )
        near = tuple(a.source for a in held.given if a.day in (gap.after, gap.until))[:2]
        found.append(Rationale(says=says, citations=near))
    past = [a for a in held.given if a.day in held.retrospective]
    if past:
        says = f"{len(past)} of the requested doses were already given: {', '.join(str(a.day) for a in past)}."
        found.append(Rationale(says=says, citations=tuple(a.source for a in past[:SHOWN])))
    return found
