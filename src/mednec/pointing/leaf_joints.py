"""How a clause joins its parts, and whether words that stay a question or stand at an end may be meant for others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mednec.packs.importing.typing.clause import Clause
from mednec.pointing.leaf_names import NotAcceptedError, quoted
from mednec.pointing.leaf_reading import ReadPart
from mednec.pointing.leaf_words import Span

_TURNING = re.compile(
    r"\b(?:or|unless|except|other than|if|not|no|nor|never|cannot|without|either|neither|any of|one of|two of|three of"
    r"|rather|instead|but|for example|such as|including|suspected|possible|probable|prior|former|resolved|family|risk"
    r"|potential|future|absen\w+|low|lack\w*|prevent\w*|history|previous|denie\w+|rule[ds]?|alternativ\w+|equivalent\w*"
    r"|other|another|different|non|maternal|paternal|mother|father|sibling\w*|relatives?|donor|partner"
    r"|members?|patients?|those|children|adults?|women|men|persons?|individuals?|aged?|years?|when|where|while|until"
    r"|requests?)\b|e\.g",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"\b(?:baseline|times|fold|than|per|upper|reference|normal|of|x)\b|%", re.IGNORECASE)
_COUNTING = ("measurement", "change", "event_count", "dose_reduced", "tried")  # a number means what stands beside it
_OF_IT = re.compile(r"[\s,]*(?:of|for|to|in|with|from|against|about|after|by|on|than|as)\b", re.IGNORECASE)
_ENDING = re.compile(r"(?:confirmed|attributed|shown|proven|documented|established|in|on|at|due)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|absent|excluded|ruled out|denied|negative|without|only)\b", re.IGNORECASE)
_LACKING = re.compile(r"\bwithout\b(?=\s+\w)", re.IGNORECASE)  # behind what is typed it narrows that
_BRACKET = re.compile(r"\(\s*(?:or|and|unless|except|if|not)\b", re.IGNORECASE)
_OR_BOTH = re.compile(r",?\s+or\s+both\b", re.IGNORECASE)
_OR_MORE = re.compile(r"(?<=s )or\s+(?:more|longer)\b", re.IGNORECASE)
_SHARED_END = re.compile(
    r"\b(?:within|in the past|in the last|during|for|at baseline|before|despite|since|with|after|while|that|which|when"
    r"|on|confirmed|documented|by|if|as)\b",
    re.IGNORECASE,
)
# Between the items of a list these words say nothing; others bind the items as no list does ("X with Y").
_LINKS = frozenset(re.findall(r"\w+", "a an the to of for either other another any both each use or and"))
_NUMBERS = ("above", "at_least", "below", "at_most", "up_to", "by", "by_percent", "min_daily", "min_daily_per_kg")
BOUNDS = ("above", "at_least", "below", "at_most", "up_to")


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


def check_list(clause: Clause, read: ReadPart, name: str, joined: str) -> None:
    """How the items of a slot are joined. Raises NotAcceptedError where they are joined otherwise, or not at all."""
    spans = _outermost(read.places[name])
    bindings: list[str] = []
    for (_, end), (start, _) in pairwise(spans):
        between = clause.text[end:start]
        words = list(re.finditer(r"[A-Za-z]+", between))
        covered = [s for s in read.spans if end <= s[0] and s[1] <= start]
        free = [m.group().lower() for m in words if not any(s <= m.start() + end < e for s, e in covered)]
        odd = [w for w in free if w not in _LINKS]
        if odd:
            raise NotAcceptedError(f"the words {quoted(between)} bind the items of {name} in a way that no list holds")
        said = {w for w in free if w in ("or", "and")}
        if len(said) == 2 and not re.search(r"\band/or\b", between, re.IGNORECASE):
            raise NotAcceptedError(f"whether {name} needs all of its items or one is open")
        bindings.append("or" if "or" in said else "and" if "and" in said else ",")
        read.links.append((end, start))
        if not said and not re.search(r"[,;/(]", between) and words:
            raise NotAcceptedError(f"the words {quoted(between)} do not join the items of {name}")
    kinds = {b for b in bindings if b != ","}
    if not kinds and bindings and (both := _OR_BOTH.match(clause.text, spans[-1][1])):
        kinds, read.links = {"or"}, [*read.links, both.span()]
    if len(spans) > 1 and len({*_ids(read, name)}) > 1 and kinds != {joined}:
        raise NotAcceptedError(
            f"the clause joins the items of {name} by {quoted(' and '.join(sorted(kinds)) or ',')}, "
            f"and {read.kind} takes {'each of them' if joined == 'and' else 'one of them'}"
        )


def _ids(read: ReadPart, name: str) -> Sequence[str]:
    value = read.slots[name]
    return value if isinstance(value, list) else []


def _outermost(spans: Sequence[Span]) -> list[Span]:
    return [s for s in sorted(set(spans)) if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]


def _core(part: ReadPart, shared: Sequence[Span]) -> Span:
    """From the first to the last of a part's own words."""
    own = [s for s in part.spans if s not in shared] or part.spans
    return min(s for s, _ in own), max(e for _, e in own)


