"""Decisions are found under any name of what they are about, the nearest first; options are never widened."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mednec.appeals.finding import Shelf, Wanted, find, open_shelf
from mednec.appeals.importing import import_files
from mednec.appeals.publishers import AppealsError
from mednec.search.fields import SearchError
from tests.appeals.invented import NAMES, WORDS, shelf_of
from tests.appeals.written import dmhc_row, saved, table


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return shelf_of(tmp_path_factory.mktemp("appeals"))


def found(shelf: Shelf, wanted: Wanted, top: int = 10) -> list[str]:
    return [hit.appeal.number for hit in find(shelf, wanted, top=top).hits]


def test_the_same_medicine_and_disease_under_other_names_come_first(shelf: Shelf) -> None:
    assert set(found(shelf, Wanted(words="ZVB bullosis"), top=3)) == {"MN20-1", "MN20-2", "MN23-6"}


def test_what_the_dispute_turns_on_goes_before_the_rest(shelf: Shelf) -> None:
    assert found(shelf, Wanted(words="Zelvia bullosis, more often than the package insert says"))[0] == "MN20-2"
    assert found(shelf, Wanted(words="Zelvia bullosis failed Pello"))[0] == "MN20-1"


def test_a_slip_in_a_name_is_mended_and_told(shelf: Shelf) -> None:
    result = find(shelf, Wanted(words="Zelvomb bullosis"), top=3)
    assert result.read_as == (("Zelvomb", "zelvomab"),)
    assert {hit.appeal.number for hit in result.hits} == {"MN20-1", "MN20-2", "MN23-6"}


@pytest.mark.parametrize("words", ["enrollee", "Zelvia", "zorp", "helicopter", "zelvom", "weather"])
def test_words_that_are_written_or_far_from_any_name_are_left_alone(shelf: Shelf, words: str) -> None:
    assert find(shelf, Wanted(words=words)).read_as == ()


def test_options_are_never_widened(shelf: Shelf) -> None:
    assert found(shelf, Wanted(words="bullosis", drug="Ormix")) == ["MN21-4"]
    assert found(shelf, Wanted(drug="Ormix")) == ["MN21-4"]
    by_dose = found(shelf, Wanted(words="higher dose", disease="bullosis"))
    assert (set(by_dose[:2]), set(by_dose[2:])) == ({"MN20-2", "MN21-4"}, {"MN20-1", "MN23-6"})
    assert set(found(shelf, Wanted(words="zelvomab", years=(2021, 2022)))) == {"MN21-3"}
    assert set(found(shelf, Wanted(words="zelvomab", ending="upheld"))) == {"MN20-2", "MN21-3"}
    assert found(shelf, Wanted(words="zelvomab", publisher="ny-dfs")) == []
    assert len(found(shelf, Wanted(words="zelvomab", issue="necessity"))) == 4


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Wanted(words=" "), "nothing to look for"),
        (Wanted(drug="zorp"), "no name the packs know"),
        (Wanted(disease="zorp"), "no name the packs know"),
        (Wanted(issue="urgent"), "no decision has the issue 'urgent'; there are Medical Necessity"),
        (Wanted(ending="lost"), "unknown ending"),
        (Wanted(publisher="tx"), "unknown publisher"),
    ],
)
def test_options_that_stand_for_nothing(shelf: Shelf, wanted: Wanted, says: str) -> None:
    with pytest.raises(AppealsError, match=says.split(";")[0]):
        find(shelf, wanted)


def test_passage_spans_and_reasons_are_places_in_the_findings(shelf: Shelf) -> None:
    (hit, *_) = find(shelf, Wanted(words="Zelvia wheals")).hits
    text = hit.appeal.text
    assert hit.appeal.number == "MN21-3"
    assert text[hit.start : hit.end].startswith("An enrollee has requested zelvomab")
    assert {text[start:end] for start, end in hit.spans} >= {"zelvomab"}
    assert all(text[r.start : r.end] == r.words for r in hit.reasons)
    assert (hit.asks, hit.ill, hit.matters) == (("zelvomab",), ("wheals",), ("evidence held too weak",))


def test_the_same_words_find_the_same_in_the_same_order(shelf: Shelf) -> None:
    again = open_shelf(shelf.kept.folder, NAMES, WORDS)
    assert find(shelf, Wanted(words="Zelvia")) == find(again, Wanted(words="Zelvia"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(max_size=80).filter(str.strip))
def test_any_words_are_a_question(shelf: Shelf, words: str) -> None:
    assert len(find(shelf, Wanted(words=words), top=3).hits) <= 3


def test_imported_and_not_yet_indexed(tmp_path: Path) -> None:
    import_files([saved(tmp_path, "imr.csv", table([dmhc_row("MN15-1")]))], tmp_path / "kept")
    with pytest.raises(SearchError, match="no index here"):
        open_shelf(tmp_path / "kept", NAMES, WORDS)


def test_nothing_imported_is_nothing_found(tmp_path: Path) -> None:
    assert found(shelf_of(tmp_path, ()), Wanted(words="Zelvia")) == []


def test_an_index_over_other_decisions_is_refused(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path)
    shelf.kept.path.unlink()
    others = saved(tmp_path, "other.csv", table([dmhc_row(f"EI15-{n}", findings="Other words.") for n in range(6)]))
    import_files([others], shelf.kept.folder)
    with pytest.raises(AppealsError, match="built over other decisions"):
        find(open_shelf(shelf.kept.folder, NAMES, WORDS), Wanted(words="Zelvia"))
