"""`python -m bench.overturn --decisions FILE`: likelihood of overturn on earlier years, ours beside plain cells.

The file holds decided appeals of several years (.csv, .jsonl, .parquet, or a folder of imported decisions). From each
of some years, what had been decided by then is learned from and the next two years are foretold; the rolling refresh
goes through the same two years in the order of their numbers. The rival is empirical Bayes over cells: the share in
each cell, wide to narrow, drawn to that of the next wider one, a decision counting half after two years.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from mednec.appeals.cells import ALIKE, FAMILIES, Family, cell
from mednec.appeals.disputes import Dispute, Disputes, read_disputes
from mednec.appeals.learned import learn, year_of
from mednec.appeals.measures import Measures, measured
from mednec.appeals.predict import REFRESH, Answer, answers, rolling

HALF_LIFE = 2.0  # years, of the rival
DRAWN = 20.0  # decisions that a wider cell counts for, of the rival; 5 and 10 were worse
WIDENING: tuple[Family, ...] = (("diagnosis",), ALIKE, ("diagnosis", "diagnosis_detail", "treatment"), FAMILIES[-1])
LATEST = 5  # years that are gone back to
Way = Callable[[Disputes, Disputes], list[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What had been decided by the end of a year, and the two years after it."""

    year: int
    earlier: Disputes
    later: Disputes


def splits(decided: Disputes) -> Iterator[Split]:
    """The years to go back to, oldest first."""
    last = max(year_of(row) for row in decided.rows)
    for year in range(last - LATEST - 1, last - 1):
        early = tuple(row for row in decided.rows if year_of(row) <= year)
        later = tuple(row for row in decided.rows if year < year_of(row) <= year + 2)
        yield Split(year=year, earlier=replace(decided, rows=early), later=replace(decided, rows=later))


def ours(earlier: Disputes, later: Disputes) -> list[Answer]:
    """Learned once."""
    return list(answers(later.rows, learn(earlier)))


def ours_without_drift(earlier: Disputes, later: Disputes) -> list[Answer]:
    """Learned once; the level stays where the last years left it."""
    return list(answers(later.rows, learn(earlier, drifting=False)))


def ours_rolling(earlier: Disputes, later: Disputes) -> list[Answer]:
    """Learned again after every hundred decisions."""
    return list(rolling(earlier, later))


def cells_fixed(earlier: Disputes, later: Disputes) -> list[Answer]:
    """The rival, learned once."""
    return _cells(earlier.rows, later.rows)


def cells_rolling(earlier: Disputes, later: Disputes) -> list[Answer]:
    """The rival, learned again after every hundred decisions."""
    ordered = sorted(later.rows, key=lambda row: row.order)
    found: list[Answer] = []
    for begin in range(0, len(ordered), REFRESH):
        found += _cells([*earlier.rows, *ordered[:begin]], ordered[begin : begin + REFRESH])
    return found


def _cells(decided: Sequence[Dispute], asked: Sequence[Dispute]) -> list[Answer]:
    last = max(year_of(row) for row in decided)
    weights = [0.5 ** ((last - year_of(row)) / HALF_LIFE) for row in decided]
    share = sum(w for w, row in zip(weights, decided, strict=True) if row.overturned) / sum(weights)
    likely = [share] * len(asked)
    for family in WIDENING:
        over: dict[tuple[str, ...], float] = defaultdict(float)
        count: dict[tuple[str, ...], float] = defaultdict(float)
        for w, row in zip(weights, decided, strict=True):
            of = cell(row.known, family)
            count[of] += w
            over[of] += w * bool(row.overturned)
        places = [cell(row.known, family) for row in asked]
        likely = [(over[of] + DRAWN * p) / (count[of] + DRAWN) for of, p in zip(places, likely, strict=True)]
    return [_plain(row, p) for row, p in zip(asked, likely, strict=True)]


def _plain(row: Dispute, likely: float) -> Answer:
    half = 1.96 * math.sqrt(likely * (1 - likely) / 20)  # chance alone, for twenty decisions
    return Answer(
        dispute=row, likely=likely, low=likely - half, high=likely + half, support=0, abstains="", rests_on="cells"
    )


WAYS: tuple[tuple[str, Way], ...] = (
    ("cells, fixed (rival)", cells_fixed),
    ("ours, fixed", ours),
    ("ours, fixed, without drift", ours_without_drift),
    ("cells, rolling (rival)", cells_rolling),
    ("ours, rolling", ours_rolling),
)
_COLUMNS = ("AUROC", "accuracy", "Brier", "ECE", "at 40 %", "at 20 %", "foretold", "overturned", "groups", "within")


def _shown(found: Sequence[Measures]) -> list[str]:
    """Means over the splits; of the groups the sum, and the share of all of them."""
    kept = {share: mean(k.right for m in found for k in m.kept if k.share == share) for share in (40, 20)}
    groups = sum(m.groups for m in found)
    within = sum(m.within * m.groups for m in found) / groups if groups else 0.0
    figures = (mean(m.auroc for m in found), mean(m.accuracy for m in found))
    return [
        *(f"{x:.3f}" for x in figures),
        f"{mean(m.brier for m in found):.4f}",
        f"{mean(m.ece for m in found):.3f}",
        *(f"{x:.3f}" for x in (kept[40], kept[20])),
        f"{mean(m.foretold for m in found):.3f}",
        f"{mean(m.overturned for m in found):.3f}",
        str(groups),
        f"{within:.1%}",
    ]


def _tables(path: Path) -> Iterator[Table]:
    found: dict[str, list[tuple[Split, list[Answer]]]] = {name: [] for name, _ in WAYS}
    for split in splits(read_disputes(path)):
        for name, way in WAYS:
            found[name].append((split, way(split.earlier, split.later)))
    each = Table("learned to", "", *_COLUMNS, title="two years foretold from each year")
    means = Table("", *_COLUMNS, title="mean of the years")
    for name, runs in found.items():
        told = [(split, m) for split, made in runs if (m := measured(made))]
        for split, m in told:
            each.add_row(str(split.year), name, *_shown([m]))
        means.add_row(name, *_shown([m for _, m in told]))
    intervals = Table("groups of 10 or more alike in", "", "groups", "within", "mean width", title="intervals")
    for family in (ALIKE, FAMILIES[4], FAMILIES[2], FAMILIES[-1]):
        for name in ("ours, fixed", "ours, rolling"):
            told_by = [m for _, made in found[name] if (m := measured(made, family))]
            groups = sum(m.groups for m in told_by)
            within = sum(m.within * m.groups for m in told_by) / max(groups, 1)
            wide = sum(m.wide * m.groups for m in told_by) / max(groups, 1)
            intervals.add_row(", ".join(family), name, str(groups), f"{within:.1%}", f"{wide:.2f}")
    yield from (each, means, intervals)


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    asked.add_argument("--decisions", type=Path, required=True, help="decided appeals of at least eight years")
    console = Console(width=150)
    for table in _tables(asked.parse_args().decisions):
        console.print(table)


if __name__ == "__main__":
    main()
