"""The determination as one HTML file: criteria left, documents right, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from mednec.model.determination import Determination
from mednec.model.document import Page, SourceDocument
from mednec.render.blocks import Blanks, Block, Columns, Figure, Grid, Points, Tree
from mednec.render.panes import document_pane, policy_pane, uses_of
from mednec.render.paper import Pictures, anchors_on_paper, figures_of
from mednec.render.places import Places
from mednec.render.proposals import MOST_SHOWN
from mednec.render.sections import lay_out

TEMPLATES = "templates"
BLOCKS: dict[type, str] = {
    Points: "points",
    Grid: "grid",
    Columns: "columns",
    Tree: "tree",
    Blanks: "blanks",
    Figure: "figure",
}


def render_html(determination: Determination, documents: Sequence[SourceDocument], pictures: Pictures) -> str:
    """One self-contained page. Everything from the case is escaped, and no script but the page's own may run."""
    sheet = lay_out(determination, documents)
    uses = uses_of(sheet)
    headers = {header.document.name: header for header in determination.documents}
    numbered = Places.of(determination, documents).documents
    figures = figures_of(numbered, uses, determination.remarks, pictures)
    on_paper = anchors_on_paper(figures)
    panes = [
        document_pane(number, document, headers.get(document.name), uses, on_paper) for number, document in numbered
    ]
    panes.append(policy_pane(determination.policy_title, determination.policy_source, uses))
    environment = page_templates()
    script = environment.get_template("page.js").render(paged=bool(figures))
    return environment.get_template("page.html").render(
        sheet=sheet,
        panes=panes,
        figures=figures,
        pointed=determination.pointed is not None,
        ruled=any(line.page for pane in panes for line in pane.lines),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def pages_to_show(determination: Determination, documents: Sequence[SourceDocument]) -> tuple[Page, ...]:
    """The pages whose pictures the determination shows: the first of each document, and every page that is cited."""
    uses = uses_of(lay_out(determination, documents))
    wanted: dict[tuple[str, int], Page] = {}
    for number, document in Places.of(determination, documents).documents:
        marks = {(use.mark.start, use.mark.end) for use in uses if use.mark.holder == number}
        cited = [place.page for start, end in sorted(marks) for place in document.cite(start, end).places]
        wanted |= {(page.file, page.number): page for page in (*document.pages[:1], *cited)}
    told = {(remark.file, remark.page) for remark in determination.remarks if remark.box}
    pages = (page for document in documents for page in document.pages)
    wanted |= {(page.file, page.number): page for page in pages if (page.file, page.number) in told}
    return tuple(wanted[key] for key in sorted(wanted))


@cache
def page_templates() -> Environment:
    """The templates of the page, compiled once, escaping everything that is not a template's own."""
    environment = Environment(
        loader=PackageLoader("mednec.render", TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["block"] = _block_name
    environment.globals["most_shown"] = MOST_SHOWN
    return environment


def _block_name(block: Block) -> str:
    """Which part of the template prints a block."""
    return BLOCKS[type(block)]
