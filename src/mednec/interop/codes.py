"""What is wrong with the codes and units of a record. Told only: a code is printed as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rapidfuzz import fuzz

from mednec.interop.elements import Element, Json, walk
from mednec.interop.quantities import UCUM, understood, unit_of
from mednec.model.sheet import About, Remark
from mednec.terminology.icd10cm import Icd10cm, open_icd10cm

ICD10CM = ("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90")
_LOINC, _RXNORM, _SNOMED = "http://loinc.org", "http://www.nlm.nih.gov/research/umls/rxnorm", "http://snomed.info/sct"
_ALIKE = 50  # of 100: below it, a display shares next to nothing with any name of its code
# Verhoeff's check: products of the dihedral group of ten, and what each place from the right turns a digit into
_TIMES = tuple(
    tuple((a + b) % 5 if a < 5 and b < 5 else 5 + (a + b) % 5 if a < 5 else 5 + (a - b) % 5 if b < 5 else (a - b) % 5
          for b in range(10))
    for a in range(10)
)  # fmt: skip
_TURN = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def code_remarks(resources: Iterable[tuple[str, Json]], *, file: str) -> tuple[Remark, ...]:
    """Remarks on codes that do not exist and units nobody knows, each once, in the order of the resources' names."""
    told: dict[str, str] = {}
    diagnoses: dict[tuple[str, str], str] = {}
    for reference, content in resources:
        for found in walk(content):
            element = Element(found)
            system, code = element.text("system"), element.text("code")
            if isinstance(found.get("value"), (int, Decimal)) or system == UCUM:
                _tell(told, _unit_fault(element), reference)
            elif system in ICD10CM and code:
                key = (code, element.text("display"))
                diagnoses[key] = min(diagnoses.get(key, reference), reference)
            elif code:
                _tell(told, _shape_fault(system, code), reference)
    if diagnoses:
        with open_icd10cm() as icd:
            for (code, display), reference in diagnoses.items():
                _tell(told, _diagnosis_fault(icd, code, display), reference)
    remarks = (Remark(about=About.RECORD, says=f"{at}: {says}", file=file) for says, at in told.items())
    return tuple(sorted(remarks, key=lambda r: r.says))


def _tell(told: dict[str, str], says: str, reference: str) -> None:
    if says:
        told[says] = min(told.get(says, reference), reference)


def _unit_fault(quantity: Element) -> str:
    if "value" not in quantity.content or "valueSet" in quantity.content:
        return ""
    code = quantity.text("code") if quantity.text("system") == UCUM else ""
    if code and not understood(code):
        return f"UCUM unit {code!r} is not known"
    return unit_of(quantity)[1]


def _shape_fault(system: str, code: str) -> str:
    if system == _LOINC and not loinc(code):
        return f"LOINC code {code!r} cannot be one: its check digit or form is wrong"
    if system == _SNOMED and not snomed(code):
        return f"SNOMED CT code {code!r} cannot be one: its check digit or form is wrong"
    if system == _RXNORM and not (code.isascii() and code.isdigit() and len(code) <= 8 and code[0] != "0"):
        return f"RxNorm code {code!r} cannot be one: it is a number of up to eight digits"
    return ""


def _diagnosis_fault(icd: Icd10cm, code: str, display: str) -> str:
    known = icd.lookup(code)
    if known is None:
        return f"ICD-10-CM has no code {code!r} in the edition of {icd.edition.label}"
    names = (known.title, *known.inclusion_terms)
    if display and max(fuzz.token_set_ratio(display.casefold(), n.casefold()) for n in names) < _ALIKE:
        return f"code {code} is displayed as {display!r}; ICD-10-CM calls it {known.title!r}"
    return ""


def loinc(code: str) -> bool:
    """Whether a code has the form and check digit of LOINC.

    >>> loinc("19113-0"), loinc("19113-1"), loinc("IgE")
    (True, False, False)
    """
    body, _, check = code.partition("-")
    if not (code.isascii() and body.isdigit() and len(body) <= 7 and check.isdigit() and len(check) == 1):
        return False
    doubled = "".join(str(int(d) * (2 - i % 2)) for i, d in enumerate(reversed(body)))
    return (10 - sum(map(int, doubled)) % 10) % 10 == int(check)


def snomed(code: str) -> bool:
    """Whether a code has the length and check digit of SNOMED CT.

    >>> snomed("195967001"), snomed("195967002")
    (True, False)
    """
    if not (code.isascii() and code.isdigit() and 6 <= len(code) <= 18 and code[0] != "0"):
        return False
    check = 0
    for place, digit in enumerate(reversed(code)):
        turned = int(digit)
        for _ in range(place % 8):
            turned = _TURN[turned]
        check = _TIMES[check][turned]
    return check == 0
