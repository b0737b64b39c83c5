"""Rows under a header: which heading stands over which cell, by position."""

from __future__ import annotations

from dataclasses import dataclass

from mednec.chart.layout import Cell, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading and where it begins in its line."""

    title: str
    left: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table row with its columns; `label` is the first cell."""

    line: Line
    columns: tuple[Column, ...]

    def cell_under(self, column: Column) -> Cell | None:
        """The cell that stands under the column, by overlap, else by nearest beginning within six characters."""
        best: tuple[int, Cell] | None = None
        for cell in self.line.cells[1:]:
            left, right = cell.start - self.line.start, cell.end - self.line.start
            distance = 0 if left < column.right and column.left < right else abs(left - column.left)
            if distance <= 6 and (best is None or distance < best[0]):
                best = (distance, cell)
        return best[1] if best else None

    def column_over(self, cell: Cell) -> Column | None:
        """The heading over a cell: most overlap, else nearest beginning."""
        left, right = cell.start - self.line.start, cell.end - self.line.start
        if not self.columns:
            return None

        def distance(column: Column) -> tuple[int, int]:
            overlap = min(right, column.right) - max(left, column.left)
            return (-overlap if overlap > 0 else 0, abs(left - column.left))

        best = min(self.columns, key=distance)
        overlapping = best.left < right and left < best.right
        return best if overlapping or abs(best.left - left) <= 12 else None


def read_rows(lines: tuple[Line, ...]) -> dict[int, Row]:
    """Rows by the start of their line. A header is a row with three or more headings and no number of its own,
    or whose cells after the first are all dates; it holds until a heading or a line that is no row."""
    rows: dict[int, Row] = {}
    columns: tuple[Column, ...] = ()
    for line in lines:
        if not line.cells:
            columns = () if not line.item else columns
            continue
        if _is_header(line) and not (columns and _stands_under(line, columns)):
            columns = tuple(
                Column(title=c.text, left=c.start - line.start, right=c.end - line.start) for c in line.cells
            )
        elif columns and len(line.cells) > 1:
            rows[line.start] = Row(line=line, columns=columns)
    return rows


def _stands_under(line: Line, columns: tuple[Column, ...]) -> bool:
    """Whether a row of words stands in the columns above it, and so is a row of results ("Negative   Negative")."""
    lefts = [c.start - line.start for c in line.cells]
    aligned = sum(any(abs(left - column.left) <= 3 for column in columns) for left in lefts)
    return aligned == len(lefts) and not line.text.isupper()


def _is_header(line: Line) -> bool:
    if len(line.cells) < 3 or len({c.text for c in line.cells}) < len(line.cells):
        return False
    dates = sum(1 for c in line.cells if _dateish(c.text))
    if dates >= 1 and dates >= len(line.cells) - 3 and not _dateish(line.cells[0].text):
        return True
    return not any(_numeric(c.text) for c in line.cells) and sum(1 for c in line.cells if _title(c.text)) >= 3


def _dateish(text: str) -> bool:
    return text.count("/") >= 1 and sum(ch.isdigit() for ch in text) >= 5 and len(text) <= 12


def _numeric(text: str) -> bool:
    return text[:1].isdigit() or text[:1] in "<>"


def _title(text: str) -> bool:
    return text[:1].isupper() or text[:1] in "#(" or text.isupper()
