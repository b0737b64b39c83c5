"""A payer's notice of denial: which document it is, and its reasons as they stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mednec.model.determination import Determination
from mednec.model.document import ChartCitation, DocumentHeader, SourceDocument
from mednec.model.words import DocumentKind
from mednec.render.letters.standing import Clause

MOST_REASONS = 12
_HEADING = re.compile(r"^[ \t]*(?:the )?(?:reasons?|rationale|basis|grounds?)\b[^.\n]{0,60}:", re.I | re.M)
_POINT = re.compile(r"^[ \t]*(?:\(?\d{1,2}[.)]|[a-h][.)]|[-*•])[ \t]+", re.M)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\r?\n")
_REFUSES = re.compile(
    r"not (?:be )?(?:medically necessary|approved?|covered|authori[sz]ed|certified|met)|cannot (?:be )?approved?"
    r"|(?:is|are|was|were|been) denied|deny|denies|do(?:es)? not (?:meet|show|support|contain|document)"
    r"|unable to approve|experimental|investigational|not established",
    re.I,
)
_SALUTATION = re.compile(r"^[ \t]*(?:dear|to)\b[^.\n]{0,80}(?:\.[^.\n]{0,80})?[,:][ \t\r]*$", re.I | re.M)
_SENTENCE = re.compile(r"\S.*?(?:(?<!\b[DM][rs])(?<!\bMrs)(?<!\bNo)[.!?](?=\s)|\Z|(?=\n[ \t]*\r?\n))", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason in the words of the notice, and the judged clauses that it names."""

    words: ChartCitation
    clauses: tuple[Clause, ...]


def notice_among(d: Determination) -> SourceDocument | None:
    """The latest notice of denial among the documents of this patient."""
    notices = [h for h in d.documents if h.kind is DocumentKind.PAYER_NOTICE and not h.set_aside]
    found = sorted((h for h in notices if _reasons(h.document)), key=_age)
    return found[-1].document if found else None


def reasons_in(notice: SourceDocument, clauses: Sequence[Clause]) -> tuple[Reason, ...]:
    """The reasons of a notice in its order: its listed points, else the sentences that refuse."""
    return tuple(Reason(words=words, clauses=named_in(words.quote, clauses)) for words in _reasons(notice))


def named_in(text: str, clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses that a text names; the name of a group means the clauses below it."""
    return tuple(c for c in clauses if any(_names(text, label) for label in _with_groups(c.label)))


def _age(header: DocumentHeader) -> tuple[str, str]:
    return (header.written.isoformat() if header.written else "", header.document.name)


def _with_groups(label: str) -> Iterator[str]:
    """`IV.B.1` and `IV.B`; a name of one part is too short to be told from other words."""
    parts = label.split(".")
    yield label
    yield from (".".join(parts[:n]) for n in range(len(parts) - 1, 1, -1))


def _names(text: str, label: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(label)}(?!\w|\.\w)", text) is not None


def _reasons(notice: SourceDocument) -> tuple[ChartCitation, ...]:
    spans = tuple(_listed(notice.text)) or tuple(_refusing(notice.text))
    return tuple(notice.cite(start, end) for start, end in spans[:MOST_REASONS])


def _listed(text: str) -> Iterator[tuple[int, int]]:
    """Points under a heading of reasons, or the paragraph behind it."""
    heading = _HEADING.search(text)
    if heading is None:
        return
    start = heading.end()
    blank = re.compile(r"(?:[ \t]*\r?\n)*").match(text, start)
    start = blank.end() if blank else start
    end = _PARAGRAPH_END.search(text, start)
    stop = end.start() if end else len(text)
    points = list(_POINT.finditer(text, start, stop))
    if not points and text[start:stop].strip():
        yield start, stop
    ends = [*(point.start() for point in points[1:]), stop]
    for point, last in zip(points, ends, strict=bool(points)):
        if text[point.end() : last].strip():
            yield point.end(), last


def _refusing(text: str) -> Iterator[tuple[int, int]]:
    salutation = _SALUTATION.search(text)
    for match in _SENTENCE.finditer(text, salutation.end() if salutation else 0):
        if _REFUSES.search(match[0]):
            yield match.span()
