"""What is said of a thing right behind it: "X was ruled out", "X: none", "X, Y and Z were excluded", "X (resolved)"."""

from __future__ import annotations

import re

from mednec.chart.cues import Cue
from mednec.chart.scope import Span
from mednec.model.words import Assertion

AFTERS = ("after_absent", "uncertain_after", "hypothetical_after", "historical_after")
BEHIND = {
    "uncertain_after": Assertion.UNCERTAIN,
    "hypothetical_after": Assertion.HYPOTHETICAL,
    "historical_after": Assertion.HISTORICAL,
}
_AFTER_REACH = 60
_DATED = re.compile(
    r"\b(?:in|from|since)\s+(?:(?:[a-z]+\s+)?(?:\d{1,2}/)?(?:19|20)\d\d\b|(?:last|yesterday|earlier)(?:\s+\w+)?)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s*(?:\([^)]*\))?\s*(?:[-:(]\s*)?(?:(?:has|have|had|is|are|was|were|could|can)\s+)?(?:also\s+)?")
# Whose word it was: "the X label from primary care is no longer correct".
_SOURCE = re.compile(r"\b(?:label|diagnosis|impression|entry|listing)\s+(?:from|by|in)\s+[\w' ]{3,30}$", re.IGNORECASE)
# Words between a thing and the cue behind it that begin another statement.
_OTHER = re.compile(r"\b(?:with|and|but|showed|shows|in|to|from|after|before|since|until)\b")
_LIST = re.compile(r"(?:\s*(?:,|/|\band\b|\bor\b|,\s*(?:and|or)\b)\s*(?:[\w'-]+\s*){1,4})+")
_MANY = re.compile(r"(?:were|are|have)\b|(?:all|both|each)\b", re.IGNORECASE)


def following(span: Span) -> Cue | None:
    """A cue right behind the span: "X was ruled out", "X: none", "X - resolved", "X, Y and Z were excluded"."""
    text, end = span.text, span.end
    reach = min(len(text), end + _AFTER_REACH)
    behind = [c for name in AFTERS for c in span.by.get(name, ()) if c.start >= end]
    for cue in sorted(behind, key=lambda c: c[1:]) if len(behind) > 1 else behind:
        if _undone(span, cue) or _takes_object(text, cue, end):
            continue
        between = text[end : cue.start]
        apart = cue.start >= reach or (cue.start > span.right and not _BESIDE.fullmatch(between))
        if (apart or _another_statement(between)) and not _listed(span, between, cue):
            continue
        return cue
    return None


# "in 1998, cleared": what may stand between a thing and the cue behind it, up to a comma.
_WHEN = re.compile(
    r"\s*(?:(?:in|on|at|as|since|from|for|during|by|age|aged|x|after|back)\b.*|\(.*\)|[\d/.-]+|)\s*", re.IGNORECASE
)


def _another_statement(between: str) -> bool:
    """Whether marks, joining words or a further item between a thing and a cue behind it begin something new."""
    if ";" in between or ". " in between or _OTHER.search(_SOURCE.sub("", _DATED.sub("", between))):
        return True
    *before, last = between.split(",")
    if before and (len(last.split()) > 1 or "(" in last):
        return True
    return not all(_WHEN.fullmatch(piece) for piece in before)


_OBJECT = re.compile(r"\s+(?:for|of|any|by\s+history)\b", re.IGNORECASE)
_CLOSES = re.compile(r"\s*(?:[,.;:)]|$|\b(?:on|by|in|at|after|since|with|per|today|and|but)\b)", re.IGNORECASE)


def _takes_object(text: str, cue: Cue, end: int) -> bool:
    """ "X, negative for Y", "X, denied Y": the cue speaks of what comes next, not of what stands before."""
    if cue.list != "after_absent":
        return False
    return bool(_OBJECT.match(text, cue.end)) or (
        text[end : cue.start].rstrip().endswith(",") and not _CLOSES.match(text, cue.end)
    )


def _listed(span: Span, between: str, cue: Cue) -> bool:
    """A list that shares what is said at its end, where nothing else is said before it."""
    if len(between) > 160 or not (opened := _LIST.match(between)):
        return False
    rest = between[opened.end() :].strip()
    plural = not rest and _MANY.match(span.text, cue.start)
    joined = not rest and cue.list == "after_absent" and re.search(r"\b(?:and|or)\b", between)
    if not plural and not joined and not (rest in (":", "-", "\u2013") and cue.list == "after_absent"):
        return False
    return not any(span.bounds[0] <= c.start < span.start for c in span.by.get("scope_ends", ()))


# "A diagnosis of X is required", not "X required a transfusion".
_DEMAND = re.compile(r"(?:is|are|be)?\s*(?:required|needed)$", re.IGNORECASE)
_DEMAND_CLOSES = re.compile(
    r"\s*(?:[,.;:)]|$|\b(?:for\s+(?:approval|coverage)|by\s+(?:the\s+)?(?:plan|policy|payer)|before|first)\b)",
    re.IGNORECASE,
)


def _undone(span: Span, cue: Cue) -> bool:
    """ "not ruled out" is no denial, "not resolved" is not over, and a risk is of what stands right before it."""
    if _DEMAND.fullmatch(span.text, cue.start, cue.end) and not _DEMAND_CLOSES.match(span.text, cue.end):
        return True
    if span.text[cue.start : cue.end].lower().startswith("risk") and span.text[span.end : cue.start] != " ":
        return True
    if cue.list == "historical_after" and any(b.start < cue.end < b.end for b in span.by.get("not_past", ())):
        return True  # "in the past | year"
    return cue.list in ("after_absent", "historical_after") and any(
        b.start <= cue.start < b.end for b in span.by.get("not_negation", ())
    )
