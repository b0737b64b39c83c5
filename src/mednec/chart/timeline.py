"""The dates a document speaks of, as facts of their own."""

from __future__ import annotations

from collections.abc import Iterable

from mednec.chart.context import Context
from mednec.chart.dates import spans_of
from mednec.model.finding import Finding
from mednec.model.words import Assertion


def dates_said(contexts: Iterable[Context]) -> tuple[Finding, ...]:
    """Every date of the text with the period it stands for; `name` is the date as written. "D to D" is one period."""
    return tuple(
        Finding(
            kind="date",
            concept="date",
            name=context.cite(d.start, d.end).quote,
            assertion=Assertion.PRESENT,
            source=context.cite(d.start, d.end),
            sentence=context.whole,
            header=context.header,
            section=context.line.section,
            when=d.period,
            standing=context.standing,
            rule="date",
        )
        for context in contexts
        for d in spans_of(context.text, context.dates)
    )
