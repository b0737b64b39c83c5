"""A determination laid out: sections of plain values that text, markdown and HTML print alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from mednec.render.places import Mark
from mednec.render.plots.svg import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A status or answer: glyph and word always together, `tone` for the colour (met, not, con, nd or plain)."""

    glyph: str
    word: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of the chart with their place; `sign` is for, against, or a place to look."""

    sign: str
    text: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Words that a language model pointed to, cut from the chart, and what became of them: "{lead} {quote} {says}".

    Where such words do not stand there, `instead` says so in the place of the quote.
    """

    lead: str
    says: str
    quote: Quote | None = None
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence with the places it opens at; `lead` is what it is about, `details` stand quietly under it."""

    says: str
    lead: str = ""
    sign: Sign | None = None
    marks: tuple[Mark, ...] = ()
    details: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    further: tuple[Mark, ...] = ()  # places of quotes beyond those printed
    anchor: str = ""  # where marks lead that open at this sentence

    @property
    def runs(self) -> tuple[str | Mark, ...]:
        """Words and places in printing order: a clause the words name is its own place, the other places follow."""
        named = {mark.clause: mark for mark in self.marks if len(mark.clause) > 1}
        parts = [self.says] if self.says else []
        if named:
            labels = "|".join(re.escape(label) for label in sorted(named, key=len, reverse=True))
            parts = re.split(rf"(?<![\w.])({labels})(?!\w|\.\w)", self.says)
        inline = {named[part].label for part in parts[1::2]}
        words = [named[part] if i % 2 else part for i, part in enumerate(parts) if part]
        behind = [run for mark in self.marks if mark.label not in inline for run in (" ", mark)]
        return tuple(words + behind if words else behind[1:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Sentences under each other, perhaps under a heading."""

    sentences: tuple[Sentence, ...]
    heading: str = ""
    sign: Sign | None = None  # the answer the heading itself carries

    @property
    def groups(self) -> tuple[tuple[Sentence, ...], ...]:
        """Runs of sentences with a lead, and of sentences without."""
        return tuple(tuple(run) for _, run in groupby(self.sentences, key=lambda sentence: bool(sentence.lead)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: what stands in one row belongs together."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Two answers side by side, never blended."""

    sides: tuple[Points, Points]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRow:
    """A judged clause of the tree, with the words of the chart under it."""

    depth: int
    clause: str
    anchor: str  # empty where the clause already stood higher up
    text: str
    mark: Mark
    sign: Sign
    operator: str = ""
    decides: bool = False
    applicable: bool = True
    repeated: bool = False
    quotes: tuple[Quote, ...] = ()
    further: tuple[Mark, ...] = ()  # places of quotes beyond those printed
    note: str = ""
    rests_on: tuple[Quote, ...] = ()
    look: tuple[Quote, ...] = ()  # best places to look, for an open clause
    pointed: str = ""  # that it rests on words that a language model pointed to
    shown: tuple[Proposed, ...] = ()  # what a model points to beside these, for a person to read
    refused: tuple[Proposed, ...] = ()  # what a model proposed and was not accepted
    open: bool = False  # a leaf that this request uses and that the chart does not settle


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Clauses in order, parents before children."""

    rows: tuple[ClauseRow, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blanks:
    """Lines left open for a person to fill in by hand."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing for the page; where nothing can be drawn, `table` says the same."""

    drawing: Element
    table: Grid
    caption: str = ""
    marks: tuple[Mark, ...] = ()  # places that the drawing opens


Block = Points | Grid | Columns | Tree | Blanks | Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the determination; `anchor` is its place on the page, `aside` stands beside the heading."""

    anchor: str
    short: str  # one word for it, where there is no room for the heading
    heading: str
    blocks: tuple[Block, ...]
    aside: str = ""
    counts: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole page: who, what is asked, the outcome with its reason in one sentence, then the sections."""

    title: str
    patient: str
    patient_detail: str
    asked: tuple[Sentence, ...]
    outcome: Sentence
    signature: str
    legend: str  # how to read a place
    sections: tuple[Section, ...]
