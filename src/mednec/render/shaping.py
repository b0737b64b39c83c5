"""Values of the model as blocks: rationales to sentences, citations to quotes, statuses to signs."""

from __future__ import annotations

from collections.abc import Iterable

from mednec.model.document import ChartCitation, Rationale
from mednec.model.words import DoseVerdict, Outcome, Presence, Response, Status
from mednec.render.blocks import Quote, Sentence, Sign
from mednec.render.places import Mark, Places
from mednec.render.words import GLYPHS, flat, sentence

TONES = {Status.MET: "met", Status.NOT_MET: "not", Status.CONFLICTING: "con", Status.NOT_DOCUMENTED: "nd"}
OUTCOME_TONES = {
    Outcome.APPROVE: "met",
    Outcome.APPROVE_MODIFIED: "con",
    Outcome.APPROVE_WITH_CONDITIONS: "met",
    Outcome.PEND: "con",
    Outcome.DENY_RECOMMENDED: "not",
}
LONGEST_QUOTE = 240
ENDS = 3


def status_sign(status: Status, word: str = "", tone: str = "") -> Sign:
    """A status as glyph and word, with what it means where that is not the same everywhere."""
    said = f"{status.value}: {word}" if word else status.value
    return Sign(glyph=GLYPHS[status], word=said, tone=tone or TONES[status])


def verdict_sign(verdict: DoseVerdict | Response | Presence) -> Sign:
    """The answer of a dose, of a response or of a safety row, in words; the tone follows what it asks of the reader."""
    tones: dict[DoseVerdict | Response | Presence, str] = {
        DoseVerdict.WITHIN: "met",
        DoseVerdict.ABOVE_LABEL: "con",
        DoseVerdict.ABOVE_POLICY: "not",
        DoseVerdict.UNVERIFIABLE: "nd",
        DoseVerdict.INCONSISTENT: "con",
        Response.RESPONSE: "met",
        Response.NO_RESPONSE: "not",
        Response.MIXED: "con",
        Presence.NOT_DOCUMENTED: "nd",
    }
    return Sign(glyph="", word=verdict.value, tone=tones.get(verdict, "plain"))


def said(rationale: Rationale, places: Places, *, lead: str = "") -> Sentence:
    """A rationale as a sentence that opens at its places."""
    return Sentence(says=sentence(rationale.says), lead=lead, marks=places.marks(rationale.citations))


def all_said(rationales: Iterable[Rationale], places: Places) -> tuple[Sentence, ...]:
    return tuple(said(rationale, places) for rationale in rationales)


def few(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The first and last places where there are very many of one kind."""
    return marks if len(marks) <= 2 * ENDS else (*marks[:ENDS], *marks[-ENDS:])


def quoted(sign: str, citations: Iterable[ChartCitation], places: Places) -> tuple[Quote, ...]:
    """Quotes with their places, each span once."""
    return tuple(Quote(sign=sign, text=shortened(c.quote), mark=places.mark(c)) for c in dict.fromkeys(citations))


def shortened(quote: str) -> str:
    """A quote on one line; a very long one is cut at a blank and says so, its place opens the whole."""
    text = flat(quote)
    if len(text) <= LONGEST_QUOTE:
        return text
    return text[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
