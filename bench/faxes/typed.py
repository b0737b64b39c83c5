"""Documents set as pages of print: monospaced, proportional, with running headers, in two columns, hyphenated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

PRINTED_ON = datetime(2026, 1, 15, 6, 2, tzinfo=UTC)
WIDTH, HEIGHT = 612.0, 792.0
LEFT, TOP, BOTTOM = 40.0, 62.0, 748.0
LAST_CELL = 24  # letters
GAP = re.compile(r" {3,}")
GAP_OF_TABLE = re.compile(r" {2,}")
LIGATURES = (("ffi", "\ufb03"), ("ffl", "\ufb04"), ("ff", "\ufb00"), ("fi", "\ufb01"), ("fl", "\ufb02"))
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
BREAK = re.compile(r"(?<=[a-z]{3})(?<=[aeiou])(?=[bcdfghjklmnpqrstvwxz][a-z]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a document is set."""

    font: str = "courier"
    size: float = 9.0
    right: float = WIDTH - LEFT
    columns: int = 1
    headed: bool = False
    hyphens: bool = False
    ligatures: bool = False

    @property
    def keeps_columns(self) -> bool:
        """Whether every letter has the same width, so that blanks align what stands below each other."""
        return self.font == "courier"

    @property
    def leading(self) -> float:
        return self.size * 1.25


