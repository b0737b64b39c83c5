"""Two versions compared clause by clause: matched by label, by their words where they were renumbered."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from mednec.authoring.comparing import Comparison, compare
from mednec.authoring.rereading import case_folders, reviewed_again
from mednec.errors import RequestError
from mednec.packs.checking import Subject
from mednec.packs.checking.subject import of_file
from tests.cases.reviewed import CASES
from tests.shipped import PACKS, library

INSTALLED = PACKS / "policies" / "larkspur-omalizumab"


def installed() -> Subject:
    return of_file(library(), INSTALLED / "policy.yaml", "old")


def changed(tmp_path: Path, *replacements: tuple[str, str]) -> Comparison:
    """The installed policy against a copy in which words were replaced, in the text and the tree alike."""
    folder = copytree(INSTALLED, tmp_path / "new")
    for before, after in replacements:
        hits = 0
        for name in ("policy.yaml", "source.md"):
            text = (folder / name).read_text("utf-8")
            hits += text.count(before)
            (folder / name).write_text(text.replace(before, after), "utf-8")
        assert hits, before
    return compare(installed(), of_file(library(), folder / "policy.yaml", "new"))


def told(comparison: Comparison) -> dict[str, list[tuple[str, str, str, str]]]:
    return {c.label: [(d.what, d.name, d.before, d.after) for d in c.changes] for c in comparison.clauses}


def test_the_same_policy_has_no_differences() -> None:
    comparison = compare(installed(), installed())
    assert comparison.same
    assert all(a == b for a, b in comparison.pairs)


def test_a_threshold_that_moved(tmp_path: Path) -> None:
    found = told(
        changed(
            tmp_path, ("is 12 years of age", "is 6 years of age"), ("kind: age, at_least: 12", "kind: age, at_least: 6")
        )
    )
    assert set(found) == {"I.A.2"}
    assert ("threshold", "at_least", "12", "6") in found["I.A.2"]
    assert [what for what, *_ in found["I.A.2"]] == ["words", "threshold"]


def test_an_operator_that_moved(tmp_path: Path) -> None:
    found = told(changed(tmp_path, ("at least three minor criteria", "at least two minor criteria"), ("n: 3", "n: 2")))
    assert ("operator", "", "at least 3", "at least 2") in found["I.B.1.b"]


def test_clauses_that_were_renumbered_are_the_same_clauses(tmp_path: Path) -> None:
    found = told(changed(tmp_path, ("clause: IV.C", "clause: IV.D"), ("clause: IV.B", "clause: IV.C")))
    assert found == {"IV.C": [("label", "", "IV.B", "IV.C")], "IV.D": [("label", "", "IV.C", "IV.D")]}


def test_a_clause_that_is_gone_and_one_that_came(tmp_path: Path) -> None:
    gone = "  - {clause: IV.C, text: Urticaria of less than 6 weeks' duration., kind: diagnosis, of: [acute-urticaria]}"
    comparison = changed(
        tmp_path,
        (gone, "  - {clause: IV.E, text: Asthma., kind: diagnosis, of: [asthma]}"),
        ("# Omalizumab", "Asthma."),
    )
    assert {c.label: (c.before is not None, c.after is not None) for c in comparison.clauses} == {
        "IV.C": (True, False),
        "IV.E": (False, True),
    }


def test_a_clause_that_is_only_asked_now(tmp_path: Path) -> None:
    typed = "kind: finding\n                    of: [venom-immunotherapy]"
    found = told(changed(tmp_path, (typed, "kind: ask\n                    question: Is venom immunotherapy planned?")))
    assert ("now asked", "", "finding", "ask") in found["I.B.2.d"]


def test_fields_around_the_tree(tmp_path: Path) -> None:
    comparison = changed(tmp_path, ("effective: {from: 2025-01-01}", "effective: {from: 2026-01-01}"))
    assert [(c.name, c.before, c.after) for c in comparison.around] == [
        ("effective", "from: 2025-01-01", "from: 2026-01-01")
    ]
    assert comparison.clauses == ()


def test_a_case_whose_clause_comes_out_otherwise(tmp_path: Path) -> None:
    """The patient of the case is younger than 70, so that the age asked for decides."""
    comparison = changed(
        tmp_path, ("is 12 years of age", "is 70 years of age"), ("kind: age, at_least: 12", "kind: age, at_least: 70")
    )
    case = reviewed_again(comparison, CASES / "OMA-DEV-001", library())
    assert case.changed
    ages = [c for c in case.clauses if c.after == "I.A.2"]
    assert [(c.before, c.was, c.now) for c in ages] == [("I.A.2", "met", "not met")]


def test_a_case_that_stays_as_it_is(tmp_path: Path) -> None:
    comparison = changed(tmp_path, ("clause: IV.C", "clause: IV.D"), ("clause: IV.B", "clause: IV.C"))
    case = reviewed_again(comparison, CASES / "OMA-DEV-001", library())
    assert not case.changed
    assert case.was == case.now


def test_where_cases_are(tmp_path: Path) -> None:
    assert [p.name for p in case_folders(CASES)] == sorted(p.parent.name for p in CASES.glob("*/request.yaml"))
    assert case_folders(CASES / "OMA-DEV-001") == (CASES / "OMA-DEV-001",)
    with pytest.raises(RequestError, match="holds no cases"):
        case_folders(tmp_path)
