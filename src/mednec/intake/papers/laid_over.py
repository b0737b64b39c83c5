"""What somebody put over a page: answers in form fields, ticked boxes, typed notes, stamps, highlights."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from mednec.intake.papers.letters import Frame
from mednec.intake.papers.words import OPEN, TICKED, Word
from mednec.model.sheet import Box, Ink

_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW | pdfium.FPDF_ANNOT_FLAG_INVISIBLE
_NOTES = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_TEXT)
_DRAWN = {
    pdfium.FPDF_ANNOT_HIGHLIGHT: "highlighted",
    pdfium.FPDF_ANNOT_UNDERLINE: "underlined",
    pdfium.FPDF_ANNOT_SQUIGGLY: "underlined",
    pdfium.FPDF_ANNOT_STRIKEOUT: "struck out",
}
_BUTTONS = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_FILLED = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
_MOST = 2000  # on one page
_LETTERS = 20_000  # of one answer
_WIDTH, _LEADING = 0.5, 1.2  # of a letter and of a line, in sizes of the type
_LARGEST = 11.0  # points
_SMALLEST = 3.0  # points: what is lower or narrower shows nobody a word
_SECRET = 1 << 13  # flag of a field that shows dots for its letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """One thing laid over a page: `text` as typed, `[X]` or `[ ]` for a box, none for a picture; `drawn` for a mark."""

    text: str
    box: Box
    ink: Ink
    seen: bool = True
    drawn: str = ""
    tick: bool = False
    typed: bool = False  # whether the file says how its words look on the page: a field, a typed note; no comment

    def words(self) -> Iterator[Word]:
        """The words set into the box line by line, as a viewer sets them: what is exact is the box as a whole."""
        if self.tick:
            yield Word(text=self.text, box=self.box, ink=self.ink)
            return
        lines = self.text.splitlines()
        size = min(_LARGEST, (self.box.bottom - self.box.top) / max(len(lines), 1) / _LEADING)
        lines = [part for line in lines for part in _fitted(line, (self.box.right - self.box.left) / (size * _WIDTH))]
        size = min(size, (self.box.bottom - self.box.top) / max(len(lines), 1) / _LEADING)
        # a single line stands in the middle of its box, several begin at the top
        first = (self.box.top + self.box.bottom - size * _LEADING) / 2 if len(lines) == 1 else self.box.top
        for number, line in enumerate(lines):
            top = first + number * size * _LEADING
            at = self.box.left + 1
            for word in line.split():
                right = at + len(word) * size * _WIDTH
                yield Word(text=word, box=Box(left=at, top=top, right=right, bottom=top + size), ink=self.ink)
                at = right + size * _WIDTH


def _fitted(line: str, letters: float) -> Iterator[str]:
    """A line broken at blanks to the width of its box."""
    run = ""
    for word in line.split():
        if run and len(run) + 1 + len(word) > max(letters, 4):
            yield run
            run = word
        else:
            run = f"{run} {word}".strip()
    if run:
        yield run


def laid_over(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, frame: Frame) -> tuple[Laid, ...]:
    """Everything laid over the page, in the order of the file; links and the windows of notes are left out."""
    found: list[Laid] = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            try:
                found += _laid(document, annotation, frame)
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)
    return tuple(found)


def _laid(document: pypdfium2.PdfDocument, annotation: pdfium.FPDF_ANNOTATION, frame: Frame) -> Iterator[Laid]:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    rectangle = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, rectangle)
    box = frame.box(
        min(rectangle.left, rectangle.right),
        min(rectangle.bottom, rectangle.top),
        max(rectangle.left, rectangle.right),
        max(rectangle.bottom, rectangle.top),
    )
    seen = not pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN and _on_page(box, frame.size)
    if kind == pdfium.FPDF_ANNOT_WIDGET:
        yield from _field(document, annotation, box, seen)
    elif kind in _NOTES:
        text = _string(annotation, b"Contents")
        if text.strip() or (kind != pdfium.FPDF_ANNOT_TEXT and seen):  # without words: a stamp that is a drawing
            typed = kind == pdfium.FPDF_ANNOT_FREETEXT and _looks(annotation)
            yield Laid(text=text.strip() and text, box=box, ink=Ink.ANNOTATION, seen=seen, typed=typed)
    elif kind in _DRAWN:
        note = _string(annotation, b"Contents")
        for line in _lines(annotation, frame) or (box,):
            yield Laid(text=note, box=line, ink=Ink.ANNOTATION, seen=seen, drawn=_DRAWN[kind])


def _on_page(box: Box, size: tuple[float, float]) -> bool:
    """Whether there is room for words, and its middle lies on the page."""
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    room = min(box.right - box.left, box.bottom - box.top) >= _SMALLEST
    return room and 0 <= across <= size[0] and 0 <= down <= size[1]


def _lines(annotation: pdfium.FPDF_ANNOTATION, frame: Frame) -> tuple[Box, ...]:
    """The lines of text that a mark was drawn over; its rectangle may say something else."""
    found = []
    for index in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), _MOST)):
        q = pdfium.FS_QUADPOINTSF()
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, index, q):
            across, up = (q.x1, q.x2, q.x3, q.x4), (q.y1, q.y2, q.y3, q.y4)
            found.append(frame.box(min(across), min(up), max(across), max(up)))
    return tuple(found)


def _field(document: pypdfium2.PdfDocument, annotation: pdfium.FPDF_ANNOTATION, box: Box, seen: bool) -> Iterator[Laid]:
    """An answer in a form field. Without the form's own dictionary nothing tells what the field is."""
    form = document.formenv
    if form is None:
        return
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _BUTTONS:
        ticked = bool(pdfium.FPDFAnnot_IsChecked(form, annotation))
        yield Laid(text=TICKED if ticked else OPEN, box=box, ink=Ink.FIELD, seen=seen, tick=True)
    elif kind == pdfium.FPDF_FORMFIELD_PUSHBUTTON:
        yield Laid(text="", box=box, ink=Ink.FIELD, seen=False)  # its caption is no answer
    elif kind in _FILLED and not pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _SECRET:
        text = _wide(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))
        if text.strip():
            yield Laid(text=text, box=box, ink=Ink.FIELD, seen=seen, typed=_looks(annotation))


def _looks(annotation: pdfium.FPDF_ANNOTATION) -> bool:
    """Whether the file draws it; without that every viewer draws it its own way, or this one cannot."""
    return bool(pdfium.FPDFAnnot_HasKey(annotation, b"AP"))


def _string(annotation: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    return _wide(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, size))


def _wide(read: Callable[[object, int], int]) -> str:
    """A string of the library: asked for its length first, then for its UTF-16 letters."""
    length = min(read(None, 0), 2 * _LETTERS)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    read(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    text = buffer.raw[: length - 2].decode("utf-16-le", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
