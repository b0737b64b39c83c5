"""The safety packs of further costly drugs: what a note must say for a row to be present, absent, or left open."""

from __future__ import annotations

import pytest

from mednec.model.knowledge import SafetyCheck
from mednec.model.words import Presence
from tests.determination.safety_packs import answer, checks_of
from tests.shipped import knowledge, shipped_concepts

PRESENT, DENIED, SILENT = Presence.PRESENT, Presence.ABSENT, Presence.NOT_DOCUMENTED
FILES = (
    *(
        "airway-biologics",
        "anti-amyloid",
        "bone-other",
        "cgrp",
        "endocrine-other",
        "eye",
        "her2-and-checkpoint",
        "il-17",
    ),
    *("il-23", "il-6", "jak-inhibitors", "lupus-biologics", "platelets-and-bleeding", "s1p-and-ms-other", "tnf-other"),
)
ILL = """
Past medical history: deep vein thrombosis in 2019. Myocardial infarction in 2020. Breast cancer in 2015. Ex-smoker.
She has active tuberculosis. She has an active serious infection. She has shingles. She has diverticulitis.
She has Crohn's disease. She has suicidal ideation. She has major depressive disorder. Chronic hepatitis B.
Heart failure. Cirrhosis. Sepsis. Invasive fungal infection. She is pregnant. Recurrent infections. COPD.
Strongyloides infection. Progressive multifocal leukoencephalopathy. Anaphylaxis to the drug in 2022.
Received the MMR vaccine last week. Granulomatosis with polyangiitis. Constipation. Hypertension. Raynaud phenomenon.
Takes infliximab. Takes cyclophosphamide. Takes anakinra. Takes abatacept. Takes tofacitinib. Takes belimumab.
Takes metoprolol. Takes amiodarone. Takes phenelzine. Takes clopidogrel. Takes FEIBA. Takes doxorubicin. Takes warfarin.
Complete heart block. Sleep apnea. Macular edema. Immune thrombocytopenia. Hypothyroidism. Stroke. HIV infection.
Paget disease of bone. Hypercalcemia. Kidney stones. Hypocalcemia. Osteonecrosis of the jaw. Acute kidney injury.
Hepatitis C. Myelodysplastic syndrome. Thrombotic microangiopathy. Endophthalmitis. Uveitis. Retinal vasculitis.
Interstitial lung disease. Immune-related adverse event. Allogeneic stem cell transplant. Kidney transplant.
ARIA-E. Intracerebral hemorrhage. Fused epiphyses. Diabetic retinopathy. She is critically ill.
Prader-Willi syndrome. Prostate cancer. QTc 510 ms. Creatinine clearance 28 mL/min. Intraocular pressure 32 mmHg.
Lymphocytes 0.3 x10^9/L. Neutrophils 0.8 x10^9/L. Hemoglobin 7.5 g/dL. Platelets 90 x10^9/L.
"""
PREPARED = """
QuantiFERON negative. HBsAg negative. ALT 22 U/L. AST 20 U/L. Total bilirubin 0.6 mg/dL. LDL 110 mg/dL.
Lymphocytes 1.8 x10^9/L. Neutrophils 4.1 x10^9/L. Hemoglobin 13.5 g/dL. Platelets 240 x10^9/L. CBC normal.
Urine hCG negative. PHQ-9 score 3. Uses effective contraception. Vaccinated against influenza. Never smoker.
Administered under supervision; observed for 30 minutes after the infusion. First-dose monitoring completed.
BP 124/76. ECG normal. QTc 420 ms. CYP2C9 genotype *1/*1 negative. Dilated eye exam normal. Full skin exam done.
IgG 1100 mg/dL. Calcium 9.4 mg/dL. Dental clearance obtained. Creatinine clearance 88 mL/min. Creatinine 0.8 mg/dL.
MRI brain 1/5/2026 without new lesions.
Intraocular pressure 15 mmHg. LVEF 60 %. TSH 1.8 mIU/L. APOE genotype negative. Bone age 11 years. Hematocrit 44 %.
"""
DENIES = """
No history of tuberculosis or latent tuberculosis. No active infection. No shingles. No bowel perforation.
No diverticulitis. No inflammatory bowel disease. No depression. No suicidal ideation, no suicide attempts.
No hepatitis B. No heart failure. No liver disease. No sepsis. Not pregnant. No chronic infection.
No recurrent infections. No COPD. No strongyloides infection. No PML. No anaphylaxis, no drug hypersensitivity.
No thrombosis. No coronary artery disease, no stroke. No Crohn's disease. No live vaccines. No constipation.
No chronic constipation. No hypertension. No Raynaud phenomenon. No unstable angina. No heart block. No sleep apnea.
No complete heart block.
No HIV infection. No hypothyroidism, no hyperthyroidism. No hypercalcemia, no hyperparathyroidism. No kidney stones.
No hypocalcemia. No osteonecrosis of the jaw. No acute kidney injury. No hepatitis C. No myelodysplastic syndrome.
No thrombotic microangiopathy. No endophthalmitis. No uveitis, no retinal vasculitis. No prostate cancer.
No breast cancer. No Prader-Willi syndrome. No diabetic retinopathy. No retinal vein occlusion.
No retinal artery occlusion. No cardiomyopathy. No amyloid-related imaging abnormalities.
No intracerebral hemorrhage, no cerebral amyloid angiopathy. No myocardial infarction. No acute coronary syndrome.
No stem cell transplantation. No immune thrombocytopenia, no anti-GBM disease. No interstitial lung disease.
"""
NOTHING = "Right knee pain for two weeks. Plan: physical therapy."
# a denial that leaves part of the question open, or a drug beside it that nobody denies
LEFT_OPEN = (
    "malignancy",
    "depression",
    "fungal",
    "beside it",
    "granulomatosis",
    "live vaccine",
    "belimumab or a b-cell drug",
    "osteosarcoma",
    "immune-mediated",
    "organ transplant",
    "cardiovascular risk",
    "macular",
    "slows the heart",
    "closed epiphyses",
    "critical illness",
    "interstitial",
)


