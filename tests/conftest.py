"""Settings of all tests: no example of a property has a time to keep, for a busy machine is no fault of the program.

And the databases that tests may ask for: `sqlite_url`, `postgres_url` and `empty_postgres_url`, each a database of the
test's own, and `database_url`, with which a test runs once on each.

What is compiled is kept, also where the machine is told not to: the tests start hundreds of processes, and each would
compile the program and its libraries again.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:  # most tests need no database, and should not wait for what it imports
    from tests.postgres import Server

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
settings.register_profile("mednec", deadline=None)
settings.load_profile("mednec")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that the migrations made, to be copied."""
    from mednec.store.engine import open_engine
    from mednec.store.migrating import upgrade

    path = tmp_path_factory.mktemp("migrated") / "mednec.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A migrated database of SQLite, empty of rows."""
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'mednec.db')}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The server of this process of tests, started for the first that asks."""
    from tests.postgres import running_server

    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: Server) -> Iterator[str]:
    """A migrated database of PostgreSQL, empty of rows."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: Server) -> Iterator[str]:
    """A database of PostgreSQL with nothing in it."""
    with postgres_server.database("template0") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database, empty of rows: the test runs on both kinds."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url
