"""Forms and suppositions about treatments: an empty box, a question and its answer, what would be."""

from __future__ import annotations

import re

from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.chart.lexicon import Mention
from mednec.chart.subject import in_another
from mednec.chart.ticks import INTERROGATIVE, left_open, line_around, own_box_empty, unticked
from mednec.chart.trial_outcomes import Told
from mednec.chart.trial_scope import Scope, is_treatment

_NEAR = 60  # letters
_FEW_WORDS = 6
_DOUBTED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:^|[\s(])\?\s?$",
        r"\b(?:usually|often|commonly|typically|generally|sometimes|frequently)\s+$",
        r"\bnot\s+(?:clear|sure|certain|known)\b[^.;,]*$",
        r"\bside\s+effects\s+of\b[^.;]*\binclud(?:e|ing)\b[^.;]*$",
        r"\bconsider\s+(?:stopp|discontinu|hold)\w*\b[^.;]*$",
        r"\bcheck\s+(?:here\s+)?if\b[^.;]*$",
        r"\b(?:not\s+true|untrue|unlikely|(?<!no\s)doubt|not\s+(?:think|believe))\b[^.;,]*$",
        r"\b(?:should|must|ought\s+to|would|might|may|will)\s+(?:have\s+)?$",
        r"(?:^|[.;:]\s)\W*either\s[^.;]*\bor\b[^.;]*$",
        r"\bnot\s+(?:been\s+)?(?:stopped|discontinued|ended)\b[^.;]*$",
        r"\bnot\s+(?:[\w-]+\s+){1,2}that\s+$",
        r"\b(?:reassess|re-?evaluate|monitor|watch|check)\b[^.;,]*\bfor\s+$",
    )
)
_ANEW = re.compile(
    r"[,;:]|\.\s|\b(?:but|because|since|although|as|given|after|despite|having|who|and|for|due|was|were)\b",
    re.IGNORECASE,
)
_IF_BEHIND = re.compile(
    r"(?:\s+(?!and\b|or\b|even\b)[\w-]+){0,3}\s+(?:if|unless)\b(?!\s+(?:any|anything))", re.IGNORECASE
)
_NOT_SHOWN = re.compile(
    r"\s+(?:(?:[\w-]+\s+){0,3}?(?:is\s+|was\s+|has\s+been\s+)?(?:not|never)\s+(?:yet\s+)?(?:been\s+)?"
    r"(?:shown|documented|established|confirmed|proven|assumed)\b|can\s*not\s+be\b|(?:of\s+)?(?:[\w-]+\s+)?pending\b"
    r"|to\s+be\s+documented\b)",
    re.IGNORECASE,
)
_AS_SUCH = re.compile(
    r"\s+(?:(?:of|to)\s+(?:[\w-]+\s+){1,2})?(?:means|is\s+defined|is\s+common|rates?\b|dates?\b|=)|\s*=\s*no\b"
    r"|\s+(?:[\w-]+\s+){0,2}(?:is|was)\s+(?:incorrect|wrong|not\s+true|an?\s+(?:error|mistake))\b"
    r"|\s+(?:population|cohort|arm|group)\b"
    r"|\s+(?:patients|subjects|participants|members|individuals|people|adults|children)\b",
    re.IGNORECASE,
)
_KIND_OF = re.compile(
    r"(?:\b(?:rates?|reasons?|definition|incidence|frequency|percentage)\s+(?:of|for)|\d\s?%|\bdefine)\s+(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
_NONE_OF = re.compile(
    r"\b(?:no|denies|denied|without)\s+(?:(?:known|prior|previous|documented|history\s+of|any)\s+)*$", re.IGNORECASE
)
_NOT_THOUGHT = re.compile(
    r"\b(?:not\s+(?:think|believe|feel|true)|untrue|(?<!no\s)doubt)\b(?:\s+(?:that|whether|if))?\s+$", re.IGNORECASE
)
_NOT_FAILED = re.compile(r"\b(?:not|never|n't)\s+(?:\w+\s+)?fail(?:ed)?\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
_WOULD_BE = re.compile(
    r"\b(?:would|will|might|may|shall|could)\s+(?:be|call|count|consider|deem|regard|judge)\s+(?:[\w-]+\s+){0,4}$"
    r"|\b(?:will|would)\b[^.;]*\b(?:deem|call|count|consider|judge|regard)\s+(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_TO_BE = re.compile(r"\s+(?:(?:is|are)\s+)?(?:to|will|would|may|might)\s+be\b", re.IGNORECASE)
_PARTED = re.compile(r"[,;:]|\.\s|\b(?:but|because|since|although)\b", re.IGNORECASE)
_AIMS = ("goal", "aim", "to prevent", "prevention", "hope")
_AHEAD = re.compile(r"\b(?:will|would|can|shall|going to|plan to|resubmit|start|switch|add)\b", re.IGNORECASE)
_WAS = re.compile(r"\b(?:was|were|has been|had been|did)\b", re.IGNORECASE)
_WHEN = re.compile(r"\b(?:when|once|until|till|after)\b[^,;:.]*$", re.IGNORECASE)
_GO_ON = re.compile(r"\W*(?:(?:please|plan|plan:|to)\s+)?(?:continue|keep|give|use|take|treat|dose)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till)\s+(?:[\w-]+\s+){0,2}(?:or\s+)?$|\b(?:until|till)\s+\w+\s+or\s+$", re.IGNORECASE)
_DEMANDED = re.compile(
    r"\s*[:(-]?\s*(?:(?:is|are|be|shall\s+be|must\s+be|has\s+to\s+be|needs\s+to\s+be)\s+)?(?:required|needed|mandatory)\b"
    r"|\s+(?:would|could|might)\s+(?:\w+\s+)?(?:prompt|mean|lead|trigger|allow|call|make|be\s+(?:a\s+)?reason|change|qualify)\b",
    re.IGNORECASE,
)
_IN_WHOM = re.compile(
    r"[\w ]*?contraindicated\s+(?:in|during|for)\s+(?:pregnan\w+|breast-?feeding|lactation|patients|people|persons"
    r"|individuals|women|men|children|adults|infants|those|anyone)\b",
    re.IGNORECASE,
)
_IN_MANY = re.compile(
    r"\s+(?:in|for|by)\s+(?:everyone|everybody|all\s+patients|some|most|many|patients|people|up\s+to|about\s+\d|\d+\s?%)",
    re.IGNORECASE,
)
_A_PERSON = re.compile(
    r"\b(?:she|he|her|his|him|pt|the\s+patient|this|our|my|wants|wishes|planning|given|due|because|since|currently|\d{1,2}\s*weeks)\b",
    re.I,
)
# "Reluctant because her sister had nausea on it".
_BECAUSE_OF = re.compile(
    r"\b(?:because|since|as|after|that|when)\s+(?:(?:her|his|their|a|an|the|one)\s+)?(?:\w+\s+)?$", re.IGNORECASE
)
_PERSON = re.compile(
    r"\b(?:she|he|they|pt|patient|reports?|reported|says?|said|states?|stated|notes?|noted|thinks?|feels?|called|stopped|gave"
    r"|noticed)\b|[.;]",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"[^?:\n]{0,40}[?:]\s*(?:\[\s*\]\s*yes\s*\[\s*[xX\u2713]\s*\]\s*no|\[\s*[xX\u2713]\s*\]\s*no\s*\[\s*\]\s*yes"
    r"|no\b|none\b|n\b(?!/))(?!\s+(?:relief|benefit|response|improvement|effect|help|side|problem|issue|adverse))",
    re.IGNORECASE,
)
_TICKED = re.compile(
    r"[^?:\n]{0,40}[?:]\s*(?:\[\s*[xX\u2713]\s*\]\s*yes|\[\s*\]\s*no\s*\[\s*[xX\u2713]\s*\]\s*yes|yes\b(?!\s*(?:/|no\b|\[)))",
    re.I,
)
_YES = re.compile(r"\W*yes\b(?!\W*no\b|\s*[\[/_])", re.IGNORECASE)
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
    """An outcome whose box is empty, that is asked for, or that would be one: "would be stopped as failed"."""
    context, cue = told.at
    first, line = line_around(context.document.text, context.offset + cue.start, context.offset + cue.end)
    if unticked(line, context.offset + cue.start - first) or own_box_empty(line, context.offset + cue.start - first):
        return True
    if _WOULD_BE.search(context.text, max(0, cue.start - _NEAR), cue.start) or _TO_BE.match(context.text, cue.end):
        return True
    if _asked_for(context, cue) or _NOT_SHOWN.match(context.text, cue.end) or _at_large(context, cue):
        return True
    return _on_condition(context, cue) or _until(context, cue) or _in_general(context, cue)


def _on_condition(context: Context, cue: Cue) -> bool:
    """ "Whether it failed", "unless not tolerated", "once it has failed we will": a condition in front."""
    text = context.text
    for condition in context.cues_of("conditional"):
        word = text[condition.start : condition.end].lower()
        if condition.end > cue.start or _PARTED.search(text, condition.end, cue.start) or word.startswith(_AIMS):
            continue
        if any(c.start < condition.end <= c.end for c in context.cues_of("not_condition")):
            continue
        if word in ("should", "had") and text[: condition.start].strip(" -*"):
            continue
        if word.startswith(("once", "after", "only when", "until")) and not _AHEAD.search(text, cue.end):
            continue
        return True
    when = _WHEN.search(text, 0, cue.start)
    return when is not None and _AHEAD.search(text, cue.end) is not None and not _WAS.search(text, cue.end)


def _asked_for(context: Context, cue: Cue) -> bool:
    """ "Needs proof of failure", "too early to call it a failure", "? intolerance": asked for, doubted or denied."""
    text = context.text
    if any(p.search(text, 0, cue.start) for p in _DOUBTED) or _IF_BEHIND.match(text, cue.end):
        return True
    return any(
        c.end <= cue.start
        and not _ANEW.search(text, c.end, cue.start)
        and len(text[c.end : cue.start].split()) <= _FEW_WORDS
        for c in context.cues_of("trial_asked_for")
    )


def _at_large(context: Context, cue: Cue) -> bool:
    """ "Failure of A means", "reasons for failure", "30% failed", "failed patients": told of failing as such."""
    text = context.text
    if _AS_SUCH.match(text, cue.end) or _KIND_OF.search(text, 0, cue.start):
        return True
    before = [m for m in context.mentions if 0 <= cue.start - m.end <= 1 and is_treatment(context, m)]
    lead = text[: before[-1].start] if before else ""
    return bool(before) and (_NONE_OF.search(lead) or _KIND_OF.search(lead)) is not None


def _until(context: Context, cue: Cue) -> bool:
    """ "Continue A until failure": how long it is to go on."""
    return _GO_ON.match(context.text) is not None and _UNTIL.search(context.text, 0, cue.start) is not None


def _in_general(context: Context, cue: Cue) -> bool:
    """ "A is contraindicated in pregnancy", "in patients with ...": of whom it may be is not said."""
    if _IN_MANY.match(context.text, cue.end):
        return True
    return (
        cue.list == "trial_contraindicated"
        and _IN_WHOM.match(context.text, cue.start) is not None
        and not _A_PERSON.search(context.text)
    )


def of_another(told: Told) -> bool:
    """ "Failed in her brother", "did not work for her mother"."""
    context, cue = told.at
    family = context.cues_of("family")
    if not family:
        return False
    if in_another(context.text, cue.end, family) is not None:
        return True
    return any(
        a.end <= cue.start
        and _BECAUSE_OF.search(context.text, 0, a.start)
        and not _PERSON.search(context.text, a.end, cue.start)
        for a in family
    )


def demanded(scope: Scope) -> bool:
    """ "Failure of A is required", "would prompt a switch": what is said of it behind the name, not that it was so."""
    return _DEMANDED.match(scope.own) is not None


def did_not(scope: Scope) -> bool:
    """ "Has the member failed A?  [ ] Yes  [X] No": that it did not fail is not that it was never tried."""
    before = scope.context.text[: scope.mention.start]
    if _NOT_FAILED.search(before) or _NOT_THOUGHT.search(before):
        return True
    return bool(_ASKED_HOW.search(before) and _ANSWER.match(scope.context.text, scope.mention.end))


def asked(scope: Scope) -> bool:
    """ "Was A stopped due to side effects?": a question that nobody answers with yes."""
    text = scope.context.text
    question = INTERROGATIVE.match(text) is not None and text.rstrip().endswith("?")
    return question and not answered_yes(scope)


def answered_yes(scope: Scope) -> bool:
    """ "Has the patient failed A? Yes": the words of the question are told."""
    text = scope.context.text
    if _TICKED.match(text, scope.mention.end):
        return True
    ahead = text.rstrip().endswith("?") and "?" not in text[: scope.mention.start]
    return bool(ahead and scope.following and _YES.match(scope.following[0].text))


def answered_no(scope: Scope) -> bool:
    """ "Tried a triptan?  [ ] Yes  [X] No", "Prior use of A: none": a question answered with no."""
    context = scope.context
    asked = _ASKED.search(context.text[: scope.mention.start]) or "?" in scope.own
    return bool(asked and _ANSWER.match(context.text, scope.mention.end))
