"""What "it" is: the one treatment, test or measure that the sentences right before name, and no other thing like it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

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
# What stands before the pronoun in its sentence, where something else may be named that no pack knows.
_JOINT = re.compile(
    r"[;:,(]|\b(?:and|but|or|so|while|whereas|because|although|though|that|which|who|when|until|than)\b", re.IGNORECASE
)
_OPENING = re.compile(
    r"(?:after|at|by|during|for|following|in|on|over|since|within|then|later|however|unfortunately|initially"
    r"|eventually|finally|ultimately|subsequently)\b[^,;:()]*,",
    re.IGNORECASE,
)
# Said of a treatment, and not of what is treated: "could not tolerate it", "it was stopped", "it caused".
_DONE_WITH = re.compile(
    r"\b(?:tolerat\w+|tak(?:e|es|en|ing)|took|tr(?:y|ied|ying)|start\w*|stopp?\w*|discontinu\w+|ceas\w+|held|hold"
    r"|continu\w+|resum\w+|receiv\w+|(?:intoleran(?:t|ce)|allergic|reaction|contraindication)\s+to"
    r"|benefit\s+from|(?:come|came|taken|weaned|while|went|been|stay(?:ed)?)\s+o(?:n|ff)|off|using|used?)\s*$",
    re.IGNORECASE,
)
_WAS_GIVEN = re.compile(
    r"\s+(?:was|were|is|are|has\s+been|had\s+(?:to\s+be|been))\s+(?:then\s+|\w+ly\s+)?(?:stopped|started|given|held"
    r"|discontinued|continued|resumed|ineffective|effective|contraindicated|(?:well|poorly|not)\s+tolerated|tolerated)\b"
    r"|\s+(?:caused|gave|made|did\s+(?:not|n[o']t)\s+(?:help|work)|(?:has\s+)?failed(?!\s+to\b))(?!\w)",
    re.IGNORECASE,
)
# Said of a result, and not of what a test is like: "it ranges from 0 to 42", "it is positive in carriers".
_CAME_OUT = re.compile(
    r"\s+(?:was|were|came\s+back|returned|measured|resulted|read)\s+(?:at\s+|as\s+)?(?!pending\b|due\b)", re.IGNORECASE
)
_BACK = 2  # sentences
_OF_ANOTHER = ("family", "family_history")  # lists of cues

Had = Callable[[str, Context], bool]  # whether a sentence tells of a thing that this patient had it, and nothing else


def stands_for(
    context: Context, words: str, about: str, every: Sequence[Context], lexicon: Lexicon, had: Had
) -> Mention | None:
    """The mention that a pronoun makes of `about` or a kind of it; None where what it stands for is not beyond doubt.

    The sentence before names one thing of such a kind, which this patient had; the sentences before, at most two of
    the same paragraph, name no other, and the sentence itself names none, nor what may be one.
    """
    if not _PRONOUN.fullmatch(words.strip()):
        return None
    spans = spans_of(words, context.text)
    if len(spans) != 1 or _EMPTY.match(context.text, spans[0][1]):
        return None
    before = _before(context, every)
    if not before or _things(context, lexicon) or any(c.cues_of(*_OF_ANOTHER) for c in (context, *before)):
        return None
    things = {id_ for c in before for id_ in _things(c, lexicon)}
    if len(things) != 1 or _things(before[0], lexicon) != things:
        return None
    (thing,) = things
    start, end = spans[0]
    if not had(thing, before[0]) or not _alone(context, start, end, before[0], lexicon):
        return None
    if _kind(thing, lexicon.concepts) in _MEASURED and not _CAME_OUT.match(context.text, end):
        return None
    return Mention(id=thing, start=start, end=end) if lexicon.is_a(thing, about) else None


def _alone(context: Context, start: int, end: int, before: Context, lexicon: Lexicon) -> bool:
    """Whether nothing else can be meant: nothing stands before it that may be, and no disease unless it cannot be."""
    ahead = context.text[:start]
    opening = _OPENING.match(ahead)
    if _JOINT.search(ahead, opening.end() if opening else 0):
        return False
    if context.text[start:end].lower() not in ("it", "them") or not _suffered(before, lexicon):
        return True
    return bool(_DONE_WITH.search(ahead) or _WAS_GIVEN.match(context.text, end))


def _suffered(context: Context, lexicon: Lexicon) -> bool:
    """Whether a sentence names a disease or a complaint, which "it" may be as well."""
    return any(_kind(m.id, lexicon.concepts) in _COMPLAINTS for m in context.mentions)


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


_MEASURED = ("test", "measure")
_THINGS = ("drug-class", *_MEASURED)
_COMPLAINTS = ("disease", "symptom", "finding", "reaction", "event", "state", "function")


def _kind(id_: str, concepts: Mapping[str, Concept]) -> str:
    return concepts[id_].kind if id_ in concepts else ""
