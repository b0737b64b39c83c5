"""Commands run in one process share the packs that ship; what a command does to them is tested elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from mednec.packs import library
from mednec.packs.library import Library
from tests import shipped

load_library = library.load_library


def once(root: Path | None = None) -> Library:
    """The packs that ship, loaded once; any others each time."""
    place = root or library.packs_root()
    return shipped.library() if place == shipped.PACKS else load_library(place)


@pytest.fixture(autouse=True)
def packs_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "load_library", once)
