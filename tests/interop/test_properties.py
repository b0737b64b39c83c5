"""What holds for every record."""

from __future__ import annotations

import json
import re
from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.model.words import Assertion
from tests.interop.made import Resource, body, coded, dosage, facts, made, observed, quantity, read
from tests.interop.test_facts import CHART

_DAYS = st.dates(date(2015, 1, 1), date(2026, 4, 1)).map(date.isoformat)
_DRUGS = st.sampled_from(
    ["prednisone", "methotrexate 2.5 MG Oral Tablet", "omalizumab", "azathioprine 50 MG Oral Tablet"]
)
_DOSAGES = st.builds(
    dosage,
    st.sampled_from([5, 15, 300]),
    st.just("mg"),
    st.integers(1, 3),
    st.integers(1, 4),
    st.sampled_from(["d", "wk", "mo"]),
)
_WHY = st.sampled_from(["lack of effect", "nausea", "no response", "completed course", "cost"])


@st.composite
def _entries(draw: st.DrawFn) -> Resource:
    """An entry of any kind that can be withdrawn by its status."""
    day, drug = draw(_DAYS), {"text": draw(_DRUGS)}
    number = str(draw(st.integers(1, 50)))
    value = quantity(draw(st.integers(1, 900)), "kU/L", "k[IU]/L")
    return draw(
        st.sampled_from(
            [
                observed(f"o{number}", "IgE", day=day, valueQuantity=value),
                made(
                    "MedicationStatement",
                    f"m{number}",
                    status="stopped",
                    medicationCodeableConcept=drug,
                    effectivePeriod={"start": day},
                    statusReason=[{"text": draw(_WHY)}],
                ),
                made("Condition", f"c{number}", code={"text": "Asthma"}, recordedDate=day),
                made(
                    "MedicationAdministration",
                    f"a{number}",
                    status="completed",
                    medicationCodeableConcept=drug,
                    effectiveDateTime=day,
                ),
                made(
                    "Procedure",
                    f"p{number}",
                    status="completed",
                    code={"text": "Plasma exchange"},
                    performedDateTime=day,
                ),
                made(
                    "Immunization",
                    f"i{number}",
                    status="completed",
                    vaccineCode={"text": "flu"},
                    occurrenceDateTime=day,
                ),
            ]
        )
    )


def _withdrawn(resource: Resource) -> Resource:
    if resource["resourceType"] == "Condition":
        return {**resource, "id": "wrong", "verificationStatus": coded("entered-in-error")}
    return {**resource, "id": "wrong", "status": "entered-in-error"}


@settings(max_examples=40, deadline=None)
@given(st.lists(_entries(), max_size=4, unique_by=lambda r: str(r["id"])), _entries())
def test_an_entry_made_in_error_changes_no_paper(kept: list[Resource], wrong: Resource) -> None:
    record = read(*kept, _withdrawn(wrong))
    assert record.papers == read(*kept).papers
    assert any("wrong is not used" in r.says for r in record.remarks)


@settings(max_examples=40, deadline=None)
@given(st.lists(_entries(), max_size=5, unique_by=lambda r: str(r["id"])), st.randoms(use_true_random=False))
def test_the_order_of_entries_is_nothing(entries: list[Resource], chance: Random) -> None:
    shuffled = list(entries)
    chance.shuffle(shuffled)
    assert read(*shuffled) == read(*entries)


@settings(max_examples=25, deadline=None)
@given(
    _DRUGS,
    _DAYS,
    st.lists(_DOSAGES, max_size=2),
    st.sampled_from(["active", "completed", "stopped", "on-hold"]),
    st.sampled_from(["order", "plan", "original-order", "proposal"]),
    _WHY,
)
def test_an_order_proves_no_exposure(
    drug: str, day: str, dosages: list[Resource], status: str, intent: str, why: str
) -> None:
    record = read(
        made(
            "MedicationRequest",
            "o",
            status=status,
            intent=intent,
            medicationCodeableConcept={"text": drug},
            authoredOn=day,
            dosageInstruction=dosages,
            statusReason={"text": why},
            note=[{"text": f"{drug} was tried and failed."}],
        )
    )
    assert [p.title for p in record.papers] == ["orders"]
    assert [f for f in facts(record) if f.assertion is Assertion.PRESENT] == []


@settings(max_examples=25, deadline=None)
@given(_DRUGS, _DAYS, st.lists(_DOSAGES, max_size=2), st.booleans())
def test_what_was_not_taken_is_never_read_as_taken(drug: str, day: str, dosages: list[Resource], period: bool) -> None:
    time: Resource = {"effectivePeriod": {"start": day, "end": "2026-04-02"}} if period else {"dateAsserted": day}
    record = read(
        made(
            "MedicationStatement",
            "m",
            status="not-taken",
            medicationCodeableConcept={"text": drug},
            dosage=dosages,
            note=[{"text": "Has 20 mg daily at home."}],
            **time,
        )
    )
    exposures = ("therapy_trial", "regimen", "administration")
    assert [f for f in facts(record) if f.kind in exposures and f.assertion is Assertion.PRESENT] == []


def test_every_line_of_an_entry_has_its_reference() -> None:
    for paper in read(*CHART).papers:
        [sheet] = paper.sheets
        start = sheet.text.index("Patient:")
        covered = {at for r in sheet.references for at in range(r.start, r.end)}
        assert not [at for at in range(start, len(sheet.text)) if at not in covered and sheet.text[at] != "\n"]


def test_the_reference_of_a_line_is_the_entry_it_was_made_of() -> None:
    for paper in read(*CHART).papers:
        [sheet] = paper.sheets
        for reference in sheet.references:
            assert "\n" not in sheet.text[reference.start : reference.end]
            assert reference.to.partition("/")[2] in {"ada", *(str(r["id"]) for r in CHART)}


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@settings(max_examples=40, deadline=None)
@given(st.lists(_entries(), min_size=1, max_size=4, unique_by=lambda r: str(r["id"])))
def test_no_number_is_made_up(entries: list[Resource]) -> None:
    held = set(_NUMBER.findall(json.dumps([*entries, *CHART])))
    assert {n for line in body(read(*entries, *CHART)) for n in _NUMBER.findall(line)} <= held
