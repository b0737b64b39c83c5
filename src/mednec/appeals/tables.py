"""A published table row by row: any usual encoding, quoted line ends, broken rows told with their line."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mednec.appeals.publishers import AppealsError

_CHUNK = 1 << 20
_BEGINS = re.compile(r'"?[A-Z]{0,4}\d{2,6}-\d{2,}"?,')  # how a publisher's number opens a row
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # new and old
_BINARY = (b"PAR1", b"%PDF", b"SQLite format 3", b"\x1f\x8b", *_WORKBOOK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file looked through once: which it is, how long, and how its letters are written."""

    path: Path
    digest: str
    size: int
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one row and the line it begins on; `fault` says why the cells cannot be trusted."""

    line: int
    cells: tuple[str, ...]
    read: int  # bytes of the file up to the end of this row, nearly
    fault: str = ""


def look_through(path: Path) -> Opened:
    """Digest and encoding of a file (UTF-8, UTF-16 with its mark, else Windows-1252). Raises AppealsError."""
    do = "give the publisher's download as text (.csv or .txt)"
    if path.is_dir():
        raise AppealsError("is a folder, not a file", where=str(path), do="name the files in it")
    digest, size = hashlib.sha256(), 0
    decoder, plain = codecs.getincrementaldecoder("utf-8")(), True
    first = b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                first = first or chunk
                digest.update(chunk)
                size += len(chunk)
                plain = plain and _decodes(decoder, chunk)
    except OSError as error:
        raise AppealsError(
            f"cannot be opened: {(error.strerror or 'no such file').lower()}", where=str(path)
        ) from error
    if not first.strip():
        raise AppealsError("is empty", where=str(path), do=do)
    if first.startswith(_BINARY):
        workbook = first.startswith(_WORKBOOK)
        do = "open it in a spreadsheet and save it as CSV (UTF-8)" if workbook else do
        raise AppealsError("is not a table of text", where=str(path), do=do)
    wide = first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and first.count(0) > len(first) // 20:
        raise AppealsError("is mostly NUL bytes, not text", where=str(path), do=do)
    encoding = "utf-16" if wide else "utf-8-sig" if plain else "cp1252"
    return Opened(path=path, digest=digest.hexdigest(), size=size, encoding=encoding)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


class _Lines:
    """The lines of a file, one after another; some may be given back and are read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: list[str] = []
        self.taken: list[str] = []  # lines of the row being read
        self.line = 0
        self.read = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            text = self._back.pop() if self._back else next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.taken.append(text)
        self.line += 1
        self.read += len(text)
        return text

    def give_back(self, count: int) -> None:
        """Read the last `count` lines of this row again."""
        for text in reversed(self.taken[len(self.taken) - count :]):
            self._back.append(text)
            self.line -= 1
            self.read -= len(text)
        self.ended = False


def rows_of(opened: Opened, told: Callable[[int], None] = lambda _: None) -> Iterator[Row]:
    """The rows of a table, the header first. A quotation mark that is never closed spoils one row, not the rest."""
    with opened.path.open(encoding=opened.encoding, errors="replace", newline="") as file:
        lines = _Lines(iter(file))
        reader = csv.reader(lines, delimiter=_delimiter(opened))
        width = 0
        while True:
            lines.taken.clear()
            begins = lines.line + 1
            fault, cells = "", []
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                fault = f"cannot be read as a row ({error})"
            if lines.ended and len(lines.taken) > 0 and not fault:
                fault = "the file ends within a quotation"
            if not fault and not any(cell.strip() for cell in cells):
                continue
            width = width or len(cells)
            if (fault or len(cells) != width) and (again := _swallowed(lines.taken)):
                fault = "a quotation mark is never closed"
                cells = next(csv.reader(lines.taken[:1], delimiter=_delimiter(opened)), [])
                lines.give_back(again)
            told(lines.read)
            yield Row(line=begins, cells=tuple(cells), read=lines.read, fault=fault)


def _swallowed(taken: list[str]) -> int:
    """How many of the lines belong to later rows, which an unclosed quotation mark took for its own."""
    return next((len(taken) - i for i, text in enumerate(taken) if i and _BEGINS.match(text)), 0)


def _delimiter(opened: Opened) -> str:
    with opened.path.open(encoding=opened.encoding, errors="replace", newline="") as file:
        header = file.readline(65_536)
    return max((",", "\t", ";", "|"), key=lambda sign: (header.count(sign), sign == ","))
