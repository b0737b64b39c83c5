"""The drug lexicon: how much it knows, that no name means two drugs, and pairs written down before it was asked."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from mednec.chart.lexicon import Lexicon, fold
from mednec.packs.drug_names import DrugNames
from tests.shipped import knowledge, shipped_concepts

DRUGS, CLASSES, TERMS = 1800, 640, 3500
WORDS_FROM = 3  # a class with so many drugs is one that charts and policies name in words


@cache
def lexicon() -> Lexicon:
    """Drugs and concepts as the chart reader finds them."""
    return Lexicon.compile(shipped_concepts().values(), knowledge().drugs.values())


def members() -> Counter[str]:
    """How many drugs each class has."""
    return Counter(c for drug in knowledge().drugs.values() for c in drug.classes)


def read(text: str) -> set[str]:
    """Ids that the chart reader finds in a text."""
    return {m.id for m in lexicon().find(text)}


def test_it_knows_as_much_as_when_this_was_written() -> None:
    drugs = knowledge().drugs.values()
    assert len(drugs) >= DRUGS
    assert len(members()) >= CLASSES
    assert sum(len(drug.terms) for drug in drugs) >= TERMS


def test_no_name_means_two_drugs() -> None:
    assert DrugNames(knowledge().drugs.values(), knowledge().hcpcs).clashes == []


def test_no_name_means_two_drugs_to_the_chart_reader() -> None:
    owners: dict[str, set[str]] = {}
    for drug in knowledge().drugs.values():
        for term in (drug.name, *drug.terms):
            owners.setdefault(fold(term), set()).add(drug.id)
    assert {term: ids for term, ids in owners.items() if len(ids) > 1} == {}


def test_words_of_a_class_are_no_words_of_a_drug_or_another_class() -> None:
    owners: dict[str, set[str]] = {}
    for drug in knowledge().drugs.values():
        for term in (drug.name, *drug.terms):
            owners.setdefault(fold(term), set()).add(f"drug {drug.id}")
    for concept in (c for c in shipped_concepts().values() if c.kind == "drug-class"):
        for term in (concept.name, *concept.terms):
            owners.setdefault(fold(term), set()).add(f"class {concept.id}")
    assert {term: ids for term, ids in owners.items() if len(ids) > 1} == {}


def test_every_drug_has_a_class() -> None:
    assert [drug.id for drug in knowledge().drugs.values() if not drug.classes] == []


def test_a_form_of_a_drug_has_every_class_of_the_drug_it_counts_as() -> None:
    """A drug named as a class hands on its own classes: a cream that counted as the tablet would be systemic."""
    drugs = knowledge().drugs
    pairs = [(d, drugs[c]) for d in drugs.values() for c in d.classes if c in drugs and c != d.id]
    assert len(pairs) > 50
    assert [(d.id, p.id) for d, p in pairs if set(p.classes) - {p.id} - set(d.classes)] == []


def test_a_class_of_several_drugs_has_words() -> None:
    named = {*shipped_concepts(), *knowledge().drugs}
    assert [c for c, n in members().items() if n >= WORDS_FROM and c not in named] == []


def test_every_class_with_words_has_drugs() -> None:
    words = {c.id for c in shipped_concepts().values() if c.kind == "drug-class"}
    parents = {p for c in shipped_concepts().values() for p in c.is_a}
    assert sorted(words - set(members()) - parents) == []


@pytest.mark.parametrize(
    ("written", "drug"),
    [
        ("adalimumab-ryvk", "adalimumab"),
        ("Simlandi 40 mg", "adalimumab"),
        ("Yesintek", "ustekinumab"),
        ("denosumab-bmwo", "denosumab"),
        ("Pavblu", "aflibercept"),
        ("Kanjinti", "trastuzumab"),
        ("bevacizumab-bvzr", "bevacizumab"),
        ("Venofer", "iron-sucrose"),
        ("ferrous sulphate", "ferrous-sulfate"),
        ("salbutamol", "albuterol"),
        ("Lantus", "insulin-glargine"),
        ("Augmentin", "amoxicillin-clavulanate"),
        ("Flonase", "fluticasone-nasal"),
        ("Flovent HFA", "fluticasone-inhaled"),
        ("Trelegy Ellipta", "fluticasone-umeclidinium-vilanterol"),
        ("Opzelura", "ruxolitinib-topical"),
        ("hydroxycarbamide", "hydroxyurea"),
        ("Sajazir", "icatibant"),
        ("Biktarvy", "bictegravir"),
        ("Vyndamax", "tafamidis"),
        ("Trikafta", "elexacaftor-tezacaftor-ivacaftor"),
        ("Kesimpta", "ofatumumab"),
        ("Rystiggo", "rozanolixizumab"),
        ("Entresto", "sacubitril-valsartan"),
        ("Nexviazyme", "avalglucosidase"),
        ("mesalazine", "mesalamine"),
        ("sulphasalazine", "sulfasalazine"),
        ("amitryptiline", "amitriptyline"),
        ("plaquinil", "hydroxychloroquine"),
        ("NB-UVB", "nb-uvb"),
        ("plasmapheresis", "plasma-exchange"),
        ("FESS", "sinus-surgery"),
    ],
)
def test_a_name_leads_to_its_drug(written: str, drug: str) -> None:
    found = knowledge().drug_named(written)
    assert found is not None
    assert found.id == drug
    assert drug in read(f"She was given {written} last year.")


@pytest.mark.parametrize(
    ("drug", "group"),
    [
        ("fluticasone-nasal", "corticosteroid-nasal"),
        ("clobetasol", "corticosteroid-topical-high-potency"),
        ("clobetasol", "corticosteroid-topical"),
        ("budesonide-formoterol", "ics-laba"),
        ("ozanimod", "ms-dmt"),
        ("dimethyl-fumarate", "ms-dmt"),
        ("atorvastatin", "lipid-lowering"),
        ("empagliflozin", "antidiabetic"),
        ("insulin-glargine", "insulin"),
        ("pembrolizumab", "pd-1-inhibitor"),
        ("pembrolizumab", "checkpoint-inhibitor"),
        ("cisplatin", "chemotherapy"),
        ("ravulizumab", "c5-inhibitor"),
        ("methotrexate", "dmard"),
        ("apixaban", "anticoagulant"),
        ("febuxostat", "urate-lowering-therapy"),
        ("isotretinoin", "retinoid-systemic"),
        ("isosorbide-mononitrate", "nitrate"),
        ("quetiapine", "antipsychotic-2nd-generation"),
        ("physical-therapy", "non-drug-treatment"),
    ],
)
def test_a_drug_belongs_to_its_class(drug: str, group: str) -> None:
    assert lexicon().is_a(drug, group)


@pytest.mark.parametrize(
    ("drug", "group"),
    [
        ("fluticasone-nasal", "corticosteroid-inhaled"),  # a nasal spray is no trial of an inhaler
        ("desonide", "corticosteroid-topical-high-potency"),
        ("hydrocortisone-topical", "corticosteroid-systemic"),
        ("triamcinolone-nasal", "corticosteroid-topical"),
        ("ruxolitinib-topical", "jak-inhibitor"),
        ("azelastine", "h1-antihistamine"),
        ("tazarotene", "retinoid-systemic"),
        ("atomoxetine", "stimulant"),
        ("timolol-ophthalmic", "prostaglandin-analog-ophthalmic"),
        ("mirabegron", "antimuscarinic-bladder"),
        ("paclitaxel", "platinum-agent"),
        ("ipilimumab", "pd-1-inhibitor"),
        ("hydrochlorothiazide", "loop-diuretic"),
        ("speech-therapy", "physical-therapy"),
        ("cisplatin", "non-drug-treatment"),
        ("tacrolimus-topical", "calcineurin-inhibitor"),
    ],
)
def test_a_drug_is_no_trial_of_a_class_it_only_resembles(drug: str, group: str) -> None:
    assert drug in knowledge().drugs
    assert group in members()
    assert not lexicon().is_a(drug, group)


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("high-potency topical corticosteroids", "corticosteroid-topical-high-potency"),
        ("TNF blockers", "tnf-inhibitor"),
        ("an abortive medication", "acute-migraine-drug"),
        ("conventional DMARDs", "csdmard"),
        ("a DOAC", "anticoagulant"),
        ("platinum-based chemotherapy", "chemotherapy"),
        ("two atypical antipsychotics", "antipsychotic"),
        ("thiazide diuretics", "diuretic"),
        ("a topical retinoid", "retinoid"),
        ("LAMA/LABA", "lama"),
        ("migraine prophylaxis", "migraine-preventive"),
        ("stool softeners", "laxative"),
    ],
)
def test_the_words_of_a_class_are_read(words: str, group: str) -> None:
    assert any(lexicon().is_a(id_, group) for id_ in read(f"She has tried {words} before."))


@pytest.mark.parametrize(
    "text",
    [
        "2 puffs INH as needed",
        "She is well versed in the matter.",
        "Seen with NPH on imaging.",
        "Reviewed by the TPA of the plan.",
        "The crash cart was checked.",
        "oxygen saturation 98% on room air",
        "compression fracture of L1",
        "regular diet, surgery declined",
    ],
)
def test_ordinary_words_are_no_treatment(text: str) -> None:
    treatments = {*knowledge().drugs, *(c.id for c in shipped_concepts().values() if c.kind == "drug-class")}
    assert read(text) & treatments == set()
