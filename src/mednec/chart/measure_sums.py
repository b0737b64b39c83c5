"""Scores told as a sum of their parts: "UAS7: wheals 16 + itch 15 = 31", "activity: skin 19, scalp 5 = total 24"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mednec.chart.measure_links import Link
from mednec.chart.measure_scene import Scene
from mednec.chart.quantities import Quantity

_TO_TOTAL = re.compile(r"(?:=|\btotal\b)[\s=:]*(?:total\s*)?$", re.IGNORECASE)
_REACH = 110
_UNITS = ("", "points")


def sums(scene: Scene, links: Sequence[Link]) -> tuple[Link, ...]:
    """The total of an instrument without a value of its own, where its parts stand before and add up to it."""
    found = []
    for analyte in scene.analytes:
        concept = next((i for i in analyte.ids if _instrument(scene, i)), None)
        if concept is None or any(one.analyte == analyte for one in links):
            continue
        near = [q for q in scene.quantities if analyte.end <= q.at < analyte.end + _REACH and not q.unit]
        for i, total in enumerate(near):
            parts = near[:i]
            told = _TO_TOTAL.search(scene.context.text, 0, total.at) is not None
            if told and len(parts) > 1 and _added(parts, total):
                found.append(Link(concept=concept, analyte=analyte, quantity=total, start=analyte.start, end=total.end))
                break
    return tuple(found)


def _added(parts: Sequence[Quantity], total: Quantity) -> bool:
    """Whether the last of the parts, two at least, come to the total: other numbers may stand before them."""
    values = [p.value for p in parts]
    return any(sum(values[k:]) == total.value for k in range(len(values) - 1))


def _instrument(scene: Scene, id_: str) -> bool:
    concept = scene.context.lexicon.concepts.get(id_)
    return concept is not None and concept.kind == "measure" and concept.unit in _UNITS
