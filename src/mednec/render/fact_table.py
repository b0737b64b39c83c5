"""Facts for a terminal: one table for each kind, what is said, how it is meant, when, and the words."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mednec.chart.reconcile import Fact
from mednec.model.document import SourceDocument
from mednec.model.words import Assertion
from mednec.render.fact_words import HEADINGS, OTHER, heading_of, says
from mednec.render.words import visible

QUIET = "bright_black"
TONES = {
    Assertion.PRESENT: "green",
    Assertion.ABSENT: "red",
    Assertion.UNCERTAIN: "yellow",
    Assertion.HISTORICAL: "cyan",
    Assertion.HYPOTHETICAL: "magenta",
    Assertion.FAMILY: "blue",
}
LONGEST_QUOTE = 160


def render_fact_table(facts: Sequence[Fact], documents: Sequence[SourceDocument], *, width: int, colour: bool) -> str:
    """Text that wraps at `width`; escape codes only with `colour`."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    numbers = {document.name: n for n, document in enumerate(documents, 1)}
    for name, n in numbers.items():
        console.print(Text.assemble((f"[{n}] ", "cyan"), name))
    console.print()
    for heading in (*HEADINGS.values(), OTHER):
        own = [fact for fact in facts if heading_of(fact.finding) == heading]
        if own:
            console.print(Text.assemble((heading, "bold"), (f"  {len(own)}", QUIET)))
            console.print(_table(own, numbers))
    if not facts:
        console.print("Nothing that the lexicon knows was found.")
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def _table(facts: Sequence[Fact], numbers: Mapping[str, int]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, header_style=QUIET)
    for name, share in (("about", 3), ("says", 3), ("date", 0), ("words", 6), ("where", 0)):
        table.add_column(name, ratio=share or None, overflow="fold", no_wrap=not share)
    for fact in facts:
        finding = fact.finding
        tone = TONES[finding.assertion]
        table.add_row(
            finding.name,
            Text(visible(says(finding)), style=tone),
            finding.when.iso.replace("/", "\n") if finding.when else "",
            visible(" ".join(finding.source.quote.split())[:LONGEST_QUOTE]),
            _where(fact, numbers),
        )
    return table


def _where(fact: Fact, numbers: Mapping[str, int]) -> Text:
    source = fact.finding.source
    where = Text(f"[{numbers[source.document]}]:{source.line}", style=QUIET)
    further = (("also", len(fact.places) - 1), ("copied", len(fact.copies)), ("against", len(fact.against)))
    for word, count in further:
        if count > 0:
            where.append(f"\n{word} {count}", style="yellow" if word == "against" else QUIET)
    return where
