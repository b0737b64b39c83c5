"""Orders as labels write them are never called above the label; twice the dose is."""

from __future__ import annotations

import pytest

from mednec.model.words import DoseVerdict
from tests.dosing.checked import body, checked, labels

WITHIN, ABOVE = DoseVerdict.WITHIN, DoseVerdict.ABOVE_LABEL

RRMS, PPMS = "relapsing-remitting-multiple-sclerosis", "primary-progressive-multiple-sclerosis"
PNH, AHUS = "paroxysmal-nocturnal-hemoglobinuria", "atypical-hemolytic-uremic-syndrome"
NMOSD, GCT = "neuromyelitis-optica-spectrum-disorder", "giant-cell-tumor-of-bone"

LABELLED = [
    ("natalizumab", "300 mg IV every 4 weeks", RRMS),
    ("natalizumab", "300 mg IV every 4 weeks", "crohns-disease"),
    ("ocrelizumab", "300 mg IV on day 1 and day 15, then 600 mg IV every 6 months", PPMS),
    ("ocrelizumab", "600 mg IV every 6 months", RRMS),
    ("ocrelizumab", "600 mg IV every 24 weeks", RRMS),
    ("eculizumab", "600 mg IV weekly x 4 doses, then 900 mg IV every 2 weeks", PNH),
    ("eculizumab", "900 mg IV every 2 weeks", PNH),
    ("eculizumab", "900 mg IV weekly x 4 doses, then 1200 mg IV every 2 weeks", AHUS),
    ("eculizumab", "1200 mg IV every 2 weeks", NMOSD),
    ("ravulizumab", "3300 mg IV every 8 weeks", "myasthenia-gravis"),
    ("ravulizumab", "2700 mg IV once", PNH),
    ("denosumab", "60 mg SC every 6 months", "osteoporosis"),
    ("denosumab", "120 mg SC every 4 weeks", "bone-metastases"),
    ("denosumab", "120 mg SC every 4 weeks", GCT),
    ("pegfilgrastim", "6 mg SC every 21 days x 4 doses", "febrile-neutropenia"),
    ("pegfilgrastim", "6 mg SC every 14 days x 4 doses", "neutropenia-from-chemotherapy"),
    ("onabotulinumtoxina", "155 units IM every 12 weeks", "chronic-migraine"),
    ("onabotulinumtoxina", "100 units intradetrusor every 24 weeks", "overactive-bladder"),
    ("semaglutide", "2.4 mg SC weekly", "obesity"),
    ("semaglutide", "7.2 mg SC weekly", "overweight"),
    ("semaglutide", "25 mg PO daily", "obesity"),
    ("semaglutide", "14 mg PO daily", "type-2-diabetes"),
    ("liraglutide", "3 mg SC daily", "obesity"),
    ("tirzepatide", "15 mg SC weekly", "obesity"),
    ("belimumab", "200 mg SC weekly", "sle"),
]

TOO_MUCH = [
    ("natalizumab", "600 mg IV every 4 weeks", RRMS),
    ("ocrelizumab", "1200 mg IV every 6 months", RRMS),
    ("eculizumab", "1800 mg IV every 2 weeks", PNH),
    ("denosumab", "120 mg SC every 6 months", "osteoporosis"),
    ("denosumab", "60 mg SC every 3 months", "osteoporosis"),
    ("denosumab", "240 mg SC every 4 weeks", "bone-metastases"),
    ("pegfilgrastim", "12 mg SC every 21 days x 4 doses", "febrile-neutropenia"),
    ("onabotulinumtoxina", "310 units IM every 12 weeks", "chronic-migraine"),
    ("onabotulinumtoxina", "155 units IM every 8 weeks", "chronic-migraine"),
    ("onabotulinumtoxina", "200 units intradetrusor every 24 weeks", "overactive-bladder"),
    ("liraglutide", "6 mg SC daily", "obesity"),
    ("tirzepatide", "30 mg SC weekly", "obesity"),
]


@pytest.mark.parametrize(("drug", "regimen", "disease"), LABELLED)
def test_an_order_as_the_label_writes_it(drug: str, regimen: str, disease: str) -> None:
    check = checked(regimen, drug, diseases=(disease,), last="2027-05-10")
    assert check.verdict is WITHIN, labels(check)


@pytest.mark.parametrize(("drug", "regimen", "disease"), TOO_MUCH)
def test_an_order_above_it(drug: str, regimen: str, disease: str) -> None:
    check = checked(regimen, drug, diseases=(disease,), last="2027-05-10")
    assert check.verdict is ABOVE, labels(check)


GLOBULIN = [
    # 70 kg: 42 g = 0.6 g/kg every 3 weeks, 56 g = 0.8 g/kg every 3 weeks, 70 g = 1 g/kg
    ("42 g IV every 3 weeks", "Gammagard Liquid", "J1569", "primary-immunodeficiency", WITHIN),
    ("84 g IV every 3 weeks", "Gammagard Liquid", "J1569", "primary-immunodeficiency", ABOVE),
    ("56 g IV every 3 weeks", "Privigen", "J1459", "primary-immunodeficiency", WITHIN),
    ("70 g IV every 3 weeks", "Privigen", "J1459", "primary-immunodeficiency", ABOVE),
    ("70 g IV every 3 weeks", "Privigen", "J1459", "cidp", WITHIN),
    ("2 g/kg IV over 5 days, then 1 g/kg IV every 3 weeks", "Gammagard Liquid", "J1569", "cidp", WITHIN),
    ("140 g IV every 3 weeks", "Gammagard Liquid", "J1569", "cidp", ABOVE),
    ("70 g IV every 3 weeks", "Gamunex-C", "J1561", "cidp", WITHIN),
    ("2 g/kg IV over 4 days, then 1 g/kg IV every 3 weeks", "Gammaked", "J1561", "cidp", WITHIN),
    ("140 g IV every 3 weeks", "Gamunex-C", "J1561", "cidp", ABOVE),
    ("56 g IV every 3 weeks", "Bivigam", "J1556", "primary-immunodeficiency", WITHIN),
    ("42 g IV every 4 weeks", "Octagam 5%", "J1568", "primary-immunodeficiency", WITHIN),
    ("70 g IV every 4 weeks", "Octagam 5%", "J1568", "primary-immunodeficiency", ABOVE),
    ("70 g IV on Day 1 and 2", "Privigen", "J1459", "itp", WITHIN),
    ("140 g IV on Day 1 and 2", "Privigen", "J1459", "itp", ABOVE),
]


@pytest.mark.parametrize(("regimen", "brand", "code", "disease", "verdict"), GLOBULIN)
def test_immune_globulin_by_the_label_of_its_product(
    regimen: str, brand: str, code: str, disease: str, verdict: DoseVerdict
) -> None:
    check = checked(regimen, "immune-globulin-iv", body("70"), brand=brand, hcpcs=code, diseases=(disease,))
    assert check.verdict is verdict, labels(check)
