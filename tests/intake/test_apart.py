"""Files read in processes of their own: whatever a file is, one clear line or its pages; the same each time."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from mednec.intake import apart
from mednec.intake.apart import FileRead, drawn_apart, read_apart
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.read import Wanted
from mednec.intake.remembered import Remembered
from mednec.model.sheet import About
from tests.intake.papers.made import LINES, check, pdf, shown

PAGE = pdf(shown(LINES))
NOWHERE = Remembered()


def pages(count: int) -> bytes:
    writer = PdfWriter()
    for number in range(count):
        writer.append(io.BytesIO(pdf(shown((*LINES, f"Page {number + 1}")))))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _unwatched(file: str, done: int, of: int) -> None:
    pass


def read(content: bytes, limits: Limits | None = None, remembered: Remembered = NOWHERE) -> FileRead:
    found = read_apart(content, "in/a file.pdf", limits or Limits(), remembered, _unwatched)
    for paper in found.papers:
        assert paper.file == "in/a file.pdf"
        for sheet in paper.sheets:
            assert sheet.file == "in/a file.pdf"
            check(sheet)
    if found.refused is not None:
        assert found.refused.what.strip()
        assert found.refused.do.strip()
        assert "\n" not in found.refused.what + found.refused.do
        assert "Traceback" not in found.refused.what
    return found


def texts(found: FileRead) -> list[str]:
    return [sheet.text for paper in found.papers for sheet in paper.sheets]


def test_a_page_is_read_and_the_same_each_time() -> None:
    first = read(PAGE)
    assert texts(first) == ["\n".join(LINES) + "\n"]
    assert first.refused is None
    assert read(PAGE) == first


def test_a_shared_file_keeps_the_order_of_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(apart, "_WORTH_SHARING", 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    found = read_apart(pages(7), "f", Limits(), NOWHERE, lambda *told_: told.append(told_[1:]))
    assert [text.split()[-1] for text in texts(found)] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [done for done, _ in told] == [1, 2, 3, 4, 5, 6, 7]
    assert [sheet.number for paper in found.papers for sheet in paper.sheets] == [1, 2, 3, 4, 5, 6, 7]


def test_text_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert texts(read(b"Weight 58.1 kg\n")) == ["Weight 58.1 kg\n"]
    assert read("Café".encode("latin-1")).refused is not None


@pytest.mark.parametrize("tenth", [3, 9])
def test_a_file_cut_off_anywhere(tenth: int) -> None:
    content = pages(3)
    found = read(content[: len(content) * tenth // 10])
    assert found.refused is not None or all("Weight" in text or not text.strip() for text in texts(found))


@given(st.lists(st.tuples(st.integers(0, len(PAGE) - 1), st.integers(0, 255)), min_size=1, max_size=30))
@settings(max_examples=4, deadline=None, derandomize=True)
def test_bytes_changed_anywhere(changes: list[tuple[int, int]]) -> None:
    broken = bytearray(PAGE)
    for at, byte in changes:
        broken[at] = byte
    read(bytes(broken))


def test_a_locked_file_is_one_line_and_an_owners_lock_keeps_nobody_out() -> None:
    for word, refused in (("secret", True), ("", False)):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(PAGE)))
        writer.encrypt(word, "owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        found = read(out.getvalue())
        assert (found.refused is not None) is refused
        assert "password" in found.refused.what if found.refused else "58.1" in texts(found)[0]


def test_too_many_pages_are_refused_by_number() -> None:
    found = read(pages(4), Limits(most_pages=3))
    assert found.refused is not None
    assert "4 pages" in found.refused.what
    assert not texts(found)


def test_a_page_of_too_many_things_is_told_and_the_rest_read() -> None:
    found = read(pages(2), Limits(most_objects=1))
    assert [text.strip() for text in texts(found)] == ["", ""]
    assert {remark.about for paper in found.papers for remark in paper.remarks} == {About.UNREADABLE}


def reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str) -> None:
    """In place of the reader a program that does as told."""
    room = tmp_path / "mednec" / "intake" / "papers"
    room.mkdir(parents=True)
    for package in (room, room.parent, room.parent.parent):
        (package / "__init__.py").write_text("", "utf-8")
    (room / "__main__.py").write_text(f"import os, sys, time, signal\n{body}\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", _without_paths(tmp_path))


def _without_paths(folder: Path) -> str:
    """The interpreter, looking into the given folder first whatever is installed."""
    script = folder / "python"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{folder}" exec "{sys.executable}" "$@"\n', "utf-8")
    script.chmod(0o755)
    return str(script)


SHEET = 'sheet {"file": "x", "number": 1, "text": "one"}'


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "the file broke its reader"),
        ("sys.exit(3)", "the file broke its reader"),
        ("raise ValueError('x')", "the file broke its reader"),
        ("print('nonsense'); print('sheet {'); print('end')", "was not understood"),
        ("time.sleep(60)", "no page was read within 3 s"),
        ("os.kill(os.getpid(), signal.SIGXCPU)", "took more than"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "short of memory"),
        ("sys.stdout.buffer.write(b'\\xff\\xfe\\x00' * 1000); print(); print('end')", "was not understood"),
    ],
)
def test_a_reader_that_breaks(body: str, says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reader(monkeypatch, tmp_path, f"print('pages {{\"count\": 2}}'); print('''{SHEET}''', flush=True)\n{body}")
    found = read(PAGE, Limits(stall_seconds=3))
    assert texts(found) == ["one"]
    assert found.refused is not None
    assert says in found.refused.what
    assert any("read up to page 1 of 2" in r.says for paper in found.papers for r in paper.remarks)


def test_a_reader_that_goes_on_for_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reader(monkeypatch, tmp_path, f"while True: print('''{SHEET}''', flush=True); time.sleep(0.2)")
    found = read(PAGE, Limits(file_seconds=2, stall_seconds=30))
    assert found.refused is not None
    assert "took more than the 2 s" in found.refused.what
    assert texts(found) == ["one"]


def test_a_page_that_never_came_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reader(monkeypatch, tmp_path, f"print('pages {{\"count\": 3}}'); print('''{SHEET}'''); print('end')")
    (told,) = [r.says for paper in read(PAGE).papers for r in paper.remarks]
    assert told == "2 of 3 pages were not read, the first of them page 2"


def test_what_lies_in_the_folder_is_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("json.py", "mednec.py", "numpy.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert texts(read(PAGE)) == ["\n".join(LINES) + "\n"]
    assert not (tmp_path / "ran").exists()


def test_a_reader_that_is_refused_is_not_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cache = Remembered(folder=tmp_path / "cache")
    reader(monkeypatch, tmp_path, f"print('''{SHEET}'''); sys.exit(1)")
    read(PAGE, remembered=cache)
    assert not (tmp_path / "cache").exists()


def test_a_reader_whose_lines_were_lost_is_not_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cache = Remembered(folder=tmp_path / "cache")
    reader(monkeypatch, tmp_path, f"print('''{SHEET}'''); print('sheet {{'); print('end')")
    found = read(PAGE, remembered=cache)
    assert found.refused is not None
    assert not (tmp_path / "cache").exists()


def test_what_a_reader_started_ends_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mark = tmp_path / "child"
    start = "import subprocess\np = subprocess.Popen(['sleep', '60'])"
    body = f"{start}\nopen({str(mark)!r}, 'w').write(str(p.pid))\ntime.sleep(60)"
    reader(monkeypatch, tmp_path, body)
    assert read(PAGE, Limits(stall_seconds=3)).refused is not None
    state = Path(f"/proc/{mark.read_text('utf-8')}/stat")
    for _ in range(100):  # until the system has ended it
        if not state.exists() or state.read_text("utf-8").split()[2] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("still runs")


def test_memory_is_bounded() -> None:
    found = read(PAGE, Limits(memory_megabytes=60))
    assert found.refused is not None


def test_without_the_program_that_reads_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from bench.faxes.pages import scanned_pages, scanned_pdf, tiff

    monkeypatch.setenv("PATH", str(tmp_path))
    picture = tiff(scanned_pages(["Weight 58.1 kg\n"], "clean"))
    found = read(picture)
    assert found.refused is not None
    assert "tesseract" in found.refused.do
    (told,) = [r.says for p in read(scanned_pdf(["Weight 58.1 kg\n"], "clean")).papers for r in p.remarks]
    assert "tesseract" in told
    assert texts(read(PAGE)) == ["\n".join(LINES) + "\n"]


def test_pages_are_drawn_upright() -> None:
    (drawn,) = drawn_apart(PAGE, [Wanted(number=1, turned=90)], Limits())
    assert drawn.number == 1
    assert drawn.width > drawn.height
    assert drawn.bytes.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"Weight", PAGE[:300]])
def test_what_cannot_be_drawn_is_left_out(content: bytes) -> None:
    assert drawn_apart(content, [Wanted(number=1), Wanted(number=9)], Limits()) == ()


def test_a_page_that_is_not_there_is_left_out() -> None:
    assert [each.number for each in drawn_apart(PAGE, [Wanted(number=9), Wanted(number=1)], Limits())] == [1]
