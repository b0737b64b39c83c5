"""A stated score that its own parts contradict."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mednec.determination.response import Yardsticks, assess_response
from mednec.model.finding import Finding, Measurement
from mednec.model.knowledge import Concept, ScoreSum
from mednec.model.response import ResponseAssessment
from mednec.model.words import Assertion, DocumentKind, Response
from tests.determination.made_findings import DRUG, OTHER_DRUG, VISITS, dose
from tests.determination.made_measures import BEFORE, BY_FOUR, DISEASE, FIRST, ON_DRUG, SCORE, STUDY, value
from tests.determination.made_policies import record
from tests.making import facts

PARTS = tuple(
    Concept(id=f"part-{n}", kind="measure", name=f"part {n}", terms=(f"part {n}",), better="lower") for n in "ab"
)
SUM = ScoreSum(measure="score-a", parts=("part-a", "part-b"), within=Decimal(1), reference="score-study")
KNOWN = Yardsticks(changes=(BY_FOUR,), sums=(SUM,))


def part(name: str, told: str, on: date = ON_DRUG, *, document: DocumentKind = DocumentKind.CLINIC_NOTE) -> Measurement:
    return replace(value(told, on, document=document), concept=f"part-{name}", name=f"part {name}")


def assessed(*findings: Finding) -> ResponseAssessment:
    held = record(facts(dose(FIRST), *findings), drugs=[DRUG, OTHER_DRUG], concepts=[VISITS, SCORE, DISEASE, *PARTS])
    held = replace(held, diseases=("disease-x",), references=(STUDY,))
    (found,) = assess_response(held, "drug A", KNOWN)
    return found


def test_a_score_better_than_its_parts_stands_against_them_with_the_places_of_all() -> None:
    found = assessed(value("20", BEFORE), value("9", ON_DRUG), part("a", "12"), part("b", "7.5"))
    assert found.verdict is Response.MIXED
    (said,) = found.contrary
    assert said.says == "score A: 9 is stated for 2026-04-20, its parts of that day come to 12 + 7.5 = 19.5."
    assert len(said.citations) == 4  # the score, two parts, and who says that it is their sum


@pytest.mark.parametrize(
    "parts",
    [
        [part("a", "4"), part("b", "5")],  # they add up
        [part("a", "4"), part("b", "6")],  # 1 more: rounded parts
        [part("a", "12")],  # one is missing
        [part("a", "12"), part("b", "7"), part("b", "3")],  # one is told in two ways
        [part("a", "12"), part("b", "7", date(2026, 4, 19))],  # of another day
        [part("a", "12"), part("b", "7", document=DocumentKind.LETTER)],  # a claim
        [part("a", "12"), replace(part("b", "7"), assertion=Assertion.UNCERTAIN)],
        [part("a", "12"), replace(part("b", "7"), comparator="<")],
    ],
)
def test_parts_that_cannot_be_added_or_that_add_up_say_nothing(parts: list[Finding]) -> None:
    found = assessed(value("20", BEFORE), value("9", ON_DRUG), *parts)
    assert found.verdict is Response.RESPONSE
    assert not any("parts of that day" in r.says for r in (*found.contrary, *found.notes))


def test_parts_that_are_better_than_the_score_are_said_and_not_counted() -> None:
    found = assessed(value("20", BEFORE), value("9", ON_DRUG), part("a", "2"), part("b", "3"))
    assert found.verdict is Response.RESPONSE
    assert any("come to 2 + 3 = 5" in r.says for r in found.notes)


def test_an_earlier_score_is_said_and_not_counted() -> None:
    earlier = date(2026, 3, 2)
    found = assessed(
        value("20", BEFORE), value("9", earlier), part("a", "12", earlier), part("b", "7", earlier), value("8", ON_DRUG)
    )
    assert found.verdict is Response.RESPONSE
    assert any("come to 12 + 7 = 19" in r.says for r in found.notes)
