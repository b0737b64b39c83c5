"""Numbers that are no value of this patient: goals, bounds that are asked for, studies, other people."""

from __future__ import annotations

import re

from mednec.chart.assertion import manner_of
from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.chart.measure_links import Link
from mednec.chart.measure_scene import Scene
from mednec.chart.quantities import Quantity
from mednec.chart.ticks import INTERROGATIVE, left_open, line_around, unticked
from mednec.model.words import Assertion

_STOP = re.compile(r"[;!?]|\.\s")


def not_the_patients(scene: Scene, link: Link) -> bool:
    """Whether the value is aimed at, asked for, of a study or of another person."""
    context, text = scene.context, scene.context.text
    left = _clause_begins(text, link.start)
    first, at = min(link.start, link.analyte.start), link.quantity.at
    if _bound_behind(context, link.quantity) or _of_a_form(context, first, link) or _of_health(text, link):
        return True
    for cue in context.cues_of("measure_goal"):
        if link.analyte.start <= cue.start and cue.end <= link.analyte.end:
            continue  # "ideal body weight" is a size of its own
        if (
            left <= cue.start
            and cue.end <= at
            and not _reset(context, cue, at, "measure_actual")
            and _near(text, cue, first, at)
        ):
            return True
    for cue in context.cues_of("measure_condition_of_bound"):
        if link.quantity.comparator and left <= cue.start and cue.end <= at and first - cue.end <= 12:
            return True
    for cue in context.cues_of("measure_condition", "measure_study"):
        if left <= cue.start and cue.end <= at and not _reset(context, cue, at, "measure_patient"):
            if cue.list == "measure_study" and not _of_study(text, cue, first):
                continue
            return True
    for cue in context.cues_of("measure_other_person"):
        if _BESIDE.search(text, 0, cue.start) and "," in text[cue.end : first]:
            continue  # "unlike her sister, she"
        if left <= cue.start and cue.end <= at and not _reset(context, cue, at, "measure_patient"):
            return True
    return _elsewhere(context, link)


def _of_a_form(context: Context, first: int, link: Link) -> bool:
    """ "[ ] above 30", "above 30?  [ ] Yes  [ ] No", "Is it above 30?": what a form or a question asks for."""
    start, end = context.offset + first, context.offset + max(link.quantity.end, link.analyte.end)
    begin, line = line_around(context.document.text, start, end)
    if left_open(line, start - begin, end - begin) and (link.quantity.comparator or unticked(line, start - begin)):
        return True
    if re.match(r"\s*\?", context.text[link.quantity.end :]):
        return True
    return context.text.rstrip().endswith("?") and INTERROGATIVE.match(context.text) is not None


_HEALTHY = re.compile(r"\bnormal\s+(?:value\s+(?:of|for)\s+)?(?:\w+\s+)?$", re.IGNORECASE)
_IS = re.compile(r"\s*(?:level\s+)?(?:is|are|range|values?|would\s+be)\b", re.IGNORECASE)


_UNTRUE = re.compile(r"\b(?:not\s+true|untrue|(?<!no\s)doubt)\b[^.;]*$", re.IGNORECASE)
_WRONG = re.compile(
    r"\s*[\w/%]*\s+(?:is|was)\s+(?:incorrect|wrong|not\s+true|an?\s+(?:error|mistake))\b", re.IGNORECASE
)
_MEANS = re.compile(r"\s+(?:suggests?|means?|indicates?|requires?|warrants?)\b", re.IGNORECASE)


def _of_health(text: str, link: Link) -> bool:
    """ "Normal A is below 42": what it is in health."""
    if _UNTRUE.search(text, 0, link.start) or _WRONG.match(text, link.quantity.end):
        return True
    if link.quantity.comparator and _MEANS.match(text, link.quantity.end):
        return True
    healthy = _HEALTHY.search(text, 0, link.analyte.start) is not None
    return healthy and (_IS.match(text, link.analyte.end) is not None or link.quantity.high is not None)


_BESIDE = re.compile(r"\b(?:unlike|than|like|in\s+contrast\s+to)\s+(?:(?:her|his|their|the)\s+)?$", re.IGNORECASE)


def _elsewhere(context: Context, link: Link) -> bool:
    """What the reader of statements takes for another person's, nobody's or a condition."""
    manner = manner_of(context, link.analyte.start, link.analyte.end)
    if manner.family or manner.assertion is Assertion.FAMILY:
        return True
    if manner.assertion is not Assertion.HYPOTHETICAL:
        return False
    cue = manner.cue
    return (
        cue is None
        or cue.list in ("void", "void_opens")
        or not (cue.end <= link.analyte.start and _reset(context, cue, link.quantity.at, "measure_actual"))
    )


def _of_study(text: str, cue: Cue, first: int) -> bool:
    """A mean or a median has to stand right before its measure; a study speaks for its whole clause."""
    short = text[cue.start : cue.end].lower() in ("mean", "median", "on average", "trial", "published", "population")
    return not short or first - cue.end <= 24


def _near(text: str, cue: Cue, first: int, at: int) -> bool:
    """A goal reaches its own value: over the name of the analyte, over no comma with a value before."""
    between = text[cue.end : at]
    return len(between) <= 60 and not (cue.end <= first and re.search(r"\d[^,]*,", text[cue.end : first]))


def _clause_begins(text: str, start: int) -> int:
    begins = 0
    for stop in _STOP.finditer(text, 0, start):
        begins = stop.end()
    return begins


def _reset(context: Context, cue: Cue, at: int, name: str) -> bool:
    """Whether a word between says that the patient's own value follows."""
    return any(cue.end <= c.start and c.end <= at for c in context.cues_of(name))


def _bound_behind(context: Context, quantity: Quantity) -> bool:
    for cue in context.cues_of("measure_bound_after"):
        if (
            re.fullmatch(r"[\s,]*(?:\(\s*)?(?:points?\s+)?", context.text[quantity.end : cue.start])
            and quantity.end <= cue.start
        ):
            word = context.text[cue.start : cue.end].lower()
            if word in ("goal", "target", "threshold", "cutoff") and re.match(
                r"\s*(?:is|of|:|=|[<>\d])", context.text[cue.end :]
            ):
                continue  # "112 (goal <70)"
            return True
    return False
