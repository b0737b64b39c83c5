"""What a file carries beside its pages: scripts and actions that are told and never run, files inside."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable

import pytest
from pypdf import PdfReader, PdfWriter

from mednec.errors import DocumentError
from mednec.model.sheet import About
from tests.intake.papers.made import LINES, objects, pdf, read, shown, stream

PAGE = shown(LINES)
PRINT = "\n".join(LINES)


def changed(change: Callable[[PdfWriter], object], content: bytes = pdf(PAGE)) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "entry",
    [
        b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        b"/OpenAction<</S/J#61vaScript/JS(app.alert\\(1\\))>>",
        b"/OpenAction<</S/#4aavaScript/#4a#53(app.alert\\(1\\))>>",
        b"/AA<</WC<</S/JavaScript/JS(x)>>>>",
    ],
)
def test_a_script_is_told(entry: bytes) -> None:
    came = read(pdf(PAGE, root=entry))
    assert came.text == PRINT + "\n"
    assert came.about(About.ACTION) == ["the file has a script; nothing of it was run"]


@pytest.mark.parametrize("entry", [b"/OpenAction<</S/Launch/F(x.exe)>>", b"/OpenAction<</S/SubmitForm/F(x:)>>"])
def test_an_action_is_told(entry: bytes) -> None:
    assert len(read(pdf(PAGE, root=entry)).about(About.ACTION)) == 1


def test_a_script_in_packed_objects_is_told() -> None:
    packed = zlib.compress(b"9 0 <</S/JavaScript/JS(x)>>")
    entries = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"
    assert read(pdf(PAGE, more=[stream(packed, entries)])).about(About.ACTION)


def test_words_of_the_page_are_no_script() -> None:
    assert not read(pdf(PAGE + shown(["the key /JS and /Launch are words"], top=300))).about(About.ACTION)


def test_files_inside_are_told_and_handed_on() -> None:
    def change(writer: PdfWriter) -> None:
        writer.add_attachment("labs.txt", b"IgE 512")
        writer.add_attachment("..\\..\\up/note.txt", b"Height 160 cm")
        writer.add_attachment("empty.txt", b"")

    came = read(changed(change))
    assert sorted((each.name, each.bytes) for each in came.attached) == [
        ("labs.txt", b"IgE 512"),
        ("note.txt", b"Height 160 cm"),
    ]
    assert len(came.about(About.ATTACHMENT)) == 2
    assert "512" not in came.text


def test_a_form_without_pages_tree_is_one_clear_line() -> None:
    with pytest.raises(DocumentError, match="PDF"):
        read(objects(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"))
