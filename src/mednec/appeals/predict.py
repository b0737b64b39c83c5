"""How likely a denial is to be overturned, from what is known before the decision. Where little is alike: silence.

A likelihood is never a criterion and says nothing of whether a treatment works; it tells how such disputes ended.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from mednec.appeals.ages import bounds_of
from mednec.appeals.calibration import groups, interval, stray
from mednec.appeals.cells import ALIKE, Cell, alike, cell, families
from mednec.appeals.disputes import Dispute, Disputes
from mednec.appeals.fitting import expected, needs_numpy
from mednec.appeals.leaks import USUAL
from mednec.appeals.learned import WINDOW, Learned, Past, Rests, decided_rows, year_of
from mednec.appeals.publishers import AppealsError
from mednec.model.appeal import Likelihood

SUPPORT = 5  # decisions alike; under fewer no answer is given
TRIED = 4  # years that a rolling refresh goes through beforehand
REFRESH = 100  # decisions, about a month of one state's


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is foretold for one dispute. `likely` stands also where the likelihood abstains, to be scored by others."""

    dispute: Dispute
    likely: float
    low: float
    high: float
    support: int
    abstains: str
    rests_on: str

    @property
    def likelihood(self) -> Likelihood:
        """As a determination shows it: no figure where it abstains."""
        shown = [None if self.abstains else Decimal(f"{x:.3f}") for x in (self.likely, self.low, self.high)]
        return Likelihood(
            overturned=shown[0],
            low=shown[1],
            high=shown[2],
            rests_on=self.rests_on,
            support=self.support,
            abstains=self.abstains,
        )


def likelihood_of(known: Mapping[str, str], learned: Learned) -> Likelihood:
    """How likely this denial is to be overturned, or why no answer is given. Only learned fields are read."""
    return answer(Dispute(number="", year=None, known=known), learned).likelihood


def age_as_filed(age: int, learned: Learned) -> str:
    """The published range of ages that holds this age, among those learned from; empty if none does."""
    ranges = sorted(words for (words,) in learned.effects.get(("age",), {}))
    return next((r for r in ranges if (span := bounds_of(r)) is not None and span[0] <= age <= span[1]), "")


def answers(disputes: Iterable[Dispute], learned: Learned) -> Iterator[Answer]:
    """An answer for every dispute, each by itself."""
    return (answer(dispute, learned) for dispute in disputes)


def answer(dispute: Dispute, learned: Learned) -> Answer:
    """The answer for one dispute; of the dispute only what is known before the decision is read."""
    told = (cells.get(cell(dispute.known, family), 0.0) for family, cells in learned.effects.items())
    likely = 1 / (1 + math.exp(-learned.level - sum(told)))
    return _answer(dispute, likely, learned.stray, learned.decided, learned.rests)


def _answer(dispute: Dispute, likely: float, stray: float, decided: Mapping[Cell, int], rests: Rests) -> Answer:
    support = decided.get(cell(dispute.known, ALIKE), 0)
    low, high = interval(likely, stray)
    return Answer(
        dispute=dispute,
        likely=round(likely, 6),
        low=low,
        high=high,
        support=support,
        abstains=_silence(dispute.known, support, rests),
        rests_on=rests.said,
    )


def _silence(known: Mapping[str, str], support: int, rests: Rests) -> str:
    """Why no answer is given; empty if one is."""
    missing = [name for name in ALIKE if not known.get(name, "").strip()]
    if missing:
        return f"{' and '.join(missing)} not told"
    if support >= SUPPORT:
        return ""
    had = "no decision" if not support else "1 decision" if support == 1 else f"{support} decisions"
    return f"{had} on this diagnosis and treatment in {rests.first}-{rests.last}; {SUPPORT} are the fewest"


