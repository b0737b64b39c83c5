"""PDF and Word files as text: outline marks kept, what a page repeats left out, what has no text named."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from mednec.errors import DocumentError
from mednec.intake.files_of_text import text_of

LINES = ["I. Initial criteria, all of the following:", "A. The member is 18 years of age or older.", "B. Asthma."]


def pdf(path: Path, pages: list[list[str]], *, head: str = "", password: str = "") -> Path:
    """A PDF with these lines, a head and a page number on each page."""
    made = FPDF()
    made.set_font("Helvetica", size=11)
    for lines in pages:
        made.add_page()
        for line in [head, *lines, f"Page {made.page_no()} of {len(pages)}"]:
            made.cell(0, 6, line, new_x="LMARGIN", new_y="NEXT")
    if password:
        made.set_encryption(owner_password=password, user_password=password)
    made.output(str(path))
    return path


def test_the_words_of_a_pdf_without_heads_and_page_numbers(tmp_path: Path) -> None:
    pages = [[f"{i}. Clause number {i} of a policy that goes on."] for i in range(1, 5)]
    text = text_of(pdf(tmp_path / "p.pdf", pages, head="Larkspur Health Plan, policy 12"))
    assert text.splitlines() == [p[0] for p in pages]


def test_a_scan_is_named_as_one(tmp_path: Path) -> None:
    made = FPDF()
    for _ in range(3):
        made.add_page()
        made.rect(20, 20, 100, 100, style="F")
    made.output(str(tmp_path / "scan.pdf"))
    with pytest.raises(DocumentError, match="none of the 3 pages has a text layer; it is a scan"):
        text_of(tmp_path / "scan.pdf")


def test_pages_without_text_among_others_are_counted(tmp_path: Path) -> None:
    made = FPDF()
    made.set_font("Helvetica", size=11)
    for i in range(3):
        made.add_page()
        if i == 0:
            made.cell(0, 6, "The first page alone holds words that can be read.")
    made.output(str(tmp_path / "mixed.pdf"))
    with pytest.raises(DocumentError, match="2 of 3 pages have no text layer: 2, 3"):
        text_of(tmp_path / "mixed.pdf")


def test_a_locked_and_a_broken_pdf(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="locked with a password"):
        text_of(pdf(tmp_path / "locked.pdf", [LINES], password="secret"))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(DocumentError, match="not a PDF that can be opened"):
        text_of(tmp_path / "broken.pdf")


def test_a_word_document_keeps_the_marks_that_word_counts(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Initial criteria", 2)
    made.add_paragraph("All of the following:")
    for words in ("Age 18 or older.", "One of the following:"):
        made.add_paragraph(words, style="List Number")
    for words in ("Eosinophils of 150 or more", "Steroids every day"):
        made.add_paragraph(words, style="List Number 2")
    made.add_paragraph("No smoking.", style="List Number")
    made.add_paragraph("a bullet", style="List Bullet")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Brandine", "preferred"
    made.save(str(tmp_path / "p.docx"))
    lines = [line for line in text_of(tmp_path / "p.docx").splitlines() if line]
    assert lines == [
        "## Initial criteria",
        "All of the following:",
        "1. Age 18 or older.",
        "2. One of the following:",
        "   1. Eosinophils of 150 or more",
        "   2. Steroids every day",
        "3. No smoking.",
        "- a bullet",
        "| Brandine | preferred |",
    ]


def test_a_file_that_only_calls_itself_word(tmp_path: Path) -> None:
    (tmp_path / "p.docx").write_bytes(b"no zip archive")
    with pytest.raises(DocumentError, match="not a Word document that can be opened"):
        text_of(tmp_path / "p.docx")
