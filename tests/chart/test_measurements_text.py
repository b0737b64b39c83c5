"""Values in running text: beside their analyte, in lists and in series, each with its own unit and date."""

from __future__ import annotations

import pytest

from tests.chart.measured import values

BESIDE = [
    ("CK of 900 U/L.", ["creatine-kinase 900 U/L"]),
    ("She had a hemoglobin of 9.8.", ["hemoglobin 9.8"]),
    ("There was 9.8 g/dL hemoglobin on arrival.", ["hemoglobin 9.8 g/dL"]),
    ("Ferritin was low at 6 ng/mL.", ["ferritin 6 ng/mL"]),
    ("Albumin, 2.4 g/dL.", ["albumin 2.4 g/dL"]),
    ("Creatinine: 0.93 mg/dl", ["creatinine 0.93 mg/dl"]),
    ("Creatinine (0.93 mg/dl) was normal.", ["creatinine 0.93 mg/dl"]),
    ("Platelet count (Plt) 88 K/uL.", ["platelets 88 K/uL"]),
    ("C-reactive protein is markedly elevated at 48 mg/L.", ["crp 48 mg/L"]),
    ("Sodium - 142 mmol/L, potassium - 3.9 mmol/L.", ["sodium 142 mmol/L", "potassium 3.9 mmol/L"]),
    ("Labs: WBC 5.2, Hgb 11.9, Plt 212.", ["leukocytes 5.2", "hemoglobin 11.9", "platelets 212"]),
    ("ALT/AST 88/64 U/L.", ["alt 88 U/L", "ast 64 U/L"]),
    ("ALT and AST were 88 and 64 U/L, respectively.", ["alt 88 U/L", "ast 64 U/L"]),
    ("IgG, IgA and IgM were 482, 61 and 38 mg/dL.", ["igg 482 mg/dL", "iga 61 mg/dL", "igm 38 mg/dL"]),
    (
        "Both creatinine and sodium were normal, i.e. 0.7 mg/dL and 137 mEq/L, respectively.",
        ["creatinine 0.7 mg/dL", "sodium 137 mEq/L"],
    ),
    ("TJC/SJC 14/9.", ["tender-joints 14", "swollen-joints 9"]),
    ("14 tender joints and 9 swollen joints.", ["tender-joints 14", "swollen-joints 9"]),
    ("Still 12 migraine days per month.", ["migraine-days 12"]),
    ("WBC 12,300/uL", ["leukocytes 12300 /uL"]),
    ("WBC 5.2 x10^9/L", ["leukocytes 5.2 x10^9/L"]),
    ("Platelets 132 \u00d7 10\u2079/L.", ["platelets 132 \u00d7 10\u2079/L"]),
    ("HBV DNA < 20 IU/mL", ["hbv-dna <20 IU/mL"]),
    ("HBV DNA undetectable (<20 IU/mL).", ["hbv-dna <20 IU/mL"]),
    ("Ferritin greater than 1500 ng/mL", ["ferritin >1500 ng/mL"]),
    ("IgA less than 7 mg/dL.", ["iga <7 mg/dL"]),
    ("ALT was 3x ULN.", ["alt 3 x ULN"]),
    ("AST 2.5 times the upper limit of normal.", ["ast 2.5 x ULN"]),
    ("CK > 10 x ULN in March 2026.", ["creatine-kinase >10 x ULN @2026-03"]),
    ("ANA 1:160 speckled.", ["ana 160 titer"]),
    ("DLQI 18/30", ["dlqi 18"]),
    ("MMT-8 score 109/150.", ["mmt8 109"]),
    ("T-score -2.8 at the femoral neck.", ["t-score -2.8"]),
    ("Tryptase (serum, total) 14.8 ng/mL", ["tryptase 14.8 ng/mL"]),
    ("QTc 462 ms on ECG.", ["qtc 462 ms"]),
    ("LVEF 35-40%.", ["lvef 35-40 %"]),
    ("HbA1c 54 mmol/mol.", ["hba1c 54 mmol/mol"]),
    ("6MWD 320 m.", ["six-minute-walk 320 m"]),
    ("eGFR 42 mL/min/1.73 m2.", ["egfr 42 mL/min/1.73 m2"]),
    ("Sed rate 62 (0-20) H", ["esr 62"]),
    ("CK 88 U/L (normal 30-170), aldolase 6.1 U/L (ref <7.7).", ["creatine-kinase 88 U/L", "aldolase 6.1 U/L"]),
]

