"""Forms of many styles are read field by field; silence stays silence, and what cannot be so is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from mednec.chart.header import read_header
from mednec.errors import RequestError
from mednec.intake.request import read_request
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.request import FieldRead
from mednec.model.sheet import Doubt
from mednec.packet.form.request import RequestRead, read_request_from
from tests.shipped import library

TEXTS = Path(__file__).with_name("test_form_texts.yaml")
FORMS: Mapping[str, Any] = {f["name"]: f for f in yaml.safe_load(TEXTS.read_text(encoding="utf-8"))["forms"]}


def headers(*documents: SourceDocument) -> Sequence[DocumentHeader]:
    lib = library()
    return [
        read_header(d, patient=None, kinds=lib.language.document_kinds, lexicon=lib.lexicon, as_of=None)
        for d in documents
    ]


def read(*texts: str, names: Sequence[str] = ()) -> RequestRead:
    given = names or [f"{i:02}_pa_form.txt" for i in range(len(texts))]
    documents = [SourceDocument(name=n, text=t) for n, t in zip(given, texts, strict=True)]
    return read_request_from(headers(*documents), library(), case="CASE-1", policy=None)


def values(found: RequestRead) -> dict[str, str]:
    return {f.path: f.value for f in found.fields}


def field(found: RequestRead, path: str) -> FieldRead:
    return next(f for f in found.fields if f.path == path)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_each_form_is_read_as_a_reader_would(name: str) -> None:
    form = FORMS[name]
    found = values(read(form["text"]))
    wrong = {p: (v, found.get(p)) for p, v in form["says"].items() if found.get(p) != v}
    assert not wrong


@pytest.mark.parametrize("name", sorted(FORMS))
def test_each_field_has_its_place_or_the_reason_why_not(name: str, tmp_path: Path) -> None:
    found = read(FORMS[name]["text"])
    paths = [f.path for f in found.fields]
    assert len(paths) == len(set(paths))
    assert all(f.at is not None or f.why for f in found.fields)
    (tmp_path / "request.yaml").write_text(found.yaml, encoding="utf-8")
    request = read_request(tmp_path / "request.yaml")
    assert request.id == "CASE-1"
    leaves = {p for p in request.places if not any(q.startswith(f"{p}.") for q in request.places)}
    assert {p for p in leaves if ".diagnosis_codes." not in p} <= set(paths)


FORM = """HILLTOP MUTUAL HEALTH PLAN    PRIOR AUTHORIZATION FORM
Date: 03/02/2026
Patient: Nora Elwood     DOB: 02/03/1970     Member ID: HM-100200
Prescriber: Abel Quist, MD, Neurology     NPI: 1234567893
Drug: Ocrevus (ocrelizumab)     HCPCS: J2350     Units: 1200
Directions: 600 mg IV every 6 months     ICD-10: G35.A
Dates of service: 04/01/2026 - 03/31/2027
"""


def test_what_fails_its_check_is_kept_and_told() -> None:
    found = read(FORM.replace("1234567893", "1234567890").replace("J2350", "2350X").replace("G35.A", "G35.QQ"))
    npi, code, diagnosis = (field(found, p) for p in ("requester.npi", "lines.0.hcpcs", "lines.0.diagnosis_codes"))
    assert (npi.value, code.value, diagnosis.value) == ("1234567890", "2350X", "G35.QQ")
    assert "check digit" in npi.why
    assert "shape" in code.why
    assert "no such ICD-10-CM code" in diagnosis.why
    assert npi.at is not None
    assert npi.at.quote == "1234567890"


def test_two_values_of_one_field_are_told() -> None:
    found = field(read(FORM + "\nPatient date of birth: 02/03/1971\n"), "patient.birth_date")
    assert found.value == "1970-02-03"
    assert "1971-02-03" in found.why


def test_digits_hard_to_read_on_a_scan_are_told() -> None:
    at = FORM.index("1200")
    document = SourceDocument(
        name="form.pdf", text=FORM, doubts=(Doubt(start=at, end=at + 4, why="hard to read on the scan"),)
    )
    found = read_request_from(headers(document), library(), case="C", policy=None)
    assert field(found, "lines.0.units").why == "hard to read on the scan; check"
    assert field(found, "lines.0.hcpcs").why == ""


def test_what_the_form_does_not_say_is_neutral_and_told() -> None:
    bare = "PRIOR AUTHORIZATION REQUEST FORM\nPatient: Nora Elwood   DOB: 02/03/1970\nDrug: Ocrevus\nDate: 03/02/2026\n"
    found = read(bare)
    neutral = {f.path: f.value for f in found.fields if f.at is None}
    assert neutral["lines.0.regimen"] == "not stated"
    assert neutral["lines.0.units"] == neutral["lines.0.hcpcs"] == neutral["requester.npi"] == ""
    assert neutral["request_type"] == "initial"
    assert neutral["lines.0.from"] == "2026-03-02"
    assert neutral["payer"] == "not stated"


BLANK = """HILLTOP MUTUAL HEALTH PLAN    PRIOR AUTHORIZATION REQUEST FORM
Authorizations are approved for up to 12 months. Continuation requests need notes.
Member Name: Nora Elwood      DOB: 02/03/1970     Member ID: ______
Sex: [ ] M [ ] F     Prescriber: ____________  NPI: __________  Specialty: ________
Drug: Ocrevus   HCPCS: ______   Units: ______
Directions: ______________
Start date: ____  End date: ____
Site of care: [ ] home [ ] office [ ] hospital
[ ] New start [ ] Continuation     [ ] Standard [ ] Urgent
ICD-10: ______
Phone: 555-010-1234  Fax: 555-010-1235
Date: 03/04/2026
"""


def test_an_answer_left_open_is_no_answer() -> None:
    """Boxes not ticked, rules not written on, and the plan's own small print are no answers."""
    placed = {f.path for f in read(BLANK).fields if f.at is not None}
    assert placed == {"payer", "received", "patient.name", "patient.birth_date", "lines.0.drug", "lines.0.brand"}


