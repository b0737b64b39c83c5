"""What a change of a policy does to a book: counts that can be reckoned by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest

from mednec.authoring.book import Book, Row, book_of, read_book, table_bytes
from mednec.authoring.edits import edits
from mednec.authoring.simulate import Simulation, parts_of, simulate
from mednec.authoring.simulated import as_json, as_text
from mednec.authoring.simulated_page import as_page
from mednec.criteria.leaf import Judgement
from mednec.criteria.policy import CriterionNode, Policy
from mednec.criteria.record import Record
from mednec.errors import MednecError
from mednec.model.words import Outcome, Supplier
from mednec.packs.running.keys import key_of
from tests.determination.made_policies import clause, group, policy

APPROVE, PEND, DENY = Outcome.APPROVE, Outcome.PEND, Outcome.DENY_RECOMMENDED
CODES = {"?": 0, "+": 1, "-": 2, "!": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """A leaf that is only its question; nothing here judges it."""

    question: str
    concepts: tuple[str, ...] = ()
    supplier: Supplier = Supplier.PRESCRIBER

    def judge(self, _record: Record, /) -> Judgement:
        raise AssertionError("a simulation judges no chart")

    def say(self, _record: Record, /) -> str:
        return self.question


def asking(label: str, question: str = "") -> CriterionNode:
    return CriterionNode(clause=clause(label), kind="asks", leaf=Asks(question=question or label))


def key(question: str) -> str:
    return key_of(asking(question))


def book(cases: Sequence[str], *, lines: str = "", questions: Sequence[str] = ("A", "B", "C")) -> Book:
    """A book of cases written as signs, one for each question: `+` met, `-` not met, `!` conflicting, `?` silent."""
    rows = [
        row(f"case-{n}", dict(zip(questions, signs, strict=True)), (lines or "c" * len(cases))[n])
        for n, signs in enumerate(cases)
    ]
    return book_of(rows)


def row(name: str, signs: Mapping[str, str], line: str = "c") -> Row:
    return Row(
        case=name,
        line_of_business={"c": "commercial", "m": "medicare"}[line],
        route="initial",
        in_scope=True,
        impossible=False,
        beside="nothing",
        outcome="approve",
        under="",
        applies={},
        statuses={key(q): CODES[s] for q, s in signs.items()},
    )


ALL = policy(group("all", "I", asking("I.A", "A"), asking("I.B", "B"), asking("I.C", "C")))
TWO = policy(group("at_least", "I", asking("I.A", "A"), asking("I.B", "B"), asking("I.C", "C"), n=2))


def found(book: Book, new: Policy, old: Policy | None = None) -> Simulation:
    return simulate(book, new, old)


def test_outcomes_before_and_after_and_who_changes() -> None:
    told = found(book(["+++", "++-", "+-?", "--+", "+?!"]), TWO, ALL)
    assert told.all.before is not None
    assert (told.all.before[APPROVE], told.all.before[PEND], told.all.before[DENY]) == (1, 1, 3)
    assert (told.all.after[APPROVE], told.all.after[PEND], told.all.after[DENY]) == (2, 2, 1)
    assert told.moves == {(DENY, APPROVE): 1, (DENY, PEND): 1}
    assert told.all.flips == 2
    (cause,) = told.causes
    assert (cause.clause, cause.says, cause.flips) == ("I", "“all” became “at least 2 of”", 2)
    assert told.together == 0


def test_changes_by_line_of_business() -> None:
    told = found(book(["+++", "++-", "+-?", "--+"], lines="cmmc"), TWO, ALL)
    assert {p.name: (p.cases, p.flips) for p in told.lines} == {"commercial": (2, 0), "medicare": (2, 2)}


def test_a_case_that_changes_only_by_two_edits_is_put_down_to_neither() -> None:
    neither = policy(group("all", "I", asking("I.A", "A")))
    told = found(book(["+--", "++-", "+++"]), neither, ALL)
    assert {(c.clause, c.says): c.flips for c in told.causes} == {
        ("I.B", "removed from I"): 0,
        ("I.C", "removed from I"): 1,
    }
    assert told.together == 1


def test_a_clause_that_was_only_renumbered_is_no_edit() -> None:
    renumbered = policy(group("all", "I", asking("I.1", "C"), asking("I.2", "A"), asking("I.3", "B")))
    assert edits(ALL, renumbered) == ()
    assert found(book(["++-"]), renumbered, ALL).all.flips == 0


def test_an_added_clause_with_the_label_of_an_old_one_is_another_clause() -> None:
    added = policy(group("all", "I", asking("I.A", "D"), asking("I.B", "A"), asking("I.C", "B"), asking("I.D", "C")))
    told = found(book(["+++-", "++++"], questions="ABCD"), added, ALL)
    assert {(c.clause, c.flips) for c in told.causes} == {("I.A", 1)}
    assert told.moves == {(APPROVE, DENY): 1}


def test_a_test_that_asks_something_else() -> None:
    stricter = policy(group("all", "I", asking("I.A", "A, and more"), asking("I.B", "B"), asking("I.C", "C")))
    told = found(book(["+++"]), stricter, ALL)
    assert [(m.policy, m.clause, m.key) for m in told.missing] == [("made", "I.A", key("A, and more"))]
    assert told.moves == {(APPROVE, PEND): 1}
    assert [(c.clause, c.says) for c in told.causes] == [("I.A", "asks something else")]


def test_exclusions_and_limits_that_come_and_go() -> None:
    bare = policy(asking("I", "A"))
    barred = policy(asking("I", "A"), exclusions=[asking("IV", "B")])
    limited = policy(asking("I", "A"), limits=[asking("III", "C")], modified_by=("III",))
    cases = book(["++-", "+-+", "+??"])
    assert found(cases, barred, bare).moves == {(APPROVE, DENY): 1}
    assert found(cases, bare, barred).moves == {(DENY, APPROVE): 1}
    told = found(cases, limited, bare)
    assert told.moves == {(APPROVE, Outcome.APPROVE_MODIFIED): 1, (APPROVE, PEND): 1}
    assert (told.causes[0].clause, told.causes[0].says) == ("III", "limit added")


def test_every_kind_of_difference_is_told() -> None:
    old = policy(
        group("all", "I", asking("I.A", "A"), group("any", "I.B", asking("I.B.1", "B"), asking("I.B.2", "C"))),
        limits=[asking("III.A", "D"), asking("III.B", "E")],
        modified_by=("III.A",),
    )
    new = policy(
        group("all", "I", asking("I.A", "A"), group("all", "I.B", asking("I.B.1", "B"), asking("I.B.2", "F"))),
        limits=[asking("III.A", "D"), asking("III.B", "E")],
        modified_by=("III.A", "III.B"),
        exceptions=[("III.A", ("III.B",))],
        continuation=asking("II", "G"),
    )
    assert [(e.clause, e.says) for e in edits(old, new)] == [
        ("I.B", "“any” became “all”"),
        ("I.B.2", "asks something else"),
        ("II", "route continuation added"),
        ("III.B", "whether an excess is answered with the amount within the limit"),
        ("III.A", "exceptions to a limit"),
    ]
    assert ("II", "route continuation removed") in [(e.clause, e.says) for e in edits(new, old)]


def test_all_edits_together_make_the_new_policy() -> None:
    """Applied one after the other, what is told apart comes to the same again."""
    old = policy(group("all", "I", asking("I.A", "A"), group("any", "I.B", asking("I.B.1", "B"), asking("I.B.2", "C"))))
    new = policy(
        group("at_least", "I", asking("I.A", "A"), group("any", "I.B", asking("I.B.1", "D")), asking("I.C", "E"), n=2)
    )
    now = old
    for _ in range(9):
        found = edits(now, new)
        if not found:
            break
        now = found[0].alone
    assert edits(now, new) == ()


def test_what_alone_keeps_cases_from_approval() -> None:
    told = found(book(["+?+", "-++", "+-+", "?-+"]), ALL)
    assert [(s.clause, s.cases) for s in told.short] == [("I.B", 2), ("I.A", 1)]
    assert told.all.before is None


def test_a_clause_that_must_not_be_met_keeps_cases_from_approval_too() -> None:
    turned = policy(group("all", "I", asking("I.A", "A"), group("not", "I.B", asking("I.B.1", "B"))))
    told = found(book(["++", "+-", "+?"], questions="AB"), turned)
    assert [(s.clause, s.cases) for s in told.short] == [("I.B.1", 2)]


def test_an_exclusion_that_alone_keeps_cases_from_approval() -> None:
    barred = policy(asking("I", "A"), exclusions=[asking("IV", "B")])
    told = found(book(["+++", "+?+", "-++"]), barred)
    assert [(s.clause, s.cases) for s in told.short] == [("IV", 1)]


def test_as_many_parts_are_told_as_were_announced() -> None:
    told: list[str] = []
    simulate(book(["+++"]), TWO, ALL, told.append)
    assert len(told) == parts_of(TWO, ALL)


def test_what_was_reviewed_under_this_policy_is_compared_with_the_review() -> None:
    own = replace(ALL, digest="d1")
    rows = [replace(row(f"{n}", {"A": a, "B": "+", "C": "+"}), under="d1") for n, a in enumerate("++-")]
    told = simulate(book_of(rows), own, None)
    assert (told.policy.reviewed, told.policy.agreeing) == (3, 2)
    assert "2 of 3 cases reviewed under made" in as_text(told, width=100, colour=False)


def test_the_report_holds_the_counts_in_every_form() -> None:
    told = found(book(["+++", "++-", "+-?", "--+"]), TWO, ALL)
    text, page, record = as_text(told, width=100, colour=False), as_page(told), as_json(told)
    assert "2 of 4 cases change outcome (50.0%)" in text
    assert '"schema": "mednec.policy_simulation/1"' in record
    assert "“all” became “at least 2 of”" in page
    assert page.count("<rect") > 8
    assert "http" not in page.replace("http-equiv", "")


def test_words_of_a_table_are_escaped_on_the_page() -> None:
    rows = [replace(row("1", {"A": "+", "B": "+", "C": "+"}), line_of_business="<script>alert(1)</script>")]
    assert "<script" not in as_page(simulate(book_of(rows), ALL, None))


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = [row("1", {"A": "+", "B": "!"}), row("2", {"A": "-", "C": "?"})]
    path = tmp_path / "t.parquet"
    path.write_bytes(table_bytes(rows))
    told = read_book(path)
    codes = {q: told.codes(key(q)) for q in "ABC"}
    assert {q: None if c is None else c.tolist() for q, c in codes.items()} == {"A": [1, 2], "B": [3, 0], "C": [0, 0]}
    assert told.codes("another test") is None


def test_codes_and_plain_words_are_read_alike(tmp_path: Path) -> None:
    plain = {"case": ["1", "2"], "line_of_business": ["a", None], "route": ["initial", "initial"]}
    pl.DataFrame({**plain, "x": [3, 6], "y": ["conflicting", "not_met_inferred"]}).write_parquet(tmp_path / "t.parquet")
    told = read_book(tmp_path / "t.parquet")
    x, y = told.codes("x"), told.codes("y")
    assert x is not None
    assert y is not None
    assert x.tolist() == y.tolist() == [3, 6]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"case": ["1"], "route": ["initial"]}, "has no column 'line_of_business'"),
        ({"case": [], "line_of_business": [], "route": []}, "has no cases"),
        ({"case": ["1", "1"], "line_of_business": ["a"] * 2, "route": ["initial"] * 2}, "case '1' stands in it twice"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, columns: Mapping[str, list[str]], words: str) -> None:
    pl.DataFrame(columns).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(MednecError, match=words):
        read_book(tmp_path / "t.parquet")


@pytest.mark.parametrize(("values", "words"), [(["perhaps"], "'perhaps' is no status"), ([9], "9 is no status")])
def test_a_status_that_is_none(tmp_path: Path, values: list[str], words: str) -> None:
    columns = {"case": ["1"], "line_of_business": ["a"], "route": ["initial"], key("A"): values}
    pl.DataFrame(columns).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(MednecError, match=words):
        simulate(read_book(tmp_path / "t.parquet"), ALL, None)
