"""Sentences that join items by name: "Part A and ONE of Part B or Part C", "(A and D), together with B or C"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(
    r"\b(?P<a>[A-Z]|\d{1,2}|[ivx]+|[a-z])[.)]?\s*(?:through|thru|to|\u2013|-)\s*(?P<b>[A-Z]|\d{1,2}|[ivx]+"
    r"|[a-z])\b[.)]?"
)
_REF = re.compile(
    r"(?<![\w.])(?:(?:part|section|sections|criterion|criteria|item|paragraph)s?\s+)?(?P<ref>[A-Z]|\d{1,2}"
    r"|[IVX]{1,5})(?:\)|\b)(?![\w%]|\.\d|\s*(?:mg|months?|weeks?|days?|years?|of\b(?! the)))",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"\s+(?!and\b|or\b|through\b|to\b|is\b|are\b|for\b|together\b|must\b|if\b|when\b|plus\b|with\b|[A-Z]\b)[A-Za-z]{2,}"
)
_ONE_OF = re.compile(
    r"\b(?:one|any|either)(?:\s+of)?\s+(?:the\s+)?(?:items?\s+|criteria\s+|sections?\s+)?$", re.IGNORECASE
)
_AND = re.compile(r"\b(?:and|together with|in addition(?: to)?|plus|as well as)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A reference to an item by its own mark, or a group of such; `op` is "" for a reference."""

    op: str = ""
    ref: str = ""
    parts: tuple[Joined, ...] = ()

    @property
    def refs(self) -> tuple[str, ...]:
        return (self.ref,) if self.ref else tuple(r for p in self.parts for r in p.refs)


def joined(sentence: str, marks: tuple[str, ...]) -> Joined | None:
    """How a sentence joins items with these marks; None where it does not name at least two of them with an "or".

    A sentence that only says that all are met needs no joining. "And" binds weaker than "or": "A and B or C" is read
    only where a comma, a bracket, "either" or "one of" shows which items the "or" is between.

    >>> joined("when the member meets Part A and ONE of Part B or Part C.", ("A", "B", "C")).refs
    ('A', 'B', 'C')
    """
    text = _own_marks(" ".join(sentence.split()), marks)
    tokens = _tokens(text, marks)
    named = [t for t in tokens if t[0] == "ref"]
    if len(named) < 2 or not any(t[0] == "or" for t in tokens):
        return None
    groups: list[list[str]] = [[]]
    shown = False  # whether something marks off the alternatives
    ands = 0
    for kind, value in tokens:
        if kind == "ref":
            groups[-1].append(value)
        elif kind == "either":
            shown = True
            if groups[-1]:
                groups.append([])
        elif kind in ("and", "comma_and"):
            ands += 1
            shown = shown or kind == "comma_and"
            if groups[-1]:
                groups.append([])
    groups = [g for g in groups if g]
    if ands and not shown and any(len(g) > 1 for g in groups):
        return None
    return _built(groups, tokens)


def _own_marks(text: str, marks: tuple[str, ...]) -> str:
    """ "A.1 to A.3" of the items of A as "1 to 3"."""
    names = "|".join(re.escape(m) for m in marks)
    return (
        re.sub(rf"(?<![\w.])(?:[A-Z]|[IVX]{{1,4}}|\d{{1,2}})\.(?=(?:{names})(?![\w.]\w))", "", text) if names else text
    )


def _built(groups: list[list[str]], tokens: list[tuple[str, str]]) -> Joined:
    """One group for each run between "and"s; a run of several is an alternative where an "or" stands in it."""
    alternatives = _alternatives(tokens)
    parts: list[Joined] = []
    for group in groups:
        refs = [Joined(ref=r) for r in group]
        if len(refs) == 1:
            parts.append(refs[0])
        elif frozenset(group) in alternatives:
            parts.append(Joined(op="any", parts=tuple(refs)))
        else:
            parts += refs
    return parts[0] if len(parts) == 1 else Joined(op="all", parts=tuple(parts))


def _alternatives(tokens: list[tuple[str, str]]) -> set[frozenset[str]]:
    found: set[frozenset[str]] = set()
    run: list[str] = []
    has_or = False
    for kind, value in [*tokens, ("and", "")]:
        if kind == "ref":
            run.append(value)
        elif kind == "or":
            has_or = True
        elif kind in ("and", "comma_and", "either"):
            if has_or:
                found.add(frozenset(run))
            if kind != "either" or run:
                run, has_or = [], False
    return found


def _tokens(text: str, marks: tuple[str, ...]) -> list[tuple[str, str]]:
    places: list[tuple[int, int, str, str]] = []
    for match in _RANGE.finditer(text):
        run = _run(match.group("a"), match.group("b"), marks)
        places += [(match.start() + i, match.end(), "ref", ref) for i, ref in enumerate(run)]
        if run and _ONE_OF.search(text, 0, match.start()):
            places.append((match.start(), match.end(), "or", ""))
    covered = [(s, e) for s, e, _, _ in places]
    for match in _REF.finditer(text):
        ref = next((m for m in marks if m == match.group("ref")), None)
        if ref == "A" and _ARTICLE.match(text, match.end()):
            continue  # "a first course" in capitals
        if ref and not any(s <= match.start() < e for s, e in covered):
            places.append((match.start("ref"), match.end(), "ref", ref))
    for match in _AND.finditer(text):
        comma = bool(re.search(r"[,)]\s*$", text[: match.start()])) or match.group().lower() != "and"
        places.append((match.start(), match.end(), "comma_and" if comma else "and", ""))
    named = sorted((s, e) for s, e, kind, _ in places if kind == "ref")
    for match in re.finditer(r"\bor\b", text, re.IGNORECASE):
        before = [e for _, e in named if e <= match.start()]
        after = [s for s, _ in named if s >= match.end()]
        if before and after and after[0] - match.end() <= 24:
            places.append((match.start(), match.end(), "or", ""))
    places += [
        (m.start(), m.end(), "either", "")
        for m in re.finditer(r"\b(?:either|one of|any of|at least one of)\b", text, re.I)
    ]
    return [(kind, value) for _, _, kind, value in sorted(places)]


def _run(first: str, last: str, marks: tuple[str, ...]) -> list[str]:
    if first in marks and last in marks and marks.index(first) < marks.index(last):
        return list(marks[marks.index(first) : marks.index(last) + 1])
    return []
