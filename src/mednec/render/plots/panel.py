"""One measure over time, with the value before treatment and the thresholds it is held against."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from mednec.model.document import ChartCitation
from mednec.model.response import MeasuredValue, MeasureResponse, Phase, ThresholdKind
from mednec.render.plots.axes import Linear, TimeScale
from mednec.render.plots.frame import Box, value_axis
from mednec.render.plots.labels import apart
from mednec.render.plots.svg import Element, element, link, path, words
from mednec.render.words import amount, flat

PANEL = 112.0
_HEAD = 22.0  # the name of the measure above its values
_MARK = 4.0
_SIDE = {"lower": "\N{LESS-THAN OR EQUAL TO}", "higher": "\N{GREATER-THAN OR EQUAL TO}"}

Target = Callable[[ChartCitation], str]


def measure_panel(measure: MeasureResponse, scale: TimeScale, box: Box, target: Target) -> Element:
    """Name and unit above, values as marks joined by a line, thresholds as lines with their names at the right."""
    values = [v for v in measure.values if v.on is not None and v.on >= scale.first]
    levels = _levels(measure)
    inner = Box(left=box.left, top=box.top + _HEAD, right=box.right, bottom=box.bottom)
    held = [v.value for v in values] + [level for level, _, _ in levels]
    if measure.before is not None:
        held.append(measure.before.value)
    upright = Linear.over(held, start=inner.bottom, stop=inner.top, most=4)
    places = [(scale.at(v.on), upright.at(v.value)) for v in values if v.on is not None]
    told = (flat(measure.unit), f"{measure.better} is better" if measure.better else "")
    unit = element("tspan", ", ".join(part for part in told if part), dx=6, class_="un")
    return element(
        "g",
        element("text", flat(measure.name), unit, x=0, y=box.top + 8, class_="hd"),
        value_axis(upright, inner),
        *_lines(levels, upright, inner),
        path(places, "vl") if len(places) > 1 else element("g"),
        *(_mark(measure, v, x, y, target) for v, (x, y) in zip(values, places, strict=True)),
    )


def _levels(measure: MeasureResponse) -> list[tuple[Decimal, str, str]]:
    """(value, class of its line, name): what the policy asks, what is important, and the value before treatment."""
    sign = _SIDE.get(measure.better, "")
    found: dict[tuple[Decimal, str], str] = {}
    for threshold in measure.thresholds:
        if threshold.level is None:
            continue
        policy = threshold.kind is ThresholdKind.POLICY
        named = "policy" if policy else flat(threshold.grade)
        side = {"lower": "<", "higher": ">"}.get(measure.better, "") if threshold.beyond else sign
        found.setdefault((threshold.level, "rl" if policy else "li"), f"{named} {side} {amount(threshold.level)}")
    rows = [(level, tone, name) for (level, tone), name in found.items()]
    if measure.before is not None:
        rows.append((measure.before.value, "bs", f"before: {amount(measure.before.value)}"))
    return rows


def _lines(levels: list[tuple[Decimal, str, str]], upright: Linear, box: Box) -> list[Element]:
    """Each level across the panel, its name in the margin; names keep apart, a short rule leads to its line."""
    wished = [upright.at(level) for level, _, _ in levels]
    shown = apart(wished, 13, low=box.top, high=box.bottom)
    drawn: list[Element] = []
    for (_, tone, name), y, beside in zip(levels, wished, shown, strict=True):
        drawn.append(
            element("path", d=f"M{box.left:g} {y:.2f}H{box.right:g}L{box.right + 8:g} {beside:.2f}", class_=tone)
        )
        drawn.append(words(name, box.right + 11, beside + 4, tone="q2"))
    return drawn


def _mark(measure: MeasureResponse, value: MeasuredValue, x: float, y: float, target: Target) -> Element:
    says = f"{flat(measure.name)} {flat(value.told)} {flat(value.unit)}".strip()
    says += f" on {value.on}, {value.phase.value}"
    return link(target(value.at), says, element("circle", cx=x, cy=y, r=9, class_="hit"), _shape(value.phase, x, y))


def _shape(phase: Phase, x: float, y: float) -> Element:
    """A shape for each phase, so that no colour is needed to tell them apart."""
    r = _MARK
    if phase is Phase.EARLIER_DOSE:
        return element("rect", x=x - r + 0.5, y=y - r + 0.5, width=2 * r - 1, height=2 * r - 1, class_="pt")
    if phase is Phase.PAUSED:
        corners = ((x, y - r - 1.5), (x + r + 1.5, y), (x, y + r + 1.5), (x - r - 1.5, y))
        return path(corners, "pt opn", closed=True)
    return element("circle", cx=x, cy=y, r=r, class_="pt opn" if phase is Phase.BEFORE else "pt")
