"""The numbers behind the learned effects: logistic regression in which every effect is drawn towards none.

One member of each family speaks for each decision. The sum of their effects and a common level is the logarithm of the
odds that the denial is overturned. `HOLD` is how strongly an effect is held at none; in a cell of n decisions near one
half it weighs like 4 * HOLD decisions that ended as the wider cells foretell. Solved by Newton's method, each step by
conjugate gradients, so that no matrix is ever built.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mednec.appeals.cells import Cell, Family, cell
from mednec.appeals.publishers import AppealsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.int64]

HOLD = 12.0
_FREE = 1e-4  # the level is held by next to nothing
_STEPS, _NEAR = 25, 1e-5
_TURNS, _SMALL = 80, 1e-8


def needs_numpy() -> None:
    """Raises AppealsError where the library for numbers is not installed."""
    try:
        import numpy as np
    except ImportError as error:
        what = "learning from decisions needs numpy, which is not installed"
        raise AppealsError(what, where="mednec appeals predict", do="install mednec[appeals]") from error
    del np


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Disputes as places among the effects: a row for each dispute, a column for each family. Place 0 is the level."""

    families: tuple[Family, ...]
    cells: tuple[tuple[int, Cell], ...]  # family and cell of each place from 1 on
    members: Places

    @property
    def size(self) -> int:
        """How many effects there are, the level with them."""
        return len(self.cells) + 1


def design(known: Sequence[Mapping[str, str]], families: tuple[Family, ...]) -> Design:
    """The design of these disputes. Endings are not looked at, so later disputes may stand in it."""
    import numpy as np

    places: dict[tuple[int, Cell], int] = {}
    members = np.empty((len(known), len(families)), dtype=np.int64)
    for row, told in enumerate(known):
        for column, family in enumerate(families):
            members[row, column] = places.setdefault((column, cell(told, family)), len(places) + 1)
    return Design(families=families, cells=tuple(places), members=members)


def fit(members: Places, size: int, overturned: Numbers, weights: Numbers, start: Numbers | None = None) -> Numbers:
    """The effects that fit these decisions, the level first. `start` is where to look from (an earlier fit)."""
    import numpy as np

    hold = np.full(size, HOLD)
    hold[0] = _FREE
    effects = np.zeros(size) if start is None else start.copy()
    if start is None:
        share = (weights @ overturned + 1) / (weights.sum() + 2)
        effects[0] = np.log(share / (1 - share))
    for _ in range(_STEPS):
        likely = expected(members, effects)
        slope = _gathered(members, size, weights * (overturned - likely)) - hold * effects
        step = _solved(members, hold, weights * likely * (1 - likely), slope)
        effects += step
        if np.abs(step).max() < _NEAR:
            break
    return effects


def expected(members: Places, effects: Numbers) -> Numbers:
    """How likely each dispute is to be overturned."""
    import numpy as np

    return np.asarray(1 / (1 + np.exp(-effects[0] - effects[members].sum(axis=1))))


def _gathered(members: Places, size: int, amounts: Numbers) -> Numbers:
    """The amounts of the rows, summed for each effect."""
    import numpy as np

    sums = np.zeros(size)
    sums += np.bincount(members.ravel(), np.repeat(amounts, members.shape[1]), size)
    sums[0] = amounts.sum()
    return sums


def _solved(members: Places, hold: Numbers, bend: Numbers, slope: Numbers) -> Numbers:
    """The Newton step: conjugate gradients, each effect scaled by its own curvature."""
    import numpy as np

    size = len(hold)
    scale = _gathered(members, size, bend) + hold
    step = np.zeros(size)
    left = slope.copy()
    scaled = left / scale
    towards = scaled.copy()
    length = first = float(left @ scaled)
    for _ in range(_TURNS):
        if length <= _SMALL * first or first == 0:
            break
        bent = _gathered(members, size, bend * (towards[0] + towards[members].sum(axis=1))) + hold * towards
        far = length / float(towards @ bent)
        step += far * towards
        left -= far * bent
        scaled = left / scale
        again = float(left @ scaled)
        towards = scaled + (again / length) * towards
        length = again
    return step
