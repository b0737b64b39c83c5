"""Another key, a backup and back, from one kind of database to the other, and the end of a case's retention."""

from __future__ import annotations

import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mednec.errors import NotFound, StoreError
from mednec.store import audit
from mednec.store.backup import backup, restore
from mednec.store.engine import open_engine, reading, writing
from mednec.store.migrating import check_revision
from mednec.store.places import place, sealed_columns
from mednec.store.retention import due_for_removal, remove_case
from mednec.store.rotation import rewrap
from mednec.store.sealing import KeyRing, sealed_under
from mednec.store.tables import AccountRow, Base, CaseRow, PaperRow
from tests.store.making import AT, KEPT_UNTIL, NEW, OLD, WORDS, fill

TABLES = {"paper", "determination", "part", "ruling", "decision", "note"}


def filled(url: str) -> Engine:
    engine = open_engine(url)
    with writing(engine) as session:
        fill(session)
        for number in range(3):
            audit.append(session, OLD, "north", "a1", "read", "c1", {"n": number}, at=AT)
    return engine


def words(session: Session, keys: KeyRing) -> dict[tuple[str, str, str], bytes]:
    """Every sealed value of the case, opened at its place."""
    opened = {}
    for table, row, part in WORDS:
        column = part if part == "summary" else "sealed"
        where = {"determination": row} | ({"name": part}) if table == "part" else {"id": row}
        condition = " AND ".join(f"{name} = '{value}'" for name, value in where.items())
        sealed = session.scalars(text(f"SELECT {column} FROM {table} WHERE {condition}")).one()
        opened[table, row, part] = keys.open(bytes(sealed), place("north", "c1", table, row, part))
    return opened


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with reading(engine) as session:
        tables = Base.metadata.sorted_tables
        return {t.name: [tuple(r) for r in session.execute(select(t).order_by(*t.primary_key.columns))] for t in tables}


def test_every_column_of_bytes_is_known_as_sealed() -> None:
    names = {(column.table.name, column.name) for column in sealed_columns()}
    assert {("account", "totp"), ("determination", "summary"), ("part", "sealed"), ("paper", "sealed")} <= names
    for column in sealed_columns():
        assert column.owner[0].name == "org"
        assert (column.owner[1] is None) == (column.table.name == "account")


def test_everything_is_sealed_anew_and_the_audit_still_holds(database_url: str) -> None:
    engine, told = filled(database_url), []
    before = everything(engine)
    assert rewrap(engine, NEW, lambda done, whole: told.append((done, whole))) == 8
    assert told[-1] == (8, 8)
    with reading(engine) as session:
        assert words(session, NEW) == WORDS
        secret = session.scalars(select(AccountRow.totp)).one() or b""
        assert NEW.open(secret, "north/a1/totp") == b"JBSWY3DP"
        for column in sealed_columns():
            for value in session.scalars(select(column.column).where(column.column.is_not(None))):
                assert sealed_under(value, "here") == "k2"
        assert audit.verify(session, NEW, "north").ok
    assert rewrap(engine, NEW) == 0
    after = everything(engine)
    assert {name for name in before if before[name] != after[name]} == TABLES | {"account"}
    engine.dispose()


