"""The page of a determination in parts, as the case screen shows them: its head, each section, each document's pane."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Template

from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.words import Status
from mednec.render.blocks import Section, Sheet, Tree
from mednec.render.clauses import SHOWN_QUOTES
from mednec.render.page import page_templates
from mednec.render.panes import Pane, Use, document_pane, policy_pane, uses_of
from mednec.render.paper import Figure, Key, Linked, anchors_on_paper, figures_of
from mednec.render.places import POLICY, Places, judged_nodes
from mednec.render.proposals import pointed_at
from mednec.render.sections import lay_out
from mednec.render.words import AGAINST, FOR, LOOK, flat

# Which section comes first on the screen; those not named follow in the order of the sheet.
FIRST = ("criteria", "limits", "codes", "dose", "schedule", "response", "evidence", "safety", "precedents", "change")
ELSEWHERE = ("sign-off",)  # signed on a page of its own
LABELS = {"change": "What would change", "undecided": "Not decided"}  # of tabs, where the short name is not enough
SHEETS = ("page.css", "rule.css", "paper.css", "plots.css", "pointed.css")
_PLACE = re.compile(r'(?<=href=")#(d(\w+)-\d+-\d+|doc-(\w+)|[gx](\w+)-\d+|p-\d+-\d+)(?=")')

PageAddress = Callable[[str, int], str]  # number of the document, page of the document -> address


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A fragment of the page: `head`, `tabs`, `section:dose`, `documents`, `pane:doc-3`.

    Two are no HTML: `first` is the anchor of the pane that opens, `clauses` JSON of each clause that can be ruled on.
    """

    name: str
    order: int
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """How a clause stands, for a reviewer who may rule on it; `words` are what *met* and *not met* mean there."""

    status: str  # key of Status
    asks: bool  # the policy leaves it to a reviewer
    ruled: bool
    holds: bool  # two places disagree: which holds?
    words: tuple[str, str]


def no_picture(_number: str, _page: int) -> str:
    """The address of a page of which there is no picture."""
    return ""


def page_parts(
    determination: Determination, documents: Sequence[SourceDocument], picture_at: PageAddress = no_picture
) -> tuple[Part, ...]:
    """Every part of the page in order, with the ids and classes of the page in one file; nothing in it is inline.

    `picture_at` gives the address of a page's picture by the number of its document and its page there, or nothing
    where there is none. Every line carries the offset of its first character (`data-s`), so that words can be cited by
    selecting them.
    """
    documents = sorted(documents, key=lambda document: document.name)
    sheet = lay_out(determination, documents)
    uses = uses_of(sheet)
    numbered = Places.of(determination, documents).documents
    figures = figures_of(numbered, uses, determination.remarks, _linked(numbered, picture_at), every=True)
    panes = _panes(determination, numbered, uses, figures)
    macros = page_templates().get_template("parts.html")
    sections = _in_order(sheet)
    standing = _standing(determination)
    found = [
        ("head", _printed(macros, "asked", sheet, sheet.outcome.sign.tone if sheet.outcome.sign else "")),
        ("tabs", _printed(macros, "tabs", [(each.anchor, LABELS.get(each.anchor, each.short)) for each in sections])),
        *((f"section:{each.anchor}", _printed(macros, "section", sheet, each, standing)) for each in sections),
        ("documents", _printed(macros, "documents", panes)),
        ("first", _first(sheet, panes)),
        ("clauses", _clauses(determination, Places.of(determination, documents))),
        *((f"pane:{pane.anchor}", _printed(macros, "pane", pane, figures, True)) for pane in panes),
    ]
    return tuple(Part(name=name, order=i, html=_with_panes(html)) for i, (name, html) in enumerate(found))


@cache
def strokes() -> str:
    """The strokes that boxes on pages are drawn with, once in each page beside the glyphs of statuses."""
    return _printed(page_templates().get_template("paper.html"), "lines")


def stylesheet(below: str) -> str:
    """The look of the parts, for a sheet of its own; it holds for what stands below an element, such as `.case`."""
    environment = page_templates()
    sheets = (environment.get_template(name).render() for name in SHEETS)
    return f"{below} {{\n{''.join(sheets)}\n}}\n"


def _printed(template: Template, macro: str, *values: object) -> str:
    return str(getattr(template.module, macro)(*values))


