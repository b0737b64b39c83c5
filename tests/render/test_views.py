"""What all views say alike: the order of sections, glyph and word, the places, the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from mednec.model.document import ReferenceCitation
from mednec.model.words import Outcome
from mednec.render import ENDINGS, FORMATS, render
from mednec.render.places import Places, cited_references
from tests.render.a_chart import DOCUMENTS, LABS, LETTER, NOTE, REQUEST, span
from tests.render.a_determination import KPX, because, determination

HEADINGS = [
    "Outcome",
    "Request",
    "Criteria",
    "Limits and exclusions",
    "Diagnosis and codes",
    "Dose",
    "Schedule",
    "Response to treatment",
    "Clinical evidence",
    "Safety",
    "What would change this determination",
    "Conflicts",
    "Warnings",
    "Not decided here",
    "Sign-off",
    "Sources",
]


class Words(HTMLParser):
    """What a reader sees of a page: no tags, no style, no script."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.words.append(data)


def words_of(page: str) -> str:
    reader = Words()
    reader.feed(page)
    return " ".join(" ".join(reader.words).split())


def flowing(text: str) -> str:
    """Wrapped text on one line."""
    return " ".join(text.split())


@pytest.fixture
def printed(request: pytest.FixtureRequest, view: str) -> str:
    if view == "text":  # wide enough that no column breaks a sentence
        return flowing(render(determination(), DOCUMENTS, "text", width=300))
    page: str = request.getfixturevalue(view)
    return words_of(page) if view == "html" else flowing(page)


def test_formats_and_endings() -> None:
    assert FORMATS == ("text", "md", "html", "json")
    assert ENDINGS == {"text": ".txt", "md": ".md", "html": ".html", "json": ".json"}


def test_another_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"'pdf'.*text, md, html, json"):
        render(determination(), DOCUMENTS, "pdf")


def test_sections_stand_in_order_in_text(text: str) -> None:
    ruled = re.findall(r"^(\S.*?)(?:  .*)?\n─{100}$", text, re.MULTILINE)
    assert [words for words in ruled if words in HEADINGS] == HEADINGS  # the head of a wide table is ruled too


def test_sections_stand_in_order_in_markdown(markdown: str) -> None:
    assert re.findall(r"^## (.+)$", markdown, re.MULTILINE) == HEADINGS


def test_sections_stand_in_order_in_html(html: str) -> None:
    left = html[html.index('id="scroll"') : html.index('id="texts"')]
    assert [heading.strip() for heading in re.findall(r"<h2>([^<]+?)\s*(?=<)", left)] == HEADINGS


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_input_gives_the_same_bytes(format: str) -> None:
    first = render(determination(), DOCUMENTS, format)
    assert first == render(determination(), DOCUMENTS, format)
    assert first.endswith("\n")


@pytest.mark.parametrize("view", ["text", "markdown", "html"])
@pytest.mark.parametrize(
    "sentence",
    [
        "Deny recommended",
        "Under the policy as written: not met.",  # coverage
        "One trial for, one series against.",  # medicine, beside it
        "Now A4 pended; when signed A3 not certified.",
        "A recommendation until a physician signs.",
        "2031-01-20 and 2031-02-03: before the request was received.",
        "2031-02-17 and 2031-03-03.",
        "at least 2 of 3",
        "all of",
        "No sign found; rests on",
        "not used by this request",
        "The windows are not alike.",
        "80 mg x 2",
        "which one is meant is asked, not chosen",
        "80 mg x 1 = 80 mg",
        "Is 80 mg a month meant?",
        "80 mg per dose; 160 mg per 28 days; 173.9 mg per month; 4 billing units per dose.",
        "not in the table",
        "The code says unspecified; the chart says diagnosed 2029.",
        "Is Z00.1 meant?",
        "randomized, double-blind; n = 41",
        "Direct: this drug in this disease",
        "Indirect, never settles a clause",
        "Searched 2 records in references/zelvorin.yaml, checked 2031-01-01.",
        "Who can supply it: laboratory or pathology and prescriber. Leads to: pend.",
        "saline: the policy does not address it.",
        "Physician, name and credentials",
        "Set aside: names Ula Orde.",
        "10.0000/glint",
        "digest 00ff",
    ],
)
def test_every_view_says_it(printed: str, sentence: str) -> None:
    assert sentence.lower() in printed.replace("\\", "").replace("*", "").lower()


def test_status_is_glyph_and_word_in_text(text: str) -> None:
    for line in (
        r"✓ I\.A  The member has marrow glint\. +met$",
        r"✕ I\.B\.2  a KPX variant +not met$",
        r"◐ I\.C  Fewer flare visits\. +conflicting$",
        r"◌ I\.B\.3  a positive dust panel +not documented$",
    ):
        assert re.search(line, text, re.MULTILINE), line


