"""`mednec letter`: what is written where, and one clear line for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fpdf import FPDF

from mednec.cli.letters import letter_group
from tests.shipped import library

CASES = Path(__file__).parents[2] / "cases"
DENIED, APPROVED = CASES / "IG-DEV-02", CASES / "IG-DEV-01"


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The packs are read once for all runs of this file."""
    monkeypatch.setattr("mednec.packs.library.load_library", library)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(letter_group, [*map(str, arguments)])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("appeal", APPROVED), "IG-DEV-01: nothing was denied: the recommendation is approve with conditions"),
        (("gap", CASES / "NO-SUCH"), "NO-SUCH"),
        (("peer", CASES / "NO-SUCH"), "NO-SUCH"),
        (("gap", DENIED, "--format", "pdf"), "--format pdf: a PDF is not printed here; name a folder with --out DIR"),
        (("appeal", DENIED, "--denial", CASES / "no.txt"), "no.txt"),
        (
            ("appeal", APPROVED, "--denial", APPROVED / "documents" / "03_laboratory_results.txt"),
            "no reason of a denial",
        ),
        (("peer", DENIED, "--policy", "no-such-policy"), "no-such-policy"),
    ],
)
def test_bad_input_is_one_clear_line(arguments: tuple[str | Path, ...], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert words in result.stderr


@pytest.mark.parametrize(
    "arguments", [("gap",), ("gap", DENIED, "--format", "docx"), ("gap", DENIED, "--date", "May 5")]
)
def test_wrong_use_is_told(arguments: tuple[str | Path, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_markdown_is_printed_with_the_day_of_the_review() -> None:
    result = run("gap", DENIED)
    assert result.exit_code == 0
    assert result.stdout.startswith("# Records needed for a review\n")
    assert "**Date:** 2026-06-22\n\n" in result.stdout


def test_the_day_can_be_given() -> None:
    assert "**Date:** 2026-07-01\n\n" in run("peer", DENIED, "--date", "2026-07-01").stdout


@pytest.mark.parametrize(("kind", "name"), [("gap", "gap-letter"), ("peer", "peer-brief"), ("appeal", "appeal-letter")])
@pytest.mark.parametrize(("form", "begins"), [("md", b"# "), ("html", b"<!doctype html>"), ("pdf", b"%PDF-")])
def test_files_are_written_and_named(kind: str, name: str, form: str, begins: bytes, tmp_path: Path) -> None:
    result = run(kind, DENIED, "--format", form, "--out", tmp_path / "new")
    file = tmp_path / "new" / f"{name}.{form}"
    assert result.stdout == f"{file}\n"
    assert file.read_bytes().startswith(begins)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    result = run("gap", DENIED, "--out", tmp_path / "file" / "below")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_a_notice_given_is_quoted(tmp_path: Path) -> None:
    notice = tmp_path / "denial.txt"
    notice.write_text("Reasons:\n1. The record does not show tolerance (Section II.B).\n", "utf-8")
    result = run("appeal", APPROVED, "--denial", notice)
    assert result.exit_code == 0
    assert "“The record does not show tolerance (Section II.B).”" in result.stdout


def test_a_notice_may_be_a_pdf(tmp_path: Path) -> None:
    page = FPDF()
    page.add_page()
    page.set_font("Helvetica", size=11)
    page.multi_cell(0, 6, "Notice of adverse determination\n\nReasons:\n1. No tolerance is shown (Section II.B).\n")
    page.output(str(tmp_path / "denial.pdf"))
    result = run("appeal", APPROVED, "--denial", tmp_path / "denial.pdf")
    assert result.exit_code == 0, result.stderr
    assert "“No tolerance is shown (Section II.B).”" in result.stdout


def test_a_notice_among_the_documents_is_that_one() -> None:
    file = DENIED / "documents" / "02_initial_adverse_determination.txt"
    assert run("appeal", DENIED, "--denial", file).stdout == run("appeal", DENIED).stdout


def test_help_names_the_three() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for kind in ("gap", "peer", "appeal"):
        assert kind in result.stdout
