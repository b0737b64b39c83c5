"""Doses counted in tablets, pens and puffs: multiplied out where the strength is written, else as counted."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from mednec.dosing import amounts, when
from mednec.dosing.cursor import Cursor, UnreadableOrder
from mednec.dosing.draft import Draft, Notes, Quantity
from mednec.dosing.lexicon import BEFORE, CHANGES
from mednec.dosing.tokens import Kind
from mednec.terminology.frequency import frequency_at
from mednec.terminology.units import is_form, unit

_FRACTION = re.compile(r"([1-9])/([1-9])")
_COMBINATION = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:/[0-9]+(?:\.[0-9]+)?)+")
_PARTS = {"half": Fraction(1, 2), "quarter": Fraction(1, 4), "\u00bd": Fraction(1, 2), "\u00bc": Fraction(1, 4)}
# Forms that are taken whole: a dose of so many of them needs no strength to be told.
_SINGLE_DOSE_FORMS = ("pen", "syringe")
_SIDES = ("each", "both", "per", "every")
_PAIRED = ("nostril", "nostrils", "eye", "eyes", "ear", "ears", "naris", "nares", "side")
# Words between a strength and the number of forms taken.
_BETWEEN = (
    *("inhaler", "hfa", "diskus", "ds", "tab", "tabs", "tablet", "tablets", "cap", "caps", "mcg", "x"),
    *("act", "actuation", "inhale", "inhalation", "take"),
)
_ONE_ML = Decimal(1)


def _form_at(cursor: Cursor, steps: int) -> bool:
    token = cursor.ahead(steps)
    return token.kind is Kind.WORD and is_form(token.text)


def part_of_form(cursor: Cursor) -> tuple[Fraction, int] | None:
    """`1/2 tab`, `1 1/2 tabs`, `1.5 tabs`, `half a tablet`: how many, and of how many tokens; None for whole ones."""
    token, steps = cursor.ahead(), 1
    whole = Fraction(0)
    if token.kind is Kind.NUMBER and cursor.ahead(1).kind is Kind.UNREADABLE and token.value == int(token.value):
        whole, token, steps = Fraction(token.value), cursor.ahead(1), 2
    match = _FRACTION.fullmatch(token.text) if token.kind is Kind.UNREADABLE else None
    if match:
        part = Fraction(int(match.group(1)), int(match.group(2)))
    elif token.kind is Kind.NUMBER and token.value != token.value.to_integral_value():
        part = Fraction(token.value)
    elif token.low in _PARTS:
        part = _PARTS[token.low]
        while cursor.word("a", "of", "one", steps=steps):
            steps += 1
    else:
        return None
    return (whole + part, steps) if _form_at(cursor, steps) and part else None


def number_of_forms(cursor: Cursor) -> bool:
    """`2 tabs`, `one pen`, also where the strength stands between: `two 300 mg pens`."""
    if cursor.whole() is None:
        return False
    return _form_at(cursor, 1) or (
        cursor.ahead(1).kind is Kind.NUMBER and cursor.unit("mass", "count", steps=2) is not None
    )


def combination(cursor: Cursor) -> bool:
    """`160/4.5`, `800/160 mg`: the strength of a product of two drugs, before a number of its forms."""
    token = cursor.ahead()
    return token.kind is Kind.UNREADABLE and _COMBINATION.fullmatch(token.text) is not None and _combined(cursor) > 0


def _combined(cursor: Cursor) -> int:
    """Tokens from a combined strength to the number of forms behind it; 0 where there is none."""
    steps = 1 + (cursor.unit("mass", steps=1) is not None)
    while cursor.word(*_BETWEEN, steps=steps) or cursor.mark(":,-./", steps):
        steps += 1
    return steps if cursor.whole(steps) is not None and _form_at(cursor, steps + 1) else 0


def forms(cursor: Cursor, step: Draft, notes: Notes) -> bool:
    """Take a number of tablets, pens or puffs that the grammar of orders leaves: parts, or of no written strength."""
    if cursor.ahead().kind is Kind.UNREADABLE and combination(cursor):
        cursor.take(_combined(cursor))
        return _plain(cursor, step)
    found = part_of_form(cursor)
    strength = _strength(step, notes)
    if found is None:
        whole = cursor.whole()
        if whole is None or not _form_at(cursor, 1) or when.dispensed(Cursor(text=cursor.text)):
            return False
        found = Fraction(whole), 1
        known = unit(cursor.ahead(1).text)
        ranged = cursor.mark("-\u2013", -1) and cursor.ahead(-2).kind is Kind.NUMBER
        if ranged:
            raise cursor.refuse("a range of numbers")
        paired = cursor.word(*_SIDES, steps=2) and cursor.word(*_PAIRED, steps=3)
        sides = paired or (cursor.word("in", "to", steps=2) and cursor.word(*_PAIRED, "each", "both", steps=3))
        if strength is None or sides or strength.unit == "mL":
            return _plain(cursor, step)
        if strength.strength and strength.volume is None and not strength.form:
            single = known is not None and known.name in _SINGLE_DOSE_FORMS
            if not single:
                return False
            # a pen of so many mg per mL without a volume holds one mL
            strength = replace(strength, volume=_ONE_ML)
        elif step.dose is not None and step.dose is not strength:
            return False
    if strength is None:
        return _plain(cursor, step)
    if step.dose is not None and step.dose is not strength and not step.dose.form:
        return False
    number, steps = found
    amount = Fraction(strength.amount) * number
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    if Fraction(exact) != amount:
        raise cursor.refuse("a part of a tablet that does not come out")
    start = strength.start if step.dose is not None or step.strength is not None else cursor.offset
    cursor.take(steps + 1)
    each = replace(strength, amount=exact, form="", volume=None, strength=False, start=start, end=cursor.last_end)
    step.dose, step.start, notes.strength = each, start, strength
    return True


def _strength(step: Draft, notes: Notes) -> Quantity | None:
    if step.dose is not None and step.dose.form:
        return step.dose
    return step.strength or notes.strength


def _plain(cursor: Cursor, step: Draft) -> bool:
    """`2 puffs`: so many, of no written strength."""
    number = cursor.whole()
    part = None if number is not None else part_of_form(cursor)
    if number is None and part is None:
        return False
    count, steps = (Fraction(number), 1) if number is not None else part or (Fraction(1), 1)
    if step.dose is not None and not step.dose.form:
        return False
    if cursor.mark("-\u2013", 1) or cursor.word("to", "or", steps=1):
        raise cursor.refuse("a range of numbers")
    start = cursor.offset
    name = cursor.ahead(steps).low
    cursor.take(steps + 1)
    amount = Decimal(count.numerator) / Decimal(count.denominator)
    step.dose = Quantity(amount=amount, unit=name, start=start, end=cursor.last_end)
    step.start = min(step.start, start)
    return True


def bracket(cursor: Cursor, step: Draft, notes: Notes) -> None:
    """What a bracket of many words says of the dose before it: the same dose otherwise, a weight, a cap."""
    words: list[str] = []
    strengths = False
    while not cursor.done and not cursor.mark(")]"):
        token = cursor.ahead()
        if token.kind is Kind.WORD and token.low in CHANGES | BEFORE:
            return
        if amounts.rate(cursor, Notes()) or amounts.body_size(cursor, notes):
            continue
        cap = amounts.at_most(cursor)
        if cap is not None:
            step.at_most = step.at_most or cap
            continue
        found = frequency_at(cursor.text, token.start) if token.kind is Kind.WORD else None
        if found is not None and found.interval_days is not None:
            if not step.scheduled and not words:
                step.intervals.append(found.interval_days)
            cursor.move_to(found.end)
            continue
        said = amounts.quantity(cursor) if cursor.number() is not None else None
        if said is not None and not said.strength and not said.form and not strengths:
            step.stated.append(said)
            continue
        if said is None:
            words.append(token.low)
            cursor.take()


def dose_of_strength(step: Draft, route: str) -> None:
    """`40 mg/0.4 mL every 2 weeks` by injection: the syringe is the dose."""
    strength = step.strength
    if step.dose is not None or strength is None or not step.scheduled or strength.per:
        return
    small = strength.volume is None or strength.volume <= 3
    if small and (route in ("SC", "IM", "inhaled") or strength.form in ("pen", "syringe", "autoinjector", "pens")):
        step.dose = replace(strength, strength=False, volume=None, form="")
        return
    raise UnreadableOrder("only a strength is written: how much is given?", step.start)


def one_form(step: Draft) -> None:
    """`1 tab (2.5 mg)`: what one of them holds is the dose; of several it cannot be told whether each or all."""
    dose = step.dose
    if dose is None or not is_form(dose.unit):
        return
    masses = [said for said in step.stated if not is_form(said.unit) and not said.per]
    if not masses:
        return
    if dose.amount != 1:
        raise UnreadableOrder(f"is that {masses[0].amount} {masses[0].unit} of one or of all?", dose.start)
    step.dose, step.stated = replace(masses[0], start=dose.start), masses[1:]


def check_forms(step: Draft) -> None:
    """Refuse a strength of several tablets whose number is not written: `2.5 mg tabs weekly`."""
    dose = step.dose
    if dose is not None and dose.form.endswith("s") and step.scheduled:
        raise UnreadableOrder(f"how many {dose.form}?", dose.start)
