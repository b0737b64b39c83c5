"""Figures that stand in the references, against a table written by hand.

An older catalogue of this kind misquoted trials: a response of 78.95 % that no paper holds, a level of evidence taken
for a level of recommendation, an interval of dosing called unlabelled that the label names. So the figures that
decide requests are held here a second time.
"""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from mednec.model.knowledge import Reference
from tests.shipped import knowledge

# record -> figures and words that must stand in what it says
SAYS: dict[str, tuple[str, ...]] = {
    # immune globulin in dermatomyositis
    "label-octagam-dm": ("2 g/kg", "2 to 5 consecutive days", "every 4 weeks"),
    "label-octagam-dm-rate": (
        "1 mg/kg/min (0.01 mL/kg/min)",
        "4 mg/kg/min (0.04 mL/kg/min = 2.4 mL/kg/h)",
        "3.3 mg/kg/min (0.03 mL/kg/min = 1.8 mL/kg/h)",
    ),
    "label-octagam-itp": ("2 g/kg", "2 consecutive days", "12 mg/kg/min"),
    "label-ig-boxed": ("Thrombosis", "Renal dysfunction and acute renal failure", "sucrose"),
    "label-ig-contraindications": ("WITH antibodies against IgA", "does not require routine IgA testing"),
    "label-gammagard-pi": ("300 to 600 mg/kg", "every 3 to 4 weeks", "5 mL/kg/h"),
    "label-gammagard-mmn": ("0.5 to 2.4 g/kg a month", "5.4 mL/kg/h"),
    "label-gammagard-cidp": ("2 g/kg over 2 to 5 days", "1 g/kg over 1 to 4 days every 3 weeks", "5.4 mL/kg/h"),
    "label-gamunex-c": ("300 to 600 mg/kg every 3 to 4 weeks", "2 g/kg over 2 to 4 days", "1 g/kg every 3 weeks"),
    "label-bivigam": ("300 to 800 mg/kg every 3 to 4 weeks", "6 mg/kg/min"),
    "label-gammaplex": ("300 to 800 mg/kg every 3 to 4 weeks", "1 g/kg on 2 consecutive days"),
    "label-octagam-5-pi": ("300 to 600 mg/kg every 3 to 4 weeks", "3.33 mg/kg/min"),
    "label-gammagard-not-dm": ("not a labelled indication", "off-label"),
    "proderm-2022": (
        "95 adults (47 immune globulin, 48 placebo)",
        "2.0 g/kg every 4 weeks",
        "37/47 = 78.7 %",
        "21/48 = 43.8 %",
        "16.7-53.2",
        "P = .0008",
        "at least 40: 68 %",
        "at least 60: 32 %",
        "48.4 v 21.6",
        "71 % still responding at week 40",
        "MMT-8 below 142",
    ),
    "proderm-safety-2024": (
        "664",
        "8 thromboembolic events in 6 patients",
        "6 events in 5 patients",
        "none at 1.0 g/kg",
    ),
    "dalakas-1993": ("15 patients", "8 began", "2 g/kg monthly x 3", "< .018", "< .035", "12 ever treated", "0 of 11"),
    "lim-2020": ("20 patients", "2 g/kg, then 1 g/kg x 2", "8/19 (42 %)", "9 weeks"),
    "efns-2008": ("second-line",),
    "bsr-2022": ("0.5 to 1 mg/kg a day", "dysphagia"),
    "acr-chest-2023": ("35 recommendations, 2 of them strong", "does not address myositis without"),
    "ontario-ig": ("2 g/kg over 2 days monthly for 3 to 6 months", "about 2 years"),
    "eular-acr-2017": ("probable from 5.5, definite from 7.5", "probable from 6.7, definite from 8.7"),
    "tis-2016": ("0 to 100", "minimal improvement from 20, moderate from 40, major from 60"),
    # rituximab
    "label-rituximab-ra": (
        "Two 1,000 mg infusions 2 weeks apart",
        "every 24 weeks",
        "not sooner than 16 weeks",
        "100 mg",
    ),
    "label-rituximab-gpa-mpa": ("375 mg/m2 weekly x 4", "500 mg x 2 two weeks apart", "500 mg every 6 months"),
    "label-rituximab-pemphigus": (
        "1,000 mg x 2 two weeks apart",
        "500 mg at month 12",
        "1,000 mg for relapse",
        "16 weeks",
    ),
    "label-rituximab-nhl-cll": ("375 mg/m2", "every 8 weeks x 12", "500 mg/m2", "every 28 days"),
    "label-rituximab-not-sle": ("lupus", "not among the labelled indications"),
    "label-rituximab-boxed": ("Four boxed warnings", "about 80 %", "hepatitis B", "progressive multifocal"),
    "explorer-2010": ("257 patients", "2:1", "days 1, 15, 168 and 182", "no difference in primary or secondary"),
    "lunar-2012": ("144 patients", "days 1, 15, 168 and 182", "56.9 % v 45.8 % (P = .18)", "0 v 8"),
    "eular-sle-2023": ("refractory disease", "5 mg a day or less"),
    "acr-ln-2024": ("28 graded recommendations, 7 strong",),
    # other costly drugs, the labels
    "label-natalizumab-ms": ("300 mg intravenously every 4 weeks", "only treatment"),
    "label-natalizumab-crohns": ("300 mg every 4 weeks", "12 weeks"),
    "label-natalizumab-boxed": (
        "progressive multifocal leukoencephalopathy",
        "JC virus",
        "earlier immunosuppressants",
        "TOUCH",
    ),
    "label-ocrelizumab-ms": (
        "300 mg intravenously and 300 mg two weeks later",
        "600 mg every 6 months",
        "20 weeks apart",
    ),
    "label-ocrelizumab-before-first-dose": ("hepatitis B", "immunoglobulins", "at least 4 weeks", "2 weeks before"),
    "label-eculizumab-pnh": (
        "600 mg intravenously every week for 4 weeks",
        "900 mg a week later",
        "900 mg every 2 weeks",
    ),
    "label-eculizumab-other": (
        "900 mg intravenously every week for 4 weeks",
        "1,200 mg a week later",
        "1,200 mg every 2 weeks",
    ),
    "label-ravulizumab": ("2,400 then 3,000 mg", "2,700 then 3,300 mg", "3,000 then 3,600 mg", "every 8 weeks"),
    "label-c5-boxed": ("meningococcal", "A, C, W, Y and B", "2 weeks before the first dose", "REMS"),
    "label-denosumab-60": ("60 mg subcutaneously every 6 months",),
    "label-denosumab-60-boxed": ("hypocalcemia", "advanced kidney disease", "60 mg product only"),
    "label-denosumab-120": ("120 mg subcutaneously every 4 weeks", "days 8 and 15 of the first month"),
    "label-pegfilgrastim": (
        "6 mg",
        "once in each chemotherapy cycle",
        "14 days before to 24 hours after",
        "Not for mobilization",
    ),
    "label-pegfilgrastim-warnings": ("spleen", "acute respiratory distress syndrome", "sickle cell"),
    "label-botulinum-migraine": ("155 units", "every 12 weeks"),
    "label-botulinum-doses": ("1.25 to 2.5 units a site", "200 units in 30 days", "50 units in each axilla"),
    "label-botulinum-bladder": ("100 units", "200 units", "12 weeks"),
    "mainritsan-2014": ("6 of 56 (10.7 %) v 24 of 53 (45.3 %)",),
    "label-semaglutide-obesity": ("0.25, 0.5, 1 and 1.7 mg a week for 4 weeks each", "2.4 mg a week"),
    "label-semaglutide-72-obesity": ("7.2 mg by injection once a week", "adults"),
    "oasis-4-2025": ("205 semaglutide, 102 placebo", "-13.6 % v -2.2 %", "-16.6 % v -2.7 %"),
    "gajdos-2005": ("173 patients", "15.49 points", "19.33 (15.82-22.85)", "3.84 (-1.03 to 8.71, P=.12)"),
    "label-denosumab-60-contraindications": ("hypocalcemia", "pregnancy", "hypersensitivity"),
    "label-glp1-boxed": ("C-cell", "medullary thyroid carcinoma", "multiple endocrine neoplasia type 2"),
}
# record -> what it must never say
NEVER: dict[str, tuple[str, ...]] = {
    "proderm-2022": ("78.95",),
    "efns-2008": ("Class I recommendation", "level A"),
    "dalakas-1993": ("12 of 15",),
    "label-rituximab-ra": ("not standard",),
}
# record -> the direction of its finding; a trial that missed its end point is never support
DIRECTION = {
    "proderm-2022": "supports",
    "explorer-2010": "contradicts",
    "lunar-2012": "contradicts",
    "aan-botulinum-2016-episodic": "contradicts",
    "relkin-2017": "contradicts",
    "geerts-2021": "contradicts",
    "amagai-2017": "mixed",
    "bliss-ln-2020": "supports",
    "bliss-ln-subgroups-2023": "mixed",
}
# record -> amount of the regimen in 28 days
DOSES = {
    "proderm-2022": ("2", "2", "g/kg"),
    "dalakas-1993": ("2", "2", "g/kg"),
    "explorer-2010": ("2000", "2000", "mg"),
    "lunar-2012": ("2000", "2000", "mg"),
    "relkin-2017": ("0.4", "0.8", "g/kg"),
    "geerts-2021": ("1", "3", "g/kg"),
    "amagai-2009": ("1", "2", "g/kg"),
    "ritazarem-2023": ("1000", "1000", "mg"),
    "label-gammagard-pi": ("0.3", "0.8", "g/kg"),
    "label-gammagard-cidp": ("1", "3", "g/kg"),
    "ice-2008": ("1", "3", "g/kg"),
    "champion-mg-2022": ("3000", "6600", "mg"),
    "label-liraglutide-obesity": ("42", "84", "mg"),
    "label-tirzepatide-obesity": ("10", "60", "mg"),
    "label-semaglutide-72-obesity": ("28.8", "28.8", "mg"),
}


