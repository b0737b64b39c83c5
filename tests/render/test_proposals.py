"""What a model proposed is told for what it is: quotes cut from the chart, nothing invented; without one, nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mednec.model.proposal import Acceptance, Claim, Objection, Pointed, Proposal, Task, Verdict
from mednec.render import FORMATS, render
from mednec.render.parts import page_parts
from tests.render.a_chart import DOCUMENTS, NOTE, span
from tests.render.a_determination import determination
from tests.render.a_pointed import FACT, INVENTED, INVENTED_FACT, NO_PAPER, POINTED, SHOWN, determination_pointed
from tests.render.test_page import read
from tests.render.test_views import flowing, words_of


@pytest.fixture(scope="module")
def views() -> dict[str, str]:
    made = determination_pointed()
    return {
        "text": render(made, DOCUMENTS, "text", width=300),
        "md": render(made, DOCUMENTS, "md"),
        "html": render(made, DOCUMENTS, "html"),
        "json": render(made, DOCUMENTS, "json"),
    }


@pytest.fixture(scope="module")
def said(views: dict[str, str]) -> dict[str, str]:
    """The views on one line each, without markup."""
    plain = {name: flowing(view).replace("\\", "").replace("*", "") for name, view in views.items()}
    return {**plain, "html": words_of(views["html"])}


VIEWS = pytest.mark.parametrize("view", ["text", "md", "html"])


@VIEWS
@pytest.mark.parametrize(
    "words",
    [
        "☞ rests on words that a language model pointed to",
        "☞ 1 clause rests on words that a language model pointed to, as the program reads them:",
        "The model points to",
        "Proposed as not met: the program cannot read the answer in these words.",
        "not accepted because a letter or form says so, not the record.",
        "The model proposed met: (words that do not stand in the document), not accepted.",
        "Read with a language model",
        "glint-8b <instruct>",
        "evidence-1 and facts-1",
        "7 questions.",
        "9: 2 accepted, 1 shown for a person to read and 6 not accepted.",
        "The server did not answer in time <script>.",
        "Asked to",
        "read facts",
    ],
)
def test_every_view_says_it(said: dict[str, str], view: str, words: str) -> None:
    assert words in said[view]


@pytest.mark.parametrize("view", FORMATS)
def test_words_that_a_model_invented_are_printed_nowhere(views: dict[str, str], view: str) -> None:
    """Not even escaped: what looks like the chart's words is the chart's."""
    for piece in ("strongly positive", "1:640", "brisk"):
        assert piece in INVENTED
        assert piece not in views[view]


@pytest.mark.parametrize("view", FORMATS)
def test_a_paper_that_a_model_invented_is_not_named(views: dict[str, str], view: str) -> None:
    assert NO_PAPER[:3] not in views[view]
    assert "no such paper" not in views[view]


def test_a_terminal_shows_two_that_were_not_accepted_and_counts_the_others(said: dict[str, str]) -> None:
    assert said["text"].count("The model proposed met:") == 2
    assert "and 3 more, not accepted" in said["text"]
    for view in ("md", "html"):
        assert "(words of a document that is not there), not accepted." in said[view]
        assert "not accepted because the program reads another value in these words: 58.1 kg." in said[view]


def test_what_a_model_points_to_is_shown_nearest_first_and_the_rest_folded() -> None:
    told = [
        ("Ms. Orr has marrow glint", Objection.NOT_NAMED),
        ("Overall she is worse", Objection.NOT_READ),
        ("Zelvorin raised", Objection.NOT_SETTLED),
        ("No flare visits", Objection.CLAIM),
        ("diagnosed 2029", Objection.NOT_READ),
    ]
    verdicts = tuple(
        replace(SHOWN, at=span(NOTE, words), objection=objection, why=objection.value) for words, objection in told
    )
    made = replace(determination_pointed(), pointed=replace(POINTED, verdicts=verdicts))
    text = flowing(render(made, DOCUMENTS, "text", width=300))
    after = text[text.index("The model points to") :]
    order = [after.find(f"☞ “{words}”") for words, _ in told]
    assert 0 < order[2] < order[1] < order[4] < after.index("and 2 more")
    assert (order[0], order[3]) == (-1, -1)
    html = render(made, DOCUMENTS, "html")
    folded = html[html.index("<summary>2 more</summary>") : html.index("</details>")]
    assert folded.index("No flare visits") < folded.index("Ms. Orr has marrow glint")
    assert "and 2 more" in render(made, DOCUMENTS, "md")


def test_json_tells_each_proposal_with_its_place_or_none(views: dict[str, str]) -> None:
    told = json.loads(views["json"])["language_model"]
    assert {key: told[key] for key in ("model", "prompts", "asked", "accepted", "shown", "refused")} == {
        "model": "glint-8b <instruct>",
        "prompts": ["evidence-1", "facts-1"],
        "asked": 7,
        "accepted": 2,
        "shown": 1,
        "refused": 6,
    }
    assert len(told["trouble"]) == 1
    first, _, _, invented, nowhere, *_ = told["proposals"]
    assert first == {
        "task": "find_evidence_for_a_clause",
        "subject": "I.B.1",
        "document": "02_laboratory_2031-01-20.txt",
        "start": 0,
        "end": 25,
        "quote": "Glint titer     12.50 U/L",
        "page": 1,
        "proposed": "met",
        "claims": [{"about": "glint-titer", "says": "measured", "named": "Glint titer", "words": ["12.50", "U/L"]}],
        "acceptance": "accepted",
        "objection": None,
        "why": "",
    }
    assert [invented[key] for key in ("document", "start", "end", "quote")] == [NOTE.name, None, None, None]
    assert invented["why"] == "the words do not stand in the document"
    assert (nowhere["document"], nowhere["quote"]) == (None, None)
    to_software = told["proposals"][5]
    assert to_software["claims"] == [{"about": "", "says": "present", "named": "", "words": ["wrote"]}]


def test_every_quote_of_the_json_can_be_cut_again(views: dict[str, str]) -> None:
    texts = {document.name: document.text for document in DOCUMENTS}
    told = [each for each in json.loads(views["json"])["language_model"]["proposals"] if each["quote"] is not None]
    assert len(told) == 6
    for each in told:
        assert texts[each["document"]][each["start"] : each["end"]] == each["quote"]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "op" in value:
            yield value
        for child in value.values():
            yield from nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from nodes(child)


def test_without_what_a_model_did_the_json_is_that_of_a_review_without_one(views: dict[str, str]) -> None:
    record = json.loads(views["json"])
    del record["language_model"]
    resting = [node for node in nodes(record) if "pointed" in node]
    assert [node["clause"] for node in resting] == ["I.B.1"]
    assert resting[0].pop("pointed") is True
    assert record == json.loads(render(determination(), DOCUMENTS, "json"))


@pytest.mark.parametrize("view", FORMATS)
def test_where_no_model_was_asked_there_is_no_word_of_one(view: str) -> None:
    printed = render(determination(), DOCUMENTS, view)
    for word in ("☞", "ptd", "<details", "anguage model", "language_model", "language-model", "pointed"):
        assert word not in printed.replace("pointed at", "")


def test_the_page_is_sound_and_nothing_of_it_runs(views: dict[str, str]) -> None:
    page = read(views["html"])
    assert page.open == []
    assert page.tags.count("script") == 1
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_what_was_not_accepted_is_folded_away_and_its_words_are_not_lit_with_the_clause(
    views: dict[str, str],
) -> None:
    html = views["html"]
    folded = html[html.index('<details class="ref">') : html.index("</details>")]
    assert "<summary>5 proposals of the model not accepted</summary>" in folded
    assert 'class="q"' not in folded
    assert 'class="at' not in folded
    assert folded.count('class="rp"') == 3
    shown = html[html.index("The model points to") :]
    assert shown.index('<a class="q" href="#d1-') < shown.index("<details")


def test_the_case_screen_has_the_same_words() -> None:
    parts = {part.name: part.html for part in page_parts(determination_pointed(), DOCUMENTS)}
    assert "5 proposals of the model not accepted" in parts["section:criteria"]
    assert "glint-8b &lt;instruct&gt;" in parts["section:language-model"]
    assert ">Model<" in parts["tabs"]
    cited = json.loads(parts["clauses"])["I.B.3"]["found"]
    assert SHOWN.at is not None
    assert SHOWN.at.quote in [each["quote"] for each in cited]
    assert "Dust panel positive." in [each["quote"] for each in cited]  # a place to look, with or without a model
    assert [each["quote"] for each in cited].count("Overall she is worse") == 1


def test_what_stands_under_no_clause_stands_in_the_section(said: dict[str, str]) -> None:
    both = replace(POINTED, verdicts=(FACT, INVENTED_FACT) * 30, trouble=())
    printed = flowing(render(replace(determination(), pointed=both), DOCUMENTS, "text", width=300))
    assert "And 20 more, in the JSON." in printed
    assert "Questions without an answer" not in printed
    assert "Questions without an answer" in said["text"]


def sorted_as(kind: str, quote: str) -> Verdict:
    claim = Claim(about=kind, says="present", named=quote)
    made = Proposal(task=Task.DOCUMENTS, subject=NOTE.name, document=NOTE.name, quote=quote, claims=(claim,))
    if quote not in NOTE.text:
        return Verdict(proposal=made, acceptance=Acceptance.REFUSED, objection=Objection.NOT_VERBATIM)
    return Verdict(proposal=made, acceptance=Acceptance.ACCEPTED, at=span(NOTE, quote))


def test_a_kind_of_document_is_told_whatever_became_of_it() -> None:
    verdicts = (sorted_as("pathology report", "Glintology"), sorted_as("imaging report", INVENTED))
    made = replace(determination(), pointed=replace(POINTED, verdicts=verdicts))
    printed = render(made, DOCUMENTS, "md")
    assert "| sort documents |" in printed
    assert "*as pathology report*" in printed
    assert "*as imaging report*" in printed
    told = json.loads(render(made, DOCUMENTS, "json"))["language_model"]["proposals"]
    assert [each["claims"] for each in told] == [
        [{"about": "pathology report", "says": "present", "named": "Glintology", "words": []}],
        [{"about": "imaging report", "says": "present", "named": "", "words": []}],
    ]


def test_a_model_that_proposed_nothing_is_named_all_the_same() -> None:
    asked = Pointed(model="glint-8b", prompts=(), asked=1)
    printed = flowing(render(replace(determination(), pointed=asked), DOCUMENTS, "text", width=300))
    assert "1 question." in printed
    assert "Nothing." in printed


def test_every_objection_and_acceptance_has_words_for_every_view() -> None:
    verdicts = tuple(
        replace(SHOWN, acceptance=acceptance, objection=objection, why="", at=at)
        for acceptance in Acceptance
        for objection in (None, *Objection)
        for at in (SHOWN.at, None)
    )
    made = replace(determination(), pointed=replace(POINTED, verdicts=verdicts))
    for view in FORMATS:
        printed = render(made, DOCUMENTS, view)
        assert "None" not in printed
    page = read(render(made, DOCUMENTS, "html"))
    assert page.open == []
