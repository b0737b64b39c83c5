"""A letter laid out: plain values that markdown, HTML and PDF print alike.

Every passage has a voice. A phrase is wording of the letter and says nothing of the case; whatever does say something
of it carries a note, and a quote carries notes of its own kind alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class Voice(StrEnum):
    """Who speaks in a passage."""

    PHRASE = "phrase"  # the letter's own wording, also what it asks
    FACT = "fact"  # the determination's sentence, with what it rests on
    CHART = "chart"  # words of a document, verbatim
    POLICY = "policy"  # words of a clause, verbatim
    QUIET = "quiet"  # small print of the letter itself: by which rule a part is written


class Kind(StrEnum):
    """The three kinds of source, never mixed; the value begins the label of a note."""

    CHART = "C"
    POLICY = "P"
    REFERENCE = "L"  # the literature


DRAFT = "Draft, not sent"

HEADINGS = {
    Kind.CHART: "From the record",
    Kind.POLICY: "From the policy",
    Kind.REFERENCE: "From the literature",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A numbered note: the source by name, its date, the place in it, and its words where the letter prints them."""

    kind: Kind
    number: int
    source: str
    where: str
    dated: str = ""
    words: str = ""

    @property
    def label(self) -> str:
        return f"{self.kind.value}{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence or quote with its notes; `lead` is what it is about. ValueError where a note is wanting or wrong."""

    says: str
    voice: Voice = Voice.PHRASE
    lead: str = ""
    notes: tuple[Note, ...] = ()

    def __post_init__(self) -> None:
        kinds = {note.kind for note in self.notes}
        if self.voice not in (Voice.PHRASE, Voice.QUIET) and not kinds:
            raise ValueError(f"says something of the case without a note: {self.says!r}")
        own = {Voice.CHART: Kind.CHART, Voice.POLICY: Kind.POLICY}.get(self.voice)
        if own is not None and kinds != {own}:
            raise ValueError(f"a quote of the {self.voice.value} with notes of another kind: {self.says!r}")

    @property
    def marks(self) -> tuple[tuple[Note, ...], ...]:
        """Notes by kind: each kind stands in a bracket of its own."""
        order = list(Kind)
        ordered = sorted(self.notes, key=lambda note: (order.index(note.kind), note.number))
        return tuple(tuple(run) for _, run in groupby(ordered, key=lambda note: note.kind))

    @property
    def quoted(self) -> bool:
        """Whether the words are somebody else's and stand in quotation marks."""
        return self.voice in (Voice.CHART, Voice.POLICY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Passages that run on. `holds` are the contents that a rule asks of a letter and that stand in it, by key."""

    passages: tuple[Passage, ...]
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A point: its first passages, what stands under them, lines left open. `mark` is its number or sign."""

    passages: tuple[Passage, ...]
    under: tuple[Passage, ...] = ()
    blanks: tuple[str, ...] = ()
    mark: str = ""
    box: bool = False  # to be ticked by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Points under each other, perhaps under a heading."""

    items: tuple[Item, ...]
    heading: str = ""
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What stands in one row belongs together; `widths` are shares of the line."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Paragraph, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two sides of a case beside each other, never blended."""

    sides: tuple[Items, Items]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines left open, to be filled in by hand."""

    labels: tuple[str, ...]
    holds: tuple[str, ...] = ()


Block = Paragraph | Items | Table | Sides | Lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a letter under its heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The whole document. `sender` and `recipient` are lines of an address; an empty value is a line left open."""

    name: str  # of the file, without its ending
    title: str
    dated: str
    sender: tuple[tuple[str, str], ...]
    recipient: tuple[tuple[str, str], ...]
    about: tuple[Passage, ...]
    opening: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    closing: tuple[Paragraph, ...]
    signature: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    brief: bool = False  # set close, notes by document
    draft: bool = False  # nothing that was sent: every page says so

    @property
    def noted(self) -> tuple[tuple[str, tuple[Note, ...]], ...]:
        """Notes under the heading of their kind."""
        return tuple(
            (heading, own)
            for kind, heading in HEADINGS.items()
            if (own := tuple(note for note in self.notes if note.kind is kind))
        )


def passages_of(letter: Letter) -> Iterator[Passage]:
    """Every passage in reading order."""
    yield from letter.about
    for paragraph in letter.opening:
        yield from paragraph.passages
    for section in letter.sections:
        for block in section.blocks:
            yield from _passages(block)
    for paragraph in letter.closing:
        yield from paragraph.passages


def _passages(block: Block) -> Iterator[Passage]:
    if isinstance(block, Paragraph):
        yield from block.passages
    elif isinstance(block, Items):
        for item in block.items:
            yield from (*item.passages, *item.under)
    elif isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell.passages
    elif isinstance(block, Sides):
        for side in block.sides:
            yield from _passages(side)
