"""`mednec policy import` and `tree`: a text becomes a tree; what it does not say is asked; bad input is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mednec.cli import main

ROOT = Path(__file__).parents[2]
TEXT = """# Example drug policy

## I. Initial authorization

Approve when ALL of the following are met:

A. The member is 12 years of age or older.
B. ONE of the following:
   1. Inadequate response to at least 12 weeks of methotrexate; or
   2. Something nobody has a word for, flumbled twice.

## II. Limits

A. Each authorization lasts 6 months.
"""


def policy(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["policy", *map(str, arguments)])


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "example.md"
    path.write_text(TEXT, "utf-8")
    return path


def test_a_text_is_imported_with_what_is_asked(text: Path, tmp_path: Path) -> None:
    result = policy("import", text, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "3 of 4 clauses typed, 1 asked" in result.stdout
    assert (tmp_path / "out" / "source.md").read_text("utf-8") == TEXT
    written = (tmp_path / "out" / "policy.yaml").read_text("utf-8")
    assert "# ASKED I.B.2" in written
    assert "kind: tried" in written


def test_the_imported_policy_loads_again_as_the_same_tree(text: Path, tmp_path: Path) -> None:
    policy("import", text, "--out", tmp_path / "out")
    again = json.loads(policy("tree", tmp_path / "out" / "policy.yaml").stdout)
    direct = json.loads(policy("tree", text).stdout)
    assert again == direct


def test_the_tree_is_the_contract_of_the_command_line(text: Path) -> None:
    tree: dict[str, Any] = json.loads(policy("tree", text).stdout)
    initial = tree["routes"]["initial"]
    assert (initial["clause"], initial["op"]) == ("I", "all")
    assert [c["clause"] for c in initial["children"]] == ["I.A", "I.B"]
    assert initial["children"][1]["op"] == "any"
    assert [c["clause"] for c in tree["limits"]] == ["II.A"]
    assert tree["exclusions"] == []


def test_an_installed_policy_has_a_tree() -> None:
    tree = json.loads(policy("tree", "larkspur-omalizumab").stdout)
    assert tree["routes"]["continuation"]["clause"] == "II"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.md", b"", ("empty",)),
        ("a.md", b"\xff\xfe", ("UTF-8",)),
        ("a.md", b"Everything is covered.", ("no outline",)),
        ("a.rtf", b"text", (".rtf",)),
    ],
)
def test_a_text_that_cannot_be_imported(tmp_path: Path, name: str, content: bytes, words: tuple[str, ...]) -> None:
    (tmp_path / name).write_bytes(content)
    result = policy("import", tmp_path / name, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    for word in words:
        assert word in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_policy_that_nobody_has() -> None:
    result = policy("tree", "larkspur-omalizumap")
    assert result.exit_code == 2
    assert "larkspur-omalizumab" in result.stderr


def test_a_review_under_a_text_tells_how_much_of_it_was_understood(text: Path) -> None:
    case = ROOT / "cases" / "OMA-DEV-001"
    result = CliRunner().invoke(main, ["review", str(case), "--policy", str(text), "--format", "json"])
    assert result.exit_code == 0, result.output
    told = dict(json.loads(result.stdout)["provenance"])["policy understood"]
    assert told == "3 of 4 clauses judged by the program; asked: I.B.2"
