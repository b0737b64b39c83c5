"""The texts that sentences open at, line by line: each cited span marked, with what it was cited for in the margin."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import accumulate, pairwise

from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.words import DocumentKind
from mednec.render.blocks import ClauseRow, Quote, Section, Sheet
from mednec.render.places import PAGE_BREAK, POLICY, Mark
from mednec.render.received import RECEIVED
from mednec.render.words import AGAINST, FOR, LOOK, capital, visible

_UNDATED = re.compile(r"(?<=\w) \d{4}(?:-\d\d){0,2}$")  # the date stands beside the title


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a span was cited for: a clause, or a section of the page."""

    mark: Mark
    label: str
    anchor: str
    sign: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of characters cited by the same spans; `anchors` are the spans that begin here."""

    text: str
    spans: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a text with its number and its margin: (label, anchor) of what it was cited for, clauses first.

    `page` is set where the line begins a further page; a page may begin within a line, which then stands in two parts.
    """

    number: int
    pieces: tuple[Piece, ...]
    margin: tuple[tuple[str, str], ...]
    start: int  # offset of its first character in the document
    page: int = 0

    @property
    def blank(self) -> bool:
        return not any(piece.text.strip() for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One text: a document of the chart, the request, or the policy."""

    number: str
    anchor: str
    title: str
    name: str
    kind: str
    written: str
    author: str
    set_aside: str
    cited: int
    fixed: bool  # columns made of blanks: keep every blank
    lines: tuple[Line, ...]


def uses_of(sheet: Sheet) -> tuple[Use, ...]:
    """Every place on the sheet with what it is cited for, in reading order."""
    found = [use for section in sheet.sections for use in _uses(section, section)]
    found += [Use(mark=mark, label="", anchor="") for part in (sheet.outcome, sheet.asked) for mark in _marks(part)]
    return tuple(found)


def _uses(value: object, section: Section) -> Iterator[Use]:
    if isinstance(value, ClauseRow):
        yield Use(mark=value.mark, label=value.clause, anchor=value.anchor)
        for quote in (*value.quotes, *value.rests_on, *value.look):
            yield Use(mark=quote.mark, label=value.clause, anchor=value.anchor, sign=quote.sign)
        for mark in value.further:
            yield Use(mark=mark, label=value.clause, anchor=value.anchor)
        for each in (*value.shown, *value.refused):
            if each.quote:
                yield Use(mark=each.quote.mark, label=value.clause, anchor=value.anchor, sign=LOOK)
    elif section.anchor == RECEIVED and isinstance(value, Quote):
        yield Use(mark=value.mark, label="as read", anchor=section.anchor)
    elif isinstance(value, Mark):
        # What a document says about itself is underlined and not named.
        label = "" if section.anchor == RECEIVED else section.short.lower()
        yield Use(mark=value, label=label, anchor=section.anchor)
    elif isinstance(value, tuple):
        for item in value:
            yield from _uses(item, section)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _uses(getattr(value, field.name), section)


def _marks(value: object) -> Iterator[Mark]:
    if isinstance(value, Mark):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _marks(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _marks(getattr(value, field.name))


def document_pane(
    number: str,
    document: SourceDocument,
    header: DocumentHeader | None,
    uses: tuple[Use, ...],
    on_paper: frozenset[str] = frozenset(),
) -> Pane:
    """A document as received, with what it says about itself. Spans `on_paper` have their anchors on its pages."""
    own = tuple(use for use in uses if use.mark.holder == number)
    return Pane(
        number=number,
        anchor=f"doc-{number}",
        title=_title(document, header),
        name=visible(document.name),
        kind=header.kind.value if header else "request",
        written=header.written.isoformat() if header and header.written else "",
        author=visible(header.author) if header else "",
        set_aside=visible(header.set_aside) if header else "",
        cited=len({use.mark.target for use in own}),
        fixed=_in_columns(document.text),
        lines=tuple(_lines(document, own, on_paper)),
    )


def _title(document: SourceDocument, header: DocumentHeader | None) -> str:
    """What sort of paper it is; where it does not say, its name."""
    if header is None:
        return "Request" if document.name.startswith("request.") else visible(document.name)
    kind = header.kind.value if header.kind is not DocumentKind.OTHER else _UNDATED.sub("", visible(header.title))
    return capital(kind)


def policy_pane(title: str, text: str, uses: tuple[Use, ...]) -> Pane:
    """The payer's own text; every judged clause leads back to its place in the tree."""
    cited = (use for use in uses if use.mark.holder == POLICY)
    own = tuple(use if use.anchor.startswith("k-") else replace(use, label="") for use in cited)
    document = SourceDocument(name=title, text=text)
    return Pane(
        number="§",
        anchor="doc-policy",
        title="Policy",
        name=title,
        kind="policy",
        written="",
        author="",
        set_aside="",
        cited=len({use.mark.target for use in own}),
        fixed=False,
        lines=tuple(_lines(document, own)),
    )


def _in_columns(text: str) -> bool:
    """Whether several lines are set in columns by runs of blanks, as in a laboratory table."""
    return sum("   " in line.strip() for line in text.splitlines()) >= 4


def _lines(document: SourceDocument, uses: tuple[Use, ...], on_paper: frozenset[str] = frozenset()) -> Iterator[Line]:
    by_line: dict[int, list[Use]] = defaultdict(list)
    text, starts = document.text, document.line_starts
    for use in uses:
        blanks = use.mark.end - use.mark.start - len(text[use.mark.start : use.mark.end].lstrip())
        placed = replace(use, mark=replace(use.mark, start=use.mark.start + blanks))
        for number in range(document.line_of(placed.mark.start), document.line_of(placed.mark.end - 1) + 1):
            by_line[number].append(placed)
    page = 1
    for number, start in enumerate(starts, 1):
        end = starts[number] - 1 if number < len(starts) else len(text)
        parts = text[start:end].split(PAGE_BREAK)
        for i, first in enumerate(accumulate((len(part) + 1 for part in parts[:-1]), initial=start)):
            page += i > 0
            last = first + len(parts[i])
            if i or parts[i] or len(parts) == 1:
                own = [use for use in by_line.get(number, []) if use.mark.start < last and first < use.mark.end]
                pieces = tuple(_pieces(text, first, last, own, on_paper))
                yield Line(number=number, pieces=pieces, margin=margin_of(own), start=first, page=page if i else 0)


def margin_of(uses: Sequence[Use]) -> tuple[tuple[str, str], ...]:
    """What a line or span was cited for; a mere place to look is underlined and not named."""
    named = dict.fromkeys((use.label, use.anchor) for use in uses if use.label and use.anchor and use.sign != LOOK)
    clauses = [each for each in named if each[1].startswith("k-")]
    return (*clauses, *(each for each in named if each not in clauses))


def _pieces(text: str, start: int, end: int, uses: list[Use], on_paper: frozenset[str]) -> Iterator[Piece]:
    cuts = {start, end} | {offset for use in uses for offset in (use.mark.start, use.mark.end) if start < offset < end}
    ordered = sorted(cuts)
    for first, last in pairwise(ordered):
        covering = [use for use in uses if use.mark.start <= first and last <= use.mark.end]
        begins = dict.fromkeys(use.mark.target for use in covering if use.mark.start == first)
        yield Piece(
            text=visible(text[first:last].rstrip("\r")),
            spans=tuple(dict.fromkeys(use.mark.target for use in covering)),
            anchors=tuple(target for target in begins if target not in on_paper),
            tone=tone_of({use.sign for use in covering}) if covering else "",
        )


def tone_of(signs: set[str]) -> str:
    """Dashed where a span only ever speaks against, dotted where it is a place to look, else plain."""
    if AGAINST in signs and FOR not in signs:
        return "against"
    return "look" if signs == {LOOK} else "for"
