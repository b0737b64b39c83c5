"""Pieces of notes as JSON lines, for reading many at once: one `{"id", "text", "as_of"}` a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from mednec.errors import DocumentError


class Note(BaseModel):
    """A piece of a note with the day it was written; fields beyond these are left alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    as_of: date


def read_notes(path: Path) -> Iterator[Note]:
    """The notes of a file in its order. Raises DocumentError naming the line and field."""
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8 at byte {error.start}", where=str(path), do="save it as UTF-8") from error
    except OSError as error:
        raise DocumentError(f"cannot be opened: {error.strerror}", where=str(path), do="check the path") from error
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield Note.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"])) or "the line"
            raise DocumentError(
                f"{field}: {first['msg'].lower()}",
                where=f"{path}:{number}",
                do='each line is {"id": ..., "text": ..., "as_of": "2025-04-09"}',
            ) from error
