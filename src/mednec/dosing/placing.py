"""Where an amount belongs: the dose of a step, its strength, or the same dose said otherwise."""

from __future__ import annotations

from dataclasses import replace

from mednec.dosing import amounts
from mednec.dosing.cursor import Cursor, EndOfFragment
from mednec.dosing.draft import Count, Draft, Notes, Quantity
from mednec.dosing.lexicon import COUNT_NOUNS
from mednec.dosing.tokens import Kind
from mednec.terminology.frequency import frequency_at
from mednec.terminology.units import is_form


def place(cursor: Cursor, step: Draft, found: Quantity, *, said: bool, depth: int, start: int) -> None:
    """Put an amount where it belongs: the dose, its strength, or the same dose said otherwise."""
    if found.strength:
        if step.strength is not None and step.strength.amount != found.amount:
            raise cursor.refuse("two strengths", start)
        step.strength = found
    elif step.dose is not None and (said or per_administration(cursor.text[found.start : found.end])):
        step.stated.append(found)
    elif step.dose is not None and step.dose.whole and not step.scheduled and not found.whole:
        step.stated.append(step.dose)  # "2 g/kg total, 0.4 g/kg/day x 5 days"
        step.dose = found
    elif step.dose is not None and step.dose.unit == "units" and said and found.unit != "units":
        # "60 billing units (= 300 mg)"
        step.stated.append(found)
    elif step.dose is not None:
        if cursor.fragment:
            raise EndOfFragment
        raise cursor.refuse("two amounts in one step", start)
    else:
        if said and depth == 0 and step.link not in (";", "."):
            raise cursor.refuse("an amount is said to equal something that is not written", start)
        step.said = said and depth == 0
        step.dose, step.start = found, min(found.start, step.start) if step.strength else found.start
        step.role = step.role or step.pending_role
        step.pending_role = ""


def forms(cursor: Cursor, step: Draft, notes: Notes) -> bool:
    """`2 pens`, `take 8 tabs`, `two 300 mg pens`: so many of the strength written beside it."""
    number = cursor.whole()
    if number is None:
        return False
    times = cursor.word("x", steps=1) or cursor.mark("\u00d7", 1)
    if cursor.ahead(1 + times).kind is Kind.NUMBER and cursor.unit("mass", "count", steps=2 + times):
        cursor.take(1 + times)
        each = amounts.quantity(cursor)
        counted = not times and COUNT_NOUNS.get(cursor.ahead().low) == "dose"
        if each is not None and counted and step.count is None and step.dose is None:
            place(cursor, step, each, said=False, depth=0, start=each.start)
            step.count = Count(number=number, noun="dose")
            cursor.take()
            return True
        if each is None or (not times and not each.form) or step.dose is not None:
            raise cursor.refuse("two numbers before one unit")
        place(cursor, step, replace(each, amount=each.amount * number), said=False, depth=0, start=each.start)
        return True
    word = cursor.ahead(1)
    if word.kind is not Kind.WORD or not is_form(word.text):
        return False
    if step.dose is None and cursor.word("of", steps=2) and cursor.unit("mass", "count", steps=4):
        cursor.take(3)  # "2 vials of 150 mg"
        each = amounts.quantity(cursor)
        if each is None:
            raise cursor.refuse("the strength cannot be read")
        place(cursor, step, replace(each, amount=each.amount * number), said=False, depth=0, start=each.start)
        return True
    strength = step.dose if step.dose is not None and step.dose.form else step.strength
    strength = strength or notes.strength
    if step.dose is not None and step.dose is not strength:
        raise cursor.leave(f"{cursor.ahead().text} {word.text} beside an amount: which is the dose?")
    if strength is None or strength.unit == "mL" or (strength.strength and strength.volume is None):
        raise cursor.leave(f"{cursor.ahead().text} {word.text} of a strength that is not written")
    start = strength.start if step.dose is not None or step.strength is not None else cursor.offset
    cursor.take(2)
    step.dose = replace(
        strength,
        amount=strength.amount * number,
        form="",
        volume=None,
        strength=False,
        start=start,
        end=cursor.last_end,
    )
    step.start, notes.strength = start, strength
    return True


def rounding(cursor: Cursor, step: Draft, notes: Notes) -> bool:
    """`rounded to the nearest 50 mg` names a step; `rounded to 350 mg` names the dose."""
    cursor.take()
    nearest = False
    while cursor.word("up", "down", "to", "the", "nearest", "off", "vial", "vials", "whole", "full"):
        nearest = nearest or cursor.word("nearest")
        cursor.take()
    notes.rounded = True
    if cursor.number() is None or not cursor.unit("mass", "count", steps=1):
        return True
    if nearest:
        cursor.take(2)
        return True
    found = amounts.quantity(cursor)
    if found is not None and step.dose is not None:
        step.stated.insert(0, found)
    elif found is not None:
        place(cursor, step, found, said=False, depth=0, start=found.start)
    return True


def history(cursor: Cursor) -> bool:
    """`from 450 mg to 600 mg`: the amount before is not ordered."""
    place = cursor.place
    cursor.take()
    before = amounts.quantity(cursor)
    if before is not None:
        found = frequency_at(cursor.text, cursor.offset)
        if found is not None:
            cursor.move_to(found.end)
    if before is None or not cursor.word("to"):
        cursor.place = place
        return False
    cursor.take()
    return True


def per_administration(written: str) -> bool:
    """Whether an amount says that it is that of one dose, or of all: `80 g per infusion`, `140 g total`."""
    last = written.split()[-1:] if written else []
    return bool(last) and last[0].casefold() in ("dose", "infusion", "injection", "visit", "administration", "total")
