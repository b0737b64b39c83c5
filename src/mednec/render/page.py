"""The determination as one HTML file: criteria left, documents right, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from mednec.model.determination import Determination
from mednec.model.document import SourceDocument
from mednec.render.blocks import Blanks, Block, Columns, Grid, Points, Tree
from mednec.render.panes import document_pane, policy_pane, uses_of
from mednec.render.paper import Pictures, anchors_on_paper, figures_of
from mednec.render.places import Places
from mednec.render.sections import lay_out

TEMPLATES = "templates"
BLOCKS: dict[type, str] = {Points: "points", Grid: "grid", Columns: "columns", Tree: "tree", Blanks: "blanks"}


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
    environment = _environment()
    script = environment.get_template("page.js").render(paged=bool(figures))
    return environment.get_template("page.html").render(
        sheet=sheet,
        panes=panes,
        figures=figures,
        ruled=any(line.page for pane in panes for line in pane.lines),
        script=script,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mednec.render", TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["block"] = _block_name
    return environment


def _block_name(block: Block) -> str:
    """Which part of the template prints a block."""
    return BLOCKS[type(block)]
