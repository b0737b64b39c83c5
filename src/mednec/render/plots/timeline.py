"""The course of treatment on one line of time: doses, gaps, measures with what they are held against, events.

Nothing is drawn that has no place in the chart, and every mark opens its place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from mednec.model.document import ChartCitation
from mednec.model.response import DoseTurn, MeasureResponse, Phase, ResponseAssessment, ThresholdKind
from mednec.render.plots.axes import TimeScale
from mednec.render.plots.frame import Box, picture, time_axis
from mednec.render.plots.labels import width_of
from mednec.render.plots.lanes import dose_lane, event_lane, events_height
from mednec.render.plots.panel import PANEL, measure_panel
from mednec.render.plots.svg import Element, element, link, words
from mednec.render.words import flat, listed

WIDTH, LEFT, RIGHT = 720.0, 84.0, 150.0
DOSES, SPACE, AXIS, TURN_ROW, SIZE = 58.0, 18.0, 36.0, 14.0, 11.0
PANELS = 4
_SHAPES = {
    Phase.BEFORE: "open circle",
    Phase.EARLIER_DOSE: "square",
    Phase.SINCE: "filled circle",
    Phase.PAUSED: "diamond",
}
_PLACES = {
    Phase.BEFORE: "before treatment",
    Phase.EARLIER_DOSE: "at an earlier dose",
    Phase.SINCE: "on treatment",
    Phase.PAUSED: "in a gap of treatment",
}
_DASHES = {ThresholdKind.POLICY: "long dashes", ThresholdKind.LITERATURE: "short dashes"}
_ASKED = {
    ThresholdKind.POLICY: "what the policy asks",
    ThresholdKind.LITERATURE: "what the literature counts as important",
}
_LEAST_BEFORE = 120  # days shown before treatment, where anything lies there
Target = Callable[[ChartCitation], str]


def can_be_drawn(response: ResponseAssessment) -> bool:
    """Whether there is more to draw than the day treatment began."""
    drawn = sum(len(m.values) for m in response.measures) + len(response.doses) + len(response.events)
    drawn += len(response.courses)
    return response.until is not None and bool(response.turns) and drawn > 1


def timeline(response: ResponseAssessment, name: str, target: Target) -> Element:
    """The picture. `name` makes its ids its own, `target` says where on the page a place of the chart stands."""
    scale = _scale(response)
    measures = [m for m in response.measures if any(v.on is not None for v in m.values)][:PANELS]
    events = [e for e in response.events if e.last >= scale.first]
    labels, rows = _turn_labels(response.turns, scale, target)
    top = TURN_ROW * rows + 6
    drawn: list[Element] = []
    y = top
    if response.doses or response.courses or response.gaps:
        drawn.append(dose_lane(response, scale, Box(left=LEFT, top=y, right=WIDTH - RIGHT, bottom=y + DOSES), target))
        y += DOSES + SPACE
    for measure in measures:
        box = Box(left=LEFT, top=y, right=WIDTH - RIGHT, bottom=y + PANEL)
        drawn.append(measure_panel(measure, scale, box, target))
        y += PANEL + SPACE
    if events:
        box = Box(left=LEFT, top=y, right=WIDTH - RIGHT, bottom=y + events_height(events, scale))
        drawn.append(event_lane(events, scale, box, target))
        y = box.bottom + SPACE
    frame = Box(left=LEFT, top=top, right=WIDTH - RIGHT, bottom=y - SPACE + 8)
    lines = [_upright(scale.at(turn.day), frame, "tn") for turn in response.turns if turn.day >= scale.first]
    lines += _request(response.until, scale, frame)
    return picture(
        name,
        f"Course of treatment with {flat(response.drug)}",
        in_words(response, measures),
        WIDTH,
        frame.bottom + AXIS,
        time_axis(scale, frame, most=9),
        *lines,
        *labels,
        *drawn,
    )


def in_words(response: ResponseAssessment, measures: Sequence[MeasureResponse]) -> str:
    """The picture read out."""
    given = [d for d in response.doses if not d.held]
    told = [f"{len(given)} doses from {given[0].day} to {given[-1].day}"] if given else []
    told += [f"from {c.first} to {c.last} in words: {flat(c.told)}" for c in response.courses]
    told += [f"{turn.what} on {turn.day}" for turn in response.turns]
    told += [f"a gap of {gap.days} days after {gap.after}" for gap in response.gaps]
    for m in measures:
        values = [f"{v.told} on {v.on}" for v in m.values if v.on is not None]
        told.append(f"{m.name}: {listed(values)}")
    told += [f"{event.name} {event.told} from {event.first} to {event.last}" for event in response.events]
    return "; ".join(told) + "."


def _scale(response: ResponseAssessment) -> TimeScale:
    """From shortly before treatment to the request; what lies long before treatment is told in the table only."""
    start, until = response.turns[0].day, response.until or response.turns[-1].day
    days = {turn.day for turn in response.turns} | {dose.day for dose in response.doses} | {start, until}
    days |= {day for told in response.courses for day in (told.first, min(told.last, until)) if day >= start}
    before = timedelta(days=max(_LEAST_BEFORE, (until - start).days * 2 // 3))
    days |= {v.on for m in response.measures for v in m.values if v.on is not None and v.on >= start - before}
    days |= {m.before.on for m in response.measures if m.before is not None and m.before.on is not None}
    days |= {max(e.first, start - before) for e in response.events if e.last >= start - before}
    days |= {min(e.last, until) for e in response.events if e.last >= start - before}
    if len(days) == 1:
        days.add(start - timedelta(days=1))
    return TimeScale.over(days, start=LEFT, stop=WIDTH - RIGHT)


def _upright(x: float, frame: Box, tone: str) -> Element:
    return element("path", d=f"M{x:.2f} {frame.top:g}V{frame.bottom:g}", class_=tone, aria_hidden="true")


def _request(until: date | None, scale: TimeScale, frame: Box) -> list[Element]:
    """The day of the request: a broken line with its name below the axis."""
    if until is None:
        return []
    x = scale.at(until)
    return [_upright(x, frame, "tn rq2"), words(f"request, {until}", x + 4, frame.bottom - 4, tone="q2")]


def _turn_labels(turns: Sequence[DoseTurn], scale: TimeScale, target: Target) -> tuple[list[Element], int]:
    """Names of the turns above the picture, in as many rows as keep them apart; the number of rows."""
    ends: list[float] = []
    placed: list[tuple[DoseTurn, float, str, int]] = []
    for turn in turns:
        label, x = f"{flat(turn.what)}, {turn.day}", scale.at(turn.day)
        wide = width_of(label, SIZE)
        anchor, begin = ("start", x) if x + wide <= WIDTH else ("end", x - wide)
        row = next((i for i, end in enumerate(ends) if begin > end + 8), len(ends))
        if row == len(ends):
            ends.append(0)
        ends[row] = begin + wide
        placed.append((turn, x, anchor, row))
    rows = max(1, len(ends))
    drawn = []
    for turn, x, anchor, row in placed:
        y = TURN_ROW * (rows - row) - 2
        label = f"{flat(turn.what)}, {turn.day}"
        shown = words(label, x + (3 if anchor == "start" else -3), y, tone="nm", anchor=anchor)
        tail = element("path", d=f"M{x:.2f} {y - 9:g}V{TURN_ROW * rows + 6:g}", class_="tn")
        drawn.append(link(target(turn.at), label, tail, shown))
    return drawn, rows


def caption(response: ResponseAssessment) -> str:
    """How to read the marks that are drawn."""
    phases = {v.phase for m in response.measures for v in m.values}
    kinds = {t.kind for m in response.measures for t in m.thresholds if t.level is not None}
    marks = ["bars: doses given, as tall as their amount"] if any(not d.held for d in response.doses) else []
    marks += ["pale band: doses told in words"] if response.courses else []
    marks += ["open bar: a dose held"] if any(d.held for d in response.doses) else []
    marks += ["dashed box: a gap"] if response.gaps else []
    marks += [f"{_SHAPES[phase]}: {_PLACES[phase]}" for phase in Phase if phase in phases]
    marks += [f"{_DASHES[kind]}: {_ASKED[kind]}" for kind in ThresholdKind if kind in kinds]
    if any(m.before for m in response.measures):
        marks.append("dotted: the value before treatment")
    told = f"{'; '.join(marks)}." if marks else ""
    return f"{told[:1].upper()}{told[1:]} Every mark opens its place in the chart.".strip()