def _shared(whole: Whole) -> list[Span]:
    counts: dict[Span, int] = {}
    for part in whole.parts:
        for place in set(part.spans):
            counts[place] = counts.get(place, 0) + 1
    return [place for place, n in counts.items() if n > 1]


def in_order(whole: Whole) -> list[tuple[ReadPart, Span]]:
    """The parts in the order of the clause, each with where its own words stand."""
    shared = _shared(whole)
    return sorted(((p, _core(p, shared)) for p in whole.parts), key=lambda found: found[1])


def joints_of(whole: Whole) -> list[Span]:
    """Where the clause joins its parts. Raises NotAcceptedError where it joins them otherwise than proposed."""
    if not whole.op:
        return []
    shared = _shared(whole)
    cores = [place for _, place in in_order(whole)]
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


def check_asked(whole: Whole) -> None:
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
        if not set(re.findall(r"[^\s.,;:()]+", words.lower())) - whole.clause.words["anywhere"]:
            raise NotAcceptedError(f"the words {quoted(words)} ask nothing")


def _check_narrowing(whole: Whole, asked: Open, words: str) -> None:
    """Words that are no part of their own must only narrow the others: those stay needed, whatever the words mean."""
    text = whole.clause.text
    if whole.clause.part == "exclusions":
        raise NotAcceptedError(f"the words {quoted(words)} narrow an exclusion")
    said = _OR_MORE.sub(lambda m: " " * len(m.group()), words)
    if asked.start >= max(e for p in whole.parts for _, e in p.spans):
        said = _LACKING.sub(lambda m: " " * len(m.group()), said)
    turned = [m for m in _TURNING.finditer(said) if not _within_end(whole, asked, m)]
    if any(p.kind in _COUNTING for p in whole.parts) and not (
        whole.parts[0].kind == "event_count" and words.startswith("(")
    ):
        turned += _AGAINST.finditer(words)
    if turned:
        raise NotAcceptedError(f"the word {quoted(turned[0].group())} may turn what the other parts say")
    if _OF_IT.match(text[asked.end :]) or re.search(r"\b(?:of|for|to|in|with|against|about|after)\W*$", words):
        raise NotAcceptedError(f"the words {quoted(words)} may say that something else is asked")
    numbers = [place for p in whole.parts for name in _NUMBERS for place in p.places.get(name, ())]
    if any(re.fullmatch(r"\s*(?:of|/|out of)?\s*", text[end : asked.start]) for _, end in numbers):
        raise NotAcceptedError(f"the words {quoted(words)} may say what the number means")
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


def check_shared(whole: Whole, joints: Sequence[Span]) -> None:
    """A time, a bound or a degree before the first part or behind the last may be meant for all of them."""
    if len(whole.parts) < 2:
        return
    parts = [part for part, _ in in_order(whole)]
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
    alike = next((group for group in (BOUNDS, ("unit", "scale"), ("by", "by_percent")) if name in group), (name,))
    return any(n in part.slots for n in alike)


def _is_named(part: ReadPart, name: str) -> bool:
    return bool(name) and hasattr(part.how.slots[name], "kinds")
