"""Dosage instructions in words: dose, route, how often."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from mednec.interop.elements import Element, code, named
from mednec.interop.quantities import amount, ranged, unit_of

# As RxNorm names products: "0.5 ML name 150 MG/ML Prefilled Syringe [Brand]"
_STRENGTH = re.compile(
    r"^(?:\d[\d.]*\s(?:ML|HR|ACTUAT)\s)?(?P<base>[^\d\[(]*[^\d\[(\s,])"
    r"[\s,]+(?P<strength>\d[\d.,]*\s*(?:MG|MCG|UG|G|ML|UNT|UNITS?|IU|MEQ|MMOL)\b.*)$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d\s*(?:mg|mcg|ug|g|units?|iu|meq|mmol)\b", re.IGNORECASE)  # not tablets, not mL
_BRAND = re.compile(r"\s*\[(?P<brand>[^\]]+)\]")
_ONCE = {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times"}
_EACH = {"d": "daily", "wk": "weekly", "mo": "monthly", "a": "yearly"}
_UNITS = {"h": "hours", "d": "days", "wk": "weeks", "mo": "months", "a": "years", "min": "minutes"}
_CODED = {
    "QD": "once daily", "BID": "twice daily", "TID": "three times daily", "QID": "four times daily",
    "QOD": "every other day", "AM": "every morning", "PM": "every evening", "BED": "at bedtime",
    "WK": "once weekly", "MO": "once monthly", "Q1H": "every hour", "Q2H": "every 2 hours", "Q3H": "every 3 hours",
    "Q4H": "every 4 hours", "Q6H": "every 6 hours", "Q8H": "every 8 hours",
}  # fmt: skip
_WHOLE = re.compile(r"\d{1,4}(?:\.0+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Regimen:
    """A dosage in words. `doses`: an amount of the drug stands in it; `wrong`: what does not agree in it."""

    words: str = ""
    doses: bool = False
    wrong: str = ""


def name_and_strength(name: str) -> tuple[str, str]:
    """A product's name taken apart: what it is, with its brand, and its strength and form.

    >>> name_and_strength("0.5 ML examplimab 150 MG/ML Prefilled Syringe [Brandex]")
    ('examplimab (Brandex)', '150 MG/ML Prefilled Syringe')
    >>> name_and_strength("samplon beta-1a"), name_and_strength("sampline 10% IV")
    (('samplon beta-1a', ''), ('sampline 10% IV', ''))
    """
    brand = _BRAND.search(name)
    plain = _BRAND.sub("", name) if brand else name
    match = _STRENGTH.match(plain)
    base, strength = (match["base"], match["strength"]) if match else (plain, "")
    return f"{base} ({brand['brand']})" if brand else base, strength


def regimen(dosages: Iterable[Element], *, field: str = "doseQuantity") -> Regimen:
    """All steps of a dosage, in their order. Parts that are coded go before free text, which may leave the dose out."""
    steps = [_step(d, field) for d in sorted(dosages, key=_place)]
    steps = [s for s in steps if s.words]
    return Regimen(
        words="; then ".join(s.words for s in steps),
        doses=any(s.doses for s in steps),
        wrong=next((s.wrong for s in steps if s.wrong), ""),
    )


def _place(dosage: Element) -> int:
    written = dosage.text("sequence")
    return int(written) if _WHOLE.fullmatch(written) and "." not in written else 0


def _step(dosage: Element, field: str) -> Regimen:
    rates = dosage.many("doseAndRate") or (dosage,)
    quantity = next((q for r in rates if (q := r.one(field)).text("value")), Element({}))
    dose = amount(quantity) or next((d for r in rates if (d := ranged(r.one("doseRange")))), "")
    written = dosage.text("text")
    often = frequency(dosage.one("timing"))
    if not dose or (field == "doseQuantity" and not often and written):
        text = written or " ".join(filter(None, (dose, _route(dosage), often)))
        return Regimen(words=text, doses=bool(_AMOUNT.search(text)))
    needed = "as needed" if dosage.text("asNeededBoolean") == "true" or dosage.one("asNeededCodeableConcept") else ""
    words = " ".join(filter(None, (dose, _route(dosage), often, needed)))
    return Regimen(
        words=words, doses=bool(_AMOUNT.search(dose)), wrong=unit_of(quantity)[1] or _differs(quantity, written)
    )


def _differs(quantity: Element, written: str) -> str:
    """The written instruction names another amount in the same unit."""
    unit, value = quantity.text("unit") or quantity.text("code"), quantity.text("value")
    if not unit:
        return ""
    said = re.findall(rf"(?<![\d.,])(\d+(?:\.\d+)?)\s*{re.escape(unit)}\b", written, re.IGNORECASE)
    if said and all(float(s) != float(value) for s in said):
        return f"the dose is coded as {value} {unit} and written as {said[0]} {unit}"
    return ""


def _route(dosage: Element) -> str:
    words = named(dosage.one("route"))
    return re.sub(r"\s+(?:route|use)$", "", words, flags=re.IGNORECASE).casefold()


def frequency(timing: Element) -> str:
    """How often, in words; empty where the timing says more than can be said so.

    >>> frequency(Element({"repeat": {"frequency": 1, "period": 4, "periodUnit": "wk"}}))
    'every 4 weeks'
    """
    repeat = timing.one("repeat")
    times, period, unit = repeat.text("frequency") or "1", repeat.text("period"), repeat.text("periodUnit")
    if unit in _UNITS and _WHOLE.fullmatch(period) and _WHOLE.fullmatch(times) and not repeat.text("frequencyMax"):
        often, length = int(float(times)), int(float(period))
        if length == 1 and unit in _EACH:
            return f"{_ONCE.get(often, f'{often} times')} {_EACH[unit]}" if often else ""
        if often == 1 and length:
            return f"every {length} {_UNITS[unit]}" if length > 1 else f"every {_UNITS[unit][:-1]}"
        return f"{_ONCE.get(often, f'{often} times')} every {length} {_UNITS[unit]}" if often and length else ""
    coded = code(timing.one("code"))
    return _CODED.get(coded, "") or timing.one("code").text("text")
