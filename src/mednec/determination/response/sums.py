"""A stated score held against the sum of its parts: "CDAI today 9" beside joint counts and globals that come to 31."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mednec.criteria.record import Record, weighty
from mednec.determination.response.timing import cite_reference
from mednec.determination.response.yardsticks import Yardsticks, better_of
from mednec.dosing.say import say
from mednec.model.document import Rationale
from mednec.model.finding import Measurement
from mednec.model.knowledge import ScoreSum
from mednec.model.response import DoseTurn
from mednec.model.words import Assertion


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """What speaks against a stated score because its parts are worse, and what is only said."""

    contrary: tuple[Rationale, ...]
    neither: tuple[Rationale, ...]


def sums_that_differ(record: Record, turns: Sequence[DoseTurn], known: Yardsticks) -> Differing:
    """Stated scores whose parts, all of the same day, come to another number.

    Contrary is a latest score since treatment began whose parts are worse than it; the chart alone cannot tell which
    of the two is right.
    """
    contrary: list[Rationale] = []
    neither: list[Rationale] = []
    for row in known.sums:
        stated = _of_days(record, row.measure)
        latest = max(stated, default=None)
        lower = better_of(record, row.measure, known) == "lower"
        for day, values in sorted(stated.items()):
            parts = _parts(record, row, day)
            if len({m.value for m in values}) > 1 or not parts:
                continue
            total, score = _total(parts), values[0]
            if abs(total - score.value) <= row.within:
                continue
            worse = total > score.value if lower else total < score.value
            said = contrary if worse and day == latest and day > turns[0].day else neither
            said.append(_told(record, row, score, parts, day))
    return Differing(contrary=tuple(contrary), neither=tuple(neither))


def _of_days(record: Record, concept: str) -> dict[date, list[Measurement]]:
    """Exact values of one day each, of the record itself."""
    found: dict[date, list[Measurement]] = {}
    for m in record.facts.chart.findings:
        if not isinstance(m, Measurement) or not record.lexicon.is_a(m.concept, concept) or not _exact(m):
            continue
        if m.when is not None and m.when.first == m.when.last <= record.as_of:
            found.setdefault(m.when.first, []).append(m)
    return found


def _exact(m: Measurement) -> bool:
    return weighty(m) and m.assertion is Assertion.PRESENT and not m.comparator and m.high_value is None


def _parts(record: Record, row: ScoreSum, day: date) -> list[Measurement]:
    """One value of each part; none at all where a part is missing or told in two ways."""
    found = [_of_days(record, part).get(day, []) for part in row.parts]
    return [values[0] for values in found] if all(len({m.value for m in values}) == 1 for values in found) else []


def _total(parts: Sequence[Measurement]) -> Decimal:
    return sum((p.value for p in parts), Decimal(0))


def _told(record: Record, row: ScoreSum, score: Measurement, parts: Sequence[Measurement], day: date) -> Rationale:
    added = " + ".join(say(p.value) for p in parts)
    total = say(_total(parts))
    says = f"{score.name}: {say(score.value)} is stated for {day}, its parts of that day come to {added} = {total}."
    cited = cite_reference(record, row.reference)
    return Rationale(says=says, citations=(score.source, *(p.source for p in parts), cited))
