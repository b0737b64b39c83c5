"""What of a record is not used, and that it is told."""

from __future__ import annotations

import base64
import json

import pytest

from mednec.interop import read_fhir
from mednec.model.sheet import About
from tests.interop.made import ADA, BEA, Resource, body, bundle, coded, doubted, made, observed, quantity, read, told

OMALIZUMAB = {"medicationCodeableConcept": {"text": "omalizumab"}}
VALUE = {"valueQuantity": quantity(412, "kU/L")}
LEFT_OUT: list[tuple[str, Resource, str]] = [
    (
        "entered in error",
        observed("x", "IgE", status="entered-in-error", **VALUE),
        "Observation/x is not used: its status is entered-in-error",
    ),
    ("cancelled", observed("x", "IgE", status="cancelled", **VALUE), "its status is cancelled"),
    ("unknown status", observed("x", "IgE", status="unknown", **VALUE), "its status is unknown"),
    ("a status that is none", observed("x", "IgE", status="finally", **VALUE), "its status is finally"),
    ("without a value", observed("x", "IgE"), "neither a value nor a reason why there is none"),
    ("refuted", made("Condition", "x", verificationStatus=coded("refuted"), code={"text": "Asthma"}), "is refuted"),
    (
        "a condition entered in error",
        made("Condition", "x", verificationStatus=coded("entered-in-error"), code={"text": "Asthma"}),
        "entered-in-error",
    ),
    ("without a name", made("Condition", "x", recordedDate="2020-01-02"), "it names no condition"),
    (
        "a draft",
        made("MedicationRequest", "x", status="draft", intent="order", **OMALIZUMAB),
        "its status is draft",
    ),
    (
        "a medication statement entered in error",
        made("MedicationStatement", "x", status="entered-in-error", **OMALIZUMAB),
        "its status is entered-in-error",
    ),
    (
        "a note superseded",
        made("DocumentReference", "x", status="superseded", content=[{"attachment": {"contentType": "text/plain"}}]),
        "its status is superseded",
    ),
    (
        "a modifier extension",
        observed("x", "IgE", **VALUE, modifierExtension=[{"url": "http://example.org/not", "valueBoolean": True}]),
        "a modifier extension that is not understood",
    ),
    (
        "a modifier extension inside",
        made(
            "MedicationStatement",
            "x",
            status="active",
            **OMALIZUMAB,
            dosage=[{"text": "300 mg", "modifierExtension": [{"url": "http://example.org/not", "valueBoolean": True}]}],
        ),
        "a modifier extension that is not understood",
    ),
    (
        "implicit rules",
        observed("x", "IgE", **VALUE, implicitRules="http://example.org/rules"),
        "implicit rules that are not understood",
    ),
    (
        "not valid",
        observed("x", "IgE", effectiveDateTime="2026-13-45", **VALUE),
        "not valid FHIR at Observation.effectiveDateTime",
    ),
    ("two values", observed("x", "IgE", valueString="high", **VALUE), "not valid FHIR at Observation"),
    ("an element nobody knows", observed("x", "IgE", bogus=1, **VALUE), "not valid FHIR at Observation.bogus"),
    ("a type nobody reads", {"resourceType": "Claim", "id": "x"}, "Claim: 1 not read"),
    ("a type that is none", {"resourceType": "Nonsense", "id": "x"}, "Nonsense: 1 not read"),
]


@pytest.mark.parametrize(("resource", "says"), [r[1:] for r in LEFT_OUT], ids=[r[0] for r in LEFT_OUT])
def test_it_is_left_out_and_told_and_the_rest_is_read(resource: Resource, says: str) -> None:
    kept = observed("kept", "CRP", valueString="normal")
    record = read(kept, resource)
    assert record.papers == read(kept).papers
    [remark] = record.remarks
    assert says in remark.says
    assert (remark.about, remark.file) == (About.RECORD, "record.json")


def _of(resource: Resource, patient: str) -> Resource:
    return {**resource, "subject": {"reference": patient}}


def test_each_patient_has_papers_of_its_own() -> None:
    ada, bea = observed("a", "CRP", valueString="normal"), _of(observed("b", "CRP", valueString="high"), "Patient/bea")
    record = read(BEA, bea, ada)
    assert [p.title for p in record.papers] == [
        "laboratory results (Marlow, Bea)",
        "laboratory results (Quill, Ada B)",
    ]
    first, second = (p.sheets[0].text for p in record.papers)
    assert "Patient: Marlow, Bea    DOB: 1951-11-30" in first
    assert "normal" not in first
    assert "Patient: Quill, Ada B    DOB: 1980-02-01" in second
    assert "high" not in second


