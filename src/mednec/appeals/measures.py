"""How good foretold likelihoods were, once the disputes have been decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from mednec.appeals.calibration import GROUP
from mednec.appeals.cells import ALIKE, Cell, Family, cell
from mednec.appeals.predict import Answer

SHARES = (100, 80, 60, 40, 20)  # per cent of the disputes, those farthest from one half first
_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Accuracy where only the disputes farthest from one half are answered."""

    share: int
    decided: int
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Decided disputes held against what was foretold for them."""

    decided: int
    overturned: float  # share
    foretold: float  # mean
    auroc: float
    accuracy: float
    brier: float
    ece: float
    kept: tuple[Kept, ...]
    groups: int  # of ten or more alike
    within: float  # share of them whose rate lay in the interval
    wide: float  # mean width of their intervals


def measured(answers: Sequence[Answer], alike: Family = ALIKE) -> Measures | None:
    """The measures over the answers whose disputes were decided; None unless there are endings of both kinds."""
    known = [a for a in answers if a.dispute.overturned is not None]
    pairs = [(a.likely, bool(a.dispute.overturned)) for a in known]
    if len({ended for _, ended in pairs}) < 2:
        return None
    n = len(pairs)
    found, within, wide = _intervals(known, alike)
    return Measures(
        decided=n,
        overturned=sum(ended for _, ended in pairs) / n,
        foretold=sum(p for p, _ in pairs) / n,
        auroc=auroc(pairs),
        accuracy=sum((p >= 0.5) == ended for p, ended in pairs) / n,
        brier=sum((p - ended) ** 2 for p, ended in pairs) / n,
        ece=ece(pairs),
        kept=tuple(kept(pairs, share) for share in SHARES),
        groups=found,
        within=within,
        wide=wide,
    )


def auroc(pairs: Sequence[tuple[float, bool]]) -> float:
    """How often an overturned denial was given more than an upheld one; equal ones count half.

    >>> auroc([(0.2, False), (0.6, True), (0.6, False), (0.9, True)])
    0.875
    """
    over = sum(ended for _, ended in pairs)
    below = wins = 0.0
    for _, equal in groupby(sorted(pairs), key=lambda pair: pair[0]):
        endings = [ended for _, ended in equal]
        downs = len(endings) - sum(endings)
        wins += sum(endings) * (below + downs / 2)
        below += downs
    return wins / (over * (len(pairs) - over))


def ece(pairs: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over ten bins of equal width: how far bins lie from the share overturned in them."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for p, ended in pairs:
        bins[min(int(p * _BINS), _BINS - 1)].append((p, ended))
    return sum(abs(sum(p - ended for p, ended in one)) for one in bins) / len(pairs)


def kept(pairs: Sequence[tuple[float, bool]], share: int) -> Kept:
    """Accuracy over the share of disputes whose likelihood lies farthest from one half."""
    far = sorted(pairs, key=lambda pair: -abs(pair[0] - 0.5))[: max(1, len(pairs) * share // 100)]
    return Kept(share=share, decided=len(far), right=sum((p >= 0.5) == ended for p, ended in far) / len(far))


def _intervals(answers: Sequence[Answer], alike: Family) -> tuple[int, float, float]:
    """How many groups alike there are, the share of them within their interval, and how wide those are on average."""
    found: dict[Cell, list[Answer]] = {}
    for one in answers:
        found.setdefault(cell(one.dispute.known, alike), []).append(one)
    large = [members for members in found.values() if len(members) >= GROUP]
    if not large:
        return 0, 0.0, 0.0
    lows = [sum(a.low for a in members) / len(members) for members in large]
    highs = [sum(a.high for a in members) / len(members) for members in large]
    rates = [sum(bool(a.dispute.overturned) for a in members) / len(members) for members in large]
    within = sum(low <= rate <= high for low, rate, high in zip(lows, rates, highs, strict=True))
    wide = sum(high - low for low, high in zip(lows, highs, strict=True))
    return len(large), within / len(large), wide / len(large)
