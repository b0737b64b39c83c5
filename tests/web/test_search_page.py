"""Search finds cases and policies of one's own; what was sought is in no address."""

from __future__ import annotations

import pytest

from mednec.model.life import Role
from tests.web.stocked import add_case, addresses, patients, stocked, unsafe, words
from tests.web.visiting import OTHER_ORG, Browser, Place


@pytest.fixture
def nurse(place: Place) -> Browser:
    place.account("nurse", (Role.NURSE,))
    add_case(place, "Ada", state="closed")
    add_case(place, "Bo", org=OTHER_ORG)
    return stocked(place).browser("a-nurse")


@pytest.mark.parametrize("sought", ["ada fern", "R-Ada", "M-Ada", "EXAMPLUMAB 100", "  Ada   Fern "])
def test_a_case_is_found_in_any_state(nurse: Browser, sought: str) -> None:
    assert patients(nurse.send("/search", {"sought": sought})) == ["Ada"]


def test_nothing_of_another_organisation_is_found(nurse: Browser) -> None:
    answer = nurse.send("/search", {"sought": "Bo Fern"})
    assert patients(answer) == []
    assert "Nothing was found for “Bo Fern”" in words(answer)


@pytest.mark.parametrize("sought", ["%%", "__", "' OR 1=1 --", "<script>alert(1)</script>"])
def test_marks_that_mean_something_elsewhere_mean_nothing_here(nurse: Browser, sought: str) -> None:
    answer = nurse.send("/search", {"sought": sought})
    assert patients(answer) == []
    assert unsafe(answer) == []


def test_one_letter_is_too_short(nurse: Browser) -> None:
    assert "at least two characters" in words(nurse.send("/search", {"sought": "A"}))


def test_a_policy_is_found_by_its_words(nurse: Browser) -> None:
    assert "LMHP-MD-0412" in words(nurse.send("/search", {"sought": "larkspur omalizumab"}))


def test_what_was_sought_is_in_no_address(nurse: Browser) -> None:
    page = nurse.send("/search", {"sought": "Ada Fern"})
    assert not any("Fern" in each for each in addresses(page))
    assert "Ada" not in words(nurse.get("/search?sought=Ada"))
