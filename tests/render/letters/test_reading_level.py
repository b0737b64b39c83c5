"""The measure itself, against counts made by hand."""

from __future__ import annotations

import pytest

from tests.render.letters.reading_level import grade, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("page", 1),
        ("table", 2),
        ("record", 2),
        ("signed", 1),
        ("needed", 2),
        ("recommendation", 5),
        ("the", 1),
        ("see", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_short_sentence() -> None:
    """`The cat sat on the mat.`: 6 words, 1 sentence, 6 syllables: 0.39 x 6 + 11.8 - 15.59 = -1.45."""
    assert grade(["The cat sat on the mat."]) == pytest.approx(-1.45)


def test_heavy_words_read_harder() -> None:
    heavy = "Immunosuppressive pharmacotherapy necessitates comprehensive documentation of contraindications."
    assert grade([heavy]) > 20 > 10 > grade(["Please send the page that shows it."])
