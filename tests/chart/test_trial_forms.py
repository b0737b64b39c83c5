"""Forms about treatments: an empty box and a question tell nothing, a ticked one what stands beside it."""

from __future__ import annotations

import pytest

from mednec.model.finding import TherapyTrial
from tests.chart.reading import note, of


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("[ ] Failed methotrexate     [ ] Did not tolerate methotrexate", []),
        ("methotrexate:  [ ] failed   [ ] not tolerated", []),
        ("Has the member failed methotrexate?   [ ] Yes   [ ] No", []),
        ("Has the member tried methotrexate?   [ ] Yes   [ ] No", []),
        # what is ticked is told, and of that alone
        ("[x] Failed methotrexate     [ ] Did not tolerate methotrexate", ["failed"]),
        ("methotrexate:  [ ] failed   [x] not tolerated", ["intolerant"]),
        ("Has the member failed methotrexate?   [X] Yes   [ ] No", ["failed"]),
        ("Has the member tried methotrexate?   [ ] Yes   [X] No", ["never tried"]),
        # that it did not fail is not that it was never tried
        ("Has the member failed methotrexate?   [ ] Yes   [X] No", ["not stated"]),
    ],
)
def test_what_a_form_tells_of_a_treatment(text: str, outcomes: list[str]) -> None:
    assert sorted({t.outcome.value for t in of(note(text), TherapyTrial, "methotrexate")}) == outcomes


@pytest.mark.parametrize(
    "text",
    [
        "Methotrexate would be stopped as failed should there be no response by week 12.",
        "The mother of the patient failed methotrexate years ago.",
        "Criteria: the member has failed methotrexate.",
        "Approval criteria:\nFailed methotrexate.",
        "Methotrexate is covered when the member has failed methotrexate.",
    ],
)
def test_what_is_told_of_no_treatment_of_this_patient(text: str) -> None:
    held = ("failed", "intolerant", "partial", "responded")
    told = [t for t in of(note(text), TherapyTrial, "methotrexate") if t.assertion.value == "present"]
    assert [t.outcome.value for t in told if t.outcome.value in held] == []


@pytest.mark.parametrize(
    ("text", "assertion"),
    [
        ("The father of the patient has asthma.", "family"),
        ("Mother of this patient had asthma.", "family"),
        ("The mother of the patient says that she has asthma.", "present"),
        ("Criteria: asthma.", "hypothetical"),
        ("Covered for asthma.", "hypothetical"),
    ],
)
def test_whose_disease_it_is(text: str, assertion: str) -> None:
    found = [f.assertion.value for f in note(text).findings if f.concept == "asthma"]
    assert found == [assertion]
