"""Other words for a drug or a disease, as the packs know them: brands, abbreviations, older names."""

from __future__ import annotations

from collections.abc import Iterable

from mednec.model.knowledge import Concept, Drug
from mednec.search.synonyms import Synonyms

SHORTEST = 3  # letters: two letters stand for too many things
MOST = 12  # other terms for one thing


def terms_of_drug(drug: Drug) -> tuple[str, ...]:
    """What a drug is called, its name first."""
    return _long((drug.name, *(product.name for product in drug.products), *drug.terms))


def terms_of_disease(disease: Concept) -> tuple[str, ...]:
    """What a disease is called; words that mean it in some company only are left out."""
    return _long((disease.name, *(disease.terms if not disease.needs else ())))


def synonyms_of(drugs: Iterable[Drug], diseases: Iterable[Concept]) -> Synonyms:
    """Every term of a drug or disease stands for its other terms too."""
    terms: dict[str, tuple[str, ...]] = {}
    for names in (*(terms_of_drug(d) for d in drugs), *(terms_of_disease(d) for d in diseases)):
        for name in names:
            others = tuple(other for other in names if other != name)
            terms[name] = (*terms.get(name, ()), *others)[:MOST]
    return Synonyms.of(terms)


def _long(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if sum(c.isalnum() for c in name) >= SHORTEST))
