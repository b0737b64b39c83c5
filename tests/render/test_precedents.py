"""Past decisions beside a request: counted, quoted and compared, in every view, and apart from every clause."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from mednec.model.appeal import Appeal, Ending, Likelihood, Precedent, PrecedentReview, Rate, Reason
from mednec.model.determination import Determination
from mednec.render import render
from tests.render.a_chart import DOCUMENTS
from tests.render.a_determination import determination

TEXT = "The plan refused glintex. The request is <b>supported</b> by published studies. The denial is overturned."
WORDS = "The request is <b>supported</b> by published studies."
START = TEXT.index(WORDS)
DECISION = Precedent(
    appeal=Appeal(
        publisher="XX-IMR",
        number="17-204",
        year=2029,
        ending=Ending.OVERTURNED,
        issue="Medical necessity",
        diagnosis="Glint disease",
        treatment="Pharmacy",
        text=TEXT,
    ),
    reasons=(Reason(start=START, end=START + len(WORDS), words=WORDS),),
    alike=("same drug",),
    differs=("the dose was half of the one asked here",),
)
REVIEW = PrecedentReview(
    precedents=(DECISION,),
    rates=(
        Rate(
            of="Glint disease, Pharmacy",
            overturned=12,
            decided=20,
            low=Decimal("0.387"),
            high=Decimal("0.781"),
            widened=("age",),
        ),
    ),
    likelihood=Likelihood(
        overturned=Decimal("0.61"), low=Decimal("0.4"), high=Decimal("0.8"), rests_on="200 decisions", support=20
    ),
    warnings=("denials as not medically necessary were overturned in 12 of 20 decisions",),
    searched="200 decisions of XX-IMR, 2020-2029",
)


def with_past(review: PrecedentReview) -> Determination:
    return replace(determination(), precedents=review)


@pytest.mark.parametrize("form", ["text", "md", "html"])
@pytest.mark.parametrize(
    "says",
    [
        "How similar appeals ended",
        "XX-IMR 17-204, 2029",
        "12 of 20",
        "39-78 %",
        "Same drug.",
        "The dose was half of the one asked here.",
        "61 % of denials like this one are overturned (95 % 40-80 %)",
        "200 decisions of XX-IMR, 2020-2029",
        "never a criterion",
    ],
)
def test_every_view_tells_it(form: str, says: str) -> None:
    shown = render(with_past(REVIEW), DOCUMENTS, form).replace("\\", "")
    assert says.lower() in " ".join(shown.split()).lower()


def test_words_of_a_decision_are_no_markup() -> None:
    page = render(with_past(REVIEW), DOCUMENTS, "html")
    assert "&lt;b&gt;supported&lt;/b&gt;" in page
    assert "<b>supported</b>" not in page


def test_a_likelihood_that_abstains_says_why() -> None:
    silent = Likelihood(overturned=None, low=None, high=None, rests_on="200 decisions", support=3, abstains="3 alike")
    shown = render(with_past(replace(REVIEW, likelihood=silent)), DOCUMENTS, "md").replace("\\", "")
    assert "no answer: 3 alike" in shown.lower()


def test_json_keeps_the_publishers_number_and_where_the_words_stand() -> None:
    record = json.loads(render(with_past(REVIEW), DOCUMENTS, "json"))
    (past,) = record["precedents"]
    assert (past["publisher"], past["number"], past["ending"]) == ("XX-IMR", "17-204", "overturned")
    (reason,) = past["reasons"]
    assert TEXT[reason["start"] : reason["end"]] == reason["quote"]
    assert record["precedent_review"]["likelihood"]["overturned"] == 0.61


def test_without_a_search_nothing_is_said_of_precedents() -> None:
    assert "How similar appeals ended" not in render(determination(), DOCUMENTS, "md")
    assert json.loads(render(determination(), DOCUMENTS, "json"))["precedents"] == []


def test_precedents_change_nothing_that_decides() -> None:
    plain, told = (json.loads(render(d, DOCUMENTS, "json")) for d in (determination(), with_past(REVIEW)))
    for record in (plain, told):
        del record["precedents"], record["precedent_review"]
    assert plain == told
