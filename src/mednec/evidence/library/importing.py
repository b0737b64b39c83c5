"""Files taken into a library: each record once, the newer state in place of the older, and all of it told.

A file is taken in steps of some hundred records, and each step notes how far it came: an import that was interrupted
goes on where it stopped, and one that was finished is not done again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from mednec.evidence.library import medline, nbib, ris, spl
from mednec.evidence.library.files import Source
from mednec.evidence.library.record import LABEL, Ends, Imported, Placed, Provenance, PutAside, Read, to_line
from mednec.evidence.library.store import FileRead, aside_in, file_read, put_aside, put_file, step

AT_ONCE = 500  # records in a step
_FULLNESS = {spl.FORMAT: 3, medline.FORMAT: 3, nbib.FORMAT: 2, ris.FORMAT: 1}
Tick = Callable[[int], None]  # records read so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What a file came to."""

    file: FileRead
    already: bool  # imported before, to its end
    resumed: int  # records that an interrupted import had taken in
    aside: tuple[PutAside, ...]
    told: tuple[str, ...]  # each record that replaced another, or that did not


def import_file(table: sqlite3.Connection, source: Source, *, day: str, tick: Tick) -> Came:
    """Take a file in, from where an earlier import stopped."""
    known = file_read(table, source.sha256)
    if known and known.done:
        return Came(file=known, already=True, resumed=0, aside=aside_in(table, source.sha256), told=())
    name = source.path.name
    file = known or FileRead(sha256=source.sha256, name=name, format=source.format, day=day)
    file, resumed = replace(file, ends="", ends_line=0), file.entries
    told: list[str] = []
    for some in _steps(islice(source.read(), resumed, None)):
        with step(table):
            for read in some:
                file = _taken(table, source, file, read, told)
            put_file(table, file)
        tick(file.entries)
    if not file.ends or file.ends_line:  # a disk that failed may serve the next time
        file = replace(file, done=True)
        with step(table):
            put_file(table, file)
    aside = aside_in(table, source.sha256)
    return Came(file=file, already=False, resumed=resumed, aside=aside, told=tuple(told))


def _steps(reads: Iterable[Read]) -> Iterator[list[Read]]:
    source = iter(reads)
    while some := list(islice(source, AT_ONCE)):
        yield some


def _taken(table: sqlite3.Connection, source: Source, file: FileRead, read: Read, told: list[str]) -> FileRead:
    if isinstance(read, Ends):
        return replace(file, ends=read.what, ends_line=read.line)
    file = replace(file, entries=file.entries + 1)
    if isinstance(read, PutAside):
        put_aside(table, source.sha256, read)
        return file
    fate, says = _place(table, _proven(read, source))
    told += [f"line {read.line}: {says}"] if says else []
    return replace(
        file,
        new=file.new + (fate == "new"),
        replaced=file.replaced + (fate == "replaced"),
        kept=file.kept + (fate == "kept"),
        same=file.same + (fate == "same"),
    )


def _proven(placed: Placed, source: Source) -> Imported:
    own = source.format
    if own not in (ris.FORMAT, nbib.FORMAT):
        own = spl.FORMAT if placed.record.kind == LABEL else medline.FORMAT
    where = Provenance(
        file=source.path.name,
        sha256=source.sha256,
        format=own,
        position=placed.position,
        line=placed.line,
    )
    return replace(placed.record, provenance=where)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A state of the record that the library has."""

    key: str
    digest: str
    version: str
    fullness: int
    pmid: str


def _place(table: sqlite3.Connection, record: Imported) -> tuple[str, str]:
    """Put a record where it belongs: what became of it, and what is to be told of that."""
    others = _others(table, record)
    if any(known.digest == record.digest for known in others):
        return "same", ""
    newest = max(others, key=lambda known: (known.version.zfill(12), known.fullness, known.key), default=None)
    if newest and not _replaces(record, newest):
        for name in record.names:
            table.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (name, newest.key))
        return "kept", f"{_state(record.key, record.version)} not taken: the library has {_stated(newest)}"
    for known in others:
        table.execute("DELETE FROM records WHERE key = ?", (known.key,))
        table.execute("UPDATE names SET key = ? WHERE key = ?", (record.key, known.key))
    table.execute(
        "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)",
        (record.key, record.digest, record.version, _fullness(record), record.pmid, to_line(record)),
    )
    for name in record.names:
        table.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (name, record.key))
    if not newest:
        return "new", ""
    return "replaced", f"{_state(record.key, record.version)} in place of {_stated(newest)}"


def _others(table: sqlite3.Connection, record: Imported) -> list[_Known]:
    """What the library knows under any of the record's names; two papers with numbers of their own are never one."""
    marks = ", ".join("?" * len(record.names))
    rows = table.execute(
        "SELECT DISTINCT r.key, r.digest, r.version, r.fullness, r.pmid FROM names n JOIN records r ON r.key = n.key"
        f" WHERE n.name IN ({marks}) ORDER BY r.key",
        record.names,
    ).fetchall()
    known = (_Known(key=k, digest=d, version=v, fullness=f, pmid=p) for k, d, v, f, p in rows)
    return [each for each in known if not (each.pmid and record.pmid and each.pmid != record.pmid)]


def _replaces(record: Imported, known: _Known) -> bool:
    """The newer state goes first, then the fuller format, then the one imported later."""
    if record.version and known.version and record.version.zfill(12) != known.version.zfill(12):
        return record.version.zfill(12) > known.version.zfill(12)
    return _fullness(record) >= known.fullness


def _fullness(record: Imported) -> int:
    return _FULLNESS.get(record.provenance.format, 0) if record.provenance else 0


def _stated(known: _Known) -> str:
    return _state(known.key, known.version)


def _state(key: str, version: str) -> str:
    return f"{key} version {version}" if version else key
