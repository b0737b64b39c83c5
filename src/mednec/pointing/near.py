"""Whether words nearly name what they are said to name: a slip of the pen or of the scanner, and nothing else near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mednec.chart.lexicon import Lexicon, Mention, fold
from mednec.model.knowledge import Concept, Drug
from mednec.pointing.locate import spans_of

_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b"})  # to a scanner
_SHORTEST = 6  # letters; a shorter name has too many neighbours
_SLIPS = ((16, 3), (10, 2), (_SHORTEST, 1))  # letters of a name, and how many may differ


def nearly_named(text: str, words: str, about: str, lexicon: Lexicon) -> Mention | None:
    """The mention that `words` of the text make of `about` or a kind of it, where they nearly spell its name.

    None where they are too short, too far off, or as near to the name of something else.
    """
    spans = spans_of(words, text)
    if not spans or lexicon.find(words):
        return None  # what the packs know by this name is no slip
    folded = _seen(words)
    near = _nearest(folded, _names(lexicon), len(folded))
    ids = {id_ for name in near for id_ in _names(lexicon)[name]}
    fitting = sorted(i for i in ids if lexicon.is_a(i, about))
    if not fitting or any(not lexicon.is_a(i, about) and not lexicon.is_a(about, i) for i in ids):
        return None
    return Mention(id=fitting[0] if len(fitting) == 1 else about, start=spans[0][0], end=spans[0][1])


def _nearest(folded: str, names: Mapping[str, frozenset[str]], length: int) -> tuple[str, ...]:
    """The names that differ least, where that is little enough."""
    most = next((slips for letters, slips in _SLIPS if length >= letters), None)
    if most is None:
        return ()
    found = process.extract(folded, list(names), scorer=OSA.distance, score_cutoff=most, limit=None)
    least = min((distance for _, distance, _ in found), default=0)
    return tuple(name for name, distance, _ in found if distance == least and name[:1] == folded[:1])


def _seen(words: str) -> str:
    """Words as they look: what a scanner takes for the same is the same."""
    return " ".join(fold(words).translate(_ALIKE).replace("rn", "m").split())


@lru_cache(maxsize=4)
def _names_of(concepts: tuple[Concept, ...], drugs: tuple[Drug, ...]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for id_, term in _terms(concepts, drugs):
        if len(term) >= _SHORTEST:
            found.setdefault(_seen(term), set()).add(id_)
    return {name: frozenset(ids) for name, ids in found.items()}


def _terms(concepts: Iterable[Concept], drugs: Iterable[Drug]) -> Iterator[tuple[str, str]]:
    for concept in concepts:
        for term in (concept.name, *concept.terms):
            yield concept.id, term
    for drug in drugs:
        for term in (drug.name, *drug.terms, *(p.name for p in drug.products)):
            yield drug.id, term


def _names(lexicon: Lexicon) -> Mapping[str, frozenset[str]]:
    return _names_of(tuple(lexicon.concepts.values()), tuple(lexicon.drugs.values()))
