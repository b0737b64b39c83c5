"""Marks of outlines as payers write them: `I.`, `A)`, `1.`, `a.`, `(i)`, `-`; and which mark follows which."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_ROMAN_WORD = re.compile(r"(?:x{0,3})(?:ix|iv|v?i{0,3})", re.IGNORECASE)
# "## IV. Limits", "**1. Requests**", "  a) ...", "(2) ...", "- ...", "1.2.3 ..."
MARK = re.compile(
    r"(?P<lead>[ \t]*(?:#{1,6}[ \t]+)?(?:[-*\u2022][ \t]+)?(?:\*\*|__)?)"
    r"(?:(?:section|part|criterion)[ \t]+)?"
    r"(?:(?P<open>\()?(?P<mark>\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5}|[a-zA-Z]{2}(?=\)))"
    r"(?P<close>[.):]|\.\)|(?<=\d\.\d)(?=[ \t]+[A-Za-z\d(\"])|(?<=\d\.\d\d)(?=[ \t]+[A-Za-z\d(\"])))"
    r"(?P<after>(?:\*\*)?[ \t]+(?=\S)|(?:\*\*)?[ \t]*$)",
    re.IGNORECASE,
)
BULLET = re.compile(r"(?P<lead>[ \t]*)(?P<mark>[-*\u2022\u25cf\u25aa\u2013o])[ \t]+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the items of one level are marked: kind (number, upper, lower, ROMAN, roman, bullet) and punctuation."""

    kind: str
    punctuation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One reading of a mark: its style, its place in the order (1 for the first), and the label it gives."""

    style: Style
    ordinal: int
    label: str


def readings(mark: str, punctuation: str) -> tuple[Mark, ...]:
    """All readings of a mark. `i` may be the ninth letter or the first numeral; `C` the third letter or a hundred.

    >>> [m.style.kind for m in readings("i", ".")]
    ['roman', 'lower']
    """
    found = []
    if mark.isdigit():
        found.append(_mark("number", punctuation, int(mark), mark))
    elif "." in mark:
        last = mark.rsplit(".", 1)[1]
        found.append(_mark(f"decimal{mark.count('.')}", punctuation, int(last), mark))
    else:
        if _ROMAN_WORD.fullmatch(mark) and mark:
            kind = "ROMAN" if mark.isupper() else "roman"
            found.append(_mark(kind, punctuation, _roman(mark), mark))
        if len(mark) == 1 and mark.isalpha():
            kind = "upper" if mark.isupper() else "lower"
            found.append(_mark(kind, punctuation, ord(mark.lower()) - 96, mark))
        elif len(mark) == 2 and mark[0] == mark[1] and mark.isalpha():
            kind = "upper" if mark.isupper() else "lower"
            found.append(_mark(kind, punctuation, ord(mark[0].lower()) - 96 + 26, mark))
    return tuple(found)


def _mark(kind: str, punctuation: str, ordinal: int, label: str) -> Mark:
    return Mark(style=Style(kind=kind, punctuation=punctuation), ordinal=ordinal, label=label)


def _roman(mark: str) -> int:
    """
    >>> _roman("xiv")
    14
    """
    values = [_ROMAN[letter] for letter in mark.lower()]
    return sum(-v if any(v < w for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