def _linked(numbered: Sequence[tuple[str, SourceDocument]], picture_at: PageAddress) -> dict[Key, Linked]:
    found: dict[Key, Linked] = {}
    for number, document in numbered:
        for i, page in enumerate(document.pages, 1):
            address = picture_at(number, i) if page.width and page.height else ""
            if address:
                size = Linked(address=address, width=round(page.width), height=round(page.height))
                found.setdefault((page.file, page.number), size)
    return found


def _panes(
    d: Determination,
    numbered: Sequence[tuple[str, SourceDocument]],
    uses: tuple[Use, ...],
    figures: Mapping[str, Sequence[Figure]],
) -> tuple[Pane, ...]:
    headers = {header.document.name: header for header in d.documents}
    on_paper = anchors_on_paper(figures)
    panes = (document_pane(number, each, headers.get(each.name), uses, on_paper) for number, each in numbered)
    return (*panes, policy_pane(d.policy_title, d.policy_source, uses))


def _in_order(sheet: Sheet) -> tuple[Section, ...]:
    named = {section.anchor: section for section in sheet.sections if section.anchor not in ELSEWHERE}
    first = [named.pop(anchor) for anchor in FIRST if anchor in named]
    return (*first, *named.values())


def _standing(d: Determination) -> dict[str, Stands]:
    """How each clause stands, by its label as printed. Of an exclusion *met* means that it applies."""
    words = {each.clause: ("within the limit", "outside the limit") for root in d.limits for each in _below(root)}
    words |= {each.clause: ("applies", "does not apply") for root in d.exclusions for each in _below(root)}
    return {
        flat(node.clause): Stands(
            status=node.status.key,
            asks=node.kind == "ask" and not node.status.settled,
            ruled=node.ruling is not None,
            holds=node.status is Status.CONFLICTING and bool(node.because and node.contrary),
            words=words.get(node.clause, ("met", "not met")),
        )
        for node in reversed(tuple(judged_nodes(d)))  # a group that was ruled on stands before the group as read
    }


def _clauses(d: Determination, places: Places) -> str:
    """Every clause by its label as printed: how it stands, how it was read, what it wants, the words under it."""
    standing, found = _standing(d), {}
    for node in judged_nodes(d):
        label = flat(node.clause)
        if label not in found:
            cited = (
                (FOR, node.because),
                (AGAINST, node.contrary),
                (LOOK, (*node.passages, *node.rests_on)),
                (LOOK, pointed_at(node, d.pointed)),
            )
            found[label] = {
                "clause": node.clause,
                "text": flat(node.text),
                "status": node.status.key,
                "read_as": (node.read_as or node.status).key,
                "ruled": node.ruling is not None,
                "asks": node.kind == "ask",
                "wants": flat(node.wants),
                "words": standing[label].words,
                "found": [_found(sign, each, places) for sign, own in cited for each in own[:SHOWN_QUOTES]],
            }
    return json.dumps(found, ensure_ascii=False)


def _found(sign: str, citation: ChartCitation, places: Places) -> dict[str, object]:
    mark = places.mark(citation)
    quote = {"sign": sign, "holder": mark.holder, "start": mark.start, "end": mark.end}
    return {**quote, "quote": mark.quote, "label": mark.label}


def _below(node: CriterionResult) -> Iterator[CriterionResult]:
    yield node
    for child in node.children:
        yield from _below(child)


def _first(sheet: Sheet, panes: Sequence[Pane]) -> str:
    """The pane that opens with the page: of the words that decide, else of the first open clause, else of the first."""
    trees = [block for section in sheet.sections for block in section.blocks if isinstance(block, Tree)]
    rows = [row for tree in trees for row in tree.rows if row.anchor]
    wanted = (
        *(row for row in rows if row.decides),
        *(row for row in rows if row.open),
        *rows,
    )
    holders = (quote.mark.holder for row in wanted for quote in (*row.quotes, *row.look))
    return next((f"doc-{holder}" for holder in holders), panes[0].anchor)


def _with_panes(html: str) -> str:
    """Links to places of a text name its pane: only one pane comes with the page, the others when they are opened."""
    return _PLACE.sub(_in_pane, html)


def _in_pane(found: re.Match[str]) -> str:
    place, *holders = found.groups()
    return f"?open={next(filter(None, holders), POLICY)}#{place}"
