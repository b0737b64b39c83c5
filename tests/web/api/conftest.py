"""Served desks, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest

from tests.web.api.desks import Served


@pytest.fixture(scope="session")
def peopled(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """Two organisations, somebody of every role, no case yet; to be copied."""
    path = tmp_path_factory.mktemp("peopled") / "mednec.db"
    made = Served(f"sqlite:///{copy(migrated_sqlite, path)}")
    made.close()
    return made


@pytest.fixture(scope="session")
def stocked(peopled: Served, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """The same with a small case that was read; to be copied."""
    made = peopled.copied(tmp_path_factory.mktemp("stocked") / "mednec.db")
    made.first = made.case()
    made.close()
    return made


@pytest.fixture
def served(peopled: Served, tmp_path: Path) -> Iterator[Served]:
    """Two organisations, somebody of every role, no case yet."""
    opened = peopled.copied(tmp_path / "mednec.db")
    yield opened
    opened.close()


@pytest.fixture
def at_work(stocked: Served, tmp_path: Path) -> Iterator[Served]:
    """The same with a small case that was read: `first`."""
    opened = stocked.copied(tmp_path / "mednec.db")
    yield opened
    opened.close()
