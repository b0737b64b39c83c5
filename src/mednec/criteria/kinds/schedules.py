"""`schedule_limit`: the order held against schedules that a policy allows, both multiplied out the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from mednec.criteria.kinds.limits import order_of, over_lines, plain, units_of, weight_of
from mednec.criteria.leaf import Judgement, Slots, conflicting, met, not_met, silent
from mednec.criteria.record import Record
from mednec.dosing import Arithmetic, Body, multiply_out, read_order
from mednec.model.regimen import Refusal, Regimen, RegimenCheck, Totals
from mednec.model.words import DoseVerdict, Supplier
from mednec.terminology.units import convert, convertible

_HALF_PERCENT = Decimal("1.005")  # doses are rounded to vials and tablets


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleLimit:
    """Slots: `orders` as a prescriber would write them, any of which is the most allowed; `only_where` more orders
    that the policy allows on a condition of its own; `max_units` in one authorization; `round_up_to`; `from_age` and
    `to_age` in years.

    Within means: no dose, no 28 days and no mean month larger than those of one schedule. An order without a loading
    part is held against the last part of the schedule.
    """

    orders: tuple[str, ...]
    only_where: tuple[str, ...]
    max_units: Decimal | None
    round_up_to: Decimal | None
    ages: tuple[Decimal, Decimal] | None

    @classmethod
    def parse(cls, slots: Slots) -> ScheduleLimit:
        found = cls(
            orders=slots.texts("orders"),
            only_where=slots.texts("only_where", required=False),
            max_units=slots.number("max_units"),
            round_up_to=slots.number("round_up_to"),
            ages=_ages(slots),
        )
        for name, orders in (("orders", found.orders), ("only_where", found.only_where)):
            for order in orders:
                if isinstance(read := read_order(order), Refusal):
                    raise slots.wrong(name, f"{order!r} cannot be read as an order: {read.why}")
        return found

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        if (outside := self._outside(record)) is not None:
            return outside
        return over_lines(record, self._judge_line)

    def _outside(self, record: Record) -> Judgement | None:
        born = record.request.patient.birth_date
        if self.ages is None:
            return None
        if born is None:
            return silent("the date of birth is not known")
        years = Decimal((record.as_of - born).days) / Decimal("365.2425")
        low, high = self.ages
        return None if low <= years < high + 1 else silent(f"this row is for ages {low} to {high}")

    def _judge_line(self, record: Record, check: RegimenCheck) -> Judgement:
        cited = order_of(record, check)
        if check.verdict is DoseVerdict.INCONSISTENT:
            note = "the order as written is impossible; it is not rewritten here"
            return conflicting((*units_of(record, check), *weight_of(check)), cited, note)
        if self.max_units is not None and check.line.units is not None and check.line.units > self.max_units:
            note = f"{check.line.units} units requested against {plain(self.max_units)}"
            return not_met(*units_of(record, check), *cited[:1], note=note)
        if check.totals is None or isinstance(check.order, Refusal):
            return silent("; ".join(check.missing) or "the order could not be computed")
        allowed = [self._compare(check, check.order, check.totals, order) for order in self.orders]
        if (within := next((w for w, says in allowed if w), None)) is not None:
            return met(*cited, *weight_of(check), note=next(says for w, says in allowed if w is within))
        says = next((says for w, says in allowed if says), "")
        if any(w is None for w, _ in allowed):
            return silent(says or "the order cannot be held against this schedule")
        if any(self._compare(check, check.order, check.totals, order)[0] for order in self.only_where):
            return silent(f"{says}; allowed only on the condition that the clause names", contrary=cited)
        return not_met(*cited, *weight_of(check), note=says)

    def _compare(self, check: RegimenCheck, asked: Regimen, totals: Totals, order: str) -> tuple[bool | None, str]:
        """Whether the order is within this schedule (None: cannot be told), and the figures."""
        most = _multiplied(_matching(asked, read_order(order)), check)
        if most is None or most.totals is None:
            return None, "; ".join(most.missing) if most else ""
        if not convertible(totals.unit, most.totals.unit):
            return None, f"the order is in {totals.unit}, the limit in {most.totals.unit}"
        figures = (
            ("per dose", totals.per_dose, most.totals.per_dose),
            ("in 28 days", _in_28_days(totals), _in_28_days(most.totals)),
            ("a month", totals.per_month, most.totals.per_month)
            if _goes_on(asked)
            else ("in the period", totals.in_period, most.totals.in_period),
        )
        rounding = self._rounded(most.totals.per_dose) / most.totals.per_dose
        says: list[str] = []
        within = True
        for span, mine, theirs in figures:
            if mine is None or theirs is None:
                continue
            limit = theirs * rounding
            amount = convert(mine, totals.unit, most.totals.unit)
            says.append(f"{plain(amount)} {most.totals.unit} {span} against {plain(limit)} {most.totals.unit}")
            within = within and amount <= limit * _HALF_PERCENT
        return within, "; ".join(says)

    def _rounded(self, amount: Decimal) -> Decimal:
        if not self.round_up_to:
            return amount
        whole = (amount / self.round_up_to).to_integral_value(rounding="ROUND_CEILING")
        return whole * self.round_up_to

    def say(self, record: Record) -> str:
        return f"{record.lexicon.name(record.drug)}: not more than {' or '.join(self.orders)}"


def _ages(slots: Slots) -> tuple[Decimal, Decimal] | None:
    low, high = slots.number("from_age"), slots.number("to_age")
    if low is None and high is None:
        return None
    return low or Decimal(0), high if high is not None else Decimal(150)


def _goes_on(order: Regimen) -> bool:
    """Whether an order has no end of its own; one that ends is held against what the period allows."""
    last = order.courses[-1]
    return last.doses is None and not last.days and last.repeats is None and order.duration_days is None


def _matching(asked: Regimen, most: Regimen | Refusal) -> Regimen | None:
    """The part of the schedule that the order corresponds to: an order that only goes on, the part that goes on."""
    if isinstance(most, Refusal):
        return None
    goes_on = len(asked.courses) == 1 and asked.courses[0].doses is None and not asked.courses[0].days
    if goes_on and len(most.courses) > 1 and most.courses[-1].interval_days is not None:
        return replace(most, courses=most.courses[-1:])
    return most


def _multiplied(most: Regimen | None, check: RegimenCheck) -> Arithmetic | None:
    if most is None or isinstance(check.order, Refusal):
        return None
    body = Body(weight_kg=check.weight.kg if check.weight else None, bsa_m2=check.order.bsa_m2)
    return multiply_out(most, body=body, first=check.line.first_day, last=check.line.last_day)


def _in_28_days(totals: Totals) -> Decimal | None:
    return max((t for t in (totals.first_28_days, totals.per_28_days) if t is not None), default=None)
