"""What the words of a clause name, and what stands around a name: degrees within it, examples and lists in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from mednec.chart.lexicon import Mention
from mednec.packs.importing.typing.clause import Clause
from mednec.pointing.leaf_words import Span
from mednec.pointing.locate import spans_of

_EXAMPLES = re.compile(r"(?P<lead>\((?:e\.?g\.?,?|for example,?|such as|including)\s)[^()]*\)", re.IGNORECASE)
_LISTED = re.compile(r"\((?!\s*(?:e\.?g|for example|such as|including))[^()]*\)", re.IGNORECASE)
_NUMERAL = re.compile(r"\d+|[IVX]+")
_JOINT = re.compile(r"\s*(?:,\s*(?:or|and)?|/|or|and)\s*", re.IGNORECASE)


class NotAcceptedError(Exception):
    """Why a proposal is not accepted, as the rest of a sentence."""


def quoted(words: str) -> str:
    return f"'{' '.join(words.split())}'"


def mentions_in(clause: Clause, words: str) -> list[Mention]:
    """What the words name, wherever in the clause they stand: the names in them, or the one that they are a part of."""
    places = spans_of(words, clause.text)
    if not places:
        raise NotAcceptedError(f"the words {quoted(words)} do not stand in the clause")
    inside = [m for m in clause.mentions if any(s <= m.start and m.end <= e for s, e in places)]
    inside = inside or [m for m in clause.mentions if any(m.start <= s and e <= m.end for s, e in places)]
    if not inside:
        raise NotAcceptedError(f"the words {quoted(words)} name nothing that the packs know")
    return inside


def check_narrowed(clause: Clause, wanted: Sequence[str]) -> None:
    """Raises NotAcceptedError for a class that a bracket narrows: "a class (A or B)" asks for A or B."""
    for bracket in _LISTED.finditer(clause.text):
        inside = [m for m in clause.mentions if bracket.start() < m.start < bracket.end()]
        for m in clause.mentions:
            ahead = 0 <= bracket.start() - m.end <= 1 and m.id in wanted
            if ahead and any(i.id != m.id and clause.lexicon.is_a(i.id, m.id) for i in inside):
                raise NotAcceptedError(f"a bracket narrows {quoted(clause.text[m.start : m.end])}")


def graded(clause: Clause, mention: Mention) -> list[Span]:
    """Words of a name that its concept does not hold: "severe X", "X class III" are X to a chart, not to a policy."""
    named = clause.lexicon.name(mention.id).lower()
    graded = {form for group in clause.words["qualifiers"] for form in group.split()}
    words = re.finditer(r"[\w-]+", clause.text[mention.start : mention.end])
    return [
        (mention.start + w.start(), mention.start + w.end())
        for w in words
        if (w.group().lower() in graded or _NUMERAL.fullmatch(w.group())) and w.group().lower()[:6] not in named
    ]


def all_members(clause: Clause, group: str, said: set[str]) -> bool:
    """Whether the words name every drug of a group, and more than one."""
    members = {d for d in clause.lexicon.drugs if d != group and clause.lexicon.is_a(d, group)}
    return len(members) > 1 and members <= said


def beside_a_name(clause: Clause, wanted: Sequence[str], spans: Sequence[Span]) -> list[Span]:
    """Brackets that add nothing: a short name, examples of what is named, or the class of what a bracket lists."""
    added: list[Span] = []
    lexicon = clause.lexicon
    for bracket in _EXAMPLES.finditer(clause.text):
        named = [s for s in spans if 0 <= bracket.start() - s[1] <= 1]
        inside = [m for m in clause.mentions if bracket.start() < m.start < bracket.end()]
        if named and inside and all(lexicon.matches(m.id, wanted) for m in inside):
            places = [bracket.span("lead"), *((m.start, m.end) for m in inside)]
            added += places
            added += [(a, b) for (_, a), (b, _) in pairwise(places) if _JOINT.fullmatch(clause.text[a:b])]
    for bracket in _LISTED.finditer(clause.text):
        inside = [m for m in clause.mentions if bracket.start() < m.start < bracket.end()]
        ahead = [m for m in clause.mentions if 0 <= bracket.start() - m.end <= 1]
        for mention in ahead:
            if inside and {m.id for m in inside} == {mention.id} and mention.id in wanted:
                added.append(bracket.span())
            listed = all((m.start, m.end) in spans for m in inside)
            if inside and listed and all(m.id != mention.id and lexicon.is_a(m.id, mention.id) for m in inside):
                added.append((mention.start, mention.end))
    return [s for s in added if s not in spans]
