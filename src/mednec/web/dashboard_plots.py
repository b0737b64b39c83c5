"""The plots of the dashboard, drawn as SVG in the page. Beside each stands the table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from mednec.desk.figures import Figures
from mednec.desk.shares import Share, percent
from mednec.desk.tallies import ALL, Outcomes, TurnAround, Volume
from mednec.model.words import Outcome
from mednec.render.plots import Box, Element, Linear, TimeScale, element, path, picture, time_axis, value_axis, words
from mednec.render.plots.labels import width_of
from mednec.web.case_words import span
from mednec.web.dashboard_tables import LONGEST_BY_DAY, by_week

WIDTH, ROW, SIZE = 680.0, 24.0, 11.0
_LEFT, _RIGHT = 216.0, 56.0
_MOST = 12  # rows of a plot; the table has them all
_OUTCOMES = (
    (Outcome.APPROVE, "✓"),
    (Outcome.APPROVE_WITH_CONDITIONS, "✓ if"),
    (Outcome.APPROVE_MODIFIED, "±"),
    (Outcome.PEND, "…"),
    (Outcome.DENY_RECOMMENDED, "✕"),
)


def volume_plot(figures: Figures) -> Element | None:
    """Received as open bars, decided as full ones, by day or by week; none where nothing came."""
    weeks = len(figures.volumes) > LONGEST_BY_DAY
    each = by_week(figures.volumes) if weeks else figures.volumes
    if not any(v.received or v.decided for v in each) or len(each) < 2:
        return None
    box = Box(left=44, top=12, right=WIDTH - 8, bottom=170)
    scale = Linear.over(
        [Decimal(0), *(Decimal(max(v.received, v.decided)) for v in each)], start=box.bottom, stop=box.top
    )
    step = (box.right - box.left) / len(each)
    days = TimeScale(first=each[0].day, last=each[-1].day, start=box.left + step / 2, stop=box.right - step / 2)
    drawn = [value_axis(scale, box), time_axis(days, box)]
    drawn += [_day(v, box.left + i * step, step, scale, box, weeks=weeks) for i, v in enumerate(each)]
    told = f"{figures.received:,} received and {figures.decided:,} decided, by {'week' if weeks else 'day'}."
    return picture("volumes-plot", "Received and decided", told, WIDTH, box.bottom + 36, *drawn)


def _day(v: Volume, at: float, step: float, scale: Linear, box: Box, *, weeks: bool) -> Element:
    wide = max(1.0, step * 0.36)
    says = f"{'week of ' if weeks else ''}{v.day}: {v.received:,} received, {v.decided:,} decided"
    drawn = [element("title", says)]
    for number, left, tone in ((v.received, at + step / 2 - wide, "bar opn"), (v.decided, at + step / 2, "bar")):
        top = scale.at(Decimal(number))
        drawn.append(element("rect", x=left, y=top, width=wide, height=box.bottom - top, class_=tone))
    return element("g", *drawn)


def turn_plot(rows: Sequence[TurnAround]) -> Element | None:
    """For each line of business a line from the median, a full point, to the ninth tenth, an open one."""
    if not rows:
        return None
    box = Box(left=_LEFT, top=8, right=WIDTH - _RIGHT - 24, bottom=8 + ROW * len(rows))
    hours = [Decimal(int(t.ninth.total_seconds() // 3600)) for t in rows]
    scale = Linear.over([Decimal(0), *hours, Decimal(24)], start=box.left, stop=box.right, most=6)
    drawn = [_across(scale, box, "hours")]
    for i, row in enumerate(rows):
        y = box.top + ROW * i + ROW / 2
        first, last = (scale.at(Decimal(int(t.total_seconds())) / 3600) for t in (row.median, row.ninth))
        name = "All" if row.line_of_business == ALL else row.line_of_business
        says = f"{name}: median {span(row.median)}, nine of ten within {span(row.ninth)}"
        drawn.append(
            element(
                "g",
                element("title", says),
                words(fitting(name, _LEFT - 16), _LEFT - 10, y + 4, anchor="end"),
                path([(first, y), (last, y)], "ev"),
                element("circle", cx=last, cy=y, r=4, class_="opn"),
                element("circle", cx=first, cy=y, r=4, class_="pt"),
                words(span(row.ninth), last + 8, y + 4, tone="q2"),
            )
        )
    told = "; ".join(f"{t.line_of_business} {span(t.median)} and {span(t.ninth)}" for t in rows)
    return picture("turn-plot", "Median and ninth tenth of turn-around", told, WIDTH, box.bottom + 34, *drawn)


def outcome_plot(rows: Sequence[Outcomes]) -> Element | None:
    """Under each policy, the share of each outcome recommended; a wide part carries its glyph and number."""
    rows = [row for row in rows if row.cases][:_MOST]
    if not rows:
        return None
    box = Box(left=_LEFT, top=8, right=WIDTH - _RIGHT, bottom=8 + ROW * len(rows))
    scale = Linear.over([Decimal(0), Decimal(100)], start=box.left, stop=box.right, most=4)
    drawn = [_across(scale, box, "% of cases")]
    for i, row in enumerate(rows):
        y = box.top + ROW * i
        drawn.append(words(fitting(row.title or row.policy, _LEFT - 16), _LEFT - 10, y + 16, anchor="end"))
        drawn += _parts(row, y, scale)
        drawn.append(words(f"{row.cases:,}", box.right + 8, y + 16, tone="q2"))
    told = "; ".join(f"{row.title or row.policy}: {row.cases:,} cases" for row in rows)
    return picture("outcome-plot", "Outcomes recommended by policy", told, WIDTH, box.bottom + 34, *drawn)


def _parts(row: Outcomes, y: float, scale: Linear) -> list[Element]:
    drawn, before = [], 0
    for outcome, glyph in _OUTCOMES:
        n = row.count(outcome.key)
        if not n:
            continue
        first, last = (scale.at(Decimal(100 * each) / row.cases) for each in (before, before + n))
        before += n
        label = f"{glyph} {n:,}"
        inside = [element("title", f"{row.title or row.policy}: {outcome.value}, {n:,} of {row.cases:,}")]
        inside.append(
            element(
                "rect", x=first, y=y + 3, width=max(0.5, last - first - 1), height=ROW - 6, class_=f"of {outcome.key}"
            )
        )
        if last - first > width_of(label, SIZE) + 6:
            inside.append(words(label, (first + last) / 2, y + 16, tone="in", anchor="middle"))
        drawn.append(element("g", *inside))
    return drawn


def share_plot(name: str, title: str, rows: Sequence[tuple[str, Share]]) -> Element | None:
    """Shares with their 95 % intervals; those of too few cases are left to the table."""
    enough = [(label, share) for label, share in rows if not share.few][:_MOST]
    if not enough:
        return None
    box = Box(left=_LEFT, top=8, right=WIDTH - _RIGHT - 24, bottom=8 + ROW * len(enough))
    high = max(share.interval[1] for _, share in enough)
    scale = Linear.over([Decimal(0), min(Decimal(100), 100 * high)], start=box.left, stop=box.right, most=5)
    drawn = [_across(scale, box, "%")]
    for i, (label, share) in enumerate(enough):
        y = box.top + ROW * i + ROW / 2
        low, top = (scale.at(100 * each) for each in share.interval)
        drawn.append(
            element(
                "g",
                element("title", f"{label}: {share.part:,} of {share.of:,}, {share.says}"),
                words(fitting(label, _LEFT - 16), _LEFT - 10, y + 4, anchor="end"),
                path([(low, y), (top, y)], "ev"),
                element("circle", cx=scale.at(100 * share.share), cy=y, r=4, class_="pt"),
                words(f"{percent(share.share)} %", top + 8, y + 4, tone="q2"),
            )
        )
    told = "; ".join(f"{label}: {share.says}" for label, share in enough)
    return picture(name, title, told, WIDTH, box.bottom + 34, *drawn)


def _across(scale: Linear, box: Box, unit: str) -> Element:
    drawn = [element("path", d=f"M{box.left:g} {box.bottom:g}H{box.right:g}", class_="ax")]
    for tick in scale.ticks():
        drawn.append(element("path", d=f"M{tick.at:.2f} {box.top:g}V{box.bottom + 4:g}", class_="gr"))
        drawn.append(words(tick.label, tick.at, box.bottom + 18, tone="tk", anchor="middle"))
    drawn.append(words(unit, box.right, box.bottom + 31, tone="tk", anchor="end"))
    return element("g", *drawn, aria_hidden="true")


def fitting(text: str, width: float) -> str:
    """As much of the words as fits; the whole stands in the row's title and in the table."""
    if width_of(text, SIZE) <= width:
        return text
    while text and width_of(f"{text}…", SIZE) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
