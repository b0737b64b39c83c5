"""Queries: any text is one; what is found is ranked, told with its passage, and the same every time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.search.fields import Entry, Field
from mednec.search.index import Index, build_in_memory
from mednec.search.query import find, look_up
from mednec.search.synonyms import Synonyms
from tests.search.shelf import FIELDS, entries

ALSO = Synonyms.of({"greyscale": ["stone men"], "Zorbivex": ["zorbimab"]})


@pytest.fixture(scope="module")
def index() -> Index:
    return build_in_memory(FIELDS, entries())


def keys(index: Index, words: str) -> list[str]:
    return [hit.key for hit in find(index, words)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("zorbimab", ["r3", "r1"]),  # both in the title, weighted; r1 is the longer text
        ("zorbimab greyscale", ["r1", "r3", "r2"]),
        ("itch", ["r1", "r2"]),  # by its stem
        ("ITCHES", ["r1", "r2"]),
        ("D47.02", ["r3"]),
        ("0.5", ["r5"]),
        ('"not medically necessary"', ["r4"]),
        ('"medically necessary"', ["r4", "r5"]),
        ('"given zorbimab', ["r1", "r3", "r2"]),  # a mark that is not closed is none
        ("unheard-of", []),
        ("the of and", []),
        ("", []),
    ],
)
def test_what_is_found(index: Index, words: str, expected: list[str]) -> None:
    assert sorted(keys(index, words)) == sorted(expected)


def test_the_entry_with_all_words_comes_first(index: Index) -> None:
    assert keys(index, "zorbimab greyscale")[0] == "r1"


def test_a_hit_tells_its_passage_and_the_words_in_it(index: Index) -> None:
    hit = find(index, "itching stopped")[0]
    text = hit.texts["body"]
    assert (hit.key, hit.field, hit.words) == ("r1", "body", text[hit.start : hit.end])
    assert [span.of(text) for span in hit.spans] == ["Itching", "stopped"]
    assert hit.marks == {"kind": ("trial",)}


def test_every_word_of_a_phrase_is_found(index: Index) -> None:
    hit = find(index, '"not medically necessary"')[0]
    assert [span.of(hit.texts["body"]) for span in hit.spans] == ["not", "medically", "necessary"]
    assert find(index, '"was not"')[0].key == "r3"  # a phrase of words that stand in every text


def test_filters_by_equality(index: Index) -> None:
    found = look_up(index, "zorbimab", where={"kind": "label"})
    assert ([h.key for h in found.hits], found.considered, found.found) == (["r3"], 1, 1)
    assert found.ran == "zorbimab [kind: label]"
    assert len(find(index, "zorbimab", where={"kind": ("label", "trial")})) == 2
    with pytest.raises(ValueError, match="no field to filter by"):
        find(index, "zorbimab", where={"title": "x"})


def test_other_words_for_the_same_thing(index: Index) -> None:
    found = look_up(index, "Zorbivex", also=ALSO)
    assert [hit.key for hit in found.hits] == keys(index, "zorbimab")
    assert found.ran == "zorbivex or zorbimab"
    assert {hit.key for hit in find(index, "greyscale", also=ALSO)} == {"r1", "r2", "r4"}


def test_a_rare_name_weighs_no_more_than_the_thing() -> None:
    told = ["zorbimab given"] * 30 + ["zorbivex given", "zorbimab in pregnancy", "placebo in pregnancy"]
    index = build_in_memory((Field(name="body"),), [Entry(key=str(n), texts={"body": t}) for n, t in enumerate(told)])
    also = Synonyms.of({"zorbivex": ["zorbimab"], "zorbimab": ["zorbivex"]})
    assert find(index, "zorbimab pregnancy", also=also, top=1)[0].key == "31"
    assert [hit.key for hit in find(index, "zorbivex pregnancy", also=also, top=2)] == ["31", "32"]


def test_the_least_share_of_words(index: Index) -> None:
    assert [h.key for h in find(index, "zorbimab placebo itching", least=0.6)] == ["r2", "r1"]
    assert find(index, "zorbimab unheard-of", least=1.0) == ()


def test_things_that_must_be_named(index: Index) -> None:
    found = look_up(index, "given", needs=(["zorbimab", "zorbivex"], ["children", "grey scale"]))
    assert [hit.key for hit in found.hits] == ["r3"]
    assert found.ran == "given [with zorbimab or zorbivex] [with children or grey scale]"
    assert find(index, "given", needs=(["the"],)) == ()


def test_words_beside_a_phrase_are_no_condition(index: Index) -> None:
    assert keys(index, '"medically necessary" weekly')[0] == "r5"
    assert set(keys(index, '"medically necessary" weekly')) == {"r4", "r5"}


def test_equals_come_in_the_order_of_the_index() -> None:
    same = [Entry(key=f"k{n:03}", texts={"body": "the same words"}) for n in range(100)]
    index = build_in_memory((Field(name="body"),), same)
    assert [hit.key for hit in find(index, "words", top=20)] == [f"k{n:03}" for n in range(20)]


def test_a_query_as_long_as_a_letter(index: Index) -> None:
    assert keys(index, " ".join(f"word{n}" for n in range(3000)) + " anaphylaxis") == ["r3"]


@settings(deadline=None)
@given(words=st.text(max_size=60) | st.text(alphabet="\"():[]{}*?~^+-!&|\\/'zorbimab \0\ud800", max_size=40))
def test_no_text_raises_and_every_passage_stands_where_it_says(words: str) -> None:
    index = _INDEX
    found = look_up(index, words, also=ALSO, top=3)
    assert found == look_up(index, words, also=ALSO, top=3)
    for hit in found.hits:
        assert hit.texts[hit.field][hit.start : hit.end] == hit.words
        assert all(hit.start <= span.start < span.end <= hit.end for span in hit.spans)


_INDEX = build_in_memory(FIELDS, entries())
