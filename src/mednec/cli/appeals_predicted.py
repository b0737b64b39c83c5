"""Foretold likelihoods in words: how they are spread, and, once disputes were decided, how good they were."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from mednec.appeals.measures import Kept, Measures, kept, measured
from mednec.appeals.predict import SUPPORT, Answer
from mednec.errors import MednecError

_NOTE = "A likelihood tells how such disputes ended. It is never a criterion and no evidence that a treatment works."
_ASSUMES = (
    "Assumed: the share overturned in the years ahead lies half-way between where the last years left it and the line "
    "through all years."
)
_STEP = 5  # per cent between two points of the drawing
_LEFT, _TOP, _WIDE, _HIGH = 70, 40, 480, 260


def predicted_text(answers: Sequence[Answer], out: Path | None, *, drift: float) -> str:
    """The summary of a run."""
    return "\n".join([*_spread(answers, drift), *_measured(answers), *([str(out)] if out else []), ""])


def _spread(answers: Sequence[Answer], drift: float) -> Iterator[str]:
    n = len(answers)
    likely = sorted(a.likely for a in answers)
    mean = sum(likely) / n
    deviation = math.sqrt(sum((p - mean) ** 2 for p in likely) / n)
    silent = Counter("fields not told" if "not told" in a.abstains else "few alike" for a in answers if a.abstains)
    yield f"{n:,} disputes; rests on {answers[-1].rests_on}"
    yield (
        f"likelihood of overturn: mean {mean:.3f}, standard deviation {deviation:.3f}; "
        f"tenth {likely[n // 10]:.2f}, middle {likely[n // 2]:.2f}, ninetieth {likely[n * 9 // 10]:.2f}"
    )
    yield (
        f"abstains for {sum(silent.values()):,}: fewer than {SUPPORT} decisions alike {silent['few alike']:,}, "
        f"diagnosis or treatment not told {silent['fields not told']:,}"
    )
    if drift:
        yield f"{_ASSUMES} That moves the odds by {math.exp(drift) - 1:+.0%}."
    yield _NOTE


def _measured(answers: Sequence[Answer]) -> Iterator[str]:
    found = measured(answers)
    if found is None:
        return
    yield ""
    yield from measures_lines(found)


def measures_lines(found: Measures) -> Iterator[str]:
    """The measures, one to a line, then accuracy against the share answered."""
    yield f"decided            {found.decided:,}; overturned {found.overturned:.3f}, foretold {found.foretold:.3f}"
    yield f"AUROC              {found.auroc:.3f}"
    yield f"accuracy           {found.accuracy:.3f}"
    yield f"Brier              {found.brier:.4f}"
    yield f"calibration (ECE)  {found.ece:.3f}"
    if found.groups:
        yield (
            f"intervals          hold the rate of {found.within:.1%} of {found.groups} groups of 10 or more alike; "
            f"mean width {found.wide:.2f}"
        )
    yield "answered  accuracy"
    for one in found.kept:
        yield f"{one.share:>6} %  {one.right:.3f}  {'#' * round(one.right * 40)}"


def tradeoff_svg(answers: Sequence[Answer], where: str) -> str:
    """Accuracy against the share answered, as a drawing. Raises MednecError if the disputes are undecided."""
    pairs = [(a.likely, a.dispute.overturned) for a in answers if a.dispute.overturned is not None]
    if not pairs:
        raise MednecError("tells no endings, so accuracy cannot be drawn", where=where, do="leave --plot out")
    points = [kept(pairs, share) for share in range(_STEP, 101, _STEP)]
    lowest = min(0.5, math.floor(min(p.right for p in points) * 10) / 10)
    bars = (_bar(point, lowest) for point in points)
    return "\n".join((*_frame(lowest), *bars, "</svg>", ""))


def _x(share: float) -> float:
    return _LEFT + _WIDE * share / 100


def _y(right: float, lowest: float) -> float:
    return _TOP + _HIGH * (1 - right) / (1 - lowest)


def _bar(point: Kept, lowest: float) -> str:
    x, y = _x(point.share), _y(point.right, lowest)
    bar = f'<rect x="{x - 8:.1f}" y="{y:.1f}" width="16" height="{_TOP + _HIGH - y:.1f}" fill="#1f5f8b"/>'
    if point.share % 20:
        return bar
    return bar + f'<text x="{x:.1f}" y="{y - 6:.1f}" text-anchor="middle">{point.right:.2f}</text>'


def _frame(lowest: float) -> Iterator[str]:
    wide, high = _LEFT + _WIDE + 30, _TOP + _HIGH + 60
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif">'
    yield "<style>text { font-size: 12px }</style>"
    yield f'<rect width="{wide}" height="{high}" fill="white"/>'
    yield f'<text x="{_LEFT}" y="20">Accuracy where only the disputes farthest from one half are answered</text>'
    for tenth in range(round(lowest * 10), 11):
        y = _y(tenth / 10, lowest)
        yield f'<rect x="{_LEFT}" y="{y:.1f}" width="{_WIDE + 8}" height="1" fill="#ddd"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tenth / 10:.1f}</text>'
    for share in range(0, 101, 20):
        yield f'<text x="{_x(share):.1f}" y="{_TOP + _HIGH + 20}" text-anchor="middle">{share} %</text>'
    yield f'<text x="{_LEFT + _WIDE / 2:.1f}" y="{_TOP + _HIGH + 45}" text-anchor="middle">share answered</text>'
