"""Medicines and diseases by every name that the packs know: found in a text, and written out for a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mednec.appeals.phrases import Phrases, Place, fold, longest
from mednec.model.knowledge import Concept, Drug

_DRUG, _DISEASE = "drug:", "disease:"
_SHORT = "-short"  # how the packs name the abbreviation of a disease
_NEAR = 160
_LONG, _VERY_LONG = 6, 10  # letters of a name in which one slip, or two, may stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A medicine or a disease named in a text."""

    id: str
    drug: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is known by which names, and which disease is a kind of which."""

    drugs: Mapping[str, Drug]
    diseases: Mapping[str, Concept]
    kinds: Mapping[str, frozenset[str]]  # a disease -> itself and every kind of it
    _phrases: Phrases = field(repr=False)
    _single: tuple[str, ...] = field(repr=False)  # names of one long word

    @classmethod
    def compile(cls, concepts: Iterable[Concept], drugs: Iterable[Drug]) -> Names:
        """From the packs' diseases and medicines; other concepts are left out."""
        diseases = {c.id: c for c in concepts if c.kind == "disease"}
        known = {d.id: d for d in drugs}
        terms = {f"{_DRUG}{d.id}": _terms_of_drug(d) for d in known.values()}
        terms |= {f"{_DISEASE}{c.id}": (c.name, *c.terms) for c in diseases.values()}
        single = {t for all_ in terms.values() for t in all_ if t.isalpha() and len(t) >= _LONG}
        return cls(
            drugs=known,
            diseases=diseases,
            kinds=_kinds(diseases),
            _phrases=Phrases.compile(terms),
            _single=tuple(sorted(single)),
        )

    def find(self, text: str) -> tuple[Named, ...]:
        """Medicines and diseases in order, the longest name of each place."""
        low = fold(text)
        places = (p for p in self._phrases.find(text, low) if self._stands(p, low))
        return tuple(self._named(place) for place in longest(places))

    def meant(self, word: str) -> str:
        """The name that a long word was most likely meant to be, a letter or two off; empty if there is none."""
        if len(word) < _LONG or self.find(word):
            return ""
        slips = 1 if len(word) < _VERY_LONG else 2
        found = process.extractOne(word, self._single, processor=str.lower, scorer=OSA.distance, score_cutoff=slips)
        return found[0] if found else ""

    def called(self, name: str, *, drug: bool) -> tuple[str, ...]:
        """The ids that a name of a medicine (or of a disease) stands for; of several words at least one must."""
        own = (name,) if name in (self.drugs if drug else self.diseases) else ()
        found = (n.id for n in self.find(name) if n.drug is drug)
        return tuple(dict.fromkeys((*own, *found)))

    def name(self, id_: str) -> str:
        """The name as printed."""
        known = self.drugs.get(id_) or self.diseases.get(id_)
        return known.name if known else id_

    def terms(self, id_: str) -> tuple[str, ...]:
        """Every name of a medicine or a disease, its abbreviations too."""
        if drug := self.drugs.get(id_):
            return _terms_of_drug(drug)
        short = self.diseases.get(f"{id_}{_SHORT}")
        disease = self.diseases.get(id_)
        return (disease.name, *disease.terms, *(short.terms if short else ())) if disease else ()

    def among(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Diseases with every kind of them."""
        return tuple(sorted({kind for id_ in ids for kind in self.kinds.get(id_, frozenset({id_}))}))

    def wider(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The diseases that these are kinds of, one step up; none for one that stands by itself."""
        above = {up for id_ in ids if id_ in self.diseases for up in self.diseases[id_].is_a}
        return tuple(sorted(above & self.diseases.keys()))

    def _named(self, place: Place) -> Named:
        drug = place.means.startswith(_DRUG)
        id_ = place.means.removeprefix(_DRUG if drug else _DISEASE)
        return Named(id=id_ if drug else self._whole(id_), drug=drug, start=place.start, end=place.end)

    def _whole(self, id_: str) -> str:
        """A disease whose abbreviation stands apart in the packs."""
        above = self.diseases[id_].is_a
        return above[0] if id_.endswith(_SHORT) and above and above[0] in self.diseases else id_

    def _stands(self, place: Place, low: str) -> bool:
        """Whether the words around leave a disease what it is."""
        disease = self.diseases.get(place.means.removeprefix(_DISEASE))
        if disease is None or not (disease.needs or disease.not_after or disease.not_before):
            return True
        before = low[max(0, place.start - 40) : place.start].rstrip()
        after = low[place.end : place.end + 40].lstrip()
        near = low[max(0, place.start - _NEAR) : place.end + _NEAR]
        if any(before.endswith(fold(w)) for w in disease.not_after):
            return False
        if any(after.startswith(fold(w)) for w in disease.not_before):
            return False
        return not disease.needs or any(fold(w) in near for w in disease.needs)


def _terms_of_drug(drug: Drug) -> tuple[str, ...]:
    names = (drug.name, *drug.terms, *(p.name for p in drug.products))
    pairs = [name.split("/") for name in names if name.count("/") == 1]
    turned = [pair for one, other in pairs for pair in ((one, other), (other, one))]
    joined = (between.join(pair) for pair in turned for between in ("/", " and ", "-"))
    return tuple(dict.fromkeys((*names, *joined)))


def _kinds(diseases: Mapping[str, Concept]) -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {id_: {id_} for id_ in diseases}
    for id_ in diseases:
        for above in _above(id_, diseases):
            kinds[above].add(id_)
    return {id_: frozenset(below) for id_, below in kinds.items()}


def _above(id_: str, diseases: Mapping[str, Concept]) -> Iterator[str]:
    seen, open_ = {id_}, [id_]
    while open_:
        for above in diseases[open_.pop()].is_a:
            if above in diseases and above not in seen:
                seen.add(above)
                open_.append(above)
                yield above
