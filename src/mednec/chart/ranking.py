"""The best places to look for a clause: lexical ranking over sentences and rows, concepts and neighbours weighed in."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from mednec.model.document import ChartCitation
from mednec.model.facts import Chart, Passage

_STOPWORDS = frozenset(
    {
        "a", "an", "the", "of", "or", "and", "in", "on", "at", "to", "for", "with", "by", "is", "are", "was",
        "were", "be", "been", "has", "have", "had", "not", "no", "as", "it", "its", "that", "this", "these",
        "those", "than", "from", "any", "all", "least", "one", "two", "more", "less", "member", "patient",
        "must", "both", "following", "within", "before", "after", "request", "requested", "documented",
        "treatment", "therapy", "dose", "per", "day", "days", "week", "weeks", "month", "months",
    }
)  # fmt: skip
_WORD = re.compile(r"[a-z0-9][a-z0-9%.-]*[a-z0-9%]|[a-z0-9]")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    for ending in ("ations", "ation", "ements", "ement", "ingly", "ings", "ing", "ies", "ied", "es", "ed", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def words_of(text: str) -> frozenset[str]:
    """Stemmed content words of a text."""
    return frozenset(_stem(w) for w in _WORD.findall(text.lower()) if w not in _STOPWORDS)


class Ranking:
    """Ranks the passages of one chart. A concept in common counts most, then rare words, then the kind of document."""

    def __init__(self, chart: Chart) -> None:
        self._passages = chart.passages
        counts = Counter(w for p in chart.passages for w in p.words)
        total = max(1, len(chart.passages))
        self._weight = {w: math.log(1 + total / n) for w, n in counts.items()}
        self._by_word: dict[str, list[int]] = {}
        self._by_concept: dict[str, list[int]] = {}
        for i, passage in enumerate(chart.passages):
            for word in passage.words:
                self._by_word.setdefault(word, []).append(i)
            for concept in passage.concepts:
                self._by_concept.setdefault(concept, []).append(i)

    @property
    def concepts(self) -> Iterable[str]:
        """Everything that some passage names."""
        return self._by_concept.keys()

    def best(self, text: str, concepts: Iterable[str] = (), *, most: int = 5) -> tuple[ChartCitation, ...]:
        """At most `most` passages for a clause's text and the concepts it is about, best first."""
        marks: dict[int, float] = {}
        for word in words_of(text):
            for i in self._by_word.get(word, ()):
                marks[i] = marks.get(i, 0.0) + self._weight[word]
        for concept in concepts:
            for i in self._by_concept.get(concept, ()):
                marks[i] = marks.get(i, 0.0) + 6.0
        ranked = sorted(marks, key=lambda i: (-marks[i] * _worth(self._passages[i]), self._passages[i].at))
        return tuple(self._passages[i].at for i in ranked[:most])


def _worth(passage: Passage) -> float:
    """Short headings and letters weigh less than the record."""
    length = len(passage.at.quote)
    worth = 0.5 if length < 12 else 1.0
    return worth * (0.8 if passage.header.kind.claims_only else 1.0)
