"""The days on which treatment began or its dose was changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from mednec.criteria.record import Record, weighty
from mednec.determination.response.adherence import doses_given
from mednec.dosing.say import say
from mednec.model.response import DoseTurn

_ALIKE = 2
_RAISED = Decimal("1.25")  # times; less follows from a new body weight


def dose_turns(record: Record) -> tuple[DoseTurn, ...]:
    """First dose and every dose change up to the request, in order, each day once."""
    found: list[DoseTurn] = []
    start = record.treatment_start()
    if start is not None:
        found.append(DoseTurn(day=start[0], at=start[1], what="the first dose"))
    for change in sorted(record.dose_changes(), key=lambda c: (c.on, not weighty(c), c.source)):
        if change.on <= record.as_of and all(change.on != t.day for t in found):
            what = f"the change from {say(change.before)} to {say(change.after, change.unit)}"
            found.append(DoseTurn(day=change.on, at=change.source, what=what))
    found += [t for t, since in _raised(record) if not any(since < other.day <= t.day for other in found)]
    return tuple(sorted(found, key=lambda t: t.day))


def _raised(record: Record) -> list[tuple[DoseTurn, date]]:
    """Doses given of which two alike follow two alike that were smaller, with the day of the last smaller one.

    One other dose is no change, nor are the larger doses with which a treatment is begun.
    """
    given = [d for d in doses_given(record) if not d.held and d.amount is not None]
    found: list[tuple[DoseTurn, date]] = []
    for i in range(_ALIKE, len(given) - _ALIKE + 1):
        old, new = given[i - _ALIKE : i], given[i : i + _ALIKE]
        before, after = old[0].amount, new[0].amount
        if before is None or after is None or len({d.unit for d in (*old, *new)}) > 1:
            continue
        alike = all(d.amount == before for d in old) and all(d.amount == after for d in new)
        if alike and after >= _RAISED * before:
            what = f"the change from {say(before)} to {say(after, new[0].unit)}"
            found.append((DoseTurn(day=new[0].day, at=new[0].at, what=what), old[-1].day))
    return found
