"""How the illness goes, in words: what has become better, worse, or stayed as it was, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.model.finding import Period, Trend
from mednec.model.words import Assertion, Direction

ILLNESS = "course-of-illness"
STATE = "state in words"  # "poorly controlled": how it stands, not how it has changed
_DIRECTIONS = {
    "trend_improved": Direction.IMPROVED,
    "trend_unchanged": Direction.UNCHANGED,
    "trend_worsened": Direction.WORSENED,
}
_RELATIVE = ("trend_up", "trend_down")
_BODY = ("kg", "cm", "kg/m2", "m2")  # sizes of the body, whose change is no course of an illness by itself
_KINDS = ("disease", "symptom", "function", "measure", "event", "test")
_CLAUSE = re.compile(
    r"[;!?]|[.:]\s|,?\s\b(?:but|yet|although|though|however|whereas|while)\b|,\s+(?:and\s+)?(?=(?:the|her|his|no"
    r"|still|she|he|with)\b)|,\s+and\b"
    r"|\band\b(?=\s+(?:the|her|his)\s+\w+\s+(?:is|are|has|have|was|were)\b)",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"\b(?:no|not|never|denies|without|isn't|hasn't|neither|nor)\s+(?:any\s+|much\s+|been\s+|really\s+)?$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|should|would|could|may|might|hope[sd]?|hoping|hopefully|expect(?:s|ed|ing)?|anticipate[sd]?"
    r"|goal|aim|in order to|until|to see"
    r"|whether|monitor for|watch for|call for|return for|risk of|likely to|to prevent|will|in hopes|trial"
    r"|patients|studies|when)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(r"\b(?:maybe|perhaps|possibly|unsure|not sure|uncertain|questionably)\b", re.IGNORECASE)
_OCCASION = re.compile(
    r"\s+(?:with\s+(?:rest|lying|sitting|standing|walking|stairs|stress|exertion|activity|exercise|cold|heat"
    r"|weather|movement|eating|food|meals|sleep|ice|menses"
    r"|position|sun|touch|coughing|swallowing|use|pressure|bending)|when|after (?:eating|exercise|meals|activity)"
    r"|in the (?:am|pm|morning|evening|cold|heat|sun)"
    r"|at (?:night|work|rest)|on (?:waking|standing|exertion)|than (?:expected|usual for))\b",
    re.IGNORECASE,
)
_HEADED = re.compile(r"[A-Za-z ]{3,30}:\s+$")
_TAIL = re.compile(r"[\s,;:.-]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """What a change is said of. `better` is "higher" or "lower" where a number of it may go up or down."""

    start: int
    end: int
    concept: str
    name: str
    better: str
    lead: bool = True  # stands in front of the word of change


def read_trends(context: Context) -> tuple[Trend, ...]:
    """One trend for each clause that tells of a change, with the words of the clause."""
    cues = context.cues_of(*_DIRECTIONS, *_RELATIVE)
    if not cues or context.cues_of("family"):
        return ()
    found: list[Trend] = []
    clauses: set[int] = set()
    told = _outermost([c for c in cues if not _no_trend(context, c)])
    for cue in told:
        start, end = _clause(context.text, cue, told)
        if start in clauses:
            continue
        trend = _trend(context, cue, start, end)
        if trend is not None:
            clauses.add(start)
            found.append(trend)
    return tuple(found)


def _outermost(cues: Sequence[Cue]) -> list[Cue]:
    """Of overlapping words the longest; "no better" holds "better"."""
    return [
        c
        for c in cues
        if not any(o is not c and o.start <= c.start and c.end <= o.end and _span(o) > _span(c) for o in cues)
    ]


def _span(cue: Cue) -> int:
    return cue.end - cue.start


def _no_trend(context: Context, cue: Cue) -> bool:
    """Inside a phrase that is no trend, or the name of a thing."""
    if any(n.start <= cue.start and cue.end <= n.end for n in context.cues_of("not_trend")):
        return True
    return any(m.start <= cue.start and cue.end <= m.end for m in context.mentions)


def _apart(text: str, cue: Cue, others: Sequence[Cue], start: int, end: int) -> tuple[int, int]:
    """Two words of change with a comma between them are two statements: "energy is better, sleep unchanged"."""
    for other in others:
        if start <= other.start and other.end <= cue.start and (comma := text.rfind(",", other.end, cue.start)) >= 0:
            start = max(start, comma + 1)
        if cue.end <= other.start and other.end <= end and (comma := text.find(",", cue.end, other.start)) >= 0:
            end = min(end, comma)
    return start, end


def _clause(text: str, cue: Cue, others: Sequence[Cue]) -> tuple[int, int]:
    """The clause around a word of change."""
    start, end = 0, len(text)
    for mark in _CLAUSE.finditer(text):
        if mark.end() <= cue.start:
            start = mark.end()
        elif mark.start() >= cue.end:
            end = mark.start()
            break
    start, end = _apart(text, cue, others, start, end)
    lead = re.compile(r"\s*(?:and\s+)?").match(text, start)
    start = lead.end() if lead else start
    return start, start + len(_TAIL.sub("", text[start:end]))


def _trend(context: Context, cue: Cue, start: int, end: int) -> Trend | None:
    about = _about(context, cue, start, end) or _scored(context.text, start, cue)
    treated = bool(context.cues_of("trend_about_treatment"))
    if about is None and not treated and not _of_patient(context.text, start, end, cue):
        return None
    if about is not None and about.concept == "":
        return None  # a drug or dose: that is no course of an illness
    direction = _direction(context, cue, about, start)
    if direction is None or _no_change(context, cue, about):
        return None
    headed = _HEADED.search(context.text, 0, start)  # "Goal: fewer flares"
    claimed = _CONDITION.search(context.text, headed.start() if headed else start, cue.start) or any(
        start <= h.start and h.end <= cue.start for h in context.cues_of("hypothetical_before")
    )
    doubted = _DOUBT.search(context.text, start, max(end, cue.end))
    named = about.concept if about else ILLNESS
    return Trend(
        kind="trend",
        concept=ILLNESS if treated else named,
        name=about.name if about else "condition",
        assertion=Assertion.HYPOTHETICAL if claimed else Assertion.UNCERTAIN if doubted else Assertion.PRESENT,
        source=context.cite(start, max(end, cue.end)),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        cue=context.cite(cue.start, cue.end),
        when=_trend_date(context),
        standing=context.standing,
        rule=STATE if any(c.start <= cue.start < c.end for c in context.cues_of("trend_state")) else "trend in words",
        direction=direction,
    )


def _no_change(context: Context, cue: Cue, about: _About | None) -> bool:
    """What makes it worse or better, what is over and done with, who "declined"."""
    text, word = context.text, context.text[cue.start : cue.end].lower()
    if _OCCASION.match(text, cue.end) and word in (
        "worse",
        "better",
        "worsened",
        "worsens",
        "improves",
        "is worse",
        "are worse",
    ):
        return True
    if word == "declined" and about is None:
        return True
    if word in ("resolved", "healed", "healing", "recovering", "recovered", "went away", "cleared up"):
        disease = about is not None and _kind(context, about) in ("disease", "event")
        adjective = about is not None and about.start >= cue.end
        return disease or adjective or text[max(0, cue.start - 1) : cue.start] == "("
    return False


def _kind(context: Context, about: _About) -> str:
    concept = context.lexicon.concepts.get(about.concept)
    return concept.kind if concept else ""


def _about(context: Context, cue: Cue, start: int, end: int) -> _About | None:
    """The nearest thing named in front of the word of change, else behind it."""
    named = [*_mentioned(context, start, end), *_worded(context, start, end)]
    outer = [
        n
        for n in named
        if not any(
            o is not n and o.start <= n.start and n.end <= o.end and o.end - o.start > n.end - n.start for o in named
        )
    ]
    front = [n for n in outer if n.end <= cue.start]
    behind = [n for n in outer if n.start >= cue.end]
    near = [n for n in behind if n.start - cue.end <= 1]  # "nausea, worsening headaches"
    if near and (not front or re.search(r",|\band\b", context.text[max(n.end for n in front) : cue.start])):
        return near[0]
    if front:
        return max(front, key=lambda n: (n.end, bool(n.better)))
    inside = [n for n in outer if n.start < cue.end and cue.start < n.end and n.concept]
    near = [n for n in behind if n.start - cue.end <= 30 and (n.concept or n.start - cue.end <= 2)]
    return inside[0] if inside else near[0] if near else None


def _mentioned(context: Context, start: int, end: int) -> list[_About]:
    found = []
    for m in context.mentions:
        if not start <= m.start < m.end <= end:
            continue
        concept = context.lexicon.concepts.get(m.id)
        if concept is None or concept.kind == "drug-class" or concept.unit in _BODY:
            found.append(_About(start=m.start, end=m.end, concept="", name="", better=""))
        elif concept.kind in _KINDS:
            better = concept.better or ("higher" if concept.kind == "function" else "")
            better = better or ("" if concept.kind in ("measure", "test") else "lower")
            found.append(_About(start=m.start, end=m.end, concept=m.id, name=concept.name, better=better))
    return found


def _worded(context: Context, start: int, end: int) -> list[_About]:
    """Abilities and complaints in general words."""
    return [
        _About(
            start=c.start,
            end=c.end,
            concept=ILLNESS,
            name=context.text[c.start : c.end],
            better="higher" if c.list == "trend_function" else "lower",
        )
        for c in context.cues_of("trend_function", "trend_symptom")
        if start <= c.start and c.end <= end
    ]


def _scored(text: str, start: int, cue: Cue) -> _About | None:
    """An instrument in capitals that the packs do not know: "ABC-Q improved from 9 to 4"."""
    if cue.list in _RELATIVE:
        return None
    found = re.search(
        r"(?P<name>[A-Z][A-Z0-9-]{2,9})\s+(?:(?:has|is|score|scores|was)\s+){0,2}$", text[start : cue.start]
    )
    if found is None:
        return None
    at = start + found.start("name")
    return _About(start=at, end=at + len(found["name"]), concept=ILLNESS, name=found["name"], better="")


def _of_patient(text: str, start: int, end: int, cue: Cue) -> bool:
    """ "She is better", "doing worse", "clinically stable", "improving on it": said of the patient as a whole."""
    lead = text[start : cue.start]
    if re.match(r"(?:still|can|now|no longer)\b", text[cue.start : cue.end], re.IGNORECASE):
        return False  # of an ability, which stands behind
    if re.match(r"\s+(?:to|in|of|for)\s+(?!(?:therapy|treatment)\b)", text[cue.end : end]):
        return False  # "no change to the plan"
    return (
        re.fullmatch(
            r"\s*(?:(?:overall|clinically|the|patient|pt|she|he|they|mr|mrs|ms|has|have|had|is|are|was|been|doing"
            r"|feels?|feeling|about|\d+%|remains?|remained|reports?"
            r"|states?|says?|now|also|much|somewhat|slightly|markedly|significantly|continues?|to|be|[A-Z]\.?"
            r"|quite|still|very|clearly|getting|again|that)\s*[,.]?\s*)*",
            lead,
            re.IGNORECASE,
        )
        is not None
    )


def _direction(context: Context, cue: Cue, about: _About | None, start: int) -> Direction | None:
    """Of a number that goes up or down, by what is better of it; a word that is denied means no change."""
    turned = _TURNED.search(context.text, start, cue.start) is not None
    if cue.list in _RELATIVE:
        better = about.better if about else ""
        if not better:
            return None
        if turned:
            return Direction.UNCHANGED
        up = cue.list == "trend_up"
        return Direction.IMPROVED if up == (better == "higher") else Direction.WORSENED
    direction = _DIRECTIONS[cue.list]
    if turned and direction is not Direction.UNCHANGED:
        return Direction.UNCHANGED
    return direction


def _trend_date(context: Context) -> Period | None:
    """The latest period the sentence itself names (it tells a past), else the date of its entry or document."""
    named = [
        d.period for d in context.dates if context.header.written is None or d.period.first <= context.header.written
    ]
    latest = max(named, default=None, key=lambda p: p.last)
    return latest if latest is not None and latest.days > 1 else context.default_date
