"""Amounts, ranges and ratios in words; UCUM units as charts print them."""

from __future__ import annotations

import re

from mednec.interop.elements import Element, named
from mednec.interop.record import Phrase
from mednec.terminology import units
from mednec.terminology.lab_units import LabUnit, lab_unit

UCUM = "http://unitsofmeasure.org"
_PRINTED = (("[lb_av]", "lb"), ("[oz_av]", "oz"), ("[in_i]", "in"), ("[in_us]", "in"), ("[ft_i]", "ft"),
            ("[degF]", "F"), ("Cel", "C"), ("mm[Hg]", "mmHg"), ("cm[H2O]", "cmH2O"), ("[IU]", "IU"), ("[iU]", "IU"),
            ("[HPF]", "hpf"), ("[LPF]", "lpf"), ("[ppb]", "ppb"), ("[arb'U]", "AU"), ("[GPL'U]", "GPL"),
            ("[MPL'U]", "MPL"), ("[APL'U]", "APL"))  # fmt: skip
_COUNTED = re.compile(r"\{(cells?|copies|copy)\}", re.IGNORECASE)
_PER_AREA = re.compile(r"/(?:\{1\.73_?m2\}|1\.73\.m2)", re.IGNORECASE)
_ANNOTATION = re.compile(r"\{[^}]*\}")


def printed(ucum: str) -> str:
    """A UCUM code as charts print the unit; annotations are no part of it.

    >>> printed("k[IU]/L"), printed("mm[Hg]"), printed("{score}"), printed("{cells}/uL"), printed("mL/min/{1.73_m2}")
    ('kIU/L', 'mmHg', '', 'cells/uL', 'mL/min/1.73m2')
    """
    for code, words in _PRINTED:
        ucum = ucum.replace(code, words)
    ucum = _COUNTED.sub(lambda m: m[1].casefold(), _PER_AREA.sub("/1.73m2", ucum))
    return _ANNOTATION.sub("", ucum)


def understood(ucum: str) -> bool:
    """Whether the unit of a UCUM code is one we know; a pure count has none."""
    plain = printed(ucum)
    return plain in ("", "1") or lab_unit(plain) is not None or units.unit(plain) is not None


def unit_of(quantity: Element) -> tuple[str, str]:
    """The unit as printed, and what is wrong with it: its words and its code disagree, or nobody knows it."""
    words, code = quantity.text("unit"), quantity.text("code") if quantity.text("system") == UCUM else ""
    spelled, coded = _known(words), _known(printed(code))
    if spelled and coded:
        same = (spelled.measures, spelled.size) == (coded.measures, coded.size)
        return words, "" if same else f"the unit reads {words!r} and its code {code!r}"
    if coded and not _is_form(words):
        return printed(code), ""
    if not code and words and spelled is None and not _is_form(words) and not _ANNOTATION.fullmatch(words):
        return words, f"the unit {words!r} is not known"
    if code and not understood(code):
        return words or code, f"the unit {code!r} is not known"
    if code and printed(code) in ("", "1") and not _is_form(words):
        return "", ""  # a count or a score
    return _ANNOTATION.sub("", words) or printed(code).removeprefix("1"), ""


def _known(written: str) -> LabUnit | None:
    return lab_unit(written) if written else None


def _is_form(written: str) -> bool:
    return units.unit(written) is not None and units.is_form(written)


def amount(quantity: Element) -> str:
    """A quantity in words, empty where it has no value.

    >>> amount(Element({"value": 0.5, "comparator": "<", "unit": "mg/dL"}))
    '<0.5 mg/dL'
    """
    value = quantity.text("value")
    if not value:
        return ""
    unit, _ = unit_of(quantity)
    gap = "" if not unit or unit == "%" else " "
    return f"{quantity.text('comparator')}{value}{gap}{unit}"


def phrase(quantity: Element) -> tuple[Phrase, ...]:
    """A quantity as a phrase, in doubt where its unit is."""
    words, (_, wrong) = amount(quantity), unit_of(quantity)
    return (Phrase(text=words, why=wrong),) if words else ()


def ranged(element: Element) -> str:
    """A Range, or the limits of a reference range.

    >>> ranged(Element({"low": {"value": 0}, "high": {"value": 100, "unit": "kU/L"}}))
    '0-100 kU/L'
    >>> ranged(Element({"low": {"value": 15, "unit": "mg/dL"}}))
    '>=15 mg/dL'
    """
    low, high = element.one("low"), element.one("high")
    least, most = amount(low), amount(high)
    if least and most:
        if unit_of(low)[0] in ("", unit_of(high)[0]):
            return f"{low.text('value')}-{most}"
        return f"{least} to {most}"
    return f">={least}" if least else f"<={most}" if most else ""


def ratio(element: Element) -> str:
    """A titre as `1:640`, another ratio with its units."""
    above, below = element.one("numerator"), element.one("denominator")
    if not (above.text("value") and below.text("value")):
        return ""
    if above.text("value") in ("1", "1.0") and not unit_of(above)[0] and not unit_of(below)[0]:
        return f"{above.text('comparator')}1:{below.text('value')}"
    return f"{amount(above)} / {amount(below)}"


def limits(observation: Element) -> str:
    """The reference range of a result: the one for healthy people, with its unit."""
    for one in observation.many("referenceRange"):
        if named(one.one("type")).casefold() in ("", "normal", "normal range"):
            return ranged(one) or one.text("text")
    return ""
