"""Bad input at the command line: one clear message, status 2, nothing written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mednec.cli import main

ROOT = Path(__file__).parents[2]
CASES, POLICIES = ROOT / "cases", ROOT / "packs" / "policies"
Spoil = Callable[[Path], None]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A copy of a worked case that a test may spoil."""
    return Path(shutil.copytree(CASES / "OMA-DEV-001", tmp_path / "case"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["review", *map(str, arguments)])


def refused(result: Result, out: Path, *words: str) -> None:
    """Status 2, one line of error that holds these words, no traceback, no file."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("error: ")
    for word in words:
        assert word in result.stderr
    assert not out.exists() or list(out.iterdir()) == []


def edit(name: str, old: str, new: str) -> Spoil:
    def spoil(case: Path) -> None:
        file = case / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return spoil


def put(name: str, content: bytes) -> Spoil:
    def spoil(case: Path) -> None:
        (case / name).write_bytes(content)

    return spoil


def sparse(name: str, size: int) -> Spoil:
    def spoil(case: Path) -> None:
        with (case / name).open("wb") as file:
            file.truncate(size)

    return spoil


def remove(name: str) -> Spoil:
    def spoil(case: Path) -> None:
        target = case / name
        shutil.rmtree(target) if target.is_dir() else target.unlink()

    return spoil


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (put("request.yaml", b""), ("request.yaml", "empty")),
        (put("request.yaml", b"\xff\xfe\x00"), ("request.yaml", "UTF-8")),
        (put("request.yaml", b"lines: [\n"), ("request.yaml", "not readable as YAML")),
        (edit("request.yaml", "from: 2025-03-24", "from: 2025-09-24"), ("lines.0", "dates reversed")),
        (edit("request.yaml", "600 mg SC every 2 weeks", "600 zorps SC every 2 weeks"), ("lines.0.regimen", "zorps")),
        (
            edit("request.yaml", "received: 2025-04-09T10:12:00", "received: 2024-12-09T10:12:00"),
            ("before this policy",),
        ),
        (edit("request.yaml", "larkspur_omalizumab.md", "larkspur_omalizumap.md"), ("did you mean",)),
        (edit("request.yaml", "policy: larkspur_omalizumab.md", "policy: ''"), ("names no policy", "--policy")),
        (put("documents/99.txt", b""), ("documents/99.txt", "empty")),
        (put("documents/99.txt", b"a\x00b"), ("documents/99.txt", "binary")),
        (put("documents/99.txt", b"caf\xe9"), ("documents/99.txt", "UTF-8", "byte 3")),
        (sparse("documents/99.txt", 50_000_000), ("documents/99.txt", "50 MB")),
        (remove("documents"), ("documents",)),
    ],
)
def test_a_case_that_cannot_be_reviewed(case: Path, tmp_path: Path, spoil: Spoil, words: tuple[str, ...]) -> None:
    spoil(case)
    out = tmp_path / "out"
    refused(run(case, "--format", "json", "--out", out), out, *words)


def test_no_such_case(tmp_path: Path) -> None:
    refused(run(tmp_path / "nobody", "--out", tmp_path / "out"), tmp_path / "out", "no such case folder")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: prescriber", "kind: prescriberr", ("unknown kind 'prescriberr'", "did you mean 'prescriber'")),
        ("text: The member is 12 years of age or older.,", "text: '',", ("without text", "I.A.2")),
        ("text: The member is 12 years of age or older.,", "text: Nobody wrote this.,", ("does not stand in",)),
        ("- {clause: I.A.2,", "- {clause: I.A.1,", ("used twice", "I.A.1")),
        ("- include: I\n", "- include: II\n", ("a cycle",)),
        ("of: [tryptase]", "of: [triptase]", ("triptase", "did you mean 'tryptase'")),
        ("at_least: 12", "at_leest: 12", ("unknown slot 'at_leest'", "did you mean 'at_least'")),
    ],
)
def test_a_policy_that_cannot_be_used(case: Path, tmp_path: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    policy = Path(shutil.copytree(POLICIES / "larkspur-omalizumab", tmp_path / "policy"))
    text = (policy / "policy.yaml").read_text("utf-8")
    assert old in text
    (policy / "policy.yaml").write_text(text.replace(old, new, 1), "utf-8")
    out = tmp_path / "out"
    refused(run(case, "--policy", policy / "policy.yaml", "--out", out), out, *words)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("nobody-knows-this", ("no policy 'nobody-knows-this'", "installed are")),
        ("gone.md", ("no such file",)),
        ("packs/policies/none/policy.yaml", ("no such file",)),
    ],
)
def test_a_policy_that_is_not_there(case: Path, tmp_path: Path, policy: str, words: tuple[str, ...]) -> None:
    refused(run(case, "--policy", policy, "--out", tmp_path / "out"), tmp_path / "out", *words)


def test_a_text_without_an_outline(case: Path, tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("# A policy\nEverything is covered.\n", "utf-8")
    refused(run(case, "--policy", tmp_path / "text.md"), tmp_path / "out", "text", "no outline of criteria")


def test_nowhere_to_write(case: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", "utf-8")
    result = run(case, "--out", tmp_path / "taken")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert (tmp_path / "taken").read_text("utf-8") == "a file"


def test_a_document_to_accept_that_is_not_there(case: Path, tmp_path: Path) -> None:
    refused(run(case, "--accept", "77.txt", "--out", tmp_path / "out"), tmp_path / "out", "77.txt")
