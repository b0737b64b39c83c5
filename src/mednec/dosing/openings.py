"""Where a dose begins in running text: what stands ahead is looked at, nothing is taken."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from mednec.dosing import amounts, counted
from mednec.dosing.cursor import Cursor, UnreadableOrder
from mednec.dosing.draft import Quantity
from mednec.dosing.lexicon import ALTERNATIVES, OPENING, ROUTES, STEPWISE, UNCLEAR
from mednec.dosing.tokens import Kind
from mednec.terminology.frequency import frequency_at

_NO_DOSE = ("kg", "lb", "L", "dL")


def admitted(cursor: Cursor, lead: Sequence[str]) -> bool:
    """Whether the words before lead to a dose of the drug, and not to something of another."""
    before = lead[-1] if lead else ""
    if before in STEPWISE and list(lead[-2:]) != ["followed", "by"]:
        return False
    if not before or before in OPENING or before in ROUTES or before == "by":
        return True
    return cursor.mark(".", -1) and cursor.ahead(-1).end != cursor.ahead().start


def strength_ahead(cursor: Cursor) -> bool:
    """Whether the strength of a product stands here: `oral concentrate 100 mg/5 mL`."""
    found = _quantity(cursor) if cursor.number() is not None else None
    return found is not None and found.strength


def _quantity(cursor: Cursor) -> Quantity | None:
    try:
        return amounts.quantity(copy(cursor))
    except UnreadableOrder:
        return None


def amount_ahead(cursor: Cursor, lead: Sequence[str], *, first: bool) -> bool:
    """Whether an amount stands here, readable or not."""
    token = cursor.ahead()
    if token.kind is Kind.WORD and token.low in ALTERNATIVES | UNCLEAR:
        return cursor.ahead(1).kind in (Kind.NUMBER, Kind.UNREADABLE) and _dose_unit_near(cursor)
    if illegible(cursor):
        return cursor.unit("mass", "count", steps=1) is not None
    if counted.part_of_form(cursor) is not None or counted.combination(cursor):
        return True
    try:
        known = amounts.quantity(copy(cursor)) is not None
    except UnreadableOrder as stop:
        return not stop.why.startswith("a rate")
    return known or counted.number_of_forms(cursor) or (first and bare(cursor, lead))


def illegible(cursor: Cursor) -> bool:
    """`3?0`: a figure that cannot be read."""
    token = cursor.ahead()
    return token.kind is Kind.UNREADABLE and "?" in token.text and token.text != "?"


def _dose_unit_near(cursor: Cursor) -> bool:
    """Whether the numbers ahead are of a dose, and not of a body weight."""
    units = (cursor.unit("mass", "count", "volume", steps=steps) for steps in range(2, 6))
    return any(known.name not in _NO_DOSE for known in units if known is not None)


def bare(cursor: Cursor, lead: Sequence[str]) -> bool:
    """A number without a unit where a dose is due: `375 q2w`."""
    if cursor.ahead().kind is not Kind.NUMBER or list(lead[-1:]) not in ([], ["dose"], ["at"]):
        return False
    steps = 1
    while cursor.word(*ROUTES, steps=steps):
        steps += 1
    after = cursor.ahead(steps)
    return after.kind is Kind.WORD and frequency_at(cursor.text, after.start) is not None


def amount_near(cursor: Cursor) -> bool:
    """Whether an amount stands a word or two ahead."""
    near = (steps for steps in (1, 2, 3) if cursor.ahead(steps).kind is Kind.NUMBER)
    return any(cursor.unit("mass", "count", steps=steps + 1) is not None for steps in near)


def schedule_near(cursor: Cursor) -> bool:
    """Whether a schedule stands a few words ahead."""
    ahead = (cursor.ahead(steps) for steps in range(1, 8))
    return any(frequency_at(cursor.text, token.start) is not None for token in ahead if token.kind is Kind.WORD)
