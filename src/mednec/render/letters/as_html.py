"""A letter as one HTML file that prints as it looks; nothing is loaded from anywhere and no script runs."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from mednec.render.letters.layout import DRAFT, Block, Items, Letter, Lines, Paragraph, Sides, Table

PRINTERS: dict[type, str] = {
    Paragraph: "paragraph",
    Items: "items",
    Table: "table",
    Sides: "sides",
    Lines: "lines",
}


def render_html(letter: Letter) -> str:
    """Everything of the case is escaped."""
    return _environment().get_template("letter.html").render(letter=letter, draft=DRAFT).lstrip()


def render_part(letter: Letter) -> str:
    """The letter as a part of another page: nothing in it is inline, and its headings stand below the page's own."""
    inside = '{% import "letter_blocks.html" as blocks %}{{ blocks.body(letter, draft, true) }}'
    return _environment().from_string(inside).render(letter=letter, draft=DRAFT).strip()


def letter_stylesheet(below: str) -> str:
    """The look of such a part, for what stands below an element."""
    return f"{below} {{\n{_environment().get_template('letter.css').render()}\n}}\n"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mednec.render.letters", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["printer"] = _printer
    return environment


def _printer(block: Block) -> str:
    """Which part of the template prints a block."""
    return PRINTERS[type(block)]
