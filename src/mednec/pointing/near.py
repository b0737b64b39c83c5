"""Whether words nearly name what they are said to name: a slip of the pen or of the scanner, and nothing else near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from mednec.chart.lexicon import Lexicon, Mention, fold
from mednec.model.knowledge import Concept, Drug
from mednec.pointing.locate import spans_of

_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "8": "b"})  # to a scanner
_Names = Mapping[str, tuple[tuple[str, str], ...]]  # as they look: concept or drug, and the name as it is written
_SHORTEST = 6  # letters; a shorter name has too many neighbours
_SLIPS = ((14, 2), (8, 1), (_SHORTEST, 0))  # letters of a name, and how many may differ, but for those that look alike
_SHORT_WORD = 6  # a word of a name with fewer letters tells things of one kind apart: a type, a vitamin, a fraction
# Parts of words that turn the meaning, and lie as near to each other as a slip.
_WITHIN = (("hyper", "hypo"), ("inter", "intra"), ("macro", "micro"), ("ante", "anti"), ("endo", "exo"))
_BEHIND = {"l": "li"}  # what `_seen` writes alike
_LOOK = ("ce", "co", "eo", "ao", "ae", "bh", "hn", "nu", "uv", "vy", "ft", "rt", "gq", "gy", "lt", "mn", "nr", "cg")
_KEYS = "qwertyuiop asdfghjkl zxcvbnm"
_ENDINGS = (
    *(("itis", "osis"), ("penia", "philia"), ("penia", "cytosis"), ("emia", "uria")),
    *(("otomy", "ostomy"), ("otomy", "ectomy"), ("ostomy", "ectomy"), ("ious", "ions")),
)


def nearly_named(text: str, words: str, about: str, lexicon: Lexicon) -> Mention | None:
    """The mention that `words` of the text make of `about` or a kind of it, where they nearly spell its name.

    None where they are too short, too far off, as near to the name of something else, part of a longer name, or
    where what differs may well be meant.
    """
    spans = spans_of(words, text)
    if not spans or lexicon.find(words):
        return None  # what the packs know by this name is no slip
    names = _names(lexicon)
    near = _nearest(_seen(words), names)
    ids = {id_ for name in near for id_, _ in names[name]}
    fitting = sorted(i for i in ids if lexicon.is_a(i, about))
    if not fitting or any(not lexicon.is_a(i, about) and not lexicon.is_a(about, i) for i in ids):
        return None
    start, end = spans[0]
    if not any(_stands_so(text, start, end, term, id_, lexicon) for n in near for id_, term in names[n] if id_ in ids):
        return None
    return Mention(id=fitting[0] if len(fitting) == 1 else about, start=start, end=end)


def _stands_so(text: str, start: int, end: int, term: str, id_: str, lexicon: Lexicon) -> bool:
    """Whether the name, rightly spelt, would be read in this place: not as a part of a longer one."""
    if text[:start].endswith(_HYPHENS):
        return False
    mended = f"{text[:start]}{term}{text[end:]}"
    return any((m.id, m.start, m.end) == (id_, start, start + len(term)) for m in lexicon.find(mended))


_HYPHENS = ("-", "\u2010", "\u2011", "\u2012", "\u2013", "\u00ad")


def _nearest(folded: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names that differ least, where that is little enough and looks like a slip."""
    most = next((slips for letters, slips in _SLIPS if len(folded) >= letters), None)
    if most is None:
        return ()
    found = process.extract(folded, list(names), scorer=OSA.distance, score_cutoff=most, limit=None)
    least = min((distance for _, distance, _ in found), default=0)
    nearest = tuple(name for name, distance, _ in found if distance == least)
    return nearest if all(_slip(folded, name) for name in nearest) else ()


def _slip(seen: str, name: str) -> bool:
    """Whether what differs looks like a slip: no first letter, no short word, nothing that turns the meaning."""
    if seen.replace(" ", "") == name.replace(" ", ""):
        return True
    told, meant = seen.split(), name.split()
    if seen[0] != name[0] or len(told) != len(meant):
        return False
    return not any(a != b and _another(a, b) for a, b in zip(told, meant, strict=True))


def _another(a: str, b: str) -> bool:
    """Whether of two words that are not the same each may well be meant."""
    if min(len(a), len(b)) < _SHORT_WORD or a.endswith(b) or b.endswith(a):
        return True
    changed = (op for op in Levenshtein.editops(a, b) if op.tag == "replace")
    if not all(_mistaken(a[op.src_pos], b[op.dest_pos]) for op in changed):
        return sorted(a) != sorted(b)  # letters that changed places are a slip
    turned = any((x in a and y in b) or (y in a and x in b) for x, y in _seen_pairs(_WITHIN))
    ended = ((a.endswith(x) and b.endswith(y)) or (a.endswith(y) and b.endswith(x)) for x, y in _seen_pairs(_ENDINGS))
    return turned or any(ended)


def _mistaken(a: str, b: str) -> bool:
    """Whether one letter is taken for the other: by its looks, or by the key beside it. Else it is another word."""
    pairs = {x + y for x in _BEHIND.get(a, a) for y in _BEHIND.get(b, b)}
    return any(pair in _LOOK or pair[::-1] in _LOOK or pair in _KEYS or pair[::-1] in _KEYS for pair in pairs)


def _seen_pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((_seen(a), _seen(b)) for a, b in pairs)


def _seen(words: str) -> str:
    """Words as they look: what a scanner takes for the same is the same."""
    return " ".join(fold(words).translate(_ALIKE).replace("rn", "m").split())


@lru_cache(maxsize=4)
def _names_of(concepts: tuple[Concept, ...], drugs: tuple[Drug, ...]) -> _Names:
    found: dict[str, set[tuple[str, str]]] = {}
    for id_, term in _terms(concepts, drugs):
        if len(term) >= _SHORTEST:
            found.setdefault(_seen(term), set()).add((id_, term))
    return {name: tuple(sorted(told)) for name, told in found.items()}


def _terms(concepts: Iterable[Concept], drugs: Iterable[Drug]) -> Iterator[tuple[str, str]]:
    for concept in concepts:
        for term in (concept.name, *concept.terms):
            yield concept.id, term
    for drug in drugs:
        for term in (drug.name, *drug.terms, *(p.name for p in drug.products)):
            yield drug.id, term


def _names(lexicon: Lexicon) -> _Names:
    return _names_of(tuple(lexicon.concepts.values()), tuple(lexicon.drugs.values()))
