"""Marks of polarity that are no result of this patient: asked for, hoped for, of a form, of a rule, of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from mednec.chart.context import Context
from mednec.chart.named_tests import TestName
from mednec.chart.result_marks import Mark
from mednec.chart.subject import in_another
from mednec.chart.ticks import INTERROGATIVE, left_open, line_around, own_box_empty, to_choose
from mednec.model.document import ChartCitation
from mednec.model.words import Result

DONE = (Result.POSITIVE, Result.NEGATIVE, Result.INDETERMINATE)
_ASKED = re.compile(r"must|should|would|could|might|if|unless|required|requires|require", re.IGNORECASE)
# "A positive / negative", "A positive or negative?": either is meant.
_EITHER = re.compile(r"\s*(?:/|\||\bor\b|\bvs\.?)\s*", re.IGNORECASE)
# Words before a mark by which it is no result: what is normal, possible, false, usual, made sure of.
_BEFORE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:normal(?:\s+(?:value|range|result))?|ref(?:erence)?\.?(?:\s+(?:range|value|interval|result))?"
        r"|expected(?:\s+\w+)?)\s*[:=]\s*$",
        r"\b(?:reference|expected|normal)\s+(?:range|value|result|interval)s?\s+(?:for|of|is)\b[^.;]*[:=]\s*$",
        r"\b(?:can|cannot|could|may|might|must|should|would|will|needs?\s+to|(?:has|have)\s+to)\s+(?:\w+\s+){0,2}$",
        r"\bfalse(?:ly)?[\s-]+$",
        r"\b(?:not\s+true|untrue|unlikely|(?<!no\s)doubt\w*|not\s+(?:think|believe))\b[^.;]*$",
        r"(?:^|[.;:]\s)\W*either\s[^.;]*\bor\b[^.;]*$",
        r"\b(?:often|usually|commonly|typically|frequently|rarely|sometimes|generally)\s+$",
        r"\bto\s+(?:make\s+sure|ensure|confirm|verify)\b[^.;]*$",
        r"\b(?:half|most|many|some|third|quarter)\s+(?:of\s+(?:them|these|those)\s+)?(?:are|were)\s+(?:[\w-]+\s+){0,4}$",
    )
)
_NO = re.compile(r"\bno\s+$", re.IGNORECASE)
_POLAR = re.compile(r"\b(?:positive|negative|reactive)\b", re.IGNORECASE)
_IN_HEALTH = re.compile(
    r"(?:normal|reference)\s*[:=]\s*(?:neg|pos|non|not|absent|none|[<>\u2264\u2265]?\s*\d)", re.IGNORECASE
)
# What stands behind a mark that is no result: "positive patients", "positive ____", "positive  Y / N".
_BEHIND = re.compile(
    r"\s+(?:patients|subjects|participants|individuals|people|members|adults|children|persons|donors|women|men|cases|cohort"
    r"|population|group|arm)\b|\s+in\s+(?:about\s+)?\d+\s?%|\s+(?:is|was)\s+(?:incorrect|wrong|not\s+true|an?\s+(?:error|mistake))\b"
    r"|\s*_{2,}|\s*[:?]?\s*(?:y\s*/\s*n|yes\s*/\s*no|y\s+n|yes\s+no)\b(?!\s*[:=])",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(
    r"\s+(?:patients|subjects|participants|individuals|people|members|donors|cases|cohort|population)\b", re.IGNORECASE
)
# "A positive X can occur", "positive X is one of the criteria": told of any such test.
_ANY = re.compile(
    r"(?:(?:^|[.;]\s)\W*|\b(?:what|how|why|that|if)\s+)(?:a|an|any|one)\s+(?:false(?:ly)?\s+|true\s+)?$", re.IGNORECASE
)
_GENERALLY = re.compile(
    r"\s+(?:result\s+|test\s+)?(?:do|does|can|cannot|may|might|would|will|is|means|should|must|could|supports?|makes?"
    r"|suggests?|indicates?|helps?)\b",
    re.IGNORECASE,
)
_AS_RULE = re.compile(
    r"\s+(?:is|are)\s+(?:one\s+of|part\s+of|a\s+criterion|required|needed|common|possible)\b", re.IGNORECASE
)
_TO_BE = re.compile(r"\s*(?:has\s+|have\s+|needs\s+)?to\s+(?:be|come\s+back|return|turn)\s+(?:\w+\s+)?", re.IGNORECASE)
# "When X is negative we can start": it is waited for.
_WAITED_FOR = re.compile(r"\b(?:when|once|until|till|after|before)\b[^,;:.]*$", re.IGNORECASE)
_CAME = re.compile(r"\b(?:now|last|came|were|was|had)\b", re.IGNORECASE)
_GO_AHEAD = re.compile(
    r"[^;.]*\b(?:will|would|can|could|shall|may|start|begin|proceed|resume|call|schedule|continue|refer|treat|hold)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:^|[.;]\s)\W*(?:please\s+)?(?:start|begin|hold|call|wait|resume|proceed|let|reassess|recheck|repeat|return)\b[^;.]*$"
    r"|\b(?:will|would|can|plan)\s+(?:\w+\s+){0,4}$",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?:[\s:]+(?!and\b|but\b|as\b|since\b|because\b)[\w-]+){0,3}[\s:]+", re.IGNORECASE)
_RIGHT_BEHIND = re.compile(r"\s*(?:is|be|are)?\s*", re.IGNORECASE)
_YES = re.compile(
    r"[^?]*\?\W*(?:\[\s*\]\s*no\s*)?(?:[\[(]\s*[xX\u2713]\s*[\])]\s*yes|[\u2611\u2612]\s*yes|yes\b(?!\W*no\b))",
    re.IGNORECASE,
)


def of_this_patient(context: Context, marks: Sequence[Mark]) -> list[Mark]:
    """The marks that may be a result: not an option left open, not one of two, not what is normal or only possible."""
    text = context.text
    pairs = ((a, b) for a, b in pairwise(marks) if a.result is not b.result and _EITHER.fullmatch(text, a.end, b.start))
    either = {mark for pair in pairs for mark in pair}
    return [m for m in marks if m not in either and not _open_option(context, m) and not _only_possible(text, m)]


def _open_option(context: Context, mark: Mark) -> bool:
    """Whether the box of the mark, or of its test in front, is empty, or the line only offers things to choose."""
    start, end = context.offset + mark.start, context.offset + mark.end
    first, line = line_around(context.document.text, start, end)
    if mark.result not in DONE:
        return False
    if own_box_empty(line, start - first) or to_choose(line):
        return True
    return left_open(line, start - first, end - first) and bool(
        re.match(r"\s*[:?]?\s*[\[(\u2610_]", line[end - first :])
    )


def _only_possible(text: str, mark: Mark) -> bool:
    """What is normal, usual, possible, asked or waited for."""
    if mark.result not in DONE:
        return False
    before = text[: mark.start]
    if any(p.search(before) for p in _BEFORE) or _IN_HEALTH.match(text, mark.start) or _BEHIND.match(text, mark.end):
        return True
    if mark.result is Result.POSITIVE and _NO.search(before):
        return True
    if "?" in text[mark.end :] and INTERROGATIVE.match(text) and not _YES.match(text, mark.end):
        return True
    when = _WAITED_FOR.search(before)
    if when is None or _CAME.search(when.group()):
        return False
    return bool(_GO_AHEAD.match(text, mark.end) or _ORDER.search(text[: when.start()]))


def holds(context: Context, mark: Mark, cue: ChartCitation | None) -> bool:
    """Whether a condition leaves a result standing: "ordered", or one that has come ("planned biopsy was negative")."""
    if cue is None:
        return False
    start, end = cue.start - context.offset, cue.end - context.offset
    if mark.result is Result.PENDING:
        return start >= mark.start
    word = context.text[max(0, end - 10) : end].strip()
    condition = re.match(r"(?:if|should|unless|consider|would|could|may|might|recommend|hope)", word, re.IGNORECASE)
    come = re.search(r"\b(?:was|were|came back|is|:)\s*$", context.text[: mark.start])
    return mark.result in DONE and condition is None and come is not None


def _in_general(text: str, name: TestName, mark: Mark) -> bool:
    """A rule about any such test, or one that is to come out so, or of which no such result is there."""
    first, last = min(name.start, mark.start), max(name.end, mark.end)
    ahead = mark.end <= name.start
    return bool(
        _OF_PEOPLE.match(text, last)
        or (_ANY.search(text[:first]) and _GENERALLY.match(text, last))
        or (ahead and (_AS_RULE.match(text, last) or _POLAR.search(text, mark.end, name.start)))
        or _TO_BE.fullmatch(text, name.end, max(name.end, mark.start))
    )


def _asked_for(context: Context, first: int, last: int) -> bool:
    """ "Needs a negative X", "positive X needed": asked for right beside it, with no comma between."""
    return any(
        _BESIDE.fullmatch(context.text, cue.end, first)
        if cue.end <= first
        else cue.start >= last and _RIGHT_BEHIND.fullmatch(context.text, last, cue.start)
        for cue in context.cues_of("result_asked_for")
    )


def of_others(context: Context, name: TestName, mark: Mark) -> bool:
    """A word of asking, hoping or another person in front, in the same clause; a rule about any such test."""
    first, last = min(name.start, mark.start), max(name.end, mark.end)
    if in_another(context.text, last, context.cues_of("family")):
        return True
    if mark.result in DONE and (_in_general(context.text, name, mark) or _asked_for(context, first, last)):
        return True
    for cue in context.cues_of("result_of_others"):
        if mark.result is Result.PENDING and context.text[cue.start : cue.end].lower() in ("required", "requires"):
            continue
        if first < cue.start and cue.end < last and _ASKED.fullmatch(context.text, cue.start, cue.end):
            return True  # "X must be negative"
        between = context.text[cue.end : first] if cue.end <= first else context.text[last : cue.start]
        if cue.end <= first and not re.search(r"[.;]|\b(?:but|and she|and he|is|was|were)\b", between):
            return True
        if (
            cue.start >= last
            and len(between) <= 30
            and re.fullmatch(r"\s*(?:\([^)]*\)\s*)?(?:(?:is|are|result|test|tests|in)\s+)*", between)
        ):
            return True
    return False