def test_what_was_interrupted_is_taken_up(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = filled(database_url)
    monkeypatch.setattr("mednec.store.rotation.BATCH", 1)
    with writing(engine) as session:
        first = session.get_one(PaperRow, "p1")
        for number in range(2, 6):
            name = f"p{number}"
            sealed = OLD.seal(name.encode(), place("north", "c1", "paper", name))
            copy = {c.name: getattr(first, c.name) for c in PaperRow.__table__.columns}
            session.add(PaperRow(**copy | {"id": name, "name": name, "sealed": sealed}))

    class Stopped(Exception):
        pass

    def stop(done: int, _whole: int) -> None:
        if done == 3:
            raise Stopped

    with pytest.raises(Stopped):
        rewrap(engine, NEW, stop)
    assert rewrap(engine, NEW) == 12 - 3
    with reading(engine) as session:
        for row in session.scalars(select(PaperRow).where(PaperRow.id != "p1")):
            assert NEW.open(row.sealed, place("north", "c1", "paper", row.id)) == row.name.encode()
    engine.dispose()


def test_a_value_that_was_changed_is_named_when_sealed_anew(sqlite_url: str) -> None:
    engine = filled(sqlite_url)
    with writing(engine) as session:
        session.execute(update(PaperRow).values(sealed=OLD.seal(b"", "elsewhere")))
    with pytest.raises(StoreError, match="north/c1/paper/p1: the sealed value was changed"):
        rewrap(engine, NEW)
    engine.dispose()


@pytest.mark.parametrize(("kind", "portable"), [("sqlite", False), ("sqlite", True), ("postgres", True)])
@pytest.mark.parametrize("to", ["sqlite", "postgres"])
def test_a_backup_holds_everything_and_either_database_takes_it_in(
    request: pytest.FixtureRequest, empty_postgres_url: str, tmp_path: Path, kind: str, portable: bool, to: str
) -> None:
    engine, target = filled(request.getfixturevalue(f"{kind}_url")), tmp_path / "backup"
    made = backup(engine, OLD, target, portable=portable)
    assert [(one.org, one.entries, one.ok) for one in made.audits] == [("north", 3, True)]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert made.size == target.stat().st_size
    assert sorted(p.name for p in tmp_path.glob("backup*")) == ["backup"]
    before = target.read_bytes()
    other = open_engine(empty_postgres_url if to == "postgres" else f"sqlite:///{tmp_path / 'new.db'}")
    taken = restore(other, OLD, target)
    assert (taken.digest, taken.audits) == (made.digest, made.audits)
    assert target.read_bytes() == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("new.db*")} <= {0o600}
    assert everything(other) == everything(engine)
    check_revision(other)
    with reading(other) as session:
        assert words(session, OLD) == WORDS
    with pytest.raises(DBAPIError, match="the audit is only added to"), writing(other) as session:
        session.execute(text("DELETE FROM audit"))
    with pytest.raises(StoreError, match="this database is not empty"):
        restore(other, OLD, target)
    other.dispose()
    engine.dispose()


def test_a_backup_while_work_goes_on_is_one_moment(sqlite_url: str, tmp_path: Path) -> None:
    engine = filled(sqlite_url)
    with writing(engine) as session:
        audit.append(session, OLD, "north", "a1", "late", at=AT)
        made = backup(engine, OLD, tmp_path / "backup.db")
    assert [one.entries for one in made.audits] == [3]
    engine.dispose()


def test_a_broken_audit_is_told_and_the_backup_is_made(sqlite_url: str, tmp_path: Path) -> None:
    engine = filled(sqlite_url)
    with writing(engine) as session:
        session.execute(text("UPDATE audit_chain SET number = 9"))
    made = backup(engine, OLD, tmp_path / "backup.db")
    assert [one.ok for one in made.audits] == [False]
    engine.dispose()


def test_a_file_is_never_written_over(sqlite_url: str, tmp_path: Path) -> None:
    engine, target = filled(sqlite_url), tmp_path / "backup"
    target.write_text("something else")
    with pytest.raises(StoreError, match="there is a file already; give another name"):
        backup(engine, OLD, target)
    assert target.read_text() == "something else"
    with pytest.raises(StoreError, match="the backup cannot be written"):
        backup(engine, OLD, tmp_path / "nowhere" / "backup")
    engine.dispose()


def test_the_same_rows_make_the_same_portable_bytes(sqlite_url: str, tmp_path: Path) -> None:
    engine = filled(sqlite_url)
    digests = {backup(engine, OLD, tmp_path / name, portable=True).digest for name in ("a", "b")}
    assert len(digests) == 1
    engine.dispose()


