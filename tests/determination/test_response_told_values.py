"""Values listed below a heading or month by month, and doses raised without a word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from mednec.criteria.record import Record
from mednec.determination.response import Yardsticks
from mednec.determination.response.told_values import with_told_values
from mednec.determination.response.turns import dose_turns
from mednec.model.finding import Finding, Measurement
from mednec.model.knowledge import Concept
from mednec.model.words import DocumentKind
from tests.determination.made_findings import DRUG, OTHER_DRUG, changed, dose
from tests.determination.made_measures import BY_FOUR, DISEASE, FIRST, SCORE, value
from tests.determination.made_policies import record
from tests.making import facts, header

OTHER_SCORE = Concept(id="score-b", kind="measure", name="B", terms=("A score",), better="lower")
SAME_WORD = Concept(id="score-c", kind="measure", name="disease X score", terms=("X's A score",), better="lower")
LITERATURE = Yardsticks(changes=(BY_FOUR,))
LIST = "Score A trend\n  12/20/2025  pre-treatment   20\n  04/20/2026                 12\n"


def case(
    text: str, *findings: Finding, kind: DocumentKind = DocumentKind.CLINIC_NOTE, written: date = date(2026, 4, 20)
) -> Record:
    """A record with one document of this text."""
    held = facts(*findings)
    held = replace(held, chart=replace(held.chart, headers=(header(text, kind=kind, written=written),)))
    made = record(held, drugs=[DRUG, OTHER_DRUG], concepts=[SCORE, DISEASE, OTHER_SCORE, SAME_WORD])
    return replace(made, diseases=("disease-x",))


def told(held: Record, known: Yardsticks = LITERATURE) -> list[tuple[str, str, str, bool]]:
    findings = with_told_values(held, known).facts.chart.findings
    own = [f for f in findings if isinstance(f, Measurement) and f.rule == "listed values"]
    return [(m.concept, m.when.iso if m.when else "", str(m.value), m.baseline) for m in own]


def test_a_heading_with_days_and_values_below_is_a_list_of_values() -> None:
    assert told(case(LIST)) == [("score-a", "2025-12-20", "20", True), ("score-a", "2026-04-20", "12", False)]
    held = with_told_values(case(LIST), LITERATURE)
    assert [m.source.quote.split()[0] for m in held.measurements(("score-a",))] == ["12/20/2025", "04/20/2026"]


@pytest.mark.parametrize(
    "text",
    [
        "Score A trend\n  04/20/2026   12\n",  # one line is no list
        "Score A trend is good\n  12/20/2025   20\n  04/20/2026   12\n",  # no heading
        "Weights\n  12/20/2025   20\n  04/20/2026   12\n",  # no measure
        "Score A trend\n  12/20/2025   20 of 4\n  04/20/2026   12\n",  # more than a value
        "Score A trend\n  next visits\n  12/20/2025   20\n  04/20/2026   12\n",  # not directly below
        "Score A trend\n  12/20/2026   20\n  12/22/2026   12\n",  # after the request
    ],
)
def test_what_is_no_such_list_is_left_alone(text: str) -> None:
    assert told(case(text)) == []


def test_lists_of_letters_are_left_alone() -> None:
    assert told(case(LIST, kind=DocumentKind.LETTER)) == []


def test_a_value_that_is_read_already_is_not_told_twice() -> None:
    assert told(case(LIST, value("12", date(2026, 4, 20)))) == [("score-a", "2025-12-20", "20", True)]


def test_of_two_measures_with_one_short_name_the_one_of_the_disease_is_meant() -> None:
    rows = Yardsticks(changes=(replace(BY_FOUR, measure="score-c"),))
    text = "A score\n  12/20/2025   20\n  04/20/2026   12\n"
    assert {row[0] for row in told(case(text), rows)} == {"score-c"}
    assert {row[0] for row in told(case(text), Yardsticks())} == {"score-b"}


def test_months_with_their_counts_are_values_of_those_months() -> None:
    text = "   November 10 score A, December 8, and January (to the 29th) 9. Average 9."
    found = told(case(text, written=date(2026, 1, 30)))
    assert found == [
        ("score-a", "2025-11", "10", False),
        ("score-a", "2025-12", "8", False),
        ("score-a", "2026-01-01/2026-01-30", "9", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "July 10 score A.",  # a day, perhaps
        "July 10, August 8 and September 9.",  # of what is not said
        "July 10 score A, seen again August 8.",
        "July 10 2025 score A, August 8",
        "July 40 score A, August 41",  # no count of days
    ],
)
def test_other_words_with_months_say_nothing(text: str) -> None:
    assert told(case(text)) == []


def given(*amounts: int) -> list[Finding]:
    """A dose every two weeks from the first on."""
    days = [FIRST + timedelta(days=14 * n) for n in range(len(amounts))]
    return [replace(dose(day), amount=Decimal(mg), unit="mg") for day, mg in zip(days, amounts, strict=True)]


@pytest.mark.parametrize(
    ("amounts", "turns"),
    [
        ((100, 100, 300, 300, 300), ["the first dose", "the change from 100 to 300 mg"]),
        ((100, 100, 300, 100, 100), ["the first dose"]),  # one other dose
        ((100, 100, 110, 110), ["the first dose"]),  # a new body weight
        ((300, 300, 100, 100), ["the first dose"]),  # begun with larger doses
        ((100, 300, 300), ["the first dose"]),  # begun with a smaller one
    ],
)
def test_doses_raised_for_good_are_a_turn(amounts: tuple[int, ...], turns: list[str]) -> None:
    assert [t.what for t in dose_turns(case("", *given(*amounts)))] == turns


def test_a_change_that_the_chart_tells_is_not_told_twice() -> None:
    ordered = changed(FIRST + timedelta(days=20), 100, 300)
    assert len(dose_turns(case("", ordered, *given(100, 100, 300, 300)))) == 2
