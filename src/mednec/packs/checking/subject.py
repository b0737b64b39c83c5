"""A policy as its checks look at it: the loaded tree beside the file's own fields, its tests, and what is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mednec.criteria.policy import Policy
from mednec.errors import PolicyError
from mednec.packs.checking.terms import Root, Term, roots_of
from mednec.packs.installed import COMPILED
from mednec.packs.library import Library
from mednec.packs.policies import load_policy, policy_of
from mednec.packs.shelf import TEXTS, compiled_from, policy_named
from mednec.packs.vocabulary import read_yaml

TESTS = "tests.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One policy to be checked. `tests` is the content of its tests.yaml, None where there is none."""

    policy: Policy
    content: Mapping[str, object]
    file: str
    tests: Mapping[str, object] | None
    library: Library
    shelf: tuple[Policy, ...]
    roots: tuple[Root, ...]
    written: str = ""  # the file's own text, for line numbers; empty for a text that was compiled

    def line_of(self, label: str) -> int | None:
        """Line of the file on which a clause begins; of a compiled text, the line of its words."""
        if self.written:
            mark = rf"clause:\s*(['\"]?){re.escape(label)}\1\s*(?:[,}}\n]|$)"
            match = re.search(mark, self.written)
            return self.written.count("\n", 0, match.start()) + 1 if match else None
        clause = self.policy.clauses.get(label)
        return self.policy.source.count("\n", 0, clause.citation.start) + 1 if clause else None

    def terms(self) -> Iterator[Term]:
        """Every clause and part of a clause, each label once."""
        seen: set[int] = set()
        for root in self.roots:
            for term in root.term.walk():
                if id(term) not in seen:
                    seen.add(id(term))
                    yield term

    def leaves(self) -> Iterator[Term]:
        return (t for t in self.terms() if not t.children)

    def clauses(self) -> Iterator[Term]:
        """Leaf clauses as a person reads them: a clause of several parts is one."""
        return (t for t in self.terms() if not t.part and (not t.children or t.kind == "parts"))


def subject_of(library: Library, wanted: str) -> Subject:
    """An installed policy by id or number, a folder, a policy.yaml or a payer's text. Raises PolicyError."""
    path = Path(wanted)
    file = path / COMPILED if path.is_dir() else path
    if file.is_file() and file.suffix in TEXTS:
        compiled = compiled_from(file, library)
        policy = policy_of(compiled.content, compiled.source, str(file))
        return made(library, policy, compiled.content, str(file), None)
    if file.is_file():
        return of_file(library, file, wanted)
    policy = policy_named(library, wanted)
    for place in sorted(library.root.glob(f"*/*/{COMPILED}")):
        if load_policy(place.parent).digest == policy.digest:
            return of_file(library, place, f"{place.parent.name}/{COMPILED}")
    raise PolicyError("no such policy", where=wanted, do="give an installed id, a folder or a policy.yaml")


def all_installed(library: Library) -> tuple[Subject, ...]:
    """Every installed policy, by folder."""
    files, shelf = sorted(library.root.glob(f"*/*/{COMPILED}")), library.policies
    return tuple(of_file(library, file, f"{file.parent.name}/{COMPILED}", shelf) for file in files)


def of_file(library: Library, file: Path, shown: str, shelf: tuple[Policy, ...] | None = None) -> Subject:
    """A policy.yaml with the source and tests beside it; `shown` names it in messages, `shelf` is what is installed."""
    policy = load_policy(file.parent, name=file.name)
    content = read_yaml(file)
    beside = file.parent / TESTS
    tests = read_yaml(beside) if beside.is_file() else None
    if tests is not None and not isinstance(tests, Mapping):
        raise PolicyError("holds no tests", where=str(beside), do="see docs/writing-a-policy.md")
    assert isinstance(content, Mapping)  # load_policy has looked
    name = shown if shown.endswith((".yaml", ".yml")) else f"{shown.rstrip('/')}/{file.name}"
    return replace(made(library, policy, content, name, tests, shelf), written=file.read_text("utf-8"))


def made(
    library: Library,
    policy: Policy,
    content: Mapping[str, object],
    file: str,
    tests: Mapping[str, object] | None,
    shelf: tuple[Policy, ...] | None = None,
) -> Subject:
    """A subject from its parts; `shelf` are the installed policies unless others are given."""
    return Subject(
        policy=policy,
        content=content,
        file=file,
        tests=tests,
        library=library,
        shelf=library.policies if shelf is None else shelf,
        roots=roots_of(policy, content),
    )
