"""Files by what they are, not by what they are called: PDF, pictures, Word, RTF, web pages, plain text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from mednec.errors import DocumentError
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.read import Pages, Read
from mednec.model.sheet import Paper, Sheet

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_EXTRA = "install the reader of such files: pip install 'mednec[packet]'"
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TEXTS = ("", ".txt", ".text", ".md", ".asc", ".log", ".csv", ".tsv", ".prn", ".pdf", ".doc", ".rtf", ".html", ".htm")
READABLE = ".pdf .txt .md .docx .rtf .html .tif .png .jpg .json (FHIR) .xml (C-CDA)"


def kind_of(content: bytes) -> str:
    """`pdf`, `picture`, `word`, `rtf`, `html`, `json`, `xml`, `text`, or nothing for what is none of these."""
    head = content[:2048].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(_PICTURES):
        return "picture"
    if content.startswith(b"PK\x03\x04"):
        return "word" if b"word/" in content else ""
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _HTML.match(head):
        return "html"
    if head.startswith(b"<"):
        return "xml"
    if head[:1] in (b"{", b"["):
        return "json"
    return "" if b"\x00" in content else "text"


def read_content(content: bytes, file: str, limits: Limits, share: tuple[int, int] = (0, 1)) -> Iterator[Read]:
    """Everything in a file. Raises DocumentError for one that is empty, of another kind, or cannot be opened."""
    if not content.strip():
        raise DocumentError("the file is empty", where=file, do="send it again or remove it")
    kind = kind_of(content)
    if not kind or (kind == "text" and PurePosixPath(file).suffix.lower() not in _TEXTS):
        raise DocumentError("a kind of file that is not read here", where=file, do=f"give it as {READABLE}")
    try:
        if kind == "pdf":
            from mednec.intake.papers.pdf import read_pdf

            yield from read_pdf(content, file, limits, share)
        elif kind == "picture":
            from mednec.intake.papers.images import read_images

            yield from read_images(content, file, limits, share)
        elif kind in ("json", "xml"):
            yield from _record(content, file, kind)
        else:
            yield Pages(count=1)
            yield Paper(file=file, single=True, sheets=(Sheet(file=file, number=1, text=_text(content, file, kind)),))
    except ImportError as error:
        raise DocumentError("this installation does not read such files", where=file, do=_EXTRA) from error


def _record(content: bytes, file: str, kind: str) -> Iterator[Read]:
    from mednec.intake.papers.read import attached
    from mednec.interop import read_ccda, read_fhir

    record = read_fhir(content, file=file) if kind == "json" else read_ccda(content, file=file)
    yield Pages(count=max(1, len(record.papers)))
    yield from record.remarks
    yield from record.papers
    for each in record.attachments:
        yield attached(each.name, each.content)


def _text(content: bytes, file: str, kind: str) -> str:
    if kind == "word":
        return _of_word(content, file)
    if kind == "html":
        from mednec.intake.papers.web_page import text_of_web_page

        return text_of_web_page(content, file)
    text = _decoded(content, file)
    if kind == "rtf":
        from striprtf.striprtf import rtf_to_text

        text = rtf_to_text(text, errors="replace")
        if not text.strip():
            raise DocumentError("the document has no text", where=file, do="send it again or remove it")
    return text


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"{file}, byte {error.start}"
        raise DocumentError("text that is not UTF-8", where=where, do="save it as UTF-8 text") from error


def _of_word(content: bytes, file: str) -> str:
    """Paragraphs, tables, and what stands at the head and foot of the pages, where a name often does."""
    import zipfile

    import docx
    from docx.opc.exceptions import PackageNotFoundError

    from mednec.intake.word_outline import paragraphs_of

    try:
        document = docx.Document(io.BytesIO(content))
        around = dict.fromkeys(
            text
            for section in document.sections
            for part in (section.header, section.footer)
            for paragraph in part.paragraphs
            if (text := paragraph.text.strip())
        )
        body = "\n".join(line.lstrip("#").strip() if line.startswith("#") else line for line in paragraphs_of(document))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError) as error:
        what = "not a Word document that can be opened"
        raise DocumentError(what, where=file, do="save it again as .docx") from error
    text = "\n".join((*around, *([""] if around else []), body)).strip()
    if not text:
        raise DocumentError("the document has no text", where=file, do="send it again or remove it")
    return re.sub(r"\n{3,}", "\n\n", text) + "\n"
