"""Pages on their way to documents: lines of the fax machine taken off, pages joined to one text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from mednec.model.document import Page, SourceDocument
from mednec.model.sheet import Doubt, Printed, Reference, Sheet

PAGE_END = "\f"
_FAX_SIGNS = (
    re.compile(r"\bfrom\s*:", re.IGNORECASE),
    re.compile(r"\b(?:to|t0)\s*:", re.IGNORECASE),
    re.compile(r"\b(?:fax|ecopy|rightfax|xmedius|efax)\b", re.IGNORECASE),
    re.compile(r"\b(?:page|pg|p)\.?\s*\d{1,3}\s*(?:/|of)\s*\d{1,3}\b", re.IGNORECASE),
    re.compile(r"\b\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\s+(?:at\s+)?\d{1,2}[:.]\d\d\b|\b\d{4}-\d\d-\d\d\s+\d\d:\d\d\b"),
    re.compile(r"(?:\+?1[ -.]?)?\(?\d{3}\)?[ -.]\d{3}[ -.]\d{4}\b|\b\d{3}-\d{4}\b"),
)
_FEWEST_SIGNS = 3
_TITLE = re.compile(r"\b(?:form|cover|request|report|note|record|letter|summary|results?)\b", re.IGNORECASE)
_LONGEST = 160
_WHOSE = re.compile(r"\b(?:DOB|D\.O\.B|born|birth|patient|member|name|MRN)\b", re.IGNORECASE)
_FEW_PAGES, _NEARLY_ALL = 3, 0.6
_EDGE = 3  # lines at the head or foot of a page that may be repeated
_ENDED = re.compile(r"[.:;!?)\]]\s*$")


def without_fax_line(sheet: Sheet) -> tuple[Sheet, str]:
    """The page without the line that a fax machine printed over it, and that line: it is no part of the document."""
    lines = sheet.text.splitlines(keepends=True)
    filled = [i for i, line in enumerate(lines) if line.strip()]
    for i in (*filled[:2], *filled[-1:]):
        if fax_signs(lines[i]) >= _FEWEST_SIGNS and len(lines[i]) <= _LONGEST and not _TITLE.search(lines[i]):
            start = sum(len(line) for line in lines[:i])
            return _without(sheet, start, start + len(lines[i])), lines[i].strip()
    return sheet, ""


def fax_signs(line: str) -> int:
    """How many things a line has that a fax machine prints: sender, receiver, number, time, page."""
    return sum(bool(sign.search(line)) for sign in _FAX_SIGNS)


def without_feet(sheets: Sequence[Sheet]) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Pages of a file without the lines that its printer put at the foot of nearly all of them, and those lines.

    A line that names a patient or a birth date stays: it says whose page it is.
    """
    feet = [[(at, line) for at, line in _edges(sheet)[1] if not _WHOSE.search(line)] for sheet in sheets]
    counted = Counter(plain for own in feet for plain in {_plain(line) for _, line in own})
    common = {plain for plain, n in counted.items() if n >= max(_FEW_PAGES, _NEARLY_ALL * len(sheets))}
    kept, told = list(sheets), dict[str, None]()
    for i, own in enumerate(feet):
        for at, line in sorted(own, reverse=True):
            if _plain(line) in common:
                kept[i] = _without(kept[i], at, at + len(line))
                told.setdefault(line.strip())
    return tuple(kept), tuple(told)


def without_running_lines(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Pages of one document without the heads and feet that they repeat: the first head and the last foot stay.

    Lines are the same when they differ in numbers only ("Page 2 of 3").
    """
    kept = list(sheets)
    edges = [_edges(sheet) for sheet in sheets]
    for i in range(len(sheets)):
        before = {_plain(line) for edge in edges[:i] for _, line in edge[0]}
        after = {_plain(line) for edge in edges[i + 1 :] for _, line in edge[1]}
        cut = [(at, line) for at, line in edges[i][0] if _plain(line) in before]
        cut += [(at, line) for at, line in edges[i][1] if _plain(line) in after]
        for at, line in sorted(set(cut), reverse=True):
            kept[i] = _without(kept[i], at, at + len(line))
    return tuple(kept)


def _edges(sheet: Sheet) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The first and the last lines of a page with their places, blank ones left out."""
    found: list[tuple[int, str]] = []
    at = 0
    for line in sheet.text.splitlines(keepends=True):
        if line.strip():
            found.append((at, line))
        at += len(line)
    half = min(_EDGE, len(found) // 2)
    return found[:half], found[len(found) - half :]


def _plain(line: str) -> str:
    return " ".join(re.sub(r"\d+", "0", line).split()).lower()


def _without(sheet: Sheet, start: int, end: int) -> Sheet:
    cut = end - start

    def moved(span: Printed | Doubt | Reference) -> bool:
        return span.end <= start or span.start >= end

    return replace(
        sheet,
        text=sheet.text[:start] + sheet.text[end:],
        words=tuple(_shifted(w, -cut if w.start >= end else 0) for w in sheet.words if moved(w)),
        doubts=tuple(_shifted_doubt(d, -cut if d.start >= end else 0) for d in sheet.doubts if moved(d)),
        references=tuple(_shifted_reference(r, -cut if r.start >= end else 0) for r in sheet.references if moved(r)),
    )


def document_of(name: str, sheets: Sequence[Sheet]) -> SourceDocument:
    """One document of its pages, with every word's place. Pages end with a form feed."""
    pieces: list[str] = []
    pages: list[Page] = []
    doubts: list[Doubt] = []
    references: list[Reference] = []
    at = 0
    for i, sheet in enumerate(sheets):
        text = sheet.text if len(sheets) == 1 else sheet.text.strip("\n")
        cut = len(sheet.text) - len(sheet.text.lstrip("\n")) if len(sheets) > 1 else 0
        if i:
            join = PAGE_END if _goes_on(pieces[-1], text) else f"{PAGE_END}\n"
            pieces.append(join)
            at += len(join)
        shift = at - cut
        pieces.append(text)
        words = tuple(_shifted(w, shift) for w in sheet.words)
        pages.append(
            Page(
                file=sheet.file,
                number=sheet.number,
                width=sheet.width,
                height=sheet.height,
                words=words,
                turned=sheet.turned,
                slant=sheet.slant,
            )
        )
        doubts += [_shifted_doubt(d, shift) for d in sheet.doubts]
        references += [_shifted_reference(r, shift) for r in sheet.references]
        at += len(text)
    paper = any(p.words or p.width for p in pages)
    return SourceDocument(
        name=name,
        text="".join(pieces),
        pages=tuple(pages) if paper else (),
        doubts=tuple(doubts),
        references=tuple(references),
    )


def _goes_on(above: str, below: str) -> bool:
    """Whether a sentence runs over the end of the page."""
    return bool(above.strip()) and not _ENDED.search(above) and below[:1].islower()


def _shifted(word: Printed, by: int) -> Printed:
    return replace(word, start=word.start + by, end=word.end + by) if by else word


def _shifted_doubt(doubt: Doubt, by: int) -> Doubt:
    return replace(doubt, start=doubt.start + by, end=doubt.end + by) if by else doubt


def _shifted_reference(reference: Reference, by: int) -> Reference:
    return replace(reference, start=reference.start + by, end=reference.end + by) if by else reference
