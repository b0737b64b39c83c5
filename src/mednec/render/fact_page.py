"""The documents as one HTML page with every fact highlighted by its kind, so that a person sees what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined

from mednec.chart.reconcile import Fact
from mednec.model.document import ChartCitation, SourceDocument
from mednec.render.fact_words import HEADINGS, OTHER, heading_of, says
from mednec.render.places import PAGE_BREAK
from mednec.render.words import visible

TONES = {
    "Diagnoses and symptoms": "dx",
    "Treatments": "tx",
    "Doses": "rx",
    "Measurements": "ms",
    "Test results": "ts",
    "Function": "fn",
    "Events": "ev",
    "Course": "co",
    "Dates": "dt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One place of one fact: where it lies in its document, its tone, and what it says."""

    start: int
    end: int
    anchor: str
    tone: str
    title: str
    denied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of characters under the same marks; the innermost sets the colour. `page` is the page it begins."""

    text: str
    marks: tuple[Mark, ...]
    begins: tuple[str, ...]
    page: int = 0

    @property
    def tone(self) -> str:
        return min(self.marks, key=lambda m: m.end - m.start).tone if self.marks else ""

    @property
    def denied(self) -> bool:
        return bool(self.marks) and min(self.marks, key=lambda m: m.end - m.start).denied

    @property
    def title(self) -> str:
        return "; ".join(dict.fromkeys(m.title for m in self.marks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One fact in the list beside the text, with links to its places."""

    name: str
    says: str
    date: str
    assertion: str
    rule: str
    places: tuple[tuple[str, str], ...]
    against: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    heading: str
    tone: str
    items: tuple[Item, ...]


def render_fact_page(facts: Sequence[Fact], documents: Sequence[SourceDocument]) -> str:
    """One self-contained page without scripts; everything from the documents is escaped."""
    anchors = _anchors(facts)
    numbers = {document.name: n for n, document in enumerate(documents, 1)}
    names = (*HEADINGS.values(), OTHER)
    groups = [
        Group(
            heading=name,
            tone=_tone(name),
            items=tuple(_item(f, anchors, numbers) for f in facts if heading_of(f.finding) == name),
        )
        for name in names
    ]
    panes = [(numbers[document.name], document.name, _pieces(document, facts, anchors)) for document in documents]
    environment = Environment(
        loader=PackageLoader("mednec.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    groups = [group for group in groups if group.items]
    return environment.get_template("facts.html").render(groups=groups, panes=panes, count=len(facts))


def _tone(heading: str) -> str:
    return TONES.get(heading, "ot")


def _anchors(facts: Sequence[Fact]) -> dict[tuple[int, ChartCitation], str]:
    """A name for every place of every fact."""
    return {
        (n, place): f"f{n}-{i}" for n, fact in enumerate(facts) for i, place in enumerate((*fact.places, *fact.copies))
    }


def _item(fact: Fact, anchors: dict[tuple[int, ChartCitation], str], numbers: Mapping[str, int]) -> Item:
    own = {place: anchor for (_, place), anchor in anchors.items() if place in (*fact.places, *fact.copies)}
    finding = fact.finding
    return Item(
        name=finding.name,
        says=visible(says(finding)),
        date=finding.when.iso if finding.when else "",
        assertion=finding.assertion.key,
        rule=finding.rule,
        places=tuple((f"{numbers[p.document]}:{p.line}", own[p]) for p in (*fact.places, *fact.copies)),
        against=tuple(
            (f"{numbers[p.document]}:{p.line}", anchor) for p in fact.against if (anchor := _first(p, anchors))
        ),
    )


def _first(place: ChartCitation, anchors: dict[tuple[int, ChartCitation], str]) -> str:
    return next((anchor for (_, cited), anchor in anchors.items() if cited == place), "")


def _pieces(
    document: SourceDocument, facts: Sequence[Fact], anchors: dict[tuple[int, ChartCitation], str]
) -> list[Piece]:
    marks = [
        _mark(facts[n], place, anchor) for (n, place), anchor in anchors.items() if place.document == document.name
    ]
    breaks = {i: page for page, i in enumerate((i for i, c in enumerate(document.text) if c == PAGE_BREAK), 2)}
    around = {edge for i in breaks for edge in (i, i + 1)}
    edges = sorted({0, len(document.text), *around, *(m.start for m in marks), *(m.end for m in marks)})
    starting = sorted(marks, key=lambda m: (m.start, m.end))
    pieces: list[Piece] = []
    open_marks: list[Mark] = []
    next_mark = 0
    for start, end in pairwise(edges):
        open_marks = [m for m in open_marks if m.end > start]
        begins = []
        while next_mark < len(starting) and starting[next_mark].start == start:
            open_marks.append(starting[next_mark])
            begins.append(starting[next_mark].anchor)
            next_mark += 1
        page = breaks.get(start, 0)
        text = "" if page else visible(document.text[start:end])
        pieces.append(Piece(text=text, marks=tuple(open_marks), begins=tuple(begins), page=page))
    return pieces


def _mark(fact: Fact, place: ChartCitation, anchor: str) -> Mark:
    finding = fact.finding
    told = says(finding)
    return Mark(
        start=place.start,
        end=place.end,
        anchor=anchor,
        tone=_tone(heading_of(finding)),
        title=f"{finding.name}: {told}" if told else finding.name,
        denied=finding.assertion.key == "absent",
    )
