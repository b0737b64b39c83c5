"""Whether the parts that were read hold all that a clause says: every word, number, denial and joint of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mednec.packs.checking.figures import figures
from mednec.packs.importing.typing.clause import Clause, Typed, window_of
from mednec.pointing.leaf_kinds import OUTCOMES
from mednec.pointing.leaf_reading import NotAcceptedError, ReadPart, check_list, quoted
from mednec.pointing.leaf_words import Span, chosen

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
        " woman women separate requiring persistent negative positive detected abnormal reactive such including example"
        " improved improvement reduced reduction decreased decrease increased increase fall rise antibody"
        " specimen activity severity involvement involving affected for use",
    )
)
_FILLS = {"exclusions": {"statement": "exclusion"}}
_TURNING = re.compile(
    r"\b(?:or|unless|except|other than|if|not|no|nor|never|cannot|without|either|neither|any of|one of|two of|three of"
    r"|rather|instead|but|for example|such as|including|suspected|possible|probable|prior|former|resolved|family|risk"
    r"|potential|future|absen\w+|low|lack\w*|prevent\w*|history|previous|denie\w+|rule[ds]?|alternativ\w+|equivalent\w*"
    r"|other|another|different|non|maternal|paternal|mother|father|sibling\w*|relatives?|donor|partner)\b|e\.g",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:baseline|times|fold|than|per|upper|reference|normal|of|x)\b|%", re.IGNORECASE)
_COUNTING = ("measurement", "change", "event_count", "dose_reduced", "tried")  # a number means what stands beside it
_OF_IT = re.compile(r"[\s,]*(?:of|for|to|in|with|from|against|about|after|by|on|than|as)\b", re.IGNORECASE)
_ENDING = re.compile(r"(?:confirmed|attributed|shown|proven|documented|established|in|on|at|due)\b", re.IGNORECASE)
_JOINING = re.compile(r"\b(?:and|or|plus|together|with)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|absent|excluded|ruled out|denied|negative|without|only)\b", re.IGNORECASE)
_BRACKET = re.compile(r"\(\s*(?:or|and|unless|except|if|not)\b", re.IGNORECASE)
_SHARED_END = re.compile(
    r"\b(?:within|in the past|in the last|during|for|at baseline|before|despite|since|with|after|while|that|which|when"
    r"|on|confirmed|documented|by|if|as)\b",
    re.IGNORECASE,
)
_BOUNDS = ("above", "at_least", "below", "at_most", "up_to")
_SIGN = re.compile(r"[^\w\s.,;:()'\u2019\"/\u2013-]|\d")
_ANY_OF = re.compile(r"\b(?:at least |any )?one(?: or more)? of(?: the)?(?: following)?\b", re.IGNORECASE)
_LONG_AS = re.compile(
    r"\b(?:at least|a minimum of|for|after)\s+(?:\d+|\w+)\s+(?:consecutive\s+)?(?:days?|weeks?|months?)\b", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Words of the clause that stay a question."""

    spans: tuple[Span, ...]

    @property
    def start(self) -> int:
        return min(s for s, _ in self.spans)

    @property
    def end(self) -> int:
        return max(e for _, e in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A clause cut into its parts: `op` all, any, at_least, or "" for one part; `counted` is where it says how many."""

    clause: Clause
    op: str
    parts: tuple[ReadPart, ...]
    asked: tuple[Open, ...] = ()
    counted: tuple[Span, ...] = ()


def check(whole: Whole) -> None:
    """Raises NotAcceptedError with what of the clause the parts do not hold, or hold otherwise than it says."""
    for part in whole.parts:
        _check_lists(whole, part)
        _check_kind(whole.clause, part)
        _check_above(whole.clause, part)
    joints = _joints(whole)
    _check_asked(whole)
    _check_shared(whole, joints)
    _check_words(whole, joints)


# --- one part
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
    sites = slots.get("where")
    for site in map(str, sites) if isinstance(sites, list) else ():
        if {"and", "or", *_CARRY} & set(re.findall(r"\w+", site.lower())) or re.search(r"\d", site):
            raise NotAcceptedError(f"the words {quoted(site)} are no site")
    known = [lexicon.concepts[c] for c in part.concepts if c in lexicon.concepts]
    better = {c.better for c in known if c.better}
    if part.kind == "change" and better and better != {slots.get("better")}:
        raise NotAcceptedError("it takes a change for the worse for a response")
    bounds = [
        v for k in ("above", "at_least", "below", "at_most", "up_to") if isinstance(v := slots.get(k), int | float)
    ]
    scales = [c.scale for c in known if c.scale is not None] if part.kind == "measurement" else []
    if any(slots.get("scale", s) != s or any(b > s for b in bounds) for s in scales):
        raise NotAcceptedError(f"the instrument goes up to {scales[0]}")


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
    covered = part.spans
    for pattern in OUTCOMES.values():
        for match in re.finditer(rf"\b(?:{pattern})", clause.text, re.IGNORECASE):
            if not any(s <= match.start() < e for s, e in covered):
                raise NotAcceptedError(f"the words {quoted(match.group())} are not covered")


def _check_above(clause: Clause, part: ReadPart) -> None:
    """What the groups above a clause say of time holds for it too."""
    above, _ = window_of(clause.header)
    own, _ = window_of(clause.text)
    if above is not None and own is None:
        if "within_days" not in part.how.slots:
            raise NotAcceptedError(f"the time that stands above ({above} days) has no slot in {part.kind}")
        if part.slots.get("within_days") != above:
            raise NotAcceptedError(f"the time that stands above ({above} days) is left out")
    if part.kind == "tried" and _LONG_AS.search(clause.header) and "min_days" not in part.slots:
        raise NotAcceptedError("the least time that stands above is left out")


# --- several parts
def _core(part: ReadPart, shared: Sequence[Span]) -> Span:
    own = [s for s in part.spans if s not in shared] or part.spans
    return min(s for s, _ in own), max(e for _, e in own)


def _shared(whole: Whole) -> list[Span]:
    counts: dict[Span, int] = {}
    for part in whole.parts:
        for place in set(part.spans):
            counts[place] = counts.get(place, 0) + 1
    return [place for place, n in counts.items() if n > 1]


def _joints(whole: Whole) -> list[Span]:
    """Where the clause joins its parts. Raises NotAcceptedError where it joins them otherwise than proposed."""
    if not whole.op:
        return []
    shared = _shared(whole)
    cores = [_core(p, shared) for p in whole.parts]
    cores += [(o.start, o.end) for o in whole.asked if not narrows(whole, o)]
    cores.sort()
    joints: list[Span] = []
    said: list[str] = []
    for (_, end), (start, _) in pairwise(cores):
        if start < end:
            raise NotAcceptedError("its parts overlap in the words of the clause")
        said.append(_joint(whole, end, start, shared))
        joints.append((end, start))
    words = {s for s in said if s != ","}
    if len(words) > 1 or (joints and not words):
        raise NotAcceptedError("how the clause joins its parts is open")
    wanted = {"all": {"and"}, "any": {"or"}}.get(whole.op, {"and", "or"})
    if words and not words <= wanted:
        raise NotAcceptedError(f"the clause joins its parts by {quoted(words.pop())}, and {whole.op} is proposed")
    if whole.op == "at_least" and not whole.counted:
        raise NotAcceptedError("no words say how many of the parts are needed")
    _check_mixed(whole, joints)
    return joints


def _joint(whole: Whole, end: int, start: int, shared: Sequence[Span]) -> str:
    between = whole.clause.text[end:start]
    taken = [s for p in whole.parts for s in p.spans] + list(shared)
    free = "".join(c if not any(s <= i + end < e for s, e in taken) else " " for i, c in enumerate(between))
    says = {w.lower() for w in re.findall(r"\b(?:and|or|plus|with|together|but)\b", free, re.IGNORECASE)}
    if re.search(r"\band/or\b", free, re.IGNORECASE):
        says = {"or"}
    if "or" in says and len(says) > 1:
        raise NotAcceptedError(f"the words {quoted(between)} join its parts in two ways")
    if says & {"and", "plus", "with", "together"}:
        return "and"
    if "but" in says:
        raise NotAcceptedError("the word 'but' is not covered")
    if "or" in says:
        return "or"
    if re.search(r"[;.]", free) and whole.op == "all":
        return "and"
    if re.search(r"[,;:.]", free):
        return ","
    raise NotAcceptedError(f"nothing joins its parts between {quoted(between)}")


def _check_mixed(whole: Whole, joints: Sequence[Span]) -> None:
    """ "A or B and C" may be read in two ways, unless a comma or a word of its own sets the parts apart."""
    other = "or" if whole.op == "all" else "and"
    inner = [whole.clause.text[a:b] for p in whole.parts for a, b in p.links]
    mixed = any(re.search(rf"\b{other}\b", words, re.IGNORECASE) for words in inner)
    mixed = mixed or any(
        re.search(rf"\b{other}\b", whole.clause.text[o.start : o.end], re.IGNORECASE) for o in whole.asked
    )
    for start, end in joints if mixed else ():
        if not re.search(r"[,;:.]|\bplus\b|\btogether with\b", whole.clause.text[start:end], re.IGNORECASE):
            raise NotAcceptedError("it mixes 'and' and 'or', and which binds first is open")


def narrows(whole: Whole, asked: Open) -> bool:
    """Whether the words asked stand within or against a part and only narrow it: a joint of their own is none."""
    if whole.op != "all":
        return False
    text = whole.clause.text
    before, after = text[: asked.start].rstrip(), text[asked.end :]
    joined = re.search(r"(?:\b(?:and|plus|with|together)|[;.])$", before) or re.match(
        r"\s*(?:[;.]\s*\w|,?\s*(?:and|plus|with|together)\b)", after
    )
    return not joined


def _check_asked(whole: Whole) -> None:
    text = whole.clause.text
    for asked in whole.asked:
        if whole.op not in ("all", "any"):
            raise NotAcceptedError("a question can stand beside other parts, not among parts that are counted")
        words = " ".join(text[s:e] for s, e in asked.spans)
        if any(s < e2 and s2 < e for s, e in asked.spans for p in whole.parts for s2, e2 in p.spans):
            raise NotAcceptedError(f"the words {quoted(words)} are typed and asked")
        if narrows(whole, asked):
            _check_narrowing(whole, asked, words)
        elif whole.op == "any":
            end = max(e for p in whole.parts for _, e in p.spans)
            led = re.search(r"\bor\s*$", text[: asked.start])
            if asked.start < end or not led or _SHARED_END.search(words) or _DENIED.search(words):
                raise NotAcceptedError(f"the words {quoted(words)} may belong to the other parts too")


def _check_narrowing(whole: Whole, asked: Open, words: str) -> None:
    """Words that are no part of their own must only narrow the others: those stay needed, whatever the words mean."""
    text = whole.clause.text
    if whole.clause.part == "exclusions":
        raise NotAcceptedError(f"the words {quoted(words)} narrow an exclusion")
    turned = [m for m in _TURNING.finditer(words) if not _within_end(whole, asked, m)]
    if any(p.kind in _COUNTING for p in whole.parts) and not words.startswith("("):
        turned += _AGAINST.finditer(words)
    if turned:
        raise NotAcceptedError(f"the word {quoted(turned[0].group())} may turn what the other parts say")
    if _OF_IT.match(text[asked.end :]) or re.search(r"\b(?:of|for|to|in|with|against|about|after)\W*$", words):
        raise NotAcceptedError(f"the words {quoted(words)} may say that something else is asked")
    if any(denies(p) for p in whole.parts):
        raise NotAcceptedError(f"the words {quoted(words)} narrow what must not be there, which then is too much")


def denies(part: ReadPart) -> bool:
    """Whether it is met by what is not there."""
    return part.slots.get("expect") in ("absent", "not used") or part.slots.get("result") == "negative"


def _within_end(whole: Whole, asked: Open, match: re.Match[str]) -> bool:
    """An "or" inside what ends a criterion: "X confirmed by A, B or C" still asks for X."""
    text, (at, *more) = whole.clause.text, asked.spans
    said = text[slice(*at)]
    if match.group().lower() != "or" or more or whole.clause.part != "criteria" or text[at[1] :].strip(" .;*\n"):
        return False
    if said.startswith("(") and said.find(")") > match.start() and not _BRACKET.match(said):
        return True  # a bracket that tells what is meant
    if not _ENDING.match(said) or re.search(r"[,;]\s*or\b", said, re.IGNORECASE):
        return False
    kinds = {k for p in whole.parts for s in p.how.slots.values() for k in getattr(s, "kinds", ()) if k != "specialty"}
    behind = [m for m in whole.clause.mentions if m.start >= at[0] + match.end()]
    return not any(whole.clause.kind_of(m) in kinds for m in behind)


def _check_shared(whole: Whole, joints: Sequence[Span]) -> None:
    """A time, a bound or a degree before the first part or behind the last may be meant for all of them."""
    if len(whole.parts) < 2:
        return
    shared = _shared(whole)
    parts = sorted(whole.parts, key=lambda p: _core(p, shared))
    apart = all(re.search(r"[,;.]", whole.clause.text[a:b]) for a, b in joints)
    turned = [] if apart else [p for p in parts if denies(p)]
    for part, ahead in ((parts[0], True), (parts[-1], False)):
        named = [s for name, places in part.places.items() for s in places if _is_named(part, name)]
        for name, places in part.places.items():
            if _is_named(part, name) or not name:
                continue
            for place in places:
                outer = place[1] <= min(named, default=place)[0] if ahead else place[0] >= max(named, default=place)[1]
                for other in parts:
                    alone = other is not part and not _has(other, name)
                    if outer and alone and (name in other.how.slots or name == "within_days" or part in turned):
                        words = quoted(whole.clause.text[slice(*place)])
                        raise NotAcceptedError(f"the words {words} may be meant for each of its parts")


def _has(part: ReadPart, name: str) -> bool:
    """Whether a part has its own of such: one bound for another, a scale for a unit."""
    alike = next((group for group in (_BOUNDS, ("unit", "scale"), ("by", "by_percent")) if name in group), (name,))
    return any(n in part.slots for n in alike)


def _is_named(part: ReadPart, name: str) -> bool:
    return bool(name) and hasattr(part.how.slots[name], "kinds")


# --- every word
def _check_words(whole: Whole, joints: Sequence[Span]) -> None:
    clause = whole.clause
    spans = [s for p in whole.parts for s in p.spans]
    asked = [s for o in whole.asked for s in o.spans]
    spans += [*asked, *whole.counted]
    joining = [(a + m.start(), a + m.end()) for a, b in joints for m in _JOINING.finditer(clause.text[a:b])]
    spans += joining
    if not whole.op or whole.op == "any":
        spans += [m.span() for m in _ANY_OF.finditer(clause.text)]
    for part in whole.parts:
        for place in part.graded:
            held = [*part.places.get("worded", []), *asked]
            if not any(s <= place[0] and place[1] <= e for s, e in held):
                raise _not_covered([clause.text[slice(*place)]])
    _check_names(whole, spans)
    _check_figures(clause, spans)
    left = [w for w in _left(whole, spans) if w]
    links = [link for p in whole.parts for link in p.links]
    for match in re.finditer(r"\b(?:and|or)\b", clause.text, re.IGNORECASE):
        if not _inside(match.start(), [*spans, *links]):
            left.append(match.group())
    if left:
        raise _not_covered(left)


def _left(whole: Whole, spans: Sequence[Span]) -> list[str]:
    """Content words that no part holds, as the importer counts them, and those that may turn or narrow it."""
    clause = whole.clause
    fills = _FILLS.get(clause.part, {})
    fillers = tuple(dict.fromkeys(fills.get(f, f) for p in whole.parts for f in p.how.fillers))
    own = all(p.how.own_names for p in whole.parts) and _one_own(clause)
    left = clause.leftover(Typed(slots={}, explained=tuple(spans), fillers=fillers, own_names=own))
    free = {w for p in whole.parts for w in p.how.free}
    free |= {"each", "both", "all"} if whole.op == "all" or any(p.slots.get("every") for p in whole.parts) else set()
    carry = _CARRY - free
    for word in re.finditer(r"[A-Za-z]+", clause.text):
        if word.group().lower() in carry and not _inside(word.start(), spans) and word.group() not in left:
            left.append(word.group())
    return left


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
