"""Columns of a table, told by rows that share them: a narrow gap parts cells where the other rows are parted too."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from mednec.intake.papers.words import Word

_APART = 1.9  # widths of a letter: a gap that parts cells by itself
_NARROW = 0.3  # a gap that may part cells where a column begins
_NEAR = 2.0  # points by which beginnings of one column differ
_ROWS = 3  # that share a beginning
_TABLE = 5  # rows of a table that is told by its heading alone
_NEARLY_ALL = 0.9  # of its rows


def columns_of(rows: list[list[Word]], letter: float) -> list[frozenset[int]]:
    """For each row, which of its words begin a column although no wide gap stands before them."""
    found: list[frozenset[int]] = [frozenset()] * len(rows)
    for first, last in _runs(rows, letter):
        table = rows[first : last + 1]
        shared = (*_beginnings(table, letter), *_headed(table, letter))
        for i in range(first, last + 1):
            found[i] = frozenset(at for start in shared for at in _beginning_at(rows[i], start, letter))
    return found


def _runs(rows: list[list[Word]], letter: float) -> list[tuple[int, int]]:
    """Runs of rows that have wide gaps."""
    runs: list[tuple[int, int]] = []
    for i, row in enumerate(rows):
        if _wide(row, letter):
            if runs and runs[-1][1] == i - 1:
                runs[-1] = (runs[-1][0], i)
            else:
                runs.append((i, i))
    return [(first, last) for first, last in runs if last - first + 1 > _ROWS]


def _beginnings(rows: list[list[Word]], letter: float) -> list[float]:
    """Places at which cells of several rows begin behind wide gaps, in points."""
    counted = Counter(round(start / _NEAR) for row in rows for start in _wide(row, letter))
    return [place * _NEAR for place in counted if counted[place - 1] + counted[place] + counted[place + 1] >= _ROWS]


def _headed(rows: list[list[Word]], letter: float) -> list[float]:
    """Places at which a word of the heading and of nearly every row below begins, however narrow the gap before it.

    A number heads nothing, nor what every row says.
    """
    if len(rows) < _TABLE:
        return []
    found = []
    for word in rows[0][1:]:
        start = word.box.left
        below = [row[at].text for row in rows[1:] for at in _beginning_at(row, start, letter)]
        heads = any(c.isalpha() for c in word.text) and word.text not in below
        if heads and len(below) >= _NEARLY_ALL * len(rows[1:]):
            found.append(start)
    return found


def _beginning_at(row: list[Word], start: float, letter: float) -> list[int]:
    return [
        at
        for at, (word, following) in enumerate(pairwise(row), 1)
        if following.box.left - word.box.right > _NARROW * letter and abs(following.box.left - start) <= _NEAR
    ]


def _wide(row: list[Word], letter: float) -> list[float]:
    return [b.box.left for a, b in pairwise(row) if b.box.left - a.box.right > _APART * letter]
