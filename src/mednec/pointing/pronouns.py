"""What "it" is: the one treatment, test or measure that the sentences right before name, and no other thing like it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mednec.chart.context import Context
from mednec.chart.lexicon import Lexicon, Mention
from mednec.model.knowledge import Concept
from mednec.pointing.locate import spans_of

_PRONOUN = re.compile(
    r"it|them|(?:this|that|the)\s+(?:drug|medication|medicine|agent|treatment|therapy|trial|course|test|level"
    r"|value)",
    re.IGNORECASE,
)
# "it was decided that", "it seems": nothing is meant by it.
_EMPTY = re.compile(
    r"\s+(?:was|is|has\s+been)?\s*(?:seems?|appears?|decided|agreed|felt|thought|explained|discussed|noted|clear|possible"
    r"|likely|unclear|important|known|recommended|advised|okay|ok|fine|hard|difficult|time|hoped|believed)\b",
    re.IGNORECASE,
)
_BACK = 2  # sentences


def stands_for(context: Context, words: str, about: str, every: Sequence[Context], lexicon: Lexicon) -> Mention | None:
    """The mention that a pronoun makes of `about` or a kind of it; None where what it stands for is not beyond doubt.

    The sentences before, at most two of the same paragraph, name one thing of such a kind and no other, and the
    sentence itself names none.
    """
    if not _PRONOUN.fullmatch(words.strip()):
        return None
    spans = spans_of(words, context.text)
    if len(spans) != 1 or _EMPTY.match(context.text, spans[0][1]):
        return None
    if _things(context, lexicon):
        return None
    before = _before(context, every)
    things = {id_ for c in before for id_ in _things(c, lexicon)}
    if len(things) != 1:
        return None
    (thing,) = things
    start, end = spans[0]
    return Mention(id=thing, start=start, end=end) if lexicon.is_a(thing, about) else None


def _before(context: Context, every: Sequence[Context]) -> tuple[Context, ...]:
    """The sentences right before, as long as no line is blank and no heading or item begins."""
    found: list[Context] = []
    place = next((i for i, c in enumerate(every) if c.offset == context.offset), 0)
    below = context
    for above in reversed(every[:place]):
        between = context.document.text[above.offset + len(above.text) : below.offset]
        apart = between.strip() or between.count("\n") > 1 or above.line.section != below.line.section
        if len(found) == _BACK or apart or (below.line.item and below.first_of_line) or above.line.cells:
            break
        found.append(above)
        below = above
    return tuple(found)


def _things(context: Context, lexicon: Lexicon) -> set[str]:
    """The treatments, tests and measures that a sentence names."""
    return {m.id for m in context.mentions if m.id in lexicon.drugs or _kind(m.id, lexicon.concepts) in _THINGS}


_THINGS = ("drug-class", "test", "measure")


def _kind(id_: str, concepts: Mapping[str, Concept]) -> str:
    return concepts[id_].kind if id_ in concepts else ""
