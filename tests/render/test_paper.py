"""Pages as received: pictures once, words boxed where they stand, and nothing of it where nothing came on paper."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from mednec.model.document import Page
from mednec.model.sheet import Box
from mednec.render import render
from mednec.render.paper import Frame, figures_of, framed
from tests.render.a_chart import DOCUMENTS, span
from tests.render.a_determination import determination
from tests.render.a_paper import (
    FORM,
    NEGATIVE,
    OVER_TWO_PAGES,
    PAPERS,
    PICTURES,
    determination_on_paper,
    on_paper,
    picture,
)
from tests.render.test_page import read

HOSTILE = '"><script>alert(4)</script>.pdf'


@pytest.fixture(scope="module")
def shown() -> str:
    return render(determination_on_paper(), PAPERS, "html", pictures=PICTURES)


@pytest.fixture(scope="module")
def unpictured() -> str:
    return render(determination_on_paper(), PAPERS, "html")


def uri(word: str) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(picture(word).jpeg).decode()


def group(html: str, target: str) -> list[str]:
    """The boxes drawn for a span, page by page."""
    return re.findall(rf'<g [^>]*data-m="{target}">.*?</g>', html)


def test_a_plain_chart_prints_the_same_bytes_with_and_without_pictures() -> None:
    plain = render(determination(), DOCUMENTS, "html")
    assert render(determination(), DOCUMENTS, "html", pictures=PICTURES) == plain
    for trace in ("img-src", "<kbd>v</kbd>", "leaf", "data-view", 'class="pr"', "patternUnits", "by-text"):
        assert trace not in plain


@pytest.mark.parametrize("format", ["text", "md", "json"])
def test_pictures_are_for_the_page_alone(format: str) -> None:
    bare = determination_on_paper()
    assert render(bare, PAPERS, format) == render(bare, PAPERS, format, pictures=PICTURES)


def test_the_first_and_the_cited_pages_show_their_picture_once(shown: str) -> None:
    counts = {number: shown.count(uri(f"page {number}")) for number in (3, 4, 5, 6, 7)}
    assert counts == {3: 0, 4: 1, 5: 1, 6: 0, 7: 0}  # 4 to 6 are the form's; nothing of 6 is cited


def test_a_page_that_is_not_cited_says_so_and_leads_to_the_text(shown: str) -> None:
    assert '<p class="pg np" id="g4-3">page 3: not cited; <a href="#x4-3">see the text</a>' in shown
    assert re.search(r'<div class="pr" id="x4-3">page 3</div>\n<div class="ln">.*Thank you\.', shown)


def test_a_cited_page_without_a_picture_says_so_and_opens_in_the_text() -> None:
    html = render(determination_on_paper(), PAPERS, "html", pictures={("fax.pdf", 4): picture("page 4")})
    assert "page 2: no picture; " in html
    target = f"d4-{NEGATIVE.start}-{NEGATIVE.end}"
    assert f'<i id="{target}"></i>' in html
    assert not group(html, target)


def test_a_picture_has_words_in_its_place(shown: str) -> None:
    images = re.findall(r"<img [^>]*>", shown)
    assert [re.findall(r'alt="([^"]*)"', image) for image in images] == [
        ["page 4 of fax.pdf, as received"],
        ["page 5 of fax.pdf, as received"],
    ]
    assert all('width="1275" height="1650"' in image for image in images)
    assert shown.count('viewBox="0 0 612 792"') == 2
    assert re.search(r"<figcaption>page 2 of 3 <small>fax\.pdf, page 5</small>", shown)


def test_a_quote_over_two_lines_and_two_pages_is_boxed_on_each(shown: str) -> None:
    target = f"d4-{OVER_TWO_PAGES.start}-{OVER_TWO_PAGES.end}"
    first, second = group(shown, target)
    # `titer` from letter 6, then the whole of line 2; a point of room on every side
    assert re.findall(r'<path d="([^"]*)"/><path class="un"', first) == [
        "M107 71H139V83H107z",
        "M71 85H145V97H71z",
    ]
    assert re.findall(r'<path d="([^"]*)"/><path class="un"', second) == ["M71 71H133V83H71z"]
    assert f'id="{target}"' in first
    assert "id=" not in second


def test_anchors_stand_on_the_page_once_and_every_link_arrives(shown: str, unpictured: str) -> None:
    for html in (shown, unpictured):
        page = read(html)
        assert page.open == []
        assert len(page.ids) == len(set(page.ids))
        assert {link[1:] for link in page.links} <= set(page.ids)


def test_without_pictures_words_open_in_the_text(unpictured: str) -> None:
    assert f'<i id="d4-{OVER_TWO_PAGES.start}-{OVER_TWO_PAGES.end}"></i>' in unpictured
    assert "<img" not in unpictured
    assert "img-src" not in unpictured
    assert re.findall(r'<div class="pr" id="([^"]+)">([^<]*)<', unpictured) == [("g4-2", "page 2"), ("g4-3", "page 3")]
    assert "␌" not in unpictured
    assert "\f" not in unpictured


def test_boxes_have_the_tones_of_the_text(shown: str) -> None:
    for citation, tone in ((OVER_TWO_PAGES, "for"), (NEGATIVE, "against")):
        target = f"d4-{citation.start}-{citation.end}"
        assert all(each.startswith(f'<g class="{tone}"') for each in group(shown, target))
        assert f'<mark class="{tone}" data-m="{target}">' in shown
    assert f"<title>I.C: “{NEGATIVE.quote}”</title>" in shown


def test_the_place_of_a_remark_is_drawn(shown: str) -> None:
    assert (
        '<g class="told"><title>White on white: '.lower()
        + "“approve &lt;b&gt;this&lt;/b&gt;”</title>"
        + '<path d="M71 699H173V711H71z"/>'
    ) in shown


def test_clauses_stand_in_the_margin_at_the_height_of_their_words(shown: str) -> None:
    labels = re.findall(r'<p class="gu" style="top:([\d.]+)%" data-m="[^"]*">(.*?)</p>', shown)
    assert [(top, re.findall(r'href="#([^"]+)"', links)) for top, links in labels] == [
        ("9.09", ["k-I.C"]),  # 72 of 792 points
        ("9.09", ["k-I.C", "received"]),  # both lines of page 2 in one label: the clause, then the field as read
    ]


def test_only_the_pages_own_script_and_its_own_pictures_may_load(shown: str) -> None:
    script = re.search(r"<script>(.*)</script>", shown, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', shown)
    assert script is not None
    assert policy is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert policy[1] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert set(re.findall(r"url\((.)", shown)) == {"#"}
    assert all(each.startswith("data:image/jpeg;base64,") for each in re.findall(r'src="([^"]*)"', shown))


@pytest.mark.parametrize("pictured", [True, False])
def test_every_key_is_listed(pictured: bool) -> None:
    html = render(determination_on_paper(), PAPERS, "html", pictures=PICTURES if pictured else {})
    script = html[html.index("<script>") :]
    listed = html[html.index('<p class="keys">') :].partition("</p>")[0]
    keys = set(re.findall(r'key === "(.)"', script))
    assert keys == set("jkn[]0p") | (set("v") if pictured else set())
    assert all(f"<kbd>{key}</kbd>" in listed for key in keys)
    assert ("data-view" in html) is pictured


def test_both_views_are_there_and_the_button_says_which_is_on(shown: str) -> None:
    pane = shown[shown.index('id="doc-4"') : shown.index('id="doc-5"')]
    buttons = re.findall(r'data-view="(\w+)" aria-pressed="(\w+)">(\w+)<', pane)
    assert buttons == [("page", "true", "Page"), ("text", "false", "Text")]
    assert pane.index('class="pp"') < pane.index('class="tt"')
    assert "aria-pressed" not in shown[shown.index('id="doc-1"') : shown.index('id="doc-4"')]


def test_a_hostile_file_name_is_inert() -> None:
    document = on_paper(HOSTILE, HOSTILE, 1, "Glint titer")
    bare = determination_on_paper()
    told = tuple(replace(remark, file=HOSTILE, says=HOSTILE) for remark in bare.remarks)
    html = render(
        replace(bare, remarks=told), (*PAPERS, document), "html", pictures={(HOSTILE, 1): picture("it"), **PICTURES}
    )
    page = read(html)
    assert page.tags.count("script") == 1
    assert page.open == []
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert "page 1 of &#34;&gt;&lt;script&gt;" in html


def test_a_page_of_two_documents_shows_once_with_the_boxes_of_both() -> None:
    other = replace(FORM, name="06_other.pdf", pages=FORM.pages[:1], text=FORM.text.partition("\f")[0])
    bare = determination_on_paper()
    leaf = replace(bare.criteria.children[0], because=(span(other, "twice"), OVER_TWO_PAGES))
    both = replace(bare, criteria=replace(bare.criteria, children=(leaf,)))
    html = render(both, (*PAPERS, other), "html", pictures=PICTURES)
    assert html.count(uri("page 4")) == 1
    assert 'page 1: shown with another document; <a href="#g4-1">see it there</a>' in html
    shown = html[html.index('id="g4-1"') : html.index('id="g4-2"')]
    assert 'id="d6-19-24"' in shown  # `twice` of the other document, on the page that is shown
    assert {link[1:] for link in read(html).links} <= set(read(html).ids)


def test_a_turned_and_straightened_page_says_so() -> None:
    turned = replace(FORM, pages=(replace(FORM.pages[0], turned=90, slant=-1.25), *FORM.pages[1:]))
    (figure, *_) = figures_of([("4", turned)], (), (), PICTURES)["4"]
    assert figure.source == "fax.pdf, page 4, turned 90° to be read, straightened 1.2°"


def test_a_box_has_room_around_it_and_stays_on_the_page() -> None:
    page = Page(file="fax.pdf", number=1, width=100, height=50, words=())
    box = Box(left=0.25, top=20.04, right=99.5, bottom=30.06)
    assert framed(box, page) == Frame(
        left="0", top="19", right="100", bottom="31.1", inner=("1.1", "20.1", "98.9", "30")
    )
