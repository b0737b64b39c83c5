"""Words as they are searched: their stems, and the words themselves, each with its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mednec.search.wanted import tantivy

STEMS, EXACT = "stems", "exact"
JOINT = "\u02d1"  # a letter to whoever parts words, and in no text: stands for the point within a code or a number
_POINT = re.compile(r"(?<=[^\W_])\.(?=[0-9])")
_LONGEST = 64  # bytes


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the index holds it; `position` counts the words of the text, `start` and `end` its characters."""

    text: str
    position: int
    start: int
    end: int


@cache
def analyzer(name: str) -> tantivy.TextAnalyzer:
    """Small letters without accents; for stems also without the words that stand in every text."""
    plain = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )
    if name == EXACT:
        return plain.build()
    return plain.filter(tantivy.Filter.stopword("english")).filter(tantivy.Filter.stemmer("english")).build()


def words_of(text: str, name: str) -> tuple[Word, ...]:
    """Every word of a text in order."""
    found = analyzer(name).pre_tokenize(joined(text)).tokens
    return tuple(Word(t.text, t.position, t.char_offset_from, t.char_offset_to or 0) for t in found)


def joined(text: str) -> str:
    """The text, character for character, as it is parted into words: a code or a decimal number is one word."""
    return _POINT.sub(JOINT, whole(text))


def whole(text: str) -> str:
    """The text with what no file can hold replaced, character for character."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
