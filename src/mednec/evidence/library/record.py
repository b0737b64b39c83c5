"""A paper or a label as it was imported. It is not graded: nothing is claimed of which way it points, or how near."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from mednec.errors import MednecError


class LibraryError(MednecError):
    """A file cannot be imported, or a library cannot be opened or written."""


PAPER, LABEL = "paper", "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a record: the abstract, or a section of a label with its LOINC code."""

    name: str
    text: str
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a record was read: the file and its SHA-256, the format, its place among the records, and its line."""

    file: str
    sha256: str
    format: str
    position: int  # from 1
    line: int  # from 1; 0 where the format has no lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One record. `version` orders two states of the same record: a label's number, or the day a paper was revised."""

    kind: str  # paper or label
    title: str
    sections: tuple[Section, ...] = ()
    source: str = ""  # journal, or who makes the drug
    authors: tuple[str, ...] = ()
    year: int | None = None
    types: tuple[str, ...] = ()  # publication types, as the source words them
    subjects: tuple[str, ...] = ()  # MeSH headings and keywords
    products: tuple[str, ...] = ()  # names a label goes by
    pmid: str = ""
    doi: str = ""
    set_id: str = ""
    version: str = ""
    effective: str = ""  # 2026-03-01, of a label
    notices: tuple[str, ...] = ()  # "retraction in ...", "expression of concern in ...", "erratum in ..."
    provenance: Provenance | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the record is known by, the surest first; a record without a number by what it says."""
        told = (("set", self.set_id), ("pmid", self.pmid), ("doi", self.doi))
        found = tuple(f"{kind}:{number}" for kind, number in told if number)
        return found or (f"text:{hashlib.sha256(self._wording().encode()).hexdigest()[:16]}",)

    @property
    def key(self) -> str:
        """The surest of its names."""
        return self.names[0]

    @property
    def digest(self) -> str:
        """Stands for what the record says, wherever it was read."""
        return hashlib.sha256(json.dumps(asdict(replace(self, provenance=None)), sort_keys=True).encode()).hexdigest()

    @property
    def text(self) -> str:
        """Its sections one after another."""
        return "\n\n".join(f"{each.name.upper()}: {each.text}" for each in self.sections)

    @property
    def withdrawn(self) -> bool:
        """Whether the source itself says that the paper was retracted."""
        told = (*self.types, *self.notices)
        return any(each.casefold().startswith(("retracted publication", "retraction in")) for each in told)

    def _wording(self) -> str:
        first = self.authors[0] if self.authors else ""
        return f"{' '.join(self.title.casefold().split())}|{self.year or ''}|{first.casefold()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAside:
    """A record that could not be read: its place in the file and what is wrong with it."""

    position: int
    line: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A record with its place in the file."""

    record: Imported
    position: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """The file ends here for a reason that is told; what stands after it was not read."""

    line: int
    what: str


class Stream(Protocol):
    """A file that is read once, from its beginning."""

    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


Read = Placed | PutAside | Ends
Reading = Iterator[Read]


def to_line(record: Imported) -> str:
    """A record as the library keeps it."""
    return json.dumps(asdict(record), ensure_ascii=False, sort_keys=True)


def from_line(line: str) -> Imported:
    """The record again. Raises ValueError, KeyError or TypeError for what `to_line` did not write."""
    told = json.loads(line)
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    given["sections"] = tuple(Section(**each) for each in told["sections"])
    given["provenance"] = Provenance(**told["provenance"]) if told["provenance"] else None
    return Imported(**given)
