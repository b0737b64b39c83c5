"""The files of a packet as it was received: a folder, a zip, or a single file. Nothing is written anywhere."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import IO

from mednec.errors import DocumentError
from mednec.intake.papers.limits import Limits
from mednec.model.sheet import About, Remark

REQUEST = "request.yaml"
_BROKEN = (  # what the contents of a zip can raise, by its format and by its ways of packing
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TEXTS = (".txt", ".md")
_NO_DOCUMENTS = ("__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One file: its path in the packet and its bytes."""

    name: str
    content: bytes = field(repr=False)
    owner: str = ""  # the patient whose entry of an electronic record carries it


def files_of(packet: Path, limits: Limits) -> Iterator[Received | Remark]:
    """Every file in the order of their names; what cannot be taken out is told. Raises DocumentError for no packet."""
    if packet.is_dir():
        found = _of_folder(packet, limits)
    elif packet.is_file():
        found = _of_zip(packet, limits) if _is_zip(packet) else _single(packet, limits)
    else:
        raise DocumentError("no such packet", where=str(packet), do="give a folder, a zip or a file")
    yield from found


def is_packet(path: Path) -> bool:
    """Whether this is a packet to be taken in, and not a case folder of a request and texts that lies ready."""
    if not path.is_dir():
        return path.is_file()
    inside = path / "documents"
    ready = (path / REQUEST).is_file() and inside.is_dir()
    files = (p for p in (inside if ready else path).rglob("*") if p.is_file() and not p.name.startswith("."))
    return any(p.suffix.lower() not in _TEXTS if ready else p.name != REQUEST for p in files)


def _is_zip(packet: Path) -> bool:
    """Whether the file is a zip of files, by what it begins with; other kinds have zips inside or behind them."""
    try:
        with packet.open("rb") as file:
            return file.read(2) == b"PK" and zipfile.is_zipfile(file) and not _is_office(file)
    except OSError:
        return False


def _is_office(file: IO[bytes]) -> bool:
    """Whether the zip is one document of an office program."""
    try:
        with zipfile.ZipFile(file) as opened:
            return not {"[Content_Types].xml", "mimetype"}.isdisjoint(opened.namelist())
    except _BROKEN:
        return False


def _single(packet: Path, limits: Limits) -> Iterator[Received | Remark]:
    yield _from_disk(packet, packet.name, limits)


def _from_disk(path: Path, name: str, limits: Limits) -> Received | Remark:
    try:
        size = path.stat().st_size
        if size > limits.most_megabytes * 1_000_000:
            return _untold(name, f"{size / 1e6:.0f} MB is more than the {limits.most_megabytes} MB a file may have")
        return Received(name=name, content=path.read_bytes())
    except OSError as error:
        return _untold(name, f"cannot be opened: {(error.strerror or 'no such file').lower()}")


def _of_folder(folder: Path, limits: Limits) -> Iterator[Received | Remark]:
    # a case folder keeps its documents in one place; beside them lie the request and what others made of the case
    inside = folder / "documents" if (folder / "documents").is_dir() else folder
    paths = sorted(p for p in inside.rglob("*") if not _aside(p.relative_to(inside).parts))
    files = [p for p in paths if p.is_file() or p.is_symlink()]
    if len(files) > limits.most_files:
        what = f"{len(files):,} files are more than the {limits.most_files:,} a packet may have"
        raise DocumentError(what, where=str(folder), do="split it, or set MEDNEC_MOST_FILES")
    home = inside.resolve()
    for path in files:
        name = path.relative_to(inside).as_posix()
        if name == REQUEST:
            continue
        if path.is_symlink() and path.exists() and (path.is_dir() or not path.resolve().is_relative_to(home)):
            yield _untold(name, "a link to something else; it was not followed")
        elif path.is_file() and _is_zip(path):
            yield from _zip_inside(path, name, limits)
        else:
            yield _from_disk(path, name, limits)


def _zip_inside(path: Path, name: str, limits: Limits) -> Iterator[Received | Remark]:
    """The files of a zip that lies in the folder, named by where they lie; a zip that cannot be opened is told."""
    try:
        for each in _of_zip(path, limits):
            if isinstance(each, Received):
                yield replace(each, name=f"{name}/{each.name}")
            else:
                yield replace(each, file=f"{name}/{each.file}")
    except DocumentError as error:
        yield _untold(name, f"{error.what}; {error.do}")


