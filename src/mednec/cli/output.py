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
    """Write a text as a file of a folder. Raises MednecError."""
    return write_bytes(folder / name, text.encode())


def write_bytes(path: Path, content: bytes) -> Path:
    """Write beside the place and rename, so that nothing half-written is left. Raises MednecError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(part).chmod(0o644)
        os.replace(part, path)
    except OSError as error:
        raise MednecError(f"cannot write: {error.strerror}", where=str(path), do="choose another folder") from error
    return path
