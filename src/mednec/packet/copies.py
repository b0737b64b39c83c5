"""Documents that came twice: the clearer copy is read, the other is set aside and told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mednec.model.document import SourceDocument
from mednec.model.sheet import Ink

_WORD = re.compile(r"[A-Za-z]{2,}|\d+(?:[.,/]\d+)*")
_NUMBER = re.compile(r"\d")
_ALIKE = 0.86  # share of the words of both that are common: a scan loses some
_LEAST = 25  # words of a document that can be a copy
_MOST_SAID = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A document that is another one once more. `differs` are numbers that do not agree."""

    name: str
    of: str
    differs: tuple[str, ...] = ()
    used: bool = False  # both are typed and their numbers differ: neither is the other's copy


def copies_among(documents: Sequence[SourceDocument]) -> tuple[Copy, ...]:
    """Copies with what they are copies of, each told once; the clearer document, then the earlier, is the original."""
    ordered = sorted(documents, key=lambda d: (_scanned(d), -_legibility(d), d.name))
    words = {d.name: Counter(w.lower() for w in _WORD.findall(d.text)) for d in documents}
    scanned = {d.name: _scanned(d) for d in documents}
    originals: list[str] = []
    found: list[Copy] = []
    for document in ordered:
        copy = next(_copies(document.name, originals, words, scanned), None)
        if copy is not None:
            found.append(copy)
        if copy is None or copy.used:
            originals.append(document.name)
    return tuple(sorted(found, key=lambda c: c.name))


def _copies(
    name: str, originals: Sequence[str], words: dict[str, Counter[str]], scanned: dict[str, bool]
) -> Iterator[Copy]:
    own = words[name]
    size = own.total()
    for other in originals:
        theirs = words[other]
        largest = max(size, theirs.total())
        if min(size, theirs.total()) < _LEAST or min(size, theirs.total()) < _ALIKE * largest:
            continue
        if (own & theirs).total() < _ALIKE * largest:
            continue
        differs = sorted(w for w in ((own - theirs) | (theirs - own)) if _NUMBER.search(w))
        if differs and not scanned[name] and own != theirs:
            if (own & theirs).total() >= 0.97 * largest or len(differs) <= _MOST_SAID:
                yield Copy(name=name, of=other, differs=tuple(differs[: 2 * _MOST_SAID]), used=True)
            continue
        yield Copy(name=name, of=other, differs=tuple(differs[: 2 * _MOST_SAID]))


def _scanned(document: SourceDocument) -> bool:
    """Whether most of it was read from pictures."""
    inks = Counter(word.ink for page in document.pages for word in page.words)
    return inks[Ink.SCAN] + inks[Ink.LAYER] > inks.total() / 2


def _legibility(document: SourceDocument) -> float:
    words = [word.legibility for page in document.pages for word in page.words]
    return sum(words) / len(words) if words else 100.0
