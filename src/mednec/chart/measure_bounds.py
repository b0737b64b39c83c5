"""Numbers that are no value at all: names ("week 12"), and the limits of a reference range."""

from __future__ import annotations

import re

from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.chart.quantities import Quantity

_TO_REFERENCE = re.compile(
    r"(?:\s|\x00|[:=,.<>\u2264\u2265(-]|\b(?:range|value|values|interval|is|of|up to|being|for age|limits?|at|for)\b)*",
    re.IGNORECASE,
)
_OPENED = re.compile(r"[(\[]\s*(?:[<>\u2264\u2265]\s?)?$")
_CLOSED = re.compile(r"[^()\[\]]{0,16}[)\]]")
_COUNTER = re.compile(r"[\s#.:]*(?:the\s+)?(?:no\.?\s*)?")
_RANGED = re.compile(r"range|ref|limit|interval|[ul]ln", re.IGNORECASE)
_MARKS = ("pos", "positive", "neg", "negative", "abnormal", "expected")  # they mark a value as well as a limit


def is_label(context: Context, quantity: Quantity) -> bool:
    """Whether the number is a name or counts something else ("week 12", "cycle 3 of 6")."""
    return any(
        0 <= quantity.at - cue.end <= 3 and _COUNTER.fullmatch(context.text[cue.end : quantity.at])
        for cue in context.cues_of("measure_counter")
        if not any(m.start <= cue.start and cue.end <= m.end for m in context.mentions)
    )


def is_reference(context: Context, quantity: Quantity, last: int, *, valued: bool) -> bool:
    """Whether a number stands in the place of a reference range: behind such a word, or as a bare range in brackets.

    `last` is where the value before ends; `valued` tells that it is one of the same analyte.
    """
    text = context.text
    bound = bool(quantity.comparator) or quantity.high is not None
    for cue in context.cues_of("measure_reference"):
        between = (
            _unnamed(context, cue, quantity)
            if _RANGED.search(text, cue.start, cue.end)
            else text[cue.end : quantity.start]
        )
        if (
            not last <= cue.start < cue.end <= quantity.start
            or len(between) > 24
            or not _TO_REFERENCE.fullmatch(between)
        ):
            continue
        if re.match(r"\s*(?:at|of)\b", between):
            continue  # "normal at 88"
        if not bound and between.strip() in ("(", "["):
            continue  # "normal (3 mg/L)"
        if not bound and (
            text[cue.start : cue.end].lower() in _MARKS or not (between.strip() or _bracketed(text, cue.start))
        ):
            continue
        return True
    if not valued or not bound or not _OPENED.search(text[max(0, quantity.start - 4) : quantity.start]):
        return False
    return _CLOSED.match(text, quantity.end) is not None


def _unnamed(context: Context, cue: Cue, quantity: Quantity) -> str:
    """What stands between a word for a range and a number, without the name of the analyte."""
    text = context.text
    for mention in context.mentions:
        if cue.end <= mention.start and mention.end <= quantity.start:
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text[cue.end : quantity.start]


def _bracketed(text: str, start: int) -> bool:
    opened = max(text.rfind("(", 0, start), text.rfind("[", 0, start))
    return opened >= 0 and ")" not in text[opened:start] and "]" not in text[opened:start]
