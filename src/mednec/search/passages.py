"""A text cut into passages of a few sentences, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SENTENCES = 3
MOST = 600  # characters of a passage
_HEADING = 100  # characters
_END = re.compile(r"[.!?][\"')\]\u201d\u2019]*\s+(?=[\"'(\[\u201c\u2018]*[A-Z0-9])|\n\s*\n|\f")
_SHORT = re.compile(
    r"(?:\b(?i:al|approx|ca|cf|dr|e\.g|eq|fig|figs|i\.e|mr|mrs|ms|pp|prof|ref|refs|resp|st|vs)|\b[A-Z])\.$"
)
_NUMBER = re.compile(r"\b(?i:nos?)\.\s+[0-9]")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that stand there."""
        return text[self.start : self.end]


def sentences(text: str) -> Iterator[Span]:
    """Sentences in order, without the blanks around them; one that is too long is cut between words.

    >>> [s.of("A first one. A second, e.g. Two.") for s in sentences("A first one. A second, e.g. Two.")]
    ['A first one.', 'A second, e.g. Two.']
    """
    begin = 0
    for found in _END.finditer(text):
        mark = text[found.start()]
        near = max(begin, found.start() - 8)
        if mark == "." and _SHORT.search(text, near, found.start() + 1):
            continue
        if mark == "." and _NUMBER.search(text, near, found.end() + 1):
            continue
        yield from _pieces(text, begin, found.end())
        begin = found.end()
    yield from _pieces(text, begin, len(text))


def passages(text: str, *, most: int = MOST, count: int = SENTENCES) -> tuple[Span, ...]:
    """Passages of up to `count` sentences and `most` characters; every word of the text is in exactly one."""
    found: list[Span] = []
    begin = end = taken = 0
    for sentence in (piece for each in sentences(text) for piece in _cut(text, each, most)):
        apart = taken and "\n\n" in text[end : sentence.start].replace(" ", "") and not _heads(text, begin, end)
        if taken and (taken == count or sentence.end - begin > most or apart):
            found.append(Span(start=begin, end=end))
            taken = 0
        begin = begin if taken else sentence.start
        end, taken = sentence.end, taken + 1
    if taken:
        found.append(Span(start=begin, end=end))
    return tuple(found)


def _heads(text: str, start: int, end: int) -> bool:
    """Whether this is a heading, which says nothing without what follows it."""
    return end - start <= _HEADING and text[end - 1] not in ".!?"


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield Span(start=start, end=end)


def _cut(text: str, span: Span, most: int) -> Iterator[Span]:
    start = span.start
    while span.end - start > most:
        row = text.rfind("\n", start + most // 4, start + most)  # the rows of a table stay whole
        blank = max((at for at in range(start + most // 2, start + most) if text[at].isspace()), default=start + most)
        end = row if row >= 0 else blank
        yield from _pieces(text, start, end)
        start = end
    yield from _pieces(text, start, span.end)
