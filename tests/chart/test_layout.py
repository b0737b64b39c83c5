"""A document as the eye takes it: headings, items, rows, and where a sentence ends."""

from __future__ import annotations

import pytest

from mednec.chart.layout import read_lines, read_sentences
from mednec.model.document import SourceDocument


def sentences(text: str) -> list[str]:
    document = SourceDocument(name="1.txt", text=text)
    return [text[s.start : s.end] for s in read_sentences(document, read_lines(document, None))]


def sections(text: str) -> list[str]:
    return [line.section for line in read_lines(SourceDocument(name="1.txt", text=text), None)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("She is well. No fever.", ["She is well.", "No fever."]),
        ("Seen by Dr. Marlow today.", ["Seen by Dr. Marlow today."]),
        ("Dose vs. placebo, e.g. 20 mg.", ["Dose vs. placebo, e.g. 20 mg."]),
        ("CK 3.5 times normal.", ["CK 3.5 times normal."]),
        ("- first item\n- second item", ["first item", "second item"]),
        ("One line\nAnother line", ["One line", "Another line"]),
        # a line that cannot be whole runs on
        ("She denies fever, chills and\nRaynaud phenomenon.", ["She denies fever, chills and\nRaynaud phenomenon."]),
        ("- stopped after six weeks\n    because of nausea", ["stopped after six weeks\n    because of nausea"]),
        # a heading does not
        (
            "Follow up with rheumatology and\nPLAN:\nno change",
            ["Follow up with rheumatology and", "PLAN:", "no change"],
        ),
        ("She denies fever, chills and\n\nRaynaud.", ["She denies fever, chills and", "Raynaud."]),
        ("TEST    RESULT\nCK      88", ["TEST    RESULT", "CK      88"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_a_sentence_runs_on_over_either_line_end() -> None:
    assert sentences("She denies fever, chills and\r\nRaynaud.") == ["She denies fever, chills and\r\nRaynaud."]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ASSESSMENT:\nwell", ["assessment", "assessment"]),
        ("PMH: asthma", ["pmh"]),
        ("Family history: none\nPLAN:\nreturn", ["family history", "plan", "plan"]),
        ("REVIEW OF SYSTEMS (template)\nnegative", ["review of systems", "review of systems"]),
        ("She said the following was what she wanted: rest", [""]),
        # a note in four letters; a pulse is no plan
        ("FH: sister has it\nA: 1. It.\nP: rest\nP: 72", ["fh", "assessment", "plan", "plan"]),
        # a time or a year behind a heading is no part of its name
        ("Allergies: NKDA.\nPremeds 0935: paracetamol", ["allergies", "premeds"]),
        ("Labs 2024: normal", ["labs"]),
    ],
)
def test_the_heading_a_line_stands_under(text: str, names: list[str]) -> None:
    assert sections(text) == names
