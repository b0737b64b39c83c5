"""`mednec policy compile`, `table` and `simulate`: what they write, and one message for what they cannot read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from mednec.authoring.book import read_book
from mednec.authoring.simulate import simulate
from mednec.cli import main
from mednec.packs.policies import load_policy

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / "packs" / "policies" / "larkspur-omalizumab"
CASE = ROOT / "cases" / "OMA-DEV-001"
NAME = "larkspur-omalizumab"


def policy(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["policy", *map(str, arguments)])


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked case, reviewed."""
    path = tmp_path_factory.mktemp("book") / "book.parquet"
    result = policy("table", CASE, "--policy", NAME, "--out", path)
    assert result.exit_code == 0, result.output
    return path


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """The installed policy without the exclusion that denies the worked case, and another age."""
    folder = copytree(INSTALLED, tmp_path / "draft")
    lines = (folder / "policy.yaml").read_text("utf-8").replace("kind: age, at_least: 12", "kind: age, at_least: 18")
    begin, end = lines.index("  - clause: IV.A"), lines.index("  - {clause: IV.B")
    (folder / "policy.yaml").write_text(lines[:begin] + lines[end:], "utf-8")
    return folder


def test_a_compiled_policy_runs_without_the_program(tmp_path: Path) -> None:
    result = policy("compile", NAME, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    path = Path(result.stdout.strip())
    assert path == tmp_path / "larkspur_omalizumab.py"
    ask = "import larkspur_omalizumab as p; print(p.word('I.A', *p.status(*p.masks({'I.A.2': 'not met'}))))"
    told = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {ask}"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout == "not met\n"


def test_the_table_has_a_column_for_every_test_and_the_outcome_of_the_review(table: Path) -> None:
    frame = pl.read_parquet(table)
    (row,) = frame.to_dicts()
    assert (row["case"], row["line_of_business"], row["route"]) == ("OMA-DEV-001", "commercial", "continuation")
    assert row["reviewed_outcome"] == "deny_recommended"
    assert row["age(at_least=12)"] == "met"
    own = load_policy(INSTALLED)
    assert simulate(read_book(table), own, None).missing == ()


def test_what_is_reckoned_from_the_table_is_what_the_review_said(table: Path) -> None:
    told = simulate(read_book(table), load_policy(INSTALLED), None)
    assert (told.policy.reviewed, told.policy.agreeing) == (1, 1)


def test_a_simulation_tells_what_changes_and_what_the_table_lacks(table: Path, draft: Path) -> None:
    result = policy("simulate", draft, "--against", NAME, "--facts", table, "--format", "json")
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    assert [(m["clause"], m["key"]) for m in told["not_in_the_table"]] == [("I.A.2", "age(at_least=18)")]
    assert {c["clause"]: c["edit"] for c in told["by_clause"]} == {
        "I.A.2": "asks something else",
        "IV.A": "exclusion removed",
    }
    # The worked case is denied by its criteria too, so that the exclusion alone changes nothing.
    assert told["outcomes"]["before"]["deny_recommended"] == told["outcomes"]["after"]["deny_recommended"] == 1
    assert told["outcomes"]["change"] == 0


def test_a_table_made_for_two_policies_has_the_tests_of_both(draft: Path, tmp_path: Path) -> None:
    result = policy("table", CASE, "--policy", NAME, "--policy", draft, "--out", tmp_path / "both.parquet")
    assert result.exit_code == 0, result.output
    assert {"age(at_least=12)", "age(at_least=18)"} <= set(pl.read_parquet_schema(tmp_path / "both.parquet"))


@pytest.mark.parametrize(("name", "begins"), [("r.html", "<!doctype html>"), ("r.json", "{"), ("r.txt", NAME)])
def test_the_ending_of_the_report_says_what_it_is(table: Path, tmp_path: Path, name: str, begins: str) -> None:
    result = policy("simulate", NAME, "--facts", table, "--out", tmp_path / name)
    assert result.exit_code == 0, result.output
    assert (tmp_path / name).read_text("utf-8").startswith(begins)


def test_the_same_simulation_gives_the_same_bytes(table: Path, draft: Path) -> None:
    first, second = (policy("simulate", draft, "--against", NAME, "--facts", table, "--format", "html") for _ in "12")
    assert first.stdout_bytes == second.stdout_bytes


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "no such file"), (b"", "no Parquet table"), (b"PAR1 nothing PAR1", "no Parquet table")],
)
def test_a_table_that_cannot_be_read_is_one_message(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "t.parquet"
    if content is not None:
        path.write_bytes(content)
    refused(policy("simulate", NAME, "--facts", path, "--out", tmp_path / "r.html"), words)
    assert not (tmp_path / "r.html").exists()


def test_a_policy_that_nobody_has_is_one_message(table: Path, tmp_path: Path) -> None:
    refused(policy("simulate", "larkspur-omalizumap", "--facts", table), "larkspur-omalizumab")
    refused(policy("compile", "larkspur-omalizumap", "--out", tmp_path / "out"), "larkspur-omalizumab")
    assert not (tmp_path / "out").exists()


def test_a_case_that_cannot_be_reviewed_leaves_no_table(tmp_path: Path) -> None:
    refused(
        policy("table", tmp_path / "none", "--policy", NAME, "--out", tmp_path / "t.parquet"), "no such case folder"
    )
    refused(policy("table", CASE, CASE, "--policy", NAME, "--out", tmp_path / "t.parquet"), "is given twice")
    assert list(tmp_path.iterdir()) == []


def test_without_the_libraries_for_tables_one_message_says_what_to_install(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    refused(policy("simulate", NAME, "--facts", table), "mednec[batch]")


def test_the_program_starts_without_the_libraries_for_tables() -> None:
    ask = "import sys, mednec.cli; print(sorted({'numpy', 'polars'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True)
    assert told.stdout == "[]\n"


def refused(result: Result, words: str) -> None:
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1), result.output
    assert words in result.stderr
