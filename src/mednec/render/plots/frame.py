"""The frame of a plot: the picture with its name, the axes with their lines and labels."""

from __future__ import annotations

from dataclasses import dataclass

from mednec.render.plots.axes import Linear, TimeScale
from mednec.render.plots.svg import Element, element, words

_LINE = 14  # from one line of words to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def picture(name: str, title: str, says: str, width: float, height: float, *children: Element) -> Element:
    """The whole drawing. `name` makes its ids its own; `title` and `says` are read out instead of it."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", says, id=f"{name}-desc"),
        *children,
        class_="plot",
        viewBox=f"0 0 {width:g} {height:g}",
        role="group",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def time_axis(scale: TimeScale, box: Box, *, most: int = 8) -> Element:
    """Days along the lower edge: a faint line through the box at each label, the year below."""
    drawn: list[Element] = [element("path", d=f"M{box.left:g} {box.bottom:g}H{box.right:g}", class_="ax")]
    for tick in scale.ticks(most):
        drawn.append(element("path", d=f"M{tick.at:.2f} {box.top:g}V{box.bottom + 4:g}", class_="gr"))
        drawn.append(words(tick.label, tick.at, box.bottom + 4 + _LINE, tone="tk", anchor="middle"))
        if tick.under:
            drawn.append(words(tick.under, tick.at, box.bottom + 4 + 2 * _LINE, tone="tk yr", anchor="middle"))
    return element("g", *drawn, aria_hidden="true")


def value_axis(scale: Linear, box: Box) -> Element:
    """Values along the left edge: a faint line through the box at each label."""
    drawn: list[Element] = []
    for tick in scale.ticks():
        drawn.append(element("path", d=f"M{box.left:g} {tick.at:.2f}H{box.right:g}", class_="gr"))
        drawn.append(words(tick.label, box.left - 6, tick.at + 4, tone="tk", anchor="end"))
    return element("g", *drawn, aria_hidden="true")
