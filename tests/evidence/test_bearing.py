"""How near a reference stands to the use under review."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from mednec.evidence.bearing import Use, bearing_of
from mednec.model.knowledge import Drug, Reference
from mednec.model.words import Bearing
from tests.making import concept, concepts, reference

TREE = concepts(
    concept("disease-x"),
    concept("disease-x-of-kidney", is_a=("disease-x",)),
    concept("disease-x-of-kidney-late", is_a=("disease-x-of-kidney",)),
    concept("disease-y"),
)


def use(*diseases: str, charted: tuple[str, ...] = ()) -> Use:
    """Drug A in these diseases."""
    return Use(
        drug=Drug(id="drug-a", name="drug A"),
        diseases=frozenset(diseases),
        charted=frozenset(charted),
        concepts=TREE,
    )


BASE_RATE = "population base rate"


@pytest.mark.parametrize(
    ("about", "asked", "bearing"),
    [
        (reference("r"), use("disease-x"), Bearing.DIRECT),
        (reference("r"), use("disease-x-of-kidney"), Bearing.DIRECT),  # a study of the disease holds for its forms
        (reference("r"), use("disease-x-of-kidney-late"), Bearing.DIRECT),
        # a study of one form says less about the whole disease
        (reference("r", diseases=("disease-x-of-kidney",)), use("disease-x"), Bearing.OTHER_POPULATION),
        (reference("r", diseases=("disease-y",)), use("disease-x"), Bearing.SAME_DRUG),
        (reference("r", drugs=("drug-b",)), use("disease-x"), Bearing.SAME_DISEASE),
        (reference("r", drugs=()), use("disease-x"), Bearing.SAME_DISEASE),
        # a base rate describes a population whatever its disease and drug
        (reference("r", kind=BASE_RATE), use("disease-x"), Bearing.OTHER_POPULATION),
        (reference("r", kind=BASE_RATE, drugs=()), use("disease-x"), Bearing.OTHER_POPULATION),
        (reference("r", kind=BASE_RATE, diseases=()), use("disease-x"), Bearing.OTHER_POPULATION),
    ],
)
def test_bearing(about: Reference, asked: Use, bearing: Bearing) -> None:
    found = bearing_of(about, asked)
    assert found is not None
    assert found[0] is bearing
    assert found[1]


@pytest.mark.parametrize(
    "about",
    [
        reference("r", drugs=("drug-b",), diseases=("disease-y",)),
        reference("r", drugs=("drug-b",), diseases=()),
        reference("r", kind=BASE_RATE, diseases=("disease-y",)),
        reference("r", kind=BASE_RATE, drugs=("drug-b",), diseases=()),
    ],
)
def test_what_is_about_neither_drug_nor_disease_does_not_bear(about: Reference) -> None:
    assert bearing_of(about, use("disease-x")) is None


def test_indirect_evidence_says_of_what_it_speaks_and_of_what_not() -> None:
    found = bearing_of(reference("r", diseases=("disease-y",)), use("disease-x"))
    assert found == (Bearing.SAME_DRUG, "same drug, but about disease y, not disease x")


def test_another_disease_of_the_patient_is_named_and_stays_indirect() -> None:
    found = bearing_of(reference("r", diseases=("disease-y",)), use("disease-x", charted=("disease-y",)))
    assert found is not None
    assert found[0] is Bearing.SAME_DRUG
    assert found[1].endswith("this chart records disease y beside the disease treated")


def test_groups_of_diseases_that_contain_each_other_come_to_an_end() -> None:
    tree = concepts(concept("disease-x", is_a=("disease-y",)), concept("disease-y", is_a=("disease-x",)))
    round_about = Use(
        drug=Drug(id="drug-a", name="drug A"), diseases=frozenset({"disease-x"}), charted=frozenset(), concepts=tree
    )
    assert round_about.wider("disease-x") == {"disease-x", "disease-y"}


@pytest.mark.parametrize(
    ("ages", "patient", "bearing"),
    [
        ((None, None), 9, Bearing.DIRECT),  # the source does not tell whom it studied: nothing is claimed
        ((12, None), 12, Bearing.DIRECT),
        ((12, None), 11, Bearing.OTHER_POPULATION),
        ((None, 17), 17, Bearing.DIRECT),
        ((None, 17), 18, Bearing.OTHER_POPULATION),
        ((12, 75), 80, Bearing.DIRECT),  # older than those studied: told, not set apart
        ((12, 75), None, Bearing.DIRECT),
    ],
)
def test_a_study_of_another_age_is_of_another_population(
    ages: tuple[int | None, int | None], patient: int | None, bearing: Bearing
) -> None:
    low, high = (Decimal(age) if age is not None else None for age in ages)
    about = replace(reference("r"), age_from=low, age_to=high)
    found = bearing_of(about, replace(use("disease-x"), age=patient))
    assert found is not None
    assert found[0] is bearing
    outside = patient is not None and not (low or 0) <= patient <= (high or 120)
    assert ("this patient is" in found[1]) == outside
