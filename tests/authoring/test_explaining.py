"""A policy in plain words and as a picture: every clause once, with its operator, bounds, evidence and questions."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from itertools import combinations

import pytest

from mednec.authoring.explained import as_html, as_markdown, as_text
from mednec.authoring.explaining import Explanation, Told, explain
from mednec.authoring.kind_words import KINDS, OPERATORS, SLOTS
from mednec.authoring.picture import Picture, picture_of
from mednec.criteria.kinds import KIND_NAMES
from mednec.packs.checking import Subject
from mednec.packs.policies import _OPS
from mednec.packs.schema import slots_of
from tests import shipped

NAMED = {"question", "about", "parts", "op", "n"}  # told as operator and question


@cache
def installed() -> dict[str, Subject]:
    return {s.policy.id: s for s in shipped.installed()}


@cache
def told(name: str) -> Explanation:
    return explain(installed()[name])


def clauses(explanation: Explanation) -> dict[str, Told]:
    """What is told of each clause, where it is told."""
    every = (t for part in explanation.parts for root in part.roots for _, t in root.walk())
    return {t.label: t for t in every if t.label and t.state != "again"}


def test_every_kind_and_operator_has_its_words() -> None:
    assert set(KINDS) >= set(KIND_NAMES)
    assert {*OPERATORS, "at_least"} == set(_OPS)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_the_slots_of_a_kind_have_their_words(kind: str) -> None:
    assert set(slots_of(kind).slots) - set(SLOTS) - NAMED == set(), "add it to authoring/kind_words.py"


@pytest.mark.parametrize("name", sorted(installed()))
def test_every_clause_is_told_once(name: str) -> None:
    subject = installed()[name]
    labels = [t.label for p in told(name).parts for r in p.roots for _, t in r.walk() if t.label and t.state != "again"]
    assert sorted(labels) == sorted({t.label for t in subject.terms()})


def test_a_clause_in_plain_words() -> None:
    found = clauses(told("larkspur-omalizumab"))
    tryptase = found["Appendix B.2.d"]
    assert "above 20 ng/mL" in tryptase.short
    assert "only values called baseline count, none of an episode" in tryptase.details
    assert "at least two values must show it" in tryptase.details
    assert tryptase.state == "typed"
    score = found["I.C.4"]
    assert "within 60 days before the request was received; what has no day is not within it" in score.details
    assert "days" in score.evidence
    assert found["I.B.1.b"].joint == "At least 3 of these must be met"
    assert found["I.B.1"].joint == "One of these is enough"


def test_what_is_asked_has_its_question_and_why() -> None:
    asked = clauses(told("larkspur-omalizumab"))["II.B.3"]
    assert asked.state == "asked"
    assert asked.questions[0].startswith("Which validated symptom score fell")
    page = as_html(told("larkspur-omalizumab"))
    assert "Asked of the reviewer: <b>Which validated symptom score fell" in page
    assert "a reviewer answers" in page


def test_a_clause_of_which_a_part_is_asked() -> None:
    gained = clauses(told("northfield-ig-dermatomyositis"))["II.C.1"]
    assert gained.state == "partly"
    assert [c.state for c in gained.children] == ["typed", "asked"]


def test_a_clause_that_is_taken_over_is_told_where_it_stands() -> None:
    part = next(p for p in told("larkspur-omalizumab").parts if p.name == "continuation")
    again = [t for r in part.roots for _, t in r.walk() if t.label == "I"]
    assert [(t.state, t.children) for t in again] == [("again", ())]


def pictures(name: str) -> list[Picture]:
    return [picture_of(part) for part in told(name).parts]


@pytest.mark.parametrize("name", sorted(installed()))
def test_the_shapes_of_a_picture_lie_apart_and_within_the_frame(name: str) -> None:
    for picture in pictures(name):
        for a, b in combinations(picture.shapes, 2):
            beside = a.x + a.width <= b.x or b.x + b.width <= a.x
            above = a.y + a.height <= b.y or b.y + b.height <= a.y
            assert beside or above, (picture.name, a.label, b.label)
        for shape in picture.shapes:
            assert shape.x >= 0
            assert shape.y >= 0
            assert shape.x + shape.width <= picture.width
            assert shape.y + shape.height <= picture.height
            assert 1 <= len(shape.lines) <= 2


@pytest.mark.parametrize("name", sorted(installed()))
def test_every_joint_has_a_line_to_each_item(name: str) -> None:
    for picture in pictures(name):
        items = sum(len(s.told.children) for s in picture.shapes if s.joint)
        assert len(picture.lines) == items


class Page(HTMLParser):
    """Collects ids, links and everything a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fields = {k: v or "" for k, v in attrs}
        self.ids += [fields["id"]] if "id" in fields else []
        self.links += [fields["href"]] if tag == "a" else []
        self.loads += [tag] if tag in ("script", "link", "img", "iframe") or "src" in fields else []


@pytest.mark.parametrize("name", sorted(installed()))
def test_the_page_stands_alone_and_every_link_has_its_place(name: str) -> None:
    page = Page()
    html = as_html(told(name))
    page.feed(html)
    assert page.loads == []
    assert not re.search(r"url\(|@import|https?://", html)
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_words_of_the_policy_are_escaped() -> None:
    subject = installed()["larkspur-omalizumab"]
    explanation = explain(subject)
    bad = Explanation(
        id="x",
        title="<script>alert(1)</script> *bold*",
        about=(("Payer", "<b>"),),
        parts=explanation.parts,
        typed=1,
        asked=0,
    )
    assert "<script>" not in as_html(bad)
    assert "\\<script\\>alert(1)\\</script\\> \\*bold\\*" in as_markdown(bad)


def test_text_and_markdown_tell_the_same_clauses() -> None:
    explanation = told("northfield-ig-dermatomyositis")
    text = " ".join(as_text(explanation, width=100, colour=False).split())
    markdown = as_markdown(explanation)
    for label in clauses(explanation):
        assert label in text
        assert f"**{label}**" in markdown
    assert "At least 2 of these must be met" in text
    assert "Asked of the reviewer: Which two muscle groups gained one grade" in text
