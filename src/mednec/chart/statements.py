"""Diseases, symptoms and findings named in the chart."""

from __future__ import annotations

import re

from mednec.chart.assertion import Manner, assertion_at, manner_of
from mednec.chart.context import Context
from mednec.chart.cues import Cue
from mednec.chart.lexicon import Mention
from mednec.chart.ticks import Answer, Tick, answer_of, line_around, to_choose
from mednec.model.document import ChartCitation
from mednec.model.finding import FAMILY, NOBODY, PATIENT, Finding, Period
from mednec.model.words import Assertion, Standing

NAMED = {"disease": "diagnosis", "symptom": "diagnosis", "finding": "finding", "function": "function"}
NAMED |= {"state": "diagnosis"}  # pregnancy, exposure, habits
NAMED |= {"reaction": "reaction", "setting": "setting", "equipment": "setting", "organ": "organ", "event": "event"}
# Under a heading of allergies a complaint is what a drug once did.
_ALLERGIES = re.compile(r"^(?:drug |medication |known )?(?:allerg|adverse reactions|intolerances)")
_HAPPENED = ("symptom", "reaction", "finding", "event")
# "Allergy & X Associates": the disease in the name of a practice is nobody's.
_ORGANISATION = re.compile(
    r"(?:\s*(?:&|and)\s+\w+)?(?:\s+\w+)?\s+(?:associates|cent(?:er|re)|clinic|institute|specialists|practice|foundation|"
    r"society|department|program(?:me)?|support\s+group|brochure|leaflet|pamphlet|handout|website|newsletter|cohort|population|awareness)\b",
    re.IGNORECASE,
)


def read_statements(context: Context) -> tuple[Finding, ...]:
    """Every disease, symptom, finding, reaction and setting the sentence names; what a form leaves open is none."""
    found = []
    for mention in context.mentions:
        concept = context.lexicon.concepts.get(mention.id)
        if concept is None or concept.kind not in NAMED or _ORGANISATION.match(context.text, mention.end):
            continue
        first, line = _line(context, mention)
        answer = answer_of(line, mention.start - first, mention.end - first)
        if answer is None and to_choose(line):
            continue
        manner = _manner(context, mention, concept.kind, answer, first)
        if manner is None:
            continue
        other = manner.assertion is Assertion.FAMILY
        cue = context.cite(manner.cue.start, manner.cue.end) if manner.cue else None
        found.append(
            Finding(
                kind=NAMED[concept.kind],
                concept=mention.id,
                name=concept.name,
                assertion=manner.assertion,
                source=context.cite(*_from_cue(context, mention, cue)),
                sentence=context.whole,
                header=context.header,
                section=context.line.section,
                cue=cue,
                when=_when(context, mention),
                standing=_standing(context, answer is not None and answer.boxed),
                rule="named concept",
                written=context.text[mention.start : mention.end],
                experiencer=FAMILY if other else NOBODY if manner.nobody else PATIENT,
                denied=other and manner.negated,
            )
        )
    return tuple(found)


def _manner(context: Context, mention: Mention, kind: str, answer: Answer | None, first: int) -> Manner | None:
    """How it is meant: by the form it stands in, else by the words around it; None when a form leaves it open."""
    if answer and answer.tick is Tick.OPEN:
        return None
    if answer and answer.tick in (Tick.YES, Tick.NO):
        yes = answer.tick is Tick.YES
        cue = Cue("ticked", answer.start + first, answer.end + first)
        read = manner_of(context, mention.start, mention.end)
        if read.assertion is Assertion.FAMILY:
            return Manner(Assertion.FAMILY, read.cue, not yes, family=True)
        return Manner(Assertion.PRESENT if yes else Assertion.ABSENT, cue, not yes)
    if answer and answer.tick is Tick.CHOSEN:
        return _option(context, mention, answer.first + first, answer.last + first)
    read = manner_of(context, mention.start, mention.end)
    if read.assertion is Assertion.PRESENT and kind in _HAPPENED and _ALLERGIES.match(context.line.section):
        return read._replace(assertion=Assertion.HISTORICAL, past=True)
    return read


def _line(context: Context, mention: Mention) -> tuple[int, str]:
    """The line of the document around a mention, with its place in the context's text; it may begin before it."""
    first, line = line_around(context.document.text, context.offset + mention.start, context.offset + mention.end)
    return first - context.offset, line


def _option(context: Context, mention: Mention, first: int, last: int) -> Manner:
    """The words of one option of a form alone: "[x] no active X  [ ] Y"."""
    first, last = max(0, first), min(len(context.text), last)
    cues = [
        c._replace(start=c.start - first, end=c.end - first) for c in context.cues if first <= c.start and c.end <= last
    ]
    read = assertion_at(
        context.text[first:last], mention.start - first, mention.end - first, cues, context.line.section
    )
    cue = read.cue and read.cue._replace(start=read.cue.start + first, end=read.cue.end + first)
    return read._replace(cue=cue)


def _from_cue(context: Context, mention: Mention, cue: ChartCitation | None) -> tuple[int, int]:
    """The quote takes its cue in: "no edema", not "edema"."""
    if cue is None:
        return mention.start, mention.end
    return min(mention.start, cue.start - context.offset), max(mention.end, cue.end - context.offset)


def _standing(context: Context, boxed: bool) -> Standing:
    """A ticked box is a claim."""
    return Standing.CLAIM if boxed else context.standing


def _when(context: Context, mention: Mention) -> Period | None:
    near = [d for d in context.dates if 0 <= d.start - mention.end <= 40 or 0 <= mention.start - d.end <= 12]
    return near[0].period if near else context.default_date
