"""Disputes, decided or open, read from a table or from imported decisions, in the order in which they were numbered.

Only what is known before a decision is read from the columns; findings, reviewers and columns written afterwards are
never looked at.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mednec.appeals.kept import open_appeals
from mednec.appeals.publishers import AppealsError, columns_of, folded, recognised, refuse_doubled
from mednec.appeals.rows import ending_in
from mednec.appeals.tables import look_through, rows_of
from mednec.model.appeal import KNOWN_BEFORE

ENDING = ("overturned", "ending", "determination")  # a column of yes and no, else the publisher's words
_YES, _NO = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})
_LAST_DIGITS = re.compile(r"(\d+)\D*$")
_SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One appealed denial. `overturned` is None while it is open."""

    number: str
    year: int | None
    known: Mapping[str, str]
    overturned: bool | None = None

    @property
    def order(self) -> tuple[int, int, str]:
        """By year, then by the publisher's running number."""
        digits = _LAST_DIGITS.search(self.number)
        return (self.year or 0, int(digits.group(1)) if digits else 0, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disputes:
    """The disputes of one file, as they stand in it; `digest` is the SHA-256 of what was read."""

    name: str
    digest: str
    publishers: tuple[str, ...]
    rows: tuple[Dispute, ...]


def read_disputes(path: Path) -> Disputes:
    """Disputes of a CSV, JSONL or parquet file, or of a folder of imported decisions. Raises AppealsError."""
    if path.is_dir():
        return _imported(path)
    digest = look_through(path).digest if path.suffix.lower() not in (".parquet", ".pq") else _digest(path)
    names: set[str] = set()
    rows: list[Dispute] = []
    for at, told in enumerate(_told(path), start=1):
        names.add(told.pop(_SOURCE, ""))
        rows.append(_dispute(told, f"{path}, row {at}"))
    if not rows:
        raise AppealsError("holds no decision", where=str(path), do="give a table with a header and rows")
    return Disputes(name=path.name, digest=digest, publishers=tuple(sorted(names - {""})), rows=tuple(rows))


def _imported(folder: Path) -> Disputes:
    rows: list[Dispute] = []
    digest, names = hashlib.sha256(), set[str]()
    for appeal in open_appeals(folder):
        known = {name: str(getattr(appeal, name)) for name in KNOWN_BEFORE}
        row = Dispute(number=appeal.number, year=appeal.year, known=known, overturned=appeal.ending.for_patient)
        digest.update(repr((appeal.key, row.year, sorted(known.items()), row.overturned)).encode())
        names.add(appeal.publisher)
        rows.append(row)
    return Disputes(name=folder.name, digest=digest.hexdigest(), publishers=tuple(sorted(names)), rows=tuple(rows))


def _dispute(told: Mapping[str, str], where: str) -> Dispute:
    number = told.get("number", "").strip()
    if not number:
        raise AppealsError("has no number", where=where, do="give a column reference_id")
    year = told.get("year", "").strip().removesuffix(".0")
    if year and not re.fullmatch(r"(19|20)\d\d", year):
        raise AppealsError(f"year {year[:30]!r} is no year", where=where, do="write four digits, or leave it empty")
    return Dispute(
        number=number,
        year=int(year) if year else None,
        known={name: " ".join(told.get(name, "").split()) for name in KNOWN_BEFORE},
        overturned=_ended(told.get("ending", ""), where),
    )


def _ended(words: str, where: str) -> bool | None:
    low = words.strip().lower()
    if not low or low in _YES | _NO:
        return low in _YES if low else None
    ending = ending_in(words)
    if ending is None:
        what = f"ending {words[:60]!r} is none of overturned, upheld, true, false"
        raise AppealsError(what, where=where, do="mend the row or leave it out")
    return ending.for_patient


def _told(path: Path) -> Iterator[dict[str, str]]:
    """Each row by field name; columns that are no field are left unread."""
    suffix = path.suffix.lower()
    if suffix in (".parquet", ".pq"):
        yield from _parquet(path)
    elif suffix in (".jsonl", ".ndjson"):
        yield from _json_lines(path)
    else:
        yield from _table(path)


def _publisher(header: Sequence[str]) -> str:
    """Whose columns these are, for files that do not say it in each row."""
    found = recognised(columns_of(header))
    return found.name if found else ""


def _fields(header: Sequence[str], where: str) -> dict[str, int]:
    """Which column holds which field."""
    refuse_doubled(header, where)
    found = columns_of(header)
    plain = [folded(name) for name in header]
    for name in ENDING:
        if "ending" not in found and name in plain:
            found["ending"] = plain.index(name)
    if _SOURCE in plain:
        found[_SOURCE] = plain.index(_SOURCE)
    if "number" not in found or not {"diagnosis", "treatment"} & found.keys():
        what = "has no columns of number, diagnosis and treatment"
        raise AppealsError(what, where=where, do="name them as the publisher does, or reference_id, dx_category ...")
    wanted = {"number", "year", "ending", _SOURCE, *KNOWN_BEFORE}
    return {name: place for name, place in found.items() if name in wanted}


def _table(path: Path) -> Iterator[dict[str, str]]:
    rows = rows_of(look_through(path))
    header = next(rows)
    fields, publisher = _fields(header.cells, str(path)), _publisher(header.cells)
    for row in rows:
        if row.fault or len(row.cells) != len(header.cells):
            what = row.fault or f"{len(row.cells)} cells where the header has {len(header.cells)}"
            raise AppealsError(what, where=f"{path}, line {row.line}", do="mend the line")
        yield {_SOURCE: publisher} | {name: row.cells[place] for name, place in fields.items()}


def _json_lines(path: Path) -> Iterator[dict[str, str]]:
    for at, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
        except json.JSONDecodeError as error:
            raise AppealsError(f"is no JSON ({error.msg})", where=f"{path}, line {at}", do="mend the line") from error
        if not isinstance(told, dict):
            raise AppealsError("is no object of fields", where=f"{path}, line {at}", do="mend the line")
        names = list(told)
        fields = _fields(names, f"{path}, line {at}")
        yield {_SOURCE: _publisher(names)} | {name: _cell(told[names[place]]) for name, place in fields.items()}


def _parquet(path: Path) -> Iterator[dict[str, str]]:
    try:
        import polars as pl
    except ImportError as error:
        what = "parquet files need polars, which is not installed"
        raise AppealsError(what, where=str(path), do="install mednec[batch], or give a CSV") from error
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise AppealsError("cannot be read as parquet", where=str(path), do="write it again") from error
    fields, publisher = _fields(frame.columns, str(path)), _publisher(frame.columns)
    columns = [frame[frame.columns[place]].cast(pl.String).to_list() for place in fields.values()]
    for cells in zip(*columns, strict=True):
        yield {_SOURCE: publisher} | {name: cell or "" for name, cell in zip(fields, cells, strict=True)}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AppealsError("cannot be read as text", where=str(path), do="write it again as UTF-8") from error


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise AppealsError(f"cannot be opened: {(error.strerror or '').lower()}", where=str(path)) from error
