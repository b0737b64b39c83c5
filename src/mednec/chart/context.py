"""One sentence, list item or table row with everything that is needed to read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mednec.chart.cues import Cue, Cues
from mednec.chart.dates import DateMention, find_dates
from mednec.chart.layout import Line, Sentence
from mednec.chart.lexicon import Lexicon, Mention
from mednec.model.document import ChartCitation, DocumentHeader, SourceDocument
from mednec.model.finding import Period
from mednec.model.regimen import Course
from mednec.model.words import Standing

ReadDose = Callable[[str], Course | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Offsets of `mentions`, `cues` and `dates` are those of `text`, which begins at `offset` of the document."""

    document: SourceDocument
    header: DocumentHeader
    line: Line
    offset: int
    text: str
    mentions: tuple[Mention, ...]
    cues: tuple[Cue, ...]
    dates: tuple[DateMention, ...]
    standing: Standing
    lexicon: Lexicon
    first_of_line: bool

    def cite(self, start: int, end: int) -> ChartCitation:
        """Citation by offsets of `text`."""
        return self.document.cite(self.offset + start, self.offset + end)

    @property
    def whole(self) -> ChartCitation:
        return self.cite(0, len(self.text))

    def cues_of(self, *lists: str) -> tuple[Cue, ...]:
        return tuple(c for c in self.cues if c.list in lists)

    @property
    def default_date(self) -> Period | None:
        """Date of the dated entry this stands in, else of the document."""
        if self.line.entry:
            return self.line.entry
        return Period.day(self.header.written) if self.header.written else None


def contexts_of(
    document: SourceDocument,
    header: DocumentHeader,
    sentences: tuple[Sentence, ...],
    lexicon: Lexicon,
    cues: Cues,
    as_of: date | None,
) -> tuple[Context, ...]:
    """The sentences of a document as contexts. Cues in a heading ("(template)") colour its whole section."""
    headings: dict[str, Standing] = {}
    found: list[Context] = []
    seen: set[int] = set()
    for sentence in sentences:
        text = document.text[sentence.start : sentence.end]
        dates = find_dates(text, header.written or as_of)
        line = sentence.line
        if line.heading not in headings:
            headings[line.heading] = _standing(cues.find(line.heading))
        own = cues.find(text)
        standing = _standing(own)
        if standing is Standing.CURRENT:
            standing = headings[line.heading]
        if standing is Standing.CURRENT and header.kind.claims_only:
            standing = Standing.CLAIM
        found.append(
            Context(
                document=document,
                header=header,
                line=line,
                offset=sentence.start,
                text=text,
                mentions=tuple(m for m in lexicon.find(text) if not _within(m, dates)),
                cues=own,
                dates=dates,
                standing=standing,
                lexicon=lexicon,
                first_of_line=line.start not in seen,
            )
        )
        seen.add(line.start)
    return tuple(found)


def _within(mention: Mention, dates: tuple[DateMention, ...]) -> bool:
    """Whether a word is part of a date: the fall of a year is no fall."""
    return any(d.start < mention.end and mention.start < d.end for d in dates)


def _standing(cues: tuple[Cue, ...]) -> Standing:
    lists = {c.list for c in cues}
    if "template" in lists:
        return Standing.TEMPLATE
    if lists & {"carried_forward", "hearsay"}:
        return Standing.CARRIED_FORWARD
    return Standing.CURRENT
