"""How fast it is on this machine: `make bench`.

Prints a table of medians beside named rivals and writes nothing else. Times are shown, never asserted.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.machine import machine
from bench.timing import command_seconds, fresh_megabytes, fresh_seconds, said, seconds
from mednec.chart.lexicon import Lexicon, fold
from mednec.intake import read_case
from mednec.packs.knowledge import load_knowledge
from mednec.packs.library import load_library
from mednec.packs.shelf import policy_for
from mednec.render import FORMATS, render
from mednec.review import review
from mednec.terminology.icd10cm import open_icd10cm

ROOT = Path(__file__).parents[1]
CASES = ROOT / "cases"
LARGEST = max(CASES.glob("*/documents"), key=lambda d: sum(p.stat().st_size for p in d.iterdir())).parent
CODES = ("D47.02", "M33.12", "M33.13", "M32.9", "D89.42", "L50.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement; `rival` did the same work in `rival_takes` (in the same unit as `takes`)."""

    what: str
    takes: float
    shown: str
    rival: str = ""
    rival_takes: float | None = None
    rival_shown: str = ""

    @property
    def ratio(self) -> str:
        """How many times what we take the rival takes."""
        return "" if self.rival_takes is None else f"{self.rival_takes / self.takes:,.3g} x"


def timed(what: str, takes: float, rival: str = "", rival_takes: float | None = None) -> Row:
    """A row of seconds."""
    shown = "" if rival_takes is None else said(rival_takes)
    return Row(what=what, takes=takes, shown=said(takes), rival=rival, rival_takes=rival_takes, rival_shown=shown)


def in_megabytes(what: str, statement: str, rival: str) -> Row:
    """A row of memory; the rival is a statement too."""
    takes, rival_takes = fresh_megabytes(statement), fresh_megabytes(rival)
    shown = f"{takes:.1f} MB", f"{rival_takes:.1f} MB"
    return Row(what=what, takes=takes, shown=shown[0], rival=rival, rival_takes=rival_takes, rival_shown=shown[1])


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


def reviews() -> Iterator[Row]:
    """A whole review: as a command, and many in one process. Nobody else reviews a case, so no rival is named."""
    command = [sys.executable, "-m", "mednec", "review", str(LARGEST), "--format", "json"]
    yield timed(f"mednec review {LARGEST.name}, whole command, tables warm", command_seconds(command, runs=5))
    library = load_library()
    cases = [read_case(folder.parent) for folder in sorted(CASES.glob("*/request.yaml"))]
    asked = [(case, policy_for(library, case.request)) for case in cases]
    each = seconds(lambda: [review(case, policy, library) for case, policy in asked], runs=7) / len(asked)
    yield Row(what="one review in a running process, one core", takes=each, shown=f"{said(each)}, {1 / each:.0f}/s")
    case, policy = asked[0]
    determination = review(case, policy, library)
    for form in FORMATS:
        work = partial(render, determination, case.documents, form)
        yield timed(f"writing it as {form}", seconds(work, runs=7))


def main() -> None:
    """Measure and print."""
    console = Console()
    console.print(f"[bold]mednec on[/] {machine()}")
    table = Table("", "takes", "rival", "takes", "rival / ours")
    for column in (1, 3, 4):
        table.columns[column].justify = "right"
    with console.status("measuring ..."):
        for part in (starting, codes, words, reviews):
            for row in part():
                table.add_row(row.what, row.shown, row.rival, row.rival_shown, row.ratio)
    console.print(table)


if __name__ == "__main__":
    main()
