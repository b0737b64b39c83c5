"""Files by what they are, not by what they are called: PDF, pictures, Word, RTF, web pages, plain text."""

from __future__ import annotations

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
_MARK = b"\xef\xbb\xbf"  # before text of some programs
_NOT_UTF8, _AS_UTF8 = "text that is not UTF-8", "save it as UTF-8 text"
READABLE = ".pdf .txt .md .docx .rtf .html .tif .png .jpg .json (FHIR) .xml (C-CDA)"


def kind_of(content: bytes) -> str:
    """`pdf`, `picture`, `word`, `rtf`, `html`, `json`, `xml`, `text`, or nothing for what is none of these."""
    head = content[:2048].removeprefix(_MARK).lstrip()
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
    if not content.removeprefix(_MARK).strip():
        raise DocumentError("the file is empty", where=file, do="send it again or remove it")
    kind = kind_of(content)
    if not kind and _two_bytes(content):
        raise DocumentError(_NOT_UTF8, where=file, do=_AS_UTF8)
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
            yield Paper(
                file=file, single=True, sheets=(Sheet(file=file, number=1, text=_text(content, file, kind, limits)),)
            )
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
        yield attached(each.name, each.content, each.patient)


def _text(content: bytes, file: str, kind: str, limits: Limits) -> str:
    if kind == "word":
        from mednec.intake.papers.word_file import text_of_word

        return text_of_word(content, file, limits)
    if kind == "html":
        from mednec.intake.papers.web_page import text_of_web_page

        return text_of_web_page(content, file)
    if kind == "rtf":
        from mednec.intake.papers.rich_text import text_of_rich_text

        return text_of_rich_text(content, file)
    return _decoded(content, file)


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"{file}, byte {error.start}"
        raise DocumentError(_NOT_UTF8, where=where, do=_AS_UTF8) from error


def _two_bytes(content: bytes) -> bool:
    """Whether this is text of two bytes a letter, as some programs save it."""
    head = content[:400]
    zeros = (head[::2].count(0), head[1::2].count(0))
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or (min(zeros) == 0 and max(zeros) > 0.4 * len(head) > 2)
