"""A place to sign in to, on a database of the test's own."""

from __future__ import annotations

import pytest

from tests.web.visiting import Place


@pytest.fixture
def place(sqlite_url: str) -> Place:
    """Two organisations, nobody yet."""
    return Place(sqlite_url)
