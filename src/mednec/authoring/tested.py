"""The tests of policies as a report for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from mednec.authoring.page import printed, table
from mednec.authoring.testing import NOT_TAKEN, Answer, Coverage, Report, Tested
from mednec.model.words import Status
from mednec.render.json_text import Json, Record, to_json
from mednec.render.terminal import ACCENT, QUIET


def as_text(reports: Sequence[Report], *, width: int, colour: bool) -> str:
    """Failures with their quotes, then which clauses are tested how."""
    return printed((part for r in reports for part in _report(r)), width=width, colour=colour)


def _report(report: Report) -> Iterator[RenderableType]:
    yield Text.assemble((report.policy, "bold"), "  ", (report.file, QUIET))
    for test in report.tests:
        if not test.passed:
            yield Text.assemble(("✕ ", "red"), (test.name, "bold"))
            for answer in test.answers:
                yield from _answer(answer)
    right = sum(t.passed for t in report.tests)
    tone = "green" if report.passed else "red"
    yield Text(f"{right} of {len(report.tests)} tests pass", style=tone)
    yield Text()
    yield _coverage(report.coverage)
    yield Text(_sum(report.coverage), style=QUIET)
    yield Text()


def _answer(answer: Answer) -> Iterator[RenderableType]:
    if answer.right:
        return
    got = answer.got or NOT_TAKEN
    yield Text.assemble("  ", (answer.clause, ACCENT), f"  expected {answer.expected}, got {got}")
    if answer.note:
        yield Text(f"    {answer.note}", style=QUIET)
    for sign, quotes in (("+", answer.because), ("\u2212", answer.contrary)):
        for quote in quotes:
            yield Text(f"    {sign} “{' '.join(quote.split())}”")


def _coverage(clauses: Sequence[Coverage]) -> RenderableType:
    made = table("clause", *(s.value for s in Status), "")
    for clause in clauses:
        counts = [str(clause.times[s.value] or "·") for s in Status]
        aside = "asked" if clause.asked else "" if clause.tested else "not tested"
        made.add_row(Text(clause.clause, style=ACCENT), *counts, Text(aside, style=QUIET if clause.asked else "yellow"))
    return made


def _sum(clauses: Sequence[Coverage]) -> str:
    judged = [c for c in clauses if not c.asked]
    tested = [c for c in judged if c.tested]
    both = [c for c in judged if c.times[Status.MET.value] and c.times[Status.NOT_MET.value]]
    silent = [c for c in judged if c.times[Status.NOT_DOCUMENTED.value]]
    asked = f"; {len(clauses) - len(judged)} asked" if len(judged) < len(clauses) else ""
    return (
        f"{len(tested)} of {len(judged)} judged clauses are tested, {len(both)} both met and not met,"
        f" {len(silent)} by silence{asked}"
    )


def as_json(reports: Sequence[Report]) -> str:
    """`{"policies": [{"policy", "file", "passed", "tests": [...], "coverage": [...]}]}`."""
    policies: list[Json] = [_record(r) for r in reports]
    return to_json({"schema": "mednec.policy_test/1", "policies": policies}) + "\n"


def _record(report: Report) -> Record:
    tests: list[Json] = [_test(t) for t in report.tests]
    clauses: list[Json] = [{"clause": c.clause, "asked": c.asked, "expected": dict(c.times)} for c in report.coverage]
    return {
        "policy": report.policy,
        "file": report.file,
        "passed": report.passed,
        "tests": tests,
        "coverage": clauses,
    }


def _test(test: Tested) -> Record:
    answers: list[Json] = [
        {
            "clause": a.clause,
            "expected": a.expected,
            "got": a.got or None,
            "note": a.note,
            "for": list(a.because),
            "against": list(a.contrary),
        }
        for a in test.answers
    ]
    return {"name": test.name, "passed": test.passed, "answers": answers}
