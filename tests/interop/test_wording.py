"""How entries are worded: the line, and which words of it are in doubt."""

from __future__ import annotations

import json

import pytest

from mednec.interop import read_fhir
from tests.interop.made import Resource, body, bundle, coded, concept, doubted, made, observed, quantity, read

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
PREDNISONE = {"text": "prednisone 10 MG Oral Tablet"}
LINES: list[tuple[str, Resource, str]] = [
    (
        "a value with unit, flag and limits",
        observed(
            "ige",
            "IgE [Units/volume] in Serum or Plasma",
            valueQuantity=quantity(412, "kU/L", "k[IU]/L"),
            interpretation=[coded("H")],
            referenceRange=[{"low": {"value": 0}, "high": quantity(100, "kU/L")}],
        ),
        "2026-03-02 IgE in Serum or Plasma: 412 kU/L H (reference range: 0-100 kU/L)",
    ),
    (
        "a unit told by its code alone",
        observed("w", "Body weight", valueQuantity=quantity(128.5, "", "[lb_av]")),
        "2026-03-02 Body weight: 128.5 lb",
    ),
    (
        "a comparator",
        observed("crp", "CRP", valueQuantity={**quantity(0.5, "mg/dL"), "comparator": "<"}),
        "2026-03-02 CRP: <0.5 mg/dL",
    ),
    (
        "one limit only",
        observed("c4", "C4", valueQuantity=quantity(12, "mg/dL"), referenceRange=[{"low": quantity(15, "mg/dL")}]),
        "2026-03-02 C4: 12 mg/dL (reference range: >=15 mg/dL)",
    ),
    (
        "the short forms of LOINC",
        observed("h", "Hepatitis C virus Ab [Presence] in Serum", valueString="Negative"),
        "2026-03-02 Hepatitis C antibody in Serum: Negative",
    ),
    ("a word", observed("h", "HBsAg", valueCodeableConcept={"text": "Negative"}), "2026-03-02 HBsAg: Negative"),
    (
        "a titre",
        observed("ana", "ANA", valueRatio={"numerator": {"value": 1}, "denominator": {"value": 640}}),
        "2026-03-02 ANA: 1:640",
    ),
    (
        "an interpretation without a value",
        observed("d", "Anti-dsDNA", interpretation=[coded("POS")]),
        "2026-03-02 Anti-dsDNA: Positive",
    ),
    ("a month", observed("m", "CRP", day="2026-03", valueString="normal"), "2026-03 CRP: normal"),
    (
        "a time of day and zone",
        observed("z", "CRP", day="2026-03-02T23:30:00-05:00", valueString="normal"),
        "2026-03-02 CRP: normal",
    ),
    (
        "not done",
        observed("t", "Tryptase", dataAbsentReason=coded("not-performed")),
        "2026-03-02 Tryptase: not done",
    ),
    (
        "no value",
        observed("t", "Tryptase", dataAbsentReason={"text": "asked but unknown"}),
        "2026-03-02 Tryptase: no value (asked but unknown)",
    ),
    (
        "smoking",
        observed(
            "s",
            "Tobacco smoking status",
            category="social-history",
            code=concept("Tobacco smoking status", system="http://loinc.org", code="72166-2"),
            valueCodeableConcept={"text": "Never smoker"},
        ),
        "2026-03-02 Social history: Never smoker",
    ),
    (
        "a condition with its code",
        made(
            "Condition",
            "c",
            clinicalStatus=coded("active"),
            code=concept("Asthma", system=ICD, code="J45.50"),
            recordedDate="2021-03-08",
            onsetDateTime="2020-01-02",
        ),
        "2021-03-08 Asthma (J45.50), active, onset 2020-01-02",
    ),
    (
        "a condition that is over",
        made(
            "Condition",
            "c",
            clinicalStatus=coded("resolved"),
            code={"text": "Asthma"},
            onsetDateTime="2020-01-02",
            abatementDateTime="2023-05-05",
        ),
        "2020-01-02 Asthma, resolved 2023-05-05",
    ),
    (
        "a condition that is over, in words",
        made("Condition", "c", code={"text": "Asthma"}, recordedDate="2020-01-02", abatementString="in childhood"),
        "2020-01-02 Asthma, resolved",
    ),
    (
        "a condition in remission",
        made("Condition", "c", clinicalStatus=coded("remission"), code={"text": "Asthma"}, recordedDate="2021-03-08"),
        "2021-03-08 Asthma, in remission",
    ),
    (
        "a procedure",
        made(
            "Procedure",
            "p",
            status="completed",
            code={"text": "Plasma exchange"},
            performedPeriod={"start": "2026-01-02", "end": "2026-01-09"},
        ),
        "2026-01-09 Plasma exchange, from 2026-01-02 to 2026-01-09, done",
    ),
    (
        "an allergy",
        made(
            "AllergyIntolerance",
            "x",
            code={"text": "penicillin"},
            recordedDate="2020-01-02",
            reaction=[{"manifestation": [{"text": "rash"}], "severity": "moderate"}],
        ),
        "2020-01-02 Allergy: penicillin: rash (moderate)",
    ),
    (
        "no allergy",
        made("AllergyIntolerance", "x", code={"text": "No known drug allergy"}, recordedDate="2020-01-02"),
        "2020-01-02 No known drug allergy",
    ),
    (
        "a vaccine",
        made(
            "Immunization",
            "i",
            status="completed",
            vaccineCode={"text": "pneumococcal"},
            occurrenceDateTime="2025-10-01",
        ),
        "2025-10-01 pneumococcal vaccine, given",
    ),
    (
        "a vaccine named like the illness",
        made(
            "Immunization",
            "i",
            status="completed",
            vaccineCode={"text": "Influenza, seasonal, injectable"},
            occurrenceDateTime="2025-10-01",
        ),
        "2025-10-01 Influenza vaccine, seasonal, injectable, given",
    ),
    (
        "a stay",
        made(
            "Encounter",
            "e",
            status="finished",
            **{"class": {"code": "IMP"}},
            period={"start": "2026-01-02", "end": "2026-01-05"},
        ),
        "2026-01-02 Inpatient stay, from 2026-01-02 to 2026-01-05",
    ),
    (
        "a report",
        made(
            "DiagnosticReport",
            "r",
            status="final",
            category=[coded("RAD")],
            code={"text": "Chest CT"},
            effectiveDateTime="2026-03-02",
            conclusion="No effusion.\nLungs clear.",
        ),
        "2026-03-02 Chest CT: No effusion. Lungs clear.",
    ),
]


