"""A reading sees one moment and cannot write; writings wait for each other; what others undid is done again."""

from __future__ import annotations

from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from mednec.errors import StoreError
from mednec.store.engine import again, open_engine, reading, writing
from mednec.store.tables import CaseRow, OrganisationRow
from tests.postgres import Server, running_server
from tests.store.making import AT, fill


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(OrganisationRow)) or 0


def add(session: Session, name: str) -> None:
    session.execute(insert(OrganisationRow).values(id=name, name=name, made=AT, settings={}))


def test_a_reading_sees_one_moment_while_others_write(database_url: str) -> None:
    engine = open_engine(database_url)
    with reading(engine) as session:
        assert count(session) == 0
        with writing(engine) as other:
            add(other, "north")
        assert count(session) == 0
    with reading(engine) as session:
        assert count(session) == 1
    engine.dispose()


def test_a_reading_cannot_write_and_the_next_writing_can(database_url: str) -> None:
    engine = open_engine(database_url)
    for name in ("a", "b"):
        with reading(engine) as session, pytest.raises(DBAPIError, match=r"read.?only"):
            add(session, "x")
        with writing(engine) as session:
            add(session, name)
    with reading(engine) as session:
        assert count(session) == 2
    engine.dispose()


def test_what_is_refused_undoes_everything(database_url: str) -> None:
    engine = open_engine(database_url)
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.execute(insert(OrganisationRow), [{"id": i, "name": "", "made": AT, "settings": {}} for i in "aab"])
    with reading(engine) as session:
        assert count(session) == 0
    engine.dispose()


def test_a_row_without_its_owner_is_refused(database_url: str) -> None:
    engine = open_engine(database_url)
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.execute(
            insert(CaseRow).values(id="c", org="nowhere", number="", state="", received=AT, made=AT, changed=AT)
        )
    engine.dispose()


def test_threads_that_count_up_lose_nothing(database_url: str) -> None:
    engine = open_engine(database_url)
    with writing(engine) as session:
        fill(session)

    def up(session: Session) -> None:
        row = session.get(CaseRow, "c1", with_for_update=True)
        assert row is not None
        row.revision += 1

    def work() -> None:
        for _ in range(5):
            again(engine, up)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert session.scalar(select(CaseRow.revision).where(CaseRow.id == "c1")) == 20
    engine.dispose()


def test_a_deadlock_is_undone_and_done_again(postgres_url: str) -> None:
    engine, meet = open_engine(postgres_url), Barrier(2, timeout=30)
    with writing(engine) as session:
        fill(session)
    tries: list[str] = []

    def cross(session: Session, first: str, second: str) -> None:
        tries.append(first)
        session.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
        session.execute(update(CaseRow).where(CaseRow.id == first).values(revision=CaseRow.revision + 1))
        if len(tries) <= 2:
            meet.wait()
        session.execute(update(CaseRow).where(CaseRow.id == second).values(revision=CaseRow.revision + 1))

    ways = (("c1", "c2"), ("c2", "c1"))
    threads = [Thread(target=lambda way=way: again(engine, lambda s: cross(s, *way))) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as session:
        assert set(session.scalars(select(CaseRow.revision))) == {2}
    assert len(tries) == 3
    engine.dispose()


def test_work_that_fails_by_itself_is_not_repeated(sqlite_url: str) -> None:
    engine, tries = open_engine(sqlite_url), []

    def twice(session: Session) -> None:
        tries.append(1)
        add(session, "north")
        add(session, "north")

    with pytest.raises(IntegrityError):
        again(engine, twice)
    assert len(tries) == 1
    engine.dispose()


def test_work_goes_on_after_the_server_was_killed_under_it() -> None:
    with running_server() as server, server.database() as url:
        engine, tries = open_engine(url), []

        def work(session: Session) -> None:
            tries.append(1)
            add(session, "north")
            if len(tries) == 1:
                server.kill()
                server.restart()
                count(session)

        again(engine, work)
        with reading(engine) as session:
            assert count(session) == 1
        assert len(tries) == 2
        engine.dispose()


def test_a_connection_lost_in_the_commit_is_told_unless_doing_it_twice_does_no_harm(postgres_server: Server) -> None:
    with postgres_server.database() as url:
        engine = open_engine(url)
        with writing(engine) as session:  # the commit itself ends the connection
            session.execute(text("CREATE TABLE once (n int)"))
            session.execute(
                text(
                    "CREATE FUNCTION fall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    "IF (SELECT count(*) FROM once) = 0 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; "
                    "RETURN NULL; END $$"
                )
            )
            session.execute(
                text(
                    "CREATE CONSTRAINT TRIGGER falls AFTER INSERT ON organisation DEFERRABLE INITIALLY DEFERRED "
                    "FOR EACH ROW EXECUTE FUNCTION fall()"
                )
            )
        with pytest.raises(StoreError, match="the connection was lost while this was written"):
            again(engine, lambda session: add(session, "north"))
        tried = Event()

        def work(session: Session) -> None:
            if tried.is_set():
                session.execute(text("INSERT INTO once VALUES (1)"))
            tried.set()
            add(session, "north")

        again(engine, work, repeats=True)
        with reading(engine) as session:
            assert count(session) == 1
        engine.dispose()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "this is no address of a database"),
        ("mysql://x/y", "mysql is no database this program keeps cases in"),
        ("sqlite://", "a database in memory keeps nothing"),
        ("sqlite:///:memory:", "a database in memory keeps nothing"),
    ],
)
def test_an_address_of_no_use_is_one_clear_message(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says):
        open_engine(url)


def test_sqlite_is_set_as_it_must_be(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with reading(engine) as session:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        found = [session.execute(text(f"PRAGMA {name}")).scalar() for name in names]
    assert found == ["wal", 2, 1, 10_000, 1]
    engine.dispose()