def test_an_entry_of_nobody_among_several_is_not_used() -> None:
    stray = observed("s", "CRP", valueString="high")
    del stray["subject"]
    assert body(read(stray)) == ["2026-03-02 CRP: high"]  # with one patient it can be nobody else's
    record = read(BEA, stray)
    assert body(record) == []
    assert "Observation/s is not used: it names no patient, and the record holds several" in told(record)


def test_a_patient_nobody_can_tell_from_another_has_no_papers() -> None:
    nameless: Resource = {"resourceType": "Patient", "id": "x"}
    entry = _of(observed("s", "CRP", valueString="high"), "Patient/x")
    assert body(read(entry, patient=nameless)) == ["2026-03-02 CRP: high"]
    record = read(nameless, entry)
    assert body(record) == []
    assert "its subject Patient/x has neither name nor birth date" in told(record)


def test_an_entry_of_somebody_who_is_not_in_the_record_is_not_used() -> None:
    record = read(_of(observed("s", "CRP", valueString="high"), "Patient/zoe"))
    assert body(record) == []
    assert "its subject Patient/zoe is not a patient of this record" in told(record)


def test_without_patients_only_one_subject_can_be_meant() -> None:
    ada, zoe = observed("a", "CRP", valueString="low"), _of(observed("z", "CRP", valueString="high"), "Patient/zoe")
    assert body(read(ada, patient=None)) == ["2026-03-02 CRP: low"]
    assert body(read(ada, zoe, patient=None)) == []


def test_an_entry_on_a_group_or_a_device_is_not_the_patients() -> None:
    group: Resource = {"resourceType": "Group", "id": "ward", "type": "person", "actual": True}
    record = read(group, _of(observed("g", "CRP", valueString="high"), "Group/ward"))
    assert body(record) == []


@pytest.mark.parametrize(
    "reference",
    ["Patient/ada", "http://example.org/fhir/Patient/ada", "Patient/ada/_history/2"],
)
def test_a_subject_is_found_however_it_is_referred_to(reference: str) -> None:
    record = read(BEA, _of(observed("a", "CRP", valueString="low"), reference))
    assert "Patient: Quill, Ada B" in record.papers[0].sheets[0].text


def _entry(url: str, resource: Resource) -> Resource:
    return {"fullUrl": url, "resource": resource}


def test_full_addresses_are_followed() -> None:
    patient = {k: v for k, v in ADA.items() if k != "id"}
    entries = [_entry("urn:uuid:1", patient), _entry("urn:uuid:2", BEA)]
    entries.append(_entry("urn:uuid:3", _of(observed("a", "CRP", valueString="low"), "urn:uuid:1")))
    content = json.dumps({"resourceType": "Bundle", "type": "document", "entry": entries}).encode()
    [paper] = read_fhir(content, file="record.json").papers
    assert "Patient: Quill, Ada B" in paper.sheets[0].text


def test_the_same_id_on_two_servers_is_two_patients() -> None:
    one, two = "https://one.example.org/", "https://two.example.org/"
    entries = [_entry(f"{one}Patient/ada", ADA), _entry(f"{two}Patient/ada", {**BEA, "id": "ada"})]
    entries.append(_entry(f"{two}Observation/a", observed("a", "CRP", valueString="low")))
    content = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    [paper] = read_fhir(content, file="record.json").papers
    assert "Patient: Marlow, Bea" in paper.sheets[0].text


def test_of_two_versions_the_later_counts() -> None:
    old = observed("a", "CRP", valueString="low", meta={"versionId": "9"})
    new = observed("a", "CRP", valueString="high", meta={"versionId": "10"})
    assert read(old, new) == read(new, old)
    assert body(read(old, new)) == ["2026-03-02 CRP: high"]
    assert "Observation/a came in several versions; the latest is used" in told(read(old, new))
    assert told(read(old, old)) == ""


def test_a_result_withdrawn_in_its_later_version_is_gone() -> None:
    old = observed("a", "CRP", valueString="low", meta={"versionId": "1"})
    new = observed("a", "CRP", valueString="low", status="entered-in-error", meta={"versionId": "2"})
    assert body(read(old, new)) == []


def _document(**attachment: object) -> Resource:
    return made("DocumentReference", "d", status="current", type={"text": "Progress note"}, date="2026-03-02T10:00:00Z",
                content=[{"attachment": attachment}])  # fmt: skip


def test_a_note_in_plain_text_becomes_a_paper() -> None:
    data = base64.b64encode(b"Seen today.\r\nWt 58.1 kg.").decode()
    [paper] = read(_document(contentType="text/plain", data=data)).papers
    [sheet] = paper.sheets
    assert sheet.text.startswith("CLINIC NOTE (electronic record): Progress note\nPatient: Quill, Ada B")
    assert "Seen today.\nWt 58.1 kg." in sheet.text
    at = sheet.text.index("Wt")
    assert [r.to for r in sheet.references if r.start <= at < r.end] == ["DocumentReference/d"]


