"""Pages remembered by content: equal to a fresh reading, closed to others, and never in the way."""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mednec import __version__
from mednec.intake import remembered as module
from mednec.intake.apart import FileRead, read_apart
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.read import Pages
from mednec.intake.remembered import Remembered, remembered_in
from mednec.model.sheet import About, Box, Ink, Printed, Remark, Sheet
from tests.intake.papers.made import LINES, pdf, shown

PAGE = pdf(shown(LINES))
SHEET = Sheet(
    file="a",
    number=1,
    text="Café 58.1\n",
    width=612.0,
    height=792.0,
    words=(Printed(start=0, end=4, box=Box(left=0.1, top=1 / 3, right=5e-7, bottom=9.0), ink=Ink.SCAN, legibility=71),),
)
SAID = (Pages(count=1), SHEET, Remark(about=About.HIDDEN, says="“x”\n", file="a", page=1, box=SHEET.words[0].box))


def _unwatched(file: str, done: int, of: int) -> None:
    pass


def read(cache: Remembered, content: bytes = PAGE, limits: Limits | None = None) -> FileRead:
    return read_apart(content, "a", limits or Limits(), cache, _unwatched)


def test_what_was_said_comes_back_as_it_was(tmp_path: Path) -> None:
    cache = Remembered(folder=tmp_path / "new" / "folder")
    assert cache.recall(b"x", Limits()) is None
    cache.keep(b"x", Limits(), SAID)
    assert cache.recall(b"x", Limits()) == SAID
    assert cache.recall(b"y", Limits()) is None
    assert cache.recall(b"x", Limits(most_pages=9)) is None


def test_the_second_reading_is_equal_and_starts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Remembered(folder=tmp_path)
    first = read(cache)
    monkeypatch.setattr(subprocess, "Popen", None)
    assert read(cache) == first


def test_another_name_of_the_same_file_is_told_by_that_name(tmp_path: Path) -> None:
    cache = Remembered(folder=tmp_path)
    cache.keep(PAGE, Limits(), SAID)
    found = read_apart(PAGE, "another", Limits(), cache, _unwatched)
    assert {s.file for p in found.papers for s in p.sheets} == {"another"}
    assert {r.file for p in found.papers for r in p.remarks} == {"another"}


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    Remembered(folder=folder).keep(b"x", Limits(), SAID)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (entry,) = folder.iterdir()
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600
    assert b"58.1" not in entry.read_bytes()


def test_a_folder_that_others_can_write_to_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    cache = Remembered(folder=folder)
    cache.keep(b"x", Limits(), SAID)
    folder.chmod(0o777)
    assert cache.recall(b"x", Limits()) is None
    cache.keep(b"y", Limits(), SAID)
    assert len(list(folder.iterdir())) == 1
    folder.chmod(0o755)
    assert cache.recall(b"x", Limits()) == SAID


def _lines(content: bytes) -> list[bytes]:
    return gzip.decompress(content).splitlines(keepends=True)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "half": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-3],
    "a byte changed": lambda content: content[:30] + bytes([content[30] ^ 255]) + content[31:],
    "a byte of its sum changed": lambda content: content[:-6] + bytes([content[-6] ^ 255]) + content[-5:],
    "another line": lambda content: gzip.compress(b"".join([b"other {}\n", *_lines(content)])),
    "one line only": lambda content: gzip.compress(_lines(content)[0]),
    "last line missing": lambda content: gzip.compress(b"".join(_lines(content)[:-1])),
    "nothing": lambda content: content[:0],
    "nothing packed": lambda content: gzip.compress(content[:0]),
    "not packed": gzip.decompress,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_entry_is_not_believed(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    cache = Remembered(folder=tmp_path)
    cache.keep(b"x", Limits(), SAID)
    (entry,) = tmp_path.iterdir()
    entry.write_bytes(damage(entry.read_bytes()))
    assert cache.recall(b"x", Limits()) is None
    cache.keep(b"x", Limits(), SAID)
    assert cache.recall(b"x", Limits()) == SAID


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    cache = Remembered(folder=tmp_path / "file" / "cache")
    cache.keep(b"x", Limits(), SAID)
    assert cache.recall(b"x", Limits()) is None


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    Remembered(folder=tmp_path).keep(b"x", Limits(), SAID)
    assert list(tmp_path.iterdir()) == []


def test_the_same_pages_are_kept_as_the_same_bytes(tmp_path: Path) -> None:
    entries = []
    for name in ("a", "b"):
        Remembered(folder=tmp_path / name).keep(b"x", Limits(), SAID)
        (entry,) = (tmp_path / name).iterdir()
        entries.append((entry.name, entry.read_bytes()))
    assert entries[0] == entries[1]


def test_another_edition_of_the_reader_is_not_taken_for_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Remembered(folder=tmp_path)
    cache.keep(b"x", Limits(), SAID)
    monkeypatch.setattr(module, "__version__", f"{__version__}.9")
    assert cache.recall(b"x", Limits()) is None


def test_without_a_folder_nothing_is_remembered() -> None:
    cache = Remembered()
    cache.keep(b"x", Limits(), SAID)
    assert cache.recall(b"x", Limits()) is None


def test_where_pages_are_remembered() -> None:
    assert remembered_in({"MEDNEC_CACHE": ""}) == Remembered()
    assert remembered_in({"MEDNEC_CACHE": " /a/b "}) == Remembered(folder=Path("/a/b"))
    assert remembered_in({"XDG_CACHE_HOME": "/x"}) == Remembered(folder=Path("/x/mednec/pages"))
    home = remembered_in({}).folder
    assert home is not None
    assert home.parts[-3:] == (".cache", "mednec", "pages")


def test_a_sheet_of_odd_letters_travels(tmp_path: Path) -> None:
    odd = replace(SHEET, text="\ud7ff\u2028\x0b\x85 \x00 \U0001f5f9")
    cache = Remembered(folder=tmp_path)
    cache.keep(b"x", Limits(), (odd,))
    assert cache.recall(b"x", Limits()) == (odd,)
