"""The Flesch-Kincaid grade of a text: how many years of school it takes to read it (Kincaid et al. 1975)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['-][A-Za-zÀ-ÿ]+)*")
_END = re.compile(r"[.!?](?=\s|$)")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")


def grade(sentences: Iterable[str]) -> float:
    """0.39 x words per sentence + 11.8 x syllables per word - 15.59."""
    parts = [part for text in sentences for part in _END.split(text) if _WORD.search(part)]
    words = [word for part in parts for word in _WORD.findall(part)]
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e at the end; at least one."""
    low = word.lower()
    plain_e = low.endswith("e") and not low.endswith(("le", "ee", "ie"))
    silent = plain_e or (low.endswith("ed") and low[-3:-2] not in "td")
    return max(1, sum(len(_VOWELS.findall(part)) for part in low.split("-")) - silent)
