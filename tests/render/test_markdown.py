"""Markdown: chart text stays text, lists are nested step by step, tables have even rows."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.render.markdown import plain


def test_chart_text_cannot_become_markup(markdown: str) -> None:
    assert r"\<img src=x onerror=alert(2)\>" in markdown
    assert not re.search(r"(?<!\\)<", markdown)
    assert r"\[link\](http://evil.example)" in markdown
    assert r"flag \| pipe \* star" in markdown


def test_lists_are_nested_one_step_at_a_time(markdown: str) -> None:
    depth = 0
    for line in markdown.splitlines():
        item = re.match(r"( *)- ", line)
        now = len(item[1]) // 2 + 1 if item else 0
        assert now <= depth + 1, line
        assert not re.match(r" *- - ", line), line
        depth = now


def test_rows_of_a_table_have_as_many_cells_as_its_head(markdown: str) -> None:
    tables = re.findall(r"(?:^\|.*\|\n)+", markdown, re.MULTILINE)
    assert len(tables) >= 6
    for table in tables:
        cells = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(cells) == 1, table
        assert re.fullmatch(r"\|( --- \|)+", table.splitlines()[1])


@pytest.mark.parametrize("bold", [r"\*\*"])
def test_emphasis_is_closed_on_its_line(markdown: str, bold: str) -> None:
    for line in markdown.splitlines():
        assert len(re.findall(rf"(?<!\\){bold}", line)) % 2 == 0, line


def test_no_place_reads_as_a_link(markdown: str) -> None:
    assert not re.search(r"(?<!\\)\[[^\[\]]*\](?:\(|:)", markdown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("421.2 g", "421.2 g"),
        ("1. first", r"1\. first"),
        ("- a row", r"\- a row"),
        ("# heading", r"\# heading"),
        ("a_b", r"a\_b"),
        ("58.1 kg x 2 = 116.2", "58.1 kg x 2 = 116.2"),
    ],
)
def test_only_what_would_be_markup_is_escaped(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(alphabet="ab1 *_`[]()<>#|~&$-+.\\:"))
def test_taking_the_backslashes_away_gives_the_text_back(text: str) -> None:
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", plain(text)) == text
