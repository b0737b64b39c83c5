"""How easily a text reads: the Flesch-Kincaid grade, and the sentences that make it hard.

Kincaid et al. (1975): 0.39 x words per sentence + 11.8 x syllables per word - 15.59, a year of school in the United
States. It counts; whether a reader understands, only a reader can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import import_module

from mednec.errors import MednecError

_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['\u2019-][A-Za-zÀ-ÿ]+)*")
_END = re.compile(r"(?<=[.!?])[”\"')]*\s+|\n+")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")
_SPOKEN_E = re.compile(r"[^aeiouy]le$|[eiyo]e$")
_SILENT_ED = re.compile(r"[^tdieu]ed$")
_PLURAL = re.compile(r"[^sxzcgh]es$|[^aeious]s$")
_APART = re.compile(r"(?<![tscg])i[ao]|[^aeiou][aeiou][^aeiou]+ea$|^[aeiou][^aeiou]+ea$")
_TENTH = Decimal("0.1")
FEWEST_WORDS = 5  # of a sentence that may be called hard


@dataclass(frozen=True, slots=True, kw_only=True)
class HardSentence:
    says: str
    grade: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingGrade:
    """The grade of a text to one decimal; hard sentences, the hardest first."""

    grade: Decimal
    words: int
    sentences: int
    hard: tuple[HardSentence, ...] = ()


def reading_grade(texts: Iterable[str], hard_from: Decimal = Decimal(12)) -> ReadingGrade:
    """The grade of texts as one. A text without a word has grade 0.

    Raises MednecError without the library that parts words into syllables.
    """
    sentences = [part.strip() for text in texts for part in _END.split(text) if _WORD.search(part)]
    counts = [(len(_WORD.findall(each)), sum(map(syllables, _WORD.findall(each)))) for each in sentences]
    words = sum(count for count, _ in counts)
    hard = [
        HardSentence(says=says, grade=own)
        for says, (count, sounds) in zip(sentences, counts, strict=True)
        if count >= FEWEST_WORDS and (own := _grade(count, 1, sounds)) >= hard_from
    ]
    return ReadingGrade(
        grade=_grade(words, len(sentences), sum(sounds for _, sounds in counts)) if words else Decimal(0),
        words=words,
        sentences=len(sentences),
        hard=tuple(sorted(hard, key=lambda each: (-each.grade, each.says))),
    )


def syllables(word: str) -> int:
    """Syllables of a word: it is parted as hyphenation parts it, and each part has its groups of vowels.

    >>> syllables("page"), syllables("something"), syllables("immunosuppressive")
    (1, 2, 6)
    """
    plain = word.lower().replace("\u2019", "'").removesuffix("'s").replace("'", "")
    parts = (part for piece in plain.split("-") if piece for part in _hyphenated(piece).split("-"))
    return sum(max(1, _sounds(part)) for part in parts)


def _sounds(part: str) -> int:
    """Groups of vowels, two that are spoken apart as two, without a silent e."""
    bare = part[:-1] if _PLURAL.search(part) else part
    silent = (bare.endswith("e") and not _SPOKEN_E.search(bare)) or bool(_SILENT_ED.search(bare))
    return len(_VOWELS.findall(bare)) + len(_APART.findall(bare)) - silent


@cache
def _hyphenation() -> Callable[[str], str]:
    try:
        library = import_module("pyphen")
    except ImportError as error:
        raise MednecError(
            "the reading grade needs one more library", where="letters", do="pip install 'mednec[letters]'"
        ) from error
    inserted: Callable[[str], str] = library.Pyphen(lang="en_US", left=2, right=2).inserted
    return inserted


def _hyphenated(word: str) -> str:
    return _hyphenation()(word)


def _grade(words: int, sentences: int, sounds: int) -> Decimal:
    value = Decimal("0.39") * words / sentences + Decimal("11.8") * sounds / words - Decimal("15.59")
    return value.quantize(_TENTH, rounding=ROUND_HALF_UP)
