"""The safety packs of infused, injected and bone drugs: what makes a row present, absent or left open."""

from __future__ import annotations

import pytest

from mednec.model.knowledge import SafetyCheck
from mednec.model.words import Presence
from tests.determination.safety_packs import answer, checks_of
from tests.shipped import knowledge

PRESENT, DENIED, SILENT = Presence.PRESENT, Presence.ABSENT, Presence.NOT_DOCUMENTED
FILES = (
    "botulinum",
    "complement-c5",
    "denosumab",
    "glp1",
    "immune-globulin-iv",
    "natalizumab",
    "ocrelizumab",
    "pegfilgrastim",
    "rituximab",
)
ILL = """
Past medical history: progressive multifocal leukoencephalopathy. Chronic hepatitis B. Breast cancer in 2015.
Meningococcal meningitis in 2019. He has an active infection. Immunocompromised. Chronic kidney disease stage 4.
Hypocalcemia. Osteonecrosis of the jaw. Atypical femoral fracture in 2020. She is pregnant. Myasthenia gravis.
She has dysphagia. She has dyspnea. Splenomegaly. Sickle cell disease. ARDS in 2021. Medullary thyroid carcinoma.
Thyroid cancer.
Multiple endocrine neoplasia type 2. Acute pancreatitis in 2022. Gallstones. Diabetic retinopathy. Suicidal ideation.
Family history of medullary thyroid carcinoma. Takes azathioprine. Infusion reaction to the drug in 2022.
Received the MMR vaccine last week. Stevens-Johnson syndrome in 2018. Deep vein thrombosis in 2019.
Acute kidney injury in 2020. Hemolysis. Blood group A positive. IgA deficiency with anti-IgA antibodies. Migraine.
Corn allergy. Anaphylaxis to immune globulin.
"""
PREPARED = """
JCV antibody negative. MRI brain 1/5/2026 without new lesions. Enrolled in the TOUCH program. HBsAg negative.
Anti-HBc negative. Hepatitis B screening done. IgG 900 mg/dL. ALT 22 U/L. AST 20 U/L. Vaccinated against influenza.
Vaccinated against meningococcus. Creatinine 0.9 mg/dL. eGFR 88. Calcium 9.4 mg/dL. 25-hydroxy vitamin D 34 ng/mL.
Oral examination done by her dentist. Uses effective contraception. CBC normal. Hemoglobin 13.5 g/dL.
Neutrophils 4.1 x10^9/L. Platelets 240 x10^9/L.
"""
DENIES = """
No PML. No hepatitis B. No breast cancer. No meningococcal disease. No active infection, no sepsis. No immunodeficiency.
No HIV infection. No chronic kidney disease. No hypocalcemia. No osteonecrosis of the jaw. No dental caries.
No atypical femoral fracture. Not pregnant. No myasthenia gravis. No dysphagia. No dyspnea, no shortness of breath.
No splenomegaly. No sickle cell disease. No ARDS. No thyroid cancer. No MTC. No MEN 2. No pancreatitis. No gallstones.
No diabetic retinopathy. No suicidal ideation, no suicide attempts. No family history of medullary thyroid carcinoma.
No hypersensitivity, no drug anaphylaxis, no infusion reaction. No live vaccines. No Stevens-Johnson syndrome.
No acute kidney injury. Blood group O positive.
"""
# risks that are many things, of which a denial leaves some open
LEFT_OPEN = (
    "botulinum-breathing",
    "botulinum-neuromuscular",
    "earlier-immunosuppressant",
    "gallbladder",
    "immunodeficiency",
    "pancreatitis",
    "pegfilgrastim-spleen",
    "ig-",
    "live-vaccine",
)
NOTHING = "Right knee pain for two weeks. Plan: physical therapy."


def checks() -> tuple[SafetyCheck, ...]:
    """Every check of these packs."""
    return checks_of(FILES)


def dangers() -> list[SafetyCheck]:
    return [c for c in checks() if not c.when_present_wanted]


def wanted() -> list[SafetyCheck]:
    return [c for c in checks() if c.when_present_wanted]


def test_a_row_is_open_where_the_note_is_silent() -> None:
    assert len(checks()) > 80
    assert [c.id for c in checks() if answer(c, NOTHING) is not SILENT] == []


def test_every_danger_is_seen() -> None:
    assert [c.id for c in dangers() if answer(c, ILL) is not PRESENT] == []


