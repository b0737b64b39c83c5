"""ICD-10-CM as a compact table: titles, billable codes, inclusion terms, Excludes1 notes, compiled once into a cache.

`python -m mednec.terminology.icd10cm` compiles it; otherwise the first use does. Later use opens the table only.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module, metadata, resources
from pathlib import Path
from typing import Protocol, cast

from mednec.errors import TerminologyError
from mednec.terminology.excludes import CODE as CODE_PATTERN
from mednec.terminology.excludes import covers

PACKAGE = "simple-icd-10-cm"
MODULE = "simple_icd_10_cm"
CODE = re.compile(CODE_PATTERN)
LAYOUT = 1  # raise when the table changes shape; an old cache is then left alone and a new one built
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


class Source(Protocol):
    """The part of the source package that compiling needs."""

    def get_all_codes(self, with_dots: bool = True) -> list[str]: ...
    def get_description(self, code: str) -> str: ...
    def get_parent(self, code: str, prioritize_blocks: bool = False) -> str: ...
    def get_children(self, code: str) -> list[str]: ...
    def get_inclusion_term(self, code: str) -> list[str]: ...
    def get_excludes1(self, code: str) -> list[str]: ...
    def is_chapter_or_block(self, code: str) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IcdCode:
    """One code. `excludes1` holds (code that carries the note, note), its own first, then inherited ones."""

    code: str
    title: str
    billable: bool
    children: tuple[str, ...]
    inclusion_terms: tuple[str, ...]
    excludes1: tuple[tuple[str, str], ...]
    ancestors: tuple[str, ...]  # nearest first

    @property
    def category(self) -> str:
        """The three-character category."""
        return self.code.split(".", 1)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One release of the code set and the days of service it is in force for."""

    label: str  # "April 1 2026"
    first: date
    last: date

    @classmethod
    def starting(cls, first: date) -> Edition:
        """Releases begin on April 1 and October 1 and hold until the next.

        >>> Edition.starting(date(2026, 4, 1)).last
        datetime.date(2026, 9, 30)
        """
        last = date(first.year, 9, 30) if first.month == 4 else date(first.year + 1, 3, 31)
        return cls(label=f"{MONTHS[first.month - 1]} {first.day} {first.year}", first=first, last=last)

    def note(self, first: date, last: date | None = None) -> str:
        """What must be said about days of service outside this edition; empty when all lie inside it."""
        end = last or first
        if self.first <= first and end <= self.last:
            return ""
        days = first.isoformat() if end == first else f"{first.isoformat()} to {end.isoformat()}"
        other = "another edition" if end < self.first or first > self.last else "more than one edition"
        checked = f"{MONTHS[self.first.month - 1]} {self.first.year}"
        return f"date of service {days} lies in {other}; checked against the {checked} edition"


class Icd10cm:
    """The compiled code set, opened read-only. Lookups are remembered; nothing is loaded before it is asked for."""

    def __init__(self, path: Path) -> None:
        try:
            self._table = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            rows = self._table.execute("select name, value from meta").fetchall()
        except sqlite3.Error as error:
            raise TerminologyError(f"code table cannot be read: {error}", where=str(path), do="delete it") from error
        self._meta: dict[str, str] = dict(rows)
        self.edition = Edition.starting(date.fromisoformat(self._meta["first"]))
        self.lookup = lru_cache(maxsize=4096)(self._lookup)

    def close(self) -> None:
        """Close the table."""
        self._table.close()

    def __enter__(self) -> Icd10cm:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._meta["codes"])

    def _lookup(self, code: str) -> IcdCode | None:
        wanted = dotted(code)
        row = self._row(wanted) if CODE.fullmatch(wanted) else None  # chapters and blocks are in the table, no codes
        if row is None:
            return None
        title, parent, children, inclusions, notes = row
        excludes = [(wanted, note) for note in json.loads(notes)]
        ancestors: list[str] = []
        while parent:
            ancestors.append(parent)
            above = self._row(parent)
            if above is None:
                break
            excludes += [(parent, note) for note in json.loads(above[4])]
            parent = above[1]
        return IcdCode(
            code=wanted,
            title=title,
            billable=children == "[]",
            children=tuple(json.loads(children)),
            inclusion_terms=tuple(json.loads(inclusions)),
            excludes1=tuple(excludes),
            ancestors=tuple(ancestors),
        )

    def _row(self, code: str) -> tuple[str, str, str, str, str] | None:
        sql = "select title, parent, children, inclusions, excludes1 from code where code = ?"
        return cast("tuple[str, str, str, str, str] | None", self._table.execute(sql, (code,)).fetchone())

    def excludes1(self, a: str, b: str) -> str | None:
        """The Excludes1 note that forbids coding `a` and `b` together, with the code that carries it, or None."""
        return self._excludes(a, b) or self._excludes(b, a)

    def _excludes(self, holder: str, other: str) -> str | None:
        one, two = self.lookup(holder), self.lookup(other)
        if one is None or two is None:
            return None
        for carrier, note in one.excludes1:
            shared = carrier == two.code or carrier in two.ancestors
            if not shared and covers(note, two.code):
                return f"{carrier} Excludes1: {note}"
        return None


