"""Whether the parts that were read hold all that a clause says: every word, number, denial and joint of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from mednec.packs.checking.figures import figures
from mednec.packs.importing.typing.clause import Clause, Typed, window_of
from mednec.pointing.leaf_cues import OUTCOMES
from mednec.pointing.leaf_joints import (
    BOUNDS,
    Whole,
    check_asked,
    check_list,
    check_shared,
    denies,
    in_order,
    joints_of,
)
from mednec.pointing.leaf_names import NotAcceptedError, quoted
from mednec.pointing.leaf_reading import ReadPart
from mednec.pointing.leaf_words import Span, chosen
from mednec.terminology.lab_units import fits

# Words that may turn, narrow or time what a clause asks: a slot must hold them, whatever the lists of words say.
_CARRY = frozenset(
    re.findall(
        r"\w+",
        "not no never nor neither cannot except unless without lacking lack lacks absence absent free other"
        " than if only but alone instead rather more less fewer least most minimum maximum maximally half"
        " twice double higher lower greater above below under over up between within before after prior pre"
        " post since during past last next previous previously current currently recent now baseline trough"
        " fasting lowest highest stable new normal consecutive continuous continuously each every both all one"
        " two three four five six eight twelve daily weekly day days week weeks month months year years oral"
        " systemic conventional subcutaneous injectable equivalent despite history plus induction together"
        " same started starting start initiation discussion discussed reviewed specialist specialists treating"
        " woman women consultation consulted consult separate requiring persistent negative positive detected"
        " abnormal reactive such including example improved improvement reduced reduction decreased decrease"
        " increased increase fall rise antibody specimen activity severity involvement involving affected for"
        " use another additional second different first average",
    )
)
_FILLS = {"exclusions": {"statement": "exclusion"}}
_JOINING = re.compile(r"\b(?:and|or|plus|together|with)\b", re.IGNORECASE)
_SIGN = re.compile(r"[^\w\s.,;:()'\u2019\"/\u2013-]|\d")
_ANY_OF = re.compile(r"\b(?:at least |any )?one(?: or more)? of(?: the)?(?: following)?\b", re.IGNORECASE)
_LONG_AS = re.compile(
    r"\b(?:at least|a minimum of|for|after)\s+(?:\d+|\w+)\s+(?:consecutive\s+)?(?:days?|weeks?|months?)\b", re.I
)


def check(whole: Whole) -> None:
    """Raises NotAcceptedError with what of the clause the parts do not hold, or hold otherwise than it says."""
    for part in whole.parts:
        _check_lists(whole, part)
        _check_kind(whole.clause, part)
        _check_above(whole.clause, part)
    joints = joints_of(whole)
    check_asked(whole)
    check_shared(whole, joints)
    _check_words(whole, joints)


def _check_lists(whole: Whole, part: ReadPart) -> None:
    for name, slot in part.how.slots.items():
        joined = getattr(slot, "joined", "")
        if not joined or name not in part.slots:
            continue
        every = part.kind == "test_result" and part.slots.get("every") is True
        check_list(whole.clause, part, name, "and" if every else joined)
    outcomes = sorted({*part.places.get("outcomes", []), *part.places.get("excused_by", [])})
    for (_, end), (start, _) in pairwise(outcomes):
        between = whole.clause.text[end:start]
        if re.fullmatch(r"[\s,;]*(?:(?:or|and/or|to|of|a|an|documented)\b[\s,]*)*", between, re.IGNORECASE):
            part.links.append((end, start))


def _check_kind(clause: Clause, part: ReadPart) -> None:
    lexicon, slots = clause.lexicon, part.slots
    if part.kind == "test_result" and not {"result", "above_reference"} & set(slots):
        raise NotAcceptedError("no words say how the test must come out")
    if part.kind in ("concurrent", "tried") and (own := clause.drugs.intersection(part.concepts)):
        raise NotAcceptedError(f"{lexicon.name(min(own))} is the policy's own drug")
    if part.kind == "requested_for" and clause.part == "criteria" and not _said_of_request(clause, part):
        raise NotAcceptedError("no words say that it is what the drug is asked for")
    if part.kind == "concurrent" and "expect" not in slots:
        raise NotAcceptedError("no words say whether it must be used or not")
    if part.kind == "recorded" and not part.places.get("") and "discussed" not in slots:
        raise NotAcceptedError("no words ask only that the chart speaks of it")
    if part.kind == "tried":
        _check_tried(clause, part)
    if part.kind == "symptoms_despite":
        cue = min(part.places[""])
        if max(part.places["symptoms"]) > cue or min(part.places["despite"]) < cue:
            raise NotAcceptedError("what persists and what is taken stand on the wrong sides")
    known = [lexicon.concepts[c] for c in part.concepts if c in lexicon.concepts]
    if (
        part.kind == "measurement"
        and (unit := slots.get("unit"))
        and any(c.unit and not fits(str(unit), c.unit) for c in known)
    ):
        raise NotAcceptedError(f"it is not measured in {unit}")
    better = {c.better for c in known if c.better}
    if part.kind == "change" and better and better != {slots.get("better")}:
        raise NotAcceptedError("it takes a change for the worse for a response")
    bounds = [v for k in BOUNDS if isinstance(v := slots.get(k), int | float)]
    scales = [c.scale for c in known if c.scale is not None] if part.kind == "measurement" else []
    if any(slots.get("scale", s) != s or any(b > s for b in bounds) for s in scales):
        raise NotAcceptedError(f"the instrument goes up to {scales[0]}")


def _said_of_request(clause: Clause, part: ReadPart) -> bool:
    """Only an exclusion says it by "treatment of X": a criterion may ask for a treatment that was had."""
    said = " ".join(clause.text[slice(*place)] for place in part.places.get("", []))
    return re.search(r"\b(?:request|prescribed|ordered|used for|it is for)", said, re.IGNORECASE) is not None


def _check_tried(clause: Clause, part: ReadPart) -> None:
    if "outcomes" not in part.slots:
        raise NotAcceptedError("no words say how the treatment must have gone")
    drugs = part.places["of"]
    many = len(drugs) > 1
    for name in ("outcomes", "excused_by", "min_days", "min_daily", "min_daily_per_kg"):
        for start, end in part.places.get(name, []):
            ahead, behind = any(d[1] <= start for d in drugs), any(d[0] >= end for d in drugs)
            if many and ahead and behind:
                raise NotAcceptedError(
                    f"the words {quoted(clause.text[start:end])} may be meant for one of the drugs only"
                )
    for start, _ in part.places.get("min_days", []):
        if many and re.search(r"\bor\s+(?:to|of)\b", clause.text[start:]):
            raise NotAcceptedError("the time may be meant for one of the drugs only")
    told = _outcomes_in(clause.text) or _outcomes_in(clause.header)
    held: set[str] = set()
    for given in (part.slots.get("outcomes"), part.slots.get("excused_by")):
        held |= {str(v) for v in given if v != "partial"} if isinstance(given, list) else set()
    if held != told:
        odd = ", ".join(sorted(told ^ held))
        raise NotAcceptedError(f"the words say {', '.join(sorted(told))}: {odd} is left out or added")


def _outcomes_in(text: str) -> set[str]:
    return {name for name, said in OUTCOMES.items() if re.search(rf"\b(?:{said})", text, re.IGNORECASE)}


def _check_above(clause: Clause, part: ReadPart) -> None:
    """What the groups above a clause say of time holds for it too."""
    above, _ = window_of(clause.header)
    if above is not None and not part.places.get("within_days"):
        if "within_days" not in part.how.slots:
            raise NotAcceptedError(f"the time that stands above ({above} days) has no slot in {part.kind}")
        if part.slots.get("within_days") != above:
            raise NotAcceptedError(f"the time that stands above ({above} days) is left out")
    if part.kind == "tried" and _LONG_AS.search(clause.header) and "min_days" not in part.slots:
        raise NotAcceptedError("the least time that stands above is left out")


def _check_words(whole: Whole, joints: Sequence[Span]) -> None:
    clause = whole.clause
    spans = [s for p in whole.parts for s in p.spans]
    asked = [s for o in whole.asked for s in o.spans]
    spans += [*asked, *whole.counted]
    joining = [(a + m.start(), a + m.end()) for a, b in joints for m in _JOINING.finditer(clause.text[a:b])]
    spans += joining
    if not whole.op or whole.op == "any":
        spans += [m.span() for m in _ANY_OF.finditer(clause.text)]
    links = [link for p in whole.parts for link in p.links]
    spans += [(a, b) for a, b in links if clause.text[a:b].lower().endswith("both")]
    for part in whole.parts:
        for place in part.graded:
            held = [*part.places.get("worded", []), *asked]
            if not any(s <= place[0] and place[1] <= e for s, e in held):
                raise _not_covered([clause.text[slice(*place)]])
    _check_names(whole, spans)
    _check_figures(clause, spans)
    left = _left(whole, spans)
    for match in re.finditer(r"\b(?:and|or)\b", clause.text, re.IGNORECASE):
        if not _inside(match.start(), [*spans, *links]):
            left.append(match.group())
    if left:
        raise _not_covered(left)


def _left(whole: Whole, spans: Sequence[Span]) -> list[str]:
    """Content words that no part holds, as the importer counts them, and those that may turn or narrow it."""
    clause = whole.clause
    own = all(p.how.own_names for p in whole.parts) and _one_own(clause)
    left = [
        word for start, end, parts in _zones(whole) for word in _unsaid(clause, (start, end), parts, spans, own=own)
    ]
    free = {w for p in whole.parts for w in p.how.free}
    free |= {"each", "both", "all"} if whole.op == "all" or any(p.slots.get("every") for p in whole.parts) else set()
    if clause.part == "exclusions" or all(denies(p) for p in whole.parts if p.kind == "concurrent"):
        free |= {"other", "another", "additional"}  # what is not to be used beside the drug is another by that
    carry = (_CARRY - free).union(*(p.how.held for p in whole.parts))
    for word in re.finditer(r"[A-Za-z]+", clause.text):
        if word.group().lower() in carry and not _inside(word.start(), spans) and word.group() not in left:
            left.append(word.group())
    return left


def _zones(whole: Whole) -> list[tuple[int, int, tuple[ReadPart, ...]]]:
    """The clause cut where its parts begin and end, each piece with the part it lies in or those it lies between."""
    found: list[tuple[int, int, tuple[ReadPart, ...]]] = []
    at, before = 0, None
    for part, (start, end) in in_order(whole):
        start = max(start, at)
        found.append((at, start, (before, part) if before is not None else (part,)))
        found.append((start, max(end, start), (part,)))
        at, before = max(end, start), part
    return [*found, (at, len(whole.clause.text), (before,))] if before is not None else found


def _unsaid(
    clause: Clause, piece: Span, parts: Sequence[ReadPart], spans: Sequence[Span], *, own: bool
) -> Sequence[str]:
    """Content words of a piece that none of these parts takes for a word without a condition."""
    start, end = piece
    alone = replace(clause, text=" " * start + clause.text[start:end] + " " * (len(clause.text) - end))
    fills = _FILLS.get(clause.part, {})
    left: list[str] | None = None
    for part in parts:
        fillers = tuple(fills.get(f, f) for f in part.how.fillers)
        words = alone.leftover(Typed(slots={}, explained=tuple(spans), fillers=fillers, own_names=own))
        left = words if left is None else [w for w in left if w in words]
    return left or ()


def _one_own(clause: Clause) -> bool:
    return len({m.id for m in clause.mentions if m.id in clause.drugs}) <= 1


def _check_names(whole: Whole, spans: Sequence[Span]) -> None:
    clause = whole.clause
    own = all(p.how.own_names for p in whole.parts) and _one_own(clause)
    for mention in clause.mentions:
        held = any(s < mention.end and mention.start < e for s, e in spans)
        if not held and not (own and mention.id in clause.drugs):
            raise _not_covered([clause.text[mention.start : mention.end]])


def _check_figures(clause: Clause, spans: Sequence[Span]) -> None:
    names = [(m.start, m.end) for m in clause.mentions]
    for match in _SIGN.finditer(clause.text):
        if not _inside(match.start(), [*spans, *names]):
            raise _not_covered([_around(clause.text, match.start())])
    for figure in figures(clause.text):
        if not _inside(figure.start, [*spans, *names]):
            raise _not_covered([clause.text[figure.start : figure.end]])


def _around(text: str, at: int) -> str:
    """The word that a sign stands in."""
    start = max(text.rfind(" ", 0, at), text.rfind("\n", 0, at)) + 1
    return text[start:].split()[0]


def _inside(at: int, spans: Sequence[Span]) -> bool:
    return any(s <= at < e for s, e in spans)


def _not_covered(words: Sequence[str]) -> NotAcceptedError:
    shown = ", ".join(dict.fromkeys(quoted(w) for w in words))
    return NotAcceptedError(f"the words {shown} are not covered")


def counted_in(clause: Clause, place: Span, n: int) -> bool:
    """Whether these words say that so many of the parts are needed."""
    said = chosen(clause.text[slice(*place)])
    return said is not None and said.value == n
