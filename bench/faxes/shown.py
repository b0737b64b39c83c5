"""Where the tables are printed."""

from __future__ import annotations

from rich.console import Console


def wide_console() -> Console:
    """The terminal; what is written to a file is set wide enough for the tables."""
    console = Console()
    return console if console.is_terminal else Console(width=150)
