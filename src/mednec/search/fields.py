"""What an index is built from: fields declared beforehand, and one entry for each document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mednec.errors import MednecError


class SearchError(MednecError):
    """An index cannot be built or opened, or what searching needs is not installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of an index.

    `weight` multiplies what a word found here counts; 0 for a field that is not searched. `kept` text comes back with
    a hit and passages are cut from it. `filtered` fields hold names that a search can ask for by equality.
    """

    name: str
    weight: float = 1.0
    kept: bool = True
    filtered: bool = False

    def __post_init__(self) -> None:
        if not (self.name.isascii() and self.name.isidentifier()):
            raise ValueError(f"{self.name!r} is no name for a field")
        if self.weight < 0 or not (self.weight or self.kept or self.filtered):
            raise ValueError(f"field {self.name!r} is neither searched nor kept nor filtered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document: its key, its texts by field, and the names it can be filtered by."""

    key: str
    texts: Mapping[str, str]
    marks: Mapping[str, Sequence[str]] = field(default_factory=dict)


def declared(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The fields, each name once. Raises ValueError otherwise, or when none is searched."""
    names = [each.name for each in fields]
    if len(set(names)) != len(names):
        raise ValueError(f"a field is declared twice: {', '.join(names)}")
    if not any(each.weight for each in fields):
        raise ValueError("no field is searched")
    return tuple(fields)