def test_dangers_can_be_denied() -> None:
    open_ = {c.id for c in dangers() if answer(c, DENIES) is SILENT}
    assert {c.id for c in dangers() if answer(c, DENIES) is PRESENT} == set()
    assert [id for id in sorted(open_) if not any(part in id for part in LEFT_OPEN)] == []


def test_what_was_screened_and_prepared_is_seen() -> None:
    assert [c.id for c in wanted() if answer(c, PREPARED) is not PRESENT] == []


@pytest.mark.parametrize("drug", sorted({c.drug for c in checks()}))
def test_every_boxed_warning_cites_a_label_of_its_own_drug(drug: str) -> None:
    cited = [
        knowledge().references[c.reference] for c in checks() if c.drug == drug and c.source_kind == "boxed warning"
    ]
    assert all(drug in reference.drugs and reference.kind == "label" for reference in cited)


@pytest.mark.parametrize(
    ("check", "text", "presence"),
    [
        ("natalizumab-jcv-tested", "JCV antibody index 0.2, negative.", PRESENT),
        ("natalizumab-pml", "Counselled about PML. No signs of PML.", DENIED),
        ("natalizumab-earlier-immunosuppressant", "Previously treated with mycophenolate.", PRESENT),
        ("natalizumab-earlier-immunosuppressant", "Brother takes azathioprine.", SILENT),
        ("natalizumab-risk-program", "Needs to be enrolled in the REMS.", SILENT),
        ("natalizumab-risk-program", "Not enrolled in the REMS.", DENIED),
        ("eculizumab-meningococcal-vaccination", "She was given Bexsero and Menveo on 3/1/2026.", PRESENT),
        ("eculizumab-meningococcal-vaccination", "Vaccinated against meningococcus in May.", PRESENT),
        ("eculizumab-meningococcal-vaccination", "Plan: meningococcal vaccination.", SILENT),
        ("eculizumab-meningococcal-vaccination", "Meningococcal vaccination is required before eculizumab.", SILENT),
        ("eculizumab-meningococcal-vaccination", "Will be vaccinated against meningococcus.", SILENT),
        ("eculizumab-meningococcal-vaccination", "Has not received the meningococcal vaccine.", DENIED),
        ("eculizumab-meningococcal-vaccination", "Vaccinated against influenza.", SILENT),
        ("denosumab-oral-examination", "Oral exam: no thrush.", SILENT),
        ("denosumab-oral-examination", "Oral examination by her dentist was normal.", PRESENT),
        ("denosumab-advanced-kidney-disease", "ESRD on hemodialysis.", PRESENT),
        ("denosumab-advanced-kidney-disease", "No kidney disease.", DENIED),
        ("denosumab-hypocalcemia", "Sister has hypocalcemia.", SILENT),
        ("botulinum-swallowing", "Denies difficulty swallowing.", DENIED),
        ("semaglutide-medullary-thyroid-carcinoma", "History of papillary thyroid cancer.", SILENT),
        ("semaglutide-thyroid-cancer", "History of papillary thyroid cancer.", PRESENT),
        ("semaglutide-thyroid-cancer", "No thyroid cancer.", DENIED),
        ("semaglutide-medullary-thyroid-carcinoma", "No personal or family history of MTC or MEN 2.", DENIED),
        ("semaglutide-medullary-thyroid-carcinoma", "Family history of MTC.", PRESENT),
        ("semaglutide-medullary-thyroid-carcinoma", "Mother had medullary thyroid carcinoma.", PRESENT),
        ("tirzepatide-men2", "No MEN 2.", DENIED),
        ("rituximab-pregnancy", "Urine hCG negative.", DENIED),
        ("rituximab-pregnancy", "Pregnant, 12 weeks.", PRESENT),
        ("rituximab-active-infection", "No active infection.", DENIED),
        ("ig-iga-deficiency-with-antibodies", "Selective IgA deficiency.", SILENT),
        ("ig-haemolysis", "Blood group O positive.", DENIED),
        ("ig-haemolysis", "Blood type AB.", PRESENT),
    ],
)
def test_single_notes(check: str, text: str, presence: Presence) -> None:
    (asked,) = (c for c in checks() if c.id == check)
    assert answer(asked, text) is presence


def test_a_relative_with_it_counts_where_the_label_says_so() -> None:
    """A relative's medullary carcinoma is a contraindication of its own, and the row says whose it is."""
    (asked,) = (c for c in checks() if c.id == "semaglutide-medullary-thyroid-carcinoma")
    for text in ("Family history: medullary thyroid cancer (sister).", "Father with MTC."):
        assert answer(asked, text) is PRESENT
