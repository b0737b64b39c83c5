"""Which words of an entry may not be taken as they stand, and what they become."""

from __future__ import annotations

import pytest

from tests.interop.made import Resource, coded, dosage, doubted, made, observed, quantity, read

PREDNISONE = {"text": "prednisone 10 MG Oral Tablet"}
DOUBTS: list[tuple[str, Resource, list[tuple[str, str]]]] = [
    (
        "a preliminary result",
        observed("t", "Tryptase", status="preliminary", valueQuantity=quantity(12.4, "ng/mL")),
        [("Tryptase: 12.4 ng/mL, preliminary, not final", "uncertain")],
    ),
    (
        "a provisional diagnosis",
        made(
            "Condition",
            "c",
            verificationStatus=coded("provisional"),
            code={"text": "Dermatomyositis"},
            recordedDate="2021-03-08",
        ),
        [("Suspected: Dermatomyositis, provisional, not confirmed", "uncertain")],
    ),
    (
        "a condition called active that has ended",
        made(
            "Condition",
            "c",
            clinicalStatus=coded("active"),
            code={"text": "Asthma"},
            recordedDate="2020-01-02",
            abatementDateTime="2022",
        ),
        [("Asthma, active", "uncertain")],
    ),
    (
        "an inactive condition",
        made("Condition", "c", clinicalStatus=coded("inactive"), code={"text": "Migraine"}, recordedDate="2021-03-08"),
        [("History of Migraine, inactive", "historical")],
    ),
    (
        "an order",
        made(
            "MedicationRequest",
            "o",
            status="stopped",
            intent="order",
            medicationCodeableConcept=PREDNISONE,
            authoredOn="2026-03-02",
            statusReason={"text": "no response"},
            reasonCode=[{"text": "asthma"}],
        ),
        [
            (
                "Planned order, no sign that it was taken: prednisone 10 MG Oral Tablet, order stopped: no response."
                " Ordered for: asthma",
                "hypothetical",
            )
        ],
    ),
    (
        "an order for a service",
        made(
            "ServiceRequest",
            "o",
            status="active",
            intent="order",
            code={"text": "Bone marrow biopsy"},
            authoredOn="2026-03-02",
        ),
        [("Planned order, no sign that it was done: Bone marrow biopsy", "hypothetical")],
    ),
    (
        "not taken",
        made(
            "MedicationStatement",
            "m",
            status="not-taken",
            medicationCodeableConcept=PREDNISONE,
            dateAsserted="2026-03-02",
            dosage=[dosage(20, "mg", 1, 1, "d")],
            statusReason=[{"text": "cost"}],
        ),
        [("Did not take prednisone", "absent"), (". Reason not taken: cost", "uncertain")],
    ),
    (
        "not given",
        made(
            "MedicationAdministration",
            "a",
            status="not-done",
            medicationCodeableConcept={"text": "omalizumab"},
            effectiveDateTime="2026-03-02",
        ),
        [("omalizumab: dose not given", "absent")],
    ),
    (
        "a reason for treatment is no diagnosis",
        made(
            "Procedure",
            "p",
            status="completed",
            code={"text": "Bone marrow biopsy"},
            performedDateTime="2026-03-02",
            reasonCode=[{"text": "mastocytosis"}],
        ),
        [(". Done for: mastocytosis", "uncertain")],
    ),
    (
        "a relative's disease",
        made(
            "FamilyMemberHistory",
            "f",
            status="completed",
            date="2026-03-02",
            relationship={"text": "Mother"},
            condition=[{"code": {"text": "asthma"}, "onsetAge": {"value": 30, "unit": "years"}}],
        ),
        [("Family history: mother: asthma, onset at age 30 years", "family")],
    ),
    (
        "unit and code disagree",
        observed("k", "Creatinine", valueQuantity=quantity(0.9, "mg/dL", "g/L")),
        [("0.9 mg/dL", "uncertain")],
    ),
    (
        "dose coded and written differ",
        made(
            "MedicationStatement",
            "m",
            status="active",
            medicationCodeableConcept={"text": "prednisone"},
            dateAsserted="2026-03-02",
            dosage=[{**dosage(20, "mg", 1, 1, "d"), "text": "Take 40 mg daily"}],
        ),
        [("20 mg once daily", "uncertain")],
    ),
]


@pytest.mark.parametrize(("resource", "words"), [r[1:] for r in DOUBTS], ids=[r[0] for r in DOUBTS])
def test_these_words_may_not_be_taken_as_they_stand(resource: Resource, words: list[tuple[str, str]]) -> None:
    assert doubted(read(resource)) == words
