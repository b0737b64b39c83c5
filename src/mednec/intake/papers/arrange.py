"""Words of a page -> its text: lines in reading order, columns kept by blanks, wrapped lines made whole again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from mednec.intake.papers.columns import in_reading_order
from mednec.intake.papers.tables import columns_of
from mednec.intake.papers.words import SOFT_HYPHEN, TICKS, Word, letter_width, rows_of
from mednec.model.sheet import Printed

_APART = 1.9  # widths of a letter: a wider gap parts columns
_RAGGED, _FEW = 8, 3  # letters by which full lines differ, and how many of them tell where lines end
_ENDS = ".:;!?"
_PARTED = re.compile(r"\d- \d|\w/ \w")  # "150-" "250 ml/hr"
_BLANK_LINE = 1.55  # of the usual distance of lines
_OPENING = re.compile(  # a line that begins so is no continuation of the line above
    r"(?:[-*\u2022\u25aa\u25cf]|\d{1,2}[.)]|[a-zA-Z][.)]|\(?(?:\d{1,2}|[a-zA-Z])\)|\[[ xX]?\]|[\u2610-\u2612])(?:\s|$)"
    r"|[A-Z][\w/&'() -]{0,40}:(?:\s|$)|\d{1,2}/\d{1,2}/\d{2,4}\b|\d{4}-\d\d-\d\d\b"
)
_CAPITALS = re.compile(r"[A-Z][A-Z0-9/&'(),. -]{3,}$")
_KEEPS = re.compile(  # before these a hyphen at the end of a line belongs to the word
    r"anti|non|pre|post|self|co|follow|long|short|well|high|low|on|re|pro|multi|semi|sub|inter|intra|half|cross"
    r"|one|two|three"
)
_NARROW = 0.55  # of the page: text that fills less is not taken to be wrapped at its longest line


@dataclass(slots=True)
class Written:
    """Text that grows word by word, with the place of each."""

    pieces: list[str] = field(default_factory=list)
    words: list[Printed] = field(default_factory=list)
    length: int = 0

    def blanks(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def word(self, word: Word, text: str) -> None:
        start = self.length
        self.blanks(text)
        if text:
            printed = Printed(start=start, end=self.length, box=word.box, ink=word.ink, legibility=word.legibility)
            self.words.append(printed)

    def shorten(self, word: Word) -> None:
        """The last word without its hyphen."""
        self.length = self.words.pop().start
        self.pieces.pop()
        self.word(word, word.text[:-1])

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def arrange(words: list[Word], width: float) -> Written:
    """The page as text. `width` of the page in points tells running text from narrow lists."""
    written = Written()
    words = [w for w in words if w.text]
    letter = letter_width(words)
    known = frozenset(w.text.strip(".,;:()").lower() for w in words)
    for number, block in enumerate(in_reading_order(rows_of(words))):
        if number:
            written.blanks("\n")
        _block(block, written, letter, width, known)
    return written


def _block(rows: list[list[Word]], written: Written, letter: float, width: float, known: frozenset[str]) -> None:
    left = min(row[0].box.left for row in rows)
    edge = _edge(rows, letter)
    pitch = _pitch(rows)
    running = edge - left > _NARROW * width or (len(rows) > 3 and _mostly_full(rows, edge, left))
    starts = columns_of(rows, letter)
    above: list[Word] | None = None
    for row, own in zip(rows, starts, strict=True):
        if above is not None:
            gap = _top(row) - _top(above)
            near = 0.35 * pitch <= gap <= _BLANK_LINE * pitch
            if running and near and _wrapped(above, row, edge, letter, left):
                _go_on(above, row, written, letter, known)
                above = row
                continue
            written.blanks("\n" * (1 + (1 if gap > _BLANK_LINE * pitch else 0)))
        written.blanks(" " * max(0, round((row[0].box.left - left) / letter)))
        _line(row, written, letter, left, own)
        above = row
    written.blanks("\n")


def _line(row: list[Word], written: Written, letter: float, left: float, starts: frozenset[int]) -> None:
    """A line whose wide gaps are as many blanks as fit, so that columns stand below one another."""
    begin = written.length - max(0, round((row[0].box.left - left) / letter))
    for i, word in enumerate(row):
        if i:
            gap = word.box.left - row[i - 1].box.right
            if gap > _APART * letter or i in starts:
                at = round((word.box.left - left) / letter)
                written.blanks(" " * max(2, at - (written.length - begin)))
            else:
                written.blanks(" ")
        written.word(word, word.text.replace(SOFT_HYPHEN, "-"))


def _top(row: list[Word]) -> float:
    return median(w.box.bottom for w in row)


def _edge(rows: list[list[Word]], letter: float) -> float:
    """Where lines of running text end: the furthest place that a few of them reach, not a single long line."""
    ends = sorted((row[-1].box.right for row in rows if not _gaps(row, letter)), reverse=True)
    for i, end in enumerate(ends):
        if sum(end - other <= _RAGGED * letter for other in ends[i:]) >= _FEW:
            return end
    return max(row[-1].box.right for row in rows)


def _pitch(rows: list[list[Word]]) -> float:
    """Usual distance of two lines."""
    gaps = [_top(b) - _top(a) for a, b in pairwise(rows)]
    heights = median(w.height for row in rows for w in row)
    near = [g for g in gaps if 0.5 * heights < g < 2.5 * heights]
    return median(near) if near else 1.3 * heights


def _mostly_full(rows: list[list[Word]], edge: float, left: float) -> bool:
    return sum(row[-1].box.right - left > 0.8 * (edge - left) for row in rows) > 0.4 * len(rows)


def _wrapped(above: list[Word], row: list[Word], edge: float, letter: float, left: float) -> bool:
    """Whether the line goes on below: its next word would not have fitted, and nothing says that a new line begins."""
    if above[-1].text in TICKS:
        return row[0].text not in TICKS  # a box has its label behind it
    if _gaps(above, letter) or _gaps(row, letter):
        return False
    first, last = row[0], above[-1]
    if last.box.right + letter + (first.box.right - first.box.left) < edge - letter:
        return False
    line, over = (" ".join(w.text for w in words) for words in (row, above))
    heading = _CAPITALS.match(line) and not _CAPITALS.match(over) and (last.text[-1] in _ENDS or line[-1] not in _ENDS)
    if _OPENING.match(line) or heading or _CAPITALS.match(over):
        return False
    deeper = first.box.left - above[0].box.left
    return -25 * letter < deeper < 8 * letter or first.box.left - left < letter


def _gaps(row: list[Word], letter: float) -> bool:
    """Whether the line has columns."""
    return any(b.box.left - a.box.right > 2.5 * letter for a, b in pairwise(row))


def _go_on(above: list[Word], row: list[Word], written: Written, letter: float, known: frozenset[str]) -> None:
    """The next line of a paragraph; a word or number that the line's end cut in two is made whole."""
    last, first = above[-1].text, row[0].text
    cut = last[-1:] in ("-", SOFT_HYPHEN) and len(last) > 2 and last[-2].isalpha() and first[:1].islower()
    if cut and not _keeps_hyphen(last, first, known):
        written.shorten(above[-1])
    elif not (cut or _PARTED.search(f"{last} {first}")):
        written.blanks(" ")
    _line(row, written, letter, row[0].box.left, frozenset())


def _keeps_hyphen(last: str, first: str, known: frozenset[str]) -> bool:
    if last.endswith(SOFT_HYPHEN):
        return False
    stem, rest = last[:-1].lower().lstrip("(\"'"), first.lower().rstrip(".,;:)\"'")
    if f"{stem}{rest}" in known:
        return False
    return f"{stem}-{rest}" in known or _KEEPS.fullmatch(stem.rsplit("-", 1)[-1]) is not None or "-" in stem
