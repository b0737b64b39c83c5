"""Numbers that are no value of this patient, or of another analyte: each would meet a clause that is not met."""

from __future__ import annotations

import pytest

from mednec.model.finding import Measurement
from tests.chart.measured import values
from tests.chart.reading import note, of

GOALS: list[tuple[str, list[str]]] = [
    ("Goal LDL < 70 mg/dL.", []),
    ("LDL goal is less than 70.", []),
    ("LDL 112 mg/dL (goal <70).", ["ldl 112 mg/dL"]),
    ("Target A1c of 7%.", []),
    ("Goal trough IgG is >800 mg/dL.", []),
    ("Aim for a CK below 500 U/L.", []),
    ("Keep Hgb above 8 g/dL.", []),
    ("Goal LDL < 70, current LDL 112 mg/dL.", ["ldl 112 mg/dL"]),
    ("BP target 130/80.", []),
    ("Titrate to ferritin of 100 ng/mL.", []),
]
BOUNDS: list[tuple[str, list[str]]] = [
    ("Recheck if CK > 1000 U/L.", []),
    ("Call for weight above 90 kg.", []),
    ("Transfuse for Hgb <7 g/dL.", []),
    ("Hold methotrexate if ALT > 120 U/L.", []),
    ("Criteria require UAS7 of 16 or more.", []),
    ("The policy requires a baseline LDL of 190 mg/dL or higher.", []),
    ("Coverage requires FEV1 less than 80%.", []),
    ("Approved for patients with eosinophils of 300 cells/uL.", []),
    ("She must have a PASI of at least 12.", []),
    ("PASI 12 or more is required.", []),
    ("Treatment stops once platelets reach 50 K/uL.", []),
    ("Notify the office for HR > 120.", []),
]
STUDIES: list[tuple[str, list[str]]] = [
    ("In the trial mean PASI was 20.", []),
    ("Median baseline UAS7 was 31 in the pivotal trial.", []),
    ("In clinical trials the mean IgE was 500 IU/mL.", []),
    ("Participants had a DAS28 of 6.1.", []),
    ("Per label, IgE 30 to 700 IU/mL.", []),
    ("Phase 3 placebo patients had EASI 30.", []),
]
OTHERS: list[tuple[str, list[str]]] = [
    ("Father's CK was 900 U/L.", []),
    ("Her mother's A1c is 9.2%.", []),
    ("His brother's LDL was 310 mg/dL.", []),
    ("Donor creatinine 0.8 mg/dL.", []),
    ("Husband's weight 90 kg.", []),
    ("Twin sister's IgG was 300 mg/dL.", []),
    ("FAMILY HISTORY\nFather with CK 900 U/L.", []),
]
RANGES: list[tuple[str, list[str]]] = [
    ("CK normal range 30-170 U/L.", []),
    ("Ref range for IgG 700-1600 mg/dL.", []),
    ("CK 88 U/L (30-170).", ["creatine-kinase 88 U/L"]),
    ("CK 88 U/L [ref 30-170].", ["creatine-kinase 88 U/L"]),
    ("PR3 82 U/mL (pos >20).", ["pr3-antibody 82 U/mL"]),
    ("CRP 3 mg/L (normal <5 mg/L).", ["crp 3 mg/L"]),
]
ANOTHER: list[tuple[str, list[str]]] = [
    ("Cardiolipin IgG 12 GPL.", []),
    ("Anticardiolipin IgM 14 MPL", []),
    ("tTG IgA 45 U/mL.", ["ttg-iga 45 U/mL"]),
    ("Toxoplasma IgG 18 IU/mL.", []),
    ("VZV IgG 1200 mIU/mL.", ["varicella-igg 1200 mIU/mL"]),
    ("Gliadin IgA 33 U/mL", []),
    ("IgG index 0.9.", ["igg-index 0.9"]),
    ("IgG4 210 mg/dL.", ["igg4 210 mg/dL"]),
    ("IgG subclass 2 110 mg/dL.", []),
    ("CSF IgG 8.2 mg/dL.", []),
    ("Urine creatinine 110 mg/dL.", ["urine-creatinine 110 mg/dL"]),
    ("Urinary sodium 40 mmol/L.", ["urine-sodium 40 mmol/L"]),
    ("Urine: potassium 40 mmol/L, creatinine 90 mg/dL.", ["urine-potassium 40 mmol/L", "urine-creatinine 90 mg/dL"]),
    ("Pleural fluid LDH 900 U/L.", []),
    ("Ascites albumin 1.1 g/dL.", []),
    ("CSF protein 112 mg/dL.", ["csf-protein 112 mg/dL"]),
    ("Albumin/creatinine ratio 300 mg/g.", []),
    ("Albumin gradient 1.4 g/dL", []),
    ("Creatinine clearance 60 mL/min.", ["creatinine-clearance 60 mL/min"]),
    ("IgG 12 U/mL.", []),
    ("CK 4 weeks ago was not done.", []),
    ("Hemoglobin 45 %", []),
    ("Weight 5 mg/kg.", []),
    ("Albumin 25 g infusion given.", []),
]
REPORTED: list[tuple[str, list[str]]] = [
    ("Patient reports weight 61 kg.", ["body-weight 61 kg (claim)"]),
    ("Stated weight 61 kg.", ["body-weight 61 kg (claim)"]),
    ("Weight 61 kg per patient.", ["body-weight 61 kg (claim)"]),
    ("Weight 61 kg by patient report; self-reported.", ["body-weight 61 kg (claim)"]),
    ("She states she weighs 61 kg.", ["body-weight 61 kg (claim)"]),
    ("Weight on home scale 61 kg.", ["body-weight 61 kg (claim)"]),
    ("Telehealth visit. Weight 61 kg (not measured).", ["body-weight 61 kg (claim)"]),
    ("Weight in clinic 61 kg.", ["body-weight 61 kg"]),
]


