"""The chart as it goes into a question: quoted data between marks that no document can write.

Documents stand in the order of their names and are called D1, D2, ...: a file's name may name a person. What is set
aside and what speaks to software is never among them. A document goes in pieces, each a sentence, item or row with the
heading above it, so that a large chart can be cut anywhere between two of them.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby
from operator import attrgetter

from mednec.model.document import ChartCitation, DocumentHeader
from mednec.model.facts import Chart
from mednec.pointing.sent import Copies, Sent

GAP = "[...]"
_LETTERS_PER_TOKEN = 3.5  # of clinical English, on the safe side for the tokenizers in use


def tokens_of(text: str) -> int:
    """How many tokens a text is taken for: a declared estimate, for no two models count alike.

    >>> tokens_of("12345678")
    3
    """
    return math.ceil(len(text) / _LETTERS_PER_TOKEN)


def letters_in(tokens: int) -> int:
    """How many letters surely fit."""
    return math.floor(tokens * _LETTERS_PER_TOKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a document as sent, `start:end` of the text that is sent; `number` counts the pieces of all papers."""

    number: int
    paper: int  # which of the papers
    start: int
    end: int
    text: str  # without what speaks to software


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document with the text in which it is sent, and what is left out of it."""

    handle: str
    header: DocumentHeader
    sent: Sent
    left_out: tuple[tuple[int, int], ...]  # spans of the text as sent that speak to software

    @property
    def name(self) -> str:
        return self.header.document.name

    def shown(self, start: int, end: int) -> str:
        """A part of the text as sent, with a gap for what is left out."""
        parts, at = [], start
        for first, last in self.left_out:
            if first < end and at < last:
                parts += [self.sent.text[at : max(at, first)], f" {GAP} "]
                at = last
        return "".join((*parts, self.sent.text[at:end]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The usable documents of a chart that have a copy to send, cut into pieces."""

    papers: tuple[Paper, ...]
    pieces: tuple[Piece, ...]
    mark: str  # stands in none of them
    places: Mapping[ChartCitation, int]  # the piece in which each passage stands
    dating: Mapping[int, int]  # by paper: the piece in which its date is written

    @classmethod
    def of(cls, chart: Chart, copies: Copies) -> Papers:
        """The papers of a chart, in the order of their names, whatever order they came in."""
        usable = sorted((h for h in chart.headers if not h.set_aside), key=lambda h: h.document.name)
        papers = tuple(
            Paper(handle=f"D{n}", header=h, sent=copies[h.document.name], left_out=_left_out(h, chart, copies))
            for n, h in enumerate((h for h in usable if h.document.name in copies), 1)
        )
        passages: dict[str, list[ChartCitation]] = {}
        for passage in chart.passages:
            passages.setdefault(passage.at.document, []).append(passage.at)
        pieces: list[Piece] = []
        places: dict[ChartCitation, int] = {}
        for n, paper in enumerate(papers):
            for start, end, held in _cut(paper.sent, sorted(passages.get(paper.name, []))):
                places |= dict.fromkeys(held, len(pieces))
                text = paper.shown(start, end)
                pieces.append(Piece(number=len(pieces), paper=n, start=start, end=end, text=text))
        return cls(
            papers=papers,
            pieces=tuple(pieces),
            mark=_mark(p.sent.text for p in papers),
            places=places,
            dating=dict(_dating(papers, pieces)),
        )

    def names(self) -> Mapping[str, str]:
        """The name of each document by its handle."""
        return {p.handle: p.name for p in self.papers}

    def holding(self, at: ChartCitation) -> Paper | None:
        """The paper that a citation is of."""
        return next((p for p in self.papers if p.name == at.document), None)

    def with_neighbours(self, ranked: Sequence[int], reach: int = 1) -> tuple[int, ...]:
        """Each piece with those beside it in its document, and the piece that dates the document before the first."""
        order: dict[int, None] = {}
        for number in ranked:
            steps = (step for away in range(1, reach + 1) for step in (-away, away))
            near = (self.dating.get(self.pieces[number].paper, number), number, *(number + s for s in steps))
            for beside in near:
                if 0 <= beside < len(self.pieces) and self.pieces[beside].paper == self.pieces[number].paper:
                    order[beside] = None
        return tuple(order)

    def entire(self, tokens: int) -> tuple[Piece, ...] | None:
        """All pieces, where they fit into so many tokens together."""
        most = letters_in(tokens)
        fits = len(self._split(self.pieces, most)) <= 1 and all(self._alone(p) <= most for p in self.pieces)
        return self.pieces if fits else None

    def chosen(self, ranked: Iterable[int], *, tokens: int, parts: int = 1) -> tuple[tuple[Piece, ...], ...]:
        """The first of the ranked pieces that fit into so many parts of so many tokens, in the order of the chart."""
        most = letters_in(tokens)
        taken: dict[int, None] = {}
        left = most * parts
        for number in ranked:
            cost = len(self.pieces[number].text)
            if number not in taken and cost <= left and self._alone(self.pieces[number]) <= most:
                taken[number] = None
                left -= cost
        return self._within(list(taken), most, parts)

    def _within(self, taken: list[int], most: int, parts: int) -> tuple[tuple[Piece, ...], ...]:
        """Papers begin and end anew in each part, so the last ones taken may have to go."""
        while len(found := self._split([self.pieces[n] for n in sorted(taken)], most)) > parts:
            del taken[-max(1, len(taken) // 20) :]
        return found

    def _split(self, pieces: Sequence[Piece], most: int) -> tuple[tuple[Piece, ...], ...]:
        """Pieces in the order of the chart, as few parts of so many letters as hold them."""
        parts: list[list[Piece]] = []
        used = 0
        for piece in pieces:
            before = parts[-1][-1] if parts else None
            cost = len(piece.text)
            if before is None or before.paper != piece.paper:
                cost += self._frame(piece)
            elif before.number + 1 != piece.number:
                cost += len(GAP) + 2
            if before is None or used + cost > most:
                parts.append([])
                used, cost = 0, self._alone(piece)
            parts[-1].append(piece)
            used += cost
        return tuple(tuple(p) for p in parts)

    def _alone(self, piece: Piece) -> int:
        return len(piece.text) + self._frame(piece)

    def _frame(self, piece: Piece) -> int:
        """The marks around a paper, its gaps at both ends, and what parts it from the next."""
        first, last = self._marks(self.papers[piece.paper])
        return len(first) + len(last) + 2 * len(GAP) + 6

    def _marks(self, paper: Paper) -> tuple[str, str]:
        return f"<<{paper.handle} {self.mark}>> {paper.header.kind.value}", f"<</{paper.handle} {self.mark}>>"

    def laid_out(self, pieces: Sequence[Piece]) -> str:
        """Pieces as quoted data, a gap where something between them is not shown."""
        return "\n\n".join(
            self._paper(self.papers[n], tuple(group)) for n, group in groupby(pieces, key=attrgetter("paper"))
        )

    def beginning(self, letters: int) -> str:
        """What the first paper begins with, as quoted data; empty where it says nothing."""
        text = self.papers[0].sent.text if self.papers else ""
        end = len(text) if len(text) <= letters else max(text.rfind(" ", 0, letters), text.rfind("\n", 0, letters))
        end = end if end > 0 else letters
        shown = self.papers[0].shown(0, end) if text.strip() else ""
        first = Piece(number=0, paper=0, start=0, end=end, text=shown)
        return self.laid_out((first,)) if shown.replace(GAP, "").strip() else ""

    def _paper(self, paper: Paper, pieces: tuple[Piece, ...]) -> str:
        parts: list[str] = []
        at = 0
        for start, end in _runs(pieces):
            if start > at:
                parts.append(GAP)
            parts.append(paper.shown(start, end).strip("\n"))
            at = end
        if at < len(paper.sent.text.rstrip()):
            parts.append(GAP)
        first, last = self._marks(paper)
        return "\n".join((first, *parts, last))


def _left_out(header: DocumentHeader, chart: Chart, copies: Copies) -> tuple[tuple[int, int], ...]:
    name = header.document.name
    spoken_to = (a for a in chart.addressed if a.document == name)
    return tuple(sorted(copies[name].sent_span(a.start, a.end) for a in spoken_to))


def _cut(sent: Sent, passages: Sequence[ChartCitation]) -> Iterator[tuple[int, int, tuple[ChartCitation, ...]]]:
    """A document in pieces without a gap between them: what stands above a passage goes with it."""
    at = 0
    held: list[ChartCitation] = []
    spans = [(sent.sent_span(p.start, p.end)[1], p) for p in passages]
    for i, (end, passage) in enumerate(spans):
        held.append(passage)
        end = max(at, end) if i + 1 < len(spans) else len(sent.text)
        if end > at:
            yield at, end, tuple(held)
            at, held = end, []
    if not passages and sent.text.strip():
        yield 0, len(sent.text), ()


def _dating(papers: Sequence[Paper], pieces: Iterable[Piece]) -> Iterator[tuple[int, int]]:
    for piece in pieces:
        paper = papers[piece.paper]
        at = paper.header.written_at
        if at is not None and piece.start <= paper.sent.sent_span(at.start, at.end)[0] < piece.end:
            yield piece.paper, piece.number


def _runs(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Pieces that follow each other as one."""
    start = end = pieces[0].start
    for piece in pieces:
        if piece.start != end:
            yield start, end
            start = piece.start
        end = piece.end
    yield start, end


def _mark(texts: Iterable[str]) -> str:
    """Letters that follow from the texts and stand in none of them, so that no text can end its own quotation."""
    joined = "\f".join(texts)
    for turn in count():
        mark = hashlib.sha256(f"{turn}\f{joined}".encode()).hexdigest()[:12]
        if mark not in joined:
            return mark
    raise AssertionError("there are more marks than letters")
