"""Words of a page -> text: no letter lost, none invented, offsets right, columns and paragraphs as they stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.intake.papers.arrange import Written, arrange
from mednec.intake.papers.words import Word
from mednec.model.sheet import Box
from tests.intake.papers.made import pdf, read, shown

LETTER, PITCH = 6.0, 14.0


def typed(*lines: str, left: float = 60, top: float = 72, letter: float = LETTER) -> list[Word]:
    """The words of monospaced lines."""
    found = []
    for number, line in enumerate(lines):
        at = 0
        for text in line.split():
            at = line.index(text, at)
            y = top + number * PITCH
            box = Box(left=left + at * letter, top=y, right=left + (at + len(text)) * letter, bottom=y + 10)
            found.append(Word(text=text, box=box))
            at += len(text)
    return found


def lines_of(*lines: str) -> str:
    return arrange(typed(*lines), 612).text


def spans(written: Written) -> list[str]:
    return [written.text[word.start : word.end] for word in written.words]


ANY_WORD = st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=14)


@given(st.lists(st.tuples(ANY_WORD, st.floats(0, 600), st.floats(0, 780), st.floats(2, 14)), max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_letter_is_lost_and_none_is_invented(placed: list[tuple[str, float, float, float]]) -> None:
    words = [
        Word(text=text, box=Box(left=x, top=y, right=x + len(text) * 5, bottom=y + high)) for text, x, y, high in placed
    ]
    written = arrange(words, 612)
    said = spans(written)
    assert "".join(said) == "".join(written.text.split())
    whole, given_ = sorted("".join(said)), sorted("".join(w.text for w in words))
    for letter in set(whole) | set(given_):
        if letter not in "-\u00ad":  # only a hyphen at the end of a line may go
            assert whole.count(letter) == given_.count(letter)
    assert sorted(w.box for w in written.words) == sorted(w.box for w in words)


CELL = st.text("abcdefghijABC0123456789", min_size=1, max_size=8)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=4, max_size=12))
@settings(max_examples=60, deadline=None)
def test_columns_of_a_table_stand_below_one_another(rows: list[list[str]]) -> None:
    lines = [f"{a:<16}{b:<16}{c}" for a, b, c in rows]
    assert lines_of(*lines) == "\n".join(lines) + "\n"


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(CELL, min_size=1, max_size=4)), min_size=1, max_size=9))
@settings(max_examples=60, deadline=None)
def test_a_page_of_one_fixed_width_keeps_its_lines(rows: list[tuple[int, list[str]]]) -> None:
    """Short lines never go on; each keeps how far it is set in from the leftmost."""
    lines = [" " * indent + " ".join(cells) for indent, cells in rows]
    least = min(indent for indent, _ in rows)
    if max(map(len, lines)) - least <= 52 and len(lines) <= 3:  # narrow, and too few to be a narrow paragraph
        assert lines_of(*lines) == "\n".join(line[least:] for line in lines) + "\n"
    assert lines_of(*lines).split() == " ".join(lines).split()


PARAGRAPH = (
    "The patient was seen today for a follow up of the rash on both of her hands and",
    "arms. She reports that it has been somewhat better since the last of her visits",
    "and that she is sleeping well.",
)


def test_wrapped_lines_are_made_whole() -> None:
    assert lines_of(*PARAGRAPH) == " ".join(PARAGRAPH) + "\n"


@pytest.mark.parametrize(
    ("end", "begin", "says"),
    [
        ("immuno-", "globulin", "immunoglobulin"),
        ("follow-", "up", "follow-up"),
        ("immuno\u00ad", "globulin", "immunoglobulin"),
        ("150-", "250 ml/hr", "150-250 ml/hr"),
        ("mg/", "kg", "mg/kg"),
        ("weight of 58.1", "kg", "weight of 58.1 kg"),
        ("1,000", "mg", "1,000 mg"),
        ("well-", "Known", "well- Known"),
        ("-", "none", "- none"),
    ],
)
def test_what_the_end_of_a_line_parts(end: str, begin: str, says: str) -> None:
    first = ("The patient was seen today for a follow up of what there is to be told" + " x" * 9)[: 79 - len(end)]
    written = arrange(
        typed(
            f"{first:<{79 - len(end)}}"[: 79 - len(end)].rstrip() + f" {end}",
            f"{begin} is what was then recorded by the",
            "nurse.",
        ),
        612,
    )
    assert f" {says} is what" in written.text
    assert "".join(spans(written)) == "".join(written.text.split())


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left line {n} of a column with words" for n in range(10)]
    right = [f"right line {n} of a column with word" for n in range(10)]
    written = arrange([*typed(*left, letter=5), *typed(*right, left=330, letter=5)], 612)
    assert written.text.index("left line 9") < written.text.index("right line 0")
    assert sorted(written.text.split()) == sorted(" ".join((*left, *right)).split())


def test_a_table_beside_nothing_is_no_pair_of_columns() -> None:
    rows = [f"Test number {n:<10}{n * 7:<30}{n * 3} mg/dL" for n in range(12)]
    assert lines_of(*rows) == "\n".join(rows) + "\n"


def test_values_stay_beside_their_names() -> None:
    rows = (
        "Sodium          139          141",
        "Potassium       4.1          4.4",
        "Chloride                     99",
        "Glucose         88",
    )
    assert lines_of(*rows) == "\n".join(rows) + "\n"


def test_slanted_lines_do_not_mix() -> None:
    lines = [" ".join(f"w{row}x{n}" for n in range(14)) for row in range(12)]
    words = []
    for number, line in enumerate(lines):
        for word in typed(line, top=72 + number * PITCH, letter=5.5):
            down = (word.box.left - 60) * 0.02
            box = Box(left=word.box.left, top=word.box.top + down, right=word.box.right, bottom=word.box.bottom + down)
            words.append(Word(text=word.text, box=box))
    assert arrange(words, 612).text.split() == " ".join(lines).split()


@pytest.mark.parametrize(
    "line", ["- second item", "2. second item", "[ ] second item", "Weight: 58.1 kg", "01/02/2026 a visit", "(b) x"]
)
def test_lists_and_labels_are_not_wrapped_lines(line: str) -> None:
    full = "1. first item that is a full line of text all the way to the end of the page now"
    assert lines_of(full, line, full) == f"{full}\n{line}\n{full}\n"


def test_nothing_is_nothing() -> None:
    assert arrange([], 612).text == ""


def test_letters_of_every_place_of_a_typed_page() -> None:
    """A page of 60 full lines through a real file: every word once, in order."""
    lines = [" ".join(f"w{row}n{n}" for n in range(12)) for row in range(50)]
    assert read(pdf(shown(lines, size=9, pitch=13, x=36))).words == " ".join(lines).split()


def test_cells_of_a_narrow_table_are_parted_where_a_gutter_runs() -> None:
    starts = (60, 130, 245, 305)
    given_ = ((f"{n}", "medicine (Brand)", "1,000 mg", f"G{n}77") for n in range(1, 7))
    rows = [("No", "Product given", "Dose", "Lot"), *given_]
    words = []
    for number, cells in enumerate(rows):
        for left, cell in zip(starts, cells, strict=True):
            words += typed(cell, left=left, letter=6.5, top=100 + 14 * number)
    text = arrange(words, 612).text
    assert [re.split(r" {2,}", line) for line in text.splitlines()] == [list(cells) for cells in rows]
