"""Dose schedules as a policy writes its limits -> orders that the dose arithmetic can multiply out."""

from __future__ import annotations

import re

from mednec.dosing import read_order
from mednec.model.regimen import Refusal
from mednec.packs.importing.typing.clause import Clause, Typed, distinct, number

_PREFIX = re.compile(r"\s*(?:\*\*)?(?P<pre>[^:;.]{2,90}?)(?:\*\*)?:\s+(?=\S)")
_AGES = re.compile(
    r"\bage[ds]?\s+(?P<a>\d{1,2})\s*(?:(?:years?\s*)?(?:and|or)\s+(?:older|above|over)|\+|to\s+(?P<b>\d{1,2}))"
    r"|\b(?P<c>\d{1,2})\s*years?(?:\s+of\s+age)?\s+(?:and|or)\s+(?:older|above|over)"
    r"|\b(?P<adult>adults?)\b",
    re.IGNORECASE,
)
_PLAIN = frozenset(
    [
        "adult",
        "adults",
        "age",
        "aged",
        "ages",
        "and",
        "or",
        "older",
        "above",
        "over",
        "to",
        "years",
        "year",
        "maintenance",
        "initial",
        "loading",
        "induction",
        "dose",
        "dosing",
        "dosage",
        "limit",
        "maximum",
        "for",
        "the",
        "in",
        "of",
        "members",
        "patients",
        "requests",
        "treatment",
        "intravenous",
        "subcutaneous",
        "route",
        "standard",
        "quantity",
        "with",
        "first",
        "course",
        "continuation",
    ]
)
_MOST = re.compile(
    r"\b(?:not (?:to exceed|more than)|no more than|up to|a maximum of|maximum(?: dose)?(?: of)?|at most"
    r"|within the limit of|one|a single|an? (?=\d)|the dose is|(?:is|are) (?:covered|allowed|approved)(?: up to)?"
    r"|extended-release|immediate-release|devices?|prefilled \w+)\b\s*",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\b\d[\d,.]*\s*(?:to|-|\u2013)\s*(?=\d[\d,.]*\s*(?:mg|mcg|g|units?|mL)\b)", re.IGNORECASE)
_INTERVALS = re.compile(r"\bevery\s+(\d+)\s*(?:to|-|\u2013)\s*\d+\s*(days?|weeks?|months?)", re.IGNORECASE)
_LOADING = re.compile(r"(?P<amount>\d[\d,.]*\s*(?:mg|g|mcg|units?)(?:/kg)?)\s+(?:as an? )?loading(?: dose)?", re.I)
_BRACKET = re.compile(r"\s*\([^()]*\)|\s*\[\d+\]")
_ON_RELAPSE = re.compile(r";\s*(?:on |for |at )?(?:relapse|rescue|flare)\b[^;]*", re.IGNORECASE)
_OR = re.compile(r"[,;]?\s+or,?\s+", re.IGNORECASE)
_ON_CONDITION = re.compile(
    r"\b(?:when|if|unless|where|for (?:members|patients|those)|dependent|after)\b", re.IGNORECASE
)
_LEAD = re.compile(r"^(?:for|in)\s[^,]{3,80},\s*", re.IGNORECASE)
_TAIL = re.compile(r"\s+(?:when|if|unless|where)\b.*$", re.IGNORECASE | re.DOTALL)
_UNITS = re.compile(
    r"(?P<n>\d[\d,]*)\s+(?:billing\s+)?units?\s*\)?\s*(?:in one|per|for each|each)\s+authori[sz]ation", re.I
)
_ROUND_UP = re.compile(r"\brounded up to the (?:next|nearest)\s+(?P<n>\d+)\s*(?:mg|g)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"^\s*(?:one course\b|two \d+ mg|after the loading dose|treatments? are at least|up to \d+ units?\b.*billed"
    r"|strengths? of\b|the dose may be rounded|rounded? (?:up )?to|\d+ units? (?:of|per)\b)",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"\b(?:per|each)\s+course\b|,?\s*(?:doses|treatments|infusions|injections) at least \d+ (?:days|weeks) apart\b"
    r"|,\s*\d+\s+(?:tablets|capsules|pens|syringes|vials|devices|units)\s+per\s+\d+\s+days\b|\bin (?:one|one or two"
    r"|two|\d) administrations?\b|\bat month \d+ and (?=every)",
    re.IGNORECASE,
)


def schedule_limit(clause: Clause) -> Typed | None:
    """ "RA: 1,000 mg on day 1 and day 15", "600 mg once, then 300 mg every other week": as many orders as it allows."""
    if clause.part != "limits":
        return None
    about, text = _prefix(clause)
    if about is None:
        return None
    first, *others = re.split(r"(?<=[a-z\d)])\.\s+(?=[A-Z\d])", text.strip().rstrip("."))
    if any(not _ASIDE.match(s) for s in others):
        return None
    orders, only_where = _orders(first)
    if not orders:
        return None
    slots: dict[str, object] = {"kind": "schedule_limit", "orders": orders, **about}
    if only_where:
        slots["only_where"] = only_where
    if (units := _UNITS.search(clause.text)) is not None:
        slots["max_units"] = int(units.group("n").replace(",", ""))
    if (rounding := _ROUND_UP.search(clause.text)) is not None:
        slots["round_up_to"] = int(rounding.group("n"))
    return Typed(slots=slots, explained=((0, len(clause.text)),))


def _prefix(clause: Clause) -> tuple[dict[str, object] | None, str]:
    """What stands before the colon: the disease, drug or ages that the row is about; None where it says more."""
    match = _PREFIX.match(clause.text)
    if match is None:
        return {}, clause.text
    inside = [m for m in clause.mentions if m.end <= match.end("pre")]
    words = match.group("pre")
    for m in reversed(inside):
        words = words[: m.start] + " " * (m.end - m.start) + words[m.end :]
    left = [w for w in re.findall(r"[A-Za-z]+", re.sub(r"\([^)]*\)", "", words)) if w.lower() not in _PLAIN]
    named = [m for m in inside if clause.kind_of(m) in ("disease", "drug")]
    if left or (inside and not named):
        return None, clause.text
    about: dict[str, object] = {"applies_to": distinct(m.id for m in named)} if named else {}
    if (ages := _AGES.search(words)) is not None:
        about["from_age"] = 18 if ages.group("adult") else number(ages.group("a") or ages.group("c"))
        if ages.group("b"):
            about["to_age"] = number(ages.group("b"))
    elif re.search(r"\d", words):
        return None, clause.text
    return about, clause.text[match.end() :]


def _orders(text: str) -> tuple[list[str], list[str]]:
    """Orders that are allowed to all, and those on a condition; empty where any piece cannot be read."""
    plain = _ON_RELAPSE.sub("", _BRACKET.sub("", text))
    if (whole := _order(plain)) is not None:
        return [whole], []
    orders: list[str] = []
    only_where: list[str] = []
    shared = ""
    for piece in _OR.split(plain):
        conditional = bool(_ON_CONDITION.search(piece))
        read = _order(_TAIL.sub("", _LEAD.sub("", piece)))
        if read is None:
            return [], []
        if conditional and shared and ";" in shared:
            read = _order(f"{shared.rsplit(';', 1)[0]}; from day 29 {read}") or read
        (only_where if conditional else orders).append(read)
        shared = shared or piece
    return orders, only_where


_PROSE = re.compile(
    r"\b(?:who|which|that|may|is|are|was|were|has|have|had|adults?|members?|patients?|respon\w+)\b", re.IGNORECASE
)
_BEGINS = re.compile(  # an order, and no sentence about one
    r"\d|day\b|weeks?\b|months?\b|load|induction|initial|maintenance|first|once|at\b|on\b|start|intraven|subcut|oral"
    r"|inhal|topical|IV\b|SC\b|IM\b|PO\b|one\b|two\b|a single|a total",
    re.IGNORECASE,
)


def _order(text: str) -> str | None:
    """The text without the words that make it a limit, where the grammar reads it as an order."""
    text = _LOADING.sub(r"\g<amount> once", text)
    text = _MOST.sub("", _LEFT.sub("", text))
    text = _INTERVALS.sub(r"every \1 \2", _RANGE.sub("", text))
    text = " ".join(text.split()).strip(" .,;")
    if not re.search(r"\d", text) or _ON_CONDITION.search(text) or not _BEGINS.match(text) or _PROSE.search(text):
        return None
    return None if isinstance(read_order(text), Refusal) else text
