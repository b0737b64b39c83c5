"""How a sentence speaks of a concept: present, absent, uncertain, historical, hypothetical, family; with the cue."""

from __future__ import annotations

import re

from mednec.chart.context import Context
from mednec.chart.cues import Cue, segment_of
from mednec.model.document import ChartCitation
from mednec.model.words import Assertion

_FAMILY_SECTION = re.compile(r"^(?:family\b|fh\b|fhx\b|fam\b)")
_HISTORY_SECTION = re.compile(r"^(?:psh|past surgical)")
_AFTER_REACH = 60
_DATED = re.compile(r"\b(?:in|from|since)\s+(?:[a-z]+\s+)?(?:\d{1,2}/)?(?:19|20)\d\d\b", re.IGNORECASE)
_BESIDE = re.compile(r"\s*(?:\([^)]*\))?\s*(?:[-:(]\s*)?(?:(?:has|have|had|is|are|was|were|could|can)\s+)?(?:also\s+)?")


def assertion_of(context: Context, start: int, end: int) -> tuple[Assertion, ChartCitation | None]:
    """Assertion of the span `start:end` of the context's text, and the cue that sets it."""
    text = context.text
    left, right = segment_of(text, start, end, context.cues)
    if _FAMILY_SECTION.match(context.line.section):
        return Assertion.FAMILY, None
    if cue := _relative(context, start, end):
        return Assertion.FAMILY, context.cite(cue.start, cue.end)
    before = _governing(context, left, start, "absent_before")
    asked = _governing(context, left, start, "hypothetical_before")
    doubt = _governing(context, left, start, "uncertain_before")
    past = _governing(context, left, start, "historical_before")
    nearest = max((c for c in (before, asked, doubt) if c), key=lambda c: (c.end, c.end - c.start), default=None)
    after = _following(context, end, right)
    if nearest is before and before:
        return Assertion.ABSENT, context.cite(before.start, before.end)
    if after and after.list == "after_absent":
        return Assertion.ABSENT, context.cite(after.start, after.end)
    if nearest:
        kind = Assertion.HYPOTHETICAL if nearest is asked else Assertion.UNCERTAIN
        return kind, context.cite(nearest.start, nearest.end)
    if after:
        kind = {
            "uncertain_after": Assertion.UNCERTAIN,
            "hypothetical_after": Assertion.HYPOTHETICAL,
            "historical_after": Assertion.HISTORICAL,
        }[after.list]
        return kind, context.cite(after.start, after.end)
    if past:
        return Assertion.HISTORICAL, context.cite(past.start, past.end)
    if _HISTORY_SECTION.match(context.line.section):
        return Assertion.HISTORICAL, None
    return Assertion.PRESENT, None


def _governing(context: Context, left: int, start: int, name: str) -> Cue | None:
    """The nearest cue of the list that stands before the span in its segment and reaches it."""
    unless = {"absent_before": "not_negation", "historical_before": "not_past"}.get(name)
    blocked = [c for c in context.cues if c.list == unless]
    found = None
    for cue in context.cues:
        if cue.list != name or cue.end > start or cue.start < left:
            continue
        if any(b.start <= cue.start and cue.end <= b.end for b in blocked):
            found = None  # "denies A, no change in B": a new statement begins
            continue
        if _reaches(context.text[cue.end : start]):
            found = cue
    return found


def _reaches(between: str) -> bool:
    """A cue reaches over a list ("no A, B or C") and a few describing words, not over a new statement."""
    parts = re.split(r",|\bor\b|\band\b|/", between)
    return len(between) <= 160 and all(len(p.split()) <= 6 for p in parts)


def _following(context: Context, end: int, right: int) -> Cue | None:
    """A cue right behind the span: "X was ruled out", "X: none", "X - resolved", "X (resolved)"."""
    text = context.text
    reach = min(len(text), end + _AFTER_REACH)
    for cue in context.cues:
        if cue.list not in ("after_absent", "uncertain_after", "hypothetical_after", "historical_after"):
            continue
        if not end <= cue.start < reach or _undone(context, cue):
            continue
        between = text[end : cue.start]
        if cue.start > right and not _BESIDE.fullmatch(between):
            continue
        if ";" in between or ". " in between or len(re.findall(r",", between)) > 3 or _other_subject(between):
            continue
        return cue
    return None


def _undone(context: Context, cue: Cue) -> bool:
    """ "not ruled out" is no denial, and "not resolved" is not over."""
    return cue.list in ("after_absent", "historical_after") and any(
        b.list == "not_negation" and b.start <= cue.start < b.end for b in context.cues
    )


def _other_subject(between: str) -> bool:
    between = _DATED.sub("", between)
    return bool(re.search(r"\b(?:with|and|but|showed|shows|in|to|from|after|before|since|until)\b", between))


def _relative(context: Context, start: int, end: int) -> Cue | None:
    """A family member as the subject: named before in this sentence, or right behind ("X in her mother")."""
    for cue in context.cues:
        if cue.list != "family":
            continue
        behind = context.text[end : cue.start] if cue.start >= end else ""
        if cue.end <= start and _same_clause(context.text[cue.end : start]):
            return cue
        if cue.start >= end and re.fullmatch(r"\s*(?:\([^)]*\))?\s*(?:in|of|by|affecting)\s+(?:\w+\s+){0,2}", behind):
            return cue
    return None


def _same_clause(between: str) -> bool:
    return "." not in between and not re.search(r"\b(?:she|he|patient|pt|i|we)\b", between, re.IGNORECASE)
