"""Treatments listed as not taken are no exposure; who stopped smoking is no smoker; tests are no diseases."""

from __future__ import annotations

from datetime import date

import pytest

from mednec.model.finding import Finding, TherapyTrial
from mednec.model.words import Assertion
from mednec.packs.library import Library, load_library
from mednec.reading import read_note


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def read(text: str, library: Library) -> tuple[Finding, ...]:
    return read_note(text, library, written=date(2025, 4, 9))


@pytest.mark.parametrize(
    "text",
    ["Methotrexate: not taken.", "Methotrexate was not taken because of cost.", "Methotrexate: not administered."],
)
def test_a_drug_listed_as_not_taken_is_never_present(text: str, library: Library) -> None:
    trials = [f for f in read(text, library) if isinstance(f, TherapyTrial) and f.concept == "methotrexate"]
    assert trials
    assert all(trial.assertion is not Assertion.PRESENT for trial in trials)


@pytest.mark.parametrize("text", ["Former smoker, quit 2010.", "Ex-smoker.", "Quit smoking in 2012."])
def test_who_has_stopped_smoking_is_no_smoker(text: str, library: Library) -> None:
    said = {f.concept for f in read(text, library) if f.kind == "diagnosis"}
    assert "former-smoker" in said
    assert "tobacco-use" not in said


def test_the_name_of_a_test_is_no_disease(library: Library) -> None:
    found = read("Mycobacterium tuberculosis stimulated gamma interferon: Negative", library)
    assert [(f.kind, f.concept) for f in found if f.concept in ("tuberculosis", "quantiferon")] == [
        ("test_result", "quantiferon")
    ]
