"""How fast it is on this machine: `make bench`.

Prints a table of medians beside named rivals and writes nothing else. Times are shown, never asserted.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.machine import machine
from bench.rows import Row, in_megabytes, timed
from bench.stages import CASES, reviews, stages
from bench.timing import command_seconds, fresh_seconds, seconds
from mednec.chart.lexicon import Lexicon, fold
from mednec.packs.knowledge import load_knowledge
from mednec.terminology.icd10cm import open_icd10cm

ROOT = Path(__file__).parents[1]
CODES = ("D47.02", "M33.12", "M33.13", "M32.9", "D89.42", "L50.1")


def starting() -> Iterator[Row]:
    """What a user waits before anything happens."""
    command = [sys.executable, "-m", "mednec", "--help"]
    yield timed("mednec --help, whole command", command_seconds(command, runs=7))
    bare = command_seconds([sys.executable, "-c", "pass"], runs=7)
    yield timed("import mednec.cli", fresh_seconds("", "import mednec.cli", runs=7), "start of Python itself", bare)


def codes() -> Iterator[Row]:
    """The compiled table of codes against the package it is compiled from."""
    rival = "simple_icd_10_cm"
    ours = "from mednec.terminology.icd10cm import open_icd10cm"
    load = fresh_seconds(ours, "open_icd10cm().lookup('D47.02')", runs=5)
    yield timed(
        "ICD-10-CM: open and first lookup", load, f"import {rival}", fresh_seconds("", f"import {rival}", runs=3)
    )
    if sys.platform == "linux":
        yield in_megabytes("ICD-10-CM: memory", f"{ours}; open_icd10cm().lookup('D47.02')", f"import {rival}")
    import simple_icd_10_cm as their

    with open_icd10cm() as table:

        def unremembered() -> None:
            table.lookup.cache_clear()
            for code in CODES:
                table.lookup(code)

        cold = seconds(unremembered, runs=200) / len(CODES)
        warm = seconds(lambda: [table.lookup(c) for c in CODES], runs=200) / len(CODES)

        def the_same() -> object:
            return [(their.get_description(c), their.is_leaf(c), their.get_excludes1(c)) for c in CODES]

        theirs = seconds(the_same, runs=200) / len(CODES)
    yield timed("ICD-10-CM: title, billable, Excludes1, first time", cold, f"{rival}, loaded", theirs)
    yield timed("ICD-10-CM: the same code again", warm, f"{rival}, loaded", theirs)


def words() -> Iterator[Row]:
    """Names of drugs found in all documents of the worked cases, against one alternation of the standard library."""
    drugs = load_knowledge(ROOT / "packs").drugs
    lexicon = Lexicon.compile((), drugs.values())
    texts = [path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*/documents/*.txt"))]
    terms = {term for d in drugs.values() for term in (d.name, *d.terms, *(p.name for p in d.products))}
    longest_first = sorted({fold(term) for term in terms}, key=lambda term: (-len(term), term))
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(re.escape(term) for term in longest_first) + r")(?!\w)")
    ours = seconds(lambda: [lexicon.find(text) for text in texts], runs=15)
    theirs = seconds(lambda: [pattern.findall(fold(text)) for text in texts], runs=3)
    size = sum(map(len, texts)) / 1e6
    yield timed(f"{len(terms)} drug names in {size * 1000:.0f} kB of chart", ours, "re, one alternation", theirs)


def main() -> None:
    """Measure and print."""
    console = Console()
    console.print(f"[bold]mednec on[/] {machine()}")
    table = Table("", "takes", "rival", "takes", "rival / ours")
    for column in (1, 3, 4):
        table.columns[column].justify = "right"
    with console.status("measuring ..."):
        for part in (starting, codes, words, reviews, stages):
            for row in part():
                table.add_row(row.what, row.shown, row.rival, row.rival_shown, row.ratio)
    console.print(table)


if __name__ == "__main__":
    main()