def words(reference: Reference) -> str:
    """All that a record tells of its source."""
    r = reference
    return " | ".join((r.population, r.severity, r.n, r.design, r.intervention, r.effect, r.statement))


@pytest.mark.parametrize("id", sorted(SAYS))
def test_the_figures_of_the_source_stand_in_the_record(id: str) -> None:
    told = words(knowledge().references[id])
    assert [figure for figure in SAYS[id] if figure not in told] == []


@pytest.mark.parametrize("id", sorted(NEVER))
def test_figures_known_to_be_wrong_stand_nowhere(id: str) -> None:
    told = words(knowledge().references[id])
    assert [figure for figure in NEVER[id] if figure.casefold() in told.casefold()] == []


@pytest.mark.parametrize("id", sorted(DIRECTION))
def test_a_missed_end_point_is_not_called_support(id: str) -> None:
    assert knowledge().references[id].direction == DIRECTION[id]


@pytest.mark.parametrize("id", sorted(DOSES))
def test_the_dose_studied_is_the_one_of_the_source(id: str) -> None:
    reference = knowledge().references[id]
    low, high, unit = DOSES[id]
    assert reference.per_28_days_low is not None
    assert reference.per_28_days_high is not None
    assert (Fraction(reference.per_28_days_low), Fraction(reference.per_28_days_high)) == (
        Fraction(low),
        Fraction(high),
    )
    assert reference.dose_unit == unit


