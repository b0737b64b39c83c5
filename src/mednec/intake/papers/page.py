"""One page of a PDF: what it prints, what was laid over it, what only its picture shows, and what is hidden."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from mednec.intake.papers.arrange import arrange
from mednec.intake.papers.laid_over import Laid, laid_over
from mednec.intake.papers.letters import Frame, Letter, Spelled, by_angle, frame_of, letters_of, words_of
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.merging import against_picture, hidden, joined, marks, otherwise, turned_words, without_blanks
from mednec.intake.papers.scan import INSTALL, SCALE, Scan, scan
from mednec.intake.papers.seen import blank, picture_of, unseen
from mednec.intake.papers.sheets import legible, sheet_of
from mednec.intake.papers.shown import NOTHING, shown_over
from mednec.intake.papers.tick_boxes import with_drawn_boxes
from mednec.intake.papers.words import TICKS, Word
from mednec.model.sheet import About, Box, Ink, Remark, Sheet

Gray = NDArray[np.uint8]
_FEWEST = 25  # letters of a page below which its text is not what it shows
_UNMAPPED = 0.12  # share of letters whose font does not say what they are
_LOOSE = 24  # pieces of ink that no word explains, from which on the picture is read too
_STAMP = 3  # such pieces in a stamp that does not say its words
_BOXES = 200 / 72  # pixels per point at which boxes to tick are looked for
_LOOK = 100 / 72  # pixels per point at which ink is compared with words
_DARK = 150  # of 255
_SHADES = 24  # by which a page that shows nothing may differ from itself
_FIELD = 0.25  # of the page: where a field of this size has ink, that is its answer
_COVERS = 0.6  # of the page
_LEAST = 100 / 72  # pixels per point


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOf:
    """Which page it is."""

    file: str
    number: int

    def remark(self, about: About, says: str) -> Remark:
        return Remark(about=about, says=says, file=self.file, page=self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What a page says without a look at its picture."""

    frame: Frame
    words: list[Word]  # that can be seen
    under: list[Word]  # that cannot
    over: list[Word]  # typed into fields and over the page
    laid: tuple[Laid, ...]
    otherwise: tuple[tuple[Laid, str], ...]  # what holds other words than it draws
    mapped: bool  # whether its fonts say which letters they draw

    @property
    def letters(self) -> int:
        return sum(c.isalnum() for w in (*self.words, *self.over) for c in w.text)


def read_page(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, of: PageOf, limits: Limits, *, scanning: bool
) -> Iterator[Sheet | Remark]:
    """The page's sheet and what is to be told of it."""
    width, height = page.get_size()
    too_large = width * height * _LOOK * _LOOK > limits.most_megapixels * 1e6
    printed = _print(document, page, of.number, compared=not too_large)
    if too_large:
        says = (
            f"the page measures {width / 72:.0f} x {height / 72:.0f} inches: its text was not held against its picture"
        )
        yield of.remark(About.ILLEGIBLE, says)
    if not printed.mapped:
        yield of.remark(About.UNREADABLE, "a font does not say which letters it draws; the picture of the page counts")
    yield from marks(printed.laid, printed.words, of.file, of.number)
    yield from otherwise(printed.otherwise, of.file, of.number)
    wanted = not too_large and (not printed.mapped or _more_shown(page, printed))
    seen = None
    if wanted and scanning:
        try:
            scale = min(_native_scale(page), (limits.most_megapixels * 1e6 / (width * height)) ** 0.5)
            seen = scan(picture_of(page, printed.frame, scale), scale, seconds=limits.page_seconds)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError, cv2.error):
            yield of.remark(About.UNREADABLE, f"the picture of the page was not read within {limits.page_seconds} s")
    elif wanted:
        yield from _unscanned(page, printed, of)
    if seen is not None:
        yield from _with_picture(printed, seen, of)
        return
    words = printed.words
    if printed.under and printed.letters < _FEWEST:  # a text layer, and no way to hold it against its picture
        words = [replace(w, ink=Ink.LAYER, legibility=50) for w in printed.under]
    else:
        yield from hidden(printed.under, printed.words, of.file, of.number)
    arranged = arrange(words + printed.over, printed.frame.size[0])
    yield sheet_of(arranged, of.file, of.number, printed.frame.size, turned=printed.frame.turn, laid=printed.laid)


def _print(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int, *, compared: bool) -> Print:
    letters = letters_of(page)
    groups = by_angle(letters)
    frame = frame_of(page, groups[0][0] if groups else -page.get_rotation() % 360)
    found: list[Spelled] = []
    for angle, group in groups:
        own = frame_of(page, angle)
        found += [_in_frame(each, own, frame) for each in words_of(group, own)]
    if not compared:
        found = [replace(each, word=replace(each.word, ink=Ink.LAYER, legibility=50)) for each in found]
    not_seen = unseen(page, frame, found) if compared else frozenset()
    laid = laid_over(document, page, frame)
    if compared:
        empty = blank(page, frame, (each.box for each in laid if each.typed and each.text and each.seen))
        laid = tuple(replace(each, seen=False) if each.typed and each.box in empty else each for each in laid)
    shown = shown_over(document, number, letters, frame, laid) if pdfium.FPDFPage_GetAnnotCount(page) else NOTHING
    bare = blank(page, frame, (word.box for word in shown.left)) if compared else frozenset()
    over = [*shown.words, *(word for word in shown.left if word.box not in bare)]
    mapped = _mapped(letters)
    seen = [each.word for i, each in enumerate(found) if i not in not_seen] if mapped else []
    if compared and (seen or over) and _draws(page):
        whole = with_drawn_boxes(picture_of(page, frame, _BOXES), _BOXES, [*seen, *over])
        boxes = [word for word in whole if word.text in TICKS and word not in seen and word not in over]
        kept = {id(word) for word in whole}
        seen = [word for word in seen if id(word) in kept] + boxes
        over = [word for word in over if id(word) in kept]
    under = [each.word for i, each in enumerate(found) if i in not_seen] if mapped else []
    return Print(
        frame=frame,
        words=without_blanks(seen, over),
        under=under,
        over=over,
        laid=laid,
        otherwise=shown.otherwise,
        mapped=mapped,
    )


