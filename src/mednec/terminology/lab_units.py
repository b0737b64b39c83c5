"""Units of measurements: how charts write them, what they measure, their size, and their UCUM spelling.

Doses have a table of their own (`units`), which is narrower on purpose: a unit that no dose has is refused there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

# UCUM spelling, what it measures, size in the base of that measure, spellings (compared without case).
# Bases: g, mol, L, cell, s, cm, m2, mmHg, percent, unit of activity, point.
_ATOMS: tuple[tuple[str, str, str, str], ...] = (
    ("kg", "mass", "1000", "kg kgs kilo kilos kilogram kilograms"),
    ("g", "mass", "1", "g gm gms gram grams"),
    ("mg", "mass", "0.001", "mg mgs milligram milligrams"),
    ("ug", "mass", "0.000001", "ug \u00b5g \u03bcg mcg microgram micrograms"),
    ("ng", "mass", "0.000000001", "ng nanogram nanograms"),
    ("pg", "mass", "0.000000000001", "pg picogram picograms"),
    ("[lb_av]", "mass", "453.59237", "lb lbs pound pounds"),
    ("[oz_av]", "mass", "28.349523125", "oz ounce ounces"),
    ("mol", "amount", "1", "mol mols mole moles"),
    ("mmol", "amount", "0.001", "mmol mmols millimole millimoles millimol"),
    ("umol", "amount", "0.000001", "umol \u00b5mol \u03bcmol mcmol micromole micromoles micromol"),
    ("nmol", "amount", "0.000000001", "nmol nanomole nanomoles"),
    ("pmol", "amount", "0.000000000001", "pmol picomole picomoles"),
    ("meq", "amount", "0.001", "meq milliequivalent milliequivalents"),
    ("mosm", "osmoles", "0.001", "mosm mosmol mosmols"),
    ("L", "volume", "1", "l liter liters litre litres"),
    ("dL", "volume", "0.1", "dl deciliter deciliters decilitre decilitres"),
    ("mL", "volume", "0.001", "ml mls cc milliliter milliliters millilitre millilitres"),
    (
        "uL",
        "volume",
        "0.000001",
        "ul \u00b5l \u03bcl mcl microliter microliters microlitre microlitres mm3 cmm cumm cu.mm",
    ),
    ("fL", "volume", "0.000000000000001", "fl"),
    ("U", "activity", "1", "u unit units"),
    ("[IU]", "activity", "1", "iu ius"),
    ("[arb'U]", "activity", "1", "au ru eu bau feu gau"),
    ("mU", "activity", "0.001", "mu"),
    ("m[IU]", "activity", "0.001", "miu"),
    ("u[IU]", "activity", "0.000001", "uiu \u00b5iu \u03bciu uu \u00b5u \u03bcu"),
    ("kU", "activity", "1000", "ku kua"),
    ("k[IU]", "activity", "1000", "kiu"),
    ("[GPL'U]", "isotype G", "1", "gpl"),
    ("[MPL'U]", "isotype M", "1", "mpl"),
    ("[APL'U]", "isotype A", "1", "apl"),
    ("{cells}", "number", "1", "cell cells eos eosinophils neutrophils copies copy"),
    ("10*3", "number", "1000", "k thou thousand"),
    ("10*6", "number", "1000000", "million mill"),
    ("[HPF]", "field", "1", "hpf"),
    ("[LPF]", "field", "1", "lpf"),
    ("s", "time", "1", "s sec secs second seconds"),
    ("ms", "time", "0.001", "ms msec msecs millisecond milliseconds"),
    ("min", "time", "60", "min mins minute minutes"),
    ("h", "time", "3600", "h hr hrs hour hours"),
    ("d", "time", "86400", "d day days"),
    ("wk", "time", "604800", "wk wks week weeks"),
    ("mo", "time", "2629800", "mo mos month months"),
    ("a", "time", "31557600", "yr yrs year years y"),
    ("cm", "length", "1", "cm cms centimeter centimeters centimetre centimetres"),
    ("mm", "length", "0.1", "mm millimeter millimeters millimetre millimetres"),
    ("um", "length", "0.0001", "um \u00b5m \u03bcm micron microns"),
    ("m", "length", "100", "m meter meters metre metres"),
    ("km", "length", "100000", "km"),
    ("[in_i]", "length", "2.54", "inch inches"),
    ("[ft_i]", "length", "30.48", "ft foot feet"),
    ("m2", "area", "10000", "m2 m^2 m\u00b2 sqm"),
    ("cm2", "area", "1", "cm2 cm^2 cm\u00b2"),
    ("mm[Hg]", "pressure", "1", "mmhg"),
    ("cm[H2O]", "pressure", "0.735559", "cmh2o"),
    ("kPa", "pressure", "7.50061683", "kpa"),
    ("[wood'U]", "resistance", "1", "wu"),
    ("Cel", "temperature", "1", "c \u00b0c \u2103 celsius"),
    ("[degF]", "temperature", "1", "f \u00b0f \u2109 fahrenheit"),
    ("deg", "angle", "1", "deg degree degrees \u00b0"),
    ("%", "percent", "1", "% percent"),
    ("[ppb]", "percent", "0.0000001", "ppb"),
    ("{beats}", "beat", "1", "beat beats breath breaths b event events"),
    ("{score}", "point", "1", "point points pts pt letters"),
)
_BY_SPELLING = {
    spelling: (ucum, measures, Decimal(size)) for ucum, measures, size, words in _ATOMS for spelling in words.split()
}
_EXACT = {"mM": ("mmol", "amount", Decimal("0.001")), "\u00b5M": ("umol", "amount", Decimal("0.000001"))}
# Several words, or more than letters, that stand for one unit.
_WRITTEN_OUT = (
    (r"mm\.?\s?/?\s?Hg", "mmHg"), (r"cm\s?H2O", "cmH2O"), (r"wood units?", "WU"), (r"bpm", "beats/min"),
    (r"degrees?\s(?:celsius|centigrade)|(?:\u00b0|\u00ba|deg\s?)\s?C", "C"),
    (r"degrees?\sfahrenheit|(?:\u00b0|\u00ba|deg\s?)\s?F", "F"),
    (r"(?:mill?i|milli )(?:-|\s)?international units?", "mIU"), (r"international units?", "IU"),
    (r"high[- ]power(?:ed)? field", "hpf"),
    (r"cu(?:bic)?\.?\s?m(?:m|illimet(?:er|re))", "mm3"),
    (r"mm\^3|mm\u00b3|cells?/mm\^3", "mm3"),
    (r"micro\s?(?:liters?|litres?)", "uL"),
    (r"1\.73\s?(?:m2|m\^2|m\u00b2|sqm)", "1.73m2"), (r"24\s?(?:h|hr|hrs|hours)", "day"),
)  # fmt: skip
_POWER = (
    r"(?:[x\u00d7*]\s?10\s?(?:\^|\*\*?|E)?\s?|10(?:\^|\*\*?|(?=[\u00b3\u2074-\u2079])))"
    r"[(\[]?(?P<power>[3-9]|1[0-2]|[\u00b3\u2074-\u2079])[)\]]?(?![\d.,])"
)
_SUPERSCRIPT = {"\u00b3": "3", **{chr(0x2070 + n): str(n) for n in range(4, 10)}}
_OUT = {f"w{i}": (re.compile(p, re.IGNORECASE), means) for i, (p, means) in enumerate(_WRITTEN_OUT)}
_WORD = "|".join(sorted(map(re.escape, _BY_SPELLING), key=len, reverse=True))
_LONG = "|".join(p for p, _ in _WRITTEN_OUT)
_ATOM = rf"(?:(?:{_LONG}|{_WORD})(?![A-Za-z\u00b5\u03bc\u00b2]))"
_STEP = r"\s{0,2}(?:/|\bper\b)\s{0,2}"
# A bare "in" is a preposition nearly everywhere; it is inches before a mark or at the end.
_INCHES = r"in(?=\s*(?:[,;)(]|\.(?:\s|$)|$|tall\b))|\"|\u2033"
_UNIT = re.compile(
    rf"(?P<many>{_POWER})(?:\s?(?P<of>cells?))?(?P<manyper>(?:{_STEP}{_ATOM}){{0,2}})"
    rf"|(?P<hundred>(?:mg|gm|g)s?\s?%)"
    rf"|(?P<percent>%|percent\b)"
    rf"|(?P<plain>{_ATOM}(?:{_STEP}{_ATOM}){{0,3}})"
    rf"|(?P<each>(?:/|per\b)\s{{0,2}}{_ATOM}(?:{_STEP}{_ATOM})?)"
    rf"|(?P<inches>{_INCHES})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabUnit:
    """A unit taken apart: what is measured per what, its size in the bases, its UCUM spelling."""

    ucum: str
    measures: tuple[str, ...]
    size: Decimal


def unit_at(text: str, start: int) -> int:
    """End of the unit that is written at `start`, or `start` where none is.

    >>> unit_at("0.93 mg/dl;", 5), unit_at("9 in March", 2)
    (10, 2)
    """
    match = _UNIT.match(text, start)
    return match.end() if match else start


@cache
def lab_unit(written: str) -> LabUnit | None:
    """The unit that `written` spells, or None.

    >>> lab_unit("K/uL").ucum, lab_unit("x10^9/L").measures, lab_unit("zorps")
    ('10*3/uL', ('number', 'volume'), None)
    """
    text = written.strip().strip("()[]").strip()
    match = _UNIT.match(text)
    if match is None or match.end() < len(text.rstrip(".")):
        return _beginning(text)
    if match.group("inches"):
        return LabUnit(ucum="[in_i]", measures=("length",), size=Decimal("2.54"))
    if match.group("hundred"):  # "1.9 mg%" is told for 100 mL
        return lab_unit(match.group().rstrip("% ") + "/dL")
    if match.group("many"):
        power = _SUPERSCRIPT.get(match.group("power"), match.group("power"))
        rest = _parts(match.group("manyper"))
        return _joined([(f"10*{power}", "number", Decimal(10) ** int(power)), *rest])
    if match.group("each"):
        return _joined([("", "number", Decimal(1)), *_parts(match.group("each"))])
    return _joined(_parts("/" + match.group()))


def _beginning(text: str) -> LabUnit | None:
    """A unit with a word behind it ("mm/h Westergren", "U/g Hb")."""
    head = text.split(" ")[0]
    return lab_unit(head) if " " in text and head not in ("", "in") else None


def _parts(steps: str) -> list[tuple[str, str, Decimal]]:
    found = []
    for part in re.split(r"/(?!\s?Hg)|\bper\b", steps)[1:]:
        plain = " ".join(part.split())
        for pattern, means in _OUT.values():
            if pattern.fullmatch(plain):
                plain = means
                break
        if "/" in plain and plain not in _BY_SPELLING:
            found += _parts("/" + plain)
        elif plain != "1.73m2":  # the size that a rate is told for is no part of what is measured
            found.append(_EXACT.get(plain) or _BY_SPELLING.get(plain.casefold()) or ("", "", Decimal(0)))
    return found


def _joined(parts: list[tuple[str, str, Decimal]]) -> LabUnit | None:
    if not parts or any(not measures for _, measures, _ in parts):
        return None
    size = parts[0][2]
    for _, _, one in parts[1:]:
        size /= one
    measures = tuple("number" if m == "beat" else m for _, m, _ in parts)
    return LabUnit(ucum="/".join(ucum for ucum, _, _ in parts), measures=measures, size=size)


# What one quantity may be told as; the numbers do not convert, but both belong to the analyte.
_KIN = (
    {("mass", "volume"), ("amount", "volume"), ("amount",)},  # mg/dL, mmol/L, mM
    {("activity", "volume"), ("amount", "volume")},
    {("number", "volume"), ("number",), ("percent",)},  # a count and its share of the cells
    {("percent",), ("volume",), ("volume", "time"), ("volume", "time", "pressure"), ("amount", "amount")},
    {("mass", "mass"), ("mass", "amount"), ("amount", "amount"), ("percent",)},
    {("temperature",), ("angle",)},
    {("osmoles", "mass"), ("osmoles", "volume"), ("amount", "mass")},
    {("mass", "time"), ("amount", "time"), ("mass",)},  # 24-hour urine is told in grams too
    {("number", "volume"), ("activity", "volume")},  # copies and units of a virus
    {("number", "field"), ("number",)},
    {("volume", "time"), ("volume", "time", "area")},
)


def fits(written: str, canonical: str) -> bool:
    """Whether a value in `written` can be one of an analyte that is told in `canonical`.

    Mass does not fit activity, so that an antibody in units is never taken for a protein in mg/dL; a weight is
    told in grams and more.

    >>> fits("umol/L", "mg/dL"), fits("GPL", "mg/dL"), fits("mg", "kg"), fits("points", "")
    (True, False, False, True)
    """
    if not written:
        return True
    ours, theirs = lab_unit(written), lab_unit(canonical) if canonical else None
    if ours is None or (theirs is None and canonical):
        return True
    if theirs is None or theirs.measures == ("point",):
        return ours.measures in (("point",), ("percent",)) or (theirs is None and ours.measures[0] != "time")
    if ours.measures == theirs.measures:
        return len(ours.measures) > 1 or ours.measures[0] != "mass" or ours.size * 1001 > theirs.size
    return any(ours.measures in kin and theirs.measures in kin for kin in _KIN)


def same_measure(one: str, other: str) -> bool:
    """Whether two units measure the same thing, so that one value can be told in the other."""
    first, second = lab_unit(one), lab_unit(other)
    return first is not None and second is not None and first.measures == second.measures


def in_unit(value: Decimal, written: str, wanted: str) -> Decimal | None:
    """A value in another unit; None where they do not convert.

    >>> in_unit(Decimal("154"), "lb", "kg").quantize(Decimal("0.1"))
    Decimal('69.9')
    """
    source, target = lab_unit(written), lab_unit(wanted)
    if source is None or target is None or source.measures != target.measures:
        return None
    if source.measures == ("temperature",):
        return _warmth(value, source.ucum, target.ucum)
    return value * source.size / target.size


def _warmth(value: Decimal, source: str, target: str) -> Decimal:
    if source == target:
        return value
    return (value - 32) * 5 / 9 if target == "Cel" else value * 9 / 5 + 32


def canonical(value: Decimal, written: str, wanted: str) -> tuple[Decimal, str] | None:
    """Value and UCUM unit: in the unit wanted where it converts, else as written; None for a unit that is none.

    >>> canonical(Decimal("9.8"), "g/dl", "g/dL")
    (Decimal('9.8'), 'g/dL')
    """
    known = lab_unit(written) if written else None
    if known is None:
        return None
    converted = in_unit(value, written, wanted) if wanted else None
    target = lab_unit(wanted) if wanted else None
    if converted is None or target is None:
        return value, known.ucum
    return _plain(converted), target.ucum


def _plain(value: Decimal) -> Decimal:
    """At most six significant digits, without an exponent."""
    short = Decimal(f"{value:.6g}").normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
