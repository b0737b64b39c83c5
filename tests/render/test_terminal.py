"""Text: as wide as asked, plain unless colour is asked for, and deaf to control characters of the chart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mednec.render import render
from mednec.render.words import visible
from tests.render.a_chart import DOCUMENTS, ESCAPE
from tests.render.a_determination import determination


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
def test_no_line_is_wider_than_asked(width: int) -> None:
    lines = render(determination(), DOCUMENTS, "text", width=width).splitlines()
    assert max(cell_len(line) for line in lines) == width  # the rules under the headings fill it
    assert all(line == line.rstrip() for line in lines)


def test_a_narrow_page_keeps_every_quote() -> None:
    narrow = "".join(render(determination(), DOCUMENTS, "text", width=40).split())
    assert "“Shehad3flarevisitssinceDecember.”" in narrow


def test_plain_text_holds_no_escape_code(text: str) -> None:
    assert ESCAPE in "".join(document.text for document in DOCUMENTS)
    assert "\x1b" not in text
    assert "␛[31mred" in text


def test_colour_adds_escape_codes_and_no_words(text: str) -> None:
    coloured = render(determination(), DOCUMENTS, "text", colour=True)
    assert "\x1b[31m" in coloured  # a clause not met
    assert "\x1b[32m" in coloured  # a clause met
    bare = [line.rstrip() for line in _without_codes(coloured).splitlines()]
    assert bare == text.splitlines()


def _without_codes(text: str) -> str:
    first, *rest = text.split("\x1b[")
    return first + "".join(part.partition("m")[2] for part in rest)


@given(st.text())
def test_control_characters_are_shown_and_no_offset_moves(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert not [
        c
        for c in shown
        if unicodedata.bidirectional(c) in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    ]
