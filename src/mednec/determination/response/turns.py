"""The days on which treatment began or its dose was changed."""

from __future__ import annotations

from mednec.criteria.record import Record, weighty
from mednec.dosing.say import say
from mednec.model.response import DoseTurn


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
    return tuple(sorted(found, key=lambda t: t.day))
