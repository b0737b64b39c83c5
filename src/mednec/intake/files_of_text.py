"""The text of a PDF or a Word document, with its outline marks; what has no text layer is named, nothing is guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mednec.errors import DocumentError

if TYPE_CHECKING:
    import pypdfium2

ENDINGS = (".pdf", ".docx")
_EXTRA = "install the reader of such files: pip install 'mednec[pdf]'"
_FEWEST = 25  # letters of a page below which it has no text layer
_PAGE_NUMBER = re.compile(r"\s*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*", re.IGNORECASE)
_SAME = 0.6  # a line on so many of the pages is a header or footer


def text_of(path: Path) -> str:
    """The text of a PDF or Word document. Raises DocumentError for one that cannot be opened, or has no text."""
    return _of_pdf(path) if path.suffix.lower() == ".pdf" else _of_word(path)


def _of_pdf(path: Path) -> str:
    try:
        import pypdfium2
    except ImportError as error:
        raise DocumentError("this installation reads no PDF files", where=str(path), do=_EXTRA) from error
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise DocumentError(
            "the PDF is locked with a password" if locked else "not a PDF that can be opened",
            where=str(path),
            do="send a copy without a password" if locked else "send the file again",
        ) from error
    try:
        pages = [_page(document, i) for i in range(len(document))]
    finally:
        document.close()
    return _joined(pages, path)


def _page(document: pypdfium2.PdfDocument, number: int) -> str:
    """The words of a page in reading order, line by line."""
    page = document[number]
    words = page.get_textpage()
    text: str = words.get_text_range()
    words.close()
    page.close()
    return text


def _joined(pages: list[str], path: Path) -> str:
    """The pages as one text, without the lines that stand on nearly all of them and without page numbers."""
    empty = [str(i) for i, page in enumerate(pages, 1) if sum(c.isalnum() for c in page) < _FEWEST]
    if len(empty) == len(pages):
        raise DocumentError(
            f"none of the {len(pages)} pages has a text layer; it is a scan",
            where=str(path),
            do="run it through OCR, which adds a text layer, or give the text as .md or .txt",
        )
    if len(empty) * 2 > len(pages):
        raise DocumentError(
            f"{len(empty)} of {len(pages)} pages have no text layer: {', '.join(empty[:8])}",
            where=str(path),
            do="run it through OCR, which adds a text layer, or give the text as .md or .txt",
        )
    lines = [page.replace("\r\n", "\n").replace("\r", "\n").split("\n") for page in pages]
    seen = Counter(line.strip() for page in lines for line in {ln.strip(): ln for ln in page}.values() if line.strip())
    repeated = {line for line, n in seen.items() if len(pages) > 2 and n >= max(3, _SAME * len(pages))}
    kept = [
        line.rstrip()
        for page in lines
        for line in page
        if line.strip() not in repeated and not _PAGE_NUMBER.fullmatch(line)
    ]
    return "\n".join(_unbroken(kept)).strip() + "\n"


def _unbroken(lines: list[str]) -> Iterator[str]:
    """Words that a line end cut in two are joined again ("immuno-" / "globulin")."""
    held = ""
    for line in lines:
        line = held + line
        held = ""
        if re.search(r"[a-z]{3,}\u00ad$|[a-z]{3,}\ufffe$", line):
            held = line[:-1]
        else:
            yield line
    if held:
        yield held


def _of_word(path: Path) -> str:
    try:
        import docx
        from docx.opc.exceptions import PackageNotFoundError

        from mednec.intake.word_outline import paragraphs_of
    except ImportError as error:
        raise DocumentError("this installation reads no Word files", where=str(path), do=_EXTRA) from error
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise DocumentError(
            "not a Word document that can be opened", where=str(path), do="save it again as .docx"
        ) from error
    return "\n".join(paragraphs_of(document)).strip() + "\n"
