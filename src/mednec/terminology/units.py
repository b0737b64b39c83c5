"""Units as charts write them, one explicit table; conversion refuses what does not exist or does not convert."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mednec.errors import TerminologyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit: its printed name, what it measures, and its size in the base of that measure.

    Bases: mass mg, volume mL, time day, length cm, area m2, count unit (IU and unit are one count).
    """

    name: str
    measures: str
    size: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compound:
    """A unit with its slashes taken apart: `mg/dL` is mass per volume, of size 0.01 mg/mL."""

    measures: tuple[str, ...]
    size: Decimal


# printed name, measure, size in the base, further spellings (compared without case)
_TABLE: tuple[tuple[str, str, str, str], ...] = (
    ("mg", "mass", "1", "mgs milligram milligrams"),
    ("g", "mass", "1000", "gm gms gram grams gr. grms"),
    ("mcg", "mass", "0.001", "ug \u00b5g \u03bcg mcgs microgram micrograms"),
    ("ng", "mass", "0.000001", "nanogram nanograms"),
    ("pg", "mass", "0.000000001", "picogram picograms"),
    ("kg", "mass", "1000000", "kgs kilo kilos kilogram kilograms"),
    ("lb", "mass", "453592.37", "lbs pound pounds"),
    ("mL", "volume", "1", "ml mls cc ccs milliliter milliliters millilitre millilitres"),
    ("L", "volume", "1000", "liter liters litre litres"),
    ("dL", "volume", "100", "deciliter deciliters decilitre decilitres"),
    ("mcL", "volume", "0.001", "ul \u00b5l \u03bcl microliter microliters"),
    ("units", "count", "1", "unit u iu ius"),
    ("kIU", "count", "1000", "ku kiu"),
    ("mIU", "count", "0.001", "miu mu"),
    ("min", "time", "0.000694444444444444444444444444", "mins minute minutes"),
    ("h", "time", "0.0416666666666666666666666667", "hr hrs hour hours"),
    ("day", "time", "1", "d days"),
    ("week", "time", "7", "w wk wks weeks"),
    ("month", "time", "30.4375", "mo mos mon mth mths months"),
    ("year", "time", "365.25", "y yr yrs years"),
    ("m2", "area", "1", "m² m^2 sqm"),
    ("cm", "length", "1", "cms centimeter centimeters centimetre centimetres"),
    ("mm", "length", "0.1", "millimeter millimeters millimetre millimetres"),
    ("m", "length", "100", "meter meters metre metres"),
    ("in", "length", "2.54", "inch inches"),
    ("ft", "length", "30.48", "foot feet"),
    # Forms are counted, and one form never converts into another.
    ("tablet", "tablet", "1", "tab tabs tablets"),
    ("capsule", "capsule", "1", "cap caps capsules"),
    ("puff", "puff", "1", "puffs"),
    ("spray", "spray", "1", "sprays"),
    ("drop", "drop", "1", "drops gtt gtts"),
    ("vial", "vial", "1", "vials"),
    ("pen", "pen", "1", "pens autoinjector autoinjectors"),
    ("syringe", "syringe", "1", "syringes pfs"),
    ("patch", "patch", "1", "patches"),
    ("packet", "packet", "1", "packets sachet sachets"),
)
_UNITS = {
    spelling.casefold(): Unit(name=name, measures=measures, size=Decimal(size))
    for name, measures, size, spellings in _TABLE
    for spelling in (name, *spellings.split())
}
_FORMS = frozenset(("tablet", "capsule", "puff", "spray", "drop", "vial", "pen", "syringe", "patch", "packet"))


def unit(written: str) -> Unit | None:
    """The unit of the table that `written` spells, or None. A slash is never accepted here; see `convert`.

    >>> unit("gm").name
    'g'
    """
    return _UNITS.get(written.strip().rstrip(".").casefold())


def is_form(written: str) -> bool:
    """Whether `written` names a countable form (tablet, pen, vial) and not an amount.

    >>> is_form("tabs"), is_form("mg")
    (True, False)
    """
    known = unit(written)
    return known is not None and known.measures in _FORMS


def _compound(written: str) -> _Compound:
    """Take `written` apart at its slashes. Raises TerminologyError for a part that is no unit."""
    measures: list[str] = []
    size = Decimal(1)
    for place, part in enumerate(written.replace(" per ", "/").split("/")):
        known = unit(part)
        if known is None:
            raise TerminologyError(
                f"no such unit: {part.strip() or written!r}",
                where=f"unit {written!r}",
                do="write a unit of mass, volume, count, time, length or area, such as mg, mL or units",
            )
        measures.append(known.measures)
        size = size * known.size if place == 0 else size / known.size
    return _Compound(measures=tuple(measures), size=size)


def convert(amount: Decimal, from_unit: str, to_unit: str) -> Decimal:
    """`amount` in `from_unit`, said in `to_unit`; concentrations too (mg/dL to g/L).

    Raises TerminologyError when a unit does not exist or the two do not measure the same thing.

    >>> convert(Decimal("1.5"), "g", "mg")
    Decimal('1500')
    >>> convert(Decimal(10), "ng/mL", "mcg/L")
    Decimal('10')
    """
    source, target = _compound(from_unit), _compound(to_unit)
    if source.measures != target.measures:
        raise TerminologyError(
            f"{from_unit} does not convert to {to_unit}",
            where=f"{amount} {from_unit}",
            do=f"{from_unit} is {' per '.join(source.measures)}, {to_unit} is {' per '.join(target.measures)}",
        )
    result = (amount * source.size / target.size).normalize()
    # normalize() turns 1500 into 1.5E+3; a dose is printed plainly
    return result.quantize(Decimal(1)) if result == result.to_integral_value() else result


def convertible(from_unit: str, to_unit: str) -> bool:
    """Whether both units exist and measure the same thing.

    >>> convertible("g", "mg"), convertible("mL", "mg"), convertible("zorps", "mg")
    (True, False, False)
    """
    try:
        return _compound(from_unit).measures == _compound(to_unit).measures
    except TerminologyError:
        return False
