"""`python -m bench.appeals`: recall over made decisions, times of import, index and search, beside FTS5.

`--misses` tells which questions fall short; `--large MB` measures the memory of importing and indexing so much.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from bench.appeals import rival
from bench.appeals.made import Asked, Made, collection, questions, write
from mednec.appeals.finding import Wanted, build_index, find, open_shelf
from mednec.appeals.importing import import_files
from mednec.appeals.kept import open_appeals
from mednec.appeals.language import AppealWords, appeal_words
from mednec.appeals.names import Names
from mednec.packs.knowledge import load_knowledge
from mednec.packs.library import packs_root
from mednec.packs.vocabulary import load_concepts, read_yaml

SIZE, TOP = 43_500, 10


def known() -> tuple[Names, AppealWords]:
    """Names and cues of the packs."""
    root = packs_root()
    names = Names.compile(load_concepts(root), load_knowledge(root).drugs.values())
    path = root / "language" / "appeals.yaml"
    return names, appeal_words(read_yaml(path), path.name)


def recall(asked: Sequence[Asked], made: Sequence[Made], found: Sequence[Sequence[str]]) -> list[float]:
    """For each question the share of its answers among the first ten; of more than ten, ten are all."""
    shares = []
    for question, numbers in zip(asked, found, strict=True):
        answers = {each.number for each in made if question.answered_by(each)}
        shares.append(len(answers & set(numbers)) / min(TOP, len(answers)))
    return shares


def timed(search: Callable[[str], list[str]], asked: Sequence[Asked]) -> tuple[list[list[str]], str]:
    """What each question finds, and the 95th percentile over five rounds, by the clock and of the processor."""
    found = [search(q.asks) for q in asked]
    clock, processor = [], []
    for _ in range(5):
        for question in asked:
            begin, worked = perf_counter(), process_time()
            search(question.asks)
            clock.append((perf_counter() - begin) * 1000)
            processor.append((process_time() - worked) * 1000)
    at = int(len(clock) * 0.95)
    return found, f"p95 {sorted(clock)[at]:.1f} ms, processor {sorted(processor)[at]:.1f} ms"


def _line(says: str, shares: Sequence[float], times: str) -> str:
    seen, unseen = shares[::2], shares[1::2]
    every = sum(shares) / len(shares)
    halves = f"looked at {sum(seen) / len(seen):.3f}, not looked at {sum(unseen) / len(unseen):.3f}"
    return f"{says:8} recall@10 {every:.3f} ({halves}); {times}"


def main(misses: bool) -> None:
    """Measure and print."""
    made, asked = tuple(collection(SIZE)), questions()
    names, words = known()
    with TemporaryDirectory() as place:
        folder = Path(place)
        files = write(made, folder)
        begin = perf_counter()
        done = import_files(files, folder / "kept")
        print(f"import   {sum(d.kept for d in done):,} decisions in {perf_counter() - begin:.1f} s")
        print(f"index    {_indexed(folder / 'kept', names, words)}")
        shelf = open_shelf(folder / "kept", names, words)
        found, ours = timed(lambda q: [h.appeal.number for h in find(shelf, Wanted(words=q), top=TOP).hits], asked)
        shares = recall(asked, made, found)
        print(_line("mednec", shares, ours))
        with closing(rival.indexed(made, folder / "fts5.sqlite")) as db:
            others, theirs = timed(lambda q: rival.asked(db, q, TOP), asked)
        print(_line("FTS5", recall(asked, made, others), theirs))
    for n, (question, share) in enumerate(zip(asked, shares, strict=True), start=1):
        if misses and share < 1 and n % 2:
            print(f"  {n:2} {share:.2f} {question.asks} {dict(question.means)}")


def _indexed(kept: Path, names: Names, words: AppealWords) -> str:
    begin, worked = perf_counter(), process_time()
    build_index(open_appeals(kept), names, words)
    return f"{perf_counter() - begin:.1f} s, processor {process_time() - worked:.1f} s"


def large(megabytes: int) -> None:
    """Import a table of this size and tell the most memory that was held."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        file = folder / "large.csv"
        rows = tuple(each for each in collection(4_000) if not each.dfs)
        _repeated(rows, file, megabytes)
        begin = perf_counter()
        (done,) = import_files([file], folder / "kept")
        seconds = perf_counter() - begin
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = file.stat().st_size / 1e6
        print(f"{size:.0f} MB: {done.kept:,} decisions in {seconds:.0f} s, at most {most:.0f} MB held")
        times = _indexed(folder / "kept", *known())
        print(f"indexed: {times}, at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB held")


def _repeated(rows: Sequence[Made], file: Path, megabytes: int) -> None:
    with file.open("w", encoding="utf-8") as out:
        n = 0
        while out.tell() < megabytes * 1_000_000:
            some = [replace(row, number=f"MN{row.year % 100:02}-{n + i}") for i, row in enumerate(rows)]
            n += len(some)
            part, _ = write(some, file.parent)
            text = part.read_text("utf-8")
            out.write(text if n == len(some) else text.split("\n", 1)[1])


if __name__ == "__main__":
    if "--large" in sys.argv:
        large(int(sys.argv[-1]))
    else:
        main("--misses" in sys.argv)