def request_in(packet: Path) -> str | None:
    """The text of the packet's own request.yaml; None if it has none. Raises DocumentError if it is not UTF-8."""
    try:
        if packet.is_dir():
            path = packet / REQUEST
            return path.read_bytes().decode("utf-8") if path.is_file() else None
        if packet.is_file() and _is_zip(packet):
            with zipfile.ZipFile(packet) as file:
                for entry in sorted(file.infolist(), key=lambda e: (e.filename.count("/"), e.filename)):
                    small = entry.file_size <= 1_000_000 and entry.compress_type in _PACKINGS
                    if PurePosixPath(entry.filename).name == REQUEST and small:
                        return file.read(entry).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError(f"not UTF-8 at byte {error.start}", where=REQUEST, do="save it as UTF-8 text") from error
    except _BROKEN as error:
        raise DocumentError(f"cannot be read ({error})", where=REQUEST, do="send it again") from error
    return None


def _of_zip(packet: Path, limits: Limits) -> Iterator[Received | Remark]:
    try:
        with zipfile.ZipFile(packet) as file:
            entries = sorted((e for e in file.infolist() if _is_document(e)), key=lambda e: e.filename)
            if len(entries) > limits.most_files:
                what = f"{len(entries):,} files are more than the {limits.most_files:,} a packet may have"
                raise DocumentError(what, where=packet.name, do="split it, or set MEDNEC_MOST_FILES")
            total = 0
            taken: set[str] = set()
            for entry in entries:
                name = _unlike(_tame(_name(entry)), taken)
                fault = _fault(entry, limits, total)
                received = _untold(name, fault) if fault else _taken(file, entry, name, limits)
                total += len(received.content) if isinstance(received, Received) else 0
                yield received
    except _BROKEN as error:
        raise DocumentError(f"not a zip that can be opened ({error})", where=packet.name, do="send it again") from error


def _name(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/")


def _is_document(entry: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(_name(entry))
    return not (entry.is_dir() or _aside(path.parts) or path.name == REQUEST)


def _unlike(name: str, taken: set[str]) -> str:
    """The name, numbered where another file of the zip has it."""
    path, number, own = PurePosixPath(name), 1, name
    while own in taken:
        number += 1
        own = path.with_name(f"{path.stem} ({number}){path.suffix}").as_posix()
    taken.add(own)
    return own


def _fault(entry: zipfile.ZipInfo, limits: Limits, total: int) -> str:
    """What keeps an entry from being taken out, before anything of it is unpacked."""
    name = _name(entry)
    if ".." in PurePosixPath(name).parts or name.startswith("/") or ":" in name[:3]:
        return "its name leads out of the packet; it was not read"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "a link to something else; it was not followed"
    if entry.compress_type not in _PACKINGS:
        return "packed in a way that is not read here; pack it again"
    if entry.flag_bits & 0x1:
        return "locked with a password; send it without"
    if entry.file_size > limits.most_megabytes * 1_000_000:
        return f"unpacks to {entry.file_size / 1e6:,.0f} MB, more than the {limits.most_megabytes} MB a file may have"
    if entry.file_size > limits.most_ratio * max(entry.compress_size, 1) and entry.file_size > 1_000_000:
        return (
            f"unpacks to {entry.file_size / max(entry.compress_size, 1):,.0f} times its size: a bomb; it was not read"
        )
    if total + entry.file_size > limits.most_unpacked_megabytes * 1_000_000:
        return f"the packet unpacks to more than {limits.most_unpacked_megabytes} MB; this file was not read"
    return ""


def _taken(file: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: Limits) -> Received | Remark:
    try:
        with file.open(entry) as opened:  # what an entry says of its size may be a lie: no more than that is read
            content = opened.read(min(entry.file_size, limits.most_megabytes * 1_000_000) + 1)
    except _BROKEN as error:
        return _untold(name, f"damaged in the zip ({error})")
    if len(content) > entry.file_size:
        return _untold(name, "is larger than the zip says; it was not read")
    if content.startswith(b"PK\x03\x04") and not _is_office(io.BytesIO(content)):
        return _untold(name, "a zip inside the zip; unpack it")
    return Received(name=name, content=content)


def _tame(name: str) -> str:
    """A name without control characters and ways out."""
    parts = [p for p in PurePosixPath(name).parts if p not in ("..", "/", "")]
    return "".join(c if c.isprintable() else "?" for c in "/".join(parts)) or "file"


def _aside(parts: tuple[str, ...]) -> bool:
    """Whether a file is one of the system's own, not of the packet."""
    return any((part.startswith(".") and part not in ("..", ".")) or part in _NO_DOCUMENTS for part in parts)


def _untold(name: str, says: str) -> Remark:
    return Remark(about=About.UNREADABLE, says=says, file=name)
