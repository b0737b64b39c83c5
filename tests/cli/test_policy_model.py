"""`mednec policy import --model`: types that a model proposes, what is told of them, and the same file without one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from mednec.cli import main
from tests.language_model.served import MODEL, Request, helpful, nowhere, served, text_of
from tests.pointing.proposing import one
from tests.pointing.test_leaf_questions import PROTEIN

TEXT = """# Example drug policy

## I. Initial authorization

Approve when ALL of the following are met:

A. The member is 12 years of age or older.
B. urine protein-to-creatinine ratio reduced by half or more, with stable creatinine.
C. Dysphagia attributed to dermatomyositis by the treating specialist.
D. Something nobody has a word for, flumbled twice.
"""
WEAK = one("finding", of=(["dysphagia"], "Dysphagia"))
INTENT = {"op": "nothing", "n": 0, "n_words": "", "parts": []}


@pytest.fixture(autouse=True)
def own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("MEDNEC_MODEL", "MEDNEC_MODEL_URL", "MEDNEC_MODEL_KEY", "MEDNEC_MODEL_HOSTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MEDNEC_ANSWERS", str(tmp_path / "answers"))


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "example.md"
    path.write_text(TEXT, "utf-8")
    return path


def imported(text: Path, out: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["policy", "import", str(text), "--out", str(out), *options])


def answer(request: Request) -> object:
    """As a model that reads one clause well, one carelessly, and leaves the other alone."""
    asked = text_of(request)
    if "Clause I.B," in asked:
        return PROTEIN.model_dump(mode="json")
    return WEAK.model_dump(mode="json") if "Clause I.C," in asked else INTENT


def test_what_a_model_proposes_is_told_and_written_as_proposed(text: Path, tmp_path: Path) -> None:
    with served(helpful(answer)) as server:
        result = imported(text, tmp_path / "out", "--model", MODEL, "--model-url", server.url)
    assert result.exit_code == 0, result.output
    told = result.stdout.splitlines()
    assert f"4 clauses: 1 typed by the program, 1 proposed by {MODEL}, 2 asked" in told
    assert any(line.startswith("proposed I.B: change (of upcr, better lower, by_percent 50) all ask") for line in told)
    refused = next(line for line in told if line.startswith("asked I.C: the model proposed finding (of dysphagia), "))
    assert "not accepted because the words 'dermatomyositis' are not covered" in refused
    assert len(server.heard) == 3
    written = yaml.safe_load((tmp_path / "out" / "policy.yaml").read_text("utf-8"))
    proposed = {c["clause"]: c.get("proposed_by") for c in written["routes"]["initial"]["children"]}
    assert proposed == {"I.A": None, "I.B": f"{MODEL} (leaf-1)", "I.C": None, "I.D": None}


def test_the_proposed_policy_is_checked_and_its_proposals_are_named(text: Path, tmp_path: Path) -> None:
    with served(helpful(answer)) as server:
        imported(text, tmp_path / "out", "--model", MODEL, "--model-url", server.url)
    result = CliRunner().invoke(main, ["policy", "check", str(tmp_path / "out"), "--format", "json"])
    assert f"proposed by {MODEL} (leaf-1), adopted by nobody" in result.output


def test_the_same_again_from_the_answers_kept(text: Path, tmp_path: Path) -> None:
    with served(helpful(answer)) as server:
        imported(text, tmp_path / "one", "--model", MODEL, "--model-url", server.url)
    result = imported(text, tmp_path / "two", "--model", MODEL, "--replay")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "two" / "policy.yaml").read_bytes() == (tmp_path / "one" / "policy.yaml").read_bytes()


def test_without_a_model_and_with_one_that_fails_the_same_file_is_written(text: Path, tmp_path: Path) -> None:
    plain = imported(text, tmp_path / "plain")
    assert "1 of 4 clauses typed, 3 asked" in plain.stdout
    assert len(plain.stdout.splitlines()) == 2
    failed = imported(text, tmp_path / "failed", "--model", MODEL, "--model-url", nowhere(), "--model-timeout", "1")
    assert failed.exit_code == 0, failed.output
    assert "asked I.B, I.C, I.D: no proposal: " in failed.stdout
    for name in ("policy.yaml", "source.md"):
        assert (tmp_path / "failed" / name).read_bytes() == (tmp_path / "plain" / name).read_bytes()
