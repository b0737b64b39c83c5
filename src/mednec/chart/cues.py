"""The words that set how a statement is meant, compiled from a language file of the packs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick, MatchKind

from mednec.chart.lexicon import fold, squeeze


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A cue found in a text: its list and its own span."""

    list: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cues:
    """All cue lists of one language as one automaton."""

    _automaton: AhoCorasick = field(repr=False)
    _lists: tuple[tuple[str, ...], ...] = field(repr=False)

    @classmethod
    def compile(cls, lists: Mapping[str, Iterable[str]]) -> Cues:
        meanings: dict[str, set[str]] = {}
        for name, words in lists.items():
            for word in words:
                meanings.setdefault(fold(word), set()).add(name)
        ordered = sorted(meanings)
        return cls(
            AhoCorasick(ordered, matchkind=MatchKind.Standard), tuple(tuple(sorted(meanings[w])) for w in ordered)
        )

    def find(self, text: str, offset: int = 0) -> tuple[Cue, ...]:
        """Cues in order; within one list the longest of overlapping cues stays."""
        folded, places = squeeze(fold(text))
        found: list[Cue] = []
        for index, begin, stop in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if not _whole(folded, begin, stop):
                continue
            start, end = places[begin], places[stop - 1] + 1
            found += [Cue(list=name, start=start, end=end) for name in self._lists[index]]
        found.sort(key=lambda c: (-(c.end - c.start), c.start, c.list))
        kept: list[Cue] = []
        for cue in found:
            if not any(k.list == cue.list and k.start < cue.end and cue.start < k.end for k in kept):
                kept.append(cue)
        moved = (Cue(list=c.list, start=c.start + offset, end=c.end + offset) for c in kept)
        return tuple(sorted(moved, key=lambda c: (c.start, c.end, c.list)))


_BEGIN_SCOPE = frozenset(("absent_before", "hypothetical_before", "uncertain_before", "historical_before"))


def _whole(folded: str, start: int, end: int) -> bool:
    starts = start == 0 or not (folded[start - 1].isalnum() and folded[start].isalnum())
    ends = end >= len(folded) or not (folded[end].isalnum() and folded[end - 1].isalnum())
    return starts and ends


_BREAK = re.compile(r"[;!?]|(?<=[a-z)])(?<!\bincl)(?<!\bvs)(?<!\bapprox)(?<!\betc)\.\s|\s-\s|(?<!following):\s")


def _within(cue: Cue, other: Cue) -> bool:
    return other.list in _BEGIN_SCOPE and other.start <= cue.start and cue.end <= other.end


def segment_of(text: str, start: int, end: int, cues: Iterable[Cue]) -> tuple[int, int]:
    """The part of a sentence in which a cue can govern `start:end`: it ends at marks and at words of `scope_ends`.

    Such a word inside a longer cue ("if there *is*") ends nothing. What denies a symptom does not deny its cause
    ("no X from Y").
    """
    left, right = 0, len(text)
    known = tuple(cues)
    for match in _BREAK.finditer(text):
        if match.end() <= start:
            left = max(left, match.end())
        elif match.start() >= end:
            right = min(right, match.start())
            break
    for cue in known:
        if cue.list not in ("scope_ends", "due_to") or any(_within(cue, other) for other in known):
            continue
        if cue.end <= start:
            left = max(left, cue.start)
        elif cue.list == "due_to":
            continue
        elif cue.start >= end:
            right = min(right, cue.start)
    return left, right
