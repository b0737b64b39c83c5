"""The page of facts: a break between pages is a thin rule, wherever it falls."""

from __future__ import annotations

import re

from mednec.chart.reconcile import Fact
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.finding import Finding
from mednec.model.words import Assertion
from mednec.render.fact_page import render_fact_page
from mednec.render.words import visible
from tests.render.a_chart import span

TEXT = SourceDocument(name="a.pdf", text="No marrow\fglint seen.\f\fEnd\x0b.")


def test_pages_are_ruled_off_and_the_words_marked_on_both() -> None:
    found = span(TEXT, "marrow\fglint")
    finding = Finding(
        kind="diagnosis",
        concept="marrow-glint",
        name="marrow glint",
        assertion=Assertion.ABSENT,
        source=found,
        sentence=found,
        header=DocumentHeader(document=TEXT),
    )
    html = render_fact_page([Fact(finding=finding, places=(found,))], [TEXT])
    assert re.findall(r'<span class="pr">([^<]*)</span>', html) == ["page 2", "page 3", "page 4"]
    assert re.findall(r"<mark [^>]*>([^<]*)</mark>", html) == ["marrow", "glint"]
    assert "\f" not in html
    assert "␌" not in html
    assert "␋" in html  # other control characters are still shown


def test_a_page_break_keeps_its_offset() -> None:
    assert visible("a\fb") == "a\nb"
