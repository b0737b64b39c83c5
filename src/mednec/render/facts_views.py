"""Facts of documents in each of their views: JSON lines, a table for the terminal, a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mednec.chart.reconcile import Fact
from mednec.model.document import SourceDocument
from mednec.model.knowledge import Concept
from mednec.render.fact_lines import reconciled_line
from mednec.render.json_text import to_json_line


def facts_lines(facts: Sequence[Fact], concepts: Mapping[str, Concept]) -> Iterator[str]:
    """One line of JSON for each fact."""
    for fact in facts:
        for line in reconciled_line(fact, concepts):
            yield to_json_line(line)


def facts_in_words(
    facts: Sequence[Fact], documents: Sequence[SourceDocument], form: str, *, width: int, colour: bool
) -> str:
    """The facts as a `table` or as an `html` page."""
    if form == "html":
        from mednec.render.fact_page import render_fact_page

        return render_fact_page(facts, documents)
    from mednec.render.fact_table import render_fact_table

    return render_fact_table(facts, documents, width=width, colour=colour)
