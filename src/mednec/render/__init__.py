"""The determination in words: terminal, markdown, HTML, JSON. Four views of one value, the same bytes each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from mednec.model.determination import Determination
from mednec.model.document import DocumentHeader, Page, SourceDocument
from mednec.model.request import Case
from mednec.model.sheet import Picture

FORMATS = ("text", "md", "html", "json")
ENDINGS = {"text": ".txt", "md": ".md", "html": ".html", "json": ".json"}

__all__ = ["ENDINGS", "FORMATS", "pages_to_show", "render", "render_intake"]

NO_PICTURES: Mapping[tuple[str, int], Picture] = MappingProxyType({})


def render(
    determination: Determination,
    documents: Sequence[SourceDocument],
    format: str,
    *,
    pictures: Mapping[tuple[str, int], Picture] = NO_PICTURES,
    width: int = 100,
    colour: bool = False,
) -> str:
    """The determination in one of FORMATS. `width` and `colour` are for text alone. ValueError for another format.

    `pictures` of pages, by file and number in the file, are for HTML alone: a page shows those it needs, each once.
    Documents are numbered in the order of their names, in whichever order they come.
    """
    documents = sorted(documents, key=lambda document: document.name)
    # Each view is opened when it is asked for: a terminal does not wait for the templates, a page not for the terminal.
    if format == "json":
        from mednec.render.json_view import render_json

        return render_json(determination, documents)
    if format == "html":
        from mednec.render.page import render_html

        return render_html(determination, documents, pictures)
    if format == "md":
        from mednec.render.markdown import render_markdown

        return render_markdown(determination, documents)
    if format == "text":
        from mednec.render.terminal import render_text

        return render_text(determination, documents, width=width, colour=colour)
    raise ValueError(f"no such format: {format!r}; there are {', '.join(FORMATS)}")


def pages_to_show(determination: Determination, documents: Sequence[SourceDocument]) -> tuple[Page, ...]:
    """The pages whose pictures the HTML shows: the first of each document, and every page that is cited."""
    from mednec.render import page

    return page.pages_to_show(determination, documents)


def render_intake(case: Case, headers: Sequence[DocumentHeader], *, width: int, colour: bool) -> str:
    """What a packet came to before it is reviewed, for the terminal."""
    from mednec.render import terminal

    return terminal.render_intake(case, headers, width=width, colour=colour)
