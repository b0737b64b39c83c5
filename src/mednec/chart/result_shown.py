"""What a scan, biopsy or scope shows, told in words: "CT: ground-glass opacities", "no X on MRI", "biopsy-proven X"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context
from mednec.chart.named_tests import TestName
from mednec.chart.result_marks import Mark
from mednec.model.words import Assertion, Result

_NONE = re.compile(
    r"^[\s:,-]*(?:\([^)]*\)\s*)?(?:[\d/.-]+\s*)?[\s:,-]*(?:(?:was|is|were|showed|shows|show|showing|demonstrated"
    r"|revealed|reveals|with|again|done|performed)\s+)*"
    r"(?P<no>no\b(?!\s+(?:change|improvement|longer))|without\b|free of\b|not? show|did not (?:show|reveal"
    r"|demonstrate)|does not show|negative for\b|none\b)",
    re.IGNORECASE,
)
_BY = re.compile(r"\s*(?:on|by|via|with|at|in|per)\s+(?:\w+[\s-]){0,3}$", re.IGNORECASE)
_CLAUSE = re.compile(r";|\.\s|\b(?:but|however|although|and then)\b", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:show(?:s|ed|ing)?|reveal(?:s|ed|ing)?|demonstrat(?:es|ed|ing)|with|c/w|:|-)|[:(-]|=")
_FOR_A_REASON = re.compile(
    r"^\s*(?:to|for|if|in case|due to|because)\b|\b(?:to rule out|to exclude|to look for|to assess|r/o)\b", re.I
)
_NEGATED = re.compile(r"\b(?:no|not|without|nor|negative for|free of|absence of|denies)\b[^.;]{0,50}$", re.IGNORECASE)
_LEAD = 70


def shown(context: Context, name: TestName, names: Sequence[TestName]) -> Mark | None:
    """The polarity of a test that shows things, from the findings told behind it or in front of it."""
    return _behind(context, name, names) or _in_front(context, name)


def _behind(context: Context, name: TestName, names: Sequence[TestName]) -> Mark | None:
    text = context.text
    stop = min((n.start for n in names if n.start >= name.end), default=len(text))
    stop = min(stop, *(m.start() for m in [_CLAUSE.search(text, name.end)] if m), len(text))
    said = text[name.end : stop]
    if not said.strip() or _FOR_A_REASON.search(said):
        return None
    there, gone = _findings(context, name.end, stop)
    if there:
        led = text[name.end : there[0][0]]
        if _TOLD.search(led) or len(led.split()) <= 4:
            return Mark(start=name.end, end=there[0][1], result=Result.POSITIVE)
        return None
    if (none := _NONE.match(said)) is not None:
        end = gone[0][1] if gone else name.end + len(said.rstrip(" .,"))
        return Mark(start=name.end + none.start("no"), end=end, result=Result.NEGATIVE)
    if gone and _TOLD.search(said):
        return Mark(start=name.end, end=gone[-1][1], result=Result.NEGATIVE)
    return None


def _findings(context: Context, start: int, stop: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Spans of what is found and of what is denied: concepts of illness, and words for what is not as it should be."""
    spans = [(c.start, c.end) for c in context.cues_of("abnormal_result") if start <= c.start and c.end <= stop]
    for m in context.mentions:
        concept = context.lexicon.concepts.get(m.id)
        if concept and concept.kind in ("disease", "symptom", "finding") and start <= m.start and m.end <= stop:
            spans.append((m.start, m.end))
    there: list[tuple[int, int]] = []
    gone: list[tuple[int, int]] = []
    for span in sorted(spans):
        assertion, _ = assertion_of(context, *span)
        denied = assertion is Assertion.ABSENT or _NEGATED.search(context.text[start : span[0]]) is not None
        (gone if denied else there if assertion in _FOUND else []).append(span)
    return there, gone


_FOUND = (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.UNCERTAIN)


def _in_front(context: Context, name: TestName) -> Mark | None:
    """ "X was ruled out by TEST", "TEST-proven X", "no X on TEST"."""
    text = context.text
    for cue in context.cues_of("excluded_result"):
        if 0 <= name.start - cue.end <= 12:
            return Mark(start=_subject(context, cue.start), end=cue.end, result=Result.NEGATIVE)
    for cue in context.cues_of("proved_result"):
        if 0 <= cue.start - name.end <= 1:
            end = min((m.end for m in context.mentions if 0 <= m.start - cue.end <= 20), default=cue.end)
            return Mark(start=name.end, end=end, result=Result.POSITIVE)
        if 0 <= name.start - cue.end <= 12 and not re.search(r"\b(?:not|never)\s*$", text[: cue.start]):
            return Mark(start=_subject(context, cue.start), end=cue.end, result=Result.POSITIVE)
    if not (by := _BY.search(text, max(0, name.start - 30), name.start)):
        return None
    clause = max((m.end() for m in re.finditer(r"[.;]\s", text[: by.start()])), default=0)
    there, gone = _findings(context, max(clause, by.start() - _LEAD), by.start())
    near = [s for s in (*there, *gone) if by.start() - s[1] <= 2]
    if not near:
        return None
    start = near[-1][0]
    if near[-1] in there:
        return Mark(start=start, end=name.start, result=Result.POSITIVE)
    no = _NEGATED.search(text[: near[-1][0]])
    return Mark(start=no.start() if no else start, end=name.start, result=Result.NEGATIVE)


def _subject(context: Context, at: int) -> int:
    """Where the disease that was shown or excluded is named in front."""
    return max((m.start for m in context.mentions if 0 <= at - m.end <= 12), default=at)
