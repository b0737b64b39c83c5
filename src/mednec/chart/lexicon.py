"""Concepts and drugs of the packs as one automaton: where a text names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick, MatchKind

from mednec.chart.coordination import shared_heads
from mednec.model.knowledge import Concept, Drug

_FOLD = str.maketrans({**{chr(c): chr(c + 32) for c in range(65, 91)}, "-": " ", "\n": " ", "\t": " ", "\u2019": "'"})


def fold(text: str) -> str:
    """Lower case, hyphens and line ends as blanks; the length never changes, so offsets stay."""
    return text.translate(_FOLD)


def squeeze(folded: str) -> tuple[str, Sequence[int]]:
    """Each run of blanks as one, with the place of every letter in the text before: a term may be broken over lines.

    >>> squeeze("deep vein   thrombosis")[0]
    'deep vein thrombosis'
    """
    if "  " not in folded:
        return folded, range(len(folded) + 1)
    kept = [i for i, sign in enumerate(folded) if sign != " " or folded[i - 1 : i] != " "]
    return "".join(folded[i] for i in kept), (*kept, len(folded))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A term found in a text. `id` is a concept or drug id."""

    id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Finds concepts and drugs in text; knows what is a kind of what."""

    concepts: Mapping[str, Concept]
    drugs: Mapping[str, Drug]
    _automaton: AhoCorasick = field(repr=False)
    _meanings: tuple[tuple[tuple[str, str], ...], ...] = field(repr=False)
    _ancestors: Mapping[str, frozenset[str]] = field(repr=False)
    _groups: frozenset[str] = field(repr=False)
    _names: Mapping[str, tuple[tuple[str, str], ...]] = field(repr=False)  # names of two words, folded
    _heads: frozenset[str] = field(repr=False)  # their last words
    drug_names: Mapping[str, tuple[tuple[str, str], ...]]  # by first letter: name, brand or abbreviation and drug id
    attributed: tuple[Concept, ...] = ()  # concepts that are another one put down to a disease

    @classmethod
    def compile(cls, concepts: Iterable[Concept], drugs: Iterable[Drug]) -> Lexicon:
        """Build the automaton; terms in capitals of up to five letters match only as written."""
        by_id = {c.id: c for c in concepts}
        drug_by_id = {d.id: d for d in drugs}
        meanings: dict[str, set[tuple[str, str]]] = {}
        for id_, terms in _all_terms(by_id, drug_by_id):
            for term in terms:
                exact = term if _acronym(term) else ""
                meanings.setdefault(fold(term), set()).add((id_, exact))
        words = sorted(meanings)
        ancestors = _closure(by_id, drug_by_id)
        pairs = {w: tuple(sorted(meanings[w])) for w in words if w.count(" ") == 1}
        return cls(
            by_id,
            drug_by_id,
            AhoCorasick(words, matchkind=MatchKind.Standard),
            tuple(tuple(sorted(meanings[w])) for w in words),
            ancestors,
            frozenset(group for above in ancestors.values() for group in above),
            pairs,
            frozenset(w.split(" ")[1] for w in pairs),
            _drug_names(drug_by_id.values()),
            tuple(c for c in by_id.values() if c.due_to),
        )

    def find(self, text: str, offset: int = 0) -> tuple[Mention, ...]:
        """Mentions in order; of overlapping ones the longest wins, so that a more specific concept does."""
        folded = fold(text)
        raw: list[tuple[int, int, str]] = []
        for index, start, end in self._places(text, folded):
            end = _whole_word(folded, start, end)
            if not end:
                continue
            fitting = [
                (id_, exact)
                for id_, exact in self._meanings[index]
                if (not exact or text[start : start + len(exact)] == exact) and self._fits(id_, folded, start, end)
            ]
            as_written = [id_ for id_, exact in fitting if exact]  # "IGA" is not "IgA" where both could be meant
            raw += [(start, end, id_) for id_ in as_written or [id_ for id_, _ in fitting]]
        raw += self._listed(text, folded)
        raw = sorted(set(raw), key=lambda m: (-(m[1] - m[0]), m[0], m[2]))
        kept: list[tuple[int, int, str]] = []
        for start, end, id_ in raw:
            if all(end <= s or e <= start or (s, e) == (start, end) for s, e, _ in kept):
                kept.append((start, end, id_))
        return tuple(Mention(id=i, start=s + offset, end=e + offset) for s, e, i in sorted(kept))

    def _places(self, text: str, folded: str) -> Iterator[tuple[int, int, int]]:
        """Where the automaton finds its words; an indent is passed over, a gap between cells is not."""
        if "\n" not in text:
            yield from self._automaton.find_matches_as_indexes(folded, overlapping=True)
            return
        squeezed, places = squeeze(folded)
        for index, start, end in self._automaton.find_matches_as_indexes(squeezed, overlapping=True):
            yield index, places[start], places[end - 1] + 1

    def _listed(self, text: str, folded: str) -> Iterator[tuple[int, int, str]]:
        """Items of a list that share the last word with the item that has it."""
        if " or " not in folded and " and " not in folded and " nor " not in folded:
            return
        for start, end, name in shared_heads(folded, self._heads):
            for id_, exact in self._names.get(name, ()):
                if (not exact or text[start:end] == exact.split(" ")[0]) and self._fits(id_, folded, start, end):
                    yield start, end, id_

    def _fits(self, id_: str, folded: str, start: int, end: int) -> bool:
        concept = self.concepts.get(id_)
        if concept is None:
            return True
        if not (concept.needs or concept.not_after or concept.not_before):
            return True
        if concept.needs and not any(fold(w) in folded for w in concept.needs):
            return False
        before, after = folded[max(0, start - 24) : start].rstrip(), folded[end : end + 24].lstrip()
        return not any(before.endswith(fold(w)) for w in concept.not_after) and not any(
            after.startswith(fold(w)) for w in concept.not_before
        )

    def is_a(self, id_: str, ancestor: str) -> bool:
        """Whether a concept or drug is the other or a kind (class member) of it."""
        return id_ == ancestor or ancestor in self._ancestors.get(id_, frozenset())

    def matches(self, id_: str, wanted: Iterable[str]) -> bool:
        return any(self.is_a(id_, w) for w in wanted)

    def knows(self, id_: str) -> bool:
        """Whether it is a concept, a drug, or a group that one of them belongs to."""
        return id_ in self.concepts or id_ in self.drugs or id_ in self._groups

    @property
    def groups(self) -> frozenset[str]:
        """Classes and groups that concepts and drugs belong to."""
        return self._groups

    def name(self, id_: str) -> str:
        """Printed name of a concept, drug or class."""
        if id_ in self.concepts:
            return self.concepts[id_].name
        if id_ in self.drugs:
            return self.drugs[id_].name
        return id_.replace("-", " ")


def _drug_names(drugs: Iterable[Drug]) -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for drug in drugs:
        for term in (drug.name, *drug.terms, *(p.name for p in drug.products)):
            found.setdefault(term[:1].lower(), []).append((term.lower(), drug.id))
    return {letter: tuple(names) for letter, names in found.items()}


def _all_terms(concepts: Mapping[str, Concept], drugs: Mapping[str, Drug]) -> Iterable[tuple[str, set[str]]]:
    for concept in concepts.values():
        yield concept.id, {concept.name, *concept.terms}
    for drug in drugs.values():
        yield drug.id, {drug.name, *drug.terms, *(p.name for p in drug.products)}


def _acronym(term: str) -> bool:
    letters = re.sub(r"[^A-Za-z]", "", term)
    return letters.isupper() and len(letters) <= 5


def _whole_word(folded: str, start: int, end: int) -> int:
    """End of the match (a plural s taken in), or 0 when it is part of a longer word."""
    if start and folded[start - 1].isalnum() and folded[start].isalnum():
        return 0
    for suffix in ("", "s", "es", "'s"):
        stop = end + len(suffix)
        if folded.startswith(suffix, end) and (stop >= len(folded) or not (folded[stop].isalnum())):
            return stop
    return 0


def _closure(concepts: Mapping[str, Concept], drugs: Mapping[str, Drug]) -> dict[str, frozenset[str]]:
    parents: dict[str, tuple[str, ...]] = {c.id: c.is_a for c in concepts.values()}
    parents |= {d.id: d.classes for d in drugs.values()}
    closed: dict[str, frozenset[str]] = {}

    def above(id_: str, seen: frozenset[str]) -> frozenset[str]:
        if id_ not in closed:
            found = set(parents.get(id_, ()))
            for parent in parents.get(id_, ()):
                if parent not in seen:
                    found |= above(parent, seen | {parent})
            closed[id_] = frozenset(found)
        return closed[id_]

    for id_ in parents:
        above(id_, frozenset({id_}))
    return closed
