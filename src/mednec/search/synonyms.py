"""Other words for the same thing, as the caller knows them: a brand for a substance, letters for a disease."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mednec.search.analysis import STEMS, words_of

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term as it was written, with its stems in order."""

    written: str
    stems: Stems


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Neighbouring words of a query that mean one thing, and the other terms for it."""

    own: Stems
    others: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """Terms by their stems, with what else is meant by them."""

    others: Mapping[Stems, tuple[Term, ...]]
    longest: int = 0

    @classmethod
    def of(cls, terms: Mapping[str, Sequence[str]]) -> Synonyms:
        """From term -> other terms; a term of nothing but common words is left out."""
        others: dict[Stems, dict[Stems, Term]] = {}
        for term, meant in terms.items():
            own = stems(term)
            for each in meant if own else ():
                other = Term(written=each.casefold(), stems=stems(each))
                if other.stems and other.stems != own:
                    others.setdefault(own, {}).setdefault(other.stems, other)
        return cls(
            others={own: tuple(found.values()) for own, found in others.items()},
            longest=max(map(len, others), default=0),
        )

    def groups(self, words: Stems) -> tuple[Group, ...]:
        """The words of a query in groups, the longest known terms first, each with what else is meant by it."""
        found: list[Group] = []
        at = 0
        while at < len(words):
            sizes = range(min(self.longest, len(words) - at), 0, -1)
            size = next((n for n in sizes if words[at : at + n] in self.others), 1)
            own = words[at : at + size]
            found.append(Group(own=own, others=self.others.get(own, ())))
            at += size
        return tuple(dict.fromkeys(found))


NONE = Synonyms(others={})


def stems(term: str) -> Stems:
    """The stems of a term in order.

    >>> stems("Disorders of the skin")
    ('disord', 'skin')
    """
    return tuple(word.text for word in words_of(term, STEMS))
