"""A folder of one's own, where what took long is remembered: nobody else may have put anything into it."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path


def is_own(folder: Path) -> bool:
    """Whether nobody else can have put anything into the folder: what lies there is believed. Raises OSError."""
    if sys.platform == "win32":
        return True
    told = folder.stat()
    return told.st_uid == os.getuid() and not told.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def put(folder: Path, name: str, content: bytes) -> None:
    """Write a file for its owner alone: beside its place, then renamed, so that it is whole or not there.

    Raises OSError; then nothing is left.
    """
    handle, part = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(part, folder / name)
    except OSError:
        os.unlink(part)
        raise
