"""How fast passages are found: `python -m bench.searching`.

43,000 invented decisions of about 300 words are indexed, and 500 queries are run, with our index and with SQLite's
full-text tables as its rival. Prints a table and writes nothing that stays. Times are shown, never asserted.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from bench.machine import machine
from bench.rows import timed
from mednec.search.fields import Entry, Field
from mednec.search.index import build, open_index
from mednec.search.query import find

DECISIONS, QUERIES, WORDS, TOP = 43_000, 500, 300, 10
FIELDS = (
    Field(name="title", weight=2.0),
    Field(name="text"),
    Field(name="outcome", weight=0, kept=False, filtered=True),
)
Decision = tuple[str, str, str, str]  # key, title, text, outcome
_SYLLABLES = ("ba", "cor", "den", "fi", "gral", "hem", "ix", "jo", "kel", "lum", "mab", "nor", "os", "pri", "tan", "zu")
_COMMON = ("the", "patient", "of", "was", "treatment", "and", "reviewer", "in", "for", "not", "medically", "necessary",
           "records", "with", "failed", "to", "by", "weeks", "dose", "plan")  # fmt: skip


def vocabulary(count: int = 30_000) -> list[str]:
    """Invented words, each once."""
    source = random.Random(7)
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(source.choices(_SYLLABLES, k=source.randint(2, 4)))] = None
    return list(made)


def decisions(words: Sequence[str], count: int = DECISIONS) -> Iterator[Decision]:
    """Decisions; a few words stand everywhere and most are rare, as in people's writing."""
    source = random.Random(11)
    for number in range(count):
        sentences = []
        for _ in range(WORDS // 15):
            rare = [words[int(len(words) * source.random() ** 3)] for _ in range(7)]
            mixed = [word for pair in zip(rare, source.choices(_COMMON, k=8), strict=False) for word in pair]
            sentences.append(" ".join((*mixed, source.choice(_COMMON))).capitalize() + ".")
        title = " ".join(words[int(len(words) * source.random() ** 3)] for _ in range(4))
        yield f"d{number:05}", title, " ".join(sentences), source.choice(("upheld", "overturned"))


def queries(words: Sequence[str]) -> list[list[str]]:
    """Two to six words, as a person types them, or as a program makes them of a request."""
    source = random.Random(13)
    return [
        [
            *(words[int(len(words) * source.random() ** 3)] for _ in range(source.randint(1, 4))),
            *source.choices(_COMMON[1:], k=source.randint(1, 2)),
        ]
        for _ in range(QUERIES)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds to build, and of each query; megabytes on disk."""

    build: float
    queries: tuple[float, ...]
    megabytes: float

    def at(self, share: float) -> float:
        """The time that a share of the queries keeps within."""
        return sorted(self.queries)[min(len(self.queries) - 1, int(share * len(self.queries)))]


def ours(folder: Path, made: Sequence[Decision], asked: Sequence[Sequence[str]]) -> Measured:
    """Our index: ranked, with the best passage of each decision and the words found in it."""
    start = perf_counter()
    build(
        folder,
        FIELDS,
        (Entry(key=k, texts={"title": t, "text": x}, marks={"outcome": (o,)}) for k, t, x, o in made),
    )
    took = perf_counter() - start
    index = open_index(folder)
    return Measured(
        build=took,
        queries=_each(asked, lambda query: find(index, " ".join(query), top=TOP)),
        megabytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6,
    )


def theirs(folder: Path, made: Sequence[Decision], asked: Sequence[Sequence[str]]) -> Measured:
    """SQLite's full-text table with stems: ranked, with a snippet of each decision."""
    path = folder / "rival.sqlite"
    start = perf_counter()
    with sqlite3.connect(path) as table:
        table.execute(
            "CREATE VIRTUAL TABLE d USING fts5(key UNINDEXED, title, text, outcome UNINDEXED, tokenize=porter)"
        )
        table.executemany("INSERT INTO d VALUES (?, ?, ?, ?)", made)
        table.commit()
        table.execute("INSERT INTO d(d) VALUES ('optimize')")
    took = perf_counter() - start
    ask = "SELECT key, snippet(d, 2, '[', ']', '', 40) FROM d WHERE d MATCH ? ORDER BY bm25(d, 0, 2, 1) LIMIT ?"
    table = sqlite3.connect(path)
    run = _each(asked, lambda query: table.execute(ask, (" OR ".join(f'"{w}"' for w in query), TOP)).fetchall())
    table.close()
    return Measured(build=took, queries=run, megabytes=path.stat().st_size / 1e6)


def _each(asked: Sequence[Sequence[str]], run: Callable[[Sequence[str]], object]) -> tuple[float, ...]:
    times = []
    for query in asked:
        start = perf_counter()
        run(query)
        times.append(perf_counter() - start)
    return tuple(times)


def main() -> None:
    """Measure and print."""
    console = Console()
    console.print(f"[bold]search in {DECISIONS:,} invented decisions, {QUERIES} queries, on[/] {machine()}")
    words = vocabulary()
    asked = queries(words)
    with tempfile.TemporaryDirectory() as place, console.status("measuring ..."):
        made = list(decisions(words))
        we, rival = ours(Path(place) / "index", made, asked), theirs(Path(place), made, asked)
    table = Table("", "ours (tantivy)", "SQLite FTS5", "rival / ours")
    for column in (1, 2, 3):
        table.columns[column].justify = "right"
    for row in (
        timed("build the index", we.build, "SQLite", rival.build),
        timed("a query, median", we.at(0.5), "SQLite", rival.at(0.5)),
        timed("a query, 95 of 100 within", we.at(0.95), "SQLite", rival.at(0.95)),
        timed("a query, slowest", we.at(1.0), "SQLite", rival.at(1.0)),
    ):
        table.add_row(row.what, row.shown, row.rival_shown, row.ratio)
    ratio = f"{rival.megabytes / we.megabytes:.2g} x"
    table.add_row("on disk", f"{we.megabytes:.0f} MB", f"{rival.megabytes:.0f} MB", ratio)
    console.print(table)


if __name__ == "__main__":
    main()
