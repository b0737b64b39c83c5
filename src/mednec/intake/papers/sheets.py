"""Arranged words -> a sheet, with doubts where a reader would look twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mednec.intake.papers.arrange import Written
from mednec.intake.papers.laid_over import Laid
from mednec.intake.papers.scan import Scan
from mednec.intake.papers.words import Word
from mednec.model.sheet import About, Box, Doubt, Ink, Printed, Remark, Sheet

_NUMBER = re.compile(r"[^\w]*\d")  # "58.1", "(3/17/25)"; a name with a digit in it is known or is no name
_NUMBERS = 72  # legibility below which digits are in doubt
_LETTERS = 42  # and other words
_FEWEST = 12  # letters and digits on a page that says anything
_NOTHING, _BADLY = 35, 70  # mean legibility


def sheet_of(
    arranged: Written,
    file: str,
    number: int,
    size: tuple[float, float],
    *,
    turned: int = 0,
    slant: float = 0.0,
    laid: Iterable[Laid] = (),
) -> Sheet:
    """The page as text with the place of every word."""
    struck = [each.box for each in laid if each.drawn == "struck out" and each.seen]
    return Sheet(
        file=file,
        number=number,
        text=arranged.text,
        width=round(size[0], 2),
        height=round(size[1], 2),
        words=tuple(arranged.words),
        doubts=tuple(_doubts(arranged.words, arranged.text, struck)),
        turned=turned,
        slant=slant,
    )


def legible(seen: Scan, file: str, page: int) -> tuple[list[Word], Remark | None]:
    """The words of a picture, and what is to be told where it reads badly. A photograph has no words worth a page.

    Of an empty page nothing is to be told.
    """
    if seen.bare:
        return [], None
    mean = seen.legibility
    letters = sum(c.isalnum() for w in seen.words for c in w.text)
    if letters < _FEWEST or mean < _NOTHING:
        says = "a picture in which no text can be read"
        return [], Remark(about=About.UNREADABLE, says=says, file=file, page=page)
    if mean < _BADLY:
        says = f"reads badly (legibility {mean:.0f} of 100): what rests on this page should be looked at"
        return list(seen.words), Remark(about=About.ILLEGIBLE, says=says, file=file, page=page)
    return list(seen.words), None


def _doubts(words: Iterable[Printed], text: str, struck: list[Box]) -> Iterator[Doubt]:
    for word in words:
        said = text[word.start : word.end]
        if any(_crossed(word.box, box) for box in struck):
            yield Doubt(start=word.start, end=word.end, why="struck out")
        elif word.ink in (Ink.SCAN, Ink.LAYER):
            least = _NUMBERS if _NUMBER.match(said) else _LETTERS
            if word.legibility < least and any(c.isalnum() for c in said):
                yield Doubt(start=word.start, end=word.end, why="hard to read on the scan")


def _crossed(box: Box, line: Box) -> bool:
    middle = (box.left + box.right) / 2
    return line.left <= middle <= line.right and box.beside(line)
