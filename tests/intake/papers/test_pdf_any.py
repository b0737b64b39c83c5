"""Any layout of words is read with each word once and in its place; any damage is pages or one clear line."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.errors import DocumentError
from tests.intake.papers.made import LINES, boxed, objects, pdf, read, shown, stream

PLAIN = st.text(string.ascii_letters + string.digits + ".,:/%()+#&", min_size=1, max_size=10)
SIZES = (7.0, 9.0, 10.5, 14.0)
STEP_X, STEP_Y = 100, 36
CELLS = [(40 + STEP_X * column, 740 - STEP_Y * row) for row in range(19) for column in range(5)]


@st.composite
def layouts(draw: st.DrawFn) -> list[tuple[str, float, float, float]]:
    """Words in some of the cells of a page, each somewhere in its cell and of its own size: none meets another."""
    places = draw(st.lists(st.sampled_from(CELLS), unique=True, min_size=5, max_size=40))
    found: list[tuple[str, float, float, float]] = []
    for x, y in places:
        size = draw(st.sampled_from(SIZES))
        found.append((draw(PLAIN), x + draw(st.integers(0, 8)), y + draw(st.integers(0, 8)), size))
    return found


@given(layouts(), st.sampled_from([0, 90, 180, 270]))
@settings(max_examples=60, deadline=None)
def test_every_word_is_read_once_and_in_its_place(layout: list[tuple[str, float, float, float]], turn: int) -> None:
    body = [*layout, ("abcdefghijklmnopqrstuvwxyz", 40, 30, 8.0)]  # so many letters that the print is the page
    content = pdf(
        b"\n".join(shown([text], x=x, top=y, size=size) for text, x, y, size in body), page=b"/Rotate %d" % turn
    )
    (sheet,) = read(content).sheets
    assert sheet.turned == 0
    found = sorted((round(word.box.left), round(792 - word.box.bottom), said) for said, word in boxed(sheet))
    whole = "".join(said for _, _, said in found)
    assert sorted(whole) == sorted("".join(text for text, *_ in body))
    for text, x, y, size in body:
        near = [s for left, bottom, s in found if abs(left - x) <= 2 and -0.4 * size - 2 <= bottom - y <= 2]
        assert any(text.startswith(said) or said.startswith(text) for said in near), (text, x, y)


SMALL = pdf(shown(LINES))


@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=20))
@settings(max_examples=80, deadline=None)
def test_any_bytes_changed(changes: list[tuple[int, int]]) -> None:
    broken = bytearray(SMALL)
    for at, byte in changes:
        broken[at] = byte
    one_line(bytes(broken))


@pytest.mark.parametrize("tenth", range(1, 10))
def test_cut_off_anywhere(tenth: int) -> None:
    one_line(SMALL[: len(SMALL) * tenth // 10])


def one_line(content: bytes) -> None:
    """Pages, or one clear line. A picture is never read for it: the page has none."""
    try:
        read(content)
    except DocumentError as error:
        line = str(error)
    else:
        return
    assert "\n" not in line
    assert len(line) < 300


@pytest.mark.parametrize(
    "bodies",
    [
        (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"),
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 99999999/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R>>",
        ),
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/MediaBox[0 0 -9 -9]>>",
        ),
        (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"null"),
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 2/Kids[3 0 R 9 0 R]>>",
            b"<</Type/Page/Parent 2 0 R>>",
        ),
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e9 1e9]>>",
        ),
        (
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Annots 3 0 R/Contents 3 0 R>>",
        ),
    ],
    ids=["own kid", "count lies", "negative", "no page", "a page missing", "giant", "annotations are the page"],
)
def test_trees_that_are_wrong(bodies: tuple[bytes, ...]) -> None:
    one_line(objects(*bodies))


def test_a_drawing_that_draws_itself() -> None:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X 6 0 R>>>>"
    content = pdf(shown(LINES) + b" /X Do", resources=b"/XObject<</X 6 0 R>>", more=[stream(b"/X Do", form)])
    assert read(content).text == "\n".join(LINES) + "\n"


def test_a_page_of_very_many_letters_is_read() -> None:
    lines = ["x" * 300 for _ in range(60)]
    assert len("".join(read(pdf(shown(lines, x=10, size=3, pitch=12))).words)) == 60 * 300


def test_two_columns_of_a_page() -> None:
    left = [f"left {n} runs on to the end of col" for n in range(14)]
    right = [f"right {n} goes on to the end too" for n in range(14)]
    came = read(pdf(shown(left, x=50, size=11, pitch=15) + shown(right, x=330, size=11, pitch=15)))
    assert came.text.index("left 13") < came.text.index("right 0")
