"""Every row of a database in a file that either database can take in again: JSON lines in a zip, with digests.

Bytes are in base64 and stay sealed; the keys are not in it. The manifest names the step the tables are at, and for
each table its number of rows and the digest of its lines.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, LargeBinary, MetaData, Table, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.types import Date, TypeEngine

from mednec.errors import StoreError
from mednec.store.tables import Base, moment_text

FORMAT = "mednec backup 1"
MANIFEST = "manifest.json"
ROWS = 500
DAMAGED = "take another backup; this one is damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a portable backup says of itself."""

    revision: str
    tables: Mapping[str, tuple[int, str]]  # rows, digest of the lines

    @property
    def rows(self) -> int:
        return sum(count for count, _ in self.tables.values())


def write_portable(session: Session, path: Path, revision: str) -> Manifest:
    """Write every table as this session sees it. The session must see one moment."""
    tables = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for table in Base.metadata.sorted_tables:
            with archive.open(_entry(_member(table.name)), "w", force_zip64=True) as file:
                tables[table.name] = _write_table(session, table, file)
        told = {"format": FORMAT, "revision": revision, "tables": {name: list(of) for name, of in tables.items()}}
        archive.writestr(_entry(MANIFEST), json.dumps(told, indent=1, sort_keys=True))
    return Manifest(revision=revision, tables=tables)


def read_manifest(path: Path) -> Manifest:
    """What a backup says of itself. Raises `StoreError` when it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            told = json.loads(archive.read(MANIFEST))
        if told["format"] != FORMAT:
            raise StoreError(f"this is {told['format']!r}, not {FORMAT!r}", where=str(path), do="use a newer program")
        tables = {str(name): (int(count), str(digest)) for name, (count, digest) in told["tables"].items()}
        return Manifest(revision=str(told["revision"]), tables=tables)
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError("this is no backup", where=str(path), do=DAMAGED) from error


def check_portable(path: Path) -> Manifest:
    """Read a backup again and hold every line against the digests. Raises `StoreError` when it is damaged."""
    manifest = read_manifest(path)
    for name in manifest.tables:
        for _ in _lines(path, name, manifest):
            pass
    return manifest


def read_portable(path: Path, manifest: Manifest, connection: Connection) -> None:
    """Put every row into a database whose tables are at the step of the backup. Raises `StoreError` when damaged."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name in manifest.tables)
    for name in manifest.tables:
        if name not in found.tables:
            raise StoreError(f"it has a table {name!r} that this program does not know", where=str(path), do=DAMAGED)
    for table in found.sorted_tables:
        rows = (_as_row(path, table, line) for line in _lines(path, table.name, manifest))
        while batch := list(islice(rows, ROWS)):
            connection.execute(insert(table), batch)


def _write_table(session: Session, table: Table, file: IO[bytes]) -> tuple[int, str]:
    count, digest = 0, hashlib.sha256()
    wanted = select(table).order_by(*table.primary_key.columns)
    with session.execute(wanted, execution_options={"yield_per": ROWS}) as rows:
        for row in rows:
            told = dict(zip(table.c.keys(), map(_plain, row), strict=True))
            line = json.dumps(told, ensure_ascii=True).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return count, digest.hexdigest()


def _lines(path: Path, name: str, manifest: Manifest) -> Iterator[bytes]:
    """The lines of a table; at their end they are held against the manifest."""
    count, digest = 0, hashlib.sha256()
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_member(name)) as file:
            for line in file:
                digest.update(line)
                count += 1
                yield line
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, EOFError) as error:
        raise StoreError(f"table {name} cannot be read", where=str(path), do=DAMAGED) from error
    if (count, digest.hexdigest()) != manifest.tables[name]:
        raise StoreError(f"table {name} is not what was written", where=str(path), do=DAMAGED)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return moment_text(value)
    return value.isoformat() if isinstance(value, date) else value


def _as_row(path: Path, table: Table, line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line)
        return {name: _as_kept(table.c[name].type, value) for name, value in told.items()}
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise StoreError(f"a row of table {table.name} cannot be read", where=str(path), do=DAMAGED) from error


def _as_kept(kind: TypeEngine[Any], value: Any) -> Any:
    if value is not None and isinstance(kind, LargeBinary):
        return base64.b64decode(value, validate=True)
    return date.fromisoformat(value) if value is not None and isinstance(kind, Date) else value


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry without a time of its own: the same rows give the same bytes."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
