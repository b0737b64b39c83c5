"""Places of a text that are replaced: no two overlap, columns stay, and every offset can be followed."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

_BLANKS = re.compile(r"[^\S\n]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edit:
    """A span and what stands there afterwards; `kind` is what it was, in the words of the rule."""

    start: int
    end: int
    new: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A text after its edits, which are in order, replace something each, and do not overlap."""

    text: str
    edits: tuple[Edit, ...]
    begins: tuple[int, ...] = field(default=(), compare=False, repr=False)  # where each edit begins in the new text

    def __post_init__(self) -> None:
        grown = [0, *accumulate(len(edit.new) - (edit.end - edit.start) for edit in self.edits)]
        begins = (edit.start + longer for edit, longer in zip(self.edits, grown, strict=False))
        object.__setattr__(self, "begins", tuple(begins))

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the old text stands now; a replaced span that it touches belongs to it as a whole."""
        return self._at(start, ending=False), self._at(end, ending=True)

    def before(self, start: int, end: int) -> tuple[int, int]:
        """Which span of the old text a span of the new one stands for; replaced words that it touches as a whole.

        >>> done = edited("Seen by Dr. Moss today", [Edit(start=12, end=16, new="Norley", kind="name")])
        >>> done.text, done.before(14, 20), done.before(19, 24)
        ('Seen by Dr. Norley today', (12, 18), (17, 22))
        """
        first = self._was(start, ending=False)
        return first, max(first, self._was(end, ending=True))

    def _at(self, offset: int, *, ending: bool) -> int:
        i = bisect_right(self.edits, offset, key=lambda e: e.start) - 1
        if i < 0:
            return offset
        edit, begin = self.edits[i], self.begins[i]
        if offset >= edit.end:
            return begin + len(edit.new) + offset - edit.end
        return begin + (len(edit.new) if ending and offset > edit.start else 0)

    def _was(self, offset: int, *, ending: bool) -> int:
        """An end belongs to what stands before it, a start to what stands behind it."""
        i = (bisect_left if ending else bisect_right)(self.begins, offset) - 1
        if i < 0:
            return offset
        edit, begin = self.edits[i], self.begins[i]
        if offset >= begin + len(edit.new):
            return edit.end + offset - begin - len(edit.new)
        return edit.end if ending else edit.start


def chosen(found: Iterable[Sequence[Edit]]) -> list[Edit]:
    """The edits of several searches without overlaps; what an earlier search found holds."""
    taken: list[Edit] = []
    for edits in found:
        for edit in sorted(edits):
            at = bisect_right(taken, edit.start, key=lambda e: e.start)
            free = (at == 0 or taken[at - 1].end <= edit.start) and (at == len(taken) or edit.end <= taken[at].start)
            if free and edit.start < edit.end:
                taken.insert(at, edit)
    return taken


def edited(text: str, edits: Sequence[Edit]) -> Edited:
    """The text with its edits made.

    A run of blanks behind an edit takes up the difference in length, so that columns of forms and tables stay.
    """
    aligned = tuple(_aligned(text, sorted(edits)))
    pieces, at = [], 0
    for edit in aligned:
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    return Edited(text="".join([*pieces, text[at:]]), edits=aligned)


def _aligned(text: str, edits: Sequence[Edit]) -> list[Edit]:
    found: list[Edit] = []
    longer = 0  # letters by which the line has grown since its last run of blanks
    for i, edit in enumerate(edits):
        before = edits[i + 1].start if i + 1 < len(edits) else len(text)
        found.append(edit)
        longer = len(edit.new) - (edit.end - edit.start) + (0 if "\n" in text[edit.start : edit.end] else longer)
        line_end = text.find("\n", edit.end, before)
        gap = _BLANKS.search(text, edit.end, before if line_end < 0 else line_end)
        if gap is not None and longer:
            width = max(2, gap.end() - gap.start() - longer)
            found.append(Edit(start=gap.start(), end=gap.end(), new=" " * width, kind="column"))
            longer += width - (gap.end() - gap.start())
        if line_end >= 0:
            longer = 0
    return found
