"""Abilities: what a patient can do, cannot do or does with help, and whether that got better or worse."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.chart.assertion import manner_of
from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.model.finding import Ability
from mednec.model.words import Assertion

UNLISTED = "unlisted-function"  # concept of an ability that the packs do not list; its name is that of the word list
ABLE, UNABLE, WITH_HELP = "able", "unable", "with_help"
_OF = "function_of_"
_POLAR = {"function_able": ABLE, "function_unable": UNABLE, "function_help": WITH_HELP}
_DIRECTIONS = {"function_improved": "improved", "function_worse": "worse", "function_stable": "stable"}
_BREAK = re.compile(
    r"[;!?]|\.\s|\bbut\b|\balthough\b|\bhowever\b|\bwhile\b|,\s+(?:still|now|she|he|and\s+(?:still|now|cannot|can"
    r"|needs|requires|is)\b)",
    re.IGNORECASE,
)
_GAP = re.compile(r"(?:[\s,/-]*(?:[A-Za-z'-]+)){0,4}[\s,/-]*")
_LIST = re.compile(r"(?:[\s,/-]|\b(?:or|and|nor|to|the|a|her|his|even|also|in|with|for|up|down)\b)*")
_NO_MORE = re.compile(
    r"\bno longer\s+(?:needs?|requir\w+|us\w+|dependent|relies|depends)\b|\b(?:does not|doesn't|not)\s+(?:need"
    r"|require|use)\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"\s*(?:[\w-]+\s+){0,3}without\s+(?:an?\s+|the\s+|any\s+|her\s+|his\s+|using\s+)*"
    r"(?:help|assist\w*|aids?|support|cane|walker|rail\w*|supervision|hands?|arms?|device)",
    re.IGNORECASE,
)
_USES = re.compile(
    r"\b(?:us(?:es|ing|ed?)|needs?|needed|requir\w+|with|on|dependent on|relies on|ambulat\w+ with"
    r"|walk\w* with)\s+(?:an?\s+|the\s+|her\s+|his\s+)?(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
_PUT_OFF = re.compile(
    r"\b(?:without|off|no longer (?:uses?|needs?|requires?)|no)\s+(?:an?\s+|the\s+|her\s+|his\s+"
    r"|any\s+)?(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
_BOUND = re.compile(r"[\s-](?:bound|dependent)\b", re.IGNORECASE)
_REACH = 40


def read_functions(context: Context) -> tuple[Ability, ...]:
    """Each ability that the sentence tells with a value; one that is only named, hoped for or advised is none."""
    activities = _activities(context.cues)
    found: list[Ability] = []
    for one in activities:
        made = _ability(context, one, activities)
        if made is not None:
            found.append(made)
    return (*_each_once(found), *_aids(context, found))


def _each_once(found: Sequence[Ability]) -> list[Ability]:
    """One ability told by two of its words ("type or write") once, with the longer quote."""
    kept: dict[tuple[str, str], Ability] = {}
    for one in found:
        before = kept.get((one.name, one.value))
        if before is None or one.source.start <= before.source.start:
            kept[(one.name, one.value)] = one
    return list(kept.values())


def _activities(cues: Sequence[Cue]) -> list[Cue]:
    """Activities by place; of overlapping ones the longest."""
    kept: list[Cue] = []
    for cue in sorted((c for c in cues if c.list.startswith(_OF)), key=lambda c: (c.start - c.end, c.start)):
        if all(cue.end <= k.start or k.end <= cue.start for k in kept):
            kept.append(cue)
    return sorted(kept, key=lambda c: c.start)


def _polar(context: Context) -> list[Cue]:
    """Words of ability; one inside a longer one ("able to" in "not able to") is none."""
    cues = context.cues_of(*_POLAR)
    return [
        c
        for c in cues
        if not any(o.start <= c.start and c.end <= o.end and o.end - o.start > c.end - c.start for o in cues)
    ]


def _ability(context: Context, one: Cue, activities: Sequence[Cue]) -> Ability | None:
    text = context.text
    left, right = _clause(text, one)
    polar = _polar(context)
    before = [c for c in polar if left <= c.start and c.end <= one.start and _governs(context, c, one, activities)]
    behind = [c for c in polar if one.end <= c.start < right and _follows(text, one, c, activities)]
    inside = [c for c in polar if one.start <= c.start and c.end <= one.end]
    value, cue, end = _value(text, one, before, behind or inside)
    if cue is None or not value or _not_told(context, one, left, cue):
        return None
    start = min(cue.start, one.start)
    return _made(context, one.list.removeprefix(_OF).replace("_", " "), value, start, end, (left, right), one)


def _value(text: str, one: Cue, before: Sequence[Cue], behind: Sequence[Cue]) -> tuple[str, Cue | None, int]:
    """(value, the cue that sets it, where the statement ends)."""
    first = before[-1] if before else None
    last = behind[0] if behind else None
    end = max(one.end, last.end if last else 0)
    without = _WITHOUT.match(text, one.end)
    end = max(end, without.end() if without else 0)
    if first is not None and _NO_MORE.match(text[first.start :]) is None and _POLAR[first.list] == UNABLE:
        return (WITH_HELP if without else UNABLE), first, end
    if _NO_MORE.search(text[max(0, one.start - _REACH) : one.start]):
        return ABLE, first or one, end
    if first is not None and _POLAR[first.list] == WITH_HELP:
        return WITH_HELP, first, end
    if last is not None and _POLAR[last.list] == WITH_HELP:
        return WITH_HELP, first or last, end
    if aid := re.match(
        r"\s*(?:[\w-]+\s+){0,3}with\s+(?:an?\s+|the\s+|her\s+|his\s+)?(?:[\w-]+\s+)?(?:cane|walker|rollator"
        r"|crutch\w*|assist\w*|help|aid|rail\w*|support|supervision)\b",
        text[one.end :],
    ):
        return WITH_HELP, first or one, one.end + aid.end()
    if first is not None:
        return ABLE, first, end
    if last is not None:
        return (UNABLE if _POLAR[last.list] == UNABLE else ABLE), last, end
    return "", None, end


def _clause(text: str, one: Cue) -> tuple[int, int]:
    breaks = [(m.start(), m.end()) for m in _BREAK.finditer(text)]
    left = max((end for start, end in breaks if start <= one.start and end <= one.start + 1), default=0)
    left = max((start if text[start] == "," else end for start, end in breaks if end <= one.start), default=left)
    return left, min((start for start, _ in breaks if start >= one.end), default=len(text))


def _governs(context: Context, cue: Cue, one: Cue, activities: Sequence[Cue]) -> bool:
    """Whether a word of ability reaches an activity: over a few words, or over a list of activities."""
    between = context.text[cue.end : one.start]
    if len(between) <= _REACH and not re.search(r"[,:(]", between) and _GAP.fullmatch(between):
        return True
    if len(between) > 160:
        return False
    for other in activities:
        if cue.end <= other.start and other.end <= one.start:
            between = between.replace(context.text[other.start : other.end], " ", 1)
    return _LIST.fullmatch(between) is not None


def _follows(text: str, one: Cue, cue: Cue, activities: Sequence[Cue]) -> bool:
    between = text[one.end : cue.start]
    if any(one.end <= o.start < cue.start for o in activities) or cue.list == "function_unable":
        return False
    return len(between) <= 32 and not re.search(r"[,;:(]", between)


def _not_told(context: Context, one: Cue, left: int, told: Cue) -> bool:
    """Hopes, advice, conditions, other people and policies; who helps is no other person who is told of."""
    text = context.text
    for cue in context.cues_of("function_not_told"):
        if left <= cue.start and cue.end <= one.start and len(text[cue.end : one.start]) <= 60:
            return True
    manner = manner_of(context, one.start, one.end)
    helper = manner.cue is not None and told.start < manner.cue.start < one.start
    return (manner.family and not helper) or manner.nobody or manner.assertion is Assertion.HYPOTHETICAL


def _direction(context: Context, value: str, span: tuple[int, int]) -> str:
    """Better, worse or the same, as the words of the clause say; an ability that is there did not get worse."""
    told = {_DIRECTIONS[c.list] for c in context.cues_of(*_DIRECTIONS) if span[0] <= c.start and c.end <= span[1]}
    order = (
        ("improved", "stable")
        if value == ABLE
        else ("worse", "stable", "improved")
        if value == UNABLE
        else ("worse", "improved", "stable")
    )
    if "stable" in told and value == UNABLE:
        return "stable" if "worse" not in told else "worse"
    return next((d for d in order if d in told), "")


def _aids(context: Context, found: Sequence[Ability]) -> list[Ability]:
    """A cane, walker or chair that is used, or put away."""
    text = context.text
    made: list[Ability] = []
    for cue in context.cues_of("function_aid"):
        at = context.offset + cue.start
        if any(f.source.start <= at <= f.source.end for f in found) or any(m.source.end >= at for m in made):
            continue
        before = text[max(0, cue.start - _REACH) : cue.start]
        if bound := _BOUND.match(text, cue.end):
            whole = (0, len(text))
            made.append(_made(context, "walking", UNABLE, cue.start, cue.end + len(bound.group()), whole, cue))
            continue
        off, uses = _PUT_OFF.search(before), _USES.search(before)
        if not (off or uses):
            continue
        left, right = _clause(text, cue)
        if _not_told(context, cue, left, cue):
            continue
        used = off or uses
        first = cue.start - len(before) + used.start() if used else cue.start
        more = re.match(
            r"\s+(?:more(?: often)?|now|again|at all times|full[- ]time|outdoors|for distances?)\b", text[cue.end :]
        )
        end = cue.end + (more.end() if more else 0)
        made.append(_made(context, "walking aid", ABLE if off else WITH_HELP, first, end, (left, right), cue))
    return made


def _made(context: Context, name: str, value: str, start: int, end: int, clause: tuple[int, int], one: Cue) -> Ability:
    direction = _direction(context, value, (max(clause[0], start - 24), min(clause[1], end + 32)))
    known = [m.id for m in context.mentions if m.start < one.end and one.start < m.end]
    concepts = [i for i in known if i in context.lexicon.concepts and context.lexicon.concepts[i].kind == "function"]
    dates = [d for d in context.dates if -12 <= d.start - end <= 24]
    return Ability(
        kind="function",
        concept=concepts[0] if concepts else UNLISTED,
        name=name,
        assertion=Assertion.ABSENT if value == UNABLE else Assertion.PRESENT,
        source=context.cite(start, end),
        sentence=context.whole,
        header=context.header,
        section=context.line.section,
        when=dates[0].period if dates else context.default_date,
        standing=context.standing,
        rule="ability",
        value=value,
        direction=direction,
    )
