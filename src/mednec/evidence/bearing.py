"""How near a reference stands to a request: same drug and disease, or only one of them, or neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mednec.model.knowledge import Concept, Drug, Reference
from mednec.model.words import Bearing

BASE_RATE = "population base rate"
ADULT = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """The use under review: drug, diseases treated, other diseases of the chart, the tree of diseases, age in years."""

    drug: Drug
    diseases: frozenset[str]
    charted: frozenset[str]
    concepts: Mapping[str, Concept]
    age: int | None = None

    def name(self, disease: str) -> str:
        """A disease as people write it."""
        known = self.concepts.get(disease)
        return known.name if known else disease.replace("-", " ")

    def names(self, diseases: Iterable[str]) -> str:
        """Diseases as people write them, in a fixed order."""
        return ", ".join(sorted(self.name(d) for d in diseases))

    def wider(self, disease: str) -> frozenset[str]:
        """The groups a disease belongs to, at any distance."""
        seen: set[str] = set()
        todo = [disease]
        while todo:
            known = self.concepts.get(todo.pop())
            new = [d for d in (known.is_a if known else ()) if d not in seen]
            seen.update(new)
            todo += new
        return frozenset(seen)


def outside_age(reference: Reference, age: int | None) -> str:
    """Why a patient of this age (completed years) is not among those studied or labelled; empty if nothing says so."""
    low, high = reference.age_from, reference.age_to
    if age is None or not ((low is not None and age < low) or (high is not None and age > high)):
        return ""
    span = f"from age {low}" if high is None else f"up to age {high}" if low is None else f"at age {low} to {high}"
    verb = "labelled" if reference.kind == "label" else "studied"
    return f"{verb} {span}, and this patient is {age}"


def _of_another_age(reference: Reference, age: int | None) -> bool:
    """Younger than anybody studied, or grown up where only children were; an old patient is told, not set apart."""
    low, high = reference.age_from, reference.age_to
    return age is not None and ((low is not None and age < low) or (high is not None and high < ADULT <= age))


def bearing_of(reference: Reference, use: Use) -> tuple[Bearing, str] | None:
    """Bearing and the reason for it; None when the reference is about neither this drug nor these diseases."""
    same_drug = use.drug.id in reference.drugs
    studied = frozenset(reference.diseases)
    shared = studied & use.diseases
    general = studied & frozenset(w for d in use.diseases for w in use.wider(d))
    narrower = frozenset(d for d in studied if use.wider(d) & use.diseases) if same_drug else frozenset()
    if reference.kind == BASE_RATE:
        if shared or general or (same_drug and not studied):
            return Bearing.OTHER_POPULATION, f"describes a population ({reference.population}), not this patient"
        return None
    if same_drug and (shared or general):
        ages = outside_age(reference, use.age)
        why = f"same drug; {use.names(shared or general)}" + (f"; but {ages}" if ages else "")
        other = bool(ages) and _of_another_age(reference, use.age)
        return Bearing.OTHER_POPULATION if other else Bearing.DIRECT, why
    if same_drug and narrower:
        return Bearing.OTHER_POPULATION, f"same drug in a part of the disease only: {use.names(narrower)}"
    if same_drug and studied:
        beside = studied & use.charted
        aside = f"; this chart records {use.names(beside)} beside the disease treated" if beside else ""
        return Bearing.SAME_DRUG, f"same drug, but about {use.names(studied)}, not {use.names(use.diseases)}{aside}"
    if shared or general:
        others = ", ".join(sorted(d.replace("-", " ") for d in reference.drugs)) or "no drug"
        return Bearing.SAME_DISEASE, f"{use.names(shared or general)}, but about {others}"
    return None
