"""Decisions written as text, one record after another, each opened by its number on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mednec.appeals.publishers import PUBLISHERS
from mednec.appeals.rows import ending_in
from mednec.appeals.tables import Opened
from mednec.model.appeal import Appeal

_NUMBER = re.compile(r"\d{6}-\d{3,8}")
_LINES = ("number", "year", "payer", "payer_type", "diagnosis", "treatment", "issue", "ending")
_LONGEST = 100_000  # letters of one record; more is two that ran together
_YEAR = re.compile(r"(19|20)\d\d")
_SUMMARY = "case summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The lines of one record and the line of the file it begins on."""

    line: int
    lines: tuple[str, ...]
    read: int


def is_records(opened: Opened) -> bool:
    """Whether a file holds text records: its first line with words is a number, alone."""
    with opened.path.open(encoding=opened.encoding, errors="replace") as file:
        first = next((line.strip() for line in file if line.strip()), "")
    return bool(_NUMBER.fullmatch(first))


def records_of(opened: Opened) -> Iterator[Record]:
    """The records of a file, one at a time."""
    lines: list[str] = []
    begins, read = 1, 0
    with opened.path.open(encoding=opened.encoding, errors="replace") as file:
        for at, text in enumerate(file, start=1):
            read += len(text)
            if _NUMBER.fullmatch(text.strip()) and lines:
                yield Record(line=begins, lines=tuple(lines), read=read)
                lines = []
            if not lines:
                begins = at
            if text.strip() or lines:
                lines.append(text.rstrip("\r\n"))
    if any(line.strip() for line in lines):
        yield Record(line=begins, lines=tuple(lines), read=read)


def appeal_in_record(record: Record) -> Appeal | str:
    """The decision a record holds, or why there is none in it."""
    told = [line.strip() for line in record.lines if line.strip()]
    if sum(map(len, told)) > _LONGEST:
        return "longer than any decision; two records may have run together"
    if any("\0" in line for line in told):
        return "holds a NUL byte"
    if len(told) < len(_LINES):
        return f"{len(told)} lines where number, year, plan, coverage, diagnosis, treatment, issue and ending belong"
    cells = dict(zip(_LINES, told, strict=False))
    if not _NUMBER.fullmatch(cells["number"]):
        return f"does not begin with a number but with {cells['number'][:40]!r}"
    if not _YEAR.fullmatch(cells["year"]):
        return f"year {cells['year'][:30]!r} is no year"
    ending = ending_in(cells["ending"])
    if ending is None:
        return f"ending {cells['ending'][:60]!r} is none of overturned, overturned in part, upheld"
    body = told[len(_LINES) :]
    if body and body[0].lower().rstrip(":") == _SUMMARY:
        body = body[1:]
    return Appeal(
        publisher=PUBLISHERS["ny-dfs"].name,
        number=cells["number"],
        year=int(cells["year"]),
        ending=ending,
        text="\n".join(body),
        **{name: cells[name] for name in ("payer", "payer_type", "diagnosis", "treatment", "issue")},
    )
