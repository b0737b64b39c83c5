"""Whatever is changed in the audit outside the program is found, on both databases; nobody forks the chain."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from functools import partial
from threading import Thread

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from mednec.errors import StoreError
from mednec.store import audit
from mednec.store.audit import SEALED, SIGNED, End, verify
from mednec.store.engine import again, open_engine, reading, writing
from tests.store.making import AT, NEW, OLD

COLUMNS = (*SIGNED, "digest")
ORG = "north"


def add(session: Session, act: str = "read", org: str = ORG) -> int:
    return audit.append(session, OLD, org, "a1", act, "c1", {"page": 3, "of": "Ö"}, at=AT)


def filled(url: str, entries: int = 3) -> Engine:
    engine = open_engine(url)
    with writing(engine) as session:
        for number in range(entries):
            add(session, f"act{number}")
    return engine


def unguarded(session: Session) -> None:
    """What somebody does first who may do anything to the database."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        return
    for name in ("changed", "removed", "replaced"):
        session.execute(text(f"DROP TRIGGER audit_is_not_{name}"))


def found(engine: Engine, known: End | None = None) -> audit.Verified:
    with reading(engine) as session:
        return verify(session, OLD, ORG, known=known)


def test_entries_are_numbered_and_follow_each_other(database_url: str) -> None:
    engine = filled(database_url)
    with reading(engine) as session:
        first, second, third = audit.entries(session, ORG)
        assert [entry.number for entry in audit.entries(session, ORG, about="c1", since=1)] == [2, 3]
        assert [entry.number for entry in audit.entries(session, ORG, limit=1)] == [1]
        assert list(audit.entries(session, ORG, about="c2")) == list(audit.entries(session, "south")) == []
    assert (first.act, second.number, third.detail) == ("act0", 2, {"page": 3, "of": "Ö"})
    assert first.at == AT
    whole = found(engine)
    assert (whole.ok, whole.entries, whole.bad, whole.end) == (True, 3, None, End(number=3, digest=third.digest))
    engine.dispose()


def test_every_flipped_byte_is_found_in_every_column(database_url: str) -> None:
    engine = filled(database_url, 2)
    names = {"audit": COLUMNS, "audit_chain": (*SEALED, "seal")}
    tried = 0
    with writing(engine) as session:
        unguarded(session)
        for table, columns in names.items():
            rows = session.execute(text(f"SELECT {', '.join(columns)} FROM {table} ORDER BY number")).all()
            for row in rows:
                for name, value in zip(columns, row, strict=True):
                    for at in range(len(str(value))):
                        tried += 1
                        _flip(session, table, row.number, name, value, at)
    assert tried > 2 * (27 + 64 + 64 + 20)
    assert found(engine).ok  # every flip was undone
    engine.dispose()


def _flip(session: Session, table: str, number: int, name: str, value: object, at: int) -> None:
    """Change one byte of a column, see that it is found, and put it back."""
    kept = str(value)
    changed = kept[:at] + chr(ord(kept[at]) ^ 1) + kept[at + 1 :]
    new: object = int(changed) if isinstance(value, int) else changed
    change = text(f"UPDATE {table} SET {name} = :new WHERE number = :number AND {name} = :old")
    there, back = ({"new": new, "old": value, "number": number}, {"new": value, "old": new, "number": number})
    if name == "number":
        back["number"] = new
    assert session.connection().execute(change, there).rowcount == 1
    assert not verify(session, OLD, ORG).ok, (table, number, name, at)
    assert session.connection().execute(change, back).rowcount == 1


COPY = "INSERT INTO audit SELECT org, {}, at, actor, act, about, detail, key, {}, digest FROM audit WHERE number = {}"
WRONGS = {
    "removed first": "DELETE FROM audit WHERE number = 1",
    "removed within": "DELETE FROM audit WHERE number = 2",
    "removed last": "DELETE FROM audit WHERE number = 3",
    "all removed": "DELETE FROM audit",
    "end removed": "DELETE FROM audit_chain",
    "cut off, and the end set back": (
        "DELETE FROM audit WHERE number = 3",
        "UPDATE audit_chain SET number = 2, digest = (SELECT digest FROM audit WHERE number = 2)",
    ),
    "numbers swapped": (
        "UPDATE audit SET number = 9 WHERE number = 1",
        "UPDATE audit SET number = 1 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 9",
    ),
    "contents swapped": "UPDATE audit SET act = CASE number WHEN 1 THEN 'act1' ELSE 'act0' END WHERE number < 3",
    "copied to the end": COPY.format(4, "previous", 3),
    "inserted at the end": (
        COPY.format(4, "digest", 3),
        "UPDATE audit_chain SET number = 4",
    ),
    "put before the first": COPY.format(0, "previous", 1),
    "moved to another organisation": ("UPDATE audit SET org = 'south'", "UPDATE audit_chain SET org = 'south'"),
    "fields run together": "UPDATE audit SET actor = 'a1a', act = 'ct1' WHERE number = 2",
    "a column emptied": "UPDATE audit SET about = '' WHERE number = 2",
}


def test_rows_removed_moved_and_put_in_are_found(database_url: str) -> None:
    engine = filled(database_url)
    for wrong, statements in WRONGS.items():
        with Session(engine) as session:  # never committed
            unguarded(session)
            for statement in [statements] if isinstance(statements, str) else statements:
                session.execute(text(statement))
            found_ok = [verify(session, OLD, org).ok for org in audit.organisations(session)]
            assert False in found_ok, wrong
    assert found(engine).ok
    engine.dispose()


