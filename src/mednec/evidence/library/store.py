"""The library on disk: one table of records and of the files they came from, changed in whole steps only."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mednec.evidence.library.record import Imported, LibraryError, PutAside, from_line

FILE = "library.sqlite"
_PATIENCE = 120  # seconds to wait while another process writes
LAYOUT = 1  # raise when the tables change shape
_TABLES = """
CREATE TABLE IF NOT EXISTS files (sha256 TEXT PRIMARY KEY, name TEXT, format TEXT, day TEXT, entries INTEGER,
  new INTEGER, replaced INTEGER, kept INTEGER, same INTEGER, done INTEGER, ends TEXT, ends_line INTEGER);
CREATE TABLE IF NOT EXISTS records (key TEXT PRIMARY KEY, digest TEXT, version TEXT, fullness INTEGER, pmid TEXT,
  record TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS names (name TEXT PRIMARY KEY, key TEXT) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_of ON names (key);
CREATE TABLE IF NOT EXISTS aside (sha256 TEXT, position INTEGER, line INTEGER, what TEXT,
  PRIMARY KEY (sha256, position)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """How far a file has been imported, and what its records came to."""

    sha256: str
    name: str
    format: str
    day: str  # of the import, as the caller gave it
    entries: int = 0
    new: int = 0
    replaced: int = 0
    kept: int = 0  # the library had a newer or fuller state of the record
    same: int = 0
    done: bool = False
    ends: str = ""  # why the file was not read to its end
    ends_line: int = 0


@contextmanager
def opened(folder: Path, *, writing: bool = False) -> Iterator[sqlite3.Connection]:
    """The tables of a library. Raises LibraryError when there is none, when it is damaged, locked or not writable."""
    where = str(folder)
    path = folder / FILE
    try:
        if writing:
            folder.mkdir(parents=True, exist_ok=True)
        elif not path.is_file():
            raise LibraryError("no library here", where=where, do="mednec evidence import FILE --into DIR")
        table = sqlite3.connect(
            path if writing else f"{path.absolute().as_uri()}?mode=ro", uri=not writing, timeout=_PATIENCE
        )
    except (OSError, sqlite3.Error) as error:
        raise LibraryError(f"cannot be opened: {error}", where=where, do="choose another folder") from error
    try:
        table.isolation_level = None
        _laid_out(table, where, writing=writing)
        yield table
    except sqlite3.OperationalError as error:
        raise LibraryError(f"cannot be used: {error}", where=where, do="try again, or choose another folder") from error
    except (sqlite3.DatabaseError, ValueError, KeyError, TypeError) as error:
        raise LibraryError(f"a damaged library ({error})", where=where, do="import the files into a new one") from error
    finally:
        table.close()


@contextmanager
def step(table: sqlite3.Connection) -> Iterator[None]:
    """All that is changed within, or nothing of it."""
    table.execute("BEGIN IMMEDIATE")
    whole = False
    try:
        yield
        whole = True
    finally:
        table.execute("COMMIT" if whole else "ROLLBACK")


def digest_of(table: sqlite3.Connection) -> str:
    """Stands for every record of the library, whatever the order in which they were imported."""
    digest = hashlib.sha256()
    for key, own in table.execute("SELECT key, digest FROM records ORDER BY key"):
        digest.update(f"{key} {own}\n".encode())
    return digest.hexdigest()


def records_in(table: sqlite3.Connection) -> Iterator[Imported]:
    """Every record by its key."""
    for (line,) in table.execute("SELECT record FROM records ORDER BY key"):
        yield from_line(line)


def record_of(table: sqlite3.Connection, key: str) -> Imported | None:
    """One record."""
    found = table.execute("SELECT record FROM records WHERE key = ?", (key,)).fetchone()
    return from_line(found[0]) if found else None


def file_read(table: sqlite3.Connection, sha256: str) -> FileRead | None:
    """What became of a file."""
    found = table.execute(f"SELECT {', '.join(FileRead.__slots__)} FROM files WHERE sha256 = ?", (sha256,)).fetchone()
    if not found:
        return None
    own, name, form, day, entries, new, replaced, kept, same, done, ends, line = found
    return FileRead(
        sha256=own,
        name=name,
        format=form,
        day=day,
        entries=entries,
        new=new,
        replaced=replaced,
        kept=kept,
        same=same,
        done=bool(done),
        ends=ends,
        ends_line=line,
    )


def put_file(table: sqlite3.Connection, file: FileRead) -> None:
    """Note how far a file has been imported."""
    names = FileRead.__slots__
    values = [getattr(file, name) for name in names]
    marks = ", ".join("?" * len(names))
    table.execute(f"INSERT OR REPLACE INTO files ({', '.join(names)}) VALUES ({marks})", values)


def put_aside(table: sqlite3.Connection, sha256: str, aside: PutAside) -> None:
    """Note a record that could not be read."""
    table.execute("INSERT OR REPLACE INTO aside VALUES (?, ?, ?, ?)", (sha256, aside.position, aside.line, aside.what))


def aside_in(table: sqlite3.Connection, sha256: str) -> tuple[PutAside, ...]:
    """The records of a file that could not be read."""
    rows = table.execute("SELECT position, line, what FROM aside WHERE sha256 = ? ORDER BY position", (sha256,))
    return tuple(PutAside(position=position, line=line, what=what) for position, line, what in rows)


def size_of(table: sqlite3.Connection) -> tuple[int, str]:
    """Number of records, and the day of the last import."""
    count = table.execute("SELECT count(*) FROM records").fetchone()[0]
    return int(count), str(table.execute("SELECT coalesce(max(day), '') FROM files").fetchone()[0])


def _laid_out(table: sqlite3.Connection, where: str, *, writing: bool) -> None:
    layout = table.execute("PRAGMA user_version").fetchone()[0]
    if writing and layout == 0:
        table.executescript(_TABLES)
        table.execute(f"PRAGMA user_version = {LAYOUT}")
    elif layout != LAYOUT:
        raise LibraryError("a library of another version", where=where, do="import the files into a new one")