def test_a_file_of_another_sort_is_an_attachment_with_a_name_of_its_own() -> None:
    record = read(_document(contentType="application/pdf", title="../../note", data=base64.b64encode(b"%PDF").decode()))
    [attachment] = record.attachments
    assert (attachment.name, attachment.content_type, attachment.content) == (
        "_.._note.pdf",
        "application/pdf",
        b"%PDF",
    )
    assert (attachment.reference, attachment.patient) == ("DocumentReference/d", "Quill, Ada B 1980-02-01")


def test_a_file_kept_elsewhere_is_told_and_never_fetched() -> None:
    record = read(_document(contentType="text/plain", url="https://example.org/note.txt"))
    assert record.papers == ()
    assert record.attachments == ()
    assert "kept elsewhere and was not fetched: https://example.org/note.txt" in told(record)


def test_a_file_in_the_record_itself_is_found() -> None:
    held: Resource = {"resourceType": "Binary", "id": "n", "contentType": "text/plain", "data": "U2VlbiB0b2RheS4="}
    record = read(held, _document(url="Binary/n"))
    assert "Seen today." in record.papers[0].sheets[0].text


def test_a_single_resource_is_a_record() -> None:
    record = read_fhir(json.dumps(observed("a", "CRP", valueString="low")).encode(), file="record.json")
    assert body(record) == ["2026-03-02 CRP: low"]
    assert read_fhir(json.dumps(ADA).encode(), file="record.json").papers == ()


def test_a_bundle_inside_a_bundle_is_read() -> None:
    inner = json.loads(bundle(observed("a", "CRP", valueString="low")))
    assert body(read(inner, patient=None)) == ["2026-03-02 CRP: low"]


def test_references_in_a_circle_end() -> None:
    a = made(
        "DiagnosticReport", "a", status="final", code={"text": "Panel"}, result=[{"reference": "DiagnosticReport/a"}]
    )
    round_about: Resource = {"resourceType": "Patient", "id": "p", "link": [
        {"other": {"reference": "Patient/p"}, "type": "seealso"}]}  # fmt: skip
    assert body(read(a, round_about)) == []


def test_a_panel_is_no_loss_for_its_members_are_read() -> None:
    panel = observed("panel", "Panel", hasMember=[{"reference": "Observation/a"}])
    record = read(panel, observed("a", "CRP", valueString="low"))
    assert body(record) == ["2026-03-02 CRP: low"]
    assert record.remarks == ()


def test_results_that_stand_only_inside_a_report_are_read_with_its_doubt() -> None:
    inside = {k: v for k, v in observed("crp", "CRP", valueString="low").items() if k != "subject"}
    fields = {"code": {"text": "Panel"}, "contained": [inside], "result": [{"reference": "#crp"}]}
    [paper] = read(made("DiagnosticReport", "r", status="final", **fields)).papers
    [sheet] = paper.sheets
    assert sheet.references[-1].to == "DiagnosticReport/r#crp"
    assert doubted(read(made("DiagnosticReport", "r", status="final", **fields))) == []
    assert doubted(read(made("DiagnosticReport", "r", status="preliminary", **fields))) == [("CRP: low", "uncertain")]


def test_the_author_of_a_note_is_named_where_the_record_holds_him() -> None:
    author: Resource = {"resourceType": "Practitioner", "id": "i", "name": [{"family": "Marlow", "given": ["Ines"]}]}
    data = base64.b64encode(b"Seen today.").decode()
    note = {**_document(contentType="text/plain", data=data), "author": [{"reference": "Practitioner/i"}]}
    assert "Date: 2026-03-02\nAuthor: Marlow, Ines\n" in read(author, note).papers[0].sheets[0].text


def test_a_note_that_is_not_final_is_in_doubt() -> None:
    data = base64.b64encode(b"Seen today.").decode()
    note = {**_document(contentType="text/plain", data=data), "docStatus": "preliminary"}
    assert doubted(read(note)) == [("Seen today.", "uncertain")]


@pytest.mark.parametrize("data", ["not base64!", "QQ=", "\u00e9"])
def test_a_file_that_is_no_base64_is_told(data: str) -> None:
    record = read(_document(contentType="text/plain", data=data))
    assert record.papers == ()
    assert told(record)


@pytest.mark.parametrize(
    "fields",
    [{"id": "lab_7"}, {"id": "x" * 90}, {"text": {"status": "generated", "div": "<div>"}}, {"meta": {"tag": 7}}],
)
def test_faults_beside_what_is_read_cost_no_result(fields: Resource) -> None:
    record = read({**observed("a", "CRP", valueString="low"), **fields})
    assert body(record) == ["2026-03-02 CRP: low"]
