"""The parts of a page: the same as the page in one file, nothing inline, and every character at its offset."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from mednec.model.document import SourceDocument
from mednec.model.words import Status
from mednec.render.parts import Part, page_parts, strokes, stylesheet
from tests.render.a_chart import DOCUMENTS, NOTE, SCRIPT, span
from tests.render.a_determination import CRITERIA, determination, leaf
from tests.render.a_paper import FORM, PAPERS, determination_on_paper
from tests.render.test_page import read


def address(number: str, page: int) -> str:
    return f"/pictures/{number}/{page}.jpg"


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    return named(page_parts(determination(), DOCUMENTS))


@pytest.fixture(scope="module")
def on_paper() -> dict[str, str]:
    return named(page_parts(determination_on_paper(), PAPERS, address))


def named(parts: tuple[Part, ...]) -> dict[str, str]:
    assert [part.order for part in parts] == list(range(len(parts)))
    found = {part.name: part.html for part in parts}
    assert len(found) == len(parts)
    return found


def spans_of(pane: str) -> list[tuple[int, str]]:
    """Offset and words of every line of a pane."""
    lines = re.findall(r'<span class="tx" data-s="(\d+)">(.*?)</span><span class="gu">', pane, re.DOTALL)
    return [(int(start), unescape(re.sub(r"<[^>]+>", "", words))) for start, words in lines]


def test_parts_hold_every_place_of_the_page_in_one_file(html: str, parts: dict[str, str]) -> None:
    whole = read("".join(parts.values()) + strokes())
    alone = {"scroll", "texts", "live", "sign-off", "g-met", "g-not", "g-con", "g-nd"}  # glyphs come with every page
    assert set(read(html).ids) - alone <= set(whole.ids)
    assert len(whole.ids) == len(set(whole.ids))
    assert whole.open == []


def test_every_link_arrives_or_names_the_pane_it_arrives_in(on_paper: dict[str, str]) -> None:
    ids = {name: set(read(html).ids) for name, html in on_paper.items()}
    everywhere = set().union(*ids.values())
    links = [link for html in on_paper.values() for link in read(html).links if "rule=" not in link]
    assert len(links) > 80
    for link in links:
        pane, _, place = link.partition("#")
        if pane:
            assert place in ids[f"pane:doc-{pane.removeprefix('?open=')}"], link
        else:
            assert place in everywhere - {i for name in ids if name.startswith("pane:") for i in ids[name]}, link


def test_nothing_is_inline(on_paper: dict[str, str]) -> None:
    for html in (*on_paper.values(), strokes()):
        page = read(html)
        assert not {"script", "style"} & set(page.tags)
        assert not {name for name in page.attributes if name == "style" or name.startswith("on")}
        assert "data:" not in html


def test_every_page_shows_its_picture_when_it_comes_into_view(on_paper: dict[str, str]) -> None:
    pane = on_paper["pane:doc-4"]
    assert re.findall(r'<img loading="lazy" decoding="async" src="([^"]+)"', pane) == [
        "/pictures/4/1.jpg",
        "/pictures/4/2.jpg",
        "/pictures/4/3.jpg",
    ]
    assert 'width="612" height="792"' in pane


def test_pages_without_an_address_stand_as_text() -> None:
    pane = named(page_parts(determination_on_paper(), PAPERS))["pane:doc-4"]
    assert "<img" not in pane
    assert "Dust panel negative." in pane


@pytest.mark.parametrize("document", [NOTE, FORM], ids=lambda d: d.name)
def test_every_line_carries_the_offset_of_its_first_character(
    document: SourceDocument, on_paper: dict[str, str]
) -> None:
    number = [d.name for d in PAPERS].index(document.name) + 1
    lines = spans_of(on_paper[f"pane:doc-{number}"])
    assert len(lines) == len(re.split(r"[\n\f]", document.text))
    for start, words in lines:
        assert words.replace("\u241b", "\x1b") == document.text[start : start + len(words)]


def test_hostile_text_is_inert(parts: dict[str, str]) -> None:
    assert SCRIPT in NOTE.text
    assert "script" not in read("".join(parts.values())).tags


def test_the_pane_of_the_deciding_words_comes_first() -> None:
    quote = span(DOCUMENTS[1], DOCUMENTS[1].text.split("\n")[0])
    deciding = leaf("I.A", "The member has marrow glint.", Status.MET, because=(quote,), decides=True)
    changed = replace(determination(), criteria=replace(CRITERIA, children=(deciding,)), limits=(), exclusions=())
    assert named(page_parts(changed, DOCUMENTS))["first"] == "doc-2"


def test_a_clause_tells_how_it_stands_and_may_be_ruled_on() -> None:
    sides = (span(DOCUMENTS[0], DOCUMENTS[0].text.split()[0]), span(DOCUMENTS[1], DOCUMENTS[1].text.split()[0]))
    torn = leaf("I.A", "The member has marrow glint.", Status.CONFLICTING, because=sides[:1], contrary=sides[1:])
    open_ = replace(leaf("I.B", "Fewer flare visits.", Status.NOT_DOCUMENTED), kind="ask")
    changed = replace(determination(), criteria=replace(CRITERIA, children=(torn, open_)), limits=(), exclusions=())
    section = named(page_parts(changed, DOCUMENTS))["section:criteria"]
    assert 'data-clause="I.A" data-status="conflicting"><b>Which holds?</b>' in section
    assert 'href="?rule=I.A&amp;holds=for#ruling"' in section
    assert 'href="?rule=I.B#ruling" data-rule="">Answer</a>' in section


def test_the_look_holds_below_the_element_that_is_named_and_loads_nothing() -> None:
    look = stylesheet(".case")
    assert look.startswith(".case {")
    assert look.count("{") == look.count("}")
    assert "@import" not in look
    assert "http" not in look


def test_every_leaf_stands_among_the_clauses_with_the_words_under_it(parts: dict[str, str]) -> None:
    clauses = json.loads(parts["clauses"])
    leaves = {leaf.clause for leaf in determination().criteria.leaves()}
    assert leaves <= set(clauses)
    kpx = clauses["I.B.2"]
    assert (kpx["status"], kpx["read_as"], kpx["ruled"]) == ("not_met", "not_met", False)
    (words,) = kpx["found"]
    holder = DOCUMENTS[int(words["holder"]) - 1]
    assert holder.text[words["start"] : words["end"]] == words["quote"] == "KPX gene: NOT DETECTED"
    assert f">{words['label']}</span>" in parts["section:criteria"]


def test_places_that_disagree_stand_side_by_side_and_ask_which_holds(parts: dict[str, str]) -> None:
    first = determination().conflicts[0]
    section = parts["section:conflicts"]
    assert section.count("<blockquote>") == sum(len(each.sides) for each in determination().conflicts)
    assert first.sides[0].quote in unescape(re.sub(r"<[^>]+>", "", section))
