"""Elements: whatever a chart says becomes words of the drawing, never markup."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from mednec.render.plots import element, link, path, picture, words

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\ufffe\uffff"))


@settings(deadline=None)
@given(TEXT, TEXT)
def test_words_stay_words(said: str, title: str) -> None:
    drawn = link('d1"-2', title, words(said, 1, 2)).markup
    found = ElementTree.fromstring(drawn)
    assert found.tag == "a"
    assert found.get("href") == '#d1"-2'
    assert [child.tag for child in found] == ["title", "text"]
    assert len(found[1].text or "") == len(said)


def test_a_template_prints_a_drawing_as_it_is() -> None:
    drawn = element("g", words("<b>", 0, 0))
    shown = Environment(autoescape=True).from_string("{{ drawn }}|{{ words }}").render(drawn=drawn, words="<b>")
    assert shown == '<g><text x="0" y="0">&lt;b&gt;</text></g>|&lt;b&gt;'


def test_a_picture_says_what_it_shows() -> None:
    drawn = picture("p1", "Doses", "Two doses.", 700, 120.5, path([(0, 0), (1, 1)], "ln")).markup
    found = ElementTree.fromstring(drawn)
    assert found.get("viewBox") == "0 0 700 120.5"
    assert found.get("aria-labelledby") == "p1-title p1-desc"
    assert [(child.tag, child.get("id")) for child in found][:2] == [("title", "p1-title"), ("desc", "p1-desc")]


def test_what_opens_nowhere_is_no_link() -> None:
    assert link("", "a dose").markup == "<g><title>a dose</title></g>"
