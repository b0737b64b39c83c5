"""Documents and the three kinds of citation, which are never mixed: chart span, policy clause, reference."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from mednec.model.sheet import Box, Doubt, Printed, Reference
from mednec.model.words import Belongs, DocumentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a page of a document came from: the file, the page there, and the place of every word.

    Offsets of `words` are those of the document. A page of a plain text file has none.
    """

    file: str  # path in the packet
    number: int  # in that file, from 1
    width: float  # points
    height: float
    words: tuple[Printed, ...] = field(repr=False)  # in the order of the text
    turned: int = 0  # degrees clockwise by which the page was turned to be read upright
    slant: float = 0.0  # degrees by which a scan was straightened


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cited span on paper: the page and the boxes around its words, one for each line."""

    page: Page
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """One document as received: its bytes are fixed, its offsets final (code points of the decoded text).

    >>> note = SourceDocument(name="note.txt", text="Wt 58.1 kg")
    >>> note.cite(3, 10).quote
    '58.1 kg'
    """

    name: str
    text: str
    pages: tuple[Page, ...] = field(default=(), compare=False, repr=False)
    doubts: tuple[Doubt, ...] = field(default=(), compare=False, repr=False)
    references: tuple[Reference, ...] = field(default=(), compare=False, repr=False)
    line_starts: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        starts = [0, *(i + 1 for i, c in enumerate(self.text) if c == "\n")]
        object.__setattr__(self, "line_starts", tuple(starts))

    def cite(self, start: int, end: int) -> ChartCitation:
        """The only maker of chart citations. Surrounding blanks are trimmed; raises ValueError outside the text."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"{self.name}: no text at {start}:{end} (length {len(self.text)})")
        piece = self.text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start >= end:
            raise ValueError(f"{self.name}: only blanks at {start}:{end}")
        return ChartCitation(document=self.name, start=start, end=end, source=self)

    def line_of(self, offset: int) -> int:
        """Line number, from 1."""
        return bisect_right(self.line_starts, offset)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ChartCitation:
    """A span of a document of this case. The quote is cut from the document whenever it is read, so it cannot drift."""

    document: str
    start: int
    end: int
    source: SourceDocument = field(compare=False, repr=False)

    @property
    def quote(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        return self.source.line_of(self.start)

    @property
    def page(self) -> int:
        return self.source.text.count("\f", 0, self.start) + 1

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the words stand on paper, page by page; empty for a document that never was paper."""
        return tuple(
            Place(page=page, boxes=boxes) for page in self.source.pages if (boxes := _boxes(page, self.start, self.end))
        )

    @property
    def reference(self) -> str:
        """The entry of an electronic record that the words were made of; empty for other documents."""
        return next((r.to for r in self.source.references if r.start < self.end and self.start < r.end), "")

    def overlaps(self, other: ChartCitation) -> bool:
        return self.document == other.document and self.start < other.end and other.start < self.end


def _boxes(page: Page, start: int, end: int) -> tuple[Box, ...]:
    found: list[Box] = []
    for word in page.words[bisect_right(page.words, start, key=_end) :]:
        if word.start >= end:
            break
        if found and found[-1].beside(word.box):
            found[-1] = found[-1].joined(word.box)
        else:
            found.append(word.box)
    return tuple(found)


def _end(word: Printed) -> int:
    return word.end


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PolicyCitation:
    """A clause of the payer's policy; `quote` stands verbatim in the policy's source.md at `start:end`."""

    policy: str
    clause: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ReferenceCitation:
    """A published reference or code-set edition, by its id in the packs; `label` is what a reader sees."""

    reference: str
    label: str


Citation = ChartCitation | PolicyCitation | ReferenceCitation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rationale:
    """One sentence of a determination with what it rests on. A sentence without a citation cannot be built."""

    says: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.says.strip():
            raise ValueError("a rationale needs words")
        if not self.citations:
            raise ValueError(f"a rationale needs a citation: {self.says!r}")

    @property
    def chart(self) -> tuple[ChartCitation, ...]:
        return tuple(c for c in self.citations if isinstance(c, ChartCitation))


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHeader:
    """What a document says about itself: kind, date, author, specialty and whose it is, each with its place."""

    document: SourceDocument
    kind: DocumentKind = DocumentKind.OTHER
    written: date | None = None
    written_at: ChartCitation | None = None
    author: str = ""
    author_at: ChartCitation | None = None
    specialty: str = ""  # specialty concept id
    belongs: Belongs = Belongs.UNNAMED
    patient_at: ChartCitation | None = None
    set_aside: str = ""  # why its facts are not used; empty when they are

    @property
    def title(self) -> str:
        """`02_allergy_note_2025-04-07.txt` -> `allergy note 2025-04-07`."""
        stem = self.document.name.rsplit(".", 1)[0].replace("_", " ")
        first, _, rest = stem.partition(" ")
        return rest if first.isdigit() and rest else stem
