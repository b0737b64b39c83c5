"""A written date before its year is known: what each form of writing gives, and how the year is found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from mednec.model.finding import Period

_RANGE = frozenset(("-", "\u2013", "\u2014", "--", "to", "through", "thru", "until", "till", "til"))
_LIST = frozenset((",", "and", "&", ", and", "or", ", or", "+"))
_FUTURE = re.compile(
    r"\b(?:next|due|(?<!as )(?<!was )(?<!were )scheduled|will|upcoming|planned|planning|rtc|return|appt|appointment"
    r"|to (?:start|begin)|expires?|booked)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_HALF_A_YEAR = 183


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A date as far as its own letters tell it: the whole `period`, or month and perhaps day without a year."""

    start: int
    end: int
    period: Period | None = None
    month: int = 0
    day: int = 0
    two_numbers: bool = False  # "3/24": month and day, or month and year
    relative: bool = False  # told from the day of writing: "two weeks ago", "yesterday"


def with_years(text: str, pieces: Sequence[Piece], as_of: date | None) -> list[Piece]:
    """Every piece with its period; what has no year and can be given none is left out.

    A year stands for the whole of a range or list ("Jan-Mar 2022", "11/12, 12/10 and 1/7/25"); else a date without one
    is the last such day by `as_of`, or the next where the words look ahead.
    """
    known = list(_months_and_years(text, pieces, as_of))
    joins = [_join(text, a, b) for a, b in pairwise(known)]
    for i in range(len(known) - 2, -1, -1):
        behind = known[i + 1].period
        if known[i].period is None and behind is not None and joins[i]:
            known[i] = _before(known[i], behind)
    for i, piece in enumerate(known):
        if piece.period is None and as_of is not None:
            ahead = known[i - 1].period if i and joins[i - 1] == "range" and pieces[i - 1].period is not None else None
            known[i] = replace(piece, period=_after(piece, ahead) if ahead else _nearest(text, piece, as_of))
    for i in range(len(known) - 2, -1, -1):
        first, behind = known[i].period, known[i + 1].period
        if pieces[i].period is None and first and behind and joins[i] == "range" and first.first > behind.last:
            known[i] = _before(known[i], behind)
    return [piece for piece in known if piece.period is not None]


def looks_ahead(text: str, at: int) -> bool:
    """Whether the words before a place speak of what is to come ("next infusion", "due")."""
    return _FUTURE.search(text[max(0, at - 60) : at]) is not None


def join_of(between: str) -> str:
    """ "range", "list" or nothing, by what stands between two dates."""
    word = between.strip().lower()
    return "range" if word in _RANGE else "list" if word in _LIST else ""


def _join(text: str, first: Piece, second: Piece) -> str:
    return join_of(text[first.end : second.start]) if second.start - first.end <= 12 else ""


def _months_and_years(text: str, pieces: Sequence[Piece], as_of: date | None) -> list[Piece]:
    """ "9/23 to 1/24" over the turn of a year is months and years; so is "in 3/24", for a day would be "on 3/24"."""
    found = list(pieces)
    for i, piece in enumerate(found):
        if not piece.two_numbers or as_of is None or not 0 < piece.day <= as_of.year % 100:
            continue
        following = found[i + 1] if i + 1 < len(found) else None
        if (
            following is not None
            and following.two_numbers
            and following.day == piece.day + 1 <= as_of.year % 100
            and following.month < piece.month
            and _join(text, piece, following) == "range"
        ):
            found[i], found[i + 1] = _month_and_year(piece), _month_and_year(following)
        elif piece.period is None and re.search(r"\b(?:in|during)\s+$", text[: piece.start], re.IGNORECASE):
            found[i] = _month_and_year(piece)
    return found


def _month_and_year(piece: Piece) -> Piece:
    return replace(piece, period=Period.month(2000 + piece.day, piece.month))


def _in_year(piece: Piece, year: int) -> Period | None:
    try:
        if not piece.day:
            return Period.month(year, piece.month)
        return Period.day(date(year, piece.month, piece.day))
    except ValueError:  # no such day in that year
        return None


def _before(piece: Piece, behind: Period) -> Piece:
    """In the year of the date it is joined to, or the one before, so that it does not come later."""
    period = _in_year(piece, behind.first.year)
    if period is not None and period.first > behind.last:
        period = _in_year(piece, behind.first.year - 1)
    return replace(piece, period=period)


def _after(piece: Piece, ahead: Period) -> Period | None:
    period = _in_year(piece, ahead.last.year)
    return period if period is None or period.last >= ahead.first else _in_year(piece, ahead.last.year + 1)


def _nearest(text: str, piece: Piece, as_of: date) -> Period | None:
    last = _in_year(piece, as_of.year)
    if last is None or last.first > as_of:
        last = _in_year(piece, as_of.year - 1)
    if looks_ahead(text, piece.start):
        coming = _in_year(piece, as_of.year)
        if coming is None or coming.last < as_of:
            coming = _in_year(piece, as_of.year + 1)
        if coming is not None and (coming.first - as_of).days <= _HALF_A_YEAR:
            return coming
    return last
