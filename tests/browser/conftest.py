"""One Chromium for the tests of a file, and a home that was made once to be copied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.at_work import Home, Place, copy_home, make_home, served
from tests.browser.chrome import chromium

PATIENCE_MS = 30_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; a busy machine may take its time."""
    expect.set_options(timeout=PATIENCE_MS)
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home to be copied."""
    return make_home(tmp_path_factory.mktemp("ready") / "home")


@pytest.fixture(scope="module")
def place(ready: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The service of this file's tests."""
    with served(copy_home(ready, tmp_path_factory.mktemp("served") / "home")) as running:
        yield running
