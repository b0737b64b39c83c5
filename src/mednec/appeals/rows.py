"""A row of a published table becomes a decision, or the reason why it cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mednec.appeals.publishers import Publisher
from mednec.model.appeal import Appeal, Ending

_YEAR = re.compile(r"(?<!\d)(19[89]\d|20\d\d)(?!\d)")
_NUMBER_YEAR = re.compile(r"\d{6}-\d+")  # 202306-164542: year and month, then the case
_EMPTY = frozenset({"", "na", "n/a", "none", "null", "unknown", "not available"})


def ending_in(words: str) -> Ending | None:
    """The ending that a publisher's words tell, or None.

    >>> ending_in("Overturned Decision of Health Plan"), ending_in("Overturned in Part")
    (<Ending.OVERTURNED: 'overturned'>, <Ending.PARTLY: 'overturned in part'>)
    """
    low = " ".join(words.lower().split())
    partly = " part" in f" {low}" or "modified" in low
    over = low.startswith(("overturn", "revers")) or low in ("partly overturned", "partially overturned")
    up = low.startswith(("upheld", "uphold", "affirm", "sustain"))
    if over and up:
        return None
    if partly and (over or not up):
        return Ending.PARTLY if over or low.startswith(("part", "modified")) else None
    return Ending.OVERTURNED if over else Ending.UPHELD if up else None


def year_in(words: str, number: str) -> int | None:
    """The year a cell tells, else the one that the publisher's number begins with."""
    if found := _YEAR.search(words):
        return int(found.group(1))
    if not words.strip() and _NUMBER_YEAR.fullmatch(number):
        return int(number[:4])
    return None


def appeal_from(row: Sequence[str], columns: Mapping[str, int], width: int, publisher: Publisher) -> Appeal | str:
    """The decision in a row, or why there is none in it."""
    if len(row) > width and not any(cell.strip() for cell in row[width:]):
        row = row[:width]
    if len(row) != width:
        return f"{len(row)} cells where the header has {width}"
    if any("\0" in cell for cell in row):
        return "holds a NUL byte"
    cells = {field: row[place].strip() for field, place in columns.items()}
    number = cells["number"]
    if not number:
        return "no number"
    ending = ending_in(cells["ending"])
    if ending is None:
        return f"ending {cells['ending'][:60]!r} is none of overturned, overturned in part, upheld"
    year = year_in(cells.get("year", ""), number)
    if year is None and cells.get("year", "").lower() not in _EMPTY:
        return f"year {cells['year'][:30]!r} is no year"
    told = {field: cells.get(field, "") for field in _TOLD}
    return Appeal(publisher=publisher.name, number=number, year=year, ending=ending, **told)


_TOLD = (
    "issue",
    "diagnosis",
    "diagnosis_detail",
    "treatment",
    "treatment_detail",
    "age",
    "sex",
    "payer",
    "payer_type",
    "reviewer",
    "text",
)
