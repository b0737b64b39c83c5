"""How far the share overturned among later decisions alike strays from what was foretold.

Learned by going back: the fit is made as it would have been made in earlier years, and what it foretold is held against
the two years that followed. In nineteen of twenty groups of ten or more decisions alike, the share lay within `stray`
times the root of p (1 - p) of the forecast. This holds chance, change of the times and faults of the fit together.
It hardly depends on how many earlier decisions were alike, so no group is given a narrower interval for its size.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GROUP = 10  # decisions; the share of a smaller group is not looked at
COVERED = 0.95
BACK = 5  # years from which the fit is tried again
FEWEST = 20  # groups; fewer cannot tell a twentieth
UNMEASURED = 1.96 / math.sqrt(5)  # as far as chance carries five decisions; used where too little is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Later decisions alike: the mean of what was foretold for them, and how many were overturned."""

    foretold: float
    overturned: int
    decided: int

    @property
    def strayed(self) -> float:
        """How far the share lies from the forecast, in roots of p (1 - p)."""
        away = abs(self.overturned / self.decided - self.foretold)
        return away / math.sqrt(self.foretold * (1 - self.foretold))


def groups(rows: Iterable[tuple[tuple[str, ...], float, bool]]) -> tuple[Group, ...]:
    """Cell, forecast and ending of each later decision, gathered into the groups that are large enough."""
    found: dict[tuple[str, ...], list[tuple[float, bool]]] = {}
    for cell, foretold, overturned in rows:
        found.setdefault(cell, []).append((foretold, overturned))
    return tuple(
        Group(
            foretold=sum(p for p, _ in members) / len(members),
            overturned=sum(ended for _, ended in members),
            decided=len(members),
        )
        for members in found.values()
        if len(members) >= GROUP
    )


def stray(seen: Sequence[Group]) -> float:
    """How far nineteen of twenty groups strayed at most; a round figure where there are too few groups.

    >>> stray([Group(foretold=0.5, overturned=k, decided=20) for k in range(4, 17)] * 4)
    0.6
    """
    if len(seen) < FEWEST:
        return round(UNMEASURED, 6)
    far = sorted(group.strayed for group in seen)
    return round(far[min(math.ceil(COVERED * (len(far) + 1)), len(far)) - 1], 6)


def interval(likely: float, strays: float) -> tuple[float, float]:
    """From where to where the share among later decisions alike will lie, nineteen times of twenty.

    >>> interval(0.5, 0.6)
    (0.2, 0.8)
    """
    half = strays * math.sqrt(likely * (1 - likely))
    return round(max(0.0, likely - half), 6), round(min(1.0, likely + half), 6)
