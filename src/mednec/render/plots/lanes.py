"""Lanes of a course of treatment: doses with their gaps, and events counted over spans of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from mednec.model.document import ChartCitation
from mednec.model.response import CountedSpan, CourseTold, DoseGiven, ResponseAssessment, TreatmentGap
from mednec.render.plots.axes import TimeScale
from mednec.render.plots.frame import Box
from mednec.render.plots.labels import width_of
from mednec.render.plots.svg import Element, element, link, words
from mednec.render.words import amount, flat

SIZE, ROW, BAR, TALLEST = 11.0, 19.0, 3.0, 26.0
_LANES = 5
_SMALL_GAP = 46.0  # a gap narrower than its label is named by its days only

Target = Callable[[ChartCitation], str]


def heading(text: str, box: Box) -> Element:
    """The name of a lane, above it and flush with the left edge of the picture."""
    return words(text, 0, box.top + 8, tone="hd")


def dose_lane(response: ResponseAssessment, scale: TimeScale, box: Box, target: Target) -> Element:
    """A bar for each dose, as tall as its amount; what was held is open; gaps are dashed boxes between bars."""
    most = max((d.amount for d in response.doses if d.amount is not None), default=None)
    floor = box.bottom - 4
    drawn = [heading("Doses", box), element("path", d=f"M{box.left:g} {floor:g}H{box.right:g}", class_="ax")]
    drawn += [_course(told, scale, floor, target) for told in response.courses if told.last >= scale.first]
    drawn += [_gap(gap, scale, floor, target) for gap in response.gaps if gap.until >= scale.first]
    level: Decimal | None = None
    end = 0.0
    for dose in response.doses:
        x = scale.at(dose.day)
        named = dose.amount is not None and not dose.held and dose.amount != level and x > end
        label = amount(dose.amount, dose.unit) if named else ""
        if named:
            level, end = dose.amount, x + width_of(label, SIZE) + 4
        drawn.append(_bar(dose, most, x, floor, label, target))
    return element("g", *drawn)


def _bar(dose: DoseGiven, most: Decimal | None, x: float, floor: float, label: str, target: Target) -> Element:
    share = float(dose.amount / most) if dose.amount is not None and most else 1.0
    tall = 8 + (TALLEST - 8) * share
    says = f"{dose.day}: held" if dose.held else f"{dose.day}: {amount(dose.amount, flat(dose.unit)) or 'given'}"
    shape = element(
        "rect", x=x - BAR / 2, y=floor - tall, width=BAR, height=tall, class_="ds" if not dose.held else "ds hld"
    )
    named = [words(label, x + 3, floor - tall - 4, tone="q2")] if label else []
    if dose.held:
        named = [words("held", x, floor - tall - 4, tone="q2", anchor="middle")]
    return link(target(dose.at), says, shape, *named)


def _course(told: CourseTold, scale: TimeScale, floor: float, target: Target) -> Element:
    """Doses told in words: an open band from the first to the last day, or an open bar."""
    left, right = scale.at(told.first), scale.at(told.last)
    wide = max(BAR, right - left)
    says = f"{_span(told.first, told.last)}: {flat(told.told)}"
    band = element("rect", x=left, y=floor - 10, width=wide, height=10, class_="ctd")
    label = "regular doses, told in words"
    shown = told.first != told.last and wide > width_of(label, SIZE) + 6
    named = [words(label, left + wide / 2, floor - 14, tone="q2", anchor="middle")] if shown else []
    return link(target(told.at), says, band, *named)


def _gap(gap: TreatmentGap, scale: TimeScale, floor: float, target: Target) -> Element:
    left, right = scale.at(gap.after) + BAR, scale.at(gap.until) - (0 if gap.open else BAR)
    wide = max(1.0, right - left)
    box = element("rect", x=left, y=floor - 13, width=wide, height=13, class_="gap")
    label = f"gap, {gap.days} days" if wide > width_of(f"gap, {gap.days} days", SIZE) + 6 else f"{gap.days} d"
    if wide < width_of(label, SIZE) + 2:
        label = ""
    says = flat(gap.says.says)
    at = next((c for c in gap.says.citations if isinstance(c, ChartCitation)), None)
    named = [words(label, left + wide / 2, floor - 3, tone="q2", anchor="middle")] if label else []
    return link(target(at) if at is not None else "", says, box, *named)


def _rows(events: Sequence[CountedSpan], scale: TimeScale) -> list[tuple[CountedSpan, int, float, bool]]:
    """Events with the row, the place and the side of their label, so that nothing stands on anything else."""
    ends: list[float] = []
    found = []
    for event in sorted(events, key=lambda e: (e.first, e.last, e.name)):
        left, right = scale.at(event.first), max(scale.at(event.last), scale.at(event.first) + 5)
        wide = width_of(_label(event), SIZE)
        behind = right + 5 + wide <= scale.stop + 140
        begin, end = (left, right + 5 + wide) if behind else (left - 5 - wide, right)
        row = next((i for i, last in enumerate(ends) if begin > last + 6), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = end
        found.append((event, row, right, behind))
    return [each for each in found if each[1] < _LANES]


def _label(event: CountedSpan) -> str:
    rate = f" ({event.per_30_days:.1f} in 30 days)" if event.per_30_days else ""
    return f"{flat(event.name)}: {flat(event.told)}{rate}"


def events_height(events: Sequence[CountedSpan], scale: TimeScale) -> float:
    """How tall the lane of these events is."""
    return 14 + ROW * (1 + max(row for _, row, _, _ in _rows(events, scale)))


def event_lane(events: Sequence[CountedSpan], scale: TimeScale, box: Box, target: Target) -> Element:
    """A line from the first to the last day of each count, with end marks, and the count beside it."""
    drawn = [heading("Events", box)]
    for event, row, right, behind in _rows(events, scale):
        y = box.top + 14 + ROW * row + 4
        left = scale.at(event.first)
        cut = event.first < scale.first  # it begins before the picture does
        ends = f"M{right:.2f} {y - 4:g}V{y + 4:g}" + ("" if cut else f"M{left:.2f} {y - 4:g}V{y + 4:g}")
        line = element("path", d=f"M{left:.2f} {y:g}H{right:.2f}{ends}", class_="ev")
        x, anchor = (right + 5, "start") if behind else (left - 5, "end")
        says = f"{_label(event)}, {_span(event.first, event.last)}"
        drawn.append(link(target(event.at), says, line, words(_label(event), x, y + 4, tone="nm", anchor=anchor)))
    return element("g", *drawn)


def _span(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
