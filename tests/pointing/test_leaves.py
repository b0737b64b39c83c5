"""Types that a model proposes for clauses: those that hold all of the clause, and those that hold less or more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.pointing.types_right import RIGHT
from tests.pointing.types_wrong import WRONG
from tests.pointing.types_wrong_parts import WRONG_PARTS
from tests.pointing.types_wrong_too import WRONG_TOO


@pytest.mark.parametrize("name", RIGHT)
def test_a_type_that_holds_the_whole_clause_is_accepted(name: str) -> None:
    verdict = RIGHT[name].verdict()
    assert verdict.accepted, verdict.why


@pytest.mark.parametrize("name", [*WRONG, *WRONG_TOO, *WRONG_PARTS])
def test_a_type_that_holds_less_or_more_is_not_accepted(name: str) -> None:
    case, why = {**WRONG, **WRONG_TOO, **WRONG_PARTS}[name]
    verdict = case.verdict()
    assert not verdict.accepted, verdict.slots
    assert why in verdict.why


def test_the_program_writes_its_own_number() -> None:
    assert RIGHT["a month counted as thirty days becomes the program's own number"].verdict().slots["min_days"] == 91


def test_the_forms_of_a_severity_are_the_programs() -> None:
    assert RIGHT["one severity beside a disease"].verdict().slots["worded"] == ["severe severely"]


# Words that ask for more or for something else, wherever they stand in a clause.
POISON = (
    *("not", "severe", "within 30 days", "unless contraindicated"),
    *("on two occasions", "or angioedema", "[1]", "only"),
)
EVERYWHERE = ("bound, scale and window", "trial with excuses", "not used together", "a denial", "both tests")


@pytest.mark.parametrize("name", EVERYWHERE)
@pytest.mark.parametrize("words", POISON)
def test_words_added_anywhere_are_never_passed_over(name: str, words: str) -> None:
    case = RIGHT[name]
    for gap in [*(m.start() for m in re.finditer(r"\S+", case.text)), len(case.text)]:
        text = f"{case.text[:gap]} {words} {case.text[gap:]}"
        assert not replace(case, text=text).verdict().accepted, text


@pytest.mark.parametrize("name", RIGHT)
def test_no_slot_can_be_left_out(name: str) -> None:
    case = RIGHT[name]
    for part in case.answer.parts:
        for slot in part.slots:
            fewer = part.model_copy(update={"slots": tuple(s for s in part.slots if s is not slot)})
            parts = tuple(fewer if p is part else p for p in case.answer.parts)
            answer = case.answer.model_copy(update={"parts": parts})
            assert not replace(case, answer=answer).verdict().accepted, slot


def test_a_part_cannot_be_left_out() -> None:
    for case in (c for c in RIGHT.values() if len(c.answer.parts) > 1):
        for part in case.answer.parts:
            alone = case.answer.model_copy(update={"op": "one", "parts": (part,)})
            assert not replace(case, answer=alone).verdict().accepted
