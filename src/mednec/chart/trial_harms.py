"""Harms that are put down to a treatment: named behind it in words, in its bracket, or in a column of results."""

from __future__ import annotations

import re

from mednec.chart.context import Context
from mednec.chart.lexicon import Mention
from mednec.chart.trial_scope import Scope

_STOP_AHEAD = re.compile(
    r"\b(?:stopped|discontinued|dc'?d|d/c'?d|held|stop|withdrawn|quit|(?:taken|came) off)\b[^;.]{0,40}$", re.IGNORECASE
)
STOP_BEFORE = re.compile(
    r"\b(?:stopped|discontinued|quit|came off|off|withdrew|held)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
# "gave her hives", "-> cough", "caused leukopenia", "led to nausea": what the drug did.
_CAUSED = re.compile(
    r"(?:->|=>|\u2192|\b(?:gave(?: (?:her|him|them|me|the pt|pt))?|caus(?:ed|ing)|led to|resulted in|produced"
    r"|brought on|triggered|induced|made (?:her|him)|with resulting|complicated by))\s*(?:[a-z-]+[\s/]+){0,3}$",
    re.IGNORECASE,
)
# "A: hair loss, d/c'd": the harm, and that it was stopped.
_SO_STOPPED = re.compile(
    r"[^.;:,]{0,24}(?:,|;|\s-|\s?->|\sand|\sso)\s*(?:(?:so|was|had|to|be|she|he|pt|patient|it|lasted|took)\s+){0,4}"
    r"(?:stopp?(?:ed)?|quit|discontinued|d/?c'?e?d?|withdrawn|dropped|off|only|pulled)\b",
    re.IGNORECASE,
)
BECAUSE = re.compile(
    r"\b(?:due to|because of|because|secondary to|owing to|for|after|given)\s+(?:the |her |his |a |an )?", re.IGNORECASE
)
_MOVED = re.compile(r"\s+(?:rose|rise|rising|increase|elevat|went up|climbed|bump|dropped|fell|doubled)", re.IGNORECASE)
_RESULT_COLUMN = re.compile(r"result|outcome|reason|response|comment|reaction|why|effect", re.IGNORECASE)


# "A (disease)" in a list of what is taken, or where nothing tells of the past, is what it is given for.
_TAKEN_SECTION = re.compile(r"^(?:(?:current|home|active|outpatient|discharge) )?(?:meds|medications?|rx)\b")
_TAKEN_AHEAD = re.compile(
    r"(?:^|[.;,:]\s*|\b(?:is|are|now|still|also|remains|and)\s+)on\s"
    r"|\b(?:takes|taking|continues?|cont|currently|current meds)\b",
    re.IGNORECASE,
)
_OF_THE_PAST = re.compile(
    r"\b(?:tried|trials?|failed|failures?|prior|previous(?:ly)?|past|histor\w+|stopped|intoler\w+|allerg\w+|hx"
    r"|reactions?|d/c'?d|dc'?d|discontinued|did not|could not|couldn't|adverse|side effects|quit|off)\b",
    re.IGNORECASE,
)


def _indication(context: Context, start: int, end: int, mention: Mention) -> bool:
    """Whether what stands in the bracket behind a drug is what it is taken for."""
    ahead, section = context.text[: mention.start], context.line.section
    if _TAKEN_SECTION.match(section):
        return True
    if _OF_THE_PAST.search(section) or _OF_THE_PAST.search(context.text):
        return False
    if _TAKEN_AHEAD.search(ahead):
        return True
    concepts = (context.lexicon.concepts.get(m.id) for m in context.mentions if start < m.end and m.start < end)
    return any(c is not None and c.kind == "disease" for c in concepts)


def is_its_harm(context: Context, start: int, end: int, mention: Mention) -> bool:
    """Whether a harm that stands behind a drug is put down to it."""
    between = context.text[mention.end : start]
    bracket = (
        between.rfind("(") > between.rfind(")")
        and not re.search(r"\b(?:prn|for|if)\b", between)
        and not _indication(context, start, end, mention)
    )
    stopped = _STOP_AHEAD.search(between) or (
        STOP_BEFORE.search(context.text[: mention.start]) and BECAUSE.search(between)
    )
    in_cell = re.search(r"\|\s*(?:\w+\s+){0,2}$", between)  # a table drawn with bars
    quit_over = len(between) < 60 and ":" in between and _SO_STOPPED.match(context.text, end)
    return bool(bracket or stopped or in_cell or quit_over or _CAUSED.search(between))


def named_harms(context: Context) -> list[tuple[int, int, bool]]:
    """Places of harms: words of the language file, and the symptoms and reactions of the lexicon."""
    places = {(c.start, c.end): True for c in context.cues_of("trial_harm")}
    for other in context.mentions:
        concept = context.lexicon.concepts.get(other.id)
        if concept is not None and concept.kind == "measure" and _MOVED.match(context.text, other.end):
            places.setdefault((other.start, other.end), False)
        if concept is not None and concept.kind in ("symptom", "reaction", "disease"):
            places.setdefault((other.start, other.end), concept.kind == "reaction")
    taken = [(c.start, c.end) for c in context.cues_of("not_reason", "reason_no_effect", "trial_ongoing")]
    return [
        (start, end, reaction)
        for (start, end), reaction in sorted(places.items())
        if not any(start < e and s < end for s, e in taken)
    ]


def in_result_column(scope: Scope, start: int) -> bool:
    if scope.row is None:
        return False
    at = scope.context.offset + start
    cell = next((c for c in scope.row.line.cells[1:] if c.start <= at < c.end), None)
    column = scope.row.column_over(cell) if cell else None
    return bool(column and _RESULT_COLUMN.search(column.title)) and cell is not None and at - cell.start < 24