def test_the_newest_of_two_forms_is_the_request() -> None:
    later = FORM.replace("03/02/2026", "06/15/2026").replace("Units: 1200", "Units: 600")
    found = read(FORM, later, names=["01_pa_form.txt", "02_appeal_form.txt"])
    assert values(found)["lines.0.units"] == "600"
    assert "01_pa_form.txt" in field(found, "request_type").why


def test_another_patients_form_is_not_the_request() -> None:
    other = FORM.replace("Nora Elwood", "Uriah Stokes").replace("02/03/1970", "11/12/1948").replace("2026", "2027")
    note = "Progress note\nPatient: Nora Elwood   DOB: 02/03/1970\nSeen today for multiple sclerosis.\n"
    found = read(other, FORM, note, names=["01_pa_form.txt", "02_pa_form.txt", "03_note.txt"])
    assert values(found)["patient.name"] == "Nora Elwood"


def test_a_letter_fills_what_the_form_leaves_open() -> None:
    form = FORM.replace("Directions: 600 mg IV every 6 months     ", "").replace("Units: 1200", "Units: ")
    letter = (
        "March 2, 2026\nRE: Nora Elwood   DOB 02/03/1970\nDear Reviewer,\n"
        "I request authorization of Ocrevus 600 mg IV every 6 months, J2350, 1200 units in total.\n"
        "Sincerely,\nAbel Quist, MD\n"
    )
    found = read(form, letter, names=["01_pa_form.txt", "02_letter_of_medical_necessity.txt"])
    order = field(found, "lines.0.regimen")
    assert order.value == "600 mg IV every 6 months"
    assert order.at is not None
    assert order.at.document == "02_letter_of_medical_necessity.txt"
    assert "not on the form" in order.why
    assert values(found)["lines.0.units"] == "1200"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Progress note\nPatient: Nora Elwood   DOB: 02/03/1970\nDoing well.\n", "asks for a drug"),
        (FORM.replace("Patient: Nora Elwood", "Patient:"), "the patient's name"),
        (FORM.replace("DOB: 02/03/1970", "DOB:"), "date of birth"),
    ],
)
def test_what_no_request_can_be_without_is_named(text: str, missing: str) -> None:
    with pytest.raises(RequestError, match=missing):
        read(text)
