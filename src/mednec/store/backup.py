"""A backup is one moment of the database, read again after it was written. The keys are not in it: keep them apart.

SQLite is copied by its own backup while work goes on; the copy is a database. Any database can be written as a
portable backup, which either can take in again: it is also the way from SQLite to PostgreSQL.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from mednec.errors import StoreError
from mednec.store.audit import Verified, organisations, verify
from mednec.store.engine import open_engine, reading
from mednec.store.migrating import check_revision, known, revision, shown_address, upgrade, upgrading
from mednec.store.portable import check_portable, read_manifest, read_portable, write_portable
from mednec.store.sealing import KeyRing

SQLITE, PORTABLE = b"SQLite format 3\0", b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was written or taken in: its bytes' digest, and whether the audits in it are as they were written."""

    path: Path
    size: int
    digest: str
    audits: tuple[Verified, ...]


def backup(engine: Engine, keys: KeyRing, target: Path, *, portable: bool = False) -> Backup:
    """Write a backup to a new file, for its owner only, and read it again.

    Of SQLite a copy, of PostgreSQL or where `portable` is asked for a portable backup. A broken audit is no reason to
    keep nothing: it is told. Raises `StoreError` when the file is there already or cannot be written.
    """
    check_revision(engine)
    with _appears_whole(target) as part:
        if portable or engine.dialect.name != "sqlite":
            with reading(engine) as session:
                write_portable(session, part, revision(engine) or "")
                audits = _audits(session, keys)
            check_portable(part)
        else:
            _copy_sqlite(Path(engine.url.database or ""), part)
            audits = _audits_of_copy(part, keys)
    return Backup(path=target, size=target.stat().st_size, digest=_digest(target), audits=audits)


def restore(engine: Engine, keys: KeyRing, source: Path) -> Backup:
    """Take a backup into a database that is empty, bring it to the newest shape, and verify its audits.

    Raises `StoreError` when the database is not empty, or the backup is damaged or of a newer program; then the
    database is as empty as before.
    """
    if revision(engine) is not None:
        raise StoreError(
            "this database is not empty", where=shown_address(engine), do="restore into a new one and use that"
        )
    begins = _begins(source)
    if begins.startswith(PORTABLE):
        _take_in(engine, source)
    elif begins == SQLITE:
        with TemporaryDirectory() as folder:
            _take_in(engine, _as_portable(source, Path(folder)))
    else:
        raise StoreError("this is no backup", where=str(source), do="give a file that `mednec store backup` wrote")
    with reading(engine) as session:
        audits = _audits(session, keys)
    return Backup(path=source, size=source.stat().st_size, digest=_digest(source), audits=audits)


def _take_in(engine: Engine, source: Path) -> None:
    manifest = read_manifest(source)
    if not known(manifest.revision):
        raise StoreError(
            f"the backup is of a newer program (it is at {manifest.revision})", where=str(source), do="use that one"
        )
    with upgrading(engine) as step:
        read_portable(source, manifest, step(manifest.revision))
        step("head")


def _as_portable(source: Path, folder: Path) -> Path:
    """A copy of SQLite as a portable backup; older ones are brought to the newest shape on the way."""
    copied, written = folder / "copy.db", folder / "copy.zip"
    _copy_sqlite(source, copied)
    engine = open_engine(f"sqlite:///{copied}")
    try:
        upgrade(engine)
        with reading(engine) as session:
            write_portable(session, written, revision(engine) or "")
    finally:
        engine.dispose()
    return written


def _copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own backup in one step: one moment of the database, whoever writes meanwhile. The copy is one file."""
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as of,
            closing(sqlite3.connect(target)) as to,
        ):
            of.backup(to)
            to.execute("PRAGMA journal_mode=DELETE")
            found = [str(row[0]) for row in to.execute("PRAGMA integrity_check")]
            broken = to.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise StoreError(f"the database cannot be copied ({error})", where=str(source), do="see to the disk") from error
    if found != ["ok"] or broken:
        raise StoreError("the database is damaged", where=str(source), do="restore an earlier backup")


def _audits_of_copy(path: Path, keys: KeyRing) -> tuple[Verified, ...]:
    """Of a copy as it lies there: opened like a database at work, it would be changed."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    with Session(engine) as session:
        return _audits(session, keys)


def _audits(session: Session, keys: KeyRing) -> tuple[Verified, ...]:
    return tuple(verify(session, keys, org) for org in organisations(session))


@contextmanager
def _appears_whole(target: Path) -> Iterator[Path]:
    """A file beside the target, for its owner only, that takes its place once it is whole and on the disk."""
    part = target.with_name(f"{target.name}.part")
    if target.exists():
        raise StoreError("there is a file already", where=str(target), do="give another name")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            yield part
            for path in (part, part.parent):
                handle = os.open(path, os.O_RDONLY)
                os.fsync(handle)
                os.close(handle)
            os.link(part, target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        do = (
            "remove it, if no other backup is being written"
            if isinstance(error, FileExistsError)
            else "see to the disk"
        )
        where = str(part if isinstance(error, FileExistsError) else target)
        raise StoreError(f"the backup cannot be written ({error.strerror})", where=where, do=do) from error


def _begins(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(SQLITE))
    except OSError as error:
        raise StoreError(
            f"the backup cannot be read ({error.strerror})", where=str(path), do="give its file"
        ) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
