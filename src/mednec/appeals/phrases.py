"""Phrases found in a text, all of them in one pass; letters, hyphens and line ends may differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick, MatchKind

_FOLD = str.maketrans({**{chr(c): chr(c + 32) for c in range(65, 91)}, "-": " ", "\n": " ", "\t": " ", "\u2019": "'"})
OPEN = "-"  # a phrase that ends so stands for every ending of its last word
GAP = " ~ "  # up to three words may stand here
_WITHIN = re.compile(r"(?:\s*[\w./%]+){0,3}\s*")


def fold(text: str) -> str:
    """Lower case, hyphens and line ends as blanks; the length never changes, so places stay."""
    return text.translate(_FOLD)


def short_form(term: str) -> bool:
    """Whether a term is letters for a name, which count only as written: up to five, capitals but for endings.

    >>> [short_form(t) for t in ("XY", "XYz", "Xyz", "XYZVWU")]
    [True, True, False, False]
    """
    return len(term) <= 5 and sum(c.isupper() for c in term) >= 2 and term.isalnum()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a phrase stands, and what it stands for."""

    start: int
    end: int
    means: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases with what they stand for, as one automaton."""

    _automaton: AhoCorasick = field(repr=False)
    _meanings: tuple[tuple[tuple[str, str, bool, str], ...], ...] = field(repr=False)

    @classmethod
    def compile(cls, meanings: Mapping[str, Iterable[str]]) -> Phrases:
        """From what is meant -> the phrases for it."""
        found: dict[str, set[tuple[str, str, bool, str]]] = {}
        for means, phrases in meanings.items():
            for phrase in phrases:
                opened = phrase.endswith(OPEN)
                exact = phrase if short_form(phrase) else ""
                first, _, last = fold(phrase.removesuffix(OPEN) if opened else phrase).rpartition(GAP)
                words = " ".join(last.split())
                if words:
                    found.setdefault(words, set()).add((means, exact, opened, first))
        order = sorted(found)
        return cls(AhoCorasick(order, matchkind=MatchKind.Standard), tuple(tuple(sorted(found[w])) for w in order))

    def find(self, text: str, folded: str | None = None) -> tuple[Place, ...]:
        """Every place, also within another, in order. Whole words only."""
        low = fold(text) if folded is None else folded
        found: list[Place] = []
        for at, start, end in self._automaton.find_matches_as_indexes(low, overlapping=True):
            if start and low[start - 1].isalnum() and low[start].isalnum():
                continue
            whole = end == len(low) or not low[end].isalnum() or not low[end - 1].isalnum()
            for means, exact, opened, first in self._meanings[at]:
                if not (whole or opened or low[end : end + 2] in ("s", "s ")) or (exact and text[start:end] != exact):
                    continue
                begin = _first(low, first, start)
                if begin >= 0:
                    found.append(Place(start=begin, end=end, means=means))
        return tuple(sorted(found))


def _first(low: str, first: str, start: int) -> int:
    """Where a phrase with a gap begins whose last part stands at `start`; -1 if its first part is not near."""
    if not first:
        return start
    at = low.rfind(first, max(0, start - 60), start)
    if at < 0 or (at and low[at - 1].isalnum()) or not _WITHIN.fullmatch(low, at + len(first), start):
        return -1
    return at


def longest(places: Iterable[Place]) -> tuple[Place, ...]:
    """Of places that overlap the longest; all that stand for different things at the very same place."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda p: (p.start, -p.end, p.means)):
        if kept and place.start < kept[-1].end and (place.start, place.end) != (kept[-1].start, kept[-1].end):
            continue
        kept.append(place)
    return tuple(kept)
