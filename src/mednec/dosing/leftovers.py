"""What no item of an order can use: plain words are passed over, numbers and doubtful words are not."""

from __future__ import annotations

import re

from mednec.dosing.cursor import CARDINALS, Cursor, EndOfFragment
from mednec.dosing.draft import Draft
from mednec.dosing.lexicon import (
    ACTIVITIES,
    ALTERNATIVES,
    BEFORE,
    CHANGES,
    COUNT_NOUNS,
    DATED,
    FILLERS,
    LENGTHS,
    LINKS,
    NEGATIONS,
    PARTS,
    ROLES,
    ROUTES,
    UNCLEAR,
)
from mednec.dosing.tokens import Kind
from mednec.terminology.frequency import frequency_at
from mednec.terminology.units import is_form, unit

# Words that orders use behind a number without meaning a unit.
_KNOWN = frozenset((*ROUTES, *ROLES, *COUNT_NOUNS, *LENGTHS, *LINKS, *ACTIVITIES, *FILLERS, *CHANGES, *BEFORE, "x"))
_MONTH_AND_DAY = re.compile(r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12][0-9]|3[01])")


def passed(cursor: Cursor, step: Draft) -> None:
    """Pass over the token ahead. Raises UnreadableOrder for what may not be passed over in silence."""
    token = cursor.ahead()
    if token.kind is Kind.UNREADABLE and not _dated(cursor):
        raise cursor.leave("illegible" if "?" in token.text else token.why)
    if token.kind is Kind.NUMBER:
        if cursor.mark("%", 1) and not cursor.word("of", "less", "more", steps=2):  # strength of a solution
            cursor.take(2)
            return
        raise cursor.leave(_unused(cursor, step), unknown_unit=_unknown_unit(cursor, step))
    if token.kind is Kind.WORD:
        _word(cursor, step)
    elif token.text in ("->", "\u2192"):
        raise cursor.leave("a change from one order to another")
    elif token.text == "_":
        raise cursor.leave("illegible")
    elif _ends_fragment(cursor, step):
        raise EndOfFragment
    cursor.take()


def _ends_fragment(cursor: Cursor, step: Draft) -> bool:
    """Whether a fragment ends at this mark: at a comma, but not between a strength and its number of tablets."""
    if not cursor.fragment or step.dose is None:
        return False
    forms = step.dose.form and cursor.whole(1) is not None and is_form(cursor.ahead(2).text)
    goes_on = forms or _schedule_goes_on(cursor, step)
    return cursor.ahead().kind is not Kind.MARK or (cursor.mark(",") and not goes_on)


def _schedule_goes_on(cursor: Cursor, step: Draft) -> bool:
    """Whether the missing part of the schedule stands behind the comma: `over 4 days, every 4 weeks, x 6 months`."""
    if cursor.word("x", steps=1):
        return step.count is None and step.duration is None and cursor.whole(2) is not None
    if cursor.word("split", "divided", "given", "infused", steps=1) and cursor.word("over", steps=2):
        return step.over_days is None
    if cursor.whole(1) is not None and COUNT_NOUNS.get(cursor.ahead(2).low) == "dose":
        return step.count is None and bool(step.intervals)  # "monthly, 2 doses"
    ahead = 1 + cursor.word("repeat", "repeated", steps=1)
    at = cursor.ahead(ahead).start
    found = frequency_at(cursor.text, at) if at >= 0 and not step.intervals else None
    if found is None:
        return False
    behind = Cursor(text=cursor.text)
    behind.move_to(found.end)
    return not behind.word(*ACTIVITIES)  # "monthly labs"


def _dated(cursor: Cursor) -> bool:
    """Whether the token ahead is a month and a day behind a word that takes a date: `first dose 6/3`."""
    before = cursor.ahead(-1)
    behind = before.kind is Kind.WORD and before.low in DATED
    return behind and _MONTH_AND_DAY.fullmatch(cursor.ahead().text) is not None


def _word(cursor: Cursor, step: Draft) -> None:
    low, written = cursor.ahead().low, cursor.ahead().text
    if low in ALTERNATIVES or (low == "or" and _choice_follows(cursor)):
        raise cursor.refuse("alternatives without a choice")
    bounded = (low == "up" and cursor.word("to", steps=1)) or (low == "at" and cursor.word("least", "most", steps=1))
    if bounded and cursor.ahead(2).kind is Kind.NUMBER:
        raise cursor.refuse(f"a bound, not an amount: {written} {cursor.ahead(1).text} {cursor.ahead(2).text}")
    if low in UNCLEAR:
        raise cursor.refuse(f"the order is not certain: {written}")
    if cursor.fragment and step.dose is not None and low not in FILLERS:
        raise EndOfFragment
    if low in PARTS:
        raise cursor.leave(f"a part of a dose: {written}")
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


def _unknown_unit(cursor: Cursor, step: Draft) -> str:
    """The word behind a number that stands where a unit must stand and is none ("600 zorps"), else empty."""
    after = cursor.ahead(1)
    if step.dose is not None or after.kind is not Kind.WORD or unit(after.text) is not None:
        return ""
    if after.start == cursor.ahead().end and set(after.low) <= set("oils"):
        return ""  # "6OO": letters that look like figures
    if after.low in _KNOWN or frequency_at(cursor.text, after.start) is not None:
        return ""
    return after.text


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
