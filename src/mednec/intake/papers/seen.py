"""What of a page's text can be seen: the text whose absence would change the picture of the page."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from mednec.intake.papers.letters import Frame, Spelled
from mednec.model.sheet import Box

Gray = NDArray[np.uint8]
_SCALE = 2.0  # pixels per point: enough for the thin strokes of small grey letters
_DIFFERENCE = 28  # of 255: what an eye tells apart
_INK = 0.02  # share of a word's box that must differ
_TRACE, _INSET = 6, 0.2  # shades, and the share of a digit's width at either side where its neighbours may reach
_SMALLEST = 3.0  # points: smaller letters are no message to a reader
_OVER = 0.35  # share of a word's box that others' cover
_RIM = 2.0  # points
_FEWEST = 2  # pixels that differ where a word stands
_DEPTH = 15  # of drawings inside drawings


def picture_of(page: pypdfium2.PdfPage, frame: Frame, scale: float, *, overlays: bool = True) -> Gray:
    """The page upright as a picture in grey, annotations and fields drawn as a viewer draws them."""
    turn = (frame.turn - page.get_rotation()) % 360
    drawn = page.render(scale=scale, rotation=turn, grayscale=True, may_draw_forms=overlays, draw_annots=overlays)
    try:
        return np.array(drawn.to_numpy(), dtype=np.uint8).reshape(drawn.height, drawn.width).copy()
    finally:
        drawn.close()


def unseen(page: pypdfium2.PdfPage, frame: Frame, words: list[Spelled]) -> frozenset[int]:
    """Indexes of the words that nobody sees: white on white, under something, outside the page, or drawn with no ink.

    A number of which one digit cannot be seen is another number: it is not seen.
    Every text object is taken away and the page drawn again; a word is seen if its box changes. Words that lie on one
    another change the same box: each of those must change it alone, taken away from the full page and put on the bare.
    """
    if not words:
        return frozenset()
    objects = {_address(o): o for o in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=_DEPTH)}
    with_text = picture_of(page, frame, _SCALE, overlays=False)
    without = _without(page, frame, objects.values())
    hidden = {
        i
        for i, each in enumerate(words)
        if not _differs(with_text, without, each.word.box)
        or any(_same(with_text, without, digit) for digit in each.digits)
    }
    for i in _crowded(words, hidden):
        own = [objects[o] for o in words[i].owners if o in objects]
        others = [each for address, each in objects.items() if address not in words[i].owners]
        taken, alone = _without(page, frame, own), _without(page, frame, others)
        box = words[i].word.box
        if own and not (_differs(with_text, taken, box) and _differs(alone, without, box)):
            hidden.add(i)
    return frozenset(hidden)


def blank(page: pypdfium2.PdfPage, frame: Frame, boxes: Iterable[Box]) -> frozenset[Box]:
    """The boxes in which nothing stands that was laid over the page: a field or a note whose words have no ink."""
    asked = frozenset(boxes)
    if not asked:
        return asked
    bare, full = picture_of(page, frame, _SCALE, overlays=False), picture_of(page, frame, _SCALE)
    return frozenset(box for box in asked if not _inked(full, bare, box))


def _inked(full: Gray, bare: Gray, box: Box) -> bool:
    rim = min(_RIM, (box.bottom - box.top) / 4, (box.right - box.left) / 4)  # a border is no word
    height, width = bare.shape
    left, right = max(0, int((box.left + rim) * _SCALE)), min(width, int((box.right - rim) * _SCALE) + 1)
    top, bottom = max(0, int((box.top + rim) * _SCALE)), min(height, int((box.bottom - rim) * _SCALE) + 1)
    changed = np.abs(full[top:bottom, left:right].astype(int) - bare[top:bottom, left:right].astype(int))
    return bool(np.count_nonzero(changed > _DIFFERENCE) >= _FEWEST)


def _without(page: pypdfium2.PdfPage, frame: Frame, objects: Iterable[pypdfium2.PdfObject]) -> Gray:
    taken = list(objects)
    for each in taken:
        pdfium.FPDFPageObj_SetIsActive(each, False)
    drawn = picture_of(page, frame, _SCALE, overlays=False)
    for each in taken:
        pdfium.FPDFPageObj_SetIsActive(each, True)
    return drawn


def _differs(one: Gray, other: Gray, box: Box) -> bool:
    height, width = one.shape
    left, right = max(0, int(box.left * _SCALE)), min(width, int(box.right * _SCALE) + 1)
    top, bottom = max(0, int(box.top * _SCALE)), min(height, int(box.bottom * _SCALE) + 1)
    if right <= left or bottom <= top or box.bottom - box.top < _SMALLEST or one.shape != other.shape:
        return False
    changed = np.abs(one[top:bottom, left:right].astype(int) - other[top:bottom, left:right].astype(int))
    return bool(np.count_nonzero(changed > _DIFFERENCE) >= max(1.0, _INK * changed.size))


def _same(one: Gray, other: Gray, box: Box) -> bool:
    """Whether a digit leaves no trace at all in its own box, a little within it."""
    inset = (box.right - box.left) * _INSET
    left, right = int((box.left + inset) * _SCALE), int((box.right - inset) * _SCALE) + 1
    top, bottom = int(box.top * _SCALE), int(box.bottom * _SCALE) + 1
    part = one[max(0, top) : bottom, max(0, left) : right].astype(int)
    rest = other[max(0, top) : bottom, max(0, left) : right].astype(int)
    return part.shape == rest.shape and (not part.size or int(np.abs(part - rest).max()) <= _TRACE)


def _crowded(words: list[Spelled], hidden: set[int]) -> Iterator[int]:
    """Words of which a good part lies under or over words that other objects draw."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, each in enumerate(words):
        for cell in _cells(each.word.box):
            cells[cell].append(i)
    for i, each in enumerate(words):
        if i in hidden:
            continue
        box, owners = each.word.box, each.owners
        near = {j for cell in _cells(box) for j in cells[cell] if j != i and not owners & words[j].owners}
        if sum(_covered(box, words[j].word.box) for j in near) > _OVER:
            yield i


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for x in range(int(box.left // 40), int(box.right // 40) + 1):
        for y in range(int(box.top // 20), int(box.bottom // 20) + 1):
            yield x, y


def _covered(box: Box, other: Box) -> float:
    across = min(box.right, other.right) - max(box.left, other.left)
    down = min(box.bottom, other.bottom) - max(box.top, other.top)
    area = max((box.right - box.left) * (box.bottom - box.top), 0.01)
    return max(0.0, across) * max(0.0, down) / area


def _address(each: pypdfium2.PdfObject) -> int:
    return ctypes.cast(each.raw, ctypes.c_void_p).value or 0
