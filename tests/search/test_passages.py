"""Passages: a few sentences each, every word in exactly one, each where its offsets say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.search.passages import passages, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n ", []),
        ("One only", ["One only"]),
        ("First one. Second one! Third?", ["First one.", "Second one!", "Third?"]),
        ("As Smith et al. Showed it. Then", ["As Smith et al. Showed it.", "Then"]),
        ("Given 0.5 mg/kg. It helped.", ["Given 0.5 mg/kg.", "It helped."]),
        ("A heading\n\nits text", ["A heading", "its text"]),
        ("no capital. follows here", ["no capital. follows here"]),
        ("Table no. 5 shows. Next", ["Table no. 5 shows.", "Next"]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == expected


def test_three_sentences_make_a_passage() -> None:
    text = "One is. Two is. Three is. Four is."
    assert [span.of(text) for span in passages(text)] == ["One is. Two is. Three is.", "Four is."]


def test_a_paragraph_ends_a_passage() -> None:
    text = "One is.\n\nTwo is. Three is."
    assert [span.of(text) for span in passages(text)] == ["One is.", "Two is. Three is."]


def test_a_heading_goes_with_what_follows_it() -> None:
    text = "RESULTS\n\nOne is. Two is.\n\nThree is."
    assert [span.of(text) for span in passages(text)] == ["RESULTS\n\nOne is. Two is.", "Three is."]


def test_what_is_too_long_is_cut_between_words() -> None:
    text = "word " * 50
    found = [span.of(text) for span in passages(text, most=52)]
    assert all(len(piece) <= 52 for piece in found)
    assert " ".join(found).split() == text.split()


def test_rows_of_a_table_stay_whole() -> None:
    text = "\n".join(f"row {number} | {'cell ' * (number % 5)}| {number} mg" for number in range(60))
    pieces = [span.of(text) for span in passages(text, most=100)]
    assert [line for piece in pieces for line in piece.split("\n")] == text.split("\n")


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("aB1 .!?\n\f\u00e9\U0001f600\"'"), max_size=300), st.integers(4, 60))
def test_every_word_is_in_exactly_one_passage(text: str, most: int) -> None:
    found = passages(text, most=most)
    ends = [0, *(span.end for span in found)]
    assert all(before <= span.start < span.end <= len(text) for before, span in zip(ends, found, strict=False))
    assert all(span.end - span.start <= most and span.of(text) == span.of(text).strip() for span in found)
    assert "".join("".join(span.of(text).split()) for span in found) == "".join(text.split())
