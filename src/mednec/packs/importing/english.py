"""Whether a policy, or a clause of it, is in the language that the importer reads."""

from __future__ import annotations

import re
from collections.abc import Collection

from mednec.chart.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG = 8  # words of a text that is long enough to tell


def foreign(text: str, lexicon: Lexicon, common: Collection[str], *, least: int = _LONG) -> bool:
    """Whether a text of some length has no common word of English; what the lexicon knows by name does not count."""
    for mention in reversed(lexicon.find(text)):
        text = text[: mention.start] + " " + text[mention.end :]
    words = [w.lower() for w in _WORD.findall(text)]
    return len(words) >= least and not any(w in common for w in words)


def mostly_foreign(source: str, lexicon: Lexicon, common: Collection[str]) -> bool:
    """Whether most of the longer lines are."""
    lines = [line for line in source.split("\n") if len(_WORD.findall(line)) >= _LONG]
    return bool(lines) and sum(foreign(line, lexicon, common) for line in lines) * 2 > len(lines)
