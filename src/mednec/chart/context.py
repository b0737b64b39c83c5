"""One sentence, list item or table row with everything that is needed to read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from mednec.chart.attribution import attributed
from mednec.chart.cues import Cue, Cues
from mednec.chart.dates import DateMention, find_dates
from mednec.chart.layout import Line, Sentence
from mednec.chart.lexicon import Lexicon, Mention
from mednec.model.document import ChartCitation, DocumentHeader, SourceDocument
from mednec.model.finding import Period
from mednec.model.regimen import Course
from mednec.model.words import Standing

_DATE_LEAD = re.compile(r"\b(?:in|on)\s+$")
_OUT_OF = re.compile(r"\d{1,2}/(\d{1,2})")
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
        named = lexicon.find(text)
        dates = tuple(d for d in find_dates(text, header.written or as_of) if not _a_score(text, d, named, lexicon))
        line = sentence.line
        if line.heading not in headings:
            headings[line.heading] = _standing(cues.find(line.heading))
        own = cues.find(_undated(text, dates))
        mentions = tuple(m for m in named if not _within(m, dates))
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
                mentions=tuple(sorted((*mentions, *attributed(text, mentions, own, lexicon)), key=lambda m: m.start)),
                cues=own,
                dates=dates,
                standing=standing,
                lexicon=lexicon,
                first_of_line=line.start not in seen,
            )
        )
        seen.add(line.start)
    return tuple(found)


def _undated(text: str, dates: tuple[DateMention, ...]) -> str:
    """The text with blanks for its dates, so that "stopped 3/2024 due to" is read as "stopped due to".

    What is told from today ("last week") keeps its words: they are cues of their own.
    """
    for found in dates:
        if found.relative:
            continue
        lead = _DATE_LEAD.search(text, 0, found.start)
        start = lead.start() if lead else found.start
        text = text[:start] + " " * (found.end - start) + text[found.end :]
    return text


def _a_score(text: str, found: DateMention, named: tuple[Mention, ...], lexicon: Lexicon) -> bool:
    """Whether "8/10" is no day of October but eight of ten, right behind an instrument that goes to ten."""
    score = _OUT_OF.fullmatch(text[found.start : found.end])
    before = [m for m in named if 0 <= found.start - m.end <= 4]
    concept = lexicon.concepts.get(before[-1].id) if score and before else None
    return bool(score and concept and concept.scale == int(score.group(1)))


def _within(mention: Mention, dates: tuple[DateMention, ...]) -> bool:
    """Whether a word is part of a date: the fall of a year is no fall."""
    return any(d.start <= mention.start and mention.end <= d.end for d in dates)


def _standing(cues: tuple[Cue, ...]) -> Standing:
    lists = {c.list for c in cues}
    if "template" in lists:
        return Standing.TEMPLATE
    if lists & {"carried_forward", "hearsay"}:
        return Standing.CARRIED_FORWARD
    return Standing.CURRENT
