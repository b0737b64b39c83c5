"""How charts tell of treatments tried: one line each, with what a careful nurse would write down.

The expectations were written before the reader saw the lines. `-` stands for no outcome told.
"""

from __future__ import annotations

from datetime import date

import pytest

from mednec.reading import read_note
from mednec.render.fact_lines import fact_line
from mednec.render.json_text import Record
from tests.shipped import library

WRITTEN = date(2025, 6, 15)
Expected = dict[str, str]  # drug id -> "outcome", or "outcome; field=value; ..."

LINES: list[tuple[str, Expected]] = [
    # --- it did not work
    ("Tofacitinib was tried for 4 months with no meaningful improvement.", {"tofacitinib": "failed; days=120"}),
    ("Failed gabapentin, duloxetine and"
     " amitriptyline.", {"gabapentin": "failed", "duloxetine": "failed", "amitriptyline": "failed"}),
    ("Inadequate response to sulfasalazine (6 months).", {"sulfasalazine": "failed; days=180"}),
    ("Secukinumab: secondary loss of response after 18 months.", {"secukinumab": "failed; days=540"}),
    ("Her disease progressed on azathioprine.", {"azathioprine": "failed"}),
    ("Topiramate 100 mg daily x 3 months: ineffective.", {"topiramate": "failed; days=90"}),
    ("MTX-IR.", {"methotrexate": "failed"}),
    ("Worked well for the first year on etanercept, then stopped working.", {"etanercept": "failed"}),
    ("No relief from cetirizine or loratadine.", {"cetirizine": "failed", "loratadine": "failed"}),
    ("Despite maximal doses of mycophenolate she continues to flare.", {"mycophenolate": "failed"}),
    ("Switched from adalimumab to ustekinumab because of persistent"
     " symptoms.", {"adalimumab": "failed", "ustekinumab": "ongoing"}),
    ("Alendronate 2018-2022, two fractures while taking it.", {"alendronate": "-; start=2018; stop=2022"}),
    ("Propranolol was of no help.", {"propranolol": "failed"}),
    ("Neither topiramate nor propranolol helped.", {"topiramate": "failed", "propranolol": "failed"}),
    ("Infliximab 2019 to 2021, primary nonresponder.", {"infliximab": "failed; start=2019; stop=2021"}),
    # --- it was not borne
    ("Leflunomide caused severe diarrhea and was discontinued.", {"leflunomide": "intolerant; reason=diarrhea"}),
    ("Could not tolerate sulfasalazine due to nausea.", {"sulfasalazine": "intolerant; reason=nausea"}),
    ("Topiramate stopped 3/2024 because of cognitive side"
     " effects.", {"topiramate": "intolerant; stop=2024-03; reason=cognitive"}),
    ("Developed pancreatitis on azathioprine.", {"azathioprine": "intolerant; reason=pancreatitis"}),
    ("Dimethyl fumarate gave her flushing and abdominal pain; she quit after 2"
     " weeks.", {"dimethyl-fumarate": "intolerant; days=14; reason=flushing"}),
    ("ALLERGIES: sulfasalazine (rash),"
     " penicillin", {"sulfasalazine": "intolerant; reason=rash", "penicillin": "intolerant"}),
    ("Lisinopril -> cough, switched to losartan.", {"lisinopril": "intolerant; reason=cough", "losartan": "ongoing"}),
    ("Prednisone had to be stopped owing to hyperglycemia.", {"prednisone": "intolerant; reason=hyperglycemia"}),
    ("Stopped cyclosporine after creatinine rose to 1.9.", {"cyclosporine": "intolerant; reason=creatinine"}),
    ("Methotrexate 15 mg weekly, d/c'd for elevated LFTs"
     " 11/2023.", {"methotrexate": "intolerant; stop=2023-11; reason=lft"}),
    ("Rituximab infusion reaction in 2022, not rechallenged.", {"rituximab": "intolerant"}),
    ("Intolerant of metformin (GI upset).", {"metformin": "intolerant; reason=gi upset"}),
    # --- it could not be given
    ("NSAIDs are contraindicated because of CKD.", {"nsaid": "contraindicated; reason=ckd"}),
    ("Not a candidate for methotrexate given heavy alcohol use.", {"methotrexate": "contraindicated; reason=alcohol"}),
    ("Unable to take triptans due to coronary artery disease.", {"triptan": "contraindicated; reason=coronary"}),
    ("Beta blockers avoided because of her asthma.", {"beta-blocker": "contraindicated; reason=asthma"}),
    ("Azathioprine cannot be used: TPMT deficient.", {"azathioprine": "contraindicated; reason=tpmt"}),
    ("Fingolimod ruled out by bradycardia.", {"fingolimod": "contraindicated; reason=bradycardia"}),
    ("Leflunomide is not an option as she plans pregnancy.", {"leflunomide": "contraindicated; reason=pregnancy"}),
    # --- partly
    ("Partial response to hydroxychloroquine.", {"hydroxychloroquine": "partial"}),
    ("Fexofenadine 360 mg daily takes the edge off but hives still break through.", {"fexofenadine": "partial"}),
    ("Modest benefit from erenumab, still 12 migraine days a month.", {"erenumab": "partial"}),
    # --- it worked
    ("Excellent response to dupilumab.", {"dupilumab": "responded"}),
    ("In remission on vedolizumab since 2022.", {"vedolizumab": "responded; start=2022"}),
    ("Her psoriasis cleared on guselkumab.", {"guselkumab": "responded"}),
    ("Responded to etanercept until insurance stopped covering it in 2023.", {"etanercept": "responded; stop=2023"}),
    ("Burosumab held during pregnancy, had worked well.", {"burosumab": "responded"}),
    # --- taken, no verdict yet
    ("Currently taking colchicine 0.6 mg BID.", {"colchicine": "ongoing"}),
    ("Started tezepelumab 5/2025, too early to judge.", {"tezepelumab": "ongoing; start=2025-05"}),
    ("Continue mycophenolate 1 g BID.", {"mycophenolate": "ongoing"}),
    ("MEDICATIONS:\n- hydroxychloroquine 200 mg BID\n- folic acid 1 mg"
     " daily", {"hydroxychloroquine": "ongoing", "folic-acid": "ongoing"}),
    ("She remains on prednisone 10 mg.", {"prednisone": "ongoing"}),
    ("On ocrelizumab since 3/2023.", {"ocrelizumab": "ongoing; start=2023-03"}),
    ("Restarted cyclosporine 4/1/25.", {"cyclosporine": "ongoing; start=2025-04-01"}),
    ("Added spironolactone last visit, tolerating well.", {"spironolactone": "ongoing"}),
    # --- never
    ("Has never taken a biologic.", {"biologic": "never tried"}),
    ("No prior use of JAK inhibitors.", {"jak-inhibitor": "never tried"}),
    ("Biologic-naive.", {"biologic": "never tried"}),
    ("Methotrexate was prescribed but never filled.", {"methotrexate": "never tried"}),
    ("She refused prednisone.", {"prednisone": "never tried"}),
    ("Has the patient tried a triptan?  [ ] Yes  [x] No", {"triptan": "never tried"}),
    ("Trial of oral bisphosphonate: No", {"bisphosphonate-oral": "never tried"}),
    ("Topical steroids not tried.", {"corticosteroid-topical": "never tried"}),
    # --- planned
    ("Plan: start secukinumab once approved.", {"secukinumab": "planned"}),
    ("Will switch to natalizumab if JCV negative.", {"natalizumab": "planned"}),
    ("Recommend adding azathioprine.", {"azathioprine": "planned"}),
    ("If no better by August, would move on to dupilumab.", {"dupilumab": "planned"}),
    # --- stopped for neither
    ("Apremilast stopped in 1/2025 because of cost.", {"apremilast": "-; stop=2025-01; reason=cost"}),
    ("Took etanercept 6/2021 to 9/2021; moved away and never"
     " refilled.", {"etanercept": "-; start=2021-06; stop=2021-09"}),
    ("Past meds: azathioprine, methotrexate.", {"azathioprine": "-", "methotrexate": "-"}),
    # --- tables and lists
    (
        "PRIOR THERAPIES\nMedication      Start     Stop      Reason stopped\ntopiramate      2/2021    6/2021   "
        " paresthesias\n"
        "propranolol     7/2021    1/2022    no benefit\nerenumab        3/2022    present   partial response",
        {
            "topiramate": "intolerant; start=2021-02; stop=2021-06; reason=paresthesia",
            "propranolol": "failed; start=2021-07; stop=2022-01",
            "erenumab": "partial; start=2022-03",
        },
    ),
    (
        "Drug | Dates | Outcome\nadalimumab | 1/2020-8/2020 | lost response\nsecukinumab | 9/2020-2/2021 "
        "| injection site reactions",
        {
            "adalimumab": "failed; start=2020-01; stop=2020-08",
            "secukinumab": "intolerant; start=2020-09; stop=2021-02; reason=injection",
        },
    ),
    (
        "Previous treatments:\n1. Sulfasalazine 2 g/day, 3/2022 - 9/2022, no response\n2. Methotrexate 20 mg weekly,"
        " stopped for hair loss",
        {
            "sulfasalazine": "failed; start=2022-03; stop=2022-09",
            "methotrexate": "intolerant; reason=hair loss",
        },
    ),
    # --- what is no trial of this patient
    ("We reviewed options including ocrelizumab, natalizumab and cladribine.", {}),
    ("Policy requires failure of two DMARDs before a TNF inhibitor is approved.", {}),
    ("Her sister takes adalimumab for Crohn's.", {}),
    ("In the trial, secukinumab 300 mg weekly for 5 weeks beat placebo (n=738).", {}),
    ("Infliximab trough 2.4 mcg/mL.", {}),
    ("Avoid live vaccines while on therapy; adalimumab can raise infection risk.", {}),
    ("Your letter says she must first try methotrexate.", {}),
    ('The denial reads "no record of leflunomide."', {}),
    # --- denied outcomes
    ("Tolerating azathioprine without nausea.", {"azathioprine": "ongoing"}),
    ("No side effects from dupilumab.", {"dupilumab": "ongoing"}),
    ("She has not failed methotrexate.", {}),
    ("EpiPen as needed for anaphylaxis, has not needed it.", {"epinephrine-auto-injector": "ongoing"}),
]  # fmt: skip


def _told(fact: Record) -> Expected:
    fields = {
        "start": fact.get("start"),
        "stop": fact.get("stop"),
        "days": fact.get("duration_days"),
        "reason": fact.get("reason"),
    }
    outcome = str(fact.get("outcome", "-")).replace("_", " ")
    return {"outcome": outcome, **{k: str(v) for k, v in fields.items() if v is not None}}


@pytest.mark.parametrize(("text", "expected"), LINES, ids=[text[:48] for text, _ in LINES])
def test_a_line_about_treatment_is_read_as_a_nurse_reads_it(text: str, expected: Expected) -> None:
    facts = [line for f in read_note(text, library(), written=WRITTEN) for line in fact_line(f, library().concepts)]
    read = {str(f["concept"]): _told(f) for f in facts if f["kind"] == "therapy_trial"}
    assert set(read) == set(expected)
    for drug, wanted in expected.items():
        outcome, *fields = wanted.split("; ")
        assert read[drug]["outcome"] == outcome
        for field in fields:
            name, value = field.split("=")
            said = read[drug].get(name, "")
            assert value in said.lower() if name == "reason" else said == value
