"""Rates of decided appeals as a page of their own, with the drift over the years as a plot."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from importlib.resources import files

from mednec.appeals.alike import NOTE
from mednec.appeals.counting import FEW
from mednec.cli.appeals_shown import Counted, percent, rate_words, share
from mednec.model.appeal import Rate
from mednec.render.plots import Box, Element, Linear, element, path, picture, value_axis, words

_WIDTH, _HEIGHT = 680.0, 260.0
_STYLE = """
:root { --sans: system-ui, sans-serif; --ink: #1b1f24; --ink2: #3d444d; --ink3: #59636e; --line: #e3e7eb;
  --line2: #8c959f; --surface: #fff; --accent: #0b57d0; --accent-t: #e8f0fe; --con: #8a5a00; --hl-line: #0b57d0;
  --s1: 4px; --s3: 12px; --t-s: 14px; }
body { font: 16px/1.5 var(--sans); max-width: 720px; margin: 2rem auto; padding: 0 1rem; color: var(--ink);
  background: var(--surface); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
tr.few, .note { color: var(--ink3); }
"""
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Decided appeals</title><style>{style}</style></head>
{body}
</html>
"""


def stats_html(counted: Counted) -> str:
    """One page that loads nothing."""
    told = [element("p", f"{counted.whole.of}: {rate_words(counted.whole)}")]
    told += [element("p", f"Fewer than {FEW}: {step}", class_="note") for step in counted.whole.widened]
    dated = [rate for rate in counted.years if rate.of.isdigit()]
    if len(dated) > 1:
        told.append(element("figure", drift(dated), element("figcaption", _CAPTION), class_="fig"))
    if counted.rates:
        told.append(_table(counted))
    body = element("body", element("h1", "Decided appeals"), *told, element("p", NOTE, class_="note"))
    plots = files("mednec.render").joinpath("templates", "plots.css").read_text("utf-8")
    return _PAGE.format(style=_STYLE + plots, body=body.__html__())


_CAPTION = (
    "Share of denials overturned by year of the report; the bars are 95 % intervals (Wilson). "
    f"Hollow points rest on fewer than {FEW} decisions and are left out of the line."
)


def drift(years: Sequence[Rate]) -> Element:
    """The share overturned by year, each with its interval. Every rate is of one year."""
    box = Box(left=44, top=26, right=_WIDTH - 16, bottom=_HEIGHT - 32)
    scale = Linear.over([Decimal(0), Decimal(100)], start=box.bottom, stop=box.top, most=4)
    first, last = int(years[0].of), int(years[-1].of)
    step = (box.right - box.left) / (last - first + 1)
    every = 1 + (last - first) // 12
    drawn = [value_axis(scale, box), words("%", box.left - 6, box.top - 10, tone="tk", anchor="end")]
    line = []
    for rate in years:
        at = box.left + (int(rate.of) - first + 0.5) * step
        few = rate.decided < FEW
        height = scale.at(100 * share(rate))
        says = f"{rate.of}: {rate_words(rate)}"
        bar = path([(at, scale.at(100 * rate.low)), (at, scale.at(100 * rate.high))], "ev")
        drawn.append(
            element(
                "g",
                element("title", says),
                bar,
                element("circle", cx=at, cy=height, r=4, class_="opn" if few else "pt"),
            )
        )
        if not few:
            line.append((at, height))
        if (int(rate.of) - first) % every == 0:
            drawn.append(words(rate.of, at, box.bottom + 18, tone="tk", anchor="middle"))
    drawn.append(element("path", d=f"M{box.left:g} {box.bottom:g}H{box.right:g}", class_="ax"))
    if len(line) > 1:
        drawn.append(path(line, "vl"))
    told = "; ".join(f"{rate.of} {percent(share(rate))} of {rate.decided:,}" for rate in years)
    return picture("drift", "Denials overturned by year", told, _WIDTH, _HEIGHT, *drawn)


def _table(counted: Counted) -> Element:
    name = " / ".join(group.replace("_", " ") for group in counted.groups)
    headings = [element("th", name), *(element("th", h, class_="n") for h in _HEADINGS)]
    rows = [element("tr", *headings)]
    for rate in counted.rates:
        cells = (f"{rate.overturned:,}", f"{rate.decided:,}", percent(share(rate)))
        interval = f"{percent(rate.low)} to {percent(rate.high)}"
        numbers = (element("td", cell, class_="n") for cell in (*cells, interval))
        rows.append(element("tr", element("td", rate.of), *numbers, class_="few" if rate.decided < FEW else None))
    return element("table", *rows)


_HEADINGS = ("overturned", "decided", "share", "95 % interval")
