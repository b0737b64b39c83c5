"""Billing units of an order, and whether the units asked agree with it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from mednec.dosing.say import decimal, say
from mednec.dosing.worked import ROUNDING, BillingUnit, WorkedOrder, in_unit, near
from mednec.model.document import ChartCitation
from mednec.model.knowledge import Product
from mednec.model.regimen import Step
from mednec.model.request import ServiceLine
from mednec.terminology.hcpcs import HcpcsCode
from mednec.terminology.units import convertible

_WASTE = 2  # a visit bills at most so many times what is given: the rest of a vial is discarded


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsCheck:
    """Units by the order and units asked; `agrees` None where one of them is not known."""

    per_dose: Decimal | None = None
    expected: Decimal | None = None
    amount: Decimal | None = None  # units asked, as an amount
    agrees: bool | None = None
    steps: tuple[Step, ...] = ()
    question: str = ""


def billing_unit(hcpcs: HcpcsCode | None, product: Product | None) -> BillingUnit | None:
    """What one billing unit holds, by the code asked for, else by the product."""
    if hcpcs is not None:
        return BillingUnit(amount=hcpcs.unit_amount, unit=hcpcs.unit)
    return BillingUnit(amount=product.unit_amount, unit=product.unit) if product else None


def amount_by_units(line: ServiceLine, billing: BillingUnit | None, unit: str) -> Decimal | None:
    """The units asked as an amount in `unit`, where that converts, else in the billing unit's own."""
    if line.units is None or billing is None:
        return None
    amount = Fraction(billing.amount) * line.units
    return decimal(in_unit(amount, billing.unit, unit) if convertible(billing.unit, unit) else amount)


def _agrees(asked: int, expected: Fraction, days: int) -> bool:
    """Equal, or apart by no more than one unit for each day of treatment, as whole units are billed."""
    return abs(asked - expected) <= days or near(Fraction(asked), expected, Fraction(101, 100))


def _working(worked: WorkedOrder, each: Fraction, total: Fraction, billing: BillingUnit) -> str:
    totals = worked.totals
    days = totals.days_in_period if totals else None
    unit = f"{say(billing.amount, billing.unit)}"
    if days and each * days == total:
        return f"{days} x {say(each)} units"
    return f"{say(total * Fraction(billing.amount), billing.unit)} / {unit} per unit"


def check_units(worked: WorkedOrder) -> UnitsCheck:
    """Units per dose and over the requested period, and the units asked beside them."""
    totals, billing, line = worked.totals, worked.billing, worked.line
    unit = totals.unit if totals else worked.regimen.courses[0].unit
    amount = amount_by_units(line, billing, unit)
    if totals is None or totals.in_period is None or billing is None or not convertible(totals.unit, billing.unit):
        return UnitsCheck(amount=amount)
    each = in_unit(Fraction(totals.per_dose), totals.unit, billing.unit) / Fraction(billing.amount)
    total = in_unit(Fraction(totals.in_period), totals.unit, billing.unit) / Fraction(billing.amount)
    one = f"{say(totals.per_dose, totals.unit)} / {say(billing.amount, billing.unit)} per unit"
    steps = [Step(label="billing units per dose", working=one, result=f"{say(each)} units")]
    each, total, named = _billed(worked, each, total)
    steps += named
    asked_at: tuple[ChartCitation, ...] = ()
    agrees, ending, question = None, "", ""
    if line.units is not None and amount is not None:
        agrees = _agrees(line.units, total, totals.days_in_period or 1)
        asked_at = (worked.request.cite_line(line, "units"),)
        same = Fraction(line.units) == total
        ending = ", as requested" if same else f"; asked are {say(Decimal(line.units))}, which agrees but for rounding"
        if not agrees:
            units, same_amount = say(Decimal(line.units), "units"), say(amount, totals.unit)
            asked = units if units == same_amount else f"{units} = {same_amount}"
            ending = f"; asked are {asked}, which does not agree"
            question = (
                f"The units asked are {asked}; the order comes to {say(totals.in_period, totals.unit)} from"
                f" {line.first_day} to {line.last_day}, which is {say(total)} units. Which is meant?"
            )
    steps.append(
        Step(
            label="billing units in the period",
            working=_working(worked, each, total, billing),
            result=f"{say(total)} units{ending}",
            citations=asked_at,
        )
    )
    return UnitsCheck(
        per_dose=decimal(each),
        expected=decimal(total),
        amount=amount,
        agrees=agrees,
        steps=tuple(steps),
        question=question,
    )


def _billed(worked: WorkedOrder, each: Fraction, total: Fraction) -> tuple[Fraction, Fraction, tuple[Step, ...]]:
    """Units per dose and in all, as the order itself names them: with what is discarded, where it says more."""
    said, totals = worked.regimen.billed_units, worked.totals
    if said is None or totals is None:
        return each, total, ()
    working = say(said, "units")
    label = "billing units named in the order"
    if near(Fraction(said), each, ROUNDING):
        return each, total, (Step(label=label, working=working, result="one dose"),)
    if near(Fraction(said), total, ROUNDING):
        return each, total, (Step(label=label, working=working, result="all doses of the period"),)
    if each < said <= _WASTE * each and each * (totals.days_in_period or 0) == total:
        result = f"{say(each)} given and {say(Fraction(said) - each)} discarded in each visit"
        visit = Fraction(said)
        return visit, visit * (totals.days_in_period or 0), (Step(label=label, working=working, result=result),)
    result = f"agrees with neither one dose ({say(each)} units) nor all of them ({say(total)} units)"
    return each, total, (Step(label=label, working=working, result=result),)
