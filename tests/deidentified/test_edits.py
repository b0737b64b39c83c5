"""Offsets followed through the edits of a text, there and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mednec.deidentified.edits import Edit, Edited, chosen, edited


@st.composite
def edited_texts(draw: st.DrawFn) -> tuple[str, Edited]:
    """A text with gaps between columns, and its edits: longer, shorter, of nothing, one right behind the other."""
    text = draw(st.text(alphabet="abc   \n", max_size=40))
    spans = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 6), st.text(alphabet="XYZ", max_size=8))))
    wanted = [Edit(start=s, end=min(s + n, len(text)), new=new, kind="x") for s, n, new in spans if s < len(text)]
    return text, edited(text, chosen([wanted]))


@st.composite
def spans_of(draw: st.DrawFn, length: int) -> tuple[int, int]:
    start = draw(st.integers(0, length))
    return start, draw(st.integers(start, length))


def kept(done: Edited, text: str) -> list[tuple[int, int]]:
    """Letters that nothing replaced: where each stands in the old text and in the new one."""
    found, old, new = [], 0, 0
    for edit in (*done.edits, Edit(start=len(text), end=len(text), new="", kind="end")):
        found += [(old + i, new + i) for i in range(edit.start - old)]
        new += edit.start - old + len(edit.new)
        old = edit.end
    return found


@given(data=st.data(), made=edited_texts())
def test_the_way_back_covers_the_same_letters(data: st.DataObject, made: tuple[str, Edited]) -> None:
    """Of what was not replaced, not one letter more and not one less."""
    text, done = made
    start, end = data.draw(spans_of(len(done.text)))
    first, last = done.before(start, end)
    assert 0 <= first <= last <= len(text)
    letters = kept(done, text)
    assert [old for old, new in letters if start <= new < end] == [old for old, _ in letters if first <= old < last]
    assert all(text[old] == done.text[new] for old, new in letters)


@given(data=st.data(), made=edited_texts())
def test_there_and_back_loses_nothing(data: st.DataObject, made: tuple[str, Edited]) -> None:
    text, done = made
    start, end = data.draw(spans_of(len(done.text)))
    first, last = done.moved(*done.before(start, end))
    assert start == end or (first <= start and end <= last)
    start, end = data.draw(spans_of(len(text)))
    first, last = done.before(*done.moved(start, end))
    letters = kept(done, text)
    assert {old for old, _ in letters if start <= old < end} <= {old for old, _ in letters if first <= old < last}


@given(made=edited_texts())
def test_replaced_words_stand_for_the_words_as_a_whole(made: tuple[str, Edited]) -> None:
    _, done = made
    for edit, begin in zip(done.edits, done.begins, strict=True):
        for i in range(len(edit.new)):
            assert done.before(begin + i, begin + i + 1) == (edit.start, edit.end)
