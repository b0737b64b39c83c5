"""Documents that a person sends: what is missing, a brief for a talk between physicians, an appeal.

Each is laid out once, of cited statements of a determination, and printed as markdown, HTML or PDF. The same
determination gives the same bytes.
"""

from __future__ import annotations

from mednec.render.letters.layout import Letter

FORMATS = ("md", "html", "pdf")

__all__ = ["FORMATS", "Letter", "render_letter"]


def render_letter(letter: Letter, format: str) -> bytes:
    """The letter in one of FORMATS. ValueError for another; MednecError where PDF lacks its library."""
    # Each printer is opened when it is asked for.
    if format == "md":
        from mednec.render.letters.as_markdown import render_markdown

        return render_markdown(letter).encode()
    if format == "html":
        from mednec.render.letters.as_html import render_html

        return render_html(letter).encode()
    if format == "pdf":
        from mednec.render.letters.as_pdf import render_pdf

        return render_pdf(letter)
    raise ValueError(f"no such format: {format!r}; there are {', '.join(FORMATS)}")