def test_on_limits_and_exclusions_the_status_says_what_it_means(text: str, markdown: str, html: str) -> None:
    for meaning in ("outside the limit", "no sign found"):
        assert re.search(rf" not met:\n.* {meaning}$", text, re.MULTILINE)
        assert f"✕ **not met: {meaning}**" in markdown
        assert f">not met: {meaning}</span>" in html


def test_status_is_glyph_and_word_in_markdown(markdown: str) -> None:
    for line in ("✓ **met** **I.A**", "✕ **not met** **I.B.2**", "◐ **conflicting** **I.C**"):
        assert f"- {line} " in markdown
    assert "◌ **not documented** **I.B.3**" in markdown


@pytest.mark.parametrize(
    ("anchor", "shape", "word"),
    [
        ("k-I.A", "met", "met"),
        ("k-I.B.2", "not", "not met"),
        ("k-I.C", "con", "conflicting"),
        ("k-I.B.3", "nd", "not documented"),
    ],
)
def test_status_is_glyph_and_word_in_html(html: str, anchor: str, shape: str, word: str) -> None:
    row = html[html.index(f'id="{anchor}"') :]
    row = row[: row.index('<div class="row')]
    assert f'href="#g-{shape}"' in row
    assert re.search(rf'<span class="st {shape}">{word}</span>', row)


def test_the_clause_that_decides_is_marked_once(text: str, markdown: str, html: str) -> None:
    assert text.count("decides") == 1
    assert markdown.count("**decides**") == 1
    assert html.count('<span class="dec">decides</span>') == 1


def test_quotes_for_and_against_stand_under_their_clause_with_their_place(text: str) -> None:
    assert (
        "    + “No flare visits since January.” [1:4]\n"
        "    \N{MINUS SIGN} “She had 3 flare visits since December.” [3:1]\n"
    ) in text


def test_an_open_clause_shows_the_three_best_places_and_no_more(text: str) -> None:
    under = text[text.index("I.B.3") : text.index("◐ I.C")]
    assert [line.strip() for line in under.splitlines() if "·" in line] == [
        "· “Dust panel was not repeated.” [1:8]",
        "· “Dust panel positive.” [3:2]",
        "· “Wt 58.10 kg.” [1:3]",
    ]


def test_a_settled_clause_shows_no_places_to_look(text: str) -> None:
    assert text.count("Best places to look") == 1  # I.B.3; III.B is not used by this request


def test_a_clause_a_sentence_names_is_its_own_place(text: str) -> None:
    assert "The record fails [§ I.B.2]. [2:2]" in text


def test_the_three_kinds_of_place_look_different() -> None:
    places = Places.of(determination(), DOCUMENTS)
    labels = [
        places.mark(each).label
        for each in (
            span(LABS, "KPX gene"),
            REQUEST.cite("lines.0.units"),
            KPX.citation,
            ReferenceCitation(reference="glint-trial", label="GLINT 2029"),
        )
    ]
    assert labels == ["2:2", "R:8", "§ I.B.2", "GLINT 2029"]


def test_a_document_cited_but_not_handed_over_is_listed_behind_the_others() -> None:
    places = Places.of(determination(), (NOTE, LABS))
    assert [(number, document.name) for number, document in places.documents] == [
        ("1", NOTE.name),
        ("2", LABS.name),
        ("3", LETTER.name),
        ("R", "request.yaml"),
    ]


def test_every_reference_is_listed_once_by_name() -> None:
    assert [each.label for each in cited_references(determination())] == [
        "GLINT 2029",
        "Orde 2028",
        "Zelvorin label 2030",
    ]


def test_a_clause_met_twice_is_printed_once() -> None:
    bare = determination()
    twice = replace(bare, criteria=replace(bare.criteria, children=(*bare.criteria.children, KPX)))
    text = render(twice, DOCUMENTS, "text")
    assert text.count("“KPX gene: NOT DETECTED”") == 1
    assert "a KPX variant  as above" in text
    assert render(twice, DOCUMENTS, "html").count('id="k-I.B.2"') == 1


def test_an_approval_says_that_nobody_must_sign() -> None:
    bare = determination()
    approved = replace(
        bare,
        outcome=Outcome.APPROVE,
        summary=because("every clause is met", KPX.citation),
        sign_off=replace(bare.sign_off, required=False, says=""),
    )
    assert "No physician signature is required." in render(approved, DOCUMENTS, "text")
    assert "No signature required" in words_of(render(approved, DOCUMENTS, "html"))


def test_empty_sections_say_so_in_one_line() -> None:
    bare = replace(determination(), conflicts=(), gaps=(), dose=(), response=(), safety=(), out_of_scope=(), codes=())
    text = render(bare, DOCUMENTS, "text")
    assert re.findall(r"^(\S.*?)(?:  .*)?\n─{100}$", text, re.MULTILINE) == HEADINGS
    for line in (
        "No two places were found to disagree.",
        "Nothing further is needed for this outcome.",
        "No dose was reviewed.",
        "Every line of the request was reviewed.",
    ):
        assert line in text
