"""Pages in two columns of running text: read the left one, then the right one. Tables are no such columns."""

from __future__ import annotations

from statistics import median

from mednec.intake.papers.words import Word

_STEP = 4.0  # points
_FEWEST = 8  # lines on either side that make a column
_GUTTER = 9.0  # least width of the gap, points
_FULL = 0.72  # of a column's width: a line of running text reaches so far
_SHARE = 0.6  # of the lines of a column that are full
_WORDS = 4  # in the median line of a column


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
        for first, last in _runs(rows, at):
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


def _running_text(rows: list[list[Word]], at: float) -> bool:
    """Whether both sides are filled with lines of several words that reach the edge of their column."""
    for side in (
        ([w for w in row if w.box.right <= at] for row in rows),
        ([w for w in r if w.box.left >= at] for r in rows),
    ):
        lines = [line for line in side if line]
        if len(lines) < _FEWEST or median(len(line) for line in lines) < _WORDS:
            return False
        first = min(line[0].box.left for line in lines)
        edge = max(line[-1].box.right for line in lines)
        reach = [(line[-1].box.right - first) / max(edge - first, 1.0) for line in lines]
        if sum(r >= _FULL for r in reach) < _SHARE * len(lines):
            return False
    return True
