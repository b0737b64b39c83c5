"""Finding a drug by what a request or chart calls it: name, brand, abbreviation, billing code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mednec.model.knowledge import Drug
from mednec.terminology.hcpcs import HcpcsTable

WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> tuple[str, ...]:
    """Words of a name in lower case; strengths, brackets and hyphens fall away.

    >>> fold("Drug-A (human) 10% liquid")
    ('drug', 'a', 'human', '10', 'liquid')
    """
    return tuple(WORD.findall(text.lower()))


class DrugNames:
    """Names to drugs. The name with most words wins; between equals the one that starts first."""

    def __init__(self, drugs: Iterable[Drug], hcpcs: HcpcsTable) -> None:
        self._drugs = {drug.id: drug for drug in drugs}
        self._by_words: dict[tuple[str, ...], str] = {}
        self._by_word: dict[str, list[tuple[str, ...]]] = {}
        self.clashes: list[tuple[str, str, str]] = []  # (name, drug, other drug) of names that mean two drugs
        for drug in sorted(self._drugs.values(), key=lambda d: d.id):
            brands = (product.name for product in drug.products)
            for name in (drug.id, drug.name, *drug.terms, *brands):
                self._learn(fold(name), drug.id)
        for row in hcpcs.codes:
            if row.drug:
                self._learn(fold(row.code), row.drug)

    def _learn(self, words: tuple[str, ...], drug: str) -> None:
        owner = self._by_words.setdefault(words, drug) if words else drug
        if owner != drug:
            self.clashes.append((" ".join(words), owner, drug))
        elif words and words not in self._by_word.setdefault(words[0], []):
            self._by_word[words[0]].append(words)

    def find(self, text: str) -> Drug | None:
        """The drug named in `text`, or None. A name of several words counts when all of them occur."""
        words = fold(text)
        if words in self._by_words:
            return self._drugs[self._by_words[words]]
        present = set(words)
        names = (name for word in present for name in self._by_word.get(word, ()) if present.issuperset(name))
        best = min(names, key=lambda name: (-len(name), words.index(name[0]), name), default=None)
        return self._drugs[self._by_words[best]] if best else None