SIZES = [
    (
        "BP 128/76, HR 82, RR 16, Temp 98.4 F, SpO2 97% RA, Wt 183 lb",
        [
            "systolic-blood-pressure 128",
            "diastolic-blood-pressure 76",
            "heart-rate 82",
            "respiratory-rate 16",
            "temperature 98.4 F",
            "oxygen-saturation 97 %",
            "body-weight 183 lb",
        ],
    ),
    ("Blood pressure was 138/90 mm Hg.", ["systolic-blood-pressure 138 mm Hg", "diastolic-blood-pressure 90 mm Hg"]),
    ("Ht 5'6\", Wt 169 lb", ["height 66 in", "body-weight 169 lb"]),
    ("Height 5 ft 6 in.", ["height 66 in"]),
    ("Height: 170 cm (67 in). Weight: 70 kg (154 lb).", ["height 170 cm", "body-weight 70 kg"]),
    ("Pt weighs 154 lb (70 kg).", ["body-weight 154 lb"]),
    ("Temperature 38.2\u00b0C (100.8\u00b0F).", ["temperature 38.2 \u00b0C"]),
    ("Wt 71.2 kg today (68 kg in 11/2025).", ["body-weight 71.2 kg", "body-weight 68 kg @2025-11"]),
    ("A 58 kg woman with myositis.", ["body-weight 58 kg"]),
    ("A 61-year-old man, 172 cm tall, 80 kg.", ["height 172 cm", "body-weight 80 kg"]),
    ("IVIG 0.4 g/kg at 62 kg.", ["body-weight 62 kg"]),
    ("She lost 10 kg since May.", []),
    ("Cannot lift more than 10 lb.", []),
    ("Tumor 4 cm, 25 lb weight loss.", []),
    ("BSA 1.92 m2.", ["body-surface-area 1.92 m2"]),
]

SERIES = [
    ("CK 266 -> 994 U/L.", ["creatine-kinase 266", "creatine-kinase 994 U/L"]),
    ("Hemoglobin trended 8.2 -> 9.1 -> 10.4 g/dL.", ["hemoglobin 8.2", "hemoglobin 9.1", "hemoglobin 10.4 g/dL"]),
    ("PASI fell from 12 to 4.", ["pasi 12", "pasi 4"]),
    ("A1c 9.1 (3/24/25), 7.8 (9/24/25).", ["hba1c 9.1 @2025-03-24", "hba1c 7.8 @2025-09-24"]),
    ("A1c 9.1% in March 2025 and 7.8% in September 2025.", ["hba1c 9.1 % @2025-03", "hba1c 7.8 % @2025-09"]),
    ("EASI 28 at baseline, 9 today.", ["easi 28 *", "easi 9"]),
    ("DAS28 5.6 vs 3.1 last visit.", ["das28 5.6", "das28 3.1"]),
    (
        "Ferritin 6 ng/mL on 1/31/26; 48 ng/mL on 4/2/26.",
        ["ferritin 6 ng/mL @2026-01-31", "ferritin 48 ng/mL @2026-04-02"],
    ),
    (
        "Plt 8 K/uL 2/1/26, up to 46 K/uL 2/8/26 after IVIG.",
        ["platelets 8 K/uL @2026-02-01", "platelets 46 K/uL @2026-02-08"],
    ),
    ("CK: 1/5/26: 994, 2/5/26: 266.", ["creatine-kinase 994 @2026-01-05", "creatine-kinase 266 @2026-02-05"]),
    ("CK 266 U/L (was 994).", ["creatine-kinase 266 U/L", "creatine-kinase 994"]),
    ("CRP 24 mg/L, previously 60 mg/L.", ["crp 24 mg/L", "crp 60 mg/L"]),
    ("Baseline CK 900 U/L, now 300 U/L.", ["creatine-kinase 900 U/L *", "creatine-kinase 300 U/L"]),
    ("CK 900 U/L and 3 falls this month.", ["creatine-kinase 900 U/L"]),
    ("Weight 61 kg, 2 admissions.", ["body-weight 61 kg"]),
    ("Hgb 9.8 g/dL, protein 6.1 g/dL", ["hemoglobin 9.8 g/dL", "unlisted-measure 6.1 g/dL"]),
    ("BP 120/80 on 3 medications.", ["systolic-blood-pressure 120", "diastolic-blood-pressure 80"]),
    ("Hgb 9.8 g/dl, ferritin 6 ng/mL (1/31/26).", ["hemoglobin 9.8 g/dl @2026-01-31", "ferritin 6 ng/mL @2026-01-31"]),
    ("On 3/4/26 CK was 900 U/L.", ["creatine-kinase 900 U/L @2026-03-04"]),
    (
        "Labs 3/4/26: CK 900 U/L, aldolase 12 U/L.",
        ["creatine-kinase 900 U/L @2026-03-04", "aldolase 12 U/L @2026-03-04"],
    ),
    ("Labs (3/4/26)\nIgG   482 mg/dL\nIgA   61 mg/dL", ["igg 482 mg/dL @2026-03-04", "iga 61 mg/dL @2026-03-04"]),
    ("Started IVIG 3/4/26, CK 900 U/L.", ["creatine-kinase 900 U/L"]),
    (
        "Methotrexate was stopped 8/22/2025 for hepatotoxicity (ALT 214, AST 167), enzymes normalized after.",
        ["alt 214 @2025-08-22", "ast 167 @2025-08-22"],
    ),
    ("It was stopped 8/22/2025 (rash), CK 900 U/L.", ["creatine-kinase 900 U/L"]),
    ("Restarted 3/1/26; hepatitis (ALT 90 U/L).", ["alt 90 U/L"]),
    ("Wt 88 kg, first dose 6/3/26.", ["body-weight 88 kg"]),
    ("FEV1 1.8 L (62%).", ["fev1 1.8 L", "fev1 62 %"]),
    ("FEV1 1.74 L (58% pred), post-BD 2.05 L (+18%).", ["fev1 1.74 L", "fev1 58 %", "fev1 2.05 L"]),
    ("FVC 71% predicted, DLCO 48% predicted.", ["fvc 71 %", "dlco 48 %"]),
]

