"""The HTML page: one file, every link arrives, hostile text is inert, cited words are marked where they stand."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from mednec.model.document import SourceDocument
from mednec.render import render
from tests.render.a_chart import DOCUMENTS, IMAGE, LABS, NOTE, REQUEST_FILE, SCRIPT
from tests.render.a_determination import DUST, POLICY, determination

VOID = {"meta", "br", "img", "use", "path", "circle", "rect", "link", "input", "hr"}


@dataclass
class Page(HTMLParser):
    """A page as a browser reads it."""

    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=list)
    marked: dict[str, str] = field(default_factory=dict)  # words marked for each cited span
    spans: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        self.attributes |= set(given)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given and tag != "use" else []
        if tag == "mark":
            self.spans = given["data-m"].split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag
        if tag == "mark":
            self.spans = []

    def handle_data(self, data: str) -> None:
        for each in self.spans:
            self.marked[each] = self.marked.get(each, "") + data


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


def test_elements_are_closed_in_order(html: str) -> None:
    assert read(html).open == []


def test_every_link_arrives_on_the_page(html: str) -> None:
    page = read(html)
    assert len(page.links) > 80
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_no_anchor_stands_twice(html: str) -> None:
    page = read(html)
    assert len(page.ids) == len(set(page.ids))


def test_nothing_is_loaded_from_anywhere(html: str) -> None:
    page = read(html)
    assert "src" not in page.attributes
    assert not {"link", "img", "iframe", "object", "form"} & set(page.tags)
    assert "url(" not in html
    assert "@import" not in html


def test_hostile_text_is_inert(html: str) -> None:
    assert SCRIPT in NOTE.text
    assert IMAGE in NOTE.text
    page = read(html)
    assert page.tags.count("script") == 1
    assert not [name for name in page.attributes if name.startswith("on")]
    assert "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<img" not in html
    assert "\x1b" not in html


def test_hostile_names_are_inert_too() -> None:
    bad = '"><script>alert(3)</script>'
    bare = determination()
    request = replace(bare.request, patient=replace(bare.request.patient, name=bad))
    document = SourceDocument(name=f"9{bad}.txt", text="nothing\n")
    clause = replace(DUST, clause=bad, text=bad, note=bad)
    broken = replace(bare, request=request, case=bad, policy_title=bad, route=bad, exclusions=(clause,))
    page = read(render(broken, (*DOCUMENTS, document), "html"))
    assert page.tags.count("script") == 1
    assert page.open == []
    assert {link[1:] for link in page.links} <= set(page.ids)


def test_only_the_pages_own_script_may_run(html: str) -> None:
    script = re.search(r"<script>(.*)</script>", html, re.DOTALL)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert f"script-src 'sha256-{digest}';" in policy[1]


def test_the_page_carries_every_document_the_request_and_the_policy(html: str) -> None:
    page = read(html)
    panes = [name for name in page.ids if name.startswith("doc-")]
    assert panes == ["doc-1", "doc-2", "doc-3", "doc-R", "doc-policy"]
    for text in (NOTE.text, REQUEST_FILE.text, POLICY):
        for line in text.splitlines():
            if "<" not in line:
                assert line in re.sub(r"<[^>]+>", "", html)


def test_what_is_marked_is_what_is_cited(html: str) -> None:
    texts = {"d1": NOTE.text, "d2": LABS.text, "dR": REQUEST_FILE.text, "p": POLICY}
    checked = 0
    for target, words in read(html).marked.items():
        holder, start, end = target.rsplit("-", 2)
        if holder in texts and "\n" not in texts[holder][int(start) : int(end)]:
            assert words.replace("␛", "\x1b") == texts[holder][int(start) : int(end)]
            checked += 1
    assert checked > 20


def test_a_line_names_its_clause_in_the_margin(html: str) -> None:
    line = next(each for each in html.splitlines() if '<span class="no">2</span>' in each and "KPX gene" in each)
    assert '<a href="#k-I.B.2">I.B.2</a>' in line


def test_a_document_set_aside_says_why(html: str) -> None:
    pane = html[html.index('id="doc-3"') : html.index('id="doc-R"')]
    assert "Set aside: names Ula Orde" in pane


def test_no_colour_is_the_only_sign(html: str) -> None:
    page = html[html.index('class="tree"') :]
    words = re.findall(r'<div class="row.*?<span class="st \w+">([^<]*)</span>', page, re.DOTALL)
    assert len(words) == 10
    for row in words:
        assert row.split(":")[0] in ("met", "not met", "conflicting", "not documented")
