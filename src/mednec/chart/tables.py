"""Rows under a header: which heading stands over which cell, by position, or by number where signs part the cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mednec.chart.layout import Cell, Line
from mednec.terminology.lab_units import lab_unit

_LABELS = 10  # least width of a column of labels
_WRITTEN_OUT = re.compile(
    r"(?:\d{1,2}[ -])?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}[ -](?:\d{1,2}, )?\d{4}"
    r"|\d{4}-\d\d-\d\d|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d\d",
    re.IGNORECASE,
)
_HEADS = re.compile(
    r"(?:date|test|lab|labs|analyte|component|parameter|measure|visit|result|value|time|name|collected|vitals?"
    r"|vital signs?|score|instrument)s?\b",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(r"\d{1,2}/\d{1,2}")
_PER = re.compile(r"\^|/\s*[A-Za-z]")  # "6.1 x10^9/L" has a stroke and five digits, and is no date
_STAMP = re.compile(r"(?:collected|received|reported|resulted|printed|drawn|dob|born)\b\W*\d", re.IGNORECASE)
_RULE = re.compile(r"[\s|:+=_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading and where it begins in its line; `unit` stands in a row of units below it."""

    title: str
    left: int
    right: int
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A table row with its columns; `label` is the first cell."""

    line: Line
    columns: tuple[Column, ...]
    parted: bool = False  # by pipes, tabs or commas: the number of a cell is that of its column

    def cell_under(self, column: Column) -> Cell | None:
        """The cell that stands under the column, by overlap, else by nearest beginning within six characters."""
        if self.parted:
            at = self.columns.index(column)
            return self.line.cells[at] if at < len(self.line.cells) else None
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
        if self.parted:
            at = self.line.cells.index(cell)
            return self.columns[at] if at < len(self.columns) else None

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
            columns = () if not (line.item or (_RULE.fullmatch(line.text) and columns)) else columns
            continue
        if _RULE.fullmatch(line.text):
            continue
        parted = _parted(line)
        if _heads(line, parted=parted, first=not columns) and not (columns and _stands_under(line, columns)):
            columns = tuple(
                Column(title=c.text, left=c.start - line.start, right=c.end - line.start) for c in line.cells
            )
        elif columns and (units := _units(line, columns, parted=parted)):
            columns = units
        elif columns and len(line.cells) > 1:
            rows[line.start] = Row(line=line, columns=columns, parted=parted and len(line.cells) <= len(columns))
    return rows


def _parted(line: Line) -> bool:
    """Whether signs and not gaps part the cells."""
    return line.text.count("|") > 1 or "\t" in line.text or not re.search(r"\s{2,}", line.text.strip())


def _heads(line: Line, *, parted: bool, first: bool) -> bool:
    if _is_header(line):
        return True
    texts = [c.text for c in line.cells]
    if any(_numeric(t) and not _dateish(t) for t in texts) or len(set(texts)) < len(texts):
        return False
    if parted and first and not _dateish(texts[0]):
        return len(texts) > 1 and all(len(t) <= 40 for t in texts)
    return bool(first and len(texts) == 2 and _HEADS.match(texts[0]) and (_dateish(texts[1]) or _title(texts[1])))


def _units(line: Line, columns: tuple[Column, ...], *, parted: bool) -> tuple[Column, ...] | None:
    """The columns with the units of a row that holds nothing else."""
    written = [c for c in line.cells if c.text and c.text.lower() not in ("units", "unit", "-")]
    if not written or any(lab_unit(c.text) is None or c.text[:1].isdigit() for c in written):
        return None
    row = Row(line=line, columns=columns, parted=parted and len(line.cells) <= len(columns))
    over = {id(column): cell.text for cell in written if (column := row.column_over(cell)) is not None}
    return tuple(Column(title=c.title, left=c.left, right=c.right, unit=over.get(id(c), c.unit)) for c in columns)


def _stands_under(line: Line, columns: tuple[Column, ...]) -> bool:
    """Whether a row of words stands in the columns above it, and so is a row of results ("Negative   Negative")."""
    lefts = [c.start - line.start for c in line.cells]
    aligned = sum(any(abs(left - column.left) <= 3 for column in columns) for left in lefts)
    return aligned == len(lefts) and not line.text.isupper()


def _is_header(line: Line) -> bool:
    if len(line.cells) < 3 or len({c.text for c in line.cells}) < len(line.cells):
        return False
    dates = sum(1 for c in line.cells if _dateish(c.text))
    # dates from the first cell on head a table whose labels have no heading of their own: they stand far in
    led = not _dateish(line.cells[0].text) or (dates > 1 and line.cells[0].start - line.start >= _LABELS)
    stamped = any(_STAMP.match(c.text) for c in line.cells)  # beside a labelled day another is the day of birth
    if dates >= 1 and dates >= len(line.cells) - 3 and led and not stamped:
        return True
    return not any(_numeric(c.text) for c in line.cells) and sum(1 for c in line.cells if _title(c.text)) >= 3


def _dateish(text: str) -> bool:
    if _WRITTEN_OUT.fullmatch(text) or _MONTH_DAY.fullmatch(text):
        return True
    if _PER.search(text):
        return False
    return text.count("/") >= 1 and sum(ch.isdigit() for ch in text) >= 5 and len(text) <= 12


def _numeric(text: str) -> bool:
    return text[:1].isdigit() or (text != "" and text[:1] in "<>")


def _title(text: str) -> bool:
    return text[:1].isupper() or (text != "" and text[:1] in "#(%") or text.isupper()
