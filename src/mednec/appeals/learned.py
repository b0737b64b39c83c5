"""What is learned from decided appeals: a level, the effects of what was disputed, and what they rest on.

Each year counts twice the year before it, and decisions older than `WINDOW` years count only for the level of the
years ahead. The decisions are put in an order of their own first, so that neither their numbers nor their order in the
file can move an effect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mednec.appeals.calibration import BACK, Group, groups, stray
from mednec.appeals.cells import ALIKE, Cell, Family, alike, cell, families
from mednec.appeals.disputes import Dispute, Disputes
from mednec.appeals.drift import AHEAD, drift, weight
from mednec.appeals.fitting import Design, design, expected, fit, needs_numpy
from mednec.appeals.leaks import USUAL
from mednec.appeals.publishers import AppealsError

if TYPE_CHECKING:
    from mednec.appeals.fitting import Numbers

WINDOW = 6  # years
FEWEST = 100  # decisions; from fewer nothing is learned


@dataclass(frozen=True, slots=True, kw_only=True)
class Rests:
    """The decisions that something was learned from."""

    file: str
    digest: str
    publishers: tuple[str, ...]
    first: int
    last: int
    decided: int

    @property
    def said(self) -> str:
        """In one phrase, for print."""
        whose = ", ".join(self.publishers) or self.file
        return f"{self.decided:,} decisions of {whose}, {self.first}-{self.last}, each year half the weight of the next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """Level and effects in logarithms of the odds; `decided` counts the decisions alike in the window."""

    rests: Rests
    level: float
    drift: float
    stray: float
    effects: Mapping[Family, Mapping[Cell, float]]
    decided: Mapping[Cell, int]


def learn(
    disputes: Disputes, *, until: int | None = None, features: Sequence[str] = USUAL, drifting: bool = True
) -> Learned:
    """Learn from the decisions up to a year (the last one there, if none is named) for the two years after it.

    Without `drifting` the level of the years ahead is taken to be where the last years left it. Raises AppealsError if
    there are too few decisions, or if all of them ended alike.
    """
    needs_numpy()
    rows = decided_rows(disputes, until, features)
    last = max(year_of(row) for row in rows)
    past = Past.of(rows, families(features), drifting=drifting)
    effects = past.effects(last)
    recent = [row for row in rows if year_of(row) > last - WINDOW]
    ahead = past.drift(last)
    return Learned(
        rests=Rests(
            file=disputes.name,
            digest=disputes.digest,
            publishers=disputes.publishers,
            first=year_of(recent[0]),
            last=last,
            decided=len(recent),
        ),
        level=round(float(effects[0]) + ahead, 6),
        drift=ahead,
        stray=past.stray(last),
        effects=_named(past.design, effects),
        decided=dict(sorted(alike(row.known for row in recent).items())),
    )


def decided_rows(disputes: Disputes, until: int | None = None, features: Sequence[str] = USUAL) -> list[Dispute]:
    """The decisions with a year, up to `until`; nothing but year, features and ending touches their order.

    Raises AppealsError if there are too few, or if all of them ended alike.
    """
    rows = [r for r in disputes.rows if r.overturned is not None and r.year is not None and r.year <= (until or r.year)]
    if len(rows) < FEWEST:
        by = f" up to {until}" if until else ""
        what = f"{len(rows)} decisions with year and ending{by}; {FEWEST} are the fewest to learn from"
        raise AppealsError(what, where=disputes.name, do="import more decisions, or choose a later year")
    if len({row.overturned for row in rows}) == 1:
        raise AppealsError("all decisions ended alike", where=disputes.name, do="give a file with both endings")
    return sorted(rows, key=lambda row: (year_of(row), cell(row.known, tuple(features)), row.overturned))


def year_of(row: Dispute) -> int:
    """The year of a decision that has one."""
    return row.year or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Decisions by year, ready to be fitted as of any year."""

    rows: Sequence[Dispute]
    design: Design
    drifting: bool

    @classmethod
    def of(cls, rows: Sequence[Dispute], looked_at: tuple[Family, ...], *, drifting: bool) -> Past:
        """Decisions, oldest first."""
        return cls(rows=rows, design=design([row.known for row in rows], looked_at), drifting=drifting)

    def effects(self, last: int, upto: int | None = None, start: Numbers | None = None) -> Numbers:
        """The effects as they are seen at the end of a year, or after the first `upto` rows."""
        import numpy as np

        seen = self.rows[:upto]
        chosen = [i for i, r in enumerate(seen) if r.overturned is not None and last - WINDOW < year_of(r) <= last]
        weights = np.array([weight(year_of(seen[i]), last) for i in chosen])
        overturned = np.array([float(bool(seen[i].overturned)) for i in chosen])
        return fit(self.design.members[chosen], self.design.size, overturned, weights, start)

    def drift(self, last: int) -> float:
        """The drift as it is seen at the end of a year; none where none is assumed."""
        if not self.drifting:
            return 0.0
        decided = Counter(year_of(r) for r in self.rows if year_of(r) <= last)
        overturned = Counter(year_of(r) for r in self.rows if year_of(r) <= last and r.overturned)
        return drift({year: (overturned[year], n) for year, n in sorted(decided.items())})

    def stray(self, last: int) -> float:
        """How far groups strayed in the two years after each of some earlier years; nothing later than `last`."""
        first = min(year_of(row) for row in self.rows)
        origins = range(max(first + AHEAD, last - AHEAD - BACK + 1), last - AHEAD + 1)
        return stray([group for origin in origins for group in self._followed(origin)])

    def _followed(self, origin: int) -> tuple[Group, ...]:
        effects = self.effects(origin)
        effects[0] += self.drift(origin)
        later = [i for i, row in enumerate(self.rows) if origin < year_of(row) <= origin + AHEAD]
        likely = expected(self.design.members[later], effects).tolist()
        told = zip((self.rows[i] for i in later), likely, strict=True)
        return groups((cell(row.known, ALIKE), p, bool(row.overturned)) for row, p in told)


def _named(looked_at: Design, effects: Numbers) -> Mapping[Family, Mapping[Cell, float]]:
    """The effects by family and cell, in order; what rounds to none is left out."""
    named: dict[Family, dict[Cell, float]] = {family: {} for family in looked_at.families}
    for (column, of), effect in sorted(zip(looked_at.cells, effects[1:].tolist(), strict=True)):
        if round(effect, 6):
            named[looked_at.families[column]][of] = round(effect, 6)
    return named
