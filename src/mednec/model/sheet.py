"""A page as it was received: its words with their places on the paper, and what is to be told about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from mednec.model.words import Assertion, Word


class Ink(Word):
    """How words came onto a page."""

    PRINT = "print"  # the page's own text
    FIELD = "form field"  # typed into a field, or a box that is ticked
    ANNOTATION = "annotation"  # laid over the page: a typed note, a stamp
    LAYER = "text layer"  # invisible text over a picture, as another program read it
    SCAN = "scan"  # read from the picture of the page
    RECORD = "record"  # made of an entry of an electronic record; there is no paper


class About(Word):
    """What a remark is about."""

    HIDDEN = "hidden text"
    UNREADABLE = "unreadable"
    ILLEGIBLE = "hard to read"
    ACTION = "action"  # a script, a launch action: never run
    ATTACHMENT = "attachment"
    MARKED = "marked"  # a highlight or a strike-out somebody drew
    RECORD = "record"  # an entry of an electronic record that is not used as it stands
    DUPLICATE = "duplicate"
    NOT_CHART = "not of the chart"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Box:
    """A rectangle on a page in points (1/72 inch), from the upper left corner of the page as it is read."""

    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: Box) -> Box:
        return Box(
            left=min(self.left, other.left),
            top=min(self.top, other.top),
            right=max(self.right, other.right),
            bottom=max(self.bottom, other.bottom),
        )

    def beside(self, other: Box) -> bool:
        """Whether both stand on one line: they share more than half of the lower one's height."""
        shared = min(self.bottom, other.bottom) - max(self.top, other.top)
        return shared > min(self.bottom - self.top, other.bottom - other.top) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A word of a text at `start:end` with its place; `legibility` is the reader's own, 0 to 100."""

    start: int
    end: int
    box: Box
    ink: Ink = Ink.PRINT
    legibility: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A span of which a finding may not be taken as it stands: digits hard to read, a preliminary result, an order."""

    start: int
    end: int
    why: str
    assertion: Assertion = Assertion.UNCERTAIN  # what a finding there becomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A span made of an entry of an electronic record, with the entry's own address (`Observation/ige-1`)."""

    start: int
    end: int
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is to be told about a file or page beside its text; it decides nothing."""

    about: About
    says: str
    file: str
    page: int = 0  # in the file, from 1; 0 for the file as a whole
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page of a file. All offsets are into `text`; sizes in points of the page as it is read, upright."""

    file: str  # path in the packet
    number: int  # in the file, from 1
    text: str
    width: float = 0.0
    height: float = 0.0
    words: tuple[Printed, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    references: tuple[Reference, ...] = ()
    turned: int = 0  # degrees clockwise by which the page was turned to be read upright
    slant: float = 0.0  # degrees by which a scan was straightened


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """How a page looks, upright: its size in pixels and its bytes."""

    width: int
    height: int
    jpeg: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What one file of a packet came to: its pages in order, and what is to be told of it."""

    file: str
    sheets: tuple[Sheet, ...] = ()
    remarks: tuple[Remark, ...] = ()
    single: bool = False  # one document by its nature (a note, an electronic record): never split
    title: str = ""  # a name for the document where the file itself tells one
