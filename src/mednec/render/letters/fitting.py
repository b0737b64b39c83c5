"""Room on paper, counted in lines before anything is set: what does not fit is left out by rank, and said so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import ceil

from mednec.render.letters.layout import Block, Item, Items, Letter, Lines, Note, Paragraph, Passage, Sides, Table

# Small letters in a line of a brief, in a line of one of its sides, of a table's columns, of the notes and the head.
FULL_LINE, HALF_LINE, NOTE_LINE, HEAD_LINE = 118, 54, 150, 50
TWO_PAGES = 162.0  # lines, as they are counted here: a tenth more than are set
OVER_ITEM, OVER_ROW, OVER_HEADING, OVER_OPEN_LINE = 0.2, 0.6, 2.8, 1.6  # lines that go to the space around each
OF_NOTE = 0.82  # the height of a line of the notes
_WIDEST = frozenset("MWm@%—…&")
Fitted = tuple[tuple[Item, ...], bool]


def width_of(text: str) -> float:
    """Width in small letters.

    >>> width_of("dose"), width_of("DOSE")
    (4.0, 6.4)
    """
    return sum(2.4 if ord(c) > 0x2E7F else 2.1 if c in _WIDEST else 1.6 if c.isupper() else 1.0 for c in text)


def lines_of(passages: Iterable[Passage], line: int) -> int:
    """Lines that passages take which run on."""
    return max(1, ceil(sum(_width(passage) for passage in passages) / line))


def height_of(item: Item, line: int) -> float:
    """Lines that a point takes with what stands under it."""
    under = sum(lines_of((each,), line) for each in item.under)
    return lines_of(item.passages, line) + under + len(item.blanks) * OVER_OPEN_LINE + OVER_ITEM


def fitting(items: Iterable[Item], room: float, line: int) -> Fitted:
    """The points that fit in their order, the first in any case; and whether some were left out."""
    kept: list[Item] = []
    for item in items:
        room -= height_of(item, line)
        if kept and room < 0:
            return tuple(kept), True
        kept.append(item)
    return tuple(kept), False


def lines_of_letter(letter: Letter) -> float:
    """Lines that a brief takes, rather too many than too few."""
    head = 3 + max(_address(letter.sender), _address((*letter.recipient, ("Date", letter.dated))))
    told = sum(lines_of((passage,), FULL_LINE) + OVER_ITEM for passage in letter.about)
    blocks = [*letter.opening, *(block for section in letter.sections for block in section.blocks), *letter.closing]
    under = sum(_block(block) for block in blocks) + OVER_HEADING * len(letter.sections)
    return head + told + under + OVER_OPEN_LINE * (1 + len(letter.signature)) + _notes(letter)


def _block(block: Block, line: int = FULL_LINE) -> float:
    if isinstance(block, Paragraph):
        return lines_of(block.passages, line) + OVER_ITEM
    if isinstance(block, Items):
        return sum(height_of(item, line) for item in block.items) + 1.5 * bool(block.heading)
    if isinstance(block, Sides):
        return max(_block(side, HALF_LINE) for side in block.sides)
    if isinstance(block, Lines):
        return OVER_OPEN_LINE * len(block.labels)
    return 2 + sum(height_of_row(row, block) for row in block.rows)


def height_of_row(row: Sequence[Paragraph], table: Table) -> float:
    """Lines that a row takes, each column having its share of the line."""
    shares = [int(FULL_LINE * width / sum(table.widths)) - 2 for width in table.widths]
    return max(lines_of(cell.passages, line) for cell, line in zip(row, shares, strict=True)) + OVER_ROW


def _address(lines: Iterable[tuple[str, str]]) -> float:
    return sum(ceil((width_of(name) + width_of(value) + 2) / HEAD_LINE) * 1.2 for name, value in lines)


def _notes(letter: Letter) -> float:
    """Each kind runs on as one paragraph, sources once with the places in them."""
    return OVER_HEADING + sum(
        OF_NOTE * (1 + ceil((30 + sum(map(_source, _by_source(notes)))) / NOTE_LINE)) for _, notes in letter.noted
    )


def _by_source(notes: Sequence[Note]) -> list[list[Note]]:
    return [list(own) for _, own in groupby(sorted(notes, key=_named), key=_named)]


def _named(note: Note) -> str:
    return note.source


def _source(notes: Sequence[Note]) -> float:
    places = sum(len(note.label) + 4 + width_of(note.where) for note in notes)
    return 1.15 * width_of(notes[0].source) + len(notes[0].dated) + 6 + places


def _width(passage: Passage) -> float:
    marks = sum(3 + sum(len(note.label) + 2 for note in run) for run in passage.marks)
    return 1.15 * width_of(passage.lead) + width_of(passage.says) + marks + 4
