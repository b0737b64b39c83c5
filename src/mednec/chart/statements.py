"""Diseases, symptoms and findings named in the chart."""

from __future__ import annotations

import re

from mednec.chart.assertion import assertion_of
from mednec.chart.context import Context
from mednec.chart.lexicon import Mention
from mednec.model.document import ChartCitation
from mednec.model.finding import Finding, Period
from mednec.model.words import Standing

NAMED = {"disease": "diagnosis", "symptom": "diagnosis", "finding": "finding", "function": "function"}
NAMED |= {"reaction": "reaction", "setting": "setting", "equipment": "setting", "organ": "organ", "event": "event"}
# "Allergy & X Associates": the disease in the name of a practice is nobody's.
_ORGANISATION = re.compile(
    r"(?:\s*(?:&|and)\s+\w+)?(?:\s+\w+)?\s+(?:associates|cent(?:er|re)|clinic|institute|specialists|practice|foundation|"
    r"society|department|program(?:me)?)\b",
    re.IGNORECASE,
)


def read_statements(context: Context) -> tuple[Finding, ...]:
    """Every disease, symptom, finding, reaction and setting the sentence names."""
    found = []
    for mention in context.mentions:
        concept = context.lexicon.concepts.get(mention.id)
        if concept is None or concept.kind not in NAMED or _ORGANISATION.match(context.text, mention.end):
            continue
        assertion, cue = assertion_of(context, mention.start, mention.end)
        found.append(
            Finding(
                kind=NAMED[concept.kind],
                concept=mention.id,
                name=concept.name,
                assertion=assertion,
                source=context.cite(*_from_cue(context, mention, cue)),
                sentence=context.whole,
                header=context.header,
                section=context.line.section,
                cue=cue,
                when=_when(context, mention),
                standing=_standing(context, mention),
                rule="named concept",
            )
        )
    return tuple(found)


def _from_cue(context: Context, mention: Mention, cue: ChartCitation | None) -> tuple[int, int]:
    """The quote takes its cue in: "no edema", not "edema"."""
    if cue is None:
        return mention.start, mention.end
    return min(mention.start, cue.start - context.offset), max(mention.end, cue.end - context.offset)


def _standing(context: Context, mention: Mention) -> Standing:
    """A ticked or unticked box is a claim; "[ ]" says nothing and is left to the form reader."""
    before = context.text[max(0, mention.start - 6) : mention.start]
    if re.search(r"\[\s?[xX]?\s?\]\s*$", before):
        return Standing.CLAIM
    return context.standing


def _when(context: Context, mention: Mention) -> Period | None:
    near = [d for d in context.dates if 0 <= d.start - mention.end <= 40 or 0 <= mention.start - d.end <= 12]
    return near[0].period if near else context.default_date
