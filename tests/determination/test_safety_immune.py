"""Safety of drugs for arthritis, bowel, skin and airways: a note shows a danger, denies it, or is silent."""

from __future__ import annotations

import pytest

from mednec.model.knowledge import SafetyCheck
from mednec.model.words import Presence
from tests.determination.safety_packs import answer
from tests.shipped import knowledge

PRESENT, DENIED, SILENT = Presence.PRESENT, Presence.ABSENT, Presence.NOT_DOCUMENTED
DRUGS = ("adalimumab", "dupilumab", "infliximab", "ustekinumab", "vedolizumab")
NOTHING = "Right knee pain for two weeks. Plan: physical therapy."
ILL = """
She has active tuberculosis. She has an active serious infection. Sepsis. Invasive fungal infection.
Breast cancer in 2015. Chronic hepatitis B. Heart failure. NYHA class III. Multiple sclerosis. Pancytopenia.
Received the MMR vaccine last week. Takes anakinra. Takes infliximab. Takes natalizumab. Latex allergy.
Anaphylaxis to the drug in 2022. Jaundice. Progressive multifocal leukoencephalopathy.
She has conjunctivitis. She has eosinophilic pneumonia. She is in status asthmaticus. Strongyloides infection.
"""
DENIES = """
No history of tuberculosis or latent tuberculosis. No active infection. No sepsis. No fungal infection. No cancer.
No hepatitis B. No heart failure. No multiple sclerosis, no demyelinating disease. No optic neuritis.
No latex allergy. No drug hypersensitivity, no anaphylaxis. No PML. No conjunctivitis. No keratitis.
No jaundice, no liver disease. No strongyloides infection. No status asthmaticus.
"""
PREPARED = "QuantiFERON negative. HBsAg negative. Vaccinated against influenza."
DENIED_IN_FULL = {
    "adalimumab-active-infection", "adalimumab-sepsis", "adalimumab-tuberculosis", "adalimumab-hepatitis-b",
    "adalimumab-heart-failure", "infliximab-active-infection", "infliximab-sepsis", "infliximab-tuberculosis",
    "infliximab-heart-failure", "infliximab-hepatitis-b",
    "ustekinumab-tuberculosis", "ustekinumab-active-infection", "ustekinumab-latex-allergy",
    "vedolizumab-active-infection", "vedolizumab-tuberculosis", "vedolizumab-pml",
    "dupilumab-conjunctivitis-keratitis", "dupilumab-acute-asthma", "dupilumab-helminth",
}  # fmt: skip


def checks() -> list[SafetyCheck]:
    """Every check of these drugs."""
    return [c for c in knowledge().safety if c.drug in DRUGS]


def test_every_drug_has_its_checks() -> None:
    counts = {drug: sum(c.drug == drug for c in checks()) for drug in DRUGS}
    assert all(count >= 5 for count in counts.values()), counts


def test_a_row_is_open_where_the_note_is_silent() -> None:
    assert [c.id for c in checks() if answer(c, NOTHING) is not SILENT] == []


def test_every_danger_is_seen() -> None:
    assert [c.id for c in checks() if not c.when_present_wanted and answer(c, ILL) is not PRESENT] == []


def test_a_danger_denied_is_absent() -> None:
    assert {c.id for c in checks() if c.id in DENIED_IN_FULL and answer(c, DENIES) is DENIED} == DENIED_IN_FULL
    assert {c.drug for c in checks() if c.id in DENIED_IN_FULL} == set(DRUGS)


def test_what_was_screened_is_seen() -> None:
    assert [c.id for c in checks() if c.when_present_wanted and answer(c, PREPARED) is not PRESENT] == []


def test_every_row_cites_a_record_about_its_drug() -> None:
    cited = {(c.drug, c.reference) for c in checks()}
    assert [pair for pair in sorted(cited) if pair[0] not in knowledge().references[pair[1]].drugs] == []


def test_what_is_called_boxed_or_contraindicated_rests_on_a_label_or_says_it_was_read_second_hand() -> None:
    grave = [c for c in checks() if c.source_kind in ("boxed warning", "contraindication")]
    records = [knowledge().references[c.reference] for c in grave]
    assert [r.id for r in records if r.kind != "label" and r.confidence != "P"] == []


@pytest.mark.parametrize(
    ("check", "text", "presence"),
    [
        ("infliximab-nyha-class", "NYHA class II heart failure.", DENIED),
        ("infliximab-nyha-class", "NYHA class IV heart failure.", PRESENT),
        ("infliximab-tb-tested", "QuantiFERON-TB Gold negative 01/2026.", PRESENT),
        ("infliximab-tb-tested", "QuantiFERON ordered.", SILENT),
        ("adalimumab-demyelinating", "Optic neuritis in 2019.", PRESENT),
        ("adalimumab-malignancy", "Melanoma in situ excised in 2021.", PRESENT),
        ("adalimumab-malignancy", "Mother had breast cancer.", SILENT),
        ("vedolizumab-tnf-natalizumab", "She takes adalimumab 40 mg every 2 weeks.", PRESENT),
        ("dupilumab-helminth", "Strongyloides IgG negative.", DENIED),
    ],
)
def test_single_notes(check: str, text: str, presence: Presence) -> None:
    (asked,) = (c for c in checks() if c.id == check)
    assert answer(asked, text) is presence
