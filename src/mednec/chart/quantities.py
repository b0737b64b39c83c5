"""Numbers of a text that may be values: with comparator, range, "of" ("8/10"), unit, dilution; by offset.

What a number belongs to is told elsewhere (`measure_links`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from mednec.terminology.lab_units import unit_at

TITRE = "titer"  # 640 in "1:640"
NORMAL = "x ULN"  # times the upper limit of normal
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,9})(?:\.\d{1,6})?|\.\d{1,4}"
_WORDS = {
    "<": "less than|lower than|fewer than|below|under",
    ">": "greater than|more than|higher than|above|over|exceeding",
    "\u2265": "at least",
    "\u2264": "at most|no more than",
}
_SIGN_OF = {word: sign for sign, words in _WORDS.items() for word in words.split("|")}
_COMPARED = "|".join(words for words in _WORDS.values())
_QUANTITY = re.compile(
    rf"(?:(?P<cmp>(?<![-=\u2013])[<>\u2264\u2265]\s?=?)\s*|\b(?P<said>{_COMPARED})\s+)?"
    rf"(?P<titre>1\s?:\s?(?=\d\d)(?!\d\d\s*[ap]\.?m))?"
    rf"(?<![\w.])(?P<num>{_NUMBER})"
)
_FEET = re.compile(
    r"(?<![\w.])(?P<ft>[3-8])\s?(?:'|\u2032|\u2019|ft\.?|feet|foot)\s?[-,]?\s?(?:(?P<in>\d{1,2}(?:\.\d)?)\s?"
    r"(?:\"|\u2033|''|\u2032\u2032|\u201d|inches|inch|in\b\.?)?)?(?!\w)"
)
_HIGH = re.compile(rf"\s?(?:-|\u2013|\u2014|(?P<to>\s?to\s))\s?(?P<high>{_NUMBER})(?![\d:]|\.\d)")
_OF = re.compile(r"\s?/\s?(?P<over>\d{1,3}(?:\.\d)?)(?![\d/]|\.\d)|\s(?:out of|of)\s(?P<outof>\d{1,3})(?![\d/.]\d|\w)")
_ULN = re.compile(
    r"\s?(?:[x\u00d7]|-?\s?fold|times)\s?(?:the\s)?(?:above\s)?(?:the\s)?"
    r"(?:ULN|upper limits?(?: of (?:the )?normal)?|normal\b(?: limits?)?)",
    re.IGNORECASE,
)
_PREDICTED = re.compile(r"\s?(?:of\s)?(?:the\s)?(?:pred(?:icted)?\b\.?)", re.IGNORECASE)
# What a number is not: an ordinal, part of a date or time, a multiple, a share of a word.
_NO_VALUE = re.compile(
    r"(?:st|nd|rd|th)\b|:\d\d|\s?-?\s?(?:fold\b|[x\u00d7](?![\w\u00d7]))|\.\d|[-\u2013]\d+[-\u2013]|/\d+/|\^|\s?(?:\u00b1|\+/-)"
)
_RANGED = re.compile(r"\s?\(\d[\d.,]{0,8}\s?[-\u2013]\s?\d[\d.,]{0,8}\)\s?(?![A-Z]\b)")
_HYPHENED = re.compile(r"-[A-Za-z]")
_POINT_AS_COMMA = re.compile(r"\d{1,3}\.\d{3}")
_FLAGS = frozenset("HSDMYB")  # capitals that are flags or begin a word, and no hours or meters
_UNIT_LATER = re.compile(
    r"\s(?:(?:was|is|given|reported|expressed)\s)?in\s(?=(?:mg|g|ug|mcg|ng|mmol|umol|U|IU|mEq|K)/)"
)
_LETTER = re.compile(r"[A-Za-z\u00b5\u03bc]")
_RISE = re.compile(
    r"\b(?:from|rose|fell|increas\w+|decreas\w+|improv\w+|worsen\w+|went|dropp\w+|declin\w+|ris\w+|fall\w+)\b", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with its unit. `start` takes in the comparator, `end` the unit; `at` is where the digits begin."""

    start: int
    at: int
    end: int
    value: Decimal
    high: Decimal | None = None
    over: Decimal | None = None  # 150 in "109/150"
    comparator: str = ""
    unit: str = ""
    titre: bool = False
    predicted: bool = False  # told as percent of what is predicted
    signed: str = ""  # "+" or "-" right before the digits


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Quantities in order. `text` has blanks (NUL) for what is no number: its dates and the names of analytes."""
    found: list[Quantity] = []
    stop = 0
    for match in _QUANTITY.finditer(text):
        if match.start("num") < stop:
            continue
        quantity = _feet(text, match) or _read(text, match)
        if quantity is not None:
            found.append(quantity)
            stop = quantity.end
    return tuple(found)


def _feet(text: str, match: re.Match[str]) -> Quantity | None:
    """A height in feet and inches, told in inches."""
    feet = _FEET.match(text, match.start("num"))
    if feet is None:
        return None
    inches = int(feet.group("ft")) * 12 + Decimal(feet.group("in") or 0)
    return Quantity(start=match.start(), at=match.start("num"), end=feet.end(), value=inches, unit="in")


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    start, at, end = match.start(), match.start("num"), match.end()
    if not _begins(text, match):
        return None
    comparator = _SIGN_OF.get((match.group("said") or "").lower(), (match.group("cmp") or "").replace(" ", ""))
    quantity = Quantity(
        start=start,
        at=at,
        end=end,
        value=number(match.group("num")),
        comparator={"<=": "\u2264", ">=": "\u2265"}.get(comparator, comparator),
        titre=bool(match.group("titre")),
        signed=_sign(text, start) if start == at else "",
    )
    if quantity.titre:
        return quantity
    if times := _ULN.match(text, end):
        return replace(quantity, end=times.end(), unit=NORMAL)
    if _NO_VALUE.match(text, end) and not _power(text, end):
        return None
    return _with_unit(text, _with_of(text, quantity))


def _power(text: str, end: int) -> bool:
    """Whether "x10^9" follows, and not a multiple."""
    return unit_at(text, _after_space(text, end)) > _after_space(text, end)


def _begins(text: str, match: re.Match[str]) -> bool:
    """Whether a number begins here: not inside a word, a date, a ratio or a code."""
    start = match.start("titre") if match.group("titre") else match.start("num")
    before = text[start - 1 : start]
    if before in ("/", ":", "_", "#", "$", "^") and start == match.start():
        return before == ":" and not text[max(0, start - 2) : start - 1].isdigit()
    if before in ("-", "\u2013") and start == match.start():
        return not text[max(0, start - 2) : start - 1].isdigit()
    return not before.isalnum()


def _sign(text: str, start: int) -> str:
    sign = text[start - 1 : start]
    if sign in ("-", "\u2013", "\u2212", "+") and (start < 2 or text[start - 2] in " \x00(:[=,"):
        return "+" if sign == "+" else "-"
    return ""


def _with_of(text: str, quantity: Quantity) -> Quantity:
    """The upper end of a range, or what a score is out of."""
    if of := _OF.match(text, quantity.end):
        return replace(quantity, over=Decimal(of.group("over") or of.group("outof")), end=of.end())
    high = _HIGH.match(text, quantity.end)
    if high is None or number(high.group("high")) <= quantity.value:
        return quantity
    if high.group("to") and _RISE.search(text[max(0, quantity.start - 30) : quantity.start]):
        return quantity
    if _OF.match(text, high.end()) and not high.group("to"):
        return replace(quantity, high=number(high.group("high")), end=high.end())
    return replace(quantity, high=number(high.group("high")), end=high.end())


def _after_space(text: str, end: int) -> int:
    while end < len(text) and end < len(text) and text[end] in " \t-":
        end += 1
    return end


def _with_unit(text: str, quantity: Quantity) -> Quantity | None:
    """The unit behind the number, over a blank or a hyphen ("58-kg"); a letter that begins no unit is none."""
    begin = _after_space(text, quantity.end)
    if begin - quantity.end > 3 or (begin > quantity.end and text[begin - 1] == "-" and begin - quantity.end > 1):
        begin = quantity.end
    end = unit_at(text, begin)
    if end == begin and (later := _UNIT_LATER.match(text, quantity.end)) and unit_at(text, later.end()) > later.end():
        return replace(quantity, unit=text[later.end() : unit_at(text, later.end())], end=unit_at(text, later.end()))
    if end == begin and (ranged := _RANGED.match(text, quantity.end)) and unit_at(text, ranged.end()) > ranged.end():
        return replace(quantity, unit=text[ranged.end() : unit_at(text, ranged.end())])  # "74 (40-85) mg/dL"
    if end == begin and _HYPHENED.match(text, quantity.end):
        return None  # "25-OH" is part of a name
    if end == begin:
        return None if _LETTER.match(text, quantity.end) else quantity
    unit = text[begin:end]
    if unit in _FLAGS:
        return quantity
    if _POINT_AS_COMMA.fullmatch(text, quantity.at, quantity.end) and unit.startswith(("/", "cells")):
        return None  # "22.000/uL" may be twenty-two thousand
    predicted = _PREDICTED.match(text, end) if unit.startswith(("%", "perc")) else None
    if predicted is not None:
        return replace(quantity, unit="%", predicted=True, end=predicted.end())
    return replace(quantity, unit=unit, end=end)
