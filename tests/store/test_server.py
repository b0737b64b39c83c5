"""The server of the tests dies and comes back as the fault tests need it, with what was committed."""

from __future__ import annotations

import psycopg
import pytest

from tests.postgres import running_server


def test_a_killed_server_comes_back_with_what_was_committed() -> None:
    with running_server() as server, server.database() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(url)
        server.restart()
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]
