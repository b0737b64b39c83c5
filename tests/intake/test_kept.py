"""`packet.json` of a case: what was kept comes back, a changed text has lost its paper, damage is one clear line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mednec.errors import DocumentError
from mednec.intake.kept import FILE, SCHEMA, Kept, kept_of, read_kept, with_paper
from mednec.model.document import Page, SourceDocument
from mednec.model.sheet import About, Box, Doubt, Ink, Printed, Reference, Remark
from mednec.model.words import Assertion

BOX = Box(left=1 / 3, top=0.1, right=5e-7, bottom=100.0)
PAGE = Page(
    file="in/a.pdf",
    number=2,
    width=612.0,
    height=792.0,
    words=(Printed(start=0, end=4, box=BOX, ink=Ink.SCAN, legibility=61),),
    turned=90,
    slant=-0.4,
)
NOTE = SourceDocument(
    name="02 note \u2013 \u00e9.txt",
    text="Caf\u00e9 58.1\n",
    pages=(PAGE,),
    doubts=(Doubt(start=0, end=4, why="hard to read on the scan", assertion=Assertion.HYPOTHETICAL),),
    references=(Reference(start=5, end=9, to="Observation/1"),),
)
PLAIN = SourceDocument(name="01.txt", text="plain\n")
REMARKS = (Remark(about=About.HIDDEN, says="\u201cx\u201d", file="in/a.pdf", page=2, box=BOX),)
ASIDE = {"03.txt": "a copy"}


def write(folder: Path, text: str | None = None) -> Path:
    (folder / FILE).write_text(kept_of((PLAIN, NOTE), REMARKS, ASIDE) if text is None else text, "utf-8")
    return folder


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    kept = read_kept(write(tmp_path))
    assert kept.remarks == REMARKS
    assert kept.aside == ASIDE
    bare = replace(NOTE, pages=(), doubts=(), references=())
    (plain, note), told = with_paper((PLAIN, bare), kept)
    assert told == ()
    assert (note.pages, note.doubts, note.references) == (NOTE.pages, NOTE.doubts, NOTE.references)
    assert (plain.pages, plain.doubts, plain.references) == ((), (), ())
    assert note.text == NOTE.text
    assert note.cite(0, 4).places[0].boxes == (BOX,)


def test_it_is_the_same_bytes_each_time() -> None:
    assert kept_of((PLAIN, NOTE), REMARKS, ASIDE) == kept_of((PLAIN, NOTE), REMARKS, ASIDE)
    assert json.loads(kept_of((), (), {}))["schema"] == SCHEMA


def test_a_changed_text_has_no_place_on_paper(tmp_path: Path) -> None:
    changed = SourceDocument(name=NOTE.name, text=NOTE.text.replace("58.1", "85.1"))
    (found,), (told,) = with_paper((changed,), read_kept(write(tmp_path)))
    assert found == changed
    assert found.pages == ()
    assert told.file == NOTE.name
    assert "changed" in told.says


def test_a_document_that_was_added_or_removed_is_no_fault(tmp_path: Path) -> None:
    new = SourceDocument(name="new.txt", text="x")
    assert with_paper((new,), read_kept(write(tmp_path))) == ((new,), ())


def test_a_folder_that_never_was_a_packet(tmp_path: Path) -> None:
    assert read_kept(tmp_path) == Kept()
    assert with_paper((PLAIN,), Kept()) == ((PLAIN,), ())


GOOD = kept_of((PLAIN, NOTE), REMARKS, ASIDE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        GOOD[: len(GOOD) // 2],
        GOOD.replace(SCHEMA, "mednec.packet/99"),
        GOOD.replace('"legibility": 61', '"legibility": "dark"'),
        GOOD.replace('"hidden text"', '"seen text"'),
        GOOD.replace('"start": 0', '"start": null'),
        "[" * 100_000,
    ],
    ids=["empty", "nonsense", "list", "null", "half", "schema", "wrong type", "unknown word", "nothing", "deep"],
)
def test_damage_is_one_clear_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as raised:
        read_kept(write(tmp_path, text))
    assert str(raised.value).startswith(FILE)
    assert "\n" not in str(raised.value)


def test_offsets_beyond_the_text_are_one_clear_line_or_no_paper(tmp_path: Path) -> None:
    beyond = GOOD.replace('"end": 4', '"end": 400')
    (found,), told = with_paper(
        (replace(NOTE, pages=(), doubts=(), references=()),), read_kept(write(tmp_path, beyond))
    )
    assert found.pages == ()
    assert len(told) == 1
