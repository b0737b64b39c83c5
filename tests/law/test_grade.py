"""The reading grade, against counts made by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.law.grade import reading_grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("page", 1),
        ("pages", 2),
        ("rules", 1),
        ("table", 2),
        ("record", 2),
        ("signed", 1),
        ("needed", 2),
        ("something", 2),
        ("therefore", 2),
        ("criteria", 4),
        ("idea", 3),
        ("recommendation", 5),
        ("immunosuppressive", 6),
        ("well-being", 3),
        ("plan's", 1),
        ("the", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_short_sentence() -> None:
    """`The cat sat on the mat.`: 6 words, 1 sentence, 6 syllables: 0.39 x 6 + 11.8 - 15.59 = -1.45."""
    found = reading_grade(["The cat sat on the mat."])
    assert (found.words, found.sentences, found.grade, found.hard) == (6, 1, Decimal("-1.5"), ())


def test_two_sentences() -> None:
    """9 words of 10 syllables in 2 sentences: 0.39 x 4.5 + 11.8 x 10 / 9 - 15.59 = -0.72."""
    assert reading_grade(["We read your notes.", "Please send us the record."]).grade == Decimal("-0.7")


def test_hard_sentences_are_named_the_hardest_first() -> None:
    hard = "Immunosuppressive pharmacotherapy necessitates comprehensive documentation of contraindications."
    long = (
        "We ask you to send us every page of the record that shows when you took it, for how long, and what came "
        "of it, and also the name of the doctor who gave it to you."
    )
    found = reading_grade([f"Thank you. {long} {hard}"])
    assert [each.says for each in found.hard] == [hard, long]
    assert found.hard[0].grade > 20


def test_a_text_without_words() -> None:
    assert reading_grade(["", "1 2 3."]) == reading_grade([])
    assert reading_grade([]).grade == 0


def test_a_name_is_not_called_hard() -> None:
    assert reading_grade(["Metropolitan Administrators Incorporated"]).hard == ()