def _draws(page: pypdfium2.PdfPage) -> bool:
    """Whether the page draws lines or shapes, as a box to tick is."""
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2))


def _in_frame(each: Spelled, own: Frame, frame: Frame) -> Spelled:
    word = replace(each.word, box=frame.box(*own.back(each.word.box)))
    return replace(each, word=word, digits=tuple(frame.box(*own.back(digit)) for digit in each.digits))


def _mapped(letters: list[Letter]) -> bool:
    printed = [letter for letter in letters if letter.text.strip() or not letter.mapped]
    return sum(not letter.mapped for letter in printed) <= _UNMAPPED * len(printed)


def _more_shown(page: pypdfium2.PdfPage, printed: Print) -> bool:
    """Whether the page shows what no word explains. An empty page shows nothing, and a lone word is all there is."""
    picture = picture_of(page, printed.frame, _LOOK)
    paper = np.uint8(np.median(picture))
    width, height = printed.frame.size
    typed = [each.box for each in printed.laid if each.seen and each.text and not each.drawn]
    small = [b for b in typed if (b.right - b.left) * (b.bottom - b.top) < _FIELD * width * height]
    for box in (*(word.box for word in (*printed.words, *printed.over)), *small):
        top, left = max(0, int((box.top - 1) * _LOOK)), max(0, int((box.left - 1) * _LOOK))
        picture[top : int((box.bottom + 1) * _LOOK) + 1, left : int((box.right + 1) * _LOOK) + 1] = paper
    if printed.letters < _FEWEST:
        return int(picture.max()) - int(picture.min()) > _SHADES
    drawings = [each.box for each in printed.laid if each.seen and not each.text and not each.drawn]
    return _loose_ink(picture) >= _LOOSE or any(_loose_ink(_part(picture, box)) >= _STAMP for box in drawings)


def _part(picture: Gray, box: Box) -> Gray:
    top, left = max(0, int(box.top * _LOOK)), max(0, int(box.left * _LOOK))
    return picture[top : int(box.bottom * _LOOK) + 1, left : int(box.right * _LOOK) + 1]


def _loose_ink(picture: Gray) -> int:
    """Pieces of ink of the size of letters: writing by hand, stamps, pictures of text."""
    if not picture.size:
        return 0
    ink = (picture < _DARK).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count <= 1:
        return 0
    high, wide = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
    return int(np.count_nonzero((high >= 5) & (high <= 40) & (wide >= 2) & (wide <= 80)))


def _native_scale(page: pypdfium2.PdfPage) -> float:
    """Pixels per point of the picture that covers the page, so that specks keep their size; else what reads best."""
    width, height = page.get_size()
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        across, _ = image.get_px_size()
        if (right - left) * (top - bottom) > _COVERS * width * height and right > left:
            scale = across / (right - left if abs((right - left) - width) < abs((right - left) - height) else width)
            return float(min(max(scale, _LEAST), SCALE))
    return SCALE


def _unscanned(page: pypdfium2.PdfPage, printed: Print, of: PageOf) -> Iterator[Remark]:
    if printed.letters < _FEWEST and printed.under:
        says = "its text is a layer over a picture and could not be held against it"
        yield of.remark(About.ILLEGIBLE, f"{says}; {INSTALL}")
    elif (picture_of(page, printed.frame, _LOOK) < _DARK).any():
        yield of.remark(About.UNREADABLE, f"a picture without text, and no program here reads pictures; {INSTALL}")


def _with_picture(printed: Print, seen: Scan, of: PageOf) -> Iterator[Sheet | Remark]:
    """Print and picture as one page; where both speak of the same place, the print is right."""
    yield from against_picture(printed.under, seen.words, printed.words, of.file, of.number)
    straight = printed.letters >= _FEWEST
    if straight and (seen.turned or seen.slant):
        seen = replace(seen, words=(), turned=0, slant=0.0)
    scanned, remark = legible(seen, of.file, of.number)
    if remark is not None and (scanned or printed.letters < _FEWEST):
        yield remark
    size = (seen.width, seen.height)
    words = turned_words([*printed.words, *printed.over], printed.frame.size, seen.turned)
    arranged = arrange(joined(words, scanned), size[0])
    turned = (printed.frame.turn + seen.turned) % 360
    yield sheet_of(arranged, of.file, of.number, size, turned=turned, slant=seen.slant, laid=printed.laid)
