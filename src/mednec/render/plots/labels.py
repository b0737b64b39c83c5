"""Words in a drawing: how wide they are, and how they keep out of each other's way."""

from __future__ import annotations

from collections.abc import Sequence

_NARROW = frozenset("iljtfrI.,:;|!'()[] ")
_WIDE = frozenset("mwMW%@\N{MULTIPLICATION SIGN}")


def width_of(text: str, size: float) -> float:
    """About how wide words are in a sans-serif face of a size; rather too wide than too narrow.

    >>> width_of("ill", 10) < width_of("abc", 10) < width_of("MWM", 10)
    True
    """
    return sum(0.34 if c in _NARROW else 0.9 if c in _WIDE else 0.6 for c in text) * size


def apart(wished: Sequence[float], least: float, *, low: float, high: float) -> tuple[float, ...]:
    """Places near those wished, in the same order, at least so far apart, between low and high while there is room.

    >>> apart([10, 12, 40], 8, low=0, high=50)
    (7.0, 15.0, 40.0)
    >>> apart([48, 49], 8, low=0, high=50)
    (42.0, 50.0)
    """
    order = sorted(range(len(wished)), key=lambda i: (wished[i], i))
    runs: list[tuple[float, int]] = []  # centre and number of labels that touch
    for i in order:
        runs.append((_held(wished[i], 1, least, low, high), 1))
        while len(runs) > 1 and _touch(runs[-2], runs[-1], least):
            (above, many), (below, few) = runs[-2:]
            centre = (above * many + below * few) / (many + few)
            runs[-2:] = [(_held(centre, many + few, least, low, high), many + few)]
    places = [centre + (n - (count - 1) / 2) * least for centre, count in runs for n in range(count)]
    found = dict(zip(order, places, strict=True))
    return tuple(found[i] for i in range(len(wished)))


def _touch(above: tuple[float, int], below: tuple[float, int], least: float) -> bool:
    reach = (above[1] + below[1]) / 2 * least
    return below[0] - above[0] < reach


def _held(centre: float, count: int, least: float, low: float, high: float) -> float:
    """The centre of a run moved so that the run lies between low and high."""
    half = (count - 1) / 2 * least
    return max(low + half, min(high - half, centre)) if 2 * half <= high - low else low + half
