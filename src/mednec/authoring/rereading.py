"""Stored cases reviewed under two versions of a policy: where the outcome or a clause comes out otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mednec.authoring.comparing import Comparison
from mednec.criteria.policy import Policy
from mednec.errors import RequestError
from mednec.intake import read_case
from mednec.model.determination import CriterionResult, Determination
from mednec.model.request import Case
from mednec.packs.library import Library
from mednec.review import review

REQUEST = "request.yaml"
ABSENT = "not there"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """A clause by its labels in both versions, and what it came to in each."""

    before: str
    after: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseChange:
    """A case under both versions."""

    case: str
    was: str
    now: str
    clauses: tuple[StatusChange, ...]

    @property
    def changed(self) -> bool:
        return self.was != self.now or bool(self.clauses)


def case_folders(place: Path) -> tuple[Path, ...]:
    """The case folders in a folder, or the folder itself when it is one. Raises RequestError when there is none."""
    if (place / REQUEST).is_file():
        return (place,)
    found = sorted(p for p in place.iterdir() if (p / REQUEST).is_file()) if place.is_dir() else []
    if not found:
        raise RequestError("holds no cases", where=str(place), do="a case is a folder with request.yaml and documents/")
    return tuple(found)


def reviewed_again(comparison: Comparison, folder: Path, library: Library) -> CaseChange:
    """One case under the old and the new version, whatever days they are in force. Raises RequestError."""
    case = read_case(folder)
    old, was = _review(case, comparison.old.policy, library)
    new, now = _review(case, comparison.new.policy, library)
    return CaseChange(
        case=folder.name,
        was=old.outcome.value,
        now=new.outcome.value,
        clauses=tuple(_changes(comparison.pairs, was, now)),
    )


def _review(case: Case, policy: Policy, library: Library) -> tuple[Determination, dict[str, str]]:
    determination = review(case, policy, library)
    roots = (determination.criteria, *determination.limits, *determination.exclusions)
    return determination, {n.clause: n.status.value for root in roots for n in _every(root)}


def _every(node: CriterionResult) -> Iterator[CriterionResult]:
    yield node
    for child in node.children:
        yield from _every(child)


def _changes(pairs: tuple[tuple[str, str], ...], was: dict[str, str], now: dict[str, str]) -> Iterator[StatusChange]:
    """Clauses that came out otherwise; those of one version only where they were judged."""
    renamed = dict(pairs)
    for label, status in was.items():
        after = renamed.get(label, "")
        got = now.get(after, ABSENT)
        if got != status:
            yield StatusChange(before=label, after=after, was=status, now=got)
    kept = set(renamed.values())
    for label, status in now.items():
        if label not in kept:
            yield StatusChange(before="", after=label, was=ABSENT, now=status)
