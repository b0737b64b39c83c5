"""How fast documents are read: notes a second, ten times the text, ten megabytes. `python -m bench.reading`

The notes are the documents of the worked cases. Nothing is asserted; the targets stand beside the numbers.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.machine import machine
from mednec.intake.documents import read_document
from mednec.model.document import SourceDocument
from mednec.packs.library import Library, load_library
from mednec.reading import read_facts

CASES = Path(__file__).parents[1] / "cases"
AS_OF = date(2026, 1, 1)
MEGABYTE = 1_000_000


def documents() -> list[SourceDocument]:
    return [read_document(path) for path in sorted(CASES.glob("*/documents/*.txt"))]


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The least of some runs: what the machine can do when nothing disturbs it."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def grown(notes: list[SourceDocument], size: int) -> SourceDocument:
    """The notes one after another, again and again, up to a size."""
    text = "\n\n".join(note.text for note in notes)
    return SourceDocument(name="long.txt", text=(text * (size // len(text) + 1))[:size])


def rows(library: Library) -> list[tuple[str, str, str]]:
    notes = documents()

    def read(document: SourceDocument) -> Callable[[], object]:
        return lambda: read_facts([document], library, as_of=AS_OF)

    each = seconds(lambda: [read(note)() for note in notes])
    small, large = seconds(read(grown(notes, 50_000))), seconds(read(grown(notes, 500_000)), 1)
    huge = seconds(read(grown(notes, 10 * MEGABYTE)), 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(len(note.text) for note in notes) / len(notes)
    return [
        (f"notes a second (whole reading, {size:,.0f} letters each)", f"{len(notes) / each:,.0f}", "at least 470"),
        ("ten times the text (50 kB to 500 kB)", f"{large / small:.1f} times the time", "at most 12"),
        ("10 MB of text", f"{huge:.1f} s", "under 20 s"),
        ("memory at the end", f"{peak:,.0f} MB", "under 1,000 MB"),
    ]


def main() -> None:
    table = Table("what", "measured", "target", title=f"Reading documents - {machine()}")
    for row in rows(load_library()):
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
