"""The packs that ship hang together: whatever one of them names, another one has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from mednec.model.document import SourceDocument
from mednec.packs.reading import read_file
from mednec.packs.vocabulary import load_language
from mednec.terminology.hcpcs import HcpcsCode
from tests.making import line
from tests.shipped import PACKS, icd, knowledge, shipped_concepts


def drug_classes() -> set[str]:
    """Every class a drug belongs to."""
    return {c for drug in knowledge().drugs.values() for c in drug.classes}


def diseases_named() -> Iterator[tuple[str, str]]:
    """(place, disease) of label rows, uses stated as not labelled, and references."""
    for drug in knowledge().drugs.values():
        yield from ((f"{drug.id} label", row.disease) for row in drug.label)
        yield from ((f"{drug.id} not_labelled", disease) for disease, _ in drug.not_labelled)
    for reference in knowledge().references.values():
        yield from ((reference.id, disease) for disease in reference.diseases)


def test_every_disease_named_is_a_disease_of_the_value_sets() -> None:
    named = list(diseases_named())
    known = shipped_concepts()
    assert len(named) > 60
    assert [(place, d) for place, d in named if d not in known or known[d].kind != "disease"] == []


def test_every_concept_a_safety_check_looks_for_exists() -> None:
    known = {*shipped_concepts(), *knowledge().drugs, *drug_classes()}
    assert [(c.id, name) for c in knowledge().safety for name in c.concepts if name not in known] == []


def test_every_test_a_safety_check_looks_for_is_a_test_or_a_measure() -> None:
    kinds = {name: c.kind for name, c in shipped_concepts().items()}
    asked = [(c.id, name, kinds.get(name)) for c in knowledge().safety for name in c.tests]
    assert [row for row in asked if row[2] not in ("test", "measure")] == []


def test_important_changes_are_of_measures_that_charts_are_read_for() -> None:
    known = shipped_concepts()
    changes = knowledge().changes
    assert len(changes) > 40
    assert [c.measure for c in changes if c.measure not in known or known[c.measure].kind != "measure"] == []
    directions = [(c.measure, c.better, known[c.measure].better) for c in changes]
    assert [row for row in directions if row[2] not in ("", row[1])] == []


def test_sums_are_of_measures() -> None:
    known = shipped_concepts()
    named = [name for row in knowledge().sums for name in (row.measure, *row.parts)]
    assert [name for name in named if name not in known or known[name].kind != "measure"] == []


def test_diseases_of_changes_and_windows_are_diseases() -> None:
    known = shipped_concepts()
    named = {d for change in knowledge().changes for d in change.diseases}
    named |= {d for window in knowledge().windows for d in window.diseases}
    assert [d for d in sorted(named) if d not in known or known[d].kind != "disease"] == []


def test_what_counts_as_important_is_never_evidence_for_a_use() -> None:
    """A record of a measure that named a drug or a disease would stand among the studies of that use."""
    held = knowledge()
    cited = {row.reference for row in held.changes} | {row.reference for row in held.sums}
    cited |= {row.reference for row in held.windows}
    assert [r for r in sorted(cited) if held.references[r].drugs or held.references[r].diseases] == []
    assert [r for r in sorted(cited) if held.references[r].confidence not in ("V", "P", "D")] == []


def test_every_drug_a_reference_names_exists() -> None:
    known = knowledge()
    named = [(r.id, d) for r in known.references.values() for d in (*r.drugs, *r.names_drug)]
    assert [row for row in named if row[1] not in known.drugs] == []


def test_what_a_letter_cites_leads_to_one_reference() -> None:
    cited = [(words.casefold(), r.id) for r in knowledge().references.values() for words in r.cited_as]
    assert len({words for words, _ in cited}) == len(cited)


def test_a_reader_can_tell_references_by_their_short_names() -> None:
    names = [r.short for r in knowledge().references.values()]
    assert [name for name in names if names.count(name) > 1] == []


def test_a_term_stands_for_one_concept_of_a_kind() -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for concept in shipped_concepts().values():
        for term in {concept.name, *concept.terms}:
            owners.setdefault((concept.kind, term), set()).add(concept.id)
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def test_every_diagnosis_code_of_a_disease_exists() -> None:
    codes = [(c.id, code) for c in shipped_concepts().values() for code in c.codes]
    assert len(codes) > 30
    assert [row for row in codes if icd().lookup(row[1]) is None] == []


def test_a_code_belongs_to_one_disease_and_at_most_to_its_wider_ones() -> None:
    owners: dict[str, set[str]] = {}
    for concept in shipped_concepts().values():
        for code in concept.codes:
            owners.setdefault(code, set()).add(concept.id)
    assert {code: ids for code, ids in owners.items() if len(ids) > 1} == {}


def test_no_concept_is_a_kind_of_itself() -> None:
    known = shipped_concepts()

    def above(name: str, seen: tuple[str, ...]) -> bool:
        parents = known[name].is_a if name in known else ()
        return any(p in seen or above(p, (*seen, p)) for p in parents)

    assert [name for name in known if above(name, (name,))] == []


def test_nothing_unverified_ships() -> None:
    marks = [r.confidence for r in knowledge().references.values()]
    assert set(marks) == {"V", "D", "P"}
    assert all(r.checked is not None for r in knowledge().references.values())


@pytest.mark.parametrize("id", ["label-omalizumab-csu", "kdigo-ln-2024", "rituximab-hbv-tests", "hcpcs-secondary"])
def test_what_was_read_second_hand_is_marked_so(id: str) -> None:
    assert knowledge().references[id].confidence == "P"


def test_every_label_row_names_its_label() -> None:
    known = knowledge()
    rows = [row for drug in known.drugs.values() for row in drug.label]
    assert {known.references[row.reference].kind for row in rows} == {"label"}


def test_a_study_has_design_size_and_effect() -> None:
    studies = [r for r in knowledge().references.values() if r.kind in ("trial", "systematic review", "case series")]
    assert len(studies) > 10
    assert [r.id for r in studies if not (r.design and r.n and r.effect)] == []


def test_billing_codes_and_products_agree_about_the_unit() -> None:
    known = knowledge()
    for drug in known.drugs.values():
        for product in (p for p in drug.products if p.hcpcs):
            row = known.hcpcs.lookup(product.hcpcs)
            assert isinstance(row, HcpcsCode), product
            assert (row.drug, row.unit_amount, row.unit) == (drug.id, product.unit_amount, product.unit), product


def test_every_pack_tells_its_version_and_the_day_it_was_checked() -> None:
    folders = ("drugs", "hcpcs", "references", "response", "safety")
    files = {f"{p.parent.name}/{p.name}" for d in folders for p in (PACKS / d).iterdir()}
    assert {name for name, _ in knowledge().versions} == files
    assert all("checked 20" in version for _, version in knowledge().versions)


@pytest.mark.parametrize(
    ("written", "drug"),
    [
        ("Xolair", "omalizumab"),
        ("XOLAIR 150 mg syringe", "omalizumab"),
        ("omalizumab-igec", "omalizumab"),
        ("J2357", "omalizumab"),
        ("immune globulin (human) 10% liquid, intravenous - loading course", "immune-globulin-iv"),
        ("IVIG", "immune-globulin-iv"),
        ("Gammagard Liquid", "immune-globulin-iv"),
        ("immune globulin subcutaneous (human)", "immune-globulin-sc"),
        ("Hizentra", "immune-globulin-sc"),
        ("rituximab-abbs (Truxima)", "rituximab"),
        ("Rituxan Hycela", "rituximab-hyaluronidase"),  # the longer name is another drug
        ("0.9% sodium chloride", "sodium-chloride"),
    ],
)
def test_a_drug_is_found_by_what_people_call_it(written: str, drug: str) -> None:
    found = knowledge().drug_named(written)
    assert found is not None
    assert found.id == drug


@pytest.mark.parametrize("written", ["", "home infusion nursing visits", "99601", "globulin", "Xolairo"])
def test_what_names_no_drug_finds_none(written: str) -> None:
    assert knowledge().drug_named(written) is None


def test_the_drug_of_a_line_is_its_brand_before_its_text_before_its_code() -> None:
    known = knowledge()
    mixed = line(brand="Xolair", drug="rituximab", hcpcs="J1569")
    assert getattr(known.drug_of(mixed), "id", None) == "omalizumab"
    assert getattr(known.drug_of(line(drug="an unknown drug", hcpcs="J1569")), "id", None) == "immune-globulin-iv"
    assert known.drug_of(line(drug="nursing", hcpcs="99601")) is None
    assert [(field, drug.id) for field, drug in known.drugs_of(mixed)] == [
        ("brand", "omalizumab"),
        ("drug", "rituximab"),
        ("hcpcs", "immune-globulin-iv"),
    ]


def test_drugs_of_a_class_come_by_id() -> None:
    ids = [d.id for d in knowledge().in_class("anti-cd20")]
    assert ids == sorted(ids)
    assert {"rituximab", "obinutuzumab"} <= set(ids)
    assert knowledge().in_class("no-such-class") == ()


@pytest.mark.parametrize(
    ("code", "day", "billable"),
    [
        ("J1300", date(2025, 3, 31), True),
        ("J1300", date(2025, 4, 1), False),
        ("J1299", date(2025, 3, 31), False),
        ("J1299", date(2025, 4, 1), True),
        ("Q5123", date(2021, 6, 30), False),
        ("Q5123", date(2021, 7, 1), True),
    ],
)
def test_a_billing_code_holds_from_its_first_day_to_its_last(code: str, day: date, billable: bool) -> None:
    assert (knowledge().hcpcs.on(code, day) is not None) is billable


@pytest.mark.parametrize("file", sorted(PACKS.rglob("*.yaml")), ids=lambda p: str(p.relative_to(PACKS)))
def test_a_pack_reads_the_same_with_and_without_the_c_loader(file: Path) -> None:
    """The C loader accepts more (`{question: Is it stable?}`) than the one that some machines have to use."""
    assert read_file(file, file.name) == yaml.safe_load(file.read_text("utf-8"))


def test_the_language_reads_negation() -> None:
    cues = load_language(PACKS).cues
    note = SourceDocument(name="d", text="Denies chest discomfort.")
    assert [(c.list, note.text[c.start : c.end]) for c in cues.find(note.text)] == [("absent_before", "Denies")]
