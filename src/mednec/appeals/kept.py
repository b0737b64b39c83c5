"""Where imported decisions are kept: one SQLite file in a folder of the user's, beside it the search index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from mednec.appeals.publishers import AppealsError
from mednec.model.appeal import Appeal, Ending

FILE = "appeals.sqlite"
FORMAT = "1"
FIELDS = tuple(f.name for f in fields(Appeal))
_COLUMNS = ", ".join(FIELDS)
_ORDER = "year IS NULL, year, publisher, number"
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, says TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS appeal (id INTEGER PRIMARY KEY, {_COLUMNS}, UNIQUE (publisher, number));
CREATE TABLE IF NOT EXISTS file (
  id INTEGER PRIMARY KEY, digest TEXT UNIQUE, name TEXT, publisher TEXT, rows INTEGER, kept INTEGER, repeated INTEGER,
  finished INTEGER);
CREATE TABLE IF NOT EXISTS aside (file INTEGER, line INTEGER, reason TEXT, words TEXT);
CREATE TABLE IF NOT EXISTS contradiction (
  publisher TEXT, number TEXT, kept TEXT, other TEXT, file INTEGER, line INTEGER);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A folder of imported decisions. Iterating gives every decision by year, publisher and number."""

    folder: Path

    @property
    def path(self) -> Path:
        """The SQLite file."""
        return self.folder / FILE

    def __iter__(self) -> Iterator[Appeal]:
        with reading(self.folder) as db:
            for row in db.execute(f"SELECT {_COLUMNS} FROM appeal ORDER BY {_ORDER}"):
                yield appeal_in(row)

    def __len__(self) -> int:
        with reading(self.folder) as db:
            return int(db.execute("SELECT count(*) FROM appeal").fetchone()[0])

    def of(self, keys: Iterable[int]) -> tuple[Appeal, ...]:
        """The decisions with these places in the file, in that order."""
        with reading(self.folder) as db:
            found = (db.execute(f"SELECT {_COLUMNS} FROM appeal WHERE id = ?", (key,)).fetchone() for key in keys)
            return tuple(appeal_in(row) for row in found if row)


def open_appeals(folder: Path) -> Kept:
    """The decisions kept in a folder. Raises AppealsError if there are none."""
    with reading(folder):
        return Kept(folder=folder)


def appeal_in(row: tuple[object, ...]) -> Appeal:
    """A decision from its columns, in the order of FIELDS."""
    told = dict(zip(FIELDS, row, strict=True))
    year = told.pop("year")
    ending = Ending(str(told.pop("ending")))
    rest = {name: str(says) for name, says in told.items()}
    return Appeal(year=int(str(year)) if year is not None else None, ending=ending, **rest)


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection]:
    """The file for reading only. Raises AppealsError if it is missing, damaged or of another format."""
    path = folder / FILE
    do = "import a publisher's download first: mednec appeals import FILE --into DIR"
    if not path.is_file():
        raise AppealsError("holds no imported decisions", where=str(folder), do=do)
    try:
        # not mode=ro: what a killed import left half-written is rolled back by whoever opens the file next
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as db:
            db.execute("PRAGMA query_only = ON")
            row = db.execute("SELECT says FROM about WHERE name = 'format'").fetchone()
            if row is None or row[0] != FORMAT:
                raise AppealsError("was written by another version", where=str(path), do="import the files again")
            yield db
    except sqlite3.DatabaseError as error:
        do = "wait until the import has ended" if "locked" in str(error) else "remove it and import again"
        raise AppealsError(f"cannot be read ({error})", where=str(path), do=do) from error


@contextmanager
def writing(folder: Path) -> Iterator[sqlite3.Connection]:
    """The file for writing, held alone until the end. Raises AppealsError if another import holds it."""
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(folder / "importing.lock", timeout=0, isolation_level=None)) as lock:
            lock.execute("BEGIN EXCLUSIVE")
            with closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as db:
                db.execute("PRAGMA synchronous = NORMAL")
                db.executescript(_SCHEMA)
                db.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", (FORMAT,))
                yield db
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            what = "another import is writing to this folder"
            raise AppealsError(what, where=str(folder), do="wait until it has ended, then go on") from error
        raise AppealsError(
            f"cannot be written ({error})", where=str(path), do="check the folder and its room"
        ) from error
    except sqlite3.DatabaseError as error:
        raise AppealsError(f"cannot be read ({error})", where=str(path), do="remove it and import again") from error
    except OSError as error:
        what = f"cannot be written: {(error.strerror or 'error').lower()}"
        raise AppealsError(what, where=str(folder), do="choose another folder") from error


def cells_of(appeal: Appeal) -> tuple[object, ...]:
    """The columns of a decision, in the order of FIELDS."""
    return tuple(appeal.ending.value if f == "ending" else getattr(appeal, f) for f in FIELDS)
