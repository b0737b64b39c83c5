"""Files that came with a form: by name, none of which leads elsewhere, none twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from fastapi import UploadFile

from mednec.errors import SubmitError

LONGEST_NAME, DEEPEST = 200, 6
NOT_IN_NAMES = frozenset('\\:*?"<>|')


def taken(sent: Iterable[UploadFile], *, folders: bool = False) -> dict[str, bytes]:
    """The files by name; with `folders`, a browser that sends a folder keeps its paths. No file at all gives nothing.

    Raises SubmitError, naming the file, for a name that leads elsewhere or cannot be kept, and for a name used twice.
    """
    files: dict[str, bytes] = {}
    for each in sent:
        written = each.filename or ""
        if not written and not each.size:
            continue  # what browsers send for a field where nothing was chosen
        name = checked_name(written, folders=folders)
        if name in files:
            raise SubmitError("two files have this name", where=name, do="rename one of them")
        files[name] = each.file.read()
    return files


def checked_name(written: str, *, folders: bool = False) -> str:
    """A file's name as it is kept: letters composed, and nothing in it that leads elsewhere. Raises SubmitError.

    >>> checked_name("note 1.pdf")
    'note 1.pdf'
    """
    name = unicodedata.normalize("NFC", written)
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)[:80]
    parts = name.split("/")
    if len(name) > LONGEST_NAME or len(parts) > DEEPEST:
        raise SubmitError(
            f"this name has more than {LONGEST_NAME} characters or {DEEPEST} folders", where=shown, do="shorten it"
        )
    if not folders and len(parts) > 1:
        raise SubmitError("a file's name has no folder in it here", where=shown, do="send the file by itself")
    if not name.isprintable() or NOT_IN_NAMES & set(name) or any(part.strip() in ("", ".", "..") for part in parts):
        raise SubmitError("this name leads elsewhere or cannot be kept", where=shown or "file", do="rename the file")
    return name
