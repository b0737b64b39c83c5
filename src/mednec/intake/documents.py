"""Text documents of a chart, read once; what cannot be read is named, nothing is guessed."""

from __future__ import annotations

from pathlib import Path

from mednec.errors import DocumentError
from mednec.model.document import SourceDocument

LARGEST_BYTES = 20_000_000
READABLE = (".txt", ".md")
BYTE_ORDER_MARK = "\ufeff"  # kept in the text, since offsets are those of the file; it is no word of the chart


def read_documents(folder: Path) -> tuple[SourceDocument, ...]:
    """All documents of the folder in the order of their names. Raises DocumentError naming the first bad file."""
    if not folder.is_dir():
        raise DocumentError("no documents folder", where=str(folder), do="put the chart's text files there")
    inside = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    for path in inside:
        if path.is_symlink() and not path.exists():
            raise DocumentError(
                "a link that leads nowhere", where=f"documents/{path.name}", do="send the document itself"
            )
    files = [p for p in inside if p.is_file()]
    for path in files:
        if path.suffix.lower() not in READABLE:
            raise DocumentError(
                f"cannot read {path.suffix or 'a file without ending'} documents",
                where=f"documents/{path.name}",
                do=f"give it as text ({', '.join(READABLE)})",
            )
    if not files:
        raise DocumentError("no documents", where=str(folder), do="a review needs at least one document of the chart")
    return tuple(read_document(path) for path in files)


def read_document(path: Path) -> SourceDocument:
    """One UTF-8 text document. Line ends are kept as they are, so that offsets are those of the file's text."""
    where = f"documents/{path.name}"
    if not path.is_file():
        raise DocumentError("no such file", where=str(path), do="check the path")
    size = path.stat().st_size
    if size == 0:
        raise DocumentError("the document is empty", where=where, do="send it again or remove it")
    if size > LARGEST_BYTES:
        raise DocumentError(
            f"{size / 1e6:.0f} MB is more than the {LARGEST_BYTES / 1e6:.0f} MB a text document may have",
            where=where,
            do="split it into its documents",
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot be opened: {error.strerror}", where=where, do="check its permissions") from error
    if b"\x00" in raw:
        raise DocumentError(
            f"binary content at byte {raw.index(0)}", where=where, do="give the document as plain UTF-8 text"
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"not UTF-8 at byte {error.start} (0x{raw[error.start]:02x})", where=where, do="save it as UTF-8 text"
        ) from error
    if not text.removeprefix(BYTE_ORDER_MARK).strip():
        raise DocumentError("the document has only blanks", where=where, do="send it again or remove it")
    return SourceDocument(name=path.name, text=text)
