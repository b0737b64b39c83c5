"""The tables of the dashboard: the same rows for the page and for the file a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby

from mednec.desk.figures import Figures
from mednec.desk.shares import Share, percent
from mednec.desk.tallies import ALL, Volume
from mednec.model.life import DecisionKind
from mednec.model.words import Outcome
from mednec.render.words import capital
from mednec.web.case_words import span
from mednec.web.list_words import RECOMMENDED

Cell = str | int | timedelta | Share
LONGEST_BY_DAY = 62  # days; a longer time is told by weeks
_STEERS = ("=", "+", "-", "@", "\t", "\r")  # with these at its start a spreadsheet takes a cell for a formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; `name` is its file's. `note` says what is counted."""

    name: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(figures: Figures, *, weeks: bool = False) -> tuple[Table, ...]:
    """Every table of the dashboard, in its order; `weeks` tells a long time by weeks, the newest first."""
    return (
        _volumes_shown(figures) if weeks else _volumes(figures),
        _turn_around(figures),
        _outcomes(figures),
        _decides(figures),
        _overturns(figures),
        _overrides(figures),
        _gold_cards(figures),
    )


def shown(cell: Cell) -> str:
    """A cell as the page prints it.

    >>> shown(timedelta(hours=31)), shown(timedelta(minutes=20)), shown(12000)
    ('1 d 7 h', '20 min', '12,000')
    """
    if isinstance(cell, Share):
        return cell.says
    if isinstance(cell, timedelta):
        return span(cell)
    return f"{cell:,}" if isinstance(cell, int) else cell


def as_csv(table: Table) -> str:
    """The table as a file: counts and hours as bare numbers, a share as its parts.

    A text that a spreadsheet would take for a formula is kept from it by an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    shares = {i for row in table.rows for i, cell in enumerate(row) if isinstance(cell, Share)}
    times = {i for row in table.rows for i, cell in enumerate(row) if isinstance(cell, timedelta)}
    writer.writerow([name for i, column in enumerate(table.columns) for name in _headings(column, i, shares, times)])
    writer.writerows([value for cell in row for value in _plain(cell)] for row in table.rows)
    return out.getvalue()


def _headings(column: str, place: int, shares: set[int], times: set[int]) -> Iterator[str]:
    if place in shares:
        yield from (column, f"{column}: of", f"{column}: per cent", f"{column}: low", f"{column}: high")
    else:
        yield f"{column}, hours" if place in times else column


def _plain(cell: Cell) -> Iterator[str]:
    if isinstance(cell, Share):
        low, high = cell.interval
        yield from (str(cell.part), str(cell.of))
        yield from ("", "", "") if cell.few else (str(percent(each)) for each in (cell.share, low, high))
    elif isinstance(cell, timedelta):
        yield f"{cell.total_seconds() / 3600:.2f}"
    else:
        yield harmless(str(cell))


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=HYPERLINK(1)"), harmless("B.1")
    ("'=HYPERLINK(1)", 'B.1')
    """
    return f"'{text}" if text.startswith(_STEERS) else text


def by_week(volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    """Volumes of weeks under their Mondays."""
    weeks = groupby(volumes, lambda v: v.day - timedelta(days=v.day.weekday()))
    found = []
    for monday, days in weeks:
        each = list(days)
        received, decided = sum(v.received for v in each), sum(v.decided for v in each)
        found.append(Volume(day=monday, received=received, decided=decided))
    return tuple(found)


def _volumes(figures: Figures) -> Table:
    return Table(
        name="volumes",
        title="Volumes",
        note="Requests by the day they were received, decisions by the day they were made.",
        columns=("Day", "Received", "Decided"),
        rows=tuple((v.day.isoformat(), v.received, v.decided) for v in figures.volumes),
    )


def _volumes_shown(figures: Figures) -> Table:
    table = _volumes(figures)
    if len(figures.volumes) > LONGEST_BY_DAY:
        rows = tuple((v.day.isoformat(), v.received, v.decided) for v in by_week(figures.volumes))
        table = replace(table, columns=("Week of", *table.columns[1:]), rows=rows)
    return replace(table, rows=tuple(reversed(table.rows)))


def _turn_around(figures: Figures) -> Table:
    return Table(
        name="turn-around",
        title="Turn-around",
        note="From receipt to decision, of what was decided in this time. In time: of those that a clock ran for.",
        columns=("Line of business", "Decided", "Median", "Nine of ten within", "In time"),
        rows=tuple(
            ("All" if t.line_of_business == ALL else t.line_of_business, t.decided, t.median, t.ninth, t.in_time)
            for t in figures.turn_around
        ),
    )


def _outcomes(figures: Figures) -> Table:
    recommended = tuple(f"Recommended: {RECOMMENDED[o][2].lower()}" for o in Outcome)
    decided = tuple(f"Decided: {k.value}" for k in DecisionKind)
    return Table(
        name="outcomes",
        title="Outcomes by policy",
        note="What the program recommends for requests received in this time, and what was decided in it.",
        columns=("Policy", "Cases", *recommended, *decided),
        rows=tuple(
            (
                o.title or o.policy,
                o.cases,
                *(o.count(each.key) for each in Outcome),
                *(o.count_decided(kind.key) for kind in DecisionKind),
            )
            for o in figures.outcomes
        ),
    )


def _decides(figures: Figures) -> Table:
    return Table(
        name="clauses",
        title="Clauses that decide",
        note="How often a clause decided what is recommended. One case may have several.",
        columns=("Policy", "Clause", "Recommended", "Cases"),
        rows=tuple((d.title or d.policy, d.clause, _recommended(d.outcome), d.cases) for d in figures.decides),
    )


def _overturns(figures: Figures) -> Table:
    return Table(
        name="appeals",
        title="Overturned on appeal",
        note="Appeals that ended in this time; in part counts as overturned. Withdrawn or waiting ones do not count.",
        columns=("Policy", "Level", "Ended", "Overturned", "Share overturned", "Withdrawn", "Waiting"),
        rows=tuple(
            (o.title or o.policy, o.level, o.overturned.of, o.overturned.part, o.overturned, o.withdrawn, o.waiting)
            for o in figures.overturns
        ),
    )


def _overrides(figures: Figures) -> Table:
    return Table(
        name="overrides",
        title="Clauses that reviewers overrode",
        note="Where the program reads badly: cases in which a reviewer ruled against it, of all under the policy.",
        columns=("Policy", "Clause", "Overridden", "Cases", "Share overridden", "Read as, ruled"),
        rows=tuple(
            (
                o.title or o.policy,
                o.clause,
                o.overridden.part,
                o.overridden.of,
                o.overridden,
                "; ".join(f"{_words(read)} to {_words(ruled)}: {n}" for read, ruled, n in o.changes),
            )
            for o in figures.overrides
        ),
    )


def _gold_cards(figures: Figures) -> Table:
    return Table(
        name="gold-cards",
        title="Gold cards",
        note="What was approved of each requester's decided requests, by policy.",
        columns=("Requester", "NPI", "Policy", "Decided", "Approved", "Share approved"),
        rows=tuple(
            (g.requester, g.npi, g.title or g.policy, g.approved.of, g.approved.part, g.approved)
            for g in figures.gold_cards
        ),
    )


def _recommended(key: str) -> str:
    return next((RECOMMENDED[o][2] for o in Outcome if o.key == key), _words(key))


def _words(key: str) -> str:
    return capital(key.replace("_", " "))
