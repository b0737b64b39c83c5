"""Opening the database, and the two ways to use it: a reading that cannot write, and a writing that waits its turn.

SQLite: write-ahead log, foreign keys, every commit on the disk before it is answered; a writing takes the write lock
at its start, so that what it reads still holds when it writes. PostgreSQL: a reading sees one moment (repeatable read,
read only); a writing is read-committed and locks the row it decides on (`session.get(..., with_for_update=True)`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from mednec.errors import StoreError

T = TypeVar("T")

READS = "mednec_reads"  # execution option of a connection that only reads
BUSY_MS = 10_000
SQLITE_SETTINGS = (
    "foreign_keys=ON",
    f"busy_timeout={BUSY_MS}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",  # what retention removes is overwritten
)
TRIES = 6
FIRST_PAUSE_S = 0.02
TO_BE_REPEATED = ("40001", "40P01", "55P03")  # serialisation failure, deadlock, lock not available
SQLITE_BUSY = ("database is locked", "database table is locked", "database is busy")


def open_engine(url: str) -> Engine:
    """The engine of a database address (`sqlite:///...` or `postgresql://...`); connects only when used.

    Raises `StoreError` when the address is none, or of another kind of database.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, connect_args={"timeout": BUSY_MS / 1000}, pool_size=10, max_overflow=40)
        event.listen(engine, "connect", _sqlite_settings)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20, pool_recycle=1800)


def _address(url: str) -> URL:
    where, do = "MEDNEC_DATABASE_URL", "write sqlite:///FILE or postgresql://USER@HOST/DATABASE"
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError("this is no address of a database", where=where, do=do) from None
    if address.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise StoreError(f"{address.drivername} is no database this program keeps cases in", where=where, do=do)
    if address.database in (None, "", ":memory:"):
        raise StoreError("a database in memory keeps nothing", where=where, do=do)
    return address


def _sqlite_settings(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; ours is in `_sqlite_begin`
    for setting in SQLITE_SETTINGS:
        _set(connection, f"PRAGMA {setting}")


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """SQLite itself does not wait where several processes turn a new file to WAL at once: all but one are refused."""
    for tried in range(TRIES):
        try:
            connection.execute(pragma).close()
        except sqlite3.OperationalError as error:
            if str(error) not in SQLITE_BUSY or tried == TRIES - 1:
                raise
            Event().wait(FIRST_PAUSE_S * 2**tried)
        else:
            return


def _sqlite_begin(connection: Connection) -> None:
    reads = bool(connection.get_execution_options().get(READS))
    connection.exec_driver_sql(f"PRAGMA query_only={int(reads)}")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one moment of the database and cannot change it."""
    options: dict[str, object] = {READS: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with Session(engine.execution_options(**options), expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose changes are committed together at the end, or not at all when anything is raised."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def again(engine: Engine, work: Callable[[Session], T], *, tries: int = TRIES, repeats: bool = False) -> T:
    """`work` in a writing of its own, done afresh while the database asks for that (a lock, a deadlock, a restart).

    `work` sees the database anew each time and keeps nothing from an earlier try. Where the connection is lost in the
    very commit, nobody knows whether it was kept: it is repeated only when `repeats` says that doing it twice does no
    harm, as where a key in the database tells the second from the first. Raises `StoreError` otherwise, and when the
    tries are used up.
    """
    for tried in range(tries):
        if tried:
            Event().wait(FIRST_PAUSE_S * 2**tried)
        committing = False
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                made = work(session)
                session.flush()
                committing = True
            return made
        except DBAPIError as error:
            if _lost(error):
                if committing and not repeats:
                    raise StoreError(
                        "the connection was lost while this was written", where="database", do="look whether it is kept"
                    ) from error
            elif not to_be_repeated(error):
                raise
            last = error
    raise StoreError("the database did not take this", where="database", do="try again in a while") from last


def to_be_repeated(error: DBAPIError) -> bool:
    """Whether the database undid a transaction only because of others, so that it may be done again."""
    if isinstance(error.orig, sqlite3.OperationalError):
        return str(error.orig).startswith(SQLITE_BUSY)
    return getattr(error.orig, "sqlstate", None) in TO_BE_REPEATED or _lost(error)


def _lost(error: DBAPIError) -> bool:
    """Whether the connection itself is gone, or was never made."""
    if error.connection_invalidated:
        return True
    if not isinstance(error, OperationalError) or isinstance(error.orig, sqlite3.Error):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state is None or state[:2] in ("08", "57")  # no connection; shut down by the database's own operator
