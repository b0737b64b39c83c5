"""Where the share of overturned denials stands in the years ahead.

The share moves by years, and nobody announces it. Two plain forecasts are averaged: that it stays where the last years
left it, and that it returns to the straight line through all years. This is an assumption, and it is said wherever a
likelihood is printed: a year that breaks with the past is foreseen by neither.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

HALF_LIFE = 1.0  # years after which a decision counts half
AHEAD = 2  # years that a fit is made for
_FEWEST = 5  # years; through fewer no line is drawn


def weight(year: int, last: int) -> float:
    """What a decision of this year counts, beside one of the last year.

    >>> weight(2012, 2014)
    0.25
    """
    return math.pow(0.5, (last - year) / HALF_LIFE)


def drift(shares: Mapping[int, tuple[int, int]]) -> float:
    """How far the level of the next years lies above that of the last ones, in logarithms of the odds.

    `shares` holds, for each year, how many were overturned of how many decided.

    >>> drift({year: (50, 100) for year in range(2001, 2010)})
    0.0
    """
    if len(shares) < _FEWEST:
        return 0.0
    last = max(shares)
    years = {year: (_odds(k, n), float(n)) for year, (k, n) in shares.items()}
    recent = _mean([(odds, n * weight(year, last)) for year, (odds, n) in years.items()])
    middle = _mean([(float(year), n) for year, (_, n) in years.items()])
    level = _mean(list(years.values()))
    spread = sum(n * (year - middle) ** 2 for year, (_, n) in years.items())
    slope = sum(n * (year - middle) * (odds - level) for year, (odds, n) in years.items()) / spread
    line = level + slope * (last + (AHEAD + 1) / 2 - middle)
    return round((line - recent) / 2, 6)


def _odds(overturned: int, decided: int) -> float:
    return math.log((overturned + 0.5) / (decided - overturned + 0.5))


def _mean(weighted: list[tuple[float, float]]) -> float:
    return sum(value * n for value, n in weighted) / sum(n for _, n in weighted)
