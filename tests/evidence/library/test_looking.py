"""Searching the private library: passages with their places, never graded; what was searched is always said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mednec.evidence.bearing import Use
from mednec.evidence.library.files import source_of
from mednec.evidence.library.further import find_further
from mednec.evidence.library.importing import import_file
from mednec.evidence.library.looking import EvidenceLibrary, open_library, search_library
from mednec.evidence.library.record import LibraryError
from mednec.evidence.library.store import opened
from mednec.evidence.library.wording import synonyms_of, terms_of_disease
from mednec.model.knowledge import Drug
from tests.evidence.library.papers import NBIB, RIS, medline, put, spl
from tests.making import concept, concepts

TREE = concepts(
    replace(concept("greyscale"), name="greyscale", terms=("stone men", "GS")),
    replace(concept("dragonpox"), name="dragonpox", terms=()),
)
ZORBIMAB = Drug(id="zorbimab", name="zorbimab", terms=("Zorbivex",))


def use(drug: Drug = ZORBIMAB, *diseases: str) -> Use:
    """A use under review."""
    return Use(drug=drug, diseases=frozenset(diseases), charted=frozenset(), concepts=TREE)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> EvidenceLibrary:
    folder = tmp_path_factory.mktemp("library")
    files = {"a.nbib": NBIB, "b.ris": RIS, "c.xml": spl(), "d.xml": medline(7)}
    with opened(folder, writing=True) as table:
        for name, content in files.items():
            import_file(table, source_of(put(folder, name, content)), day="2026-11-26", tick=lambda _: None)
    return open_library(folder)


def test_passages_and_not_papers(library: EvidenceLibrary) -> None:
    best = search_library(library, "itching stopped").passages[0]
    assert best.record.pmid == "90000001"
    assert [best.words[s.start : s.end] for s in best.spans] == ["Itching", "stopped"]
    assert best.grading == "imported, not graded"


def test_sections_of_a_label_are_found_by_their_names(library: EvidenceLibrary) -> None:
    best = search_library(library, "Zorbivex boxed warning").passages[0]
    assert (best.section, best.record.version) == ("boxed warning", "3")
    assert "Anaphylaxis has been reported" in best.words


def test_what_was_searched_is_said(library: EvidenceLibrary) -> None:
    search = search_library(library, "arrhythmia").search
    where = f"6 imported records of the private library {library.digest[:12]}, last import 2026-11-26"
    assert search.says == f"Searched {where}, for arrhythmia: 1 passage found."
    none = search_library(library, "unheard-of")
    assert none.passages == ()
    assert none.search.says == f"Not found in {where}; searched for unheard-of."


def test_a_record_fills_no_more_than_two_places(library: EvidenceLibrary) -> None:
    found = search_library(library, "zorbimab", top=10).passages
    assert sum(1 for each in found if each.record.set_id) == 2


def test_a_section_of_many_pages_is_found_by_what_each_says(tmp_path: Path) -> None:
    pages = "".join(f"<paragraph>Page {n} tells of word{n}. It goes on for long.</paragraph>" * 3 for n in range(900))
    text = spl().replace("<paragraph>There are no studies in pregnant women.</paragraph>", pages)
    with opened(tmp_path, writing=True) as table:
        import_file(table, source_of(put(tmp_path, "a.xml", text)), day="", tick=lambda _: None)
    best = search_library(open_library(tmp_path), "word873").passages[0]
    assert (best.section, best.words[best.spans[0].start : best.spans[0].end]) == ("pregnancy", "word873")


def test_a_library_that_changed_is_indexed_again(tmp_path: Path) -> None:
    with opened(tmp_path, writing=True) as table:
        import_file(table, source_of(put(tmp_path, "a.nbib", NBIB)), day="", tick=lambda _: None)
    before = open_library(tmp_path)
    assert open_library(tmp_path).index.digest == before.index.digest
    with opened(tmp_path, writing=True) as table:
        import_file(table, source_of(put(tmp_path, "b.ris", RIS)), day="", tick=lambda _: None)
    assert len(search_library(open_library(tmp_path), "arrhythmia").passages) == 1
    (tmp_path / "index" / "current").unlink()
    assert len(search_library(open_library(tmp_path), "arrhythmia").passages) == 1


def test_further_evidence_names_the_drug_and_a_disease(library: EvidenceLibrary) -> None:
    found = find_further(use(ZORBIMAB, "greyscale"), library)
    assert [each.record.key for each in found.passages] == ["pmid:90000001", "doi:10.9999/heart.7"]
    assert "zorbimab or zorbivex" in found.search.ran
    assert "[with greyscale or stone men]" in found.search.ran  # two letters stand for too many things
    none = find_further(use(ZORBIMAB, "dragonpox"), library).search.says
    assert none.startswith("Not found in 6 imported records")
    assert none.endswith("searched for zorbimab in dragonpox.")
    assert find_further(use(ZORBIMAB), library).passages == ()
    assert find_further(use(replace(ZORBIMAB, name="nosuchmab", terms=()), "greyscale"), library).passages == ()


def test_the_same_library_gives_the_same_passages(library: EvidenceLibrary) -> None:
    assert find_further(use(ZORBIMAB, "greyscale"), library) == find_further(use(ZORBIMAB, "greyscale"), library)


def test_a_library_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library here"):
        open_library(tmp_path)


def test_words_for_the_same_thing() -> None:
    also = synonyms_of((ZORBIMAB,), TREE.values())
    (group,) = also.groups(("stone", "men"))
    assert [other.written for other in group.others] == ["greyscale"]
    assert terms_of_disease(replace(TREE["greyscale"], needs=("skin",))) == ("greyscale",)
