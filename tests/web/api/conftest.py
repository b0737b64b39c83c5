"""A served desk on a database of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.api.desks import Served


@pytest.fixture
def served(sqlite_url: str) -> Iterator[Served]:
    """Two organisations, somebody of every role, no case yet."""
    opened = Served(sqlite_url)
    yield opened
    opened.desk.engine.dispose()
