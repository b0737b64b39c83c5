"""`mednec policy check`: what is wrong is told in a table or as JSON; the status says whether it is an error."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from mednec.cli import main

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / "packs" / "policies"


def policy(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["policy", *map(str, arguments)])


@pytest.fixture
def larger(tmp_path: Path) -> Path:
    """The installed policy with a limit whose number was misread."""
    folder = copytree(INSTALLED / "larkspur-omalizumab", tmp_path / "larger")
    file = folder / "policy.yaml"
    text = file.read_text("utf-8")
    assert text.count("per_28_days: 300") == 2
    file.write_text(text.replace("per_28_days: 300", "per_28_days: 375", 1), "utf-8")
    return folder


def test_an_installed_policy_has_no_error() -> None:
    result = policy("check", "larkspur-omalizumab", "TM-RHEU-031")
    assert result.exit_code == 0, result.output
    assert "error" not in result.stdout
    assert "larkspur-omalizumab" in result.stdout
    assert "tamarack-b-cell-lupus" in result.stdout


def test_a_misread_limit_is_an_error_with_clause_line_and_remedy(larger: Path) -> None:
    result = policy("check", larger)
    assert result.exit_code == 1, result.output
    words = " ".join(result.stdout.split())
    assert "number-differs" in words
    assert "'300 mg every 4 weeks" in words
    assert "per_28_days 375" in words
    assert "III.A" in words
    assert "correct the slot" in words
    assert "1 error" in words


def test_the_findings_as_json(larger: Path) -> None:
    result = policy("check", larger, "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["schema"] == "mednec.policy_check/1"
    (one,) = told["policies"]
    assert (one["policy"], one["errors"]) == ("larkspur-omalizumab", 1)
    first = one["found"][0]
    assert (first["check"], first["severity"], first["clause"]) == ("number-differs", "error", "III.A")
    line = (larger / "policy.yaml").read_text("utf-8").splitlines()[first["line"] - 1]
    assert "III.A" in line


def test_without_a_policy_all_installed_ones_are_checked() -> None:
    result = policy("check", "--format", "json")
    assert result.exit_code == 0, result.output
    found = {p["policy"] for p in json.loads(result.stdout)["policies"]}
    assert {f.name for f in INSTALLED.iterdir() if f.is_dir()} <= found


def test_a_policy_that_cannot_be_read_is_one_message(tmp_path: Path) -> None:
    result = policy("check", tmp_path / "none.yaml")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "no such file" in result.stderr


def test_a_folder_without_a_policy_is_one_message(tmp_path: Path) -> None:
    result = policy("check", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_tests_that_are_no_tests_are_one_message(larger: Path) -> None:
    (larger / "tests.yaml").write_text("- a\n", "utf-8")
    result = policy("check", larger)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert "tests.yaml" in result.stderr
