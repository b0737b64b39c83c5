"""A place to sign in to, on a database of the test's own, where a password takes no work."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from mednec.web import passwords
from tests.web.a_case import Screen, opened, read_once
from tests.web.visiting import Place

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def place(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Two organisations, nobody yet."""
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    monkeypatch.setattr(passwords, "NOBODY_S", QUICK.hash("nobody"))
    return Place(sqlite_url)


@pytest.fixture(scope="session")
def read_case(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which a worked case was read, for copies."""
    return read_once(migrated_sqlite, tmp_path_factory.mktemp("case"))


@pytest.fixture(scope="session")
def read_screen(read_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Screen:
    """The case for tests that change nothing."""
    return opened(read_case, tmp_path_factory.mktemp("read"))


@pytest.fixture
def screen(read_case: Path, tmp_path: Path) -> Screen:
    """The case for one test."""
    return opened(read_case, tmp_path)
