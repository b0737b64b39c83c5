"""Importing downloads of decided appeals: row by row, so that a broken-off import goes on where it stopped."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mednec.appeals.kept import FIELDS, cells_of, writing
from mednec.appeals.publishers import (
    NEEDED,
    PUBLISHERS,
    AppealsError,
    columns_of,
    missing_from,
    publisher_of,
    refuse_doubled,
)
from mednec.appeals.records import appeal_in_record, is_records, records_of
from mednec.appeals.rows import appeal_from
from mednec.appeals.tables import Opened, look_through, rows_of
from mednec.model.appeal import Appeal

BATCH = 2_000
ASIDE = "set-aside.csv"
_INSERT = f"INSERT OR IGNORE INTO appeal ({', '.join(FIELDS)}) VALUES ({', '.join('?' * len(FIELDS))})"
Tick = Callable[[str, int, int], None]  # file, letters read, bytes of the file


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One row or record: the decision, or why there is none; where it stood."""

    line: int
    appeal: Appeal | None
    reason: str
    words: str
    read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """The same decision published with two endings; the first is kept."""

    number: str
    kept: str
    other: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import of one file came to. `before` counts rows that an earlier, broken-off import had read."""

    file: str
    publisher: str
    kept: int
    repeated: int
    aside: int
    before: int
    missing: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    already: bool  # the file had been imported to its end before


def import_files(
    files: Sequence[Path], into: Path, *, publisher: str | None = None, tick: Tick = lambda *_: None
) -> tuple[Imported, ...]:
    """Import every file into the folder. All are looked through before the first row is kept. Raises AppealsError."""
    opened = [_Source(look_through(path), publisher) for path in files]
    with writing(into) as db:
        done = tuple(_import(source, db, tick) for source in opened)
        _terms(db, into)
        _write_aside(db, into)
    return done


class _Source:
    """A file with its publisher known, giving its rows from any place on."""

    def __init__(self, opened: Opened, said: str | None) -> None:
        self.opened = opened
        self.name = opened.path.name
        self.columns: dict[str, int] = {}
        self.width = 0
        self.missing: tuple[str, ...] = ()
        self.records = is_records(opened)
        if self.records:
            if said not in (None, "ny-dfs"):
                what = f"holds text records as ny-dfs publishes them, not a table of {said}"
                raise AppealsError(what, where=str(opened.path), do="use --publisher ny-dfs, or the right file")
            self.publisher = PUBLISHERS["ny-dfs"]
            return
        header = next(rows_of(opened), None)
        if header is None:
            raise AppealsError("is empty", where=str(opened.path), do="download it again")
        refuse_doubled(header.cells, str(opened.path))
        self.columns, self.width = columns_of(header.cells), len(header.cells)
        self.publisher = publisher_of(self.columns, said, str(opened.path))
        never = (*self.publisher.lacks, *NEEDED)
        self.missing = tuple(f for f in missing_from(self.columns) if f not in never)

    def taken(self) -> Iterator[Taken]:
        """Every row after the header, or every record."""
        if self.records:
            for record in records_of(self.opened):
                found = appeal_in_record(record)
                yield _taken(found, record.line, "\n".join(record.lines), record.read)
            return
        for row in islice(rows_of(self.opened), 1, None):
            told = row.fault or appeal_from(row.cells, self.columns, self.width, self.publisher)
            yield _taken(told, row.line, " | ".join(row.cells), row.read)


def _taken(found: Appeal | str, line: int, words: str, read: int) -> Taken:
    if isinstance(found, str):
        return Taken(line=line, appeal=None, reason=found, words=words[:500].replace("\0", "\\0"), read=read)
    return Taken(line=line, appeal=found, reason="", words="", read=read)


def _import(source: _Source, db: sqlite3.Connection, tick: Tick) -> Imported:
    opened = source.opened
    db.execute(
        "INSERT OR IGNORE INTO file (digest, name, publisher, rows, kept, repeated, finished) "
        "VALUES (?, ?, ?, 0, 0, 0, 0)",
        (opened.digest, source.name, source.publisher.name),
    )
    file, before, finished = db.execute(
        "SELECT id, rows, finished FROM file WHERE digest = ?", (opened.digest,)
    ).fetchone()
    if not finished:
        rows = islice(source.taken(), before, None)
        while batch := tuple(islice(rows, BATCH)):
            _keep(db, file, batch)
            tick(source.name, batch[-1].read, opened.size)
        db.execute("UPDATE file SET finished = 1 WHERE id = ?", (file,))
    return _told(source, db, file, 0 if finished else before, already=bool(finished))


def _keep(db: sqlite3.Connection, file: int, batch: Sequence[Taken]) -> None:
    """One batch and how far it reached, together: after a broken-off import nothing is doubled and nothing is lost."""
    db.execute("BEGIN IMMEDIATE")
    kept = repeated = 0
    for taken in batch:
        if taken.appeal is None:
            db.execute("INSERT INTO aside VALUES (?, ?, ?, ?)", (file, taken.line, taken.reason, taken.words))
        elif db.execute(_INSERT, cells_of(taken.appeal)).rowcount:
            kept += 1
        else:
            repeated += 1
            _compare(db, taken.appeal, file, taken.line)
    db.execute(
        "UPDATE file SET rows = rows + ?, kept = kept + ?, repeated = repeated + ? WHERE id = ?",
        (len(batch), kept, repeated, file),
    )
    db.execute("COMMIT")


def _compare(db: sqlite3.Connection, appeal: Appeal, file: int, line: int) -> None:
    where = (appeal.publisher, appeal.number)
    kept = db.execute("SELECT ending FROM appeal WHERE publisher = ? AND number = ?", where).fetchone()[0]
    if kept != appeal.ending.value:
        db.execute(
            "INSERT INTO contradiction VALUES (?, ?, ?, ?, ?, ?)", (*where, kept, appeal.ending.value, file, line)
        )


def _told(source: _Source, db: sqlite3.Connection, file: int, before: int, *, already: bool) -> Imported:
    kept, repeated = db.execute("SELECT kept, repeated FROM file WHERE id = ?", (file,)).fetchone()
    aside = db.execute("SELECT count(*) FROM aside WHERE file = ?", (file,)).fetchone()[0]
    found = db.execute(
        "SELECT number, kept, other, line FROM contradiction WHERE file = ? ORDER BY line, number", (file,)
    )
    return Imported(
        file=source.name,
        publisher=source.publisher.id,
        kept=kept,
        repeated=repeated,
        aside=aside,
        before=before,
        missing=source.missing,
        contradictions=tuple(Contradiction(number=n, kept=k, other=o, line=at) for n, k, o, at in found),
        already=already,
    )


def _terms(db: sqlite3.Connection, into: Path) -> None:
    """The publishers' terms lie beside what was imported from them."""
    there = {row[0] for row in db.execute("SELECT DISTINCT publisher FROM file")}
    terms = [f"{p.name} ({p.title})\n{p.terms}\n" for p in PUBLISHERS.values() if p.name in there]
    for p in PUBLISHERS.values():
        if p.name in there:
            db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (f"terms {p.name}", p.terms))
    (into / "TERMS.txt").write_text("\n".join(terms), encoding="utf-8", newline="\n")


def _write_aside(db: sqlite3.Connection, into: Path) -> None:
    """Rows that were not imported, with file, line and reason, for a person to look at."""
    rows = db.execute(
        "SELECT file.name, aside.line, aside.reason, aside.words FROM aside JOIN file ON file.id = aside.file "
        "ORDER BY file.name, aside.line"
    )
    with (into / ASIDE).open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(("file", "line", "reason", "words"))
        written.writerows(rows)
