"""`mednec facts`: what documents say, as JSON lines, a table and a page; bad input ends in one message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mednec.cli import main

NOTE = """OFFICE VISIT
Date of service: 04/20/2025

ASSESSMENT: Crohn's disease. No fever, no weight loss.
CRP 48 mg/L on 4/14/25.
Adalimumab 1/2023 to 8/2023, no response.
"""
LATER = NOTE.replace("04/20/2025", "06/02/2025").replace("No fever, no weight loss", "Fever since May")


def facts(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["facts", *map(str, arguments)])


@pytest.fixture
def notes(tmp_path: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "april.txt", tmp_path / "june.txt"
    first.write_text(NOTE, "utf-8")
    second.write_text(LATER, "utf-8")
    return first, second


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_line_is_a_fact_with_its_exact_words(notes: tuple[Path, Path]) -> None:
    read = lines(facts(notes[0]))
    assert {"diagnosis", "measurement", "therapy_trial", "date"} <= {str(f["kind"]) for f in read}
    for fact in read:
        start, end = fact["span"]
        assert NOTE[start:end] == fact["quote"]
        assert fact["rule"]


def test_a_fact_of_two_notes_is_one_fact_with_two_places(notes: tuple[Path, Path]) -> None:
    read = lines(facts(*notes))
    (disease,) = [f for f in read if f.get("concept") == "crohns-disease"]
    assert disease["document"] == "april.txt"
    assert [place["document"] for place in disease["also"]] == ["june.txt"]


def test_two_notes_that_disagree_stand_against_each_other(notes: tuple[Path, Path]) -> None:
    read = [f for f in lines(facts(*notes)) if f.get("concept") == "fever"]
    denied, present = sorted(read, key=lambda f: str(f["assertion"]))
    assert (denied["assertion"], present["assertion"]) == ("absent", "present")
    assert [place["document"] for place in denied["against"]] == ["june.txt"]
    assert denied["searched"] == ["april.txt", "june.txt"]


def test_pieces_of_notes_come_back_line_by_line(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [{"id": "a", "text": "No asthma.", "as_of": "2025-03-03"}, {"id": "b", "text": "", "as_of": "2025-03-03"}]
    source.write_text("\n".join(json.dumps(r) for r in rows), "utf-8")
    first, second = lines(facts("--jsonl", source))
    assert (first["id"], second) == ("a", {"id": "b", "facts": []})
    (fact,) = first["facts"]
    assert (fact["assertion"], fact["quote"]) == ("absent", "No asthma")


def test_the_table_names_each_document_and_kind(notes: tuple[Path, Path]) -> None:
    result = facts(*notes, "--table")
    assert result.exit_code == 0
    for words in ("[1] april.txt", "[2] june.txt", "Diagnoses and symptoms", "Treatments", "Measurements", "48 mg/L"):
        assert words in result.stdout


def test_the_page_holds_the_text_and_runs_nothing(notes: tuple[Path, Path]) -> None:
    evil = notes[0].with_name("evil.txt")
    evil.write_text("Asthma <script>alert(1)</script> & fever", "utf-8")
    page = facts(*notes, evil, "--html").stdout
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert '<mark class="dx' in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", ("in.jsonl:1", "json")),
        ('{"id": "a", "text": "x"}', ("in.jsonl:1", "as_of")),
        ('{"id": "a", "text": "x", "as_of": "soon"}', ("in.jsonl:1", "as_of")),
        ('{"id": 1, "text": "x", "as_of": "2025-01-01"}', ("in.jsonl:1", "id")),
    ],
)
def test_a_bad_line_is_named_with_its_field(tmp_path: Path, content: str, words: tuple[str, ...]) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(content, "utf-8")
    result = facts("--jsonl", source)
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    for word in words:
        assert word in result.stderr.lower()


def test_nothing_is_printed_when_a_later_line_is_bad(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "text": "x", "as_of": "2025-01-01"}\n{', "utf-8")
    result = facts("--jsonl", source)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize("arguments", [(), ("missing.txt",), ("--jsonl", "missing.jsonl")])
def test_missing_input_is_one_message(arguments: tuple[str, ...]) -> None:
    result = facts(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
