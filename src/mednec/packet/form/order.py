"""Orders and drug names inside the words of an answer: "Brand (generic) 60 mg SC every 6 months, code"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mednec.dosing import read_order
from mednec.model.knowledge import Drug
from mednec.model.regimen import Regimen
from mednec.packet.form.shapes import CODE
from mednec.packet.form.values import Found, tidy
from mednec.packs.library import Library

AMOUNT = re.compile(
    r"(?:\b(?:LD|MD)\s+)?(?<![\w.])\d[\d,.]*(?: ?- ?\d[\d,.]*)? ?(?:mg|mcg|g|gm|gram|grams|milligrams?|units?|u|iu"
    r"|ml|mL|tabs?|tablets?|caps?|capsules?|pens?|syringes?|vials?|puffs?|injections?)\b"
    r"(?: ?/ ?(?:kg|m2|m\^2|m\u00b2))?",
    re.IGNORECASE,
)
SCHEDULE = re.compile(
    r"\b(?:every|each|q ?\.?\d+|q[dhw]\w*|qmo\w*|qod|daily|weekly|monthly|yearly|annually"
    r"|quarterly|biweekly|bi-weekly|once|twice|bid|tid|qhs|days? \d|weeks? \d"
    r"|x ?\d+|per (?:day|week|month|year)|then|at weeks?|single dose|one time|one-time)\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[,;(\u2013]|\.(?!\d)|\s-\s"
    r"|\s(?=(?:for (?:my|her|his|the|this|their|a|an|[A-Z])|in (?:our|my)|to (?:treat|control)|by our)\b)|$"
)
_MORE = re.compile(r"\d|\bthen\b")  # a further part of an order has a number
_SUFFIX = re.compile(r"-[a-z]{4}\b")
_NOT_ORDER = re.compile(
    r"\b(?:HCPCS|CPT|ICD|NDC|refills?|qty|quantity|total units|billing units|vials? used)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A drug as an answer names it."""

    drug: Found | None = None
    brand: Found | None = None
    known: Drug | None = None


def is_order(text: str) -> bool:
    """Whether a text is an order: an amount and when, as the grammar of orders reads it."""
    read = read_order(text)
    if not isinstance(read, Regimen):
        return False
    return (
        any(
            c.interval_days is not None or c.days or c.repeats is not None or c.role or (c.doses or 0) > 1
            for c in read.courses
        )
        or len(read.courses) > 1
    )


def order_in(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The longest order that begins at the first amount of a span."""
    for amount in list(AMOUNT.finditer(text, start, end))[:3]:
        begin = amount.start()
        stops = [m.start() for m in _CUT.finditer(text, amount.end(), end)]
        stops = [s for s in stops if s > amount.end() - 1] or [end]
        usable = [s for s in {*stops, end} if not CODE.search(text, begin, s) and not _NOT_ORDER.search(text, begin, s)]
        whole = 0
        for stop in sorted(usable):
            if is_order(tidy(text[begin:stop])) and (not whole or _MORE.search(text, whole, stop)):
                whole = stop
        if whole:
            return begin, whole
        for stop in sorted(usable):
            if SCHEDULE.search(text, amount.end(), stop):
                return begin, stop
    return None


def named_in(text: str, start: int, end: int, library: Library) -> Named:
    """The first drug that a span names: generic name and brand parted."""
    mentions = [m for m in library.lexicon.find(text[start:end], start) if m.id in library.lexicon.drugs]
    if not mentions:
        return Named()
    known = library.lexicon.drugs[mentions[0].id]
    generic: Found | None = None
    brand: Found | None = None
    for mention in (m for m in mentions if m.id == known.id):
        suffix = _SUFFIX.match(text, mention.end, end)
        stop = suffix.end() if suffix else mention.end
        found = Found(value=tidy(text[mention.start : stop]), start=mention.start, end=stop)
        if _is_generic(found.value, known) or suffix:
            generic = generic or found
        else:
            brand = brand or found
    return Named(drug=generic, brand=brand, known=known)


def _is_generic(written: str, drug: Drug) -> bool:
    low, names = written.lower(), {drug.name.lower(), drug.id.replace("-", " "), drug.id}
    if any(low == p.name.lower() for p in drug.products):
        return False
    own = any(low.startswith(n) or n.startswith(low) for n in names)
    lower = any(word[:1].islower() for word in written.split())
    return own or lower or (written.isupper() and len(written) <= 5)


def branded(text: str, start: int, end: int) -> tuple[Found, Found] | None:
    """A generic name and a brand that no pack knows: "Brand (generic-name)" or "generic-name (Brand)"."""
    match = re.compile(r"(?P<a>[A-Za-z][\w -]{2,40}?) ?\((?P<b>[A-Za-z][\w -]{2,40})\)").match(text, start, end)
    if match is None:
        return None
    one = Found(value=tidy(match.group("a")), start=match.start("a"), end=match.end("a"))
    two = Found(value=tidy(match.group("b")), start=match.start("b"), end=match.end("b"))
    if one.value[:1].isupper() and two.value[:1].islower():
        return two, one
    if one.value[:1].islower() and two.value[:1].isupper():
        return one, two
    return None