@pytest.mark.parametrize(("resource", "line"), [r[1:] for r in LINES], ids=[r[0] for r in LINES])
def test_an_entry_comes_to_this_line(resource: Resource, line: str) -> None:
    record = read(resource)
    assert body(record) == [line]
    assert doubted(record) == []
    assert record.remarks == ()


def test_components_have_lines_of_their_own() -> None:
    parts = [
        {"code": {"text": "Systolic blood pressure"}, "valueQuantity": quantity(120, "mmHg", "mm[Hg]")},
        {"code": {"text": "Diastolic blood pressure"}, "valueQuantity": quantity(80, "mmHg", "mm[Hg]")},
    ]
    record = read(observed("bp", "Blood pressure", category="vital-signs", component=parts))
    assert body(record) == [
        "2026-03-02 Systolic blood pressure: 120 mmHg",
        "2026-03-02 Diastolic blood pressure: 80 mmHg",
    ]


def test_a_paper_opens_with_its_kind_the_patient_and_the_latest_day() -> None:
    record = read(
        observed("a", "CRP", valueString="normal"), observed("b", "CRP", day="2026-02-02", valueString="high")
    )
    assert record.papers[0].sheets[0].text.splitlines()[:4] == [
        "LABORATORY REPORT (electronic record)",
        "Patient: Quill, Ada B    DOB: 1980-02-01",
        "Latest entry: 2026-03-02",
        "",
    ]


def test_what_is_planned_is_not_the_latest_and_an_export_is_told() -> None:
    planned = made("Encounter", "e", status="planned", **{"class": {"code": "AMB"}}, period={"start": "2026-09-09"})
    visit = made("Encounter", "v", status="finished", **{"class": {"code": "AMB"}}, period={"start": "2026-03-09"})
    content = json.loads(bundle(planned, visit)) | {"id": "b", "timestamp": "2026-05-01T10:00:00Z"}
    [paper] = read_fhir(json.dumps(content).encode(), file="record.json").papers
    [sheet] = paper.sheets
    assert sheet.text.splitlines()[2:4] == ["Latest entry: 2026-03-09", "Exported: 2026-05-01"]
    assert [r.to for r in sheet.references[:3]] == ["Patient/ada", "Encounter/v", "Bundle/b"]


def test_entries_without_a_day_have_a_paper_that_lends_them_none() -> None:
    undated = observed("b", "CRP", valueString="high")
    del undated["effectiveDateTime"]
    record = read(observed("a", "CRP", valueString="normal"), undated)
    assert [p.title for p in record.papers] == ["laboratory results", "laboratory results without dates"]
    assert "Latest" not in record.papers[1].sheets[0].text