@pytest.mark.parametrize(("text", "expected"), [*GOALS, *BOUNDS, *STUDIES, *OTHERS, *RANGES, *ANOTHER, *REPORTED])
def test_what_is_no_value_of_this_patient(text: str, expected: list[str]) -> None:
    assert [v for v in values(text) if not v.startswith("unlisted")] == expected


def test_the_value_in_the_unit_of_its_analyte_stands_beside_the_written_one() -> None:
    (weight,) = of(note("Pt weighs 154 lb (70 kg)."), Measurement, "body-weight")
    assert (weight.unit, round(weight.canonical_value or 0, 1), weight.canonical_unit) == (
        "lb",
        round(weight.canonical_value or 0, 1),
        "kg",
    )
    assert weight.canonical_value is not None
    assert 69 < weight.canonical_value < 70


PAST = [
    ("Wt 71.2 kg (was 68 kg).", "body-weight", ["71.2 current", "68 carried forward"]),
    ("CK 266 -> 994 U/L.", "creatine-kinase", ["266 carried forward", "994 current"]),
    ("PASI fell from 12 to 4.", "pasi", ["12 carried forward", "4 current"]),
    ("CRP 24 mg/L, previously 60 mg/L.", "crp", ["24 current", "60 carried forward"]),
    ("DAS28 5.6 last visit, 3.1 now.", "das28", ["5.6 carried forward", "3.1 current"]),
    ("CK was 900 U/L.", "creatine-kinase", ["900 current"]),
]


@pytest.mark.parametrize(("text", "concept", "expected"), PAST)
def test_an_undated_earlier_value_is_none_of_today(text: str, concept: str, expected: list[str]) -> None:
    found = of(note(text), Measurement, concept)
    assert [f"{m.value} {m.standing.value}" for m in found] == expected
    assert all(m.when is None for m in found if m.standing.value == "carried forward")