def test_the_first_wrong_entry_and_why_is_told(sqlite_url: str) -> None:
    engine = filled(sqlite_url, 5)
    with writing(engine) as session:
        unguarded(session)
        session.execute(text("UPDATE audit SET actor = 'a2' WHERE number = 3"))
        session.execute(text("DELETE FROM audit WHERE number = 5"))
    result = found(engine)
    assert (result.entries, result.bad, result.why) == (2, 3, "it was changed")
    engine.dispose()


@pytest.mark.parametrize("column", [name for name in COLUMNS if name not in ("org", "number")])
def test_bytes_that_are_no_text_are_found_and_not_stumbled_over(sqlite_url: str, column: str) -> None:
    engine = filled(sqlite_url)
    with writing(engine) as session:
        unguarded(session)
        session.execute(text(f"UPDATE audit SET {column} = CAST(x'ff61' AS TEXT) WHERE number = 2"))
    assert found(engine).bad == 2
    with reading(engine) as session:
        assert len(list(audit.exported(session, ORG))) == 3
    engine.dispose()


def test_an_audit_set_back_as_a_whole_is_found_by_an_end_noted_elsewhere(database_url: str) -> None:
    engine = filled(database_url)
    earlier, later = End(number=2, digest=_digest(engine, 2)), End(number=3, digest=_digest(engine, 3))
    assert found(engine, known=earlier).ok
    assert found(engine, known=later).ok
    with writing(engine) as session:
        unguarded(session)
        session.execute(text("DELETE FROM audit"))
        session.execute(text("DELETE FROM audit_chain"))
        for number in range(3):
            add(session, f"other{number}")
    assert found(engine).ok
    assert "set back or written anew" in found(engine, known=later).why
    engine.dispose()


def _digest(engine: Engine, number: int) -> str:
    with reading(engine) as session:
        return next(entry.digest for entry in audit.entries(session, ORG, since=number - 1))


def test_nothing_is_added_behind_an_end_that_was_changed(database_url: str) -> None:
    engine = filled(database_url)
    with writing(engine) as session:
        session.execute(text("UPDATE audit_chain SET number = 7"))
    with pytest.raises(StoreError, match="the end of the audit was changed outside the program; verify the audit"):
        again(engine, add)
    engine.dispose()


def test_whoever_has_not_the_key_makes_no_entry(database_url: str) -> None:
    engine = filled(database_url)
    other = type(OLD)(keys=NEW.keys[:1])
    with reading(engine) as session:
        assert verify(session, other, ORG).why == "it is signed under key 'k1', which is not in the key ring"
    with pytest.raises(StoreError, match="key 'k1' is not in the key ring"), writing(engine) as session:
        audit.append(session, other, ORG, "a1", "read", at=AT)
    engine.dispose()


def test_the_chain_goes_on_under_another_key(database_url: str) -> None:
    engine = filled(database_url)
    with writing(engine) as session:
        assert audit.append(session, NEW, ORG, "a1", "rotated", at=AT + timedelta(days=1)) == 4
    with reading(engine) as session:
        assert verify(session, NEW, ORG).ok
        assert verify(session, OLD, ORG).bad == 4
    engine.dispose()


def test_an_entry_whose_act_failed_is_not_there(database_url: str) -> None:
    engine = filled(database_url)
    with pytest.raises(ZeroDivisionError):
        again(engine, lambda session: add(session) // 0)
    assert found(engine).entries == 3
    again(engine, add)
    assert found(engine).ok
    engine.dispose()


def _append_many(url: str, org: str) -> None:
    engine = open_engine(url)
    for number in range(10):
        again(engine, partial(add, act=f"n{number}", org=org))
    engine.dispose()


def test_threads_do_not_fork_the_chain(database_url: str) -> None:
    orgs = ("north", "north", "north", "south")
    threads = [Thread(target=_append_many, args=(database_url, org)) for org in orgs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _whole(database_url, [("north", 30, ""), ("south", 10, "")])


PROCESS = """
import sys
from datetime import UTC, datetime
from mednec.store.audit import append
from mednec.store.engine import again, open_engine
from mednec.store.sealing import Key, KeyRing
keys, at = KeyRing(keys=(Key(id="k1", secret=b"1" * 32),)), datetime(2026, 4, 8, tzinfo=UTC)
engine = open_engine(sys.argv[1])
sys.stdin.read(1)
for number in range(25):
    again(engine, lambda session: append(session, keys, "north", "a1", "read", at=at))
engine.dispose()
"""


def test_processes_do_not_fork_the_chain(database_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", PROCESS, database_url]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[1] for process in started] == ["", ""]
    _whole(database_url, [("north", 50, "")])


def _whole(url: str, expected: list[tuple[str, int, str]]) -> None:
    engine = open_engine(url)
    with reading(engine) as session:
        results = [verify(session, OLD, org) for org in audit.organisations(session)]
    assert [(result.org, result.entries, result.why) for result in results] == expected
    engine.dispose()


def test_the_export_holds_every_column_as_kept(database_url: str) -> None:
    engine = filled(database_url)
    with reading(engine) as session:
        lines = [json.loads(line) for line in audit.exported(session, ORG)]
    assert [line["number"] for line in lines] == ["1", "2", "3"]
    assert set(lines[0]) == set(COLUMNS)
    assert lines[0]["detail"] == '{"of":"\\u00d6","page":3}'
    assert lines[1]["previous"] == lines[0]["digest"]
    engine.dispose()


def test_a_detail_has_one_way_to_be_written() -> None:
    assert audit.canonical({"b": [1, None], "a": "Ö"}) == '{"a":"\\u00d6","b":[1,null]}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        audit.canonical({"a": float("nan")})


def test_entries_are_text_with_a_time_zone(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with pytest.raises(ValueError, match="time zone"), writing(engine) as session:
        audit.append(session, OLD, ORG, "a1", "read", at=AT.replace(tzinfo=None))
    engine.dispose()
