"""What a bracket in an order says: the same dose otherwise, its parts, or what it was before."""

from __future__ import annotations

from mednec.dosing.cursor import Cursor
from mednec.dosing.draft import Draft, Notes
from mednec.dosing.lexicon import BEFORE, CHANGES
from mednec.dosing.tokens import Kind
from mednec.terminology.units import convertible

# Words that open a bracket about another dose than the one before it.
_ANOTHER = frozenset(("from", "initially", "then", "last", "next", "first", "loading", "load", "induction", "after"))


def about_before(cursor: Cursor) -> bool:
    """Whether the bracket opens with words about an earlier dose: `(increase from ...)`, `(was ...)`."""
    token = cursor.ahead()
    return token.kind is Kind.WORD and token.low in CHANGES | BEFORE


def opens_on_change(cursor: Cursor) -> bool:
    """Whether the bracket ahead tells of another dose than the one before it: `(down from ...)`, `(was ...)`."""
    token = cursor.ahead(1)
    if token.kind is Kind.WORD and token.low in CHANGES | BEFORE | _ANOTHER:
        return True
    steps = 1
    while cursor.ahead(steps).start >= 0 and not cursor.mark(")]", steps):
        if cursor.word("until", "till", "prior", "originally", steps=steps):
            return True
        steps += 1
    return False


def skip(cursor: Cursor) -> None:
    """Go behind the closing bracket."""
    depth = 1
    while depth and not cursor.done:
        depth += cursor.mark("([") - cursor.mark(")]")
        cursor.take()


def use(cursor: Cursor, notes: Notes, step: Draft, inner: list[Draft], *, said: bool) -> None:
    """Join the steps read inside a bracket to the step it stands in; several amounts are the parts of its dose."""
    doses = [part for part in inner if part.dose is not None]
    if len(doses) > 1 or (doses and doses[0].scheduled and step.dose is not None and not said):
        if step.dose is None or step.parts:
            raise cursor.leave("several amounts in a bracket")
        step.parts = inner
        return
    for part in inner:
        _join(cursor, notes, step, part)


def _join(cursor: Cursor, notes: Notes, step: Draft, note: Draft) -> None:
    if note.dose is not None:
        if step.dose is None and note.scheduled:
            raise cursor.leave("an amount only in brackets")
        if step.dose is None:
            step.dose = note.dose
        elif note.dose.unit == "units" and not convertible("units", step.dose.unit):
            notes.billed_units = note.dose.amount
        else:
            step.stated.append(note.dose)
    if note.day_numbers and step.day_numbers:
        raise cursor.leave("two lists of days for one amount")
    step.stated += note.stated
    step.strength, step.role = step.strength or note.strength, step.role or note.role
    step.intervals += [interval for interval in note.intervals if interval not in step.intervals]
    step.times_of_day += note.times_of_day
    step.day_numbers, step.weeks = step.day_numbers or note.day_numbers, step.weeks or note.weeks
    step.over_days, step.count = step.over_days or note.over_days, step.count or note.count
    step.duration, step.once = step.duration or note.duration, step.once or note.once
    step.course, step.apart = step.course or note.course, step.apart or note.apart
    step.as_needed, step.at_most = step.as_needed or note.as_needed, step.at_most or note.at_most