def rolling(
    earlier: Disputes, later: Disputes, *, refresh: int | None = REFRESH, features: Sequence[str] = USUAL
) -> Iterator[Answer]:
    """Foretell later disputes in the order of their numbers, learning again after every `refresh` of them.

    None for `refresh`: once a year. A batch sees the endings of earlier batches only. How far groups stray is learned
    by going through the last of the earlier years in the same way. Raises AppealsError if a later dispute has no year,
    if none has an ending to be learned from, or if they do not all come later.
    """
    needs_numpy()
    before = sorted(decided_rows(earlier), key=lambda row: row.order)
    ordered = sorted(later.rows, key=lambda row: row.order)
    _refuse_unordered(earlier.name, before[-1], later.name, ordered)
    past = Past.of([*before, *ordered], families(features), drifting=False)
    publishers = tuple(sorted({*earlier.publishers, *later.publishers}))
    strays = _strayed(past, len(before), refresh)
    for begin, end, likely in _gone_through(past, len(before), len(past.rows), refresh):
        seen = [row for row in past.rows[:begin] if row.overturned is not None]
        last = year_of(seen[-1])
        window = [row for row in seen if year_of(row) > last - WINDOW]
        decided = alike(row.known for row in window)
        rests = Rests(
            file=earlier.name,
            digest=earlier.digest,
            publishers=publishers,
            first=year_of(window[0]),
            last=last,
            decided=len(window),
        )
        for row, p in zip(past.rows[begin:end], likely, strict=True):
            yield _answer(row, p, strays, decided, rests)


def _gone_through(past: Past, begin: int, end: int, refresh: int | None) -> Iterator[tuple[int, int, list[float]]]:
    """Each batch of rows with what is foretold for it from the rows before it."""
    effects = None
    for first, after in _batches(past.rows[begin:end], begin, refresh):
        last = next(year_of(row) for row in reversed(past.rows[:first]) if row.overturned is not None)
        effects = past.effects(last, first, effects)
        yield first, after, expected(past.design.members[first:after], effects).tolist()


def _strayed(past: Past, end: int, refresh: int | None) -> float:
    """How far groups strayed in the years before the row `end`, two years taken together at a time."""
    years = sorted({year_of(row) for row in past.rows[:end]})
    tried = years[1:][-TRIED:]
    begin = next((i for i, row in enumerate(past.rows) if tried and year_of(row) == tried[0]), end)
    told: dict[int, list[tuple[Cell, float, bool]]] = {}
    for first, after, likely in _gone_through(past, begin, end, refresh):
        for row, p in zip(past.rows[first:after], likely, strict=True):
            pair = (years[-1] - year_of(row)) // 2
            told.setdefault(pair, []).append((cell(row.known, ALIKE), p, bool(row.overturned)))
    return stray([group for _, rows in sorted(told.items()) for group in groups(rows)])


def _refuse_unordered(earlier: str, last: Dispute, later: str, ordered: Sequence[Dispute]) -> None:
    if not any(row.overturned is not None for row in ordered) or any(row.year is None for row in ordered):
        what = "a rolling refresh needs the year of every later dispute, and endings"
        raise AppealsError(what, where=later, do="leave --rolling out, or give decided disputes")
    if ordered[0].order <= last.order:
        what = f"begins with {ordered[0].number} of {ordered[0].year}, and {earlier} goes up to {last.number}"
        raise AppealsError(what, where=later, do="use --until, so that nothing is foretold from later decisions")


def _batches(ordered: Sequence[Dispute], after: int, refresh: int | None) -> Iterator[tuple[int, int]]:
    """Where each batch begins and ends, counted from the first of all decisions."""
    starts = list(range(0, len(ordered), refresh)) if refresh else _new_years(ordered)
    for begin, end in pairwise([*starts, len(ordered)]):
        yield after + begin, after + end


def _new_years(ordered: Sequence[Dispute]) -> list[int]:
    return [i for i, row in enumerate(ordered) if i == 0 or row.year != ordered[i - 1].year]
