"""The words that set how a statement is meant, compiled from a language file of the packs."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from mednec.chart.lexicon import fold


class Cue(NamedTuple):
    """A cue found in a text: its list and its own span."""

    list: str
    start: int
    end: int


# Lists that set an assertion; the others serve results, treatments and trends.
OF_ASSERTION = (
    *("absent_before", "after_absent", "not_negation", "uncertain_before", "uncertain_after", "historical_before"),
    *("historical_after", "not_past", "hypothetical_before", "hypothetical_after", "conditional", "intent"),
    *("not_condition", "general", "typical", "family", "family_history", "scope_ends", "due_to", "history_heading"),
    *("still_after", "void", "void_opens"),
)
_GAP = re.compile(r"  +")


@dataclass(frozen=True, slots=True)
class Cues:
    """All cue lists of one language as one automaton."""

    _automaton: AhoCorasick = field(repr=False)
    _lists: tuple[tuple[str, ...], ...] = field(repr=False)
    _begins: tuple[bool, ...] = field(repr=False)  # whether the word begins with a letter or digit
    _ends: tuple[bool, ...] = field(repr=False)
    _source: Mapping[str, tuple[str, ...]] = field(repr=False)

    @classmethod
    def compile(cls, lists: Mapping[str, Iterable[str]]) -> Cues:
        source = {name: tuple(words) for name, words in lists.items()}
        meanings: dict[str, set[str]] = {}
        for name, words in source.items():
            for word in words:
                meanings.setdefault(fold(word), set()).add(name)
        ordered = sorted(meanings)
        return cls(
            AhoCorasick(ordered, matchkind=MatchKind.Standard),
            tuple(tuple(sorted(meanings[w])) for w in ordered),
            tuple(w[0].isalnum() for w in ordered),
            tuple(w[-1].isalnum() for w in ordered),
            source,
        )

    def of_assertion(self) -> Cues:
        """The lists alone that set an assertion: for a caller who asks of nothing else and is in a hurry."""
        return Cues.compile({name: words for name, words in self._source.items() if name in OF_ASSERTION})

    def find(self, text: str, offset: int = 0) -> tuple[Cue, ...]:
        """Cues in order; within one list the longest of overlapping cues stays."""
        folded = _BLURRED.sub(lambda m: _MEANT[m.group()], fold(text))
        gaps: list[tuple[int, int]] = []
        if "  " in folded:
            folded, gaps = _squeezed(folded)
        size = len(folded)
        found: list[Cue] = []
        begins, ends, lists = self._begins, self._ends, self._lists
        for index, begin, stop in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if begins[index] and begin and folded[begin - 1].isalnum():
                continue  # inside a longer word
            if ends[index] and stop < size and folded[stop].isalnum():
                continue
            if gaps:
                begin, stop = _place(gaps, begin), _place(gaps, stop - 1) + 1
            for name in lists[index]:
                found.append(Cue(name, begin + offset, stop + offset))
        return tuple(_longest(found)) if len(found) > 1 else tuple(found)


# On a faxed page "exclude" may read "exc1ude": a digit within letters. Lengths stay.
_MEANT = {"1": "l", "0": "o"}
_BLURRED = re.compile(r"(?<=[a-z])[10](?=[a-z])")


def _longest(found: list[Cue]) -> list[Cue]:
    """Of overlapping cues of one list the longest, in the order of the text."""
    kept: dict[str, list[tuple[int, int]]] = {}  # places of one list, in order; none overlaps another
    for cue in sorted(found, key=lambda c: (c.start - c.end, c.start)):
        same = kept.setdefault(cue.list, [])
        at = bisect_right(same, (cue.start, cue.end))
        if (at == 0 or same[at - 1][1] <= cue.start) and (at == len(same) or cue.end <= same[at][0]):
            same.insert(at, (cue.start, cue.end))
    return sorted((Cue(n, *p) for n, same in kept.items() for p in same), key=lambda c: (c.start, c.end, c.list))


def _squeezed(folded: str) -> tuple[str, list[tuple[int, int]]]:
    """Each run of blanks as one; and where letters were left out: (place in the short text, letters so far)."""
    gaps, left_out = [], 0
    for gap in _GAP.finditer(folded):
        left_out += gap.end() - gap.start() - 1
        gaps.append((gap.end() - left_out, left_out))
    return _GAP.sub(" ", folded), gaps


def _place(gaps: list[tuple[int, int]], at: int) -> int:
    """A place of the short text in the text before."""
    passed = bisect_right(gaps, (at, len(gaps) * 1_000_000))
    return at + gaps[passed - 1][1] if passed else at
