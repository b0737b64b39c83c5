"""What may come, and what is planned: conditions, instructions, risks and intents before a thing."""

from __future__ import annotations

import re

from mednec.chart.cues import Cue
from mednec.chart.scope import Span, inside, reaches

# "for her X", "for X": what a treatment is for is there already; a test for X only looks for it.
_FOR = re.compile(
    r"\bfor\s+(?P<whose>(?:her|his|their|the\s+patient's|pt's|patient's)\s+)?(?:[\w-]+\s+){0,3}$", re.IGNORECASE
)
_LOOKS = re.compile(
    r"\b(?:eval\w*|screen\w*|test\w*|cta?|mri|scan|us|ultrasound|echo\w*|x-?rays?|labs?|work-?up|monitor\w*|watch\w*|check\w*"
    r"|assess\w*|biops\w*|panel|serolog\w*|refer\w*|consult\w*|prophyla\w*|surveillance|investigat\w*|look\w*|risks?|potential"
    r"|call|return|go|seek|er|ed|criteria|imaging|egd|colonoscopy|emg|indicated|approved|prn|needed|treat)\s*$",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:but|however|although|because|since|given|as\s+(?:she|he|they|the\s+patient|pt))\b", re.IGNORECASE
)


_FOR_WHAT_IS = re.compile(
    r"\b(?:help|helps|treat|treats|control|controls|improve|improves|affect|affects|manage|manages)\s+"
    r"(?:her|his|their|the\s+patient's|pt's|patient's)\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)


def condition_of(span: Span) -> Cue | None:
    """ "If the marrow shows X we will treat as Y": a condition or goal reaches to the next mark, denials or not."""
    text = span.text
    for cue in span.by.get("conditional", ()):
        if cue.end > span.start or cue.start < span.bounds[0]:
            continue
        if inside(cue, span.by.get("not_condition", ()), span.start) or not _opens(text, cue, span.bounds[0]):
            continue
        between = text[cue.end : span.start]
        if _REASON.search(between):
            continue
        if (purpose := _FOR.search(between)) and purpose["whose"] and "," in between:
            continue  # "if approved, A for her X"
        if _FOR_WHAT_IS.search(between):
            continue  # "if A does not control her X"
        return cue
    return None


_INSTRUCTS = re.compile(
    r"\s*(?:[-*\u2022]\s*)?(?:please\s+)?(?P<verb>use|take|give|inject|administer|carry|keep|apply)\s[^,;:.]{1,80}?\bfor\s+(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)


def instruction_of(span: Span) -> Cue | None:
    """ "Use the pen for X": what to do when it comes."""
    match = _INSTRUCTS.match(span.text, span.bounds[0], span.start)
    return Cue("conditional", *match.span("verb")) if match else None


_ASKS = re.compile(
    r"\s+(?:she|he|they|you|there|the|this|these|any|patient|pt|symptoms?|her|his|it|new|signs?|your|a|an)\b",
    re.IGNORECASE,
)


def _opens(text: str, cue: Cue, left: int) -> bool:
    """ "Should" sets a condition only where it opens a clause; elsewhere it is advice."""
    if text[cue.start : cue.end].lower() not in ("should", "were", "had"):
        return True
    before = text[left : cue.start].strip(" ,(\"'-")
    opens = not before or re.search(r"(?:,|\b(?:and|or|back|us|return|call|clinic|ed|er))$", before, re.IGNORECASE)
    return bool(opens and (_ASKS.match(text, cue.end) or (text[cue.end : cue.end + 1] == " " and not before)))


_AS_NEEDED = re.compile(r"prn|p\.r\.n\.|as needed", re.IGNORECASE)
_NEED = re.compile(r"\s*(?:for\s+)?(?:[\w'-]+\s+){0,3}(?:(?:or|and|/)\s*(?:[\w'-]+\s+){0,3})?", re.IGNORECASE)


_WHOSE = re.compile(
    r"\s+(?:(?:with|about)\s+)?(?:her|his|their|the\s+patient's|pt's|patient's)\s+(?:[\w-]+\s+){0,3}", re.I
)


_ABOUT = re.compile(
    r"(?:about|regarding|questions|concerning|worr\w+|contraindicated\s+in|educated\s+on|education\s+on)$",
    re.IGNORECASE,
)


def of_what_is(text: str, cue: Cue, start: int) -> bool:
    """ "Worried about her X": what one worries, asks or learns about is there."""
    return bool(_ABOUT.search(text, cue.start, cue.end) and _WHOSE.fullmatch(text, cue.end, start))


def asked_by(span: Span) -> Cue | None:
    """The nearest word of a plan, a risk or a possibility; an intent stops at what it is meant for ("A for her X")."""
    intents, conditions = span.by.get("intent", ()), span.by.get("conditional", ())
    found = None
    for cue in span.by.get("hypothetical_before", ()):
        if cue.end > span.start or cue.start < span.left:
            continue
        if inside(cue, span.by.get("not_condition", ()), span.start):
            found = None
            continue
        intent = any(c.start <= cue.start and cue.end <= c.end for c in intents)
        if not intent and any(c.start <= cue.start and cue.end <= c.end for c in conditions):
            continue  # weighed as a condition
        between = span.text[cue.end : span.start]
        if not reaches(between):
            continue
        if _AS_NEEDED.fullmatch(span.text, cue.start, cue.end) and not _NEED.fullmatch(between):
            continue
        if (intent and _WHOSE.fullmatch(between)) or of_what_is(span.text, cue, span.start):
            continue  # "discussed her X"
        if intent and (purpose := _FOR.search(between)):
            looks = _LOOKS.search(span.text, max(0, cue.start), cue.end + purpose.start())
            if purpose["whose"] or not looks:
                continue
        found = cue
    return found
