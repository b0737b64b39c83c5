"""Where a command's words go: the terminal, one message of error, files that are never half-written."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import click

from mednec.errors import MednecError

WIDEST = 120


def say(error: MednecError) -> None:
    """One clear message, and status 2."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {error}", err=True)
    sys.exit(2)


def terminal(*, plain: bool) -> tuple[int, bool]:
    """Width to wrap at, and whether to colour."""
    terminal = not plain and sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns if terminal else 100, WIDEST)
    return width, terminal and "NO_COLOR" not in os.environ


def write(folder: Path, name: str, text: str) -> Path:
    """Write beside the place and rename, so that nothing half-written is left. Raises MednecError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(part).chmod(0o644)
        os.replace(part, folder / name)
    except OSError as error:
        raise MednecError(
            f"cannot write: {error.strerror}", where=str(folder / name), do="choose another folder"
        ) from error
    return folder / name
