"""Checks of the tests beside a policy: which clauses are tested, and which are only asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mednec.packs.checking.around import untyped_limits
from mednec.packs.checking.found import Check, Found, Severity
from mednec.packs.checking.subject import TESTS, Subject


def expected_of(subject: Subject) -> dict[str, set[str]]:
    """The statuses that the tests expect of each clause."""
    found: dict[str, set[str]] = {}
    listed = (subject.tests or {}).get("tests")
    for test in listed if isinstance(listed, list) else []:
        expect = test.get("expect") if isinstance(test, Mapping) else None
        for clause, status in (expect if isinstance(expect, Mapping) else {}).items():
            found.setdefault(str(clause), set()).add(str(status))
    return found


def _no_tests(subject: Subject) -> Iterator[Found]:
    if not expected_of(subject):
        do = "write a few lines of chart and what the clauses must come to (docs/writing-a-policy.md)"
        yield Found(where=TESTS, says="has no tests", do=do)


def _untested(subject: Subject) -> Iterator[Found]:
    expected = expected_of(subject)
    for clause in subject.clauses() if expected else ():
        if clause.label not in expected and clause.kind != "ask":
            says = "is judged by the program, and no test says what it must come to"
            yield Found(clause=clause.label, where=clause.where, says=says, do=f"add a test to {TESTS}")


def _of_nothing(subject: Subject) -> Iterator[Found]:
    labels = {t.label for t in subject.terms()} | set(subject.policy.clauses)
    for clause in expected_of(subject):
        if clause not in labels:
            says = "is expected of in a test, and is no clause of this policy"
            yield Found(clause=clause, where=TESTS, says=says, do="correct the label in the test")


def _asked(subject: Subject) -> Iterator[Found]:
    limits = untyped_limits(subject)  # told with more weight by a check of their own
    for term in subject.leaves():
        if term.kind == "ask" and term not in limits:
            says = f"is not modelled: {' '.join(str(term.slots.get('question', '')).split())}"
            do = "a reviewer answers it; give it a kind if one fits"
            yield Found(clause=term.label, where=term.where, says=says, do=do)


CHECKS = (
    Check(
        name="no-tests",
        severity=Severity.WARNING,
        looks_for="a policy without tests",
        run=_no_tests,
    ),
    Check(
        name="untested-clause",
        severity=Severity.WARNING,
        looks_for="a typed clause of which no test expects anything",
        run=_untested,
    ),
    Check(
        name="test-of-no-clause",
        severity=Severity.ERROR,
        looks_for="a test that expects something of a clause that is not there",
        run=_of_nothing,
    ),
    Check(
        name="asked-clause",
        severity=Severity.NOTE,
        looks_for="a clause, or part of one, that is not modelled, with its question",
        run=_asked,
    ),
)