def test_no_damaged_backup_is_taken_in(sqlite_url: str, tmp_path: Path) -> None:
    engine, good = filled(sqlite_url), tmp_path / "good"
    backup(engine, OLD, good, portable=True)
    engine.dispose()
    whole = good.read_bytes()
    with zipfile.ZipFile(good) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members["manifest.json"])
    newer = json.dumps(manifest | {"revision": "9999"}).encode()
    paper = members["tables/paper.jsonl"]
    wrongs = {
        "no bytes": b"",
        "cut short": whole[: len(whole) // 2],
        "a changed row": zipped(tmp_path, members | {"tables/paper.jsonl": paper.replace(b"packet", b"letter")}),
        "a missing row": zipped(tmp_path, members | {"tables/paper.jsonl": b""}),
        "no JSON": zipped(tmp_path, members | {"tables/paper.jsonl": b"[" + paper}),
        "a missing table": zipped(tmp_path, {n: of for n, of in members.items() if "paper" not in n}),
        "no manifest": zipped(tmp_path, {n: of for n, of in members.items() if "manifest" not in n}),
        "of a newer program": zipped(tmp_path, members | {"manifest.json": newer}),
        "something else": b"Dear Sir or Madam",
    }
    for name, content in wrongs.items():
        bad = tmp_path / "bad"
        bad.write_bytes(content)
        new = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
        with pytest.raises(StoreError) as told:
            restore(new, OLD, bad)
        assert str(bad) in str(told.value), name
        with closing(sqlite3.connect(tmp_path / "new.db")) as left:
            assert left.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,), name
        new.dispose()


def zipped(folder: Path, members: dict[str, bytes]) -> bytes:
    path = folder / "made.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path.read_bytes()


def test_a_damaged_database_is_not_called_a_backup(sqlite_url: str, tmp_path: Path) -> None:
    engine = filled(sqlite_url)
    made = backup(engine, OLD, tmp_path / "good")
    engine.dispose()
    content = bytearray(made.path.read_bytes())
    for at in range(4096 * 2, len(content) - 4096, 4096):
        content[at : at + 8] = b"\xff" * 8
    (tmp_path / "bad").write_bytes(content)
    new = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(StoreError, match=r"database is damaged|cannot be copied"):
        restore(new, OLD, tmp_path / "bad")
    new.dispose()


def test_a_removed_case_leaves_nothing_but_its_tombstone(database_url: str) -> None:
    engine, after = filled(database_url), KEPT_UNTIL + timedelta(days=1)
    with writing(engine) as session:
        session.execute(update(CaseRow).values(remove_after=KEPT_UNTIL))
        assert due_for_removal(session, "north", KEPT_UNTIL) == ()
        assert due_for_removal(session, "north", after) == ("c1",)
        assert due_for_removal(session, "south", after) == ("c2",)
        gone = remove_case(session, "north", "c1", after)
        audit.append(session, OLD, "north", "program", "removed", "c1", gone.detail(), at=AT)
    left = {name: len(rows) for name, rows in everything(engine).items() if rows}
    assert left == {"organisation": 2, "account": 1, "case": 1, "audit": 4, "audit_chain": 1}
    assert gone.detail() == {
        "papers": 1,
        "determinations": ["dd"],
        "decisions": ["deny"],
        "kept_until": "2036-04-08",
    }
    engine.dispose()


def test_nothing_that_is_kept_is_removed(sqlite_url: str) -> None:
    engine, after = filled(sqlite_url), KEPT_UNTIL + timedelta(days=1)
    changes: list[tuple[dict[str, object], str]] = [
        ({"remove_after": None}, "no end of retention is set"),
        ({"remove_after": KEPT_UNTIL + timedelta(days=1)}, "it is kept until 2036-04-09"),
        ({"remove_after": KEPT_UNTIL, "hold": "a court asked"}, "the case is held and may not be removed"),
    ]
    for values, says in changes:
        with writing(engine) as session:
            session.execute(update(CaseRow).values(values))
            assert due_for_removal(session, "north", after) == ()
            with pytest.raises(StoreError, match=says):
                remove_case(session, "north", "c1", after)
    with writing(engine) as session, pytest.raises(NotFound):
        remove_case(session, "south", "c1", after)
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(CaseRow)) == 2
    engine.dispose()


def test_removed_words_are_gone_from_the_file(sqlite_url: str, tmp_path: Path) -> None:
    engine = filled(sqlite_url)
    with writing(engine) as session:
        session.execute(update(CaseRow).values(remove_after=KEPT_UNTIL, patient="Josephine Quicksilver"))
    with writing(engine) as session:
        remove_case(session, "north", "c1", KEPT_UNTIL + timedelta(days=1))
        remove_case(session, "south", "c2", KEPT_UNTIL + timedelta(days=1))
    engine.dispose()  # the last connection folds the log into the file
    assert b"Quicksilver" not in b"".join(p.read_bytes() for p in tmp_path.glob("mednec.db*"))
