"""What a record says of risks is found in the words prescribers use, and in no others."""

from __future__ import annotations

from datetime import date

import pytest

from mednec.model.words import Assertion
from mednec.reading import read_note
from tests.shipped import library


def found(text: str) -> dict[str, Assertion]:
    """Concept and assertion of every statement of a note."""
    note = f"Date of service: 03/01/2026\n{text}\n"
    return {f.concept: f.assertion for f in read_note(note, library(), written=date(2026, 3, 1), name="note")}


@pytest.mark.parametrize(
    "text",
    [
        "Risks and benefits were reviewed with the patient.",
        "Discussed boxed warnings incl. serious infections and clots.",
        "Counseled on side effects and when to call.",
        "She was warned about infusion reactions and understands.",
        "Explained the risk of reactivation.",
    ],
)
def test_risks_talked_over(text: str) -> None:
    assert found(text)["risk-counselling"] is Assertion.PRESENT


@pytest.mark.parametrize(
    "text",
    [
        "Labs reviewed, all normal.",
        "Case discussed with radiology.",
        "Reviewed outside records and imaging.",
        "Discussed diet and exercise.",
    ],
)
def test_other_talk_is_none_of_risks(text: str) -> None:
    assert "risk-counselling" not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Would avoid this agent given the old clot.",
        "If ever given: slow rate and watch the kidneys.",
        "PJP prophylaxis while on high-dose prednisone.",
        "Use with caution, monitor closely.",
    ],
)
def test_a_precaution_of_the_prescriber(text: str) -> None:
    assert found(text)["precaution-recorded"] is Assertion.PRESENT


@pytest.mark.parametrize(
    "text",
    [
        "Depression warning reviewed.",
        "Suicidality boxed warning discussed.",
        "Depression/suicidality warnings reviewed.",
    ],
)
def test_a_warning_about_a_disease_is_no_disease(text: str) -> None:
    said = found(text)
    assert {said.get(each) for each in ("depression", "suicidal-ideation")} <= {None, Assertion.HYPOTHETICAL}
