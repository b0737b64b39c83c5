"""Diseases, symptoms, reactions, exposures and events: how many, their codes, and which words of a chart name them."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from mednec.chart.lexicon import Lexicon, fold
from tests.shipped import icd, knowledge, shipped_concepts

# Both are meant: an episode is counted, and it is also the disease.
# Words of the patient and of the family at once, as "personal or family history of MTC", answer for both.
PATIENT_AND_FAMILY = {
    f"personal or family history of {what}"
    for what in ("medullary thyroid carcinoma", "medullary thyroid cancer", "mtc")
}
SHARED = {"anaphylactic episode"} | PATIENT_AND_FAMILY
# Diseases whose only code is that of their wider disease, or that have none of their own.
UNCODED_AT_MOST = 70
KINDS = ("disease", "symptom", "state", "finding", "reaction", "event")

NAMES = [
    ("RA on methotrexate since 2019", "rheumatoid-arthritis"),
    ("Dx: seropositive RA, HTN", "rheumatoid-arthritis"),
    ("active PsA with dactylitis", "psoriatic-arthritis"),
    ("nr-axSpA, HLA-B27 positive", "non-radiographic-axial-spondyloarthritis"),
    ("polyarticular JIA", "juvenile-idiopathic-arthritis"),
    ("biopsy-proven GCA", "giant-cell-arteritis"),
    ("scleroderma with ILD", "systemic-sclerosis"),
    ("Sjögren's", "sjogren-syndrome"),
    ("Behcet's disease", "behcet-disease"),
    ("tophaceous gout", "gout"),
    ("EGPA (Churg-Strauss)", "eosinophilic-granulomatosis-with-polyangiitis"),
    ("generalized MG, AChR positive", "myasthenia-gravis"),
    ("AQP4+ NMOSD", "neuromyelitis-optica-spectrum-disorder"),
    ("diagnosed with MS in 2015", "multiple-sclerosis"),
    ("RRMS on ocrelizumab", "multiple-sclerosis"),
    ("Guillain-Barre syndrome in 2020", "guillain-barre-syndrome"),
    ("LEMS", "lambert-eaton-myasthenic-syndrome"),
    ("Parkinson's disease", "parkinson-disease"),
    ("drug-resistant epilepsy", "epilepsy"),
    ("hATTR with polyneuropathy", "amyloidosis"),
    ("OSA on CPAP", "obstructive-sleep-apnea"),
    ("HFrEF, EF 25%", "heart-failure"),
    ("paroxysmal AFib", "atrial-fibrillation"),
    ("PAH, WHO Group 1", "pulmonary-arterial-hypertension"),
    ("COPD with two exacerbations", "copd"),
    ("IPF on nintedanib", "idiopathic-pulmonary-fibrosis"),
    ("alpha1-antitrypsin deficiency", "alpha-1-antitrypsin-deficiency"),
    ("T2DM and HLD", "diabetes-mellitus"),
    ("type II diabetes mellitus", "diabetes-mellitus"),
    ("active TED with proptosis", "thyroid-eye-disease"),
    ("ESRD on hemodialysis", "renal-dysfunction"),
    ("Graves' disease", "hyperthyroidism"),
    ("XLH", "x-linked-hypophosphatemia"),
    ("Gaucher disease type 1", "gaucher-disease"),
    ("nAMD of the right eye", "neovascular-amd"),
    ("DME, receiving Eylea", "diabetic-macular-edema"),
    ("non-infectious uveitis", "uveitis"),
    ("UC, left-sided", "inflammatory-bowel-disease"),
    ("fistulizing Crohn's disease", "crohns-disease"),
    ("EoE with food impaction", "eosinophilic-esophagitis"),
    ("GERD", "gastroesophageal-reflux-disease"),
    ("HS, Hurley stage III", "hidradenitis-suppurativa"),
    ("prurigo nodularis", "prurigo-nodularis"),
    ("bullous pemphigoid", "bullous-pemphigoid"),
    ("PNH with haemolysis", "paroxysmal-nocturnal-hemoglobinuria"),
    ("aHUS", "thrombotic-microangiopathy"),
    ("TTP, ADAMTS13 <5%", "thrombotic-thrombocytopenic-purpura"),
    ("haemophilia A with inhibitors", "hemophilia"),
    ("iron deficiency anaemia", "anemia"),
    ("sickle cell disease", "sickle-cell-disease"),
    ("metastatic NSCLC", "cancer"),
    ("relapsed/refractory multiple myeloma", "multiple-myeloma"),
    ("aggressive systemic mastocytosis", "systemic-mastocytosis"),
    ("juvenile dermatomyositis", "dermatomyositis"),
    ("Esophageal dysphagia due to DM", "dysphagia-of-disease"),  # a longer name of the symptom would hide its cause
    ("HAE type 1", "hereditary-angioedema"),
    ("latent TB treated with rifampin", "latent-tuberculosis"),
    ("recurrent C. difficile infection", "clostridioides-difficile-infection"),
    ("MDD, recurrent, and PTSD", "major-depressive-disorder"),
    ("GAD", "generalized-anxiety-disorder"),
    ("FSGS", "fsgs"),
    ("kidney transplant recipient", "kidney-transplant"),
    ("short of breath with exertion", "dyspnea"),
    ("double vision and droopy eyelids", "diplopia"),
    ("bloody diarrhoea", "diarrhea"),
    ("raised itchy welts", "hives"),
    ("stopped for mouth ulceration", "stomatitis"),
    ("drug-induced hepatitis", "transaminitis"),
    ("a COPD exacerbation in May", "copd-exacerbation"),
    ("vertebral compression fractures", "fracture"),
    ("lives with someone with TB", "tuberculosis-exposure"),
    ("woman of childbearing potential", "childbearing-potential"),
    ("small bowel obstruction", "bowel-obstruction"),
]

SILENT = [
    ("SpO2 98% on RA", "rheumatoid-arthritis"),
    ("sats 97% RA", "rheumatoid-arthritis"),
    ("RA pressure 8 mmHg", "rheumatoid-arthritis"),
    ("MS Contin 15 mg twice daily", "multiple-sclerosis"),
    ("reviewed by J. Doe, MS", "multiple-sclerosis"),
    ("PREDNISONE 40 MG DAILY", "myasthenia-gravis"),
    ("MG-ADL score 6", "myasthenia-gravis"),
    ("wearing TED hose", "thyroid-eye-disease"),
    ("DME order for a walker", "diabetic-macular-edema"),
    ("abdomen TTP in RLQ", "thrombotic-thrombocytopenic-purpura"),
    ("hs-CRP 2.1", "hidradenitis-suppurativa"),
    ("trazodone 50 mg HS", "hidradenitis-suppurativa"),
    ("referred to UC Davis", "ulcerative-colitis"),
    ("TB test negative in 2024", "tuberculosis"),
    ("QuantiFERON-TB Gold ordered", "tuberculosis"),
    ("HIV 1/2 Ag/Ab nonreactive", "hiv-infection"),
    ("flu shot given", "influenza"),
    ("flu-like aches", "influenza"),
    ("COVID booster received", "covid-19"),
    ("ST depression in V4-V6", "depression"),
    ("anti-GBM antibodies", "glioblastoma"),
    ("anti-GAD antibodies 12", "generalized-anxiety-disorder"),
    ("GAD-7 score 12", "generalized-anxiety-disorder"),
    ("colonoscopy for colorectal cancer screening", "colorectal-cancer"),
    ("seen at the cancer center", "cancer"),
    ("primary PCP visit", "pneumocystis-pneumonia"),
    ("pain management clinic", "pain"),
    ("fell in the fall of 2023; mass index 24", "cancer"),
    ("hepatitis B surface antigen negative", "hepatitis"),
    ("weight loss program", "weight-loss"),
    ("alcohol swab applied", "alcohol-use-disorder"),
    ("IgA 210 mg/dL", "iga-nephropathy"),
    ("non-Hodgkin lymphoma", "hodgkin-lymphoma"),
    ("PCV 20 given", "polycythemia-vera"),
    ("pneumonia vaccine", "pneumonia"),
    ("10-year hip fracture risk 3.4%", "fracture"),
    ("neurotic trait, tardive speech, TD 3", "tardive-dyskinesia"),
    ("diabetes insipidus", "diabetes-mellitus"),
    ("idiopathic intracranial hypertension", "hypertension"),
    ("septic arthritis of the knee", "joint-lupus"),
    ("eGFR (CKD-EPI 2021) > 90", "exocrine-pancreatic-insufficiency"),
    ("FH: brother has asthma", "heterozygous-familial-hypercholesterolemia"),
    ("Skilled nursing to administer", "breastfeeding"),
    ("vacuolar interface dermatitis", "dermatitis"),
    ("CVA tenderness absent", "stroke"),
]


@cache
def lexicon() -> Lexicon:
    return Lexicon.compile(shipped_concepts().values(), knowledge().drugs.values())


def named(text: str) -> set[str]:
    """Concepts the text names, with what they are kinds of."""
    known = lexicon()
    found = {m.id for m in known.find(text)}
    return found | {c for c in shipped_concepts() if any(known.is_a(f, c) for f in found)}


def test_the_lexicon_is_large() -> None:
    counts = Counter(c.kind for c in shipped_concepts().values())
    assert counts["disease"] >= 450
    assert counts["symptom"] >= 150
    assert counts["reaction"] >= 60
    assert counts["event"] >= 40
    assert counts["finding"] + counts["state"] >= 60


def test_a_term_means_one_thing() -> None:
    owners: dict[str, set[str]] = {}
    for concept in shipped_concepts().values():
        if concept.kind in KINDS:
            for term in {concept.name, *concept.terms}:
                owners.setdefault(fold(term), set()).add(concept.id)
    assert {term: ids for term, ids in owners.items() if len(ids) > 1 and term not in SHARED} == {}


def test_every_code_is_a_family_of_the_shipped_table() -> None:
    codes = [(c.id, code) for c in shipped_concepts().values() for code in c.codes]
    assert len(codes) > 800
    assert [row for row in codes if icd().lookup(row[1]) is None] == []


def test_a_disease_has_a_code_or_stands_under_one() -> None:
    known = shipped_concepts()

    def coded(name: str) -> bool:
        concept = known.get(name)
        return concept is not None and (bool(concept.codes) or any(coded(a) for a in concept.is_a))

    bare = [c.id for c in known.values() if c.kind == "disease" and not coded(c.id)]
    assert len(bare) <= UNCODED_AT_MOST, bare


def test_a_finer_code_stands_under_the_wider_disease_or_apart() -> None:
    """Two diseases with one code would each be read from the other's diagnosis code."""
    counts = Counter(code for c in shipped_concepts().values() for code in c.codes)
    assert [code for code, n in counts.items() if n > 1] == []


@pytest.mark.parametrize(("text", "concept"), NAMES)
def test_the_words_of_a_chart_name_it(text: str, concept: str) -> None:
    assert concept in named(text), sorted(m.id for m in lexicon().find(text))


@pytest.mark.parametrize(("text", "concept"), SILENT)
def test_other_words_do_not(text: str, concept: str) -> None:
    assert concept in shipped_concepts()
    assert concept not in named(text), sorted(m.id for m in lexicon().find(text))
