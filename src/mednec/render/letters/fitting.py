"""Room on paper, counted in lines before anything is set: what does not fit is left out by rank, and said so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import ceil

from mednec.render.letters.layout import Block, Item, Items, Letter, Lines, Note, Paragraph, Passage, Sides, Table

# Widths of a line in heights of its letters: of a brief, of one of its sides, of the notes, of half the head. What a
# line loses at its end, where the next word does not fit, is taken off.
FULL_LINE, HALF_LINE, NOTE_LINE, HEAD_LINE = 54.5, 24.6, 69.0, 18.0
TWO_PAGES = 158.0  # lines; as they are counted here, a little more than are set
OVER_ITEM, OVER_ROW, OVER_HEADING, OVER_OPEN_LINE = 0.2, 0.5, 2.7, 1.6  # lines that go to the space around each
OF_NOTE = 0.82  # the height of a line of the notes
OF_MARK, BOLD, OF_TITLE = 0.8, 1.08, 1.6  # widths of what is set smaller, bolder or larger
_NARROW, _WIDEST = frozenset("ijltfr.,:;'|!()[]-/ "), frozenset("MWm@%—…&")
Fitted = tuple[tuple[Item, ...], bool]


def width_of(text: str) -> float:
    """Width in heights of a letter, rather too wide.

    >>> width_of("dose"), width_of("DOSE")
    (2.0, 2.8)
    """
    return sum(map(_width_of, text))


def _width_of(c: str) -> float:
    if c in _NARROW:
        return 0.33
    if c in _WIDEST:
        return 1.0
    if c.isupper():
        return 0.7
    return 1.05 if ord(c) > 0x2E7F else 0.5 if ord(c) < 0x250 else 0.7


def lines_of(passages: Iterable[Passage], line: float) -> int:
    """Lines that passages take which run on."""
    return max(1, ceil(sum(_width(passage) for passage in passages) / line))


def height_of(item: Item, line: float) -> float:
    """Lines that a point takes with what stands under it."""
    under = sum(lines_of((each,), line) for each in item.under)
    return lines_of(item.passages, line) + under + len(item.blanks) * OVER_OPEN_LINE + OVER_ITEM


def fitting(items: Iterable[Item], room: float, line: float) -> Fitted:
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
    title = OF_TITLE * ceil(OF_TITLE * width_of(letter.title) / FULL_LINE)
    head = 0.5 + title + max(_address(letter.sender), _address((*letter.recipient, ("Date", letter.dated))))
    told = sum(lines_of((passage,), FULL_LINE) + OVER_ITEM for passage in letter.about)
    blocks = [*letter.opening, *(block for section in letter.sections for block in section.blocks), *letter.closing]
    under = sum(_block(block) for block in blocks) + OVER_HEADING * len(letter.sections)
    return head + told + under + OVER_OPEN_LINE * len(letter.signature) + _notes(letter)


def _block(block: Block, line: float = FULL_LINE) -> float:
    if isinstance(block, Paragraph):
        return lines_of(block.passages, line) + OVER_ITEM
    if isinstance(block, Items):
        return sum(height_of(item, line) for item in block.items) + 1.5 * bool(block.heading)
    if isinstance(block, Sides):
        return max(_block(side, HALF_LINE) for side in block.sides)
    if isinstance(block, Lines):
        return OVER_OPEN_LINE * len(block.labels)
    return 1.5 + sum(height_of_row(row, block) for row in block.rows)


def height_of_row(row: Sequence[Paragraph], table: Table) -> float:
    """Lines that a row takes, each column having its share of the line."""
    shares = [FULL_LINE * width / sum(table.widths) - 1 for width in table.widths]
    return max(lines_of(cell.passages, line) for cell, line in zip(row, shares, strict=True)) + OVER_ROW


def _address(lines: Iterable[tuple[str, str]]) -> float:
    return sum(ceil((width_of(name) + width_of(value) + 1) / HEAD_LINE) * 1.2 for name, value in lines)


def _notes(letter: Letter) -> float:
    """Each kind runs on as one paragraph, sources once with the places in them."""
    return OVER_HEADING * bool(letter.notes) + sum(
        OF_NOTE * (1 + ceil((14 + sum(map(_source, _by_source(notes)))) / NOTE_LINE)) for _, notes in letter.noted
    )


def _by_source(notes: Sequence[Note]) -> list[list[Note]]:
    return [list(own) for _, own in groupby(sorted(notes, key=_named), key=_named)]


def _named(note: Note) -> str:
    return note.source


def _source(notes: Sequence[Note]) -> float:
    places = sum(BOLD * width_of(note.label) + width_of(note.where) + 1.2 for note in notes)
    return BOLD * width_of(notes[0].source) + width_of(notes[0].dated) + 2 + places


def _width(passage: Passage) -> float:
    marks = sum(1 + sum(width_of(note.label) + 0.7 for note in run) for run in passage.marks)
    return BOLD * width_of(passage.lead) + width_of(passage.says) + OF_MARK * marks + 1.5
