"""`dosing_weight`: which body weight a dose per kg is reckoned with, and whether the amount ordered follows it.

Ideal body weight after Devine (1974): 50 kg (men) or 45.5 kg (women) and 2.3 kg for each inch above 60 inches.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from mednec.criteria.kinds.limits import order_of, over_lines, plain, weight_of
from mednec.criteria.leaf import Judgement, Slots, met, not_met, silent
from mednec.criteria.record import Record
from mednec.criteria.weigh import spans
from mednec.model.finding import Measurement
from mednec.model.regimen import Course, Refusal, RegimenCheck
from mednec.model.words import Assertion, Standing, Supplier
from mednec.terminology.lab_units import in_unit
from mednec.terminology.units import convert, convertible

_HEIGHT = "height"
_SAID = (Standing.CURRENT, Standing.CLAIM)  # a form is as good a place for a height as a note
_MEN, _WOMEN, _PER_INCH, _INCHES = Decimal(50), Decimal("45.5"), Decimal("2.3"), Decimal(60)
_CM_PER_INCH = Decimal("2.54")


@dataclass(frozen=True, slots=True, kw_only=True)
class DosingWeight:
    """Slots: `over_ideal_percent`: an actual weight above so much of the ideal one is adjusted; `adjust`: the share of
    the surplus that counts (0.4; 0 for the ideal weight itself); `round_to` the step an amount is rounded to."""

    over_ideal_percent: Decimal
    adjust: Decimal
    round_to: Decimal | None

    @classmethod
    def parse(cls, slots: Slots) -> DosingWeight:
        found = cls(
            over_ideal_percent=slots.needed_number("over_ideal_percent"),
            adjust=slots.needed_number("adjust"),
            round_to=slots.number("round_to"),
        )
        if not 0 <= found.adjust <= 1:
            raise slots.wrong("adjust", f"lies between 0 and 1, not {found.adjust}")
        return found

    @property
    def concepts(self) -> tuple[str, ...]:
        return (_HEIGHT,)

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        return over_lines(record, lambda r, check: self._judge_line(r, check))

    def _judge_line(self, record: Record, check: RegimenCheck) -> Judgement:
        if check.weight is None:
            return silent("no body weight measured")
        per_kg = _per_kg(check)
        if per_kg is None:
            return silent("the order names no amount per kg beside the amount to give")
        course, given = per_kg
        tall = _height(record)
        if tall is None:
            return silent("no height is recorded", contrary=weight_of(check))
        sex = record.request.patient.sex[:1].upper()
        if sex not in ("M", "F"):
            return silent("the ideal body weight needs the sex")
        kg, working = self.weight(check.weight.kg, tall[0], male=sex == "M")
        most = self._rounded(convert(course.amount, course.unit, "g") * kg)
        shown = (*order_of(record, check)[:2], *weight_of(check), *spans([tall[1]]))
        amount = f"{plain(course.amount)} {course.unit}/kg x {plain(kg)} kg"
        note = f"{working}; {amount} comes to at most {plain(most)} g, ordered {plain(given)} g"
        return met(*shown, note=note) if given <= most else not_met(*shown, note=note)

    def weight(self, actual: Decimal, inches: Decimal, *, male: bool) -> tuple[Decimal, str]:
        """The weight to dose by, in kg, and how it was reckoned."""
        ideal = (_MEN if male else _WOMEN) + _PER_INCH * max(inches - _INCHES, Decimal(0))
        if actual * 100 <= ideal * self.over_ideal_percent:
            return (
                actual,
                f"{plain(actual)} kg is not above {plain(self.over_ideal_percent)}% of ideal {plain(ideal)} kg",
            )
        adjusted = ideal + self.adjust * (actual - ideal)
        return adjusted, (
            f"{plain(actual)} kg is above {plain(self.over_ideal_percent)}% of ideal {plain(ideal)} kg, "
            f"dosing weight {plain(adjusted)} kg"
        )

    def _rounded(self, grams: Decimal) -> Decimal:
        if not self.round_to:
            return grams
        return (grams / self.round_to).to_integral_value(rounding=ROUND_CEILING) * self.round_to

    def say(self, _record: Record) -> str:
        return f"a dose by a weight that is adjusted above {plain(self.over_ideal_percent)}% of the ideal one"


def _per_kg(check: RegimenCheck) -> tuple[Course, Decimal] | None:
    """The largest step of the order that is told per kg and as an amount to give, and that amount in g."""
    if isinstance(check.order, Refusal):
        return None
    found: list[tuple[Course, Decimal]] = []
    for course in check.order.courses:
        stated, unit = course.stated, course.unit
        if stated is None and len(check.order.courses) == 1 and check.order.stated_total is not None:
            stated, unit = check.order.stated_total, check.order.stated_total_unit
        if course.per == "kg" and stated is not None and convertible(unit, "g"):
            found.append((course, convert(stated, unit, "g")))
    return max(found, key=lambda f: f[1], default=None)


def _height(record: Record) -> tuple[Decimal, Measurement] | None:
    """The latest height told, in inches."""
    told = [m for m in record.measurements((_HEIGHT,)) if m.assertion is Assertion.PRESENT and m.standing in _SAID]
    told.sort(key=lambda m: (m.recorded is not None, m.recorded or record.as_of, m.source), reverse=True)
    for measure in told:
        cm = in_unit(measure.canonical_value or measure.value, measure.canonical_unit or measure.unit, "cm")
        if cm is not None:
            return cm / _CM_PER_INCH, measure
    return None
