"""How a sentence speaks of a concept: present, absent, uncertain, historical, hypothetical, family; with the cue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mednec.chart.behind import AFTERS, BEHIND, following
from mednec.chart.conditions import asked_by, condition_of, instruction_of, of_what_is
from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.chart.scope import Span, breaks_of, closed_off, ends_of, entries_of, inside, reaches, signs_of
from mednec.chart.subject import FEW, impersonal, of_family, relative_of, share_of, taken_back
from mednec.model.document import ChartCitation
from mednec.model.words import Assertion

_HISTORY_SECTION = re.compile(r"^(?:psh|past surgical)")
_PAST_SECTION = re.compile(r"^(?:pmhx?|psh|past|medical history|surgical history|social history)\b")
# What stands under such a heading is asked of patients, and told of none.
RULES_SECTION = re.compile(
    r"^(?:(?:coverage|policy|approval|medical necessity|authorization|clinical|plan)\s+)?(?:criteria|requirements?)$"
    r"|^guidelines?\b|^formulary\b|^example$|^(?:sample|example) (?:letter|text|note|wording|appeal)\b"
    r"|^covered (?:diagnos|indication|condition)|^step therapy (?:criteria|requirement|rule)"
    r"|^(?:check ?list|missing|still need(?:ed|s)?|needed|outstanding(?: items)?|unmet(?: criteria| requirements?)?)$"
)
_AHEAD_SECTION = re.compile(
    r"^(?:when to call|return precautions|precautions|er precautions|ed precautions|goals?|goals of)\b"
)
# "Without premedication she breaks out in hives", "without it, hives return".
_WITHOUT = re.compile(
    r",\s*(?:the\s+|her\s+|his\s+)?(?:[\w-]+\s+)?$|\b(?:she|he|they|pt|patient|her|his|their)\b", re.IGNORECASE
)
_COMES = re.compile(
    r"\s*(?:always\s+|quickly\s+|will\s+|would\s+)?(?:occurs?|recurs?|returns?|develops?|flares?|comes?|worsens?|appears?|breaks?|persists?"
    r"|gets?|is\b|are\b|relapses?|progress\w*)",
    re.IGNORECASE,
)


class Manner(NamedTuple):
    """How a text speaks of one span: the assertion that counts, its cue, and each mark by itself."""

    assertion: Assertion
    cue: Cue | None = None
    negated: bool = False
    past: bool = False  # told as history, or under a heading of history; the thing itself may go on
    family: bool = False  # told of another person
    nobody: bool = False  # told of no person at all: a policy, a study, what is typical, an example, a slip


_SETTING = frozenset(
    (
        *("absent_before", "hypothetical_before", "uncertain_before", "historical_before", "conditional", "general"),
        *("typical", "family", "family_history", "history_heading", "void", "void_opens", *AFTERS),
    )
)
_PLAIN = Manner(Assertion.PRESENT)


def assertion_of(context: Context, start: int, end: int) -> tuple[Assertion, ChartCitation | None]:
    """Assertion of the span `start:end` of the context's text, and the cue that sets it."""
    manner = manner_of(context, start, end)
    cue = manner.cue
    return manner.assertion, context.cite(cue.start, cue.end) if cue else None


def manner_of(context: Context, start: int, end: int) -> Manner:
    """The same with all marks."""
    return assertion_at(context.text, start, end, context.cues, context.line.section)


def assertion_at(text: str, start: int, end: int, cues: Sequence[Cue], section: str = "") -> Manner:
    """How `text` speaks of its span `start:end`. `cues` are those found in the text, `section` the heading above it."""
    if signs := [*signs_of(text), *entries_of(text)]:
        cues = sorted((*cues, *signs), key=lambda c: (c.start, c.end, c.list))
    share = share_of(text, start, end)
    if not cues and not section and not share:
        return _PLAIN
    by: dict[str, list[Cue]] = {}
    for found in cues:
        by.setdefault(found.list, []).append(found)
    if not section and not share and _SETTING.isdisjoint(by) and " for " not in text:
        return _PLAIN
    bounds = breaks_of(text, start, end, by)
    span = Span(text, start, end, by, bounds, *ends_of(text, bounds, start, end, by))
    if cue := taken_back(text, end, bounds, by):
        return Manner(Assertion.HYPOTHETICAL, cue, nobody=True)
    denied = _governing(span, "absent_before", "not_negation") if "absent_before" in by else None
    after = following(span)
    negated = denied is not None or (after is not None and after.list == "after_absent")
    relative = relative_of(text, start, end, by)
    if relative or of_family(section):
        return Manner(Assertion.FAMILY, _both(relative, denied), negated, family=True)
    if RULES_SECTION.match(section):
        return Manner(Assertion.HYPOTHETICAL, None, negated, nobody=True)
    if cue := impersonal(text, start, end, bounds, by):
        return Manner(Assertion.HYPOTHETICAL, cue, negated, nobody=True)
    assertion, cue = _weighed(span, denied, after, section, share)
    told, past = _past(span, section)
    past = past and not (denied and told and told.start < denied.start)
    if assertion is Assertion.PRESENT and told:
        assertion, cue = Assertion.HISTORICAL, told
    elif assertion is Assertion.PRESENT and _HISTORY_SECTION.match(section):
        assertion = Assertion.HISTORICAL
    return Manner(assertion, cue, negated, past or assertion is Assertion.HISTORICAL)


