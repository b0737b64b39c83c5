"""Files of tagged lines: cut into records, each line with its number, nothing longer held than one record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mednec.evidence.library.record import Stream

LONGEST_LINE = 1_000_000  # bytes
LARGEST_RECORD = 4_000_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a file; `fault` says why it could not be read."""

    number: int
    text: str
    fault: str = ""


@dataclass(slots=True, kw_only=True)
class Tagged:
    """The tagged values of one record, in order, and what is wrong with it."""

    line: int
    values: list[tuple[str, str]] = field(default_factory=list)
    size: int = 0
    fault: str = ""
    fault_line: int = 0

    def add(self, tag: str, value: str) -> None:
        """A further value; of a record that has grown beyond measure nothing more is kept."""
        self.size += len(value)
        if self.size > LARGEST_RECORD:
            self.values.clear()
            self.wrong(f"more than {LARGEST_RECORD:,} characters in one record", self.line)
        elif not self.fault:
            self.values.append((tag, value.strip()))

    def extend(self, more: str) -> None:
        """A line that goes on with the value before it."""
        if self.values:
            tag, value = self.values.pop()
            self.size -= len(value)
            self.add(tag, f"{value} {more.strip()}" if value else more)

    def wrong(self, what: str, line: int) -> None:
        """The first thing that is wrong with the record."""
        if not self.fault:
            self.fault, self.fault_line = what, line

    def first(self, *tags: str) -> str:
        """The first value under the first of some tags that has one."""
        return next((value for tag in tags for t, value in self.values if t == tag and value), "")

    def every(self, *tags: str) -> tuple[str, ...]:
        """Every value under some tags, each once."""
        return tuple(dict.fromkeys(value for tag, value in self.values if tag in tags and value))


def lines(file: Stream) -> Iterator[Line]:
    """The lines of a file in UTF-8, with any of the usual ends."""
    number = 0
    while piece := file.readline(LONGEST_LINE):
        number += 1
        fault = ""
        if len(piece) == LONGEST_LINE and not piece.endswith(b"\n"):
            fault = "a line without end"
            while piece and not piece.endswith(b"\n"):
                piece = file.readline(LONGEST_LINE)
            piece = b""
        piece = piece.removeprefix(b"\xef\xbb\xbf") if number == 1 else piece
        for within, part in enumerate(piece.rstrip(b"\r\n").split(b"\r")):
            number += 1 if within else 0
            yield _decoded(part, number, fault)


def _decoded(piece: bytes, number: int, fault: str) -> Line:
    try:
        text = piece.decode("utf-8")
    except UnicodeDecodeError as error:
        return Line(
            number=number, text=piece.decode("latin-1"), fault=f"not UTF-8 at byte {error.start + 1} of the line"
        )
    if not fault and any(c < " " and c != "\t" for c in text):
        fault = "characters that are no text"
    return Line(number=number, text=text, fault=fault)


def year_in(text: str) -> int | None:
    """The first year from 1800 to 2199 that stands in a date."""
    digits = "".join(c if c.isascii() and c.isdigit() else " " for c in text).split()
    return next((int(d[:4]) for d in digits if len(d) in (4, 6, 8) and "1800" <= d[:4] <= "2199"), None)


def doi_in(text: str) -> str:
    """A DOI without what people write before it, in small letters; empty when the text has none."""
    at = text.casefold().find("10.")
    return text[at:].split()[0].casefold().rstrip(".,;)]") if at >= 0 and "/" in text[at:] else ""
