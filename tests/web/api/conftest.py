"""A served desk on a database of the test's own."""

from __future__ import annotations

import pytest

from tests.web.api.desks import Served


@pytest.fixture
def served(sqlite_url: str) -> Served:
    """Two organisations, somebody of every role, no case yet."""
    return Served(sqlite_url)