def test_what_was_not_read_is_not_claimed() -> None:
    """A guideline whose clause on the drug was not read carries no grade for it."""
    for reference in knowledge().references.values():
        if re.search(r"\bnot (?:in the part )?read\b", reference.statement) and reference.kind == "guideline":
            tally = reference.grade[:1].isdigit()  # so many strong, so many conditional
            assert reference.grade == "" or tally or reference.names_drug, reference.id


def test_a_level_of_recommendation_names_its_system() -> None:
    for reference in knowledge().references.values():
        assert bool(reference.grade) == bool(reference.grade_system), reference.id


def test_percentages_given_beside_counts_follow_from_them() -> None:
    """ "37/47 = 78.7 %" and "8/19 (42 %)" in an effect must be sums that work out."""
    counted = re.compile(r"(\d+)/(\d+) (?:= |\()(\d+(?:\.\d+)?) %")
    seen = 0
    for reference in knowledge().references.values():
        for some, all_, percent in counted.findall(reference.effect):
            seen += 1
            places = len(percent.partition(".")[2])
            exact = Fraction(int(some) * 100, int(all_))
            # papers round, and some of them cut (10/35 printed as 28.5 %)
            assert abs(exact - Fraction(percent)) < Fraction(1, 10**places), (reference.id, some, all_)
    assert seen >= 3
