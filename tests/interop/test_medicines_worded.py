"""How medicines taken, given and dispensed are worded."""

from __future__ import annotations

import pytest

from tests.interop.made import Resource, body, dosage, doubted, made, quantity, read

PREDNISONE = {"text": "prednisone 10 MG Oral Tablet"}
LINES: list[tuple[str, Resource, str]] = [
    (
        "taken, stopped, with the reason",
        made(
            "MedicationStatement",
            "m",
            status="stopped",
            medicationCodeableConcept=PREDNISONE,
            effectivePeriod={"start": "2025-03-01", "end": "2025-06-15"},
            dosage=[dosage(20, "mg", 1, 1, "d", "oral route")],
            statusReason=[{"text": "lack of effect"}],
        ),
        "2025-06-15 prednisone 20 mg oral once daily, taken from 2025-03-01 to 2025-06-15, stopped,"
        " reason: lack of effect",
    ),
    (
        "taken in tablets of a strength",
        made(
            "MedicationStatement",
            "m",
            status="active",
            medicationCodeableConcept={"text": "prednisone 10 MG Oral Tablet [Deltasone]"},
            effectivePeriod={"start": "2025-03-01"},
            dosage=[dosage(2, "tablet", 1, 1, "d", "Oral route")],
        ),
        "2025-03-01 prednisone (Deltasone) 10 MG Oral Tablet, 2 tablet oral once daily, taken since 2025-03-01, active",
    ),
    (
        "taken as directed",
        made(
            "MedicationStatement",
            "m",
            status="stopped",
            medicationCodeableConcept=PREDNISONE,
            effectivePeriod={"end": "2025-06-15"},
            dosage=[{"text": "Take as directed"}],
        ),
        "2025-06-15 prednisone 10 MG Oral Tablet, Take as directed, taken until 2025-06-15, stopped",
    ),
    (
        "given",
        made(
            "MedicationAdministration",
            "a",
            status="completed",
            medicationCodeableConcept={"text": "omalizumab"},
            effectiveDateTime="2026-03-02",
            dosage={"dose": quantity(300, "mg", "mg"), "route": {"text": "Subcutaneous route"}},
        ),
        "2026-03-02 omalizumab 300 mg subcutaneous, given",
    ),
    (
        "a fill",
        made(
            "MedicationDispense",
            "f",
            status="completed",
            medicationCodeableConcept=PREDNISONE,
            whenHandedOver="2026-03-02",
            quantity=quantity(30, "tablet"),
            daysSupply=quantity(30, "days"),
        ),
        "2026-03-02 prednisone 10 MG Oral Tablet, filled, quantity 30 tablet, 30 days supply",
    ),
]


@pytest.mark.parametrize(("resource", "line"), [r[1:] for r in LINES], ids=[r[0] for r in LINES])
def test_a_medicine_comes_to_this_line(resource: Resource, line: str) -> None:
    record = read(resource)
    assert body(record) == [line]
    assert doubted(record) == []
    assert record.remarks == ()


def test_a_medication_resource_is_found_by_reference_and_inside_the_entry() -> None:
    fields = {"status": "active", "dateAsserted": "2026-03-02"}
    apart: Resource = {"resourceType": "Medication", "id": "mtx", "code": {"text": "methotrexate"}}
    inside: Resource = {"resourceType": "Medication", "id": "aza", "code": {"text": "azathioprine"}}
    record = read(
        apart,
        made("MedicationStatement", "1", **fields, medicationReference={"reference": "Medication/mtx"}),
        made("MedicationStatement", "2", **fields, medicationReference={"reference": "#aza"}, contained=[inside]),
    )
    assert body(record) == ["2026-03-02 methotrexate, active", "2026-03-02 azathioprine, active"]


def test_a_note_names_what_it_is_on() -> None:
    note = [{"text": "Tried for 8 weeks\nwithout relief."}]
    record = read(
        made(
            "MedicationStatement",
            "m",
            status="stopped",
            medicationCodeableConcept=PREDNISONE,
            dateAsserted="2026-03-02",
            note=note,
        )
    )
    assert body(record) == [
        "2026-03-02 prednisone 10 MG Oral Tablet, stopped",
        "2026-03-02 Note on prednisone: Tried for 8 weeks without relief.",
    ]
