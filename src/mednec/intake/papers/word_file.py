"""The text of a Word document as it is printed: what was deleted, moved away or hidden is left out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.text.paragraph import Paragraph
from lxml import etree
from lxml.etree import _Element

from mednec.errors import DocumentError
from mednec.intake.papers.limits import Limits
from mednec.intake.word_outline import Lists

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same once more, for old Words
_P, _TABLE, _ROW, _CELL, _BOX = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "txbxContent"))
_GONE = frozenset((qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:sdtPr"), _FALLBACK))
_SIGNS = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_SYMBOLS = {
    "F0FE": "\u2612",
    "F0FD": "\u2612",
    "F0FC": "\u2713",
    "F0A8": "\u2610",
    "F06F": "\u2610",
}  # of a font of signs
_OFF = ("0", "false", "off")


def text_of_word(content: bytes, file: str, limits: Limits) -> str:
    """Paragraphs with the marks of their lists, tables row by row, text boxes behind their paragraph, notes last.

    What stands at the head and foot of the pages, where a name often does, comes first. Raises DocumentError for a file
    that cannot be opened, unpacks to too much, or has no text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        if size > limits.most_megabytes * 1_000_000:
            what = f"unpacks to {size / 1e6:,.0f} MB, more than the {limits.most_megabytes} MB a file may have"
            raise DocumentError(what, where=file, do="send it as PDF")
        document = docx.Document(io.BytesIO(content))
        around = list(dict.fromkeys(line for line in _around(document) if line.strip()))
        lines = [*around, *([""] if around else []), *_body(document), "", *_notes(document)]
    except (
        PackageNotFoundError,
        KeyError,
        ValueError,
        zipfile.BadZipFile,
        OSError,
        EOFError,
        etree.LxmlError,
    ) as error:
        what = "not a Word document that can be opened"
        raise DocumentError(what, where=file, do="save it again as .docx") from error
    except (NotImplementedError, RuntimeError, AttributeError) as error:  # locked entries, parts of another kind
        what = "not a Word document that can be opened"
        raise DocumentError(what, where=file, do="save it again as .docx, without a password") from error
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
    if not text:
        raise DocumentError("the document has no text", where=file, do="send it again or remove it")
    return text + "\n"


def _around(document: Document) -> Iterator[str]:
    """Heads and feet of the pages, in the order of the sections."""
    for reference in document.element.body.iter(qn("w:headerReference"), qn("w:footerReference")):
        root = getattr(document.part.related_parts[reference.get(qn("r:id"), "")], "element", None)
        if root is not None:
            yield from _blocks(root, None, None)


def _body(document: Document) -> Iterator[str]:
    yield from _blocks(document.element.body, document, Lists(document))


def _notes(document: Document) -> Iterator[str]:
    """Footnotes and endnotes."""
    for relation in sorted(document.part.rels.values(), key=lambda r: r.rId):
        if not relation.is_external and relation.reltype.endswith(("/footnotes", "/endnotes")):
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            for note in root:
                if note.get(qn("w:type")) in (None, "normal"):
                    yield from _blocks(note, None, None)


def _blocks(parent: _Element, document: Document | None, lists: Lists | None) -> Iterator[str]:
    """Lines of the paragraphs and tables below an element, whatever they are wrapped in."""
    for child in parent:
        if child.tag == _P:
            yield from _paragraph(child, document, lists)
        elif child.tag == _TABLE:
            yield from ("| " + " | ".join(row) + " |" for row in _rows(child))
            yield ""
        elif child.tag not in _GONE and isinstance(child.tag, str):
            yield from _blocks(child, document, lists)


def _paragraph(element: _Element, document: Document | None, lists: Lists | None) -> Iterator[str]:
    lines = [" ".join(line.split()) for line in "".join(_words(element)).split("\n")]
    mark, indent = "", 0
    if lists is not None and document is not None and isinstance(element, CT_P) and any(lines):
        mark, indent = lists.mark(Paragraph(element, document._body))
    if mark:
        yield f"{'   ' * indent}{mark} {' '.join(lines)}"
    else:
        yield from ("", *lines, "")
    for box in element.iter(_BOX):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield from _blocks(box, None, None)


def _words(element: _Element) -> Iterator[str]:
    """The letters of a paragraph, run by run."""
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == qn("w:sym"):
            yield _SYMBOLS.get((child.get(qn("w:char")) or "").upper(), "")
        elif child.tag == _BOX or child.tag in _GONE or _hidden(child):
            continue
        else:
            yield from _words(child)


def _hidden(run: _Element) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}") if run.tag == qn("w:r") else None
    return vanish is not None and vanish.get(qn("w:val"), "1") not in _OFF


def _rows(table: _Element) -> Iterator[list[str]]:
    """Rows as cells; a cell over several columns is followed by empty ones, so that columns keep their place."""
    for row in _inside(table, _ROW):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            continue
        cells = []
        for cell in _inside(row, _CELL):
            lines = (line.strip("| ") for line in _blocks(cell, None, None))
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            wide = span.get(qn("w:val"), "1") if span is not None else "1"
            cells += [" ".join(line for line in lines if line), *([""] * (min(int(wide), 60) - 1))]
        yield cells


def _inside(parent: _Element, tag: str) -> Iterator[_Element]:
    """Rows of a table and cells of a row, also those in a control."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _inside(child, tag)
