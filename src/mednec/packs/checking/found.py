"""What a check is and what it says: name, severity, the clause and place it is about, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from mednec.packs.checking.subject import Subject


class Severity(StrEnum):
    """An error decides wrongly or cannot decide; a warning is likely a slip; a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that a check saw: the clause (empty for the whole policy), its place in the file, words, remedy."""

    clause: str = ""
    where: str = ""
    says: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A named check; `looks_for` completes "reports ..."."""

    name: str
    severity: Severity
    looks_for: str
    run: Callable[[Subject], Iterator[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A finding under the name and severity of its check."""

    check: str
    severity: Severity
    clause: str
    where: str
    line: int | None = None
    says: str
    do: str
