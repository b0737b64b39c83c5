"""Room on paper, counted in lines before anything is set: what does not fit is left out by rank, and counted."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from mednec.render.letters.layout import Item, Passage

WIDE = 1.5  # capitals and signs of other scripts, in widths of a small letter
FULL_LINE, HALF_LINE = 118, 55  # small letters in a line of a brief, and in a line of one of its sides


def width_of(text: str) -> float:
    """Width in small letters.

    >>> width_of("dose"), width_of("DOSE")
    (4.0, 6.0)
    """
    return sum(WIDE if c.isupper() or ord(c) > 0x24F else 1.0 for c in text)


def lines_of(passages: Iterable[Passage], line: int) -> int:
    """Lines that passages take which run on."""
    return max(1, ceil(sum(_width(passage) for passage in passages) / line))


def height_of(item: Item, line: int) -> int:
    """Lines that a point takes with what stands under it."""
    return lines_of(item.passages, line) + sum(lines_of((under,), line) for under in item.under) + len(item.blanks)


def fitting(items: Iterable[Item], room: int, line: int) -> tuple[Item, ...]:
    """The points that fit, in their order: the first one that does not ends the list."""
    kept: list[Item] = []
    for item in items:
        room -= height_of(item, line)
        if room < 0:
            break
        kept.append(item)
    return tuple(kept)


def _width(passage: Passage) -> float:
    marks = sum(3 + sum(len(note.label) + 2 for note in run) for run in passage.marks)
    return width_of(passage.lead) + width_of(passage.says) + marks + 4
