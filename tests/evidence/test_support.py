"""What medicine says: the answer with its records, supporting and contrary, and what was searched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.evidence.cited import cite
from mednec.evidence.searched import not_found_in
from mednec.evidence.support import (
    AGAINST,
    GUIDELINE,
    GUIDELINE_ONLY,
    LABELLED,
    MIXED,
    NOT_FOUND,
    STUDIES,
    STUDIES_ONLY,
    find_support,
)
from mednec.model.evidence import EvidenceReview
from mednec.model.knowledge import Drug, LabelRow, Product, Reference
from mednec.model.words import Bearing, DoseBeside
from tests.making import RECEIVED, concept, concepts, line, reference, request

TREE = concepts(
    concept("disease-x"), concept("disease-x-of-kidney", is_a=("disease-x",)), concept("disease-y"), concept("other")
)
LABEL = reference("label-y", kind="label", diseases=("disease-y",), n="")


def product(name: str, hcpcs: str = "") -> Product:
    """A product of drug A."""
    return Product(name=name, hcpcs=hcpcs, unit_amount=Decimal(1), unit="g")


def row(disease: str, *products: str) -> LabelRow:
    """A labelled dose."""
    return LabelRow(
        disease=disease,
        says="2 g/kg every 4 weeks",
        amount_low=Decimal(2),
        amount_high=Decimal(2),
        unit="g",
        products=products,
        reference="label-y",
    )


DRUG = Drug(id="drug-a", name="drug A", label=(row("disease-y"),))
BRANDED = Drug(
    id="drug-a",
    name="drug A",
    products=(product("Alpha 10%", "J1"), product("Alpha 5%", "J1"), product("Beta", "J2")),
    label=(row("disease-y", "Alpha 10%"),),
)


def review(
    *references: Reference,
    diseases: tuple[str, ...] = ("disease-x",),
    charted: tuple[str, ...] = (),
    drug: Drug = DRUG,
    brand: str | None = None,
    hcpcs: str = "",
    per_28_days: dict[str, Decimal] | None = None,
) -> EvidenceReview:
    """The evidence for drug A in these diseases, the label record always among it."""
    return find_support(
        request(line(brand=brand, hcpcs=hcpcs)),
        drug,
        diseases,
        {r.id: r for r in (LABEL, *references)},
        per_28_days,
        charted=charted,
        concepts=TREE,
        packs=[("references/a.yaml", "2026.11, checked 2026-11-21"), ("drugs/a.yaml", "1")],
    )


GUIDE = reference("guide", kind="guideline", names_drug=("drug-a",), n="")
TRIAL, FAILED = reference("trial"), reference("failed", direction="contradicts")
UNCLEAR = reference("unclear", direction="mixed")


@pytest.mark.parametrize(
    ("records", "answer"),
    [
        ((), NOT_FOUND),
        ((TRIAL,), STUDIES),
        ((GUIDE,), GUIDELINE),
        ((GUIDE, FAILED), GUIDELINE),  # named by a guideline; the failed trial is shown beside it
        ((TRIAL, FAILED), MIXED),
        ((TRIAL, UNCLEAR), MIXED),
        ((UNCLEAR,), MIXED),
        ((FAILED,), AGAINST),
        ((reference("neutral", direction="neutral"),), NOT_FOUND),
        # indirect evidence answers nothing, however good it is
        ((reference("y", diseases=("disease-y",)),), NOT_FOUND),
        ((reference("b", drugs=("drug-b",)),), NOT_FOUND),
        ((reference("kidney", diseases=("disease-x-of-kidney",)),), NOT_FOUND),
        ((reference("rate", kind="population base rate"),), NOT_FOUND),
        # a guideline about the disease that does not name the drug
        ((reference("guide-b", kind="guideline", names_drug=("drug-b",)),), STUDIES),
    ],
)
def test_answer(records: tuple[Reference, ...], answer: str) -> None:
    assert review(*records).answer == answer


def test_contrary_records_stand_in_the_same_sentence_as_supporting_ones() -> None:
    found = review(GUIDE, FAILED)
    assert found.why is not None
    assert (
        found.why.says
        == "Named by guide (guideline); supporting: guide (guideline); contrary: failed (trial, n = 40 patients)."
    )
    assert [c.reference for c in found.why.citations if hasattr(c, "reference")] == ["guide", "failed"]


def test_a_trial_that_failed_in_another_disease_of_the_patient_is_weighed() -> None:
    elsewhere = reference("elsewhere", diseases=("other",), direction="contradicts")
    assert review(TRIAL, elsewhere).answer == STUDIES
    assert review(TRIAL, elsewhere, charted=("other",)).answer == MIXED


def test_nothing_found_says_what_was_searched_and_never_that_nothing_exists() -> None:
    found = review()
    assert (found.answer, found.why) == (NOT_FOUND, None)
    assert found.searched.startswith("searched 1 records in references/a.yaml 2026.11, checked 2026-11-21")
    assert "no evidence" not in found.searched


def test_without_a_drug_or_a_disease_there_is_nothing_to_search_for() -> None:
    nothing = find_support(request(line()), None, ("disease-x",), {})
    assert (nothing.answer, nothing.searched) == (NOT_FOUND, "searched 0 records; no drug to search for")
    assert review(TRIAL, diseases=()).searched.endswith("no disease to search for")


# --- label -----------------------------------------------------------------------------------------------------------


def test_a_use_is_labelled_when_the_label_names_the_disease() -> None:
    found = review(diseases=("disease-y",))
    assert found.answer == LABELLED
    assert found.why is not None
    assert found.why.says == "The label names disease y: 2 g/kg every 4 weeks."


@pytest.mark.parametrize("records", [(TRIAL,), (GUIDE,), (reference("y", diseases=("disease-y",)),), ()])
def test_no_study_and_no_label_for_another_disease_makes_a_use_labelled(records: tuple[Reference, ...]) -> None:
    assert review(*records, charted=("disease-y",)).answer != LABELLED


@pytest.mark.parametrize(
    ("brand", "hcpcs", "labelled"),
    [
        ("Alpha 10%", "", True),
        ("ALPHA 10 % liquid", "", True),
        ("Alpha 5%", "", False),
        ("Alpha", "", False),  # either strength; only one of them is labelled
        ("Beta", "", False),
        ("Gamma", "", False),
        (None, "J1", False),  # the code of both strengths
        (None, "J2", False),
        (None, "", False),
    ],
)
def test_a_label_belongs_to_a_product(brand: str | None, hcpcs: str, labelled: bool) -> None:
    found = review(
        reference("y", diseases=("disease-y",)), diseases=("disease-y",), drug=BRANDED, brand=brand, hcpcs=hcpcs
    )
    assert found.answer == (LABELLED if labelled else STUDIES_ONLY)  # of no other product the label is known
    if not labelled:
        assert found.why is not None
        assert "a labelled dose is known here for Alpha 10%" in found.why.says


def test_a_labelled_disease_does_not_cover_another_one_requested_with_it() -> None:
    found = review(TRIAL, FAILED, diseases=("disease-x", "disease-y"))
    assert found.answer == MIXED
    (note,) = found.notes
    assert note.says == "The label names disease y; it does not name disease x, also requested."


def test_a_comorbidity_of_which_no_record_speaks_leaves_a_labelled_use_labelled() -> None:
    found = review(diseases=("disease-y", "other"))
    assert found.answer == LABELLED
    assert "does not name other" in found.notes[0].says


def test_a_use_stated_as_not_labelled_is_noted_with_its_source() -> None:
    drug = Drug(id="drug-a", name="drug A", not_labelled=(("disease-x", "not-labelled"),))
    record = reference("not-labelled", kind="label", direction="neutral", n="")
    found = review(record, drug=drug, diseases=("disease-x", "disease-x-of-kidney"))
    assert [n.says for n in found.notes] == ["What not-labelled says."]
    assert review(record, drug=replace(drug, label=(row("disease-x"),))).notes == ()  # of another product, then


# --- order, doses, notes ---------------------------------------------------------------------------------------------

SHELF = (
    reference("label-x", kind="label", n=""),
    GUIDE,
    reference("trial-2021", year=2021),
    reference("trial-2012", year=2012),
    reference("trial-undated", year=None),
    reference("series", kind="case series"),
    reference("kidney", diseases=("disease-x-of-kidney",)),
    reference("rate", kind="population base rate"),
    reference("asthma", diseases=("other",)),
    reference("drug-b-trial", drugs=("drug-b",)),
)
IN_ORDER = [
    *("label-x", "guide", "trial-2021", "trial-2012", "trial-undated", "series", "kidney", "rate"),
    *("label-y", "asthma", "drug-b-trial"),
]  # label-y, like asthma, is about another disease


@given(st.randoms(use_true_random=False))
def test_order_of_support_is_nearest_strongest_newest_whatever_the_order_of_the_packs(chance: Random) -> None:
    shuffled = [*SHELF]
    chance.shuffle(shuffled)
    found = review(*shuffled)
    assert ids(found.support) == IN_ORDER


def ids(support: Iterable[object]) -> list[str]:
    """Ids of the references, in their order."""
    return [s.reference.id for s in support if hasattr(s, "reference")]


RANGE = reference("range", low="150", high="400", unit="mg")


@pytest.mark.parametrize(
    ("record", "requested", "note"),
    [
        (RANGE, "1200", "requested 1,200 mg per 28 days is above the 150-400 mg reported (3 times the highest)"),
        (RANGE, "300", "requested 300 mg per 28 days is within the 150-400 mg reported"),
        (RANGE, "400", "requested 400 mg per 28 days is within the 150-400 mg reported"),
        (RANGE, "100", "requested 100 mg per 28 days is below the 150-400 mg reported"),
        (RANGE, "145", "requested 145 mg per 28 days is about the 150-400 mg reported"),  # a twentieth is rounding
        (RANGE, "420", "requested 420 mg per 28 days is about the 150-400 mg reported"),
        (RANGE, "421", "requested 421 mg per 28 days is above the 150-400 mg reported (1.05 times the highest)"),
        (RANGE, "1303.5", "requested 1,303.5 mg per 28 days is above the 150-400 mg reported (3.26 times the highest)"),
        (
            reference("r", low="2000", high="2000", unit="mg"),
            "2000",
            "requested 2,000 mg per 28 days is within the 2,000 mg reported",
        ),
        (
            reference("r", high="600", unit="mg"),
            "150",
            "requested 150 mg per 28 days is within the up to 600 mg reported",
        ),
        (
            reference("r", low="2", high="2", unit="g/kg"),
            "150",
            "reported in g/kg per 28 days, requested in mg: not comparable",
        ),
        (reference("r"), "150", ""),
        (reference("r", drugs=("drug-b",), low="1", high="2", unit="mg"), "150", ""),  # another drug's dose
    ],
)
def test_the_dose_asked_is_held_against_the_doses_reported(record: Reference, requested: str, note: str) -> None:
    (found,) = [s for s in review(record, per_28_days={"mg": Decimal(requested)}).support if s.reference is record]
    assert found.dose_note == note


def test_a_base_rate_is_noted_as_no_statement_about_this_patient() -> None:
    found = review(TRIAL, reference("rate", kind="population base rate", direction="supports"))
    rate = next(s for s in found.support if s.reference.id == "rate")
    assert rate.bearing is Bearing.OTHER_POPULATION
    assert rate.why == "describes a population (adults), not this patient"
    (note,) = found.notes
    assert note.says == "rate describes a population; its figures are no statement about this patient."


def test_the_count_of_direct_records_is_told() -> None:
    assert review(TRIAL, FAILED, reference("b", drugs=("drug-b",))).searched.endswith(
        "4 bear on this drug or disease, 2 of them directly"
    )


def test_a_record_read_in_a_secondary_source_says_so() -> None:
    assert cite(reference("r", confidence="P")).label == "r (secondary source)"
    assert cite(reference("r", confidence="V")).label == "r"


def test_who_does_not_know_a_label_does_not_say_off_label() -> None:
    unknown = Drug(id="drug-a", name="drug A")
    assert review(TRIAL, drug=unknown).answer == STUDIES_ONLY
    assert review(GUIDE, drug=unknown).answer == GUIDELINE_ONLY
    stated = Drug(id="drug-a", name="drug A", not_labelled=(("disease-x", "label-y"),))
    assert review(TRIAL, drug=stated).answer == STUDIES


def test_a_label_record_of_the_disease_is_enough_where_no_labelled_dose_is_kept() -> None:
    unknown = Drug(id="drug-a", name="drug A")
    named = reference("label-x", kind="label", n="")
    assert review(TRIAL, named, drug=unknown).answer == LABELLED
    silent = reference("label-x", kind="label", n="", direction="neutral")
    assert review(TRIAL, silent, drug=unknown).answer == STUDIES_ONLY


# --- age -------------------------------------------------------------------------------------------------------------


def test_a_use_is_not_labelled_for_an_age_that_the_label_does_not_name() -> None:
    patient = request(line()).patient.age_on(RECEIVED)
    for first, answer in ((patient, LABELLED), (patient + 1, NOT_FOUND)):
        label = replace(LABEL, age_from=Decimal(first))
        found = find_support(request(line()), DRUG, ("disease-y",), {label.id: label}, concepts=TREE)
        assert found.answer == answer
    assert [n.says for n in found.notes] == [
        f"Disease y: labelled from age {patient + 1}, and this patient is {patient}."
    ]


# --- the picture of doses --------------------------------------------------------------------------------------------


def test_requested_labelled_and_studied_amounts_stand_in_one_unit() -> None:
    low, contrary = reference("low", low="150", high="300", unit="mg"), reference("b", drugs=("drug-b",), high="9")
    per_kg, failed = (
        reference("kg", high="2", unit="g/kg"),
        reference("f", high="600", unit="mg", direction="contradicts"),
    )
    found = review(low, per_kg, failed, contrary, per_28_days={"mg": Decimal(1200)}).doses
    assert found is not None
    assert found.unit == "mg"
    told = [(r.name, r.kind, r.low, r.high, r.direction) for r in found.ranges]
    assert told == [
        ("This request", "requested", None, Decimal(1200), ""),
        ("f", "trial", None, Decimal(600), "contradicts"),
        ("low", "trial", Decimal(150), Decimal(300), "supports"),
    ]
    assert found.left_out == ("kg",)
    assert {s.reference.id: s.dose for s in review(per_kg, per_28_days={"mg": Decimal(1200)}).support}["kg"] is (
        DoseBeside.NOT_COMPARABLE
    )


def test_an_amount_is_compared_in_any_unit_that_converts() -> None:
    (found,) = [s for s in review(RANGE, per_28_days={"g": Decimal("0.3")}).support if s.reference is RANGE]
    assert found.dose is DoseBeside.COMPARABLE
    assert found.dose_note == "requested 300 mg per 28 days is within the 150-400 mg reported"
    doses = review(RANGE, per_28_days={"g": Decimal("0.3")}).doses
    assert doses is not None
    assert (doses.unit, doses.ranges[0].high) == ("mg", Decimal(300))


def test_there_is_no_picture_without_an_amount_or_a_unit_in_common() -> None:
    per_kg = reference("kg", high="2", unit="g/kg")
    assert review(per_kg).doses is None
    assert review(per_kg, per_28_days={"mg": Decimal(1200)}).doses is None


# --- what was searched -----------------------------------------------------------------------------------------------


def test_the_search_tells_its_packs_its_query_and_its_counts() -> None:
    search = review(TRIAL, reference("b", drugs=("drug-b",))).search
    assert search is not None
    assert search.query == "drug A in disease x"
    assert (search.considered, search.bearing, search.direct) == (3, 3, 1)
    assert search.packs == (("references/a.yaml", "2026.11, checked 2026-11-21"),)
    assert not_found_in(search) == (
        "Not found in the evidence searched (3 records in references/a.yaml 2026.11, checked 2026-11-21)."
    )


def test_many_packs_are_counted_with_the_days_on_which_they_were_checked() -> None:
    packs = [(f"references/{n}.yaml", f"1, checked 2026-11-{20 + n}") for n in range(5)]
    words = find_support(request(line()), DRUG, ("disease-x",), {}, packs=packs).searched
    assert words.startswith("searched 0 records in 5 packs, checked 2026-11-20 to 2026-11-24 (each with its version")
