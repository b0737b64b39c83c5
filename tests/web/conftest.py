"""A place to sign in to, on a database of the test's own, where a password takes no work."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from mednec.web import passwords
from tests.web.visiting import Place

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def place(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Two organisations, nobody yet."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    monkeypatch.setattr(passwords, "NOBODY_S", QUICK.hash("nobody"))
    return Place(sqlite_url)
