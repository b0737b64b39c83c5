"""Questionnaires: what is ticked, what is crossed, and what is left open."""

from __future__ import annotations

import pytest

from mednec.chart.ticks import answer_of
from mednec.model.words import Standing
from tests.chart.reading import note, said


@pytest.mark.parametrize(
    ("line", "word", "says"),
    [
        # boxes of options
        ("[ ] asthma [x] eczema", "asthma", "open"),
        ("[ ] asthma [x] eczema", "eczema", "chosen"),
        ("( ) asthma (x) eczema", "asthma", "open"),
        ("( ) asthma (x) eczema", "eczema", "chosen"),
        ("\u2610 asthma \u2611 eczema", "asthma", "open"),
        ("\u2610 asthma \u2611 eczema", "eczema", "chosen"),
        ("__ asthma _x_ eczema", "asthma", "open"),
        ("__ asthma _x_ eczema", "eczema", "chosen"),
        ("asthma [x]  eczema [ ]", "asthma", "chosen"),
        ("asthma [x]  eczema [ ]", "eczema", "open"),
        ("Indication (check all that apply):  [ ] asthma   [ ] eczema", "eczema", "open"),
        ("Asthma: [ ] mild [ ] severe", "Asthma", "open"),
        # boxes of yes and no
        ("Asthma: [X] Yes [ ] No", "Asthma", "yes"),
        ("Asthma: [ ] Yes [X] No", "Asthma", "no"),
        ("Asthma [ ] Yes [ ] No", "Asthma", "open"),
        ("Asthma [x] Yes [x] No", "Asthma", "open"),
        ("Asthma Yes [ ] No [x]", "Asthma", "no"),
        ("Does the member have asthma? [ ] Yes [X] No", "asthma", "no"),
        ("1. Does the member have asthma?  Yes [X]  No [ ]", "asthma", "yes"),
        ("Asthma: [X] Yes [ ] No   Eczema: [ ] Yes [X] No", "Asthma", "yes"),
        ("Asthma: [X] Yes [ ] No   Eczema: [ ] Yes [X] No", "Eczema", "no"),
        ("7. Asthma, eczema?      [ ] yes  [X] no", "Asthma", "no"),
        ("7. Asthma, eczema?      [X] yes  [ ] no", "eczema", "open"),  # which of them is not said
        # written answers
        ("Asthma? No", "Asthma", "no"),
        ("History of asthma? Yes", "asthma", "yes"),
        ("Diabetes ..... N", "Diabetes", "no"),
        ("Diabetes: Y", "Diabetes", "yes"),
        ("Diabetes: Y/N", "Diabetes", "open"),
        ("Diabetes (Y/N): N", "Diabetes", "no"),
        ("Diabetes: N/A", "Diabetes", "open"),
        ("asthma or eczema? No", "asthma", "no"),
        ("asthma or eczema? Yes", "asthma", "open"),
        # no form, or another question
        ("Asthma: No change", "Asthma", None),
        ("Has the patient's asthma been controlled? [ ] Yes [X] No", "asthma", None),
        ("She has asthma (moderate) and eczema.", "asthma", None),
        ("asthma [see note] is stable", "asthma", None),
    ],
)
def test_what_a_form_says(line: str, word: str, says: str | None) -> None:
    start = line.index(word)
    answer = answer_of(line, start, start + len(word))
    assert (answer and answer.tick.value) == says


@pytest.mark.parametrize(
    ("text", "concept", "assertions"),
    [
        ("[ ] asthma  [ ] stroke", "asthma", ()),
        ("[ ] asthma  [x] stroke", "stroke", ("present",)),
        ("[x] No asthma  [ ] stroke", "asthma", ("absent",)),
        ("Has the patient had anaphylaxis? [ ] Yes [X] No", "anaphylaxis", ("absent",)),
        ("Has the patient had anaphylaxis? [ ] Yes [ ] No", "anaphylaxis", ()),
        ("Anaphylaxis? Yes", "anaphylaxis", ("present",)),
        ("Family history of asthma? No", "asthma", ("family",)),
    ],
)
def test_an_open_box_is_no_finding(text: str, concept: str, assertions: tuple[str, ...]) -> None:
    assert said(note(text), concept) == assertions


def test_a_tick_is_a_claim_and_quoted_with_its_answer() -> None:
    (found,) = [f for f in note("Asthma: [X] Yes [ ] No").findings if f.concept == "asthma"]
    assert found.standing is Standing.CLAIM
    assert found.source.quote == "Asthma: [X] Yes"


def test_a_family_without_the_illness_is_told_of_the_family() -> None:
    (found,) = [f for f in note("No family history of asthma.").findings if f.concept == "asthma"]
    assert (found.assertion.value, found.experiencer, found.denied) == ("family", "family", True)
    assert found.source.quote == "No family history of asthma"


def test_what_is_typical_is_told_of_nobody() -> None:
    (found,) = [f for f in note("Dysphagia is common in lupus.").findings if f.concept == "dysphagia"]
    assert found.experiencer == "nobody"


def test_a_complaint_under_allergies_is_what_a_drug_once_did() -> None:
    assert said(note("Allergies: penicillin (hives)"), "hives") == ("historical",)
