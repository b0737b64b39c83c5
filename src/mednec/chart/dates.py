"""Dates as charts write them, US order, with partial precision kept as the range it stands for.

One automaton finds the few places of a text where a date can stand; only there the forms are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ahocorasick_rs import AhoCorasick, MatchKind

from mednec.chart.date_from_today import at_ago, at_day_word, at_period_word, at_weekday
from mednec.chart.date_numbers import around_dash, around_slash, at_year, part_before, short_year
from mednec.chart.date_pieces import Piece, join_of, with_years
from mednec.chart.date_words import HOLIDAYS, MONTHS, SEASONS, WEEKDAYS, at_holiday, at_month, at_quarter, at_season
from mednec.model.finding import Period


def _spelled(words: Sequence[str]) -> list[str]:
    """A word as it may stand in a chart: small, capital first, all capitals."""
    return [form for w in words for form in (w, w[0].upper() + w[1:], w.upper())]


_DIGITS = "0123456789"
_NEEDLES: dict[str, list[str]] = {
    "slash": [f"{d}/" for d in _DIGITS],
    "dash": [f"{d}-" for d in _DIGITS],
    "year": [f"{century}{d}" for century in ("19", "20") for d in _DIGITS],
    "short": [f"{sign}{d}" for sign in "'\u2019" for d in _DIGITS],
    "month": _spelled(MONTHS),
    "season": _spelled(tuple(SEASONS)),
    "quarter": [f"Q{d}" for d in "1234"] + [f"{d}Q" for d in "1234"] + ["quarter", "Quarter"],
    "holiday": _spelled([h.split("'")[0].split(" ")[0] for h in HOLIDAYS]),
    "ago": _spelled(["ago"]),
    "day": _spelled(["today", "yesterday", "tonight"]),
    "period": _spelled(["last ", "this ", "next "]),
    "weekday": _spelled(WEEKDAYS),
}
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_KINDS = tuple(kind for kind, needles in _NEEDLES.items() for _ in needles)
_AUTOMATON = AhoCorasick([n for needles in _NEEDLES.values() for n in needles], matchkind=MatchKind.Standard)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A date in a text: its span and the period it stands for."""

    start: int
    end: int
    period: Period
    relative: bool = False  # told from the day of writing: "two weeks ago", "yesterday"


def find_dates(text: str, as_of: date | None, offset: int = 0) -> tuple[DateMention, ...]:
    """All dates of `text` in order; spans are shifted by `offset`.

    A date without a year is the last such day not after `as_of`; without `as_of` it is left out.

    >>> [d.period.iso for d in find_dates("seen 3/17/25, since 04/2021", None)]
    ['2025-03-17', '2021-04']
    """
    hits = _AUTOMATON.find_matches_as_indexes(text, overlapping=True)
    if not hits:
        return ()
    pieces = list(_pieces(text, sorted(hits, key=lambda h: h[1]), as_of))
    found = []
    for piece in with_years(text, pieces, as_of) if pieces else ():
        if piece.period is not None:
            start = part_before(text, piece.start) + offset
            end = piece.end + offset
            found.append(DateMention(start=start, end=end, period=piece.period, relative=piece.relative))
    return tuple(found)


def spans_of(text: str, dates: Sequence[DateMention]) -> tuple[DateMention, ...]:
    """The dates with those that a text joins as beginning and end made one; offsets are those of `text`.

    >>> [d.period.iso for d in spans_of("from 2019 to 2021", find_dates("from 2019 to 2021", None))]
    ['2019-01-01/2021-12-31']
    """
    found: list[DateMention] = []
    for mention in dates:
        before = found[-1] if found else None
        if before is not None and _joined(text, before, mention):
            period = Period(first=before.period.first, last=mention.period.last)
            found[-1] = DateMention(start=before.start, end=mention.end, period=period)
        else:
            found.append(mention)
    return tuple(found)


def _joined(text: str, first: DateMention, second: DateMention) -> bool:
    """ "D - D", "D to D", "between D and D"; one that begins after the other has ended."""
    if second.start - first.end > 10 or first.period.last >= second.period.first:
        return False
    join = join_of(text[first.end : second.start])
    between = text[first.end : second.start].strip().lower() == "and" and _BETWEEN.search(text, 0, first.start)
    return join == "range" or bool(between)


def _pieces(text: str, hits: Sequence[tuple[int, int, int]], as_of: date | None) -> Iterator[Piece]:
    taken = 0
    for index, start, end in hits:
        if start < taken:
            continue
        piece = _piece(text, _KINDS[index], start, end, as_of, taken)
        if piece is not None and piece.start >= taken:
            yield piece
            taken = piece.end


def _piece(text: str, kind: str, start: int, end: int, as_of: date | None, taken: int) -> Piece | None:
    """The date of one kind that stands at a place, if one does."""
    match kind:
        case "slash":
            return around_slash(text, end - 1, as_of)
        case "dash":
            return around_dash(text, end - 1, as_of)
        case "year":
            return at_year(text, start, as_of)
        case "short":
            return short_year(text, start, as_of)
        case "month":
            joined = 0 < taken <= start and start - taken <= 12 and bool(join_of(text[taken:start]))
            return at_month(text, start, as_of, joined)
        case "season":
            return at_season(text, start, end, as_of)
        case "quarter":
            return at_quarter(text, start, as_of)
        case "holiday":
            return at_holiday(text, start, as_of)
    if as_of is None:
        return None
    match kind:
        case "ago":
            return at_ago(text, start, end, as_of)
        case "day":
            return at_day_word(text, start, end, as_of)
        case "period":
            return at_period_word(text, start, as_of)
    return at_weekday(text, start, end, as_of)
