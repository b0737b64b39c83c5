"""The parts of an order that are amounts: doses, strengths, rates, weights, caps."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mednec.dosing.cursor import Cursor
from mednec.dosing.draft import Notes, Quantity
from mednec.dosing.lexicon import FORM_ADJECTIVES, ROUTES
from mednec.dosing.tokens import Kind
from mednec.model.regimen import Rate
from mednec.terminology.frequency import span_days
from mednec.terminology.units import convert, is_form

_AMOUNTS = ("mass", "volume", "count")
_DASHES = "-\u2013"
_EACH_PUFF = ("actuation", "act", "inhalation", "inh")
_NOT_EXACT = "<>~\u2248\u00b1\u2264\u2265$_"


def _glued(cursor: Cursor) -> None:
    """Refuse a number run together with a letter before it (`l50 mg`, `O.5 mg`) or with a lone minus."""
    token, before = cursor.ahead(), cursor.ahead(-1)
    if before.start < 0:
        return
    if before.kind is Kind.MARK and before.text in _NOT_EXACT:
        raise cursor.refuse(f"not an exact amount: {before.text}{token.text}", before.start)
    if before.end != token.start:
        return
    minus = before.text in _DASHES and cursor.ahead(-2).end != before.start
    if before.kind is Kind.WORD or minus or before.text == ".":
        raise cursor.refuse(f"illegible number: {before.text}{token.text}", before.start)


def _is_range(cursor: Cursor, steps: int) -> bool:
    """Whether a second number follows: `150-300`, `150 to 300`, `150 or 300`."""
    joined = cursor.mark(_DASHES, steps) or cursor.word("to", "or", steps=steps)
    return joined and cursor.ahead(steps + 1).kind in (Kind.NUMBER, Kind.UNREADABLE)


def _per(cursor: Cursor, found: Quantity) -> Quantity:
    """Read what an amount is per: `/kg`, `per kilogram per day`, `/m2`, `/200 mL`, `/tab`; refuses unknown units."""
    while cursor.mark("/") or cursor.word("per"):
        if cursor.number(1) is not None and (volume := cursor.unit("volume", steps=2)):
            millilitres = convert(cursor.ahead(1).value, volume.name, "mL")
            cursor.take(3)
            return replace(found, volume=millilitres, strength=millilitres < _BAG_ML, end=cursor.last_end)
        stretch, length = cursor.whole(1), cursor.unit("time", steps=2)
        if stretch and length is not None and length.name in ("day", "week", "month", "year") and found.every is None:
            cursor.take(3)
            found = replace(found, every=span_days(stretch, length.name), end=cursor.last_end)
            continue
        if cursor.number(1) is not None:
            return found
        named = cursor.unit("mass", "area", "time", "volume", steps=1)
        form = is_form(cursor.ahead(1).text)
        if cursor.word("dose", "infusion", "injection", "visit", "administration", steps=1):
            found = replace(found, whole=False)
        elif cursor.word("cycle", "course", steps=1):
            found = replace(found, whole=True)
        elif cursor.word(*_EACH_PUFF, steps=1):
            found = replace(found, strength=True, form="puff")
        elif form or (named and named.measures == "volume"):
            found = replace(found, strength=True, form=cursor.ahead(1).low if form else "")
        elif named and named.measures == "time":
            if named.name in ("h", "min"):
                written = cursor.text[found.start : cursor.ahead(1).end]
                raise cursor.refuse(f"a rate, not a dose: {written}", found.start)
            found = replace(found, every=span_days(1, named.name))
        elif named and named.name in ("kg", "m2") and not found.per:
            found = replace(found, per=named.name)
        else:
            unknown = cursor.ahead(1).text or "nothing"
            said = cursor.ahead(1).kind is Kind.WORD and cursor.ahead(1).low not in ROUTES
            named_unit = f"{found.unit}/{unknown}" if said else ""
            raise cursor.refuse(f"no such unit: {found.unit} per {unknown}", found.start, unknown_unit=named_unit)
        cursor.take(2)
        found = replace(found, end=cursor.last_end)
    return found


_BAG_ML = Decimal(50)  # amounts per a smaller volume are strengths (20 mg/mL, 300 mg/2 mL), not what a bag holds


def _form(cursor: Cursor, found: Quantity) -> Quantity:
    """Take a form word after the amount: `2.5 mg tabs`, `15 mg ER tablet`."""
    steps = 0
    while steps < 3 and cursor.word(*FORM_ADJECTIVES, steps=steps):
        steps += 1
    token = cursor.ahead(steps)
    if token.kind is Kind.WORD and is_form(token.text):
        cursor.take(steps + 1)
        return replace(found, form=token.low, end=cursor.last_end)
    return found


def quantity(cursor: Cursor) -> Quantity | None:
    """An amount with its unit at the cursor, or None. Refuses ranges, illegible numbers and units that do not exist."""
    value = cursor.number()
    if value is None:
        return None
    steps = 1
    known = cursor.unit(*_AMOUNTS, steps=1)
    if _is_range(cursor, 1):
        after = cursor.unit(*_AMOUNTS, steps=3)
        if after is None:
            return None
        raise cursor.refuse(f"a range of amounts: {cursor.text[cursor.offset : cursor.ahead(3).end]}")
    if known is None or known.name in ("kg", "lb", "dL", "mcL"):
        return None
    _glued(cursor)
    if _is_range(cursor, 2) and cursor.unit(*_AMOUNTS, steps=4):
        raise cursor.refuse(f"two amounts: {cursor.text[cursor.offset : cursor.ahead(4).end]}")
    start = cursor.offset
    cursor.take(steps + 1)
    if value == 0:
        raise cursor.refuse("an amount of zero", start)
    found = Quantity(amount=value, unit=known.name, start=start, end=cursor.last_end)
    found = _form(cursor, _per(cursor, found))
    if cursor.word("total", "totals"):
        cursor.take()
        found = replace(found, whole=True, end=cursor.last_end)
    return found


def rate(cursor: Cursor, notes: Notes) -> bool:
    """An infusion rate: `150-250 ml/hr`, `2 mL/kg/h`, `4 mL/min` (said per hour)."""
    low = cursor.number()
    if low is None:
        return False
    ranged = cursor.mark(_DASHES, 1) or cursor.word("to", steps=1)
    high = cursor.number(2) if ranged else low
    steps = 3 if ranged else 1
    volume = cursor.unit("volume", steps=steps)
    if high is None or volume is None:
        return False
    start, steps, per_kg = cursor.offset, steps + 1, False
    if (cursor.mark("/", steps) or cursor.word("per", steps=steps)) and cursor.word("kg", steps=steps + 1):
        per_kg, steps = True, steps + 2
    over = cursor.unit("time", steps=steps + 1)
    if not (cursor.mark("/", steps) or cursor.word("per", "an", steps=steps)) or over is None or over.size >= 1:
        return False
    each = convert(Decimal(1), volume.name, "mL") * (60 if over.name == "min" else 1)
    cursor.take(steps + 2)
    if notes.rate is not None:
        raise cursor.refuse("two infusion rates", start)
    unit = "mL/kg/h" if per_kg else "mL/h"
    notes.rate = Rate(low=low * each, high=high * each, unit=unit, start=start, end=cursor.last_end)
    return True


def body_size(cursor: Cursor, notes: Notes) -> bool:
    """Body weight or surface the order gives: `Wt 88.2 kg`, `(70 kg)`, `BSA 1.92 m2`."""
    value, steps = cursor.number(), 1
    known = cursor.unit("mass", "area", steps=steps)
    if value is None or known is None or known.name not in ("kg", "lb", "m2") or value == 0:
        return False
    if known.name == "m2":
        notes.bsa_m2 = value
    else:
        kg = convert(value, known.name, "kg")
        # The same weight is often given twice, in pounds and kilograms.
        if notes.weight_kg is not None and abs(notes.weight_kg - kg) > kg / 50:
            raise cursor.refuse(f"two body weights: {notes.weight_kg} kg and {value} {known.name}")
        notes.weight_kg = kg
    cursor.take(steps + 1)
    return True


def at_most(cursor: Cursor) -> Quantity | None:
    """A cap: `max 800 mg`, `not to exceed 800 mg`, `NTE 100 g/day`."""
    if cursor.word("not") and cursor.word("to", steps=1) and cursor.word("exceed", steps=2):
        steps = 3
    elif cursor.word("max", "maximum", "nte", "cap", "capped", "exceed"):
        steps = 1
    else:
        return None
    while cursor.word("dose", "of", "at", "to", "daily", "single", steps=steps) or cursor.mark(":.=", steps):
        steps += 1
    if cursor.number(steps) is None:
        return None
    cursor.take(steps)
    found = quantity(cursor)
    if found is None:
        raise cursor.refuse("a cap without a unit")
    return found


def billed(cursor: Cursor, notes: Notes) -> bool:
    """Billing units named in the order: `bill 200 units per visit incl. waste`, `60 billing units per visit`."""
    steps = 1 if cursor.word("bill", "billed", "billing") else 0
    value = cursor.number(steps)
    if value is None or not (steps or cursor.word("billing", steps=1)):
        return False
    after = steps + 1 + cursor.word("billing", steps=steps + 1)
    if not cursor.word("unit", "units", steps=after):
        return False
    cursor.take(after + 1)
    if cursor.mark("/") or cursor.word("per"):
        cursor.take(2)
    notes.billed_units = value
    return True