def dotted(code: str) -> str:
    """A code as the tabular list writes it.

    >>> dotted("d8942"), dotted(" M32.9 "), dotted("I10")
    ('D89.42', 'M32.9', 'I10')
    """
    plain = code.strip().upper().replace(".", "")
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 and "-" not in plain else plain


def cache_folder() -> Path:
    """Where compiled tables live: MEDNEC_CACHE, else `mednec` in the XDG cache folder."""
    if chosen := os.environ.get("MEDNEC_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mednec"


def open_icd10cm(folder: Path | None = None, progress: Callable[[str], None] | None = None) -> Icd10cm:
    """The code set, compiled first if this version of the source package is not in the cache yet.

    Raises TerminologyError when the source package is missing or the cache folder cannot be written.
    """
    try:
        version = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise TerminologyError("ICD-10-CM source package is missing", where=PACKAGE, do="install it") from error
    path = (folder or cache_folder()).absolute() / f"icd10cm-{version}-{LAYOUT}.sqlite"
    if not path.exists():
        compile_icd10cm(path, progress or (lambda _: None))
    return Icd10cm(path)


def compile_icd10cm(path: Path, progress: Callable[[str], None]) -> None:
    """Write the table beside its place and rename it, so that a half-written table is never read."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
        os.close(handle)
    except OSError as error:
        do = "set MEDNEC_CACHE to a folder that can be written"
        raise TerminologyError(
            f"cache folder cannot be written: {error.strerror}", where=str(path.parent), do=do
        ) from error
    part = Path(name)
    try:
        progress("ICD-10-CM: reading the tabular list ...")
        source = cast(Source, import_module(MODULE))
        count = _write(part, source, edition_start())
        part.chmod(0o644)  # a cache filled by one user is read by others
        os.replace(part, path)
        progress(f"ICD-10-CM: {count:,} codes compiled to {path}")
    except (OSError, sqlite3.Error) as error:
        raise TerminologyError(f"code table cannot be written: {error}", where=str(path)) from error
    finally:
        part.unlink(missing_ok=True)


def edition_start() -> date:
    """First day of the edition in the source package, read from the name of its tabular file."""
    for file in resources.files(MODULE).joinpath("data").iterdir():
        stem, _, ending = file.name.rpartition(".")
        parts = stem.split("-")
        if ending == "xml" and len(parts) >= 3 and parts[-3] in MONTHS:
            return date(int(parts[-1]), MONTHS.index(parts[-3]) + 1, int(parts[-2]))
    raise TerminologyError("edition of the tabular list is not named", where=PACKAGE, do="install a known version")


def _write(part: Path, source: Source, first: date) -> int:
    table = sqlite3.connect(part)
    try:
        table.execute("create table meta (name text primary key, value text) without rowid")
        table.execute(
            "create table code (code text primary key, title text, parent text, children text, inclusions text,"
            " excludes1 text) without rowid"
        )
        count = table.executemany("insert or ignore into code values (?, ?, ?, ?, ?, ?)", _rows(source)).rowcount
        meta = {"first": first.isoformat(), "codes": str(count)}
        table.executemany("insert into meta values (?, ?)", meta.items())
        table.commit()
    finally:
        table.close()
    return count


def _rows(source: Source) -> Iterator[tuple[str, str, str, str, str, str]]:
    for code in source.get_all_codes(True):
        parent = source.get_parent(code)
        if parent == code:  # a block of one category bears the category's name
            parent = source.get_parent(code, True)
        lists = (source.get_children(code), source.get_inclusion_term(code), source.get_excludes1(code))
        children, inclusions, notes = (json.dumps(items, ensure_ascii=False) for items in lists)
        yield code, source.get_description(code), parent, children, inclusions, notes


def main() -> None:
    """Compile the table, telling what happens."""
    try:
        with open_icd10cm(progress=lambda line: print(line, file=sys.stderr)) as icd:
            print(f"ICD-10-CM, edition of {icd.edition.label}: {len(icd):,} entries")
    except TerminologyError as error:
        raise SystemExit(f"error: {error}") from error


if __name__ == "__main__":
    main()
