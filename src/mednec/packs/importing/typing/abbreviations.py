"""Abbreviations that a policy defines for itself: "Some disease (SD)" makes SD that disease from there on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from mednec.chart.lexicon import Lexicon, Mention

_BRACKET = re.compile(r"\s*\((?P<short>[A-Z][A-Za-z0-9-]{1,9})(?:[;,][^()]*)?\)")
_SHORT = "-short"  # concepts of the packs that hold nothing but an abbreviation
_ENDS = re.compile(r"\s*\((?P<short>[A-Z][A-Za-z0-9-]{1,9})\)$")


def defined(source: str, lexicon: Lexicon) -> dict[str, str]:
    """Each abbreviation written in brackets behind what the lexicon knows, where it is short for those words."""
    found: dict[str, str] = {}
    for mention in lexicon.find(source):
        words, concept = source[mention.start : mention.end], mention.id
        match = _ENDS.search(words)
        if match is not None:  # the lexicon knows words and abbreviation as one name
            words = words[: match.start()]
            concept = next((m.id for m in lexicon.find(words)), concept)
        match = match or _BRACKET.match(source, mention.end)
        if match is not None and _is_short_for(match.group("short"), words):
            found.setdefault(match.group("short"), concept)
    return found


def _is_short_for(short: str, words: str) -> bool:
    """Whether the capital letters stand, in order, among the letters of the words, the first of them first."""
    letters = [c.lower() for c in short if c.isalpha() and c.isupper()]
    rest = words.lower()
    if len(letters) < 2 or not rest.startswith(letters[0]):
        return False
    at = 0
    for letter in letters:
        at = rest.find(letter, at) + 1
        if at == 0:
            return False
    return True


def _whole(id_: str, lexicon: Lexicon) -> str:
    """What an abbreviation of the packs stands for: a policy means the thing, however a chart writes it."""
    concept = lexicon.concepts.get(id_)
    return concept.is_a[0] if concept is not None and id_.endswith(_SHORT) and concept.is_a else id_


def find(text: str, lexicon: Lexicon, short: Mapping[str, str]) -> tuple[Mention, ...]:
    """What the lexicon finds, and the policy's own abbreviations, which win where both read the same letters."""
    own = [
        Mention(id=concept, start=m.start(), end=m.end())
        for letters, concept in short.items()
        for m in re.finditer(rf"(?<![\w-]){re.escape(letters)}(?![\w-])", text)
    ]
    taken = [(m.start, m.end) for m in own]
    found = [replace(m, id=_whole(m.id, lexicon)) for m in lexicon.find(text)]
    kept = [m for m in found if not any(m.start < e and s < m.end for s, e in taken)]
    longer = [m for m in found if any(m.start <= s and e < m.end for s, e in taken)]
    own = [o for o in own if not any(m.start <= o.start and o.end <= m.end for m in longer)]
    found = sorted((*kept, *longer, *own), key=lambda m: (m.start, m.end))
    return tuple(sorted((*found, *_shared(text, lexicon, found)), key=lambda m: (m.start, m.end)))


_SHARED = re.compile(
    r"\b(?P<one>[a-z]{3,})\s+(?:and|or|and/or)\s+(?:at least\s+|more than\s+|\d{1,3}\s+or\s+more\s+|\d{1,3}\s+)*"
    r"(?P<other>[a-z]{3,})\s+(?P<noun>[a-z]{3,})\b",
    re.IGNORECASE,
)


def _shared(text: str, lexicon: Lexicon, found: list[Mention]) -> list[Mention]:
    """ "3 swollen and 3 tender joints": what a word means with the noun behind the word it is joined to."""
    added: list[Mention] = []
    for match in _SHARED.finditer(text):
        start, end = match.span("one")
        if any(m.start < end and start < m.end for m in found):
            continue
        if not any(m.start <= match.start("other") and match.end("noun") <= m.end for m in found):
            continue
        whole = f"{match['one']} {match['noun']}"
        added += [
            Mention(id=m.id, start=start, end=end) for m in lexicon.find(whole) if (m.start, m.end) == (0, len(whole))
        ]
    return added
