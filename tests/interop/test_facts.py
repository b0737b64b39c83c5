"""From a record to facts: the papers are read by the chart reader like any other chart."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from mednec.interop.record import Heading, Record, lay_out
from mednec.interop.worded import HEADINGS, PaperKind
from mednec.model.finding import Finding, Measurement, RegimenFinding, TestResult, TherapyTrial
from mednec.model.words import Assertion, Result, TrialOutcome
from tests.interop.made import (
    ADA,
    Resource,
    coded,
    concept,
    dosage,
    facts,
    made,
    observed,
    quantity,
    read,
)

LOINC, ICD = "http://loinc.org", "http://hl7.org/fhir/sid/icd-10-cm"
CHART: tuple[Resource, ...] = (
    observed(
        "ige-1",
        "",
        code={"coding": [{"system": LOINC, "code": "19113-0", "display": "IgE [Units/volume] in Serum or Plasma"}]},
        valueQuantity=quantity(412, "kU/L", "k[IU]/L"),
        interpretation=[coded("H")],
        referenceRange=[{"high": quantity(100, "kU/L")}],
    ),
    observed("wt-1", "Body weight", day="2026-03-05", category="vital-signs", valueQuantity=quantity(58.1, "kg", "kg")),
    observed("dsdna", "Anti-dsDNA", day="2026-03-07", valueCodeableConcept={"text": "Positive"}),
    observed("hbs", "HBsAg", day="2026-03-08", dataAbsentReason=coded("not-performed")),
    made(
        "MedicationStatement",
        "mtx",
        status="stopped",
        medicationCodeableConcept={"text": "methotrexate 2.5 MG Oral Tablet"},
        effectivePeriod={"start": "2025-03-01", "end": "2025-07-15"},
        dosage=[dosage(15, "mg", 1, 1, "wk")],
        statusReason=[{"text": "lack of effect"}],
    ),
    made(
        "MedicationStatement",
        "aza",
        status="stopped",
        medicationCodeableConcept={"text": "azathioprine"},
        effectivePeriod={"start": "2025-08-01", "end": "2025-09-15"},
        dosage=[dosage(50, "mg", 1, 1, "d")],
        statusReason=[{"text": "nausea"}],
    ),
    made(
        "MedicationStatement",
        "mlk",
        status="not-taken",
        medicationCodeableConcept={"text": "montelukast"},
        dateAsserted="2026-02-01",
    ),
    made(
        "MedicationRequest",
        "oma",
        status="active",
        intent="order",
        medicationCodeableConcept={"text": "omalizumab"},
        authoredOn="2026-03-09",
        dosageInstruction=[dosage(300, "mg", 1, 4, "wk")],
    ),
    made(
        "Condition",
        "csu",
        clinicalStatus=coded("active"),
        verificationStatus=coded("confirmed"),
        code=concept("Chronic idiopathic urticaria", system=ICD, code="L50.1"),
        recordedDate="2024-03-02",
    ),
    made(
        "Condition",
        "asthma",
        clinicalStatus=coded("resolved"),
        code={"text": "Asthma"},
        recordedDate="2020-03-02",
        abatementDateTime="2023",
    ),
    made(
        "Condition",
        "dm",
        verificationStatus=coded("differential"),
        code={"text": "Dermatomyositis"},
        recordedDate="2024-03-03",
    ),
)


def _of(concept_id: str, found: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in found if f.concept == concept_id]


def test_the_papers_of_a_record_give_the_facts_that_it_holds() -> None:
    found = facts(read(*CHART))
    [ige] = [f for f in _of("total-ige", found) if isinstance(f, Measurement)]
    assert (ige.value, ige.unit, ige.flag) == (Decimal(412), "kU/L", "H")
    assert ige.when is not None
    assert ige.when.first == date(2026, 3, 2)
    assert ige.source.reference == "Observation/ige-1"
    [weight] = [f for f in _of("body-weight", found) if isinstance(f, Measurement)]
    assert (weight.value, weight.unit) == (Decimal("58.1"), "kg")
    [positive] = [f for f in _of("anti-dsdna", found) if isinstance(f, TestResult)]
    assert positive.result is Result.POSITIVE
    assert not [f for f in found if isinstance(f, TestResult) and f.concept == "hbsag" and f.result is Result.NEGATIVE]


def test_a_stopped_medicine_is_a_trial_with_dates_and_outcome() -> None:
    found = facts(read(*CHART))
    [mtx] = [f for f in _of("methotrexate", found) if isinstance(f, TherapyTrial)]
    assert (mtx.outcome, mtx.assertion) == (TrialOutcome.FAILED, Assertion.PRESENT)
    assert mtx.start is not None
    assert mtx.stop is not None
    assert (mtx.start.first, mtx.stop.last) == (date(2025, 3, 1), date(2025, 7, 15))
    [dose] = [f for f in _of("methotrexate", found) if isinstance(f, RegimenFinding)]
    assert (dose.status, dose.source.quote.split(" (")[0]) == ("previous", "methotrexate 15 mg once weekly")
    [aza] = [f for f in _of("azathioprine", found) if isinstance(f, TherapyTrial)]
    assert aza.outcome is TrialOutcome.INTOLERANT


@pytest.mark.parametrize(
    ("why", "outcome"),
    [
        ("lack of effect", TrialOutcome.FAILED),
        ("Treatment not effective (situation)", TrialOutcome.FAILED),
        ("rash", TrialOutcome.INTOLERANT),
        ("side effects", TrialOutcome.INTOLERANT),
        ("Patient died", TrialOutcome.NOT_STATED),
        ("Drug therapy completed (situation)", TrialOutcome.NOT_STATED),
        ("Change to different drug", TrialOutcome.NOT_STATED),
        ("Patient request", TrialOutcome.NOT_STATED),
    ],
)
def test_only_a_reason_that_says_so_makes_a_trial_failed_or_not_tolerated(why: str, outcome: TrialOutcome) -> None:
    record = read(
        made(
            "MedicationStatement",
            "m",
            status="stopped",
            medicationCodeableConcept={"text": "methotrexate"},
            effectivePeriod={"start": "2025-03-01", "end": "2025-07-15"},
            dosage=[dosage(15, "mg", 1, 1, "wk")],
            statusReason=[{"text": why}],
            reasonCode=[{"text": "asthma"}],
        )
    )
    found = facts(record)
    [trial] = [f for f in found if isinstance(f, TherapyTrial)]
    assert (trial.outcome, trial.assertion) == (outcome, Assertion.PRESENT)
    assert {f.assertion for f in found if f.concept == "asthma"} == {Assertion.UNCERTAIN}


def test_what_was_not_taken_or_only_ordered_is_never_present() -> None:
    found = facts(read(*CHART))
    assert _of("montelukast", found)
    assert {f.assertion for f in _of("montelukast", found)} == {Assertion.ABSENT}
    assert _of("omalizumab", found)
    assert {f.assertion for f in _of("omalizumab", found)} == {Assertion.HYPOTHETICAL}


def test_how_sure_and_how_current_a_condition_is_comes_through() -> None:
    found = facts(read(*CHART))
    said = {f.concept: f.assertion for f in found if f.kind == "diagnosis"}
    assert said["chronic-spontaneous-urticaria"] is Assertion.PRESENT
    assert said["asthma"] is Assertion.HISTORICAL
    assert said["dermatomyositis"] is Assertion.UNCERTAIN


def test_a_dose_given_is_told_with_its_drug_and_its_day() -> None:
    record = read(
        made(
            "MedicationAdministration",
            "a",
            status="completed",
            medicationCodeableConcept={"text": "omalizumab 150 MG/ML Prefilled Syringe"},
            effectiveDateTime="2026-03-02",
            dosage={"dose": quantity(300, "mg", "mg"), "route": {"text": "subcutaneous"}},
        )
    )
    [dose] = [f for f in facts(record) if isinstance(f, RegimenFinding)]
    assert (dose.concept, dose.status, dose.assertion) == ("omalizumab", "previous", Assertion.PRESENT)
    assert dose.source.quote.startswith("omalizumab 300 mg subcutaneous")


@pytest.mark.parametrize("kind", PaperKind)
def test_headings_alone_state_no_fact(kind: PaperKind) -> None:
    """A paper's title may speak of vaccines or allergies; nobody has been vaccinated by that."""
    heading = Heading(title=f"{HEADINGS[kind]} (electronic record)", patient="Quill, Ada B", born="1980-02-01")
    assert facts(Record(papers=(lay_out(heading, (), file="record.json", title=kind.value),))) == ()


def test_the_order_of_entries_changes_nothing() -> None:
    shuffled = [ADA, *CHART]
    random.Random(7).shuffle(shuffled)
    assert read(*shuffled, patient=None) == read(*CHART)
    assert read(*reversed(CHART)) == read(*CHART)
