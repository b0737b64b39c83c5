"""Commands run in one process share the packs that ship."""

from __future__ import annotations

from tests.cli.conftest import packs_are_loaded_once

__all__ = ["packs_are_loaded_once"]
