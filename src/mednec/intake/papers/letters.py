"""The letters of a PDF page with their places, taken together as words; what cannot be seen is told apart."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from mednec.intake.papers.words import LIGATURES, OPEN, SOFT_HYPHEN, TICKED, Word
from mednec.model.sheet import Box

_BREAKS = frozenset(" \t\r\n\u00a0\u2002\u2003\u2009\u200a\u202f\u3000")
_NOTHING = frozenset("\u0000\u200b\u200c\u200d\u2060\ufeff")
_HYPHENS = {"\ufffe": SOFT_HYPHEN, "\u0002": SOFT_HYPHEN, "\u00ad": SOFT_HYPHEN}
_TICKS = frozenset("\u2611\u2612\u2713\u2714\u2715\u2716\u2717\u2718\U0001f5f7\U0001f5f9\U0001f5f4\U0001f5f5")
_EMPTY = frozenset("\u2610\u25a1\u25fb\u25a2\u274f\u2750\u2751\u2752\u2b1c")
_BOXES = _TICKS | _EMPTY
_RAISED, _SMALL = 0.2, 0.85  # of the height of the digit before
_GAP = 0.22  # of the letter's height: a wider gap parts words even without a blank
_PRIVATE = range(0xE000, 0xF900)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter in the page's own space (points from the lower left corner), with the object that draws it."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    angle: int  # degrees clockwise by which it is turned, in quarters
    mapped: bool  # whether its font says which letter it is
    owner: int  # address of the text object; letters of one object are seen or hidden together


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A word with the text objects that draw it, and the places of its digits."""

    word: Word
    owners: frozenset[int]
    digits: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How a page lies: its visible rectangle in the page's own space and the turn by which it is shown upright."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int  # degrees clockwise, in quarters

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turn in (90, 270) else (width, height)

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the page's own space as the reader sees it, from the upper left corner."""
        l_, b, r, t = left - self.left, bottom - self.bottom, right - self.left, top - self.bottom
        width, height = self.right - self.left, self.top - self.bottom
        if self.turn == 90:
            return Box(left=b, top=l_, right=t, bottom=r)
        if self.turn == 180:
            return Box(left=width - r, top=b, right=width - l_, bottom=t)
        if self.turn == 270:
            return Box(left=height - t, top=width - r, right=height - b, bottom=width - l_)
        return Box(left=l_, top=height - t, right=r, bottom=height - b)

    def back(self, box: Box) -> tuple[float, float, float, float]:
        """The rectangle (left, bottom, right, top) in the page's own space."""
        width, height = self.right - self.left, self.top - self.bottom
        x, y = self.left, self.bottom
        if self.turn == 90:
            return x + box.top, y + box.left, x + box.bottom, y + box.right
        if self.turn == 180:
            return x + width - box.right, y + box.top, x + width - box.left, y + box.bottom
        if self.turn == 270:
            return x + width - box.bottom, y + height - box.right, x + width - box.top, y + height - box.left
        return x + box.left, y + height - box.bottom, x + box.right, y + height - box.top


def letters_of(page: pypdfium2.PdfPage) -> list[Letter]:
    """Every letter that the page's text says, also the ones that cannot be seen. Blanks are letters without a box."""
    text = page.get_textpage()
    try:
        return [_letter(text, i) for i in range(pdfium.FPDFText_CountChars(text))]
    finally:
        text.close()


def _letter(text: pypdfium2.PdfTextPage, index: int) -> Letter:
    code = pdfium.FPDFText_GetUnicode(text, index)
    letter = chr(code) if 0 < code <= 0x10FFFF else ""
    rectangle = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, index, rectangle)
    turned = round(math.degrees(pdfium.FPDFText_GetCharAngle(text, index)) / 90) * 90 % 360
    owner = pdfium.FPDFText_GetTextObject(text, index)
    return Letter(
        text=_HYPHENS.get(letter, LIGATURES.get(letter, letter)),
        left=min(rectangle.left, rectangle.right),
        bottom=min(rectangle.bottom, rectangle.top),
        right=max(rectangle.left, rectangle.right),
        top=max(rectangle.bottom, rectangle.top),
        angle=turned,
        mapped=pdfium.FPDFText_HasUnicodeMapError(text, index) != 1 and code not in _PRIVATE,
        owner=ctypes.cast(owner, ctypes.c_void_p).value or 0 if owner else 0,
    )


def frame_of(page: pypdfium2.PdfPage, angle: int) -> Frame:
    """The page turned so that letters of this angle stand upright, whatever turn the page itself asks for."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left=left, bottom=bottom, right=right, top=top, turn=-angle % 360)


def by_angle(letters: Iterable[Letter]) -> list[tuple[int, list[Letter]]]:
    """Letters by the angle at which they are drawn, that of most letters first. Blanks go with their neighbours."""
    groups: dict[int, list[Letter]] = {}
    angle = 0
    for letter in letters:
        angle = letter.angle if letter.text.strip() else angle
        groups.setdefault(angle, []).append(letter)
    return sorted(groups.items(), key=lambda g: (-sum(bool(x.text.strip()) for x in g[1]), g[0]))


def words_of(letters: list[Letter], frame: Frame) -> list[Spelled]:
    """Words with what draws them; a box that is ticked reads `[X]`, an open one `[ ]`."""
    found: list[Spelled] = []
    run: list[tuple[Letter, Box]] = []
    for letter in letters:
        if letter.text in _BREAKS or not letter.text:
            _end(run, found)
        elif letter.text not in _NOTHING:
            box = frame.box(letter.left, letter.bottom, letter.right, letter.top)
            if run and (_parted(run[-1][1], box) or letter.text in _BOXES or run[-1][0].text in _BOXES):
                _end(run, found)
            if run and _raised(run[-1], letter, box):
                letter = replace(letter, text=f"^{letter.text}")
            run.append((letter, box))
    _end(run, found)
    return found


def _raised(last: tuple[Letter, Box], letter: Letter, box: Box) -> bool:
    """Whether a small digit stands high behind a digit: a power, which without a sign would be the next digit."""
    before, above = last
    height = above.bottom - above.top
    if not (letter.text.isdigit() and before.text[-1:].isdigit() and before.text[:1] != "^"):
        return False
    return box.bottom < above.bottom - _RAISED * height and box.bottom - box.top < _SMALL * height


def _end(run: list[tuple[Letter, Box]], found: list[Spelled]) -> None:
    if run:
        text = "".join(letter.text for letter, _ in run)
        text = TICKED if text in _TICKS else OPEN if text in _EMPTY else text
        box = run[0][1]
        for _, other in run[1:]:
            box = box.joined(other)
        digits = tuple(each for letter, each in run if letter.text.isdigit())
        owners = frozenset(letter.owner for letter, _ in run)
        found.append(Spelled(word=Word(text=text, box=box), owners=owners, digits=digits))
        run.clear()


def _parted(last: Box, box: Box) -> bool:
    """Whether the letter begins a new word: it stands on another line, or well apart."""
    height = max(box.bottom - box.top, last.bottom - last.top, 1.0)
    if min(last.bottom, box.bottom) - max(last.top, box.top) < 0.3 * min(box.bottom - box.top, last.bottom - last.top):
        return True
    return box.left - last.right > _GAP * height or box.right < last.left
