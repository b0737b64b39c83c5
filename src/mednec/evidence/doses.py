"""The requested amount beside what label and literature report, both per 28 days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from mednec.evidence.bearing import Use
from mednec.evidence.cited import cite
from mednec.model.evidence import DosePicture, DoseRange, Support
from mednec.model.knowledge import LabelRow, Reference
from mednec.model.words import Bearing, DoseBeside
from mednec.terminology.units import convert, convertible

REQUESTED = "requested"
LABEL = "label"
LABEL_ELSEWHERE = "label, other disease"
ROUNDING = Decimal("0.05")
SHOWN = 16  # rows of the picture; beyond them the nearest in bearing stay


def beside(reference: Reference, requested: Mapping[str, Decimal]) -> tuple[DoseBeside | None, str]:
    """The requested amount per 28 days against the range the reference reports, and the working in words."""
    low, high, unit = reference.per_28_days_low, reference.per_28_days_high, reference.dose_unit
    if high is None or not requested:
        return None, ""
    amount = asked_in(requested, unit)
    if amount is None:
        asked = " and ".join(sorted(requested))
        return DoseBeside.NOT_COMPARABLE, f"reported in {unit} per 28 days, requested in {asked}: not comparable"
    span = f"up to {high:,}" if low is None else f"{high:,}" if low == high else f"{low:,}-{high:,}"
    what = f"requested {plain(amount)} {unit} per 28 days"
    stands = _stands(amount, low, high)
    if stands is DoseBeside.ABOVE:
        return stands, f"{what} is above the {span} {unit} reported ({plain(amount / high)} times the highest)"
    if stands is DoseBeside.BELOW:
        return stands, f"{what} is below the {span} {unit} reported"
    inside = amount <= high and (low is None or amount >= low)
    return stands, f"{what} is {'within' if inside else 'about'} the {span} {unit} reported"


def asked_in(requested: Mapping[str, Decimal], unit: str) -> Decimal | None:
    """The requested amount in a unit of the same kind (g in mg, g/kg in mg/kg); None if none converts.

    >>> asked_in({"g": Decimal(2), "g/kg": Decimal("0.04")}, "mg/kg")
    Decimal('40')
    >>> asked_in({"g": Decimal(2)}, "mg/kg") is None
    True
    """
    if unit in requested:
        return requested[unit]
    return next((convert(requested[each], each, unit) for each in sorted(requested) if convertible(each, unit)), None)


def _stands(amount: Decimal, low: Decimal | None, high: Decimal) -> DoseBeside:
    """Within a twentieth of an end is at that end: doses are rounded to vials and syringes."""
    if amount > high * (1 + ROUNDING):
        return DoseBeside.ABOVE
    return DoseBeside.BELOW if low is not None and amount < low * (1 - ROUNDING) else DoseBeside.COMPARABLE


def picture(
    support: Sequence[Support],
    use: Use,
    treated: Sequence[LabelRow],
    requested: Mapping[str, Decimal],
    references: Mapping[str, Reference],
) -> DosePicture | None:
    """Requested, labelled and studied amounts in the unit in which most of them can be set side by side.

    `treated` are the label's rows for the diseases treated; without any, its doses in other diseases stand there, named
    as such.
    """
    told = [s for s in support if s.dose is not None and s.reference.kind != LABEL]
    labelled = [
        row for row in (treated or use.drug.label) if row.per_28_days_high is not None and row.reference in references
    ]
    units = [s.reference.dose_unit for s in told] + [_unit(row) for row in labelled]
    usable = [unit for unit in units if asked_in(requested, unit) is not None]
    if not usable:
        return None
    unit = min(set(usable), key=lambda u: (-usable.count(u), u))
    asked = asked_in(requested, unit)
    assert asked is not None  # the unit was chosen among those that convert
    ranges = [DoseRange(name="This request", kind=REQUESTED, low=None, high=asked)]
    kind = LABEL if treated else LABEL_ELSEWHERE
    ranges += [
        _label(row, row.says if treated else use.name(row.disease), kind, references[row.reference], asked)
        for row in labelled
        if _unit(row) == unit
    ]
    ranges += [_studied(s) for s in told if s.reference.dose_unit == unit]
    left_out = tuple(dict.fromkeys(s.reference.short for s in told if s.reference.dose_unit != unit))
    once = {(row.name, row.kind, row.low, row.high): row for row in reversed(ranges)}  # one dose for several diseases
    rows = tuple(row for row in ranges if once[row.name, row.kind, row.low, row.high] is row)
    return DosePicture(unit=unit, ranges=rows[:SHOWN], left_out=left_out)


def _unit(row: LabelRow) -> str:
    return f"{row.unit}/{row.per}" if row.per else row.unit


def _label(row: LabelRow, name: str, kind: str, record: Reference, asked: Decimal) -> DoseRange:
    assert row.per_28_days_high is not None  # rows that tell no total were left out
    low = record.per_28_days_low if record.per_28_days_high == row.per_28_days_high else None
    high = row.per_28_days_high
    stands = _stands(asked, low, high)
    return DoseRange(name=name, kind=kind, low=low, high=high, beside=stands, citation=cite(record))


def _studied(support: Support) -> DoseRange:
    record = support.reference
    assert record.per_28_days_high is not None  # a record that tells no amount has no comparison
    aside = {Bearing.SAME_DRUG: " (other disease)", Bearing.OTHER_POPULATION: " (other population)"}
    return DoseRange(
        name=f"{record.short}{aside.get(support.bearing, '')}",
        kind=record.kind,
        low=record.per_28_days_low,
        high=record.per_28_days_high,
        direction=support.direction,
        beside=support.dose,
        citation=cite(record),
    )


def plain(amount: Decimal) -> str:
    """At most two decimals, no trailing zeros, thousands apart.

    >>> plain(Decimal("1200.0")), plain(Decimal("2.345"))
    ('1,200', '2.34')
    """
    rounded = amount.quantize(Decimal("0.01")) if amount != amount.to_integral_value() else amount.quantize(Decimal(1))
    text = f"{rounded:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text
