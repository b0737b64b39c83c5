"""What a chart tells by its unit alone: body sizes ("a 58 kg woman", "0.4 g/kg at 62 kg"), breaths, heart beats."""

from __future__ import annotations

import re

from mednec.chart.context import Context
from mednec.chart.quantities import Quantity
from mednec.terminology.lab_units import in_unit, lab_unit

_CONCEPTS = {("mass",): "body-weight", ("length",): "height", ("area",): "body-surface-area"}
_RANGE = {("mass",): ("kg", 1, 350), ("length",): ("cm", 40, 230), ("area",): ("m2", 0, 3)}
_PERSON = re.compile(
    r"(?:-|\s)(?:year|yr|month|mo)s?(?:-|\s)old|\by/?o\b|\b(?:man|woman|male|female|boy|girl|child|infant|patient"
    r"|pt)\b",
    re.I,
)
_DOSED = {"body-weight": re.compile(r"/\s?kg\b|\bper\s+k")}
# In front of a weight that a dose is reckoned by, and behind one that a person has.
_LEAD = re.compile(
    r"(?:\bat|\bfor|[(=x\u00d7*,]|\bof|->|\u2192|\bused|\bon)\s*(?:a\s+|an\s+|her\s+|his\s+)?(?:~\s*)?$", re.IGNORECASE
)
_CHANGE = re.compile(
    r"\b(?:los(?:t|s|ing|es?)|gain\w*|lift\w*|carry\w*|down|up|add\w*|mov\w*|hold\w*|by|over|under|above|below"
    r"|dropped|put on|walk\w*|every|per)\s+"
    r"(?:of\s+|about\s+|a\s+|another\s+)?$",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(
    r"[\s-]*(?:weight\s+(?:loss|gain|reduction|restriction)|loss|gain|heavier|lighter|mass|tumou?r|lesion|of\b|/"
    r"|over\b)",
    re.I,
)
_TALL = re.compile(r"\s*(?:\([^()]{1,16}\)\s*)?(?:tall|in height|in weight|in length)\b", re.IGNORECASE)


def told_by_unit(context: Context, text: str, quantity: Quantity) -> str | None:
    """The concept of a body size without a word for it; None where the number can be anything else."""
    unit = lab_unit(quantity.unit) if quantity.unit else None
    if rate := rate_of(quantity.unit):
        return rate if rate in context.lexicon.concepts and quantity.value > 3 else None
    if unit is None or unit.measures not in _CONCEPTS or quantity.high is not None or quantity.comparator:
        return None
    kind, (target, least, most) = unit.measures, _RANGE[unit.measures]
    concept = _CONCEPTS[kind]
    size = in_unit(quantity.value, quantity.unit, target)
    known = context.lexicon.concepts
    if size is None or not least < size < most or concept not in known or unit.ucum in ("mg", "ug", "g", "mm", "um"):
        return None
    before, after = text[max(0, quantity.start - 40) : quantity.start], text[quantity.end : quantity.end + 24]
    if _CHANGE.search(before) or _NO_SIZE.match(after) or quantity.signed:
        return None
    if _TALL.match(after) or kind == ("area",):
        return concept
    person = _PERSON.search(text[max(0, quantity.start - 60) : quantity.end + 40])
    if concept in _DOSED and _DOSED[concept].search(text) and _LEAD.search(before):
        return concept
    if kind == ("length",) and not _sized(text, quantity):
        return None
    return concept if person and (_LEAD.search(before) or _attributive(text, quantity)) else None


def rate_of(unit: str) -> str:
    """The concept of a rate whose unit names what is counted: breaths, or beats of the heart."""
    counted = re.match(r"(?:(breaths?)|beats?)\b", unit, re.IGNORECASE)
    return "" if counted is None else "respiratory-rate" if counted.group(1) else "heart-rate"


def _sized(text: str, quantity: Quantity) -> bool:
    """Whether a weight stands right beside a length, so that it is a person's and no tumor's."""
    return bool(re.search(r"\bkg\b|\blbs?\b|\bpounds\b", text[max(0, quantity.start - 16) : quantity.end + 16]))


def _attributive(text: str, quantity: Quantity) -> bool:
    """ "a 58-kg woman", "58 kg, 156 cm woman"."""
    return bool(
        re.match(
            r"\s*(?:,[^,;.]{0,16})?\s*(?:man|woman|male|female|boy|girl|child|infant|patient|pt)\b",
            text[quantity.end : quantity.end + 40],
            re.I,
        )
    )
