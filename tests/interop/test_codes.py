"""Codes and units: told where they cannot be right, printed as they stand."""

from __future__ import annotations

import pytest

from mednec.interop.codes import loinc, snomed
from mednec.interop.quantities import printed, understood
from tests.interop.made import Resource, body, made, observed, quantity, read, told

ICD, LOINC = "http://hl7.org/fhir/sid/icd-10-cm", "http://loinc.org"
SNOMED, RXNORM = "http://snomed.info/sct", "http://www.nlm.nih.gov/research/umls/rxnorm"


def _condition(system: str, code: str, display: str) -> Resource:
    coding = {"system": system, "code": code, "display": display}
    return made("Condition", "c", code={"coding": [coding]}, recordedDate="2024-03-02")


@pytest.mark.parametrize(
    ("system", "code", "display", "says"),
    [
        (ICD, "L50.1", "Idiopathic urticaria", ""),
        (ICD, "L501", "Idiopathic urticaria", ""),
        (ICD, "L50.1", "Fracture of femur", "code L50.1 is displayed as 'Fracture of femur'; ICD-10-CM calls it 'Idio"),
        (ICD, "L99.97", "Idiopathic urticaria", "ICD-10-CM has no code 'L99.97'"),
        (SNOMED, "195967001", "Asthma (disorder)", ""),
        (SNOMED, "195967002", "Asthma (disorder)", "SNOMED CT code '195967002' cannot be one"),
        (SNOMED, "asthma", "Asthma", "SNOMED CT code 'asthma' cannot be one"),
        (LOINC, "19113-0", "IgE", ""),
        (LOINC, "19113-5", "IgE", "LOINC code '19113-5' cannot be one"),
        (RXNORM, "8640", "prednisone", ""),
        (RXNORM, "08640", "prednisone", "RxNorm code '08640' cannot be one"),
        ("urn:oid:1.2.3", "??", "Local", ""),
    ],
)
def test_a_code_that_cannot_be_right_is_told(system: str, code: str, display: str, says: str) -> None:
    record = read(_condition(system, code, display))
    assert (says in told(record)) if says else (told(record) == "")
    assert len(body(record)) == 1


def test_a_code_that_does_not_exist_is_printed_as_it_stands() -> None:
    assert body(read(_condition(ICD, "L99.97", "Something"))) == ["2024-03-02 Something (L99.97)"]


@pytest.mark.parametrize(
    ("unit", "ucum", "says", "line"),
    [
        ("kU/L", "k[IU]/L", "", "412 kU/L"),
        ("", "10*3/uL", "", "412 10*3/uL"),
        ("score", "{score}", "", "412"),
        ("", "1", "", "412"),
        ("%", "%", "", "412%"),
        ("zorps", "zorps/L", "UCUM unit 'zorps/L' is not known", "412 zorps"),
        ("zorps", "", "the unit 'zorps' is not known", "412 zorps"),
        ("mg/dL", "g/L", "the unit reads 'mg/dL' and its code 'g/L'", "412 mg/dL"),
    ],
)
def test_a_unit_nobody_knows_is_told(unit: str, ucum: str, says: str, line: str) -> None:
    record = read(observed("x", "Test", valueQuantity=quantity(412, unit, ucum)))
    assert body(record) == [f"2026-03-02 Test: {line}"]
    assert told(record) == (f"Observation/x: {says}" if says else "")
    assert bool(record.papers[0].sheets[0].doubts) == bool(says)


@pytest.mark.parametrize("code", ["2160-0", "718-7", "29463-7", "8302-2", "39156-5", "72166-2", "777-3"])
def test_published_loinc_codes_pass_their_check(code: str) -> None:
    assert loinc(code)
    assert not loinc(code[:-1] + str((int(code[-1]) + 1) % 10))


@pytest.mark.parametrize("code", ["73211009", "38341003", "716186003", "22298006", "900000000000207008"])
def test_published_snomed_codes_pass_their_check(code: str) -> None:
    assert snomed(code)
    assert not snomed(code[:-1] + str((int(code[-1]) + 1) % 10))
    swapped = code[:-2] + code[-1] + code[-2]
    assert swapped == code or not snomed(swapped)


UNITS = (
    "mg/dL g/dL k[IU]/L [IU]/mL mm[Hg] 10*9/L kg/m2 mL/min U/L ng/mL ug/L Cel [degF] [in_i] /min {score} % mmol/L"
    " mL/min/{1.73_m2} mL/min/1.73.m2 {cells}/uL mg/g{creat} [lb_av] {copies}/mL"
)


@pytest.mark.parametrize("code", UNITS.split())
def test_common_units_are_understood(code: str) -> None:
    assert understood(code), printed(code)
