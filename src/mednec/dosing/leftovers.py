"""What no item of an order can use: plain words are passed over, numbers and doubtful words are not."""

from __future__ import annotations

import re

from mednec.dosing.cursor import CARDINALS, Cursor, EndOfFragment
from mednec.dosing.draft import Draft
from mednec.dosing.lexicon import ALTERNATIVES, BEFORE, CHANGES, DATED, FILLERS, NEGATIONS, ROUTES, UNCLEAR
from mednec.dosing.tokens import Kind
from mednec.terminology.frequency import frequency_at

_MONTH_AND_DAY = re.compile(r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12][0-9]|3[01])")


def passed(cursor: Cursor, step: Draft) -> None:
    """Pass over the token ahead. Raises UnreadableOrder for what may not be passed over in silence."""
    token = cursor.ahead()
    if token.kind is Kind.UNREADABLE and not _dated(cursor):
        raise cursor.leave("illegible" if "?" in token.text else token.why)
    if token.kind is Kind.NUMBER:
        if cursor.mark("%", 1):  # strength of a solution
            cursor.take(2)
            return
        raise cursor.leave(_unused(cursor, step))
    if token.kind is Kind.WORD:
        _word(cursor, step)
    elif token.text in ("->", "\u2192"):
        raise cursor.leave("a change from one order to another")
    elif token.text == "_":
        raise cursor.leave("illegible")
    elif cursor.fragment and step.dose is not None and (token.kind is not Kind.MARK or token.text == ","):
        raise EndOfFragment
    cursor.take()


def _dated(cursor: Cursor) -> bool:
    """Whether the token ahead is a month and a day behind a word that takes a date: `first dose 6/3`."""
    before = cursor.ahead(-1)
    behind = before.kind is Kind.WORD and before.low in DATED
    return behind and _MONTH_AND_DAY.fullmatch(cursor.ahead().text) is not None


def _word(cursor: Cursor, step: Draft) -> None:
    low, written = cursor.ahead().low, cursor.ahead().text
    if low in ALTERNATIVES or (low == "or" and _choice_follows(cursor)):
        raise cursor.refuse("alternatives without a choice")
    if low in UNCLEAR:
        raise cursor.refuse(f"the order is not certain: {written}")
    if cursor.fragment and step.dose is not None and low not in FILLERS:
        raise EndOfFragment
    if low in NEGATIONS:
        raise cursor.leave(f"the order is negated or stopped: {written}")
    if low in CHANGES or (low in BEFORE and cursor.ahead(1).kind is Kind.NUMBER):
        raise cursor.leave(f"the dose changes, but not every amount is written: {written}")
    if low in CARDINALS and low != "one":
        raise cursor.leave(f"{written} of what?")


def _choice_follows(cursor: Cursor) -> bool:
    after = cursor.ahead(1)
    frequency = after.start >= 0 and frequency_at(cursor.text, after.start) is not None
    return after.kind is not Kind.WORD or frequency or after.low in CARDINALS


def _unused(cursor: Cursor, step: Draft) -> str:
    """Why a number could not be used."""
    after, written = cursor.ahead(1), cursor.ahead().text
    if step.dose is not None:
        return f"the number {written} could not be used"
    if after.kind is Kind.WORD:
        attached = after.start == cursor.ahead().end
        if frequency_at(cursor.text, after.start) is None and (attached or after.low not in ROUTES):
            return f"no such unit: {written} {after.text}"
    return f"the amount {written} has no unit"
