"""Measures, tests and abilities: how many there are, their ranges and units, and the words they are found by."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from mednec.chart.lexicon import Lexicon, fold
from mednec.errors import PackError
from mednec.packs.vocabulary import load_concepts
from mednec.terminology.units import convertible
from tests.shipped import knowledge, shipped_concepts

WITHOUT_DIMENSION = frozenset(
    (
        "",
        "points",
        "centile points",
        "percentile",
        "letters",
        "%",
        "ppm",
        "ppb",
        "/hpf",
        "/min",
        "events/h",
        "copies/mL",
    )
)
# Units in use that the table does not convert yet: amount of substance, cells, pressure, speed, angle, temperature.
NOT_IN_THE_TABLE = frozenset(
    (
        *("mmol/L", "umol/L", "nmol/L", "pmol/L", "mmol/day", "nmol/mmol", "nmol/h/mL", "pmol/8x10^8 RBC"),
        *("cells/uL", "x10^9/L", "x10^12/L", "fL", "mOsm/kg", "mOsm/L", "BU", "uIU/mL", "U/g Hb", "mut/Mb"),
        *("mmHg", "cmH2O", "kPa", "WU", "cP", "dB", "dB/m", "s", "ms", "m/s", "mL/s", "mL/min/1.73m2"),
        *("um", "cm2", "mm2", "g/cm2", "deg", "F"),
    )
)

CALLED = (
    ("Hgb 9.8 g/dL", "hemoglobin"),
    ("MCHC 33.1", "mchc"),
    ("absolute lymphocyte count 0.6", "lymphocytes"),
    ("retic % 3.1", "reticulocytes"),
    ("% saturation 9", "transferrin-saturation"),
    ("Na 138, K 4.1, Cl 102", "sodium"),
    ("Na 138, K 4.1, Cl 102", "potassium"),
    ("Na 138, K 4.1, Cl 102", "chloride"),
    ("K 4.1, Mg 2.0, Phos 3.1", "magnesium"),
    ("Alk Phos 88", "alkaline-phosphatase"),
    ("alkaline phosphatase 88", "alkaline-phosphatase"),
    ("ALP 88 U/L", "alkaline-phosphatase"),
    ("T bili 0.8", "bilirubin"),
    ("direct bili 0.2", "direct-bilirubin"),
    ("non-HDL-C 160", "non-hdl"),
    ("Lp(a) 180 nmol/L", "lipoprotein-a"),
    ("Hemoglobin A1c 8.1", "hba1c"),
    ("hs-CRP 4.4", "hs-crp"),
    ("urine microalbumin/creatinine ratio 45", "uacr"),
    ("24-hour urine protein 3.2 g", "urine-protein-24h"),
    ("specific gravity 1.020", "urine-specific-gravity"),
    ("PT/INR 1.1", "inr"),
    ("vWF:Ag 34%", "vwf-antigen"),
    ("ristocetin cofactor activity 22", "vwf-activity"),
    ("FVIII inhibitor 12 BU", "inhibitor-titer"),
    ("free kappa 88 mg/L", "kappa-free-light-chain"),
    ("kappa/lambda ratio 9.1", "kappa-lambda-ratio"),
    ("total T3 95", "total-t3"),
    ("late-night salivary cortisol 0.3", "salivary-cortisol"),
    ("LH 8.2 mIU/mL, FSH 6", "luteinizing-hormone"),
    ("IGF-I 96", "igf-1"),
    ("25-hydroxyvitamin D 18", "vitamin-d-25-hydroxy"),
    ("functional C1-INH 22%", "c1-inhibitor-function"),
    ("peak GH 4.1 ng/mL", "growth-hormone-peak"),
    ("CD27+ memory B cells 2%", "memory-b-cells"),
    ("PSA 4.2 ng/mL", "psa"),
    ("FEV1/FVC 0.61", "fev1-fvc"),
    ("FEV1 % predicted 58", "fev1"),
    ("peak VO2 12", "vo2-max"),
    ("mean PA pressure 48", "mean-pulmonary-artery-pressure"),
    ("lowest T-score -2.9", "t-score"),
    ("central subfield thickness 412", "central-retinal-thickness"),
    ("pulse 88", "heart-rate"),
    ("BSA 14% with plaques", "bsa-affected"),
    ("BSA (m2) 1.92", "body-surface-area"),
    ("Crohn's Disease Activity Index 310", "cdai-crohn"),
    ("modified Rodnan skin score 22", "mrss"),
    ("eos/hpf 60", "eosinophils-hpf"),
    ("MG-ADL score 9", "mg-adl"),
    ("mRS 2 at discharge", "modified-rankin"),
    ("6-minute walk distance 310 m", "six-minute-walk"),
    ("timed 25-foot walk 9.2 s", "timed-25-foot-walk"),
    ("9-hole peg test 31 s", "nine-hole-peg"),
    ("HBc Ab negative", "anti-hbc"),
    ("QuantiFERON-TB Gold negative", "quantiferon"),
    ("varicella zoster IgG positive", "varicella-igg"),
    ("anti-TIF1 positive", "anti-tif1"),
    ("anti-cN1A positive", "anti-cn1a"),
    ("ROS1 fusion", "ros1-rearrangement"),
    ("HLA-B*57:01 negative", "hla-b5701"),
    ("MRCP normal", "mrcp"),
    ("DXA scan 2024", "dxa"),
    ("unable to climb a flight of stairs", "climbing-stairs"),
    ("needs help getting up from a chair", "rising-from-chair"),
    ("cannot comb her hair", "hair-care"),
    ("she cannot open a jar", "gripping"),
    ("walks with a cane", "walking-with-cane"),
    ("returned to work in May", "working"),
    ("can raise her arms overhead", "lifting-arms"),
)

OTHER = (
    ("She will see PT twice a week.", "prothrombin-time"),
    ("Lab result: NA.", "sodium"),
    ("Vitamin K 5 mg was given.", "potassium"),
    ("K-Dur 20 mEq daily.", "potassium"),
    ("Cl was not measured.", "chloride"),
    ("Magnesium 400 mg daily.", "magnesium"),
    ("Prednisone 5 mg 2.5 tablets.", "magnesium"),
    ("Iron infusion 1000 mg.", "iron"),
    ("Zinc 50 mg daily.", "zinc-level"),
    ("Pulse methylprednisolone 1000 mg for 3 days.", "heart-rate"),
    ("Oligoclonal bands 5.", "bands"),
    ("Anti-HBs Ab 120.", "hemoglobin-s"),
    ("PAP therapy 6 hours a night.", "pap-smear"),
    ("MMR vaccine 2 doses.", "msi-status"),
    ("On a LOW SALT diet.", "salt"),
    ("She wrote a poem.", "poem"),
    ("CRT-D implanted 2019.", "central-retinal-thickness"),
    ("CTX 1 g IV daily.", "ctx"),
    ("ACTH gel 80 units twice weekly.", "acth"),
    ("s/p right CEA 2 years ago.", "cea"),
    ("Mrs. Jones is here.", "modified-rankin"),
    ("The factors driving the inflammation are unknown.", "driving"),
    ("Shave biopsy of the lesion.", "grooming"),
    ("PSA 4.2 ng/mL", "psoriatic-arthritis"),
    ("GM-CSF was given.", "lumbar-puncture"),
    ("We will ACT on this and order a CAT scan.", "cat-score"),
    ("EGFR 55", "egfr-mutation"),
    ("RR panel sent.", "respiratory-rate"),
)


@cache
def lexicon() -> Lexicon:
    """Concepts and drugs that ship."""
    return Lexicon.compile(shipped_concepts().values(), knowledge().drugs.values())


def test_how_many_there_are() -> None:
    kinds = Counter(c.kind for c in shipped_concepts().values())
    assert kinds["measure"] + kinds["function"] >= 350
    assert kinds["test"] >= 150
    assert kinds["function"] >= 30


def test_usual_ranges() -> None:
    ranged = [c for c in shipped_concepts().values() if c.usual_low is not None or c.usual_high is not None]
    assert len(ranged) >= 150
    assert [
        c.id for c in ranged if c.usual_low is not None and c.usual_high is not None and c.usual_low > c.usual_high
    ] == []
    assert [c.id for c in ranged if c.kind not in ("measure", "test")] == []


def test_a_range_the_wrong_way_round_is_refused(tmp_path: Path) -> None:
    (tmp_path / "valuesets").mkdir()
    row = "{id: a, kind: measure, name: analyte, usual_low: 5, usual_high: 3}"
    (tmp_path / "valuesets" / "a.yaml").write_text(f'version: "1"\nconcepts:\n  - {row}\n', encoding="utf-8")
    with pytest.raises(PackError, match="usual_low"):
        load_concepts(tmp_path)


def test_every_unit_is_known_or_has_no_dimension() -> None:
    units = {c.unit for c in shipped_concepts().values()}
    strange = {u for u in units if u not in WITHOUT_DIMENSION | NOT_IN_THE_TABLE and not convertible(u, u)}
    assert strange == set()


def test_a_usual_range_lies_on_the_scale_of_an_instrument() -> None:
    scaled = [c for c in shipped_concepts().values() if c.scale is not None and c.usual_high is not None]
    assert [c.id for c in scaled if c.usual_high is not None and c.scale is not None and c.usual_high > c.scale] == []


def test_a_word_of_one_measure_or_test_belongs_to_no_other_thing_measured() -> None:
    owners: dict[str, set[str]] = {}
    for concept in shipped_concepts().values():
        if concept.kind in ("measure", "test", "function"):
            for term in {concept.name, *concept.terms}:
                owners.setdefault(term if term.isupper() else fold(term), set()).add(concept.id)
    assert {term: ids for term, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(("words", "concept"), CALLED)
def test_words_of_charts(words: str, concept: str) -> None:
    assert concept in {m.id for m in lexicon().find(words)}


@pytest.mark.parametrize(("words", "concept"), OTHER)
def test_words_that_are_something_else(words: str, concept: str) -> None:
    assert concept not in {m.id for m in lexicon().find(words)}
