"""Amounts that stand beside an order: a total that its schedule does not give, a dose given before, implied weights."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from mednec.dosing.arithmetic import dose_amount, doses_of_course
from mednec.dosing.readings import LABELLED, Candidate, fits_of, label_rows, working_of
from mednec.dosing.say import decimal, say
from mednec.dosing.weight import weight_in_kg
from mednec.dosing.worked import WorkedOrder, in_unit, near, over_body
from mednec.model.knowledge import LabelRow
from mednec.model.regimen import Reading, Step
from mednec.terminology.units import convertible


def _per_kg_rows(worked: WorkedOrder, unit: str) -> tuple[LabelRow, ...]:
    rows = (row for row in label_rows(worked) if row.per == "kg" and convertible(row.unit, unit))
    return tuple({(row.amount_high, row.unit): row for row in rows}.values())


def implied_weights(worked: WorkedOrder, amount: Fraction, unit: str) -> tuple[Step, ...]:
    """The body weight at which `amount` would be a labelled dose, and which weights of the documents it is."""
    steps = []
    for row in _per_kg_rows(worked, unit):
        ours = in_unit(amount, unit, row.unit)
        kg = ours / Fraction(row.amount_high)
        working = f"{say(ours, row.unit)} / ({say(row.amount_high)} {row.unit}/kg)"
        result = say(kg, "kg")
        if worked.weight is not None:
            near_it = near(kg, Fraction(worked.weight.kg))
            result += f"; measured {say(worked.weight.kg, 'kg')}" if not near_it else ", the weight measured"
        if same := weights_like(worked, kg):
            result += f"; {same}"
        steps.append(Step(label="weight at which this is a labelled dose", working=working, result=result))
    return tuple(steps)


def weights_like(worked: WorkedOrder, kg: Fraction) -> str:
    """Where in the documents a weight stands that is this one and not the one measured last."""
    for finding in worked.weights:
        written = weight_in_kg(finding)
        if written is None or not near(Fraction(written), kg):
            continue
        if worked.weight is None or not near(Fraction(written), Fraction(worked.weight.kg)):
            as_written = f" ({finding.value} {finding.unit})" if finding.unit.casefold() not in ("kg", "") else ""
            when = f" of {finding.recorded.isoformat()}" if finding.recorded else ""
            return f"{say(written, 'kg')}{as_written} stands in {finding.header.title}{when}"
    return ""


def stated_total_readings(worked: WorkedOrder) -> tuple[Reading, ...]:
    """What a total beside the schedule could be, where it is none of the totals that the schedule gives; else none."""
    regimen, totals = worked.regimen, worked.totals
    if regimen.stated_total is None or totals is None or not convertible(regimen.stated_total_unit, totals.unit):
        return ()
    said = in_unit(Fraction(regimen.stated_total), regimen.stated_total_unit, totals.unit)
    given = (totals.per_dose, totals.per_course, totals.first_28_days, totals.per_28_days, totals.in_period)
    if any(amount and near(said, Fraction(amount), Fraction(101, 100)) for amount in given):
        return ()
    found = []
    for course in regimen.courses:
        each = dose_amount(course, worked.body, totals.unit)
        if each is not None:
            role = f"the {course.role} course" if course.role else "one course"
            candidate = Candidate(
                says=f"{role} as scheduled", amount=each, unit=totals.unit, parts=doses_of_course(course)
            )
            found.append(_reading(worked, candidate))
    for row in worked.of_disease():
        if convertible(row.unit, totals.unit):
            per = f"/{row.per}" if row.per else ""
            says = f"{say(row.amount_high)} {row.unit}{per}{LABELLED}"
            labelled = Candidate(says=says, amount=Fraction(row.amount_high), unit=row.unit, per=row.per)
            found.append(_reading(worked, labelled))
    bare = Candidate(says=f"{say(said, totals.unit)}, as the order says beside its schedule", amount=said,
                      unit=totals.unit)  # fmt: skip
    found.append(_reading(worked, bare, _implied(worked, said)))
    return tuple({(r.says, r.working): r for r in found}.values())


def _implied(worked: WorkedOrder, said: Fraction) -> tuple[str, str]:
    """Working and fit of the weight at which a total would be a labelled dose."""
    unit = worked.totals.unit if worked.totals else ""
    rows = _per_kg_rows(worked, unit)
    ranked = []
    for row in rows:
        ours = in_unit(said, unit, row.unit)
        kg = ours / Fraction(row.amount_high)
        working = f"{say(ours, row.unit)} / ({say(row.amount_high)} {row.unit}/kg) = {say(kg, 'kg')}"
        ranked.append((weights_like(worked, kg) == "", working, weights_like(worked, kg)))
    if not ranked:
        return "", ""
    _, working, fit = min(ranked, key=lambda entry: entry[0])
    return working, fit


def _reading(worked: WorkedOrder, found: Candidate, more: tuple[str, str] = ("", "")) -> Reading:
    working = "; ".join(part for part in (working_of(worked, found), more[0]) if part)
    fits = (*fits_of(worked, found, 1), more[1])
    return Reading(says=found.says, working=working, fits="; ".join(fit for fit in fits if fit))


def given_before(worked: WorkedOrder, amount: Decimal, unit: str, day: str) -> Step | None:
    """A dose given before, beside the dose ordered: `20 g / 58.1 kg = 0.34 g/kg; ordered are 29 g`."""
    totals = worked.totals
    if totals is None or not convertible(unit, totals.unit):
        return None
    given = in_unit(Fraction(amount), unit, totals.unit)
    kg = worked.weight.kg if worked.weight and any(row.per == "kg" for row in worked.drug.label) else None
    working = over_body(given, totals.unit, kg, "kg") if kg else say(given, totals.unit)
    return Step(
        label=f"given {day}",
        working=working,
        result=f"the order gives {say(decimal(Fraction(totals.per_dose)), totals.unit)} on one day at most",
    )
