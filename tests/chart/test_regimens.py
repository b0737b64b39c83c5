"""Doses as charts, orders, letters and forms state them; the lines stand in `regimen_lines.txt`."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.dosing import read_doses
from mednec.model.finding import RegimenFinding, TherapyTrial
from mednec.model.regimen import Measured
from mednec.reading import read_note
from mednec.render.facts import finding_records
from tests.chart.regimen_data import WRITTEN, Wanted, cases, fits, regimens
from tests.shipped import library

CASES = cases()
READABLE = [text for text, wanted in CASES if wanted and not any(w.refused for w in wanted)]
UNRELATED = (
    "She lives with her husband and two cats.",
    "Colonoscopy in 2019 was normal.",
    "Copy to the referring clinic.",
)


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:60] for text, _ in CASES])
def test_each_dose_is_told_once_and_nothing_else(text: str, wanted: tuple[Wanted, ...]) -> None:
    left = regimens(text)
    for want in wanted:
        found = next((record for record in left if fits(record, want)), None)
        assert found is not None, f"{want} not in {left}"
        left.remove(found)
    assert left == []


@given(st.sampled_from(CASES))
def test_the_quote_is_cut_from_the_text(case: tuple[str, tuple[Wanted, ...]]) -> None:
    for finding in read_note(case[0], library(), written=WRITTEN):
        if isinstance(finding, RegimenFinding):
            assert case[0][finding.source.start : finding.source.end] == finding.source.quote != ""


@given(st.sampled_from(READABLE), st.sampled_from(UNRELATED), st.booleans())
def test_a_sentence_about_something_else_changes_no_dose(text: str, other: str, before: bool) -> None:
    longer = f"{other}\n\n{text}" if before else f"{text}\n\n{other}"
    told = [{k: v for k, v in record.items() if k != "source"} for record in regimens(text)]
    assert [{k: v for k, v in record.items() if k != "source"} for record in regimens(longer)] == told


@given(st.sampled_from(("0.5", "1", "2.5", "5", "10", "20", "50")), st.integers(1, 9))
def test_a_strength_is_multiplied_by_the_number_of_its_tablets(strength: str, number: int) -> None:
    tablets = "tablet" if number == 1 else "tablets"
    for sig in (
        f" {strength} mg tablet - take {number} {tablets} by mouth daily",
        f" {strength} mg tabs, {number} {tablets} PO daily",
        f" {strength} mg: {number} {tablets} daily",
    ):
        (dose,) = read_doses(sig)
        assert dose.course is not None
        assert (dose.course.amount, dose.course.unit) == (Decimal(strength) * number, "mg")
        assert dose.course.interval_days == Decimal(1)


@given(st.text(max_size=80))
def test_any_text_can_be_read_for_doses(text: str) -> None:
    for dose in read_doses(text, None, WRITTEN, Measured(weight_kg=Decimal(70))):
        assert 0 <= dose.start <= dose.end
        assert (dose.course is None) == bool(dose.why)


WORDS = st.sampled_from(
    [
        *("600", "0.4", "1,000", "1/2", "3?0", "1", "2", "15", "70", "800", "ten", "one", "half", "a", "________", "?"),
        *(
            "mg",
            "g",
            "mg/kg",
            "g/kg/day",
            "mL",
            "units",
            "tabs",
            "pens",
            "kg",
            "m2",
            "%",
            "per",
            "doses",
            "dose",
            "days",
        ),
        *(
            "q2w",
            "daily",
            "BID",
            "every",
            "weeks",
            "x",
            "over",
            "day",
            "split",
            "divided",
            "into",
            "loading",
            "max",
            "wt",
        ),
        *("then", "from", "to", "->", "(", ")", ";", ".", ",", "=", "and", "or", "was", "increased", "taken", "as"),
        *("not", "exceed", "on", "3/4", "3/18/25", "except", "vs", "says"),
    ]
)


@given(st.lists(WORDS, max_size=24).map(" ".join))
def test_words_of_orders_in_any_order_can_be_read(text: str) -> None:
    for dose in read_doses(f" {text}"):
        assert 0 <= dose.start <= dose.end <= len(text) + 1
        assert (dose.course is None) == bool(dose.why)


def test_a_trial_tells_no_second_dose() -> None:
    found = read_note("Methotrexate 15 mg weekly since 3/2024, partial benefit.", library(), written=WRITTEN)
    trial = next(f for f in found if isinstance(f, TherapyTrial))
    assert trial.dose is not None
    assert [r["kind"] for r in finding_records(trial)] == ["therapy_trial"]
    assert sum(isinstance(f, RegimenFinding) for f in found) == 1


def test_the_beginning_the_weight_the_route_and_the_cap_are_told() -> None:
    (one,) = regimens("Remicade 7.5 mg/kg IV q6wk since 2/10/25, not to exceed 800 mg. Wt 88.2 kg.")
    assert (one["effective"], one["route"], one["weight_kg"]) == ("2025-02-10", "IV", Decimal("88.2"))
    assert one["max"] == {"amount": Decimal(800), "unit": "mg"}
