"""The migrations make exactly the tables of the program, on both databases, however many processes start at once."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mednec.errors import StoreError
from mednec.store.engine import open_engine, writing
from mednec.store.migrating import check_revision, differences, upgrade

UPGRADE = (
    "import sys; from mednec.store.engine import open_engine; from mednec.store.migrating import upgrade;"
    "engine = open_engine(sys.argv[1]); sys.stdin.read(1); upgrade(engine); engine.dispose(); print('done')"
)
ENTRY = (
    "INSERT INTO audit (org, number, at, actor, act, about, detail, key, previous, digest)"
    " VALUES ('o', 1, 'now', 'a', 'b', 'c', '{}', 'k', '', '')"
)


def test_migrations_make_the_tables_of_the_program(database_url: str) -> None:
    engine = open_engine(database_url)
    assert differences(engine) == []
    check_revision(engine)
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_processes_that_start_at_once_upgrade_once(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    new = f"sqlite:///{tmp_path / 'new.db'}"
    url = new if kind == "sqlite" else str(request.getfixturevalue("empty_postgres_url"))
    started = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", UPGRADE, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    ends = [process.communicate(timeout=60) for process in started]
    assert ends == [("done\n", "")] * 3
    engine = open_engine(url)
    check_revision(engine)
    engine.dispose()


def test_a_database_that_is_not_set_up_is_told(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(StoreError, match=r"not set up; run `mednec store upgrade`"):
        check_revision(engine)
    assert not (tmp_path / "new.db").exists()  # looking makes nothing
    engine.dispose()


@pytest.mark.parametrize(("revision", "says"), [("0001", "older than the program"), ("9999", "newer than the program")])
def test_a_database_of_another_program_is_told(sqlite_url: str, revision: str, says: str) -> None:
    engine = open_engine(sqlite_url)
    with writing(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(StoreError, match=says):
        check_revision(engine)
    engine.dispose()


def test_a_newer_database_is_not_upgraded(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with writing(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer than the program"):
        upgrade(engine)
    engine.dispose()


def test_a_place_that_cannot_be_written_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    engine = open_engine(f"sqlite:///{tmp_path / 'file' / 'mednec.db'}")
    with pytest.raises(StoreError, match="the database cannot be made"):
        upgrade(engine)


def test_a_server_that_is_not_there_is_one_clear_message(tmp_path: Path) -> None:
    engine = open_engine(f"postgresql://nobody:secret@/none?host={tmp_path}")
    with pytest.raises(StoreError, match="the database cannot be used") as told:
        upgrade(engine)
    assert "secret" not in str(told.value)


def test_a_file_that_is_no_database_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear Sir or Madam, " * 100)
    engine = open_engine(f"sqlite:///{tmp_path / 'letter.db'}")
    with pytest.raises(StoreError, match="file is not a database"):
        upgrade(engine)
    engine.dispose()


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    upgrade(engine)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("new.db*")}
    engine.dispose()
    assert modes == {0o600}


@pytest.mark.parametrize("statement", ["UPDATE audit SET act = 'x'", "DELETE FROM audit", "TRUNCATE audit", "replace"])
def test_the_database_itself_refuses_to_change_the_audit(database_url: str, statement: str) -> None:
    engine = open_engine(database_url)
    sqlite = engine.dialect.name == "sqlite"
    if statement == "replace":
        statement = ENTRY.replace("INSERT", "INSERT OR REPLACE") if sqlite else "DELETE FROM audit WHERE number = 1"
    if statement.startswith("TRUNCATE") and sqlite:
        statement = "DELETE FROM audit"  # SQLite has no other way to empty a table
    with writing(engine) as session:
        session.execute(text(ENTRY))
    with pytest.raises(DBAPIError, match="the audit is only added to"), writing(engine) as session:
        session.execute(text(statement))
    engine.dispose()
