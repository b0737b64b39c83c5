"""A real PostgreSQL for tests: made in a temporary folder, on a socket, without the network, and gone at the end.

Each process of the tests that needs it starts its own. A test gets a database of its own, copied from one that the
migrations made. What is committed outlives the server but not the machine: nothing waits for the disk. `Server.kill`
and `Server.restart` are for tests of what happens when the database dies under load.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event

import psycopg
import pytest

from mednec.store.engine import open_engine
from mednec.store.migrating import upgrade

MISSING = "the tests on PostgreSQL need its server: install postgresql (on Debian: apt-get install postgresql)"
USER = "tests"  # its administrator inside the server
TEMPLATE = "migrated"
SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "shared_buffers=64MB",
    "max_connections=120",
    "autovacuum=off",
    "listen_addresses=",
    "logging_collector=off",
)


def programs() -> Path:
    """The folder of `initdb` and `postgres`: of the newest version that Debian has, or of the path."""
    debian = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if debian:
        return max(debian, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    if found is None:
        pytest.fail(MISSING)
    return Path(found).resolve().parent


def _other_user() -> pwd.struct_passwd | None:
    """Whom the server runs as where the tests run as root, which it refuses."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _command(*parts: str | Path) -> list[str]:
    """A command of the server, as its user; it dies with the tests that started it."""
    user, plain = _other_user(), [str(part) for part in parts]
    if user is None:
        return ["setpriv", "--pdeathsig", "INT", *plain]
    who = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--pdeathsig", "INT"]
    return ["setpriv", *who, *plain]


@dataclass(slots=True)
class Server:
    """A server that runs, its folder, and the databases made in it."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """The address of a database, as `MEDNEC_DATABASE_URL` takes it."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        own = (f"unix_socket_directories={self.folder}", f"cluster_name={self.folder.name}")
        settings = [part for setting in (*SETTINGS, *own) for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            command = _command(programs() / "postgres", "-D", self.folder / "cluster", *settings)
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        for _ in range(600):
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None:
                    break
                Event().wait(0.03)
            else:
                return
        pytest.fail("PostgreSQL does not start: " + (self.folder / "log").read_text()[-2000:])

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT undoes what is under way and ends well, SIGKILL does not even notice."""
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        self.process = None

    def kill(self) -> None:
        """As if the machine lost its power: `kill -9` of the server; its children follow."""
        self.stop(signal.SIGKILL)

    def restart(self) -> None:
        """End it, however it is, and start it again; after `kill` its children may need a moment to go."""
        self.stop()
        for _ in range(600):
            if not self._children_live():
                break
            Event().wait(0.05)
        self.start()

    def _children_live(self) -> bool:
        title = f"postgres: {self.folder.name}: ".encode()
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if path.read_bytes().startswith(title):
                    return True
            except OSError:  # it went while we looked
                continue
        return False

    def administer(self, statement: str) -> None:
        """A statement outside of any transaction, as making a database is."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a new database, migrated unless another template is named; removed at the end."""
        name = f"t{next(self.numbers)}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            self.administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running_server() -> Iterator[Server]:
    """A new server with the template of migrated databases; it and its folder are gone at the end."""
    where = programs()
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    user = _other_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    server = Server(folder)
    try:
        made = subprocess.run(
            _command(
                where / "initdb", "-D", folder / "cluster", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N"
            ),
            capture_output=True,
            text=True,
            cwd=folder,
            check=False,
        )
        if made.returncode:
            pytest.fail("PostgreSQL cannot be set up: " + made.stderr[-2000:])
        server.start()
        server.administer(f"CREATE DATABASE {TEMPLATE}")
        engine = open_engine(server.url(TEMPLATE))
        upgrade(engine)
        engine.dispose()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
