"""A readable order of a service line with everything it is held against: body, product, billing unit, label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from mednec.dosing.arithmetic import Body, multiply_out
from mednec.dosing.say import per_kg, say
from mednec.model.document import ChartCitation, ReferenceCitation
from mednec.model.finding import Measurement
from mednec.model.knowledge import Drug, LabelRow, Product, Reference
from mednec.model.regimen import Regimen, Totals, Weight
from mednec.model.request import PriorAuthRequest, ServiceLine
from mednec.terminology.units import convert, convertible

BODY = {"kg": "body weight", "m2": "body surface area"}
ROUNDING = Fraction(102, 100)  # amounts this near are one amount: vials and weights are rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingUnit:
    """What one billing unit holds: `amount` in `unit`."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOrder:
    """One order, read and multiplied out as far as it can be; `totals` None where something is missing."""

    request: PriorAuthRequest
    line: ServiceLine
    regimen: Regimen
    drug: Drug
    product: Product | None
    billing: BillingUnit | None
    body: Body
    weight: Weight | None
    totals: Totals | None
    diseases: tuple[str, ...]
    names: Mapping[str, str]  # printed names of diseases
    references: Mapping[str, Reference]
    weights: tuple[Measurement, ...] = ()  # every weight of the documents, whatever its standing

    @property
    def at(self) -> ChartCitation:
        """The order as written in the request."""
        return self.request.cite_line(self.line, "regimen")

    def cited(self, *per: str) -> tuple[ChartCitation, ...]:
        """The order, and the body size where the order or one of `per` needs it."""
        sizes = {*per, *(course.per for course in self.regimen.courses)}
        return (self.at, *(at for each in sorted(sizes) for at in self.body.cited(each)))

    @property
    def product_name(self) -> str:
        """The product asked for, else the drug."""
        return self.product.name if self.product else self.drug.name

    def disease(self, concept: str) -> str:
        """A disease in words."""
        return self.names.get(concept, concept.replace("-", " "))

    def reference(self, id_: str) -> ReferenceCitation:
        """A label section as a reader sees it."""
        known = self.references.get(id_)
        if known is None:
            return ReferenceCitation(reference=id_, label=id_)
        secondary = " (secondary source)" if known.confidence == "P" else ""
        return ReferenceCitation(reference=id_, label=f"{known.short}{secondary}")

    def concerns(self, row: LabelRow) -> bool:
        """Whether a label row holds for the product asked for."""
        return not row.products or (self.product is not None and self.product.name in row.products)

    def of_disease(self) -> tuple[LabelRow, ...]:
        """Label rows for the diseases of the request, those of the product asked for first."""
        rows = [row for row in self.drug.label if row.disease in self.diseases]
        return tuple(sorted(rows, key=lambda row: not self.concerns(row)))


def most_in_28_days(totals: Totals) -> Fraction:
    """The most that falls in 28 days: in the first ones, or in steady state."""
    return max(Fraction(totals.first_28_days or 0), Fraction(totals.per_28_days or 0))


def in_unit(amount: Fraction, unit: str, target: str) -> Fraction:
    """An amount said in another unit of the same measure."""
    return amount * Fraction(convert(Decimal(1), unit, target))


def label_high(row: LabelRow) -> Fraction:
    """Highest labelled total of 28 days of a row, in its unit and per its `per`."""
    return Fraction(row.per_28_days_high if row.per_28_days_high is not None else row.amount_high)


def near(one: Fraction, other: Fraction, within: Fraction = ROUNDING) -> bool:
    """Whether two positive amounts are one amount, but for rounding."""
    return min(one, other) > 0 and max(one, other) <= min(one, other) * within


def over_body(amount: Fraction, unit: str, size: Decimal, per: str) -> str:
    """`250 g / 50.3 kg = 4.97 g/kg`."""
    return f"{say(amount, unit)} / {say(size)} {per} = {per_kg(amount / Fraction(size), unit, per)}"


def times(ratio: Fraction) -> str:
    """`2.5 times`; two places where one would hide that it is not exactly 1.

    >>> times(Fraction(5, 2)), times(Fraction(103, 100)), times(Fraction(1, 4))
    ('2.5 times', '1.03 times', '0.25 times')
    """
    coarse = say(Fraction(round(ratio * 10), 10))
    fine = say(Fraction(round(ratio * 100), 100))
    return f"{fine if ratio < Fraction(1, 2) or (coarse == '1' and fine != '1') else coarse} times"


def per_unit_of_body(regimen: Regimen) -> Regimen:
    """The order without the absolute doses it states, so that it can be compared per kg or per m2."""
    return replace(regimen, courses=tuple(replace(c, stated=None, at_most=None) for c in regimen.courses))


def times_the_highest(
    regimen: Regimen, rows: tuple[LabelRow, ...], body: Body, line: ServiceLine
) -> tuple[Fraction, LabelRow] | None:
    """The order's largest total of 28 days, as a multiple of the highest labelled total of 28 days.

    Compared per kg where order and label are both per kg, else absolutely; with the row that has this highest total.
    None where no row can be compared.
    """
    unit = regimen.courses[0].unit
    found: list[tuple[Fraction, LabelRow]] = []
    for row in rows:
        if not convertible(unit, row.unit):
            continue
        if all(course.per == row.per for course in regimen.courses):
            asked, size = per_unit_of_body(regimen), Fraction(1)
            totals = _totals(asked, Body(weight_kg=Decimal(1), bsa_m2=Decimal(1)), line)
        else:
            of_row = body.of(row.per)
            totals = None if of_row is None else _totals(regimen, body, line)
            size = Fraction(of_row or 1)
        if totals is not None:
            most = in_unit(most_in_28_days(totals), totals.unit, row.unit)
            found.append((most / (label_high(row) * size), row))
    return min(found, key=lambda pair: pair[0], default=None)


def _totals(regimen: Regimen, body: Body, line: ServiceLine) -> Totals | None:
    return multiply_out(regimen, body=body, first=line.first_day, last=line.last_day).totals
