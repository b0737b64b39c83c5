"""Importing: each record once, the newer state stays, an interrupted import goes on, and all of it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mednec.evidence.library import importing
from mednec.evidence.library.files import Source, source_of
from mednec.evidence.library.importing import Came, import_file
from mednec.evidence.library.record import LibraryError, Reading
from mednec.evidence.library.store import digest_of, opened, record_of, records_in, size_of
from tests.evidence.library.papers import NBIB, RIS, medline, put, spl

DAY = "2026-11-26"


def take(folder: Path, *files: Path) -> list[Came]:
    """Import files into the library of a folder."""
    with opened(folder / "library", writing=True) as table:
        return [import_file(table, source_of(path), day=DAY, tick=lambda _: None) for path in files]


def keys(folder: Path) -> list[str]:
    with opened(folder / "library") as table:
        return [record.key for record in records_in(table)]


def test_every_record_is_kept_with_where_it_was_read(tmp_path: Path) -> None:
    came = take(tmp_path, put(tmp_path, "a.nbib", NBIB), put(tmp_path, "b.ris", RIS), put(tmp_path, "c.xml", spl()))
    assert [c.file.new for c in came] == [2, 2, 1]
    assert keys(tmp_path)[0] == "doi:10.9999/heart.7"
    with opened(tmp_path / "library") as table:
        second = record_of(table, "pmid:90000002")
        assert size_of(table) == (5, DAY)
    assert second
    assert second.provenance
    assert (second.provenance.file, second.provenance.position, second.provenance.line) == ("a.nbib", 2, 20)
    assert second.provenance.sha256 == came[0].file.sha256


def test_a_file_is_imported_once(tmp_path: Path) -> None:
    path = put(tmp_path, "a.nbib", NBIB)
    (first,) = take(tmp_path, path)
    (again,) = take(tmp_path, put(tmp_path, "another name.nbib", NBIB))
    assert not first.already
    assert again.already
    assert again.file == first.file
    assert len(keys(tmp_path)) == 2


def test_the_same_record_in_another_file_is_the_same(tmp_path: Path) -> None:
    take(tmp_path, put(tmp_path, "a.nbib", NBIB))
    (came,) = take(tmp_path, put(tmp_path, "b.nbib", NBIB + "\n"))
    assert (came.file.new, came.file.same) == (0, 2)


def test_a_newer_version_takes_the_place_of_the_older(tmp_path: Path) -> None:
    key = "set:aaaaaaaa-0000-0000-0000-000000000001"
    older, newer = put(tmp_path, "older.xml", spl(9)), put(tmp_path, "newer.xml", spl(10))
    first, second = take(tmp_path, older, newer)
    assert (first.file.new, second.file.replaced) == (1, 1)
    assert second.told == (f"line 2: {key} version 10 in place of {key} version 9",)
    (third,) = take(tmp_path, put(tmp_path, "oldest.xml", spl(2)))
    assert (third.file.kept, third.file.replaced) == (1, 0)
    assert third.told == (f"line 2: {key} version 2 not taken: the library has {key} version 10",)
    assert keys(tmp_path) == [key]


def test_one_paper_under_two_names_is_one_record(tmp_path: Path) -> None:
    ris = "TY  - JOUR\nTI  - Dragonglass\nDO  - 10.9999/WALL.7\nER  -\n"
    take(tmp_path, put(tmp_path, "a.ris", ris), put(tmp_path, "b.xml", medline(7)))
    assert keys(tmp_path) == ["pmid:7"]
    (again,) = take(tmp_path, put(tmp_path, "c.ris", ris.replace("glass", "stone")))
    assert again.file.kept == 1  # a fuller record is there under the same DOI
    assert keys(tmp_path) == ["pmid:7"]


def test_papers_with_numbers_of_their_own_are_two(tmp_path: Path) -> None:
    text = "PMID- 1\nTI  - A\nLID - 10.1/x [doi]\n\nPMID- 2\nTI  - Erratum\nLID - 10.1/x [doi]\n"
    take(tmp_path, put(tmp_path, "a.nbib", text))
    assert keys(tmp_path) == ["pmid:1", "pmid:2"]


def test_the_same_number_twice_in_a_file(tmp_path: Path) -> None:
    text = "PMID- 1\nTI  - A\n\nPMID- 1\nTI  - A, corrected\n"
    (came,) = take(tmp_path, put(tmp_path, "a.nbib", text))
    assert (came.file.new, came.file.replaced, keys(tmp_path)) == (1, 1, ["pmid:1"])
    assert came.told == ("line 4: pmid:1 in place of pmid:1",)


def test_what_cannot_be_read_is_put_aside_and_told_again(tmp_path: Path) -> None:
    path = put(tmp_path, "a.nbib", "PMID- 1\nTI  - A\n\nPMID- 2\nno title\n\nPMID- 3\nTI  - C\n")
    first, again = take(tmp_path, path, path)
    assert [(a.line, a.position) for a in first.aside] == [(5, 2)]
    assert again.aside == first.aside
    assert keys(tmp_path) == ["pmid:1", "pmid:3"]


def test_a_file_that_breaks_off(tmp_path: Path) -> None:
    text = medline(1, 2)
    (came,) = take(tmp_path, put(tmp_path, "a.xml", text[: text.rindex("<Abstract>")]))
    assert (came.file.new, came.file.ends) == (1, "the XML breaks off within <PubmedArticle>")


def test_an_interrupted_import_goes_on_and_doubles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 10)
    path = put(tmp_path, "a.xml", medline(*range(1, 101)))
    read, stop = Source.read, [37]

    def interrupted(source: Source) -> Reading:
        def some() -> Iterator[None]:
            yield from [None] * stop[0]
            raise KeyboardInterrupt

        return (each for each, _ in zip(read(source), some(), strict=False))

    with monkeypatch.context() as patch:
        patch.setattr(Source, "read", interrupted)
        with pytest.raises(KeyboardInterrupt):
            take(tmp_path, path)
        assert len(keys(tmp_path)) == 30  # whole steps only
        stop[0] = 59
        with pytest.raises(KeyboardInterrupt):
            take(tmp_path, path)
        assert len(keys(tmp_path)) == 50
    (came,) = take(tmp_path, path)
    assert (came.resumed, came.file.entries, came.file.new, came.file.same) == (50, 100, 100, 0)
    take(tmp_path / "at once", put(tmp_path, "b.xml", medline(*range(1, 101))))
    with opened(tmp_path / "library") as one, opened(tmp_path / "at once" / "library") as other:
        assert digest_of(one) == digest_of(other)


def test_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no library here"), opened(tmp_path):
        pass


@pytest.mark.parametrize("content", [b"not a table at all" * 100, b""])
def test_a_damaged_library(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, "library.sqlite", content)
    with pytest.raises(LibraryError, match=r"damaged|another version"), opened(tmp_path) as table:
        digest_of(table)


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="choose another folder"), opened(put(tmp_path, "file", ""), writing=True):
        pass
