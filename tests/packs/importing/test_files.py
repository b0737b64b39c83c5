"""Policies as PDF and Word files come to the same tree as their text; what cannot be read is said in one message."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from mednec.cli import main
from mednec.packs.importing.compile import compile_text
from tests.intake.test_files_of_text import LINES, pdf
from tests.shipped import library

ENGLISH = (
    "# Policy\n## Initial criteria: all of the following\nA. The member is a person of 18 years of age or older.\n"
)


def imported(path: Path, out: Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["policy", "import", str(path), "--out", str(out)])
    return result.exit_code, result.output


def test_a_pdf_and_a_word_file_are_policies(tmp_path: Path) -> None:
    code, said = imported(pdf(tmp_path / "p.pdf", [LINES]), tmp_path / "a")
    assert (code, "2 of 2 clauses typed, 0 asked" in said) == (0, True)
    made = docx.Document()
    made.add_heading("Initial criteria: all of the following", 2)
    for words in ("The member is 18 years of age or older.", "Asthma."):
        made.add_paragraph(words, style="List Number")
    made.save(str(tmp_path / "p.docx"))
    code, said = imported(tmp_path / "p.docx", tmp_path / "b")
    assert (code, "2 of 2 clauses typed, 0 asked" in said) == (0, True)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("prose.md", "A text without any list of criteria in it.\n", "no outline of criteria"),
        ("empty.txt", "\n", "the text is empty"),
        ("odd.rtf", "{\\rtf1}", "cannot read .rtf policies"),
        (
            "german.md",
            "## Kriterien\nA. Der Patient leidet unter schwerem Asthma trotz hoher Dosen inhalativer Steroide.\n",
            "not in English",
        ),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(name: str, text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    code, said = imported(tmp_path / name, tmp_path / "out")
    assert (code, message in said) == (2, True)
    assert not (tmp_path / "out").exists()


def compiled_questions(text: str) -> list[tuple[str, str]]:
    known = library()
    return list(compile_text(text, known.lexicon, known.clause_words, name="x").questions)


def test_a_mark_that_stands_twice_is_asked_and_both_items_are_kept() -> None:
    text = f"{ENGLISH}B. Diagnosis of asthma.\nB. No smoking.\nC. Eosinophils of 150 cells/uL or more.\n"
    known = library()
    content = compile_text(text, known.lexicon, known.clause_words, name="x").content
    routes = content["routes"]
    assert isinstance(routes, dict)
    assert [c["clause"] for c in routes["initial"]["children"]] == ["A", "B", "B (2)", "C"]
    assert compiled_questions(text) == [
        ("B", "The mark 'B' of line 5 stands twice or out of order. Which item is meant?")
    ]


def test_a_clause_in_another_language_is_asked() -> None:
    foreign = (
        "B. Der Patient leidet unter schwerem Asthma trotz hoher Dosen inhalativer Steroide seit vielen Monaten.\n"
    )
    assert compiled_questions(ENGLISH + foreign) == [("B", "B is not in English. What does it ask?")]


def test_the_number_in_the_name_of_an_instrument_is_no_bound() -> None:
    text = f"{ENGLISH}B. Weekly urticaria activity score (UAS7) of 16 or more.\n"
    known = library()
    routes = compile_text(text, known.lexicon, known.clause_words, name="x").content["routes"]
    assert isinstance(routes, dict)
    assert routes["initial"]["children"][1]["at_least"] == 16
