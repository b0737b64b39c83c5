"""Plots as SVG in the page: scales, axes, marks and words; nothing is loaded, nothing runs, all of it prints."""

from mednec.render.plots.axes import Linear, Tick, TimeScale, nice_step
from mednec.render.plots.frame import Box, picture, time_axis, value_axis
from mednec.render.plots.labels import apart, width_of
from mednec.render.plots.svg import Element, element, link, path, words

__all__ = [
    "Box",
    "Element",
    "Linear",
    "Tick",
    "TimeScale",
    "apart",
    "element",
    "link",
    "nice_step",
    "path",
    "picture",
    "time_axis",
    "value_axis",
    "width_of",
    "words",
]
