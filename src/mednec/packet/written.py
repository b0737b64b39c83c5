"""A packet written as a case folder: request.yaml to be confirmed, documents as text, the files as they came."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from mednec.errors import DocumentError
from mednec.intake.kept import FILE, RECEIVED, kept_of
from mednec.intake.papers.limits import Limits
from mednec.intake.received import Received, files_of
from mednec.model.request import Case


def write_case(case: Case, packet: Path, folder: Path, limits: Limits) -> Path:
    """Write the whole case beside the place and rename it. Raises DocumentError; nothing half-written is left.

    A folder that holds anything already is not touched.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DocumentError("not empty", where=str(folder), do="name a new folder for the case")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        try:
            _fill(part, case, packet, limits)
            part.chmod(0o755)
            if folder.exists():
                folder.rmdir()
            part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise DocumentError(f"cannot write: {error.strerror}", where=str(folder), do="choose another folder") from error
    return folder


def _fill(folder: Path, case: Case, packet: Path, limits: Limits) -> None:
    names = dict(_names(case))
    (folder / "documents").mkdir()
    for document in case.documents:
        (folder / "documents" / names[document.name]).write_bytes(document.text.encode())
    (folder / "request.yaml").write_bytes(case.request.document.text.encode())
    documents = [replace(document, name=names[document.name]) for document in case.documents]
    aside = {names[name]: why for name, why in case.aside.items()}
    (folder / FILE).write_text(kept_of(documents, case.remarks, aside), encoding="utf-8", newline="\n")
    for received in files_of(packet, limits):
        if isinstance(received, Received):
            path = folder / RECEIVED / received.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(received.content)


def _names(case: Case) -> Iterator[tuple[str, str]]:
    """Name of each document -> its name as a text file; no two alike."""
    taken: set[str] = set()
    for document in case.documents:
        stem = PurePosixPath(document.name.replace("/", "_")).stem
        name = next(n for n in (f"{stem}.txt", *(f"{stem}-{i}.txt" for i in range(2, 1000))) if n not in taken)
        taken.add(name)
        yield document.name, name