LOOKS = {
    "mono9": Look(),
    "mono10": Look(size=10),
    "sans": Look(font="helvetica", size=10),
    "serif": Look(font="times", size=11),
    "headed": Look(font="helvetica", size=9.5, headed=True),
    "two-columns": Look(font="times", size=9.5, columns=2),
    "hyphens": Look(font="helvetica", size=10, right=380.0, hyphens=True),
    **({"ligatures": Look(font="dejavu", size=9, ligatures=True)} if DEJAVU.is_file() else {}),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Words drawn in one go, `y` down to their base line."""

    x: float
    y: float
    text: str


Row = list[tuple[float, str]]  # pieces of one printed line by their left edge
PageOfPrint = list[Piece]


def blank_pdf(font: str = "courier", size: float = 9.0) -> FPDF:
    """A document without pages whose bytes do not depend on the day."""
    pdf = FPDF(unit="pt", format="letter")
    pdf.set_auto_page_break(False)
    pdf.creation_date = PRINTED_ON
    pdf.set_producer("invented")
    if font == "dejavu":
        pdf.add_font("dejavu", "", DEJAVU)
    pdf.set_font(font, size=size)
    return pdf


class Typesetter:
    """Sets texts in one look; holds the measures of its font."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.pdf = blank_pdf(look.font, look.size)

    def wide(self, text: str) -> float:
        return self.pdf.get_string_width(text)

    def rows(self, lines: Sequence[str], left: float, right: float) -> Iterator[Row]:
        """Printed lines for lines of a text."""
        if self.look.keeps_columns:
            letters = int((right - left) / self.wide("x"))
            for line in lines:
                yield from self._cut(line, left, letters)
            return
        columned = [line.rstrip() for line in lines if GAP.search(line.strip())]
        reach = max((last.end() + min(len(c) - last.end(), 12) for c in columned for last in _gaps(c)), default=1)
        tab = min(self.look.size * 0.56, ((WIDTH - LEFT if self.look.hyphens else right) - left) / reach)
        for line in lines:
            table = self.look.hyphens and GAP.search(line.strip())
            yield from self._flowed(line, left, WIDTH - LEFT if table else right, tab)

    def _cut(self, line: str, left: float, letters: int) -> Iterator[Row]:
        while len(line) > letters:
            at = line.rfind(" ", letters // 2, letters + 1)
            at = at if at > 0 else letters
            yield self._kept(line[:at], left)
            line = line[at:].lstrip(" ")
        yield self._kept(line, left)

    def _kept(self, line: str, left: float) -> Row:
        bare = line.lstrip(" ")
        return [(left + self.wide("x") * (len(line) - len(bare)), bare.rstrip())] if bare.strip() else []

    def _flowed(self, line: str, left: float, right: float, tab: float) -> Iterator[Row]:
        bare = line.strip(" ")
        gap = GAP_OF_TABLE if GAP.search(bare) else re.compile(r"(?!)")
        margin = left + (len(line) - len(line.lstrip(" "))) * tab
        row: Row = []
        end = left
        column = len(line) - len(line.lstrip(" "))
        for cell, blanks in zip((*gap.split(bare),), (*(len(g) for g in gap.findall(bare)), 0), strict=True):
            x = max(left + column * tab, end + self.wide("  ") if row else 0.0)
            if row and len(cell) < LAST_CELL and x + self.wide(cell) > right:  # set closer, not cut
                x = max(end + self.wide("  "), right - self.wide(cell))
            for words, here in self._in_lines(cell.split(" "), x, margin, right):
                if here < x or (row and here < row[-1][0] + self.wide(row[-1][1])):
                    yield row
                    row = []
                row.append((here, words))
                end = here + self.wide(words)
                x = here
            column += len(cell) + blanks
        yield row

    def _in_lines(self, words: list[str], x: float, margin: float, right: float) -> Iterator[tuple[str, float]]:
        """Pieces of a cell with their left edges; what does not fit goes on at the margin."""
        line, blank = "", self.wide(" ")
        waiting = list(words)
        while waiting:
            word = waiting.pop(0)
            if line and x + self.wide(line) + blank + self.wide(word) > right:
                head = self._hyphenated(word, right - x - self.wide(line) - blank)
                if head:
                    line, word = f"{line} {head}-", word[len(head) :]
                yield line, x
                line, x = word, margin
            elif not line and x > margin and x + self.wide(word) > right:
                x, line = margin, word
            else:
                line = f"{line} {word}" if line else word
        if line.strip():
            yield line, x

    def _hyphenated(self, word: str, room: float) -> str:
        if not self.look.hyphens or not word.isalpha() or len(word) < 7:
            return ""
        heads = [word[: m.start()] for m in BREAK.finditer(word)]
        return next((h for h in reversed(heads) if self.wide(h + "-") <= room), "")

    def pages(self, text: str) -> Iterator[PageOfPrint]:
        """Pages of one text; a form feed begins a new one."""
        for part in text.split("\f"):
            yield from self._paged(part)

    def _paged(self, text: str) -> Iterator[PageOfPrint]:
        page: PageOfPrint = []
        y = TOP
        step = self.look.leading
        for side, rows in self._bands(text.rstrip("\n").split("\n")):
            waiting = rows
            while waiting:
                room = int((BOTTOM - y) / step)
                if room < 1:
                    yield page
                    page, y = [], TOP
                    continue
                taken, waiting = waiting[: room * side], waiting[room * side :]
                tall = -(-len(taken) // side)
                for i, row in enumerate(taken):
                    shift = (i // tall) * (self._column + 20.0)
                    page += [Piece(x + shift, y + (i % tall) * step, words) for x, words in row]
                y += tall * step
        yield page

    @property
    def _column(self) -> float:
        return (self.look.right - LEFT - 20.0) / 2

    def _bands(self, lines: list[str]) -> Iterator[tuple[int, list[Row]]]:
        """Rows with the number of columns they are set in: tables run over the whole page."""
        if self.look.columns == 1:
            yield 1, list(self.rows(lines, LEFT, self.look.right))
            return
        band: list[str] = []
        for line in [*lines, "   |   "]:
            if not GAP.search(line.strip(" ")) and line != "   |   ":
                band.append(line)
                continue
            rows = list(self.rows(band, LEFT, LEFT + self._column))
            if len(rows) < 12:
                yield 1, list(self.rows(band, LEFT, self.look.right))
            else:
                yield 2, rows
            band = []
            if line != "   |   ":
                yield 1, list(self.rows([line], LEFT, self.look.right))

    def draw(self, text: str, heading: str) -> None:
        pages = list(self.pages(text))
        for number, page in enumerate(pages, 1):
            self.pdf.add_page()
            if self.look.headed:
                self.pdf.text(LEFT, 36, f"{heading}     Page {number} of {len(pages)}")
                self.pdf.text(
                    LEFT, 776, "Confidential: contains protected health information. Printed 01/15/2026 06:02"
                )
            for piece in page:
                self.pdf.text(piece.x, piece.y, piece.text)


def _gaps(line: str) -> list[re.Match[str]]:
    return list(GAP.finditer(line, len(line) - len(line.lstrip())))[-1:]


def typed_pdf(texts: Sequence[str], look: str = "mono9", heading: str = "") -> bytes:
    """One PDF of all texts, each from a page of its own."""
    setter = Typesetter(LOOKS[look])
    for text in texts:
        setter.draw(_spelled(text, LOOKS[look]), heading or "Patient record")
    return bytes(setter.pdf.output())


def _spelled(text: str, look: Look) -> str:
    text = text.replace("\t", "    ").replace("\r", "")
    if look.ligatures:
        for letters, glyph in LIGATURES:
            text = text.replace(letters, glyph)
        return text
    return text.encode("latin-1", "replace").decode("latin-1")