def _both(one: Cue | None, other: Cue | None) -> Cue | None:
    """Two cues as one: "no" and "family history of"."""
    if one is None or other is None:
        return one or other
    return one._replace(start=min(one.start, other.start), end=max(one.end, other.end))


def _weighed(
    span: Span, denied: Cue | None, after: Cue | None, section: str, share: tuple[float, int, int] | None
) -> tuple[Assertion, Cue | None]:
    """The assertion by the cues of the statement: conditions, shares, the nearest before, those behind."""
    if cue := condition_of(span) or instruction_of(span):
        return Assertion.HYPOTHETICAL, cue
    if share:
        kind = Assertion.ABSENT if share[0] <= FEW else Assertion.UNCERTAIN
        return kind, Cue("share", share[1], share[2])
    asked = asked_by(span)
    doubt = _governing(span, "uncertain_before", "not_negation") or _governing(span, "typical", "") or _unserved(span)
    nearest = max((c for c in (denied, asked, doubt) if c), key=lambda c: (c.end, c.end - c.start), default=None)
    if nearest and nearest is denied:
        return Assertion.ABSENT, denied
    if after and after.list == "after_absent":
        return Assertion.ABSENT, after
    if nearest:
        return (Assertion.HYPOTHETICAL if nearest is asked else Assertion.UNCERTAIN), nearest
    if after:
        return BEHIND[after.list], after
    if _AHEAD_SECTION.match(section):
        return Assertion.HYPOTHETICAL, None
    return Assertion.PRESENT, None


def _governing(span: Span, name: str, unless: str) -> Cue | None:
    """The nearest cue of the list that stands before the span in its segment and reaches it."""
    found = None
    for cue in span.by.get(name, ()):
        if cue.start >= span.start:
            break
        if cue.start < span.left or cue.end >= span.end:
            continue  # a cue may take in the first word of the span ("no acute | distress")
        if closed_off(span.text, cue.start, span.start):
            continue
        if inside(cue, span.by.get(unless, ()), span.start):
            found = None  # "denies A, no change in B": a new statement begins
        elif (
            reaches(span.text[cue.end : span.start])
            and not _goes_on(span, cue)
            and not of_what_is(span.text, cue, span.start)
        ):
            found = cue
    return found


# "no ED visits for X", "never admitted for X": the visit is denied, and of X nothing is known by it.
_PURPOSE = re.compile(r"\bfor\s+(?P<whose>(?:her|his|their)\s+)?(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
# "no changes to X", "no relief of X", "denies that her X": what is denied is not X.
_OF_IT = re.compile(
    r"\b(?:changes?|adjustments?|improve\w*|response|relief|benefit|worsening|progression|flares?|resolution|control|escalation"
    r"|treatments?|therap(?:y|ies)|medications?|drugs?|doses?)\s+(?:in|to|of|with|from|on)\s+(?:[\w-]+\s+){0,2}$"
    r"|\bthat\s+(?:her|his|their|the\s+patient's)\s+$",
    re.IGNORECASE,
)
_UNABLE = re.compile(
    r"\b(?:unable|cannot|can't|can\s+not|never|not|couldn't|rarely|hardly|impossible)\b[^,;]*$", re.IGNORECASE
)


def _goes_on(span: Span, cue: Cue) -> bool:
    """Whether a denial before the span does not mean it: "without A she gets X", "no fever, hives persist"."""
    if cue.list != "absent_before":
        return False
    between = span.text[cue.end : span.start]
    said = span.text[cue.start : cue.start + 7].lower()
    if said.startswith(("without", "w/o")):
        if _WITHOUT.search(between) and _COMES.match(span.text, span.end):
            return True
        if _UNABLE.search(span.text, span.bounds[0], cue.start):
            return True
    if _OF_IT.search(between) or _PURPOSE.search(between):
        return True
    tail = between.rstrip()
    if not tail.endswith(",") and "," not in between[-24:]:
        return False
    return any(0 < c.start - span.end <= 8 for c in span.by.get("still_after", ()))


def _unserved(span: Span) -> Cue | None:
    """ "No visits for X": the denial that leaves X open; "for her X" does not."""
    for cue in reversed(span.by.get("absent_before", ())):
        if (
            span.left <= cue.start
            and cue.end < span.start
            and not inside(cue, span.by.get("not_negation", ()), span.start)
        ):
            purpose = _PURPOSE.search(span.text, cue.end, span.start)
            return cue if purpose and not purpose["whose"] else None
    return None


def _heads(span: Span, cue: Cue) -> bool:
    """A heading reaches to the next one; without a colon, as far as a statement does."""
    if span.text[cue.end - 1] != ":":
        return cue.start >= span.left
    return not re.search(r"[A-Z]{4,}:", span.text[cue.end + 1 : span.start])


def _past(span: Span, section: str) -> tuple[Cue | None, bool]:
    """The word that tells it as over, and whether it is told as history at all (the thing itself may go on)."""
    cue = _governing(span, "historical_before", "not_past")
    if cue and any(0 <= c.start - span.end <= 12 for c in span.by.get("still_after", ())):
        return None, True
    if cue:
        return cue, True
    headed = any(c.end <= span.start and _heads(span, c) for c in span.by.get("history_heading", ()))
    return None, headed or bool(_PAST_SECTION.match(section))
