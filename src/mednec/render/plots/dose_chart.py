"""The dose chart: the requested amount per 28 days as a line through what label and literature report."""

from __future__ import annotations

from collections.abc import Callable

from mednec.evidence.doses import LABEL, LABEL_ELSEWHERE, REQUESTED
from mednec.model.document import ReferenceCitation
from mednec.model.evidence import DosePicture, DoseRange
from mednec.render.plots.axes import Linear
from mednec.render.plots.frame import Box, picture
from mednec.render.plots.labels import width_of
from mednec.render.plots.svg import Element, element, link, words
from mednec.render.words import AGAINST, FOR, amount

WIDTH, LEFT, RIGHT, ROW, TOP, SIZE = 680, 236, 24, 26, 40, 11
TONES = {"supports": ("met", FOR), "contradicts": ("not", AGAINST), "mixed": ("con", "±")}


def dose_chart(doses: DosePicture, target: Callable[[ReferenceCitation], str]) -> Element:
    """One row for each range, the label's first, the requested amount drawn through all of them.

    `target` says where on the page a reference stands.
    """
    (asked, *rows) = doses.ranges
    box = Box(left=LEFT, top=TOP, right=WIDTH - RIGHT, bottom=TOP + ROW * len(rows) + 4)
    scale = Linear.over([0 * asked.high, *(r.high for r in doses.ranges)], start=box.left, stop=box.right, most=6)
    drawn = [_axis(scale, box, doses.unit)]
    drawn += [_row(each, doses.unit, TOP + ROW * i + ROW / 2, scale, target) for i, each in enumerate(rows)]
    drawn.append(_asked(asked, doses.unit, scale, box))
    return picture("dose-chart", "Dose chart", in_words(doses), WIDTH, box.bottom + 40, *drawn)


def in_words(doses: DosePicture) -> str:
    """The chart read out: every range in one sentence."""
    (asked, *rows) = doses.ranges
    told = "; ".join(f"{row.name}: {span(row, doses.unit)}" for row in rows)
    return f"Amounts per 28 days. This request: {amount(asked.high, doses.unit)}. {told}."


def span(row: DoseRange, unit: str) -> str:
    """A range as people write it.

    >>> from decimal import Decimal
    >>> span(DoseRange(name="", kind="trial", low=Decimal(150), high=Decimal(300)), "mg")
    '150-300 mg'
    >>> span(DoseRange(name="", kind="trial", low=None, high=Decimal(300)), "mg")
    'up to 300 mg'
    """
    if row.kind == REQUESTED or row.low == row.high:
        return amount(row.high, unit)
    return f"up to {amount(row.high, unit)}" if row.low is None else f"{amount(row.low)}-{amount(row.high, unit)}"


def _axis(scale: Linear, box: Box, unit: str) -> Element:
    drawn = [element("path", d=f"M{box.left:g} {box.bottom:g}H{box.right:g}", class_="ax")]
    for tick in scale.ticks():
        drawn.append(element("path", d=f"M{tick.at:.2f} {box.top:g}V{box.bottom + 4:g}", class_="gr"))
        drawn.append(words(tick.label, tick.at, box.bottom + 18, tone="tk", anchor="middle"))
    drawn.append(words(f"{unit} per 28 days", box.right, box.bottom + 34, tone="tk", anchor="end"))
    return element("g", *drawn, aria_hidden="true")


def _row(row: DoseRange, unit: str, y: float, scale: Linear, target: Callable[[ReferenceCitation], str]) -> Element:
    of_label = row.kind in (LABEL, LABEL_ELSEWHERE)
    tone, glyph = ("lab", "Label,") if of_label else TONES.get(row.direction, ("nd", "·"))
    first, last = scale.at(row.low if row.low is not None else scale.low), scale.at(row.high)
    name = _fitting(f"{glyph} {row.name}", LEFT - 16)
    bar = [words(name, LEFT - 10, y + 4, tone="nm", anchor="end")]
    if last - first < 2:
        bar.append(element("circle", cx=last, cy=y, r=4.5, class_=f"rg {tone}"))
    else:
        faded = " up" if row.low is None else ""
        bar.append(element("rect", x=first, y=y - 5, width=last - first, height=10, rx=3, class_=f"rg {tone}{faded}"))
    says = f"{row.name} ({row.kind}): {span(row, unit)} per 28 days"
    return link(target(row.citation) if row.citation else "", says, *bar)


def _asked(asked: DoseRange, unit: str, scale: Linear, box: Box) -> Element:
    at = scale.at(asked.high)
    says = f"{asked.name}: {amount(asked.high, unit)}"
    half = width_of(says, SIZE + 1) / 2
    place = min(max(at, box.left + half), WIDTH - half - 2)
    return element(
        "g",
        words(says, place, TOP - 14, tone="rq", anchor="middle"),
        element("path", d=f"M{at:.2f} {TOP - 8}V{box.bottom:g}", class_="rql"),
    )


def _fitting(text: str, width: float) -> str:
    """As much of the words as fits, the rest as an ellipsis; the whole stands in the row's title.

    What stands in brackets at the end, that a study is of another disease, is never cut off.
    """
    if width_of(text, SIZE) <= width:
        return text
    cut = text.rfind(" (") if text.endswith(")") else len(text)
    text, aside = text[:cut], text[cut:]
    while text and width_of(f"{text}…{aside}", SIZE) > width:
        text = text[:-1]
    return f"{text.rstrip()}…{aside}"
