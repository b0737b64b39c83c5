"""A policy's own tests, run: what each clause came to, with its quotes, and which clauses are tested how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mednec.authoring.cases import ClauseTest, read_tests
from mednec.criteria.policy import Policy
from mednec.errors import PolicyError
from mednec.model.determination import CriterionResult
from mednec.model.request import Case
from mednec.model.words import Status
from mednec.packs.checking import Subject
from mednec.packs.library import Library
from mednec.review import review

NOT_TAKEN = "the route of this clause was not taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one clause came to in one test, with the words of the chart for and against; `got` empty: not judged."""

    clause: str
    expected: str
    got: str
    note: str = ""
    because: tuple[str, ...] = ()
    contrary: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        return self.got == self.expected

    def says(self) -> str:
        """What is wrong with the answer, in one line; empty when it is the one expected."""
        if self.right:
            return ""
        if not self.got:
            return f"{self.clause}: expected {self.expected}, but {NOT_TAKEN}"
        quotes = f"for {[*self.because]}, against {[*self.contrary]}"
        return f"{self.clause}: expected {self.expected}, got {self.got} ({self.note or 'no note'}); {quotes}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """One test and its answers."""

    name: str
    answers: tuple[Answer, ...]

    @property
    def passed(self) -> bool:
        return all(a.right for a in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How often the tests expect each status of a leaf clause; `asked` for what no program judges."""

    clause: str
    text: str
    asked: bool
    times: Mapping[str, int]

    @property
    def tested(self) -> bool:
        return any(self.times.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The tests of one policy."""

    policy: str
    file: str
    tests: tuple[Tested, ...]
    coverage: tuple[Coverage, ...]

    @property
    def passed(self) -> bool:
        return all(t.passed for t in self.tests)


def report(subject: Subject) -> Report:
    """Run the tests beside a policy. Raises PolicyError when there are none or one cannot be read."""
    if subject.tests is None:
        do = "write tests.yaml beside policy.yaml (docs/writing-a-policy.md)"
        raise PolicyError("has no tests", where=subject.file, do=do)
    tests = read_tests(subject.tests, subject.policy, f"{subject.policy.id}/tests.yaml")
    return Report(
        policy=subject.policy.id,
        file=subject.file,
        tests=tuple(run(test, subject.policy, subject.library) for test in tests),
        coverage=coverage(subject, tests),
    )


def run(test: ClauseTest, policy: Policy, library: Library) -> Tested:
    """One test under every route of the policy; a clause of several routes is taken from the first."""
    request, documents = test.asked(), test.documents()
    found: dict[str, CriterionResult] = {}
    for route in policy.routes:
        case = Case(request=replace(request, request_type=route), documents=documents)
        determination = review(case, policy, library)
        roots = (determination.criteria, *determination.limits, *determination.exclusions)
        found = {n.clause: n for root in roots for n in _every(root)} | found
    answers = tuple(_answer(c, status, found.get(c)) for c, status in test.expect.items())
    return Tested(name=test.name, answers=answers)


def _every(node: CriterionResult) -> Iterator[CriterionResult]:
    yield node
    for child in node.children:
        yield from _every(child)


def _answer(clause: str, expected: str, got: CriterionResult | None) -> Answer:
    if got is None:
        return Answer(clause=clause, expected=expected, got="")
    return Answer(
        clause=clause,
        expected=expected,
        got=got.status.value,
        note=got.note,
        because=tuple(c.quote for c in got.because),
        contrary=tuple(c.quote for c in got.contrary),
    )


def coverage(subject: Subject, tests: Sequence[ClauseTest]) -> tuple[Coverage, ...]:
    """Each leaf clause with how often a status is expected of it."""
    expected = [(c, s) for test in tests for c, s in test.expect.items()]
    return tuple(
        Coverage(
            clause=clause.label,
            text=clause.text,
            asked=all(leaf.kind == "ask" for leaf in clause.leaves()),
            times={s.value: expected.count((clause.label, s.value)) for s in Status},
        )
        for clause in subject.clauses()
    )
