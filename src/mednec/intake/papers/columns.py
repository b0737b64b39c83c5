"""Pages in two columns of running text: read the left one, then the right one. Tables are no such columns."""

from __future__ import annotations

from itertools import pairwise

from mednec.intake.papers.words import Word

_STEP = 4.0  # points
_FEWEST = 8  # lines on either side that make a column
_GUTTER = 9.0  # least width of the gap, points
_FULL = 0.82  # of a column's width: a line of running text that goes on reaches so far
_FULL_LINES = 4  # at least, in each column
_SHARE = 0.3  # of the lines of a column that are full
_WORDS = 5  # of a full line
_WIDE = 1.2  # heights of the letters: a gap inside a column that parts columns of a table
_PARTED = 0.2  # of the lines of a column that may have such a gap


def in_reading_order(rows: list[list[Word]]) -> list[list[list[Word]]]:
    """Blocks of lines in the order in which they are read: the lines above the columns, each column, those below."""
    found = _gutter(rows)
    if found is None:
        return [rows] if rows else []
    at, first, last = found
    middle = rows[first : last + 1]
    left = [part for row in middle if (part := [w for w in row if w.box.right <= at])]
    right = [part for row in middle if (part := [w for w in row if w.box.left >= at])]
    blocks = [rows[:first], left, right, *in_reading_order(rows[last + 1 :])]
    return [block for block in blocks if block]


def _gutter(rows: list[list[Word]]) -> tuple[float, int, int] | None:
    """(middle of the gap, first line, last line) of the longest run of lines that a gap parts into running text."""
    if len(rows) < _FEWEST:
        return None
    left = min(w.box.left for row in rows for w in row)
    right = max(w.box.right for row in rows for w in row)
    width = right - left
    best: tuple[float, int, int] | None = None
    at = left + 0.3 * width
    while at < left + 0.7 * width:
        for first, last in (_trimmed(rows, *run) for run in _runs(rows, at)):
            longer = best is None or last - first > best[2] - best[1]
            if longer and _running_text(rows[first : last + 1], at):
                best = (at, first, last)
        at += _STEP
    return best


def _runs(rows: list[list[Word]], at: float) -> list[tuple[int, int]]:
    """Runs of lines over which nothing stands at `at`."""
    free = [not any(w.box.left < at + _GUTTER / 2 and w.box.right > at - _GUTTER / 2 for w in row) for row in rows]
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for i, each in enumerate([*free, False]):
        if each and start is None:
            start = i
        elif not each and start is not None:
            if i - start >= _FEWEST:
                runs.append((start, i - 1))
            start = None
    return runs


def _trimmed(rows: list[list[Word]], first: int, last: int) -> tuple[int, int]:
    """The run without lines at its ends that are parted more than once: rows of a head, not of two columns."""
    while first < last and _wide_gaps(rows[first]) > 1:
        first += 1
    while first < last and _wide_gaps(rows[last]) > 1:
        last -= 1
    return first, last


def _wide_gaps(row: list[Word]) -> int:
    return sum(b.box.left - a.box.right > _WIDE * a.height for a, b in pairwise(row))


def _running_text(rows: list[list[Word]], at: float) -> bool:
    """Whether both sides hold running text: several full lines of many words, and no further columns inside."""
    sides = (
        ([w for w in row if w.box.right <= at] for row in rows),
        ([w for w in row if w.box.left >= at] for row in rows),
    )
    return all(_is_running([line for line in side if line]) for side in sides)


def _is_running(lines: list[list[Word]]) -> bool:
    if len(lines) < _FEWEST:
        return False
    first = min(line[0].box.left for line in lines)
    edge = max(line[-1].box.right for line in lines)
    full = [line for line in lines if line[-1].box.right - first >= _FULL * (edge - first) and len(line) >= _WORDS]
    parted = sum(_wide_gaps(line) > 0 for line in lines)
    return len(full) >= max(_FULL_LINES, _SHARE * len(lines)) and parted <= _PARTED * len(lines)
