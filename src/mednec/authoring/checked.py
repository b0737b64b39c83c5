"""What the checks found, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.text import Text

from mednec.authoring.page import printed, table
from mednec.packs.checking import Fault, Severity, Subject, check
from mednec.render.json_text import Json, Record, to_json
from mednec.render.terminal import ACCENT, QUIET

CLAUSE_COLUMN = 24
_TONES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: QUIET}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A policy and what its checks found."""

    subject: Subject
    faults: tuple[Fault, ...]

    def count(self, severity: Severity) -> int:
        return sum(f.severity is severity for f in self.faults)


def checked(subjects: Sequence[Subject]) -> tuple[Checked, ...]:
    return tuple(Checked(subject=subject, faults=check(subject)) for subject in subjects)


def has_errors(results: Sequence[Checked]) -> bool:
    return any(result.count(Severity.ERROR) for result in results)


def as_text(results: Sequence[Checked], *, width: int, colour: bool) -> str:
    """One table for each policy, errors first, and a line that counts."""
    parts = [part for result in results for part in _policy(result)]
    return printed(parts, width=width, colour=colour)


def _policy(result: Checked) -> Iterator[RenderableType]:
    yield Text.assemble((result.subject.policy.id, "bold"), "  ", (result.subject.file, QUIET))
    if result.faults:
        found = table("", "clause", "check and what to do")
        found.columns[1].max_width = CLAUSE_COLUMN
        for fault in result.faults:
            place = fault.clause or fault.where
            line = f"line {fault.line}" if fault.line else ""
            words = Text.assemble((fault.check, "bold"), f"  {fault.says}\n", (fault.do, QUIET))
            found.add_row(
                Text(fault.severity.value, style=_TONES[fault.severity]),
                Text.assemble((place, ACCENT), "\n", (line, QUIET)),
                words,
            )
        yield found
    yield Text(_counts(result))
    yield Text()


def _counts(result: Checked) -> str:
    counts = [(result.count(s), s.value) for s in Severity]
    said = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n]
    return ", ".join(said) or "nothing found"


def as_json(results: Sequence[Checked]) -> str:
    """`{"policies": [{"policy", "file", "errors", "warnings", "notes", "found": [...]}]}`."""
    policies: list[Json] = [_record(result) for result in results]
    return to_json({"schema": "mednec.policy_check/1", "policies": policies}) + "\n"


def _record(result: Checked) -> Record:
    found: list[Json] = [
        {
            "check": fault.check,
            "severity": fault.severity.value,
            "clause": fault.clause,
            "where": fault.where,
            "line": fault.line,
            "says": fault.says,
            "do": fault.do,
        }
        for fault in result.faults
    ]
    return {
        "policy": result.subject.policy.id,
        "version": result.subject.policy.version,
        "file": result.subject.file,
        "errors": result.count(Severity.ERROR),
        "warnings": result.count(Severity.WARNING),
        "notes": result.count(Severity.NOTE),
        "found": found,
    }
