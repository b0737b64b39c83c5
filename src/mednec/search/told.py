"""Which passage of an entry says most about the words asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from mednec.search.analysis import EXACT, STEMS, Word, words_of
from mednec.search.fields import Field
from mednec.search.index import Index, column
from mednec.search.passages import Span, passages
from mednec.search.synonyms import Stems

Rarity = Mapping[str, float]
_LONGEST = 200_000  # characters of a field that passages are looked for in
_AGAIN = 0.1  # what a word counts when the passage has it once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A passage of a field, with the words found in it."""

    field: str
    span: Span
    found: tuple[Span, ...]


def rarity_of(index: Index, stems: Sequence[str]) -> Rarity:
    """How much each stem tells: the rarer among the entries, the more; nothing for one that no entry has."""
    known: dict[str, float] = {}
    for stem in stems:
        having = max((index.searcher.doc_freq(column(each.name, STEMS), stem) for each in index.searched), default=0)
        known[stem] = log(1 + index.entries / having) if having else 0.0
    return known


def best_passage(fields: Sequence[Field], texts: Mapping[str, str], rarity: Rarity, phrases: Sequence[Stems]) -> Told:
    """The passage with most of the rare words, of the weightiest field among equals; else how the entry begins."""
    best: tuple[float, float] = (0.0, 0.0)
    told: Told | None = None
    for each in fields:
        text = texts.get(each.name, "")[:_LONGEST]
        if not each.weight or not text:
            continue
        words = [word for word in words_of(text, STEMS) if rarity.get(word.text)]
        if not words:
            continue
        starts = [word.start for word in words]
        for span in passages(text):
            within = words[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
            weight = _weight(within, rarity) + _together(span.of(text), phrases) if within else 0.0
            if (weight, each.weight) > best:
                best = weight, each.weight
                told = Told(field=each.name, span=span, found=tuple(Span(start=w.start, end=w.end) for w in within))
    if told and phrases:
        return replace(told, found=_with_phrases(told, texts[told.field], phrases))
    return told or _beginning(fields, texts)


def _weight(words: Sequence[Word], rarity: Rarity) -> float:
    seen: set[str] = set()
    total = 0.0
    for word in words:
        total += rarity[word.text] * (_AGAIN if word.text in seen else 1.0)
        seen.add(word.text)
    return total


def _together(passage: str, phrases: Sequence[Stems]) -> float:
    if not phrases:
        return 0.0
    exact = f" {' '.join(word.text for word in words_of(passage, EXACT))} "
    return sum(10.0 for phrase in phrases if f" {' '.join(phrase)} " in exact)


def _with_phrases(told: Told, text: str, phrases: Sequence[Stems]) -> tuple[Span, ...]:
    """The words found, and those of a phrase that stand in every text and are no stems."""
    words = words_of(told.span.of(text), EXACT)
    written = tuple(word.text for word in words)
    found = set(told.found)
    for phrase in phrases:
        for at in range(len(words) - len(phrase) + 1):
            if written[at : at + len(phrase)] == phrase:
                within = words[at : at + len(phrase)]
                found |= {Span(start=told.span.start + w.start, end=told.span.start + w.end) for w in within}
    return tuple(sorted(found))


def _beginning(fields: Sequence[Field], texts: Mapping[str, str]) -> Told:
    for each in sorted(fields, key=lambda one: one.weight == 0):
        spans = passages(texts.get(each.name, "")[:_LONGEST])
        if spans:
            return Told(field=each.name, span=spans[0], found=())
    return Told(field=fields[0].name, span=Span(start=0, end=0), found=())
