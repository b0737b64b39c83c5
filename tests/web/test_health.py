"""Alive needs nothing; ready needs the database in its shape, the keys and the packs; work that waits is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from mednec import __version__
from mednec.desk.queue import READ, enqueue, moment
from mednec.store.engine import open_engine, writing
from mednec.store.sealing import Key, KeyRing
from mednec.store.tables import JobRow
from mednec.web.app import build_app
from tests.desk.kept import Kept


@pytest.fixture
def kept(sqlite_url: str) -> Kept:
    return Kept(sqlite_url)


def asked(kept: Kept, path: str) -> tuple[int, dict[str, object]]:
    answer = TestClient(build_app(kept.desk), "http://localhost").get(path)
    return answer.status_code, answer.json()


def test_alive_needs_no_database(kept: Kept) -> None:
    object.__setattr__(kept.desk, "engine", open_engine("postgresql://nobody@127.0.0.1:1/none"))
    assert asked(kept, "/healthz") == (200, {"status": "ok", "version": __version__})


def test_ready(kept: Kept) -> None:
    looked = {"database": "ok", "keys": "ok", "packs": "ok", "work": "ok"}
    assert asked(kept, "/readyz") == (200, {"status": "ready", "looked at": looked})


def test_not_ready_without_the_database(kept: Kept) -> None:
    object.__setattr__(kept.desk, "engine", open_engine("postgresql://nobody@127.0.0.1:1/none"))
    status, said = asked(kept, "/readyz")
    assert (status, said["status"]) == (503, "not ready")


def test_not_ready_on_a_database_of_another_shape(kept: Kept) -> None:
    with writing(kept.desk.engine) as session:
        session.connection().exec_driver_sql("DELETE FROM alembic_version")
    assert asked(kept, "/readyz") == (
        503,
        {"status": "not ready", "looked at": {"database": "this database is not set up", "packs": "ok"}},
    )


def test_not_ready_without_a_key_that_is_needed(kept: Kept) -> None:
    object.__setattr__(kept.desk, "keys", KeyRing(keys=(Key(id="other", secret=b"o" * 32),)))
    status, said = asked(kept, "/readyz")
    assert status == 503
    assert "key 'first' is not in the key ring" in str(said)


def test_work_that_waits_is_told_and_refuses_nothing(kept: Kept) -> None:
    with writing(kept.desk.engine) as session:
        job = enqueue(session, kept.desk, kept.org, READ, None)
        session.flush()
        session.get_one(JobRow, job).after = moment(session) - timedelta(seconds=600)
    status, said = asked(kept, "/readyz")
    assert (status, said["status"]) == (200, "degraded")
    assert re.search(r"work has waited for a worker for 6\d\d s", str(said))
