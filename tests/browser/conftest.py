"""One Chromium for the tests of a file, and a home that was made once to be copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.at_work import Place, copy_home, make_home, served
from tests.browser.chrome import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, str]]:
    """A home in which a case was read: where, the case, and the accounts by login."""
    home = tmp_path_factory.mktemp("ready") / "home"
    return home, *make_home(home)


@pytest.fixture(scope="module")
def place(ready: tuple[Path, str, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The service of this file's tests."""
    with served(copy_home(ready, tmp_path_factory.mktemp("served") / "home")) as running:
        yield running
