"""How often denials were overturned: k of n with its interval, and openly over a wider group where too few are alike.

A denial overturned in part counts as overturned. The interval is Wilson's (1927) at 95 %.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import process

from mednec.appeals.kept import Kept, reading
from mednec.appeals.publishers import AppealsError
from mednec.model.appeal import Ending, Rate

FEW = 10  # fewer decisions than this say nothing about a rate
_Z = Decimal("1.959963984540054")
_PLACES = Decimal("0.001")
GROUPS = (
    "publisher",
    "year",
    "issue",
    "diagnosis",
    "diagnosis_detail",
    "treatment",
    "treatment_detail",
    "age",
    "sex",
    "payer_type",
)
NOT_TOLD = "not told"


def wilson(overturned: int, decided: int) -> tuple[Decimal, Decimal]:
    """Wilson's 95 % interval of a share; from 0 to 1 where nothing was decided.

    >>> wilson(47, 132)
    (Decimal('0.280'), Decimal('0.441'))
    """
    if decided == 0:
        return Decimal(0), Decimal(1)
    n, share, z2 = Decimal(decided), Decimal(overturned) / decided, _Z * _Z
    middle = share + z2 / (2 * n)
    half = _Z * (share * (1 - share) / n + z2 / (4 * n * n)).sqrt()
    below = Decimal(0) if overturned == 0 else (middle - half) / (1 + z2 / n)
    above = Decimal(1) if overturned == decided else (middle + half) / (1 + z2 / n)
    return below.quantize(_PLACES), above.quantize(_PLACES)


def rate(of: str, overturned: int, decided: int, widened: Sequence[str] = ()) -> Rate:
    """A rate with its interval."""
    low, high = wilson(overturned, decided)
    return Rate(of=of, overturned=overturned, decided=decided, low=low, high=high, widened=tuple(widened))


def words_in(text: str) -> frozenset[str]:
    """The words of a category, without case and marks: publishers change both from year to year."""
    return frozenset(re.findall(r"[a-z0-9]+", text.lower()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What decisions must have to be counted: a group whose words hold all of these, or years from a to b."""

    group: str
    words: str = ""
    years: tuple[int, int] | None = None

    @property
    def says(self) -> str:
        """The condition as printed."""
        if self.years:
            first, last = self.years
            return f"{first}" if first == last else f"{first}-{last}"
        return f"{self.group.replace('_', ' ')} {self.words!r}"

    def test(self) -> Callable[[str], bool]:
        """Whether a cell of the group meets the condition."""
        if self.years:
            first, last = self.years
            return lambda cell: cell.isdigit() and first <= int(cell) <= last
        wanted = words_in(self.words)
        return lambda cell: wanted <= words_in(cell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Decisions alike in every group: how many, and how many of them overturned."""

    groups: tuple[str, ...]  # in the order of GROUPS
    overturned: int
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Every kept decision, counted."""

    cells: tuple[Cell, ...]

    def rate(self, conditions: Sequence[Condition] = (), *, few: int = FEW) -> Rate:
        """The rate under these conditions; the last is given up first until enough decisions are found."""
        kept = list(conditions)
        widened: list[str] = []
        while True:
            cells = self.under(kept)
            over, n = _sum(cells)
            if n >= few or not kept:
                of = ", ".join(c.says for c in kept) or "all decisions"
                return rate(of, over, n, widened)
            widened.append(f"{kept.pop().says} given up: {n} decisions")

    def by(self, groups: Sequence[str], conditions: Sequence[Condition] = ()) -> tuple[Rate, ...]:
        """One rate for each group that occurs, in order of its name."""
        places = [GROUPS.index(g) for g in groups]
        sums: dict[tuple[str, ...], tuple[int, int]] = {}
        for cell in self.under(conditions):
            name = tuple(cell.groups[p] or NOT_TOLD for p in places)
            over, n = sums.get(name, (0, 0))
            sums[name] = (over + cell.overturned, n + cell.decided)
        return tuple(rate(" / ".join(name), *sums[name]) for name in sorted(sums))

    def under(self, conditions: Iterable[Condition]) -> tuple[Cell, ...]:
        """The cells that meet all conditions."""
        found = self.cells
        for condition in conditions:
            place, meets = GROUPS.index(condition.group), condition.test()
            fitting = {cell.groups[place] for cell in found}
            fitting = {name for name in fitting if meets(name)}
            found = tuple(cell for cell in found if cell.groups[place] in fitting)
        return found

    def names(self, group: str) -> tuple[str, ...]:
        """What occurs in a group."""
        place = GROUPS.index(group)
        return tuple(sorted({cell.groups[place] for cell in self.cells} - {""}))


def _sum(cells: Iterable[Cell]) -> tuple[int, int]:
    pairs = [(cell.overturned, cell.decided) for cell in cells]
    return sum(over for over, _ in pairs), sum(n for _, n in pairs)


def tally(kept: Kept) -> Tally:
    """Count every decision of the folder once. Raises AppealsError."""
    groups = ", ".join(f"coalesce({g}, '')" for g in GROUPS)
    with reading(kept.folder) as db:
        rows = db.execute(
            f"SELECT {groups}, sum(ending != ?), count(*) FROM appeal GROUP BY {', '.join(GROUPS)}",
            (Ending.UPHELD.value,),
        )
        cells = (Cell(groups=tuple(map(str, row[:-2])), overturned=row[-2], decided=row[-1]) for row in rows)
        return Tally(cells=tuple(sorted(cells, key=lambda c: c.groups)))


def named_condition(counted: Tally, group: str, words: str) -> Condition:
    """A condition on a group, if any decision meets it. Raises AppealsError naming the nearest that occur."""
    condition = Condition(group=group, words=words)
    if not any(map(condition.test(), counted.names(group))):
        near = process.extract(words, counted.names(group), limit=3)
        told = ", ".join(repr(name) for name, *_ in near) or "none is told at all"
        option = f"--{group.replace('_', '-')}"
        raise AppealsError(f"no decision has {words!r}", where=option, do=f"the nearest are {told}")
    return condition
