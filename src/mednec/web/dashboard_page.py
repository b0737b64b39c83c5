"""The dashboard: how much came, how long it took, what was decided and overturned, where the program reads badly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from mednec.desk.figures import Figures, figures
from mednec.desk.rights import Act
from mednec.desk.tallies import ALL
from mednec.errors import NotFound, RequestError
from mednec.model.life import Person
from mednec.render.plots import Element
from mednec.web.access import AtDesk, may
from mednec.web.asked import day
from mednec.web.case_words import span
from mednec.web.dashboard_plots import outcome_plot, share_plot, turn_plot, volume_plot
from mednec.web.dashboard_tables import Table, as_csv, shown, tables
from mednec.web.pages import page

router = APIRouter(include_in_schema=False)

USUAL = 90  # days
SHOWN = 15  # rows of a table on the page; its file has them all
CAPTIONS = {
    "volumes": "Open bars: received. Full bars: decided.",
    "turn-around": "Full point: median. Open point: nine of ten were decided within this.",
    "outcomes": "✓ approve, ✓ if with conditions, ± in part, … ask for documents, ✕ deny.",
    "appeals": "The bars are 95 % intervals (Wilson). What too few were decided for is left to the table.",
    "overrides": "The bars are 95 % intervals (Wilson). What too few cases were read for is left to the table.",
}
Sees = Annotated[Person, Depends(may(Act.SEE_DASHBOARD))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from `since` to `until`, both counted in, and the ready-made one they are, if any."""

    since: date
    until: date
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table of the dashboard with its plot."""

    table: Table
    plot: Element | None
    caption: str
    rows: tuple[tuple[tuple[str, bool], ...], ...]  # words, and whether they are a number
    hidden: int


@router.get("/dashboard")
def dashboard_page(request: Request, desk: AtDesk, who: Sees, since: str = "", until: str = "") -> Response:
    """The figures of a period, the last 90 days unless another is asked for."""
    today = desk.clock().date()
    wrong, status = "", 200
    try:
        period = _period(since, until, today)
        found = figures(desk, who, period.since, period.until)
    except RequestError as error:
        wrong, status = f"{error.where}: {error.what}; {error.do}", 422
        period = _usual(today)
        found = figures(desk, who, period.since, period.until)
    return page(
        request,
        "dashboard/page.html",
        status,
        period=period,
        asked=(since or period.since.isoformat(), until or period.until.isoformat()),
        ready=_ready(today),
        wrong=wrong,
        sections=_sections(found),
        summary=_summary(found),
        empty=not (found.received or found.decided),
    )


@router.get("/dashboard/{name}.csv")
def dashboard_file(desk: AtDesk, who: Sees, name: str, since: str = "", until: str = "") -> Response:
    """One table as a file for a spreadsheet."""
    period = _period(since, until, desk.clock().date())
    found = figures(desk, who, period.since, period.until)
    table = next((t for t in tables(found) if t.name == name), None)
    if table is None:
        raise NotFound("there is no such table", where="dashboard", do="choose one on the page")
    file = f"mednec-{table.name}-{period.since}-{period.until}.csv"
    return Response(
        as_csv(table),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"},
    )


def _period(since: str, until: str, today: date) -> Period:
    if not since and not until:
        return _usual(today)
    last = day(until, "until") or today
    first = day(since, "since") or last - timedelta(days=USUAL - 1)
    name = next((p.name for p in _ready(today) if (p.since, p.until) == (first, last)), "")
    return Period(since=first, until=last, name=name)


def _usual(today: date) -> Period:
    return next(p for p in _ready(today) if (today - p.since).days == USUAL - 1)


def _ready(today: date) -> tuple[Period, ...]:
    lengths = (30, USUAL, 365)
    found = [Period(since=today - timedelta(days=n - 1), until=today, name=f"{n} days") for n in lengths]
    return (*found, Period(since=date(today.year, 1, 1), until=today, name="this year"))


def _summary(found: Figures) -> tuple[tuple[str, str], ...]:
    """The figures one looks for first, each with what it is."""
    parts = [(f"{found.received:,}", "received"), (f"{found.decided:,}", "decided")]
    whole = next((t for t in found.turn_around if t.line_of_business == ALL), None)
    whole = whole or (found.turn_around[0] if len(found.turn_around) == 1 else None)
    if whole is not None:
        parts.append((span(whole.median), "median turn-around"))
        parts.append((whole.in_time.says, "decided in time"))
    appeals = next((o for o in found.overturns if o.policy == ALL), None)
    appeals = appeals or (found.overturns[0] if len(found.overturns) == 1 else None)
    if appeals is not None:
        parts.append((appeals.overturned.says, "overturned on appeal"))
    return tuple(parts)


def _sections(found: Figures) -> tuple[Section, ...]:
    plots = {
        "volumes": volume_plot(found),
        "turn-around": turn_plot(found.turn_around),
        "outcomes": outcome_plot(found.outcomes),
        "appeals": share_plot(
            "appeals-plot",
            "Share overturned on appeal",
            [(f"{o.title or o.policy}, {o.level}", o.overturned) for o in found.overturns],
        ),
        "overrides": share_plot(
            "overrides-plot",
            "Share of cases in which a clause was overridden",
            [(f"{o.clause}, {o.title or o.policy}", o.overridden) for o in found.overrides],
        ),
    }
    return tuple(_section(table, plots.get(table.name)) for table in tables(found, weeks=True))


def _section(table: Table, plot: Element | None) -> Section:
    rows = table.rows
    return Section(
        table=table,
        plot=plot,
        caption=CAPTIONS.get(table.name, ""),
        rows=tuple(tuple((shown(cell), not isinstance(cell, str)) for cell in row) for row in rows[:SHOWN]),
        hidden=max(0, len(rows) - SHOWN),
    )
