"""Values of analytes that the packs do not know: named by the text, proven by a unit that only a laboratory writes."""

from __future__ import annotations

import re

from mednec.chart.measure_scene import Analyte, Scene
from mednec.chart.quantities import Quantity
from mednec.terminology.lab_units import lab_unit

UNLISTED = "unlisted-measure"  # concept of an analyte that the packs do not know; its name is what the text says
_MEASURES = {
    ("mass", "volume"),
    ("amount", "volume"),
    ("activity", "volume"),
    ("number", "volume"),
    ("number", "field"),
    ("isotype G",),
    ("isotype M",),
    ("isotype A",),
}
_NAME = re.compile(
    r"(?P<lead>^|[,;:(.\[\n/]"
    r"|\band)\s*(?P<name>[A-Za-z][\w'/+.-]*(?:[ -][A-Za-z][\w'/+-]*){0,3})\s*(?:\([^()\d]{0,20}\)\s*)?"
    r"(?:(?:\b(?:of|was|is|at|level|levels|count|titer|titre|concentration)\b|[:=])\s*){0,3}$"
)
_NO_NAME = re.compile(
    r"\b(?:vials?|syringes?|pens?|solution|suspension|concentrat\w+|dos\w+|strength|inject\w*|infus\w*|given|gave"
    r"|receiv\w*|take\w*|contain\w*|dilut\w*"
    r"|mix\w*|rate|drip|bag|bolus|oral|iv|sc|subq|im|po|goal|target|normal|ref|range|reference|uln|lln|limit"
    r"|cutoff|saline|dextrose|it|this|that|she|he"
    r"|repeat\w*|re-?check\w*|now|today|previous\w*|then|up|down|from|to|was|were|is|are|than|about|approximately"
    r"|with|for|in|on|by|if|or|peaked|trough level"
    r"|same|value|baseline|outside|units?|total of|average|mean|median|pos|neg|positive|negative)\b",
    re.IGNORECASE,
)


def unlisted_at(scene: Scene, quantity: Quantity) -> Analyte | None:
    """The place that names an unknown analyte right in front of a value; a drug is none, and what is known is none."""
    unit = lab_unit(quantity.unit) if quantity.unit else None
    if unit is None or unit.measures not in _MEASURES or quantity.over is not None:
        return None
    first = max(0, quantity.start - 64)
    found = _NAME.search(scene.text[first : quantity.start])
    if found is None or _NO_NAME.search(found.group("name")) or sum(c.isalpha() for c in found.group("name")) < 2:
        return None
    start, end = first + found.start("name"), first + found.end("name")
    told = re.search(
        r"\b(?:level|levels|trough|concentration|peak)\b", scene.text[start : quantity.start], re.IGNORECASE
    )
    named = (
        []
        if told
        else [m for m in scene.others if m.start < end and start < m.end and m.id in scene.context.lexicon.drugs]
    )
    known = [a for a in scene.analytes if a.start < end and start < a.end]
    return None if named or known else Analyte(start=start, end=end, ids=(UNLISTED,))