TAGS = [
    ("CK was 994 U/L before IVIG was started.", ["creatine-kinase 994 U/L *"]),
    ("UAS7 34 at screening.", ["uas7 34 *"]),
    ("Untreated PASI 22.", ["pasi 22 *"]),
    ("Total IgE 412 IU/mL (3/2025, pre-Xolair).", ["total-ige 412 IU/mL @2025-03 *"]),
    ("MMT-8 118/150 pre-treatment, 136/150 today.", ["mmt8 118 *", "mmt8 136"]),
    ("EASI 31 prior to starting dupilumab.", ["easi 31 *"]),
    (
        "Calprotectin 800 ug/g when we began infliximab, 90 ug/g now.",
        ["fecal-calprotectin 800 ug/g *", "fecal-calprotectin 90 ug/g"],
    ),
    ("LDL 190 mg/dL off rituximab.", ["ldl 190 mg/dL *"]),
]

INSTRUMENTS = [
    ("EDSS four point five.", ["edss 4.5"]),
    ("EDSS 4.5", ["edss 4.5"]),
    ("Hurley stage II.", ["hurley-stage 2"]),
    ("Hurley stage III disease", ["hurley-stage 3"]),
    ("NYHA class III.", ["nyha-class 3"]),
    ("NYHA functional class II-III", ["nyha-class 2-3"]),
    ("ECOG 2", ["ecog 2"]),
    ("ECOG PS of 1.", ["ecog 1"]),
    ("PGA 3/10", ["pga 3"]),
    ("PHQ-9 14", ["phq-9 14"]),
    ("PHQ-9 score of 14/27.", ["phq-9 14"]),
    ("HIT-6 of 62.", ["hit6 62"]),
    ("PASI 75 response at week 16.", []),
    ("She reached PASI-75.", []),
    ("HAQ-DI 1.25.", ["haq 1.25"]),
]


@pytest.mark.parametrize(("text", "expected"), [*BESIDE, *SIZES, *SERIES, *TAGS, *INSTRUMENTS])
def test_values_of_a_line(text: str, expected: list[str]) -> None:
    assert sorted(values(text)) == sorted(expected)
