"""Columns of a table, told by the rows that share them: a narrow gap parts cells where a gutter runs through rows."""

from __future__ import annotations

from itertools import pairwise

from mednec.intake.papers.words import Word

_APART = 1.9  # widths of a letter: a gap that parts cells by itself
_NARROW = 0.3  # a gap that may part cells where a gutter runs
_ROWS = 4  # of a table
_CROSSED = 0.12  # share of rows in which a long cell may run over a gutter
_WIDE_ROWS = 0.2  # share of rows in which the gap at a gutter is wide
_NEAR = 3.0  # points by which a heading stands beside its column
_STEP = 0.5  # points

Gutter = tuple[float, float]


def columns_of(rows: list[list[Word]], letter: float) -> list[frozenset[int]]:
    """For each row, which of its words begin a column although no wide gap stands before them."""
    found: list[frozenset[int]] = [frozenset()] * len(rows)
    for first, last in _runs(rows, letter):
        table = rows[first : last + 1]
        gutters = [g for g in _gutters(table) if _parts(g, table, letter)]
        for i in range(first, last + 1):
            found[i] = frozenset(at for g in gutters if (at := _at(g, rows[i], letter)) is not None)
    return found


def _runs(rows: list[list[Word]], letter: float) -> list[tuple[int, int]]:
    """Runs of rows that have wide gaps."""
    runs: list[tuple[int, int]] = []
    for i, row in enumerate(rows):
        if any(b.box.left - a.box.right > _APART * letter for a, b in pairwise(row)):
            if runs and runs[-1][1] == i - 1:
                runs[-1] = (runs[-1][0], i)
            else:
                runs.append((i, i))
    return [(first, last) for first, last in runs if last - first + 1 >= _ROWS]


def _gutters(rows: list[list[Word]]) -> list[Gutter]:
    """Strips between the words of nearly all rows, from left to right."""
    left = min(row[0].box.left for row in rows)
    steps = int((max(row[-1].box.right for row in rows) - left) / _STEP) + 2
    covered = [0] * steps
    for row in rows:
        for step in {
            s for w in row for s in range(int((w.box.left - left) / _STEP), int((w.box.right - left) / _STEP) + 1)
        }:
            covered[step] += 1
    free = [i for i, n in enumerate(covered) if n <= _CROSSED * len(rows)]
    strips: list[list[int]] = []
    for i in free:
        if strips and strips[-1][-1] == i - 1:
            strips[-1].append(i)
        else:
            strips.append([i])
    return [(left + s[0] * _STEP, left + (s[-1] + 1) * _STEP) for s in strips if s[0] > 0 and s[-1] < steps - 2]


def _parts(gutter: Gutter, rows: list[list[Word]], letter: float) -> bool:
    """Whether a strip parts columns and not the words of a cell that every row repeats."""
    gaps = [(at, row) for row in rows if (at := _at(gutter, row, letter)) is not None]
    wide = sum(row[at].box.left - row[at - 1].box.right > _APART * letter for at, row in gaps)
    headed = _at(gutter, rows[0], letter)
    under = headed is not None and abs(rows[0][headed].box.left - gutter[1]) <= _NEAR
    if headed is not None and under:  # a number heads nothing, nor what all rows say
        heading = rows[0][headed].text
        under = any(c.isalpha() for c in heading) and sum(row[at].text == heading for at, row in gaps) == 1
    return wide >= max(2, _WIDE_ROWS * len(rows)) or under


def _at(gutter: Gutter, row: list[Word], letter: float) -> int | None:
    """The word of a row that begins behind the gutter: the widest of the gaps that meet it."""
    left, right = gutter
    gaps = [
        (b.box.left - a.box.right, -at, at)
        for at, (a, b) in enumerate(pairwise(row), 1)
        if b.box.left - a.box.right > _NARROW * letter and b.box.left > left and a.box.right < right
    ]
    return max(gaps)[2] if gaps else None
