"""Results of tests: which test, which polarity, which day; and what is no result of this patient."""

from __future__ import annotations

from datetime import date

import pytest

from mednec.model.finding import TestResult
from mednec.reading import read_note
from tests.shipped import library

WRITTEN = date(2025, 6, 10)


def results(text: str) -> list[str]:
    """ "test: result" with the day where the text gives one, in the order of the text."""
    found = [f for f in read_note(text, library(), written=WRITTEN) if isinstance(f, TestResult)]
    return [
        f"{f.written or f.name}: {f.result.value}" + (f" {f.when.iso}" if f.dated and f.when else "")
        for f in sorted(found, key=lambda f: (f.source.end, f.source.start))
        if f.result.value != "not done"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # positive
        ("QuantiFERON positive.", ["QuantiFERON: positive"]),
        ("ANA was strongly positive.", ["ANA: positive"]),
        ("HLA-B27+.", ["HLA-B27: positive"]),
        ("Anti-CCP (+).", ["Anti-CCP: positive"]),
        ("Positive rheumatoid factor.", ["rheumatoid factor: positive"]),
        ("HCV Ab reactive on 3/4/25.", ["HCV Ab: positive 2025-03-04"]),
        ("ANA 1:640.", []),  # a titre without its limit
        (
            "Blood cultures grew gram-negative rods; urine culture negative.",
            ["Blood cultures: positive", "urine culture: negative"],
        ),
        ("NMO-IgG antibody detected.", ["NMO-IgG antibody: positive"]),
        ("EMG abnormal.", ["EMG: positive"]),
        # negative
        ("HIV screen non-reactive.", ["HIV screen: negative"]),
        ("Colonoscopy 5/2/25 unremarkable.", ["Colonoscopy: negative 2025-05-02"]),
        ("JAK2 mutation not detected.", ["JAK2 mutation: negative"]),
        ("No JAK2 mutation.", ["JAK2 mutation: negative"]),
        ("Chest x-ray clear of infiltrate, WNL.", ["Chest x-ray: negative"]),
        ("MRI brain showed no new lesions.", ["MRI brain: negative"]),
        ("Negative for HBsAg and anti-HBc.", ["HBsAg: negative", "anti-HBc: negative"]),
        ("Normal colonoscopy in 2023.", ["colonoscopy: negative 2023"]),
        ("HBsAg, anti-HBc and HCV Ab all negative.", ["HBsAg: negative", "anti-HBc: negative", "HCV Ab: negative"]),
        ("RF neg.", ["RF: negative"]),
        ("CT chest without evidence of fibrosis.", ["CT chest: negative"]),
        ("Urine pregnancy test: negative 6/9/25.", ["pregnancy test: negative 2025-06-09"]),
        ("No ulcers on colonoscopy.", ["colonoscopy: negative"]),
        # indeterminate
        ("T-SPOT borderline.", ["T-SPOT: indeterminate"]),
        ("QFT was indeterminate.", ["QFT: indeterminate"]),
        ("Lyme antibody equivocal.", ["Lyme antibody: indeterminate"]),
        ("Skin biopsy nondiagnostic.", ["Skin biopsy: indeterminate"]),
        ("IGRA invalid.", ["IGRA: indeterminate"]),
        # pending
        ("Hepatitis panel pending.", ["Hepatitis panel: pending"]),
        ("Awaiting MRI.", ["MRI: pending"]),
        ("Anti-CCP sent today.", ["Anti-CCP: pending 2025-06-10"]),
        ("Echo scheduled for 7/1.", ["Echo: pending 2025-07-01"]),
        ("Ordered a chest CT.", ["chest CT: pending"]),
        ("Kidney biopsy results still out.", ["Kidney biopsy: pending"]),
        # several, lists, signs
        (
            "A panel: ANA positive, dsDNA negative, anti-Smith negative.",
            ["ANA: positive", "dsDNA: negative", "anti-Smith: negative"],
        ),
        ("HBsAg-, anti-HBc+.", ["HBsAg: negative", "anti-HBc: positive"]),
        ("Positive ANA, negative dsDNA.", ["ANA: positive", "dsDNA: negative"]),
        ("QFT positive 1/2024, repeat 3/2024 negative.", ["QFT: positive 2024-01", "QFT: negative 2024-03"]),
        ("Lupus anticoagulant 2+ times: positive 1/5/25 and 4/8/25.", ["Lupus anticoagulant: positive 2025-01-05"]),
        ("Labs 6/1/25: ANA neg, RF neg.", ["ANA: negative 2025-06-01", "RF: negative 2025-06-01"]),
        (
            "EGD 4/3/25 showed erosions; colonoscopy normal.",
            ["EGD: positive 2025-04-03", "colonoscopy: negative 2025-04-03"],
        ),
        ("TB test ordered 5/1, negative.", ["TB test: negative 2025-05-01"]),
        ("Biopsy-proven celiac disease.", ["Biopsy: positive"]),
        ("Anti-TTG 88 U/mL (pos >10).", ["Anti-TTG: positive"]),
        ("NCS 3/1: conduction block.", ["NCS: positive 2025-03-01"]),
        # a number is a measurement; what is not done has no result
        ("IgG 640 mg/dL.", []),
        ("QuantiFERON not done.", []),
        ("No QuantiFERON on file.", []),
        ("Colonoscopy deferred.", []),
        ("HBsAg: see outside records.", []),
        ("She has never had a colonoscopy.", []),
        # not this patient's, or none yet
        ("Documentation of a negative TB test is required.", []),
        ("Policy requires a positive anti-CCP.", []),
        ("If the QuantiFERON is positive, start isoniazid.", []),
        ("Her mother's HLA-B27 was positive.", []),
        ("T cells positive for CD2.", []),
        ("Will stop if pregnancy test positive.", []),
        ("We hope for a negative biopsy.", []),
        ("Consider MRI.", []),
        ("Donor HBsAg negative.", []),
        ("ROS negative.", []),
        ("CT sinuses (4/2/25): pansinusitis with polyps.", ["CT sinuses: positive 2025-04-02"]),
        ("Sural nerve biopsy consistent with vasculitis.", ["Sural nerve biopsy: positive"]),
        ("Skin bx: spongiosis, no evidence of lymphoma.", ["Skin bx: positive"]),
        ("DAT positive (IgG 2+).", ["DAT: positive"]),
        ("C. diff toxin neg x2.", ["C. diff toxin: negative"]),
        ("Stool studies negative for O&P.", ["O&P: negative"]),
        (
            "HIV, RPR and HCV Ab nonreactive 2/3/25.",
            ["HIV: negative 2025-02-03", "RPR: negative 2025-02-03", "HCV Ab: negative 2025-02-03"],
        ),
        ("Hep B sAg NR, core Ab NR.", ["Hep B sAg: negative", "core Ab: negative"]),
        ("PPD 0 mm.", ["PPD: negative"]),
        ("PPD 12 mm induration.", ["PPD: positive"]),
        ("CXR clear.", ["CXR: negative"]),
        ("Acetylcholine receptor antibody elevated at 8.2.", ["Acetylcholine receptor antibody: positive"]),
        ("Repeat bone marrow biopsy planned.", []),
        ("The TB screen was done but the result is not available.", []),
        ("FLC assay: normal.", ["FLC: negative"]),
        ("No anti-drug antibodies.", ["anti-drug antibodies: negative"]),
        ("MRI lumbar spine: sacroiliitis, unchanged from 2023.", ["MRI lumbar spine: positive"]),
        ("Beta-2 glycoprotein IgG strongly positive, IgM negative.", ["Beta-2 glycoprotein IgG: positive"]),
        ("EKG: NSR, no ischemia.", ["EKG: negative"]),
        ("Genetic testing showed a pathogenic variant in SERPING1.", ["Genetic testing: positive"]),
        ("She tested positive for COVID in January.", ["COVID: positive 2025-01"]),
        ("Echo 3/3/25 EF 60%, normal.", ["Echo: negative 2025-03-03"]),
        ("Liver biopsy declined by patient.", []),
        ("A negative pregnancy test must be documented before each dose.", []),
        ("Screening mammogram due.", []),
    ],
)
def test_results_as_a_nurse_reads_them(text: str, expected: list[str]) -> None:
    assert results(text) == expected
