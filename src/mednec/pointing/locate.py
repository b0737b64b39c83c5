"""Where a proposed quote stands: letter by letter, but for blanks, line ends, hyphens and ligatures, and then re-cut.

What is taken for the same, and nothing else: a run of blanks and line ends is one blank; every hyphen, dash and minus
sign is "-"; a hyphen at a line's end and a soft hyphen are none; a ligature is its letters; curved and straight
quotation marks are the same. Capitals, figures, points and units must be as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mednec.model.document import ChartCitation, SourceDocument
from mednec.pointing.sent import Sent

LONGEST = 600  # letters of a quote
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_SIGNS = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u2018\u2019\u201b\u2032", "'"),
    **dict.fromkeys("\u201c\u201d\u201f\u2033", '"'),
    "\u00ad": "",
    "\u200b": "",
    "\ufeff": "",
}
_FOLDED = {**_LIGATURES, **_SIGNS}
_BROKEN = re.compile(r"(?<=[^\W\d_])-[ \t]*\r?\n[ \t]*(?=[^\W\d_])")
_AROUND = " \t\r\n\"'\u2018\u2019\u201c\u201d"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folded:
    """A text with the declared differences taken out; `at[i]` is where letter i stood; the end of the text is last."""

    text: str
    at: tuple[int, ...]


@lru_cache(maxsize=256)
def _folded(text: str) -> _Folded:
    letters: list[str] = []
    places: list[int] = []
    broken = {i for m in _BROKEN.finditer(text) for i in range(*m.span())}
    for i, letter in enumerate(text):
        if i in broken:
            continue
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            letter = " "
        for each in _FOLDED.get(letter, letter):
            letters.append(each)
            places.append(i)
    return _Folded(text="".join(letters), at=(*places, len(text)))


def spans_of(quote: str, text: str) -> tuple[tuple[int, int], ...]:
    """Every place where the quote stands in the text, cut to whole words and whole numbers.

    >>> spans_of("5 mg", "15 mg, then 0.5 mg, then 5  mg")
    ((25, 30),)
    """
    wanted = _folded(quote.strip(_AROUND)).text.strip()
    if not wanted:
        return ()
    folded = _folded(text)
    return tuple(_places(wanted, folded))


def _places(wanted: str, folded: _Folded) -> Iterator[tuple[int, int]]:
    at = folded.text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if _whole(folded.text, at, end):
            yield folded.at[at], folded.at[end - 1] + 1
        at = folded.text.find(wanted, at + 1)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word and no number is cut: "5 mg" does not stand in "0.5 mg", nor "1,2" in "1,200"."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before and before[-1].isalnum() and text[start].isalnum():
        return False
    if after and after[0].isalnum() and text[end - 1].isalnum():
        return False
    if text[start].isdigit() and len(before) == 2 and before[1] in ".," and before[0].isdigit():
        return False
    return not (text[end - 1].isdigit() and len(after) == 2 and after[0] in ".," and after[1].isdigit())


def located(quote: str, document: SourceDocument, sent: Sent) -> tuple[ChartCitation, ...]:
    """Every place of the document that the quote, as taken from the text that was sent, stands for."""
    found = []
    for start, end in spans_of(quote, sent.text):
        first, last = sent.span(start, end)
        if document.text[first:last].strip():
            found.append(document.cite(first, last))
    return tuple(found)


def stands_in(words: str, quote: str) -> bool:
    """Whether words stand in a quote, under the same differences; so must every number, unit and date of a claim."""
    return bool(spans_of(words, quote))
