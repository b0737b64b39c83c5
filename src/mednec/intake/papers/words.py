"""Words with their boxes, as a reader of a page finds them; the only thing that text of paper is made of."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from statistics import median

from mednec.model.sheet import Box, Ink

LIGATURES = {c: unicodedata.normalize("NFKC", c) for c in "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"}
SOFT_HYPHEN = "\u00ad"  # a hyphen that only the end of the line asked for

TICKED, OPEN = "[X]", "[ ]"
TICKS = (TICKED, OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A run of letters between blanks. `legibility` is the reader's own, 0 to 100."""

    text: str
    box: Box
    ink: Ink = Ink.PRINT
    legibility: int = 100

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2

    @property
    def height(self) -> float:
        return self.box.bottom - self.box.top

    @property
    def letter(self) -> float:
        """Width of one letter, in points."""
        return (self.box.right - self.box.left) / len(self.text)


def letter_width(words: list[Word]) -> float:
    """Width of a letter on this page: that of most words, in points."""
    return median(w.letter for w in words for _ in range(min(len(w.text), 12))) if words else 5.0


def rows_of(words: list[Word]) -> list[list[Word]]:
    """Words that stand on one line, from top to bottom; within a line from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.box.left)):
        row = next((r for r in reversed(rows[-3:]) if _same_line(r, word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    for row in rows:
        row.sort(key=lambda w: (w.box.left, w.box.right))
    return sorted(rows, key=lambda r: median(w.middle for w in r))


def _same_line(row: list[Word], word: Word) -> bool:
    """By the nearest words: on a page that is a little slanted, far ends of a line differ more than two lines do."""
    near = min(row, key=lambda w: abs(w.box.left - word.box.left))
    overlap = min(near.box.bottom, word.box.bottom) - max(near.box.top, word.box.top)
    return overlap > 0.5 * min(near.height, word.height)
