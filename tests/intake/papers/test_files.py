"""Word, RTF, web pages and plain text; files by what they are and not by what they are called."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches

from mednec.errors import DocumentError
from mednec.intake.papers.files import kind_of
from mednec.intake.papers.limits import Limits
from tests.intake.papers.made import LINES, pdf, read, shown


def word(change: Callable[[Document], object]) -> bytes:
    document = docx.Document()
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def said(content: bytes, file: str) -> str:
    return " ".join(read(content, file).words)


def said_or_refused(content: bytes, file: str) -> str:
    """The words of a file, or nothing where it is refused in one clear line."""
    try:
        return said(content, file)
    except DocumentError as error:
        line = str(error)
    assert "\n" not in line
    assert len(line) < 400
    return ""


def paragraph(inside: str) -> bytes:
    """A document of one paragraph written as Word writes it, after a plain one."""

    def change(document: Document) -> None:
        document.add_paragraph("Weight 58.1 kg")
        body = document.element.body
        body.insert(len(body) - 1, parse_xml(f"<w:p {nsdecls('w')}>{inside}</w:p>"))

    return word(change)


RUN = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
CHANGED = "w:id='1' w:author='a' w:date='2026-01-02T00:00:00Z'"


def test_paragraphs_tables_header_and_footer() -> None:
    def change(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "LARKFIELD CLINIC"
        document.sections[0].footer.paragraphs[0].text = "Page of the chart"
        document.add_heading("Exam", 1)
        document.add_paragraph("Weight 58.1 kg")
        table = document.add_table(2, 2)
        for i, text in enumerate(("Test", "Result", "IgE", "512")):
            table.cell(i // 2, i % 2).text = text

    text = read(word(change), "note.docx").text
    assert [line for line in text.splitlines() if line.strip()] == [
        "LARKFIELD CLINIC",
        "Page of the chart",
        "Exam",
        "Weight 58.1 kg",
        "| Test | Result |",
        "| IgE | 512 |",
    ]


def test_a_table_in_the_header_is_read() -> None:
    def change(document: Document) -> None:
        document.sections[0].header.add_table(1, 1, Inches(3)).cell(0, 0).text = "Patient: Rosa Example"
        document.add_paragraph("Weight 58.1 kg")

    assert "Patient: Rosa Example" in said(word(change), "a.docx")


def test_a_table_inside_a_table_is_read() -> None:
    def change(document: Document) -> None:
        cell = document.add_table(1, 2).cell(0, 0)
        cell.text = "outer"
        cell.add_table(1, 2).cell(0, 1).text = "IgE 512"

    text = said(word(change), "a.docx")
    assert "outer" in text
    assert text.count("IgE 512") == 1


def test_a_merged_cell_is_read_once() -> None:
    def change(document: Document) -> None:
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "Weight 58.1 kg"
        table.cell(1, 0).text = "x"

    assert said(word(change), "a.docx").count("58.1") == 1


def test_deleted_words_are_not_read_and_inserted_ones_are() -> None:
    inside = (
        RUN.format("IgE ")
        + f"<w:del {CHANGED}><w:r><w:delText>4400</w:delText></w:r></w:del>"
        + f"<w:ins {CHANGED}>{RUN.format('512')}</w:ins>"
        + RUN.format(" IU/mL")
    )
    assert said(paragraph(inside), "a.docx") == "Weight 58.1 kg IgE 512 IU/mL"


def test_moved_words_are_read_where_they_went() -> None:
    inside = (
        f"<w:moveFrom {CHANGED}>{RUN.format('old 4400')}</w:moveFrom>"
        f"<w:moveTo {CHANGED}>{RUN.format('new 512')}</w:moveTo>"
    )
    assert said(paragraph(inside), "a.docx") == "Weight 58.1 kg new 512"


def test_hidden_words_are_not_read() -> None:
    inside = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>DOB 11/02/1971</w:t></w:r>" + RUN.format("IgE 512")
    assert said(paragraph(inside), "a.docx") == "Weight 58.1 kg IgE 512"


def test_a_link_and_a_filled_control_are_read() -> None:
    inside = (
        f"<w:hyperlink w:anchor='x'>{RUN.format('linked ')}</w:hyperlink>"
        f"<w:sdt><w:sdtContent>{RUN.format('chosen')}</w:sdtContent></w:sdt>"
    )
    assert said(paragraph(inside), "a.docx") == "Weight 58.1 kg linked chosen"


def test_a_text_box_is_read_once() -> None:
    box = (
        "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p>{0}</w:p></w:txbxContent></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><w:txbxContent><w:p>{0}</w:p></w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    ).format(RUN.format("IgE 512"))

    def change(document: Document) -> None:
        document.add_paragraph("Weight 58.1 kg")
        body = document.element.body
        body.insert(len(body) - 1, parse_xml(f"<w:p {nsdecls('w')}>{box}</w:p>"))

    assert said(word(change), "a.docx") == "Weight 58.1 kg IgE 512"


def test_a_checked_box_of_a_form() -> None:
    w14 = "xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'"
    inside = (
        f"<w:sdt><w:sdtPr><w14:checkbox {w14}><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr>"
        f"<w:sdtContent>{RUN.format('☒')}</w:sdtContent></w:sdt>" + RUN.format(" Initial")
    )
    assert said(paragraph(inside), "a.docx").endswith("☒ Initial")


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04word/" + b"\x00" * 50,
        word(lambda d: d.add_paragraph("x"))[:2000],
        word(str),
    ],
    ids=["no zip", "cut off", "empty"],
)
def test_a_word_document_that_cannot_be_read_is_one_line(content: bytes) -> None:
    with pytest.raises(DocumentError) as raised:
        read(content, "a.docx")
    assert "\n" not in str(raised.value)


def test_a_word_bomb_is_refused() -> None:
    out = io.BytesIO(word(lambda d: d.add_paragraph("x")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as file:
        for n in range(3):
            file.writestr(f"word/media/{n}.xml", b" " * 4_000_000)
    with pytest.raises(DocumentError, match="unpacks to"):
        read(out.getvalue(), "a.docx", Limits(most_megabytes=10))


def test_entities_in_a_word_document_expand_to_nothing_large() -> None:
    source, out = io.BytesIO(word(lambda d: d.add_paragraph("Weight &x;"))), io.BytesIO()
    laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i else "ha" * 10}">' for i in range(9))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                start = content.index(b"<w:document")
                content = (
                    content[:start] + f"<!DOCTYPE w [{laughs}]>".encode() + content[start:].replace(b"&amp;x;", b"&a8;")
                )
            new.writestr(entry.filename, content)
    assert len(said_or_refused(out.getvalue(), "a.docx")) < 1000


def test_rtf_with_accents_tables_and_hidden_words() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title approve}}\f0 Caf\'e9 \u233? 5 \u956?g\par "
        rb"Weight 58.1 kg\par {\v DOB 11/02/1971}\trowd\cellx1\cellx2 IgE\cell 512\cell\row}"
    )
    text = said(rtf, "a.rtf")
    assert text.startswith("Café é 5 μg Weight 58.1 kg")
    assert "512" in text
    assert "approve" not in text
    assert "1971" not in text


def test_rtf_in_another_code_page_is_read_by_its_own_word() -> None:
    assert said(rb"{\rtf1\ansi\ansicpg1250 Dvo\'f8\'e1k 58.1 kg}", "a.rtf") == "Dvořák 58.1 kg"


def test_rtf_with_raw_letters_of_its_code_page() -> None:
    assert said(b"{\\rtf1\\ansi\\ansicpg1252 Caf\xe9 58.1 kg}", "a.rtf") == "Café 58.1 kg"


def test_rtf_hidden_until_told_otherwise() -> None:
    assert said(rb"{\rtf1 a \v no \v0 b {\v no {\b no} no} c \{\v0 d\} \v no\plain  e \\v f}", "a.rtf").split() == [
        "a",
        "b",
        "c",
        "{d}",
        "e",
        "\\v",
        "f",
    ]


@pytest.mark.parametrize("rtf", [b"{\\rtf1", b"{\\rtf1 }", b"{\\rtf1 " + b"{" * 5000 + b"x" + b"}" * 5000 + b"}"])
def test_rtf_that_is_broken_is_read_or_one_line(rtf: bytes) -> None:
    assert said_or_refused(rtf, "a.rtf") in ("", "x")


def test_text_is_text_byte_by_byte() -> None:
    assert read(b"Weight 58.1 kg\r\n  table   cells\r\n", "a.txt").text.split() == [
        "Weight",
        "58.1",
        "kg",
        "table",
        "cells",
    ]


def test_text_with_a_mark_of_its_order_has_no_stray_letter() -> None:
    assert read(b"\xef\xbb\xbfWeight 58.1 kg\n", "a.txt").text == "Weight 58.1 kg\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_text_of_other_encodings_is_one_clear_line(encoding: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read("Café, Weight 58.1 kg\n".encode(encoding), "a.txt")
    assert "UTF-8" in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"  \n\t ", b"\xef\xbb\xbf"])
def test_a_file_of_nothing_is_empty(content: bytes) -> None:
    with pytest.raises(DocumentError, match="empty"):
        read(content, "a.txt")


def test_text_with_nul_bytes_is_no_text() -> None:
    with pytest.raises(DocumentError, match="kind of file"):
        read(b"Weight\x0058.1 kg", "a.txt")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (pdf(shown(LINES)), "note.docx", "pdf"),
        (pdf(shown(LINES)), "note.txt", "pdf"),
        (b"junk of a mail server\n" + pdf(shown(LINES)), "note", "pdf"),
        (word(lambda d: d.add_paragraph("Weight 58.1 kg")), "note.pdf", "word"),
        (b"{\\rtf1 Weight 58.1 kg}", "note.doc", "rtf"),
        (b"<html><body>Weight 58.1 kg</body></html>", "note.pdf", "html"),
        (b"Weight 58.1 kg", "note.pdf", "text"),
    ],
)
def test_a_name_that_lies(content: bytes, name: str, kind: str) -> None:
    assert kind_of(content) == kind
    assert read(content, name).words[:3] == ["Weight", "58.1", "kg"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "note.doc"),
        (b"MZ\x90\x00\x03", "run.pdf"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "scan.png"),
        (b"PK\x03\x04xl/workbook.xml\x00", "labs.xlsx"),
        (b"print('x')\n", "run.py"),
        (b"\x00" * 5000, "a.pdf"),
    ],
)
def test_other_kinds_are_one_clear_line(content: bytes, name: str) -> None:
    with pytest.raises(DocumentError, match="kind of file"):
        read(content, name)


@pytest.mark.parametrize("name", ["a.json", "a.xml", "a.html", "a.rtf", "a.docx", "a.pdf", "a.tif"])
@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"<", b"<a/>", b"<html", b"{\\rtf", b"%PDF-1.7", b"II*\x00", b"PK\x03\x04word/"]
)
def test_beginnings_without_more_are_one_clear_line(content: bytes, name: str) -> None:
    said_or_refused(content, name)