def checks() -> tuple[SafetyCheck, ...]:
    """Every check of these packs."""
    return checks_of(FILES)


def dangers() -> list[SafetyCheck]:
    return [c for c in checks() if not c.when_present_wanted]


def _limited(check: SafetyCheck) -> bool:
    return (check.below, check.above) != (None, None)


def wanted() -> list[SafetyCheck]:
    return [c for c in checks() if c.when_present_wanted]


def test_a_row_is_open_where_the_note_is_silent() -> None:
    assert len(checks()) > 180
    assert [c.id for c in checks() if answer(c, NOTHING) is not SILENT] == []


def test_every_danger_is_seen() -> None:
    assert [c.id for c in dangers() if answer(c, ILL) is not PRESENT] == []


def test_every_danger_can_be_denied() -> None:
    closed = [c for c in dangers() if not _limited(c) and not any(w in f"{c.id} {c.flag}".lower() for w in LEFT_OPEN)]
    assert len(closed) > 60
    assert [c.id for c in closed if answer(c, DENIES) is not DENIED] == []


def test_every_count_below_its_limit_is_told_from_one_above() -> None:
    counted = [c for c in dangers() if _limited(c)]
    assert len(counted) > 10
    assert [c.id for c in counted if answer(c, PREPARED) is not DENIED] == []


def test_what_was_screened_and_prepared_is_seen() -> None:
    assert [c.id for c in wanted() if answer(c, PREPARED) is not PRESENT] == []


def test_a_disease_group_is_asked_for_with_all_its_forms() -> None:
    """A check for cancer that forgot melanoma would be silent about it."""
    known = shipped_concepts()
    groups = (
        "cancer",
        "inflammatory-bowel-disease",
        "crohns-disease",
        "thrombosis",
        "coronary-artery-disease",
        "stroke",
    )
    for check in checks():
        asked = set(check.concepts)
        for group in asked.intersection(groups):
            forms = {c.id for c in known.values() if group in c.is_a}
            assert forms <= asked, (check.id, group, sorted(forms - asked))


@pytest.mark.parametrize("drug", sorted({c.drug for c in checks()}))
def test_every_row_cites_the_label_of_its_own_drug(drug: str) -> None:
    held = knowledge()
    whose = {drug, *(d.id for d in held.in_class(drug))}
    mine = [c for c in checks() if c.drug == drug and c.source_kind != "task-force advice"]
    cited = {held.references[c.reference] for c in mine}
    assert all(whose.intersection(reference.drugs) and reference.kind == "label" for reference in cited)


@pytest.mark.parametrize(
    ("check", "text", "presence"),
    [
        ("brodalumab-crohns-disease", "Crohn's disease in remission since 2018.", PRESENT),
        ("brodalumab-crohns-disease", "Mother has Crohn's disease.", SILENT),
        ("tofacitinib-malignancy", "Melanoma in situ excised in 2021.", PRESENT),
        ("tofacitinib-malignancy", "Diffuse large B-cell lymphoma in remission.", PRESENT),
        ("tofacitinib-mace", "TIA in 2022.", PRESENT),
        ("tofacitinib-smoking", "Never smoker.", PRESENT),
        ("sarilumab-neutropenia", "ANC 1.6 x10^9/L", PRESENT),
        ("sarilumab-neutropenia", "ANC 2.4 x10^9/L", DENIED),
        ("sarilumab-thrombocytopenia", "Platelets 149 K/uL", PRESENT),
        ("upadacitinib-neutropenia", "ANC 1.6 x10^9/L", DENIED),
        ("abatacept-tnf-blocker", "She takes adalimumab 40 mg every 2 weeks.", PRESENT),
        ("mepolizumab-helminth", "Strongyloides IgG negative.", DENIED),
        ("siponimod-cyp2c9", "CYP2C9 genotype *1/*3 positive.", PRESENT),
        ("siponimod-cyp2c9", "CYP2C19 genotype negative.", SILENT),
        ("siponimod-heart-or-stroke", "Unstable angina in 05/2026.", PRESENT),
        ("siponimod-heart-or-stroke", "Stable angina for years. Coronary artery disease.", SILENT),
        ("siponimod-heart-block", "First-degree AV block on the ECG.", SILENT),
        ("siponimod-other-heart-block", "First-degree AV block on the ECG.", PRESENT),
        ("siponimod-heart-block", "Third-degree AV block.", PRESENT),
        ("abrocitinib-p2y12-inhibitor", "Takes aspirin 81 mg daily.", SILENT),
        ("tocilizumab-neutropenia", "ANC 1.6 x10^9/L", PRESENT),
    ],
)
def test_single_notes(check: str, text: str, presence: Presence) -> None:
    (asked,) = (c for c in checks() if c.id == check)
    assert answer(asked, text) is presence
