"""What a name asks for beyond the thing it names: "peak A" of measure A, "central B" where the packs know but B."""

from __future__ import annotations

import re
from collections.abc import Collection

from mednec.chart.lexicon import Lexicon, Mention

_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019]*")
_KINDS = ("disease", "finding", "symptom", "state")


def narrowed(text: str, mention: Mention, lexicon: Lexicon, hollow: Collection[str]) -> tuple[str, ...]:
    """Words of a name without which it is another name of the same thing, and which the thing has not in its own.

    The packs call a thing by its broader and its narrower names, as charts do; a clause means the narrower. `hollow`
    are the words that narrow nothing ("disease", "infection").
    """
    concept = lexicon.concepts.get(mention.id)
    if concept is None or concept.kind not in _KINDS:
        return ()
    name = text[mention.start : mention.end]
    words = list(_WORD.finditer(name))
    own = {w.lower() for w in _WORD.findall(concept.name)}
    cuts = [(i, i + 1) for i in range(len(words))] + [(0, i) for i in range(2, len(words))]
    cuts += [(i, len(words)) for i in range(1, len(words) - 1)]
    found: list[str] = []
    for first, last in cuts if len(words) > 1 else ():
        out = [w.group().lower() for w in words[first:last]]
        beyond = [w for w in out if w not in own and w not in hollow and len(w) > 1]
        if beyond and _names(f"{name[: words[first].start()]}{name[words[last - 1].end() :]}", mention.id, lexicon):
            found += beyond
    return tuple(dict.fromkeys(found))


def _names(rest: str, id_: str, lexicon: Lexicon) -> bool:
    """Whether what is left of a name names the same thing by itself."""
    rest = " ".join(rest.strip(" -,").split())
    return any(m.id == id_ and (m.start, m.end) == (0, len(rest)) for m in lexicon.find(rest))


def degrees(text: str, mention: Mention, lexicon: Lexicon, known: Collection[str]) -> tuple[str, ...]:
    """Words of degree, of the language's own list, in a name of a measure, test or drug, which has none itself."""
    concept = lexicon.concepts.get(mention.id)
    if concept is not None and concept.kind in _KINDS:
        return ()
    own = {w.lower() for w in _WORD.findall(lexicon.name(mention.id))}
    said = [w.lower() for w in _WORD.findall(text[mention.start : mention.end])]
    return tuple(w for w in said if w in known and w not in own)
