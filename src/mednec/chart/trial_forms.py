"""Forms and suppositions about treatments: an empty box, a question and its answer, what would be."""

from __future__ import annotations

import re

from mednec.chart.context import Context
from mednec.chart.lexicon import Mention
from mednec.chart.ticks import left_open, line_around, unticked
from mednec.chart.trial_outcomes import Told
from mednec.chart.trial_scope import Scope

_NEAR = 60  # letters
_WOULD_BE = re.compile(r"\b(?:would|will|might|shall)\s+be\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
_ANSWER = re.compile(
    r"[^?:\n]{0,40}[?:]\s*(?:\[\s*\]\s*yes\s*\[\s*[xX\u2713]\s*\]\s*no|\[\s*[xX\u2713]\s*\]\s*no\s*\[\s*\]\s*yes"
    r"|no\b|none\b|n\b(?!/))(?!\s+(?:relief|benefit|response|improvement|effect|help|side|problem|issue|adverse))",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:has|have|had|did|tried|trial|use|used|prior|previous|failed|taken|history of)\b", re.IGNORECASE
)
_ASKED_HOW = re.compile(
    r"\b(?:fail(?:ed)?|not\s+tolerate|intoleran\w+|allerg\w+|contraindicat\w+|respond(?:ed)?)\s+(?:(?:to|of|with)\s+)?(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)


def left_open_at(context: Context, mention: Mention) -> bool:
    """Whether a form asks about the treatment and nothing is ticked."""
    at = context.offset + mention.start
    first, line = line_around(context.document.text, at, context.offset + mention.end)
    return left_open(line, at - first, context.offset + mention.end - first)


def supposed(told: Told) -> bool:
    """An outcome whose box is empty, or that would be one: "would be stopped as failed"."""
    context, cue = told.at
    first, line = line_around(context.document.text, context.offset + cue.start, context.offset + cue.end)
    if unticked(line, context.offset + cue.start - first):
        return True
    return bool(_WOULD_BE.search(context.text, max(0, cue.start - _NEAR), cue.start))


def did_not(scope: Scope) -> bool:
    """ "Has the member failed A?  [ ] Yes  [X] No": that it did not fail is not that it was never tried."""
    before = scope.context.text[: scope.mention.start]
    return bool(_ASKED_HOW.search(before) and _ANSWER.match(scope.context.text, scope.mention.end))


def answered_no(scope: Scope) -> bool:
    """ "Tried a triptan?  [ ] Yes  [X] No", "Prior use of A: none": a question answered with no."""
    context = scope.context
    asked = _ASKED.search(context.text[: scope.mention.start]) or "?" in scope.own
    return bool(asked and _ANSWER.match(context.text, scope.mention.end))
