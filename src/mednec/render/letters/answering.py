"""The answer to one clause of a denial: the clause, how it stands by the determination, the record on both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mednec.criteria.second import POINTED
from mednec.model.document import ChartCitation, Citation
from mednec.model.words import Status
from mednec.render.letters.citing import Citing
from mednec.render.letters.layout import Item, Passage
from mednec.render.letters.standing import Clause, Role
from mednec.render.words import flat, sentence

MOST_QUOTES = 4
FINDS_MET = {
    Role.CRITERION: "The review of the record finds this clause met.",
    Role.LIMIT: "The review finds the request within this limit.",
    Role.EXCLUSION: "The review finds that this exclusion does not apply.",
}
HOLDS = {
    Role.CRITERION: "On the record as it stands, this reason holds: the clause is not met.",
    Role.LIMIT: "On the record as it stands, this reason holds: the request is outside this limit.",
    Role.EXCLUSION: "On the record as it stands, this reason holds: the exclusion applies.",
}
UNSHOWN = {
    Role.CRITERION: "The record does not show that this clause is met, nor does it expressly deny it.",
    Role.LIMIT: "The record does not show that the request is within this limit, nor does it expressly deny it.",
    Role.EXCLUSION: "The record points to this exclusion, but no measured value or express statement decides it.",
}
CLAIMED, A_CLAIM = "in a letter or form only", "A letter or form says"
SILENT = "The record sent so far does not show this. We do not claim that it does."
NOTHING_FOR = "We found nothing in the record that speaks for the request on this point."
BY_A_MODEL = "A language model pointed to words of the record here. What they say was read by the program itself."
DIVIDED = "The record does not agree on this point. Both sides are quoted."


def finds(clause: Clause, citing: Citing) -> Passage:
    """How a clause stands, in the determination's own terms; never more."""
    leaf = clause.leaf
    at: tuple[Citation, ...] = (leaf.citation, *leaf.because[:MOST_QUOTES])
    if clause.fulfilled:
        return citing.fact(FINDS_MET[clause.role], at)
    if leaf.status is Status.CONFLICTING:
        return citing.fact(DIVIDED, (*at, *leaf.contrary[:MOST_QUOTES]))
    if leaf.status is Status.NOT_DOCUMENTED:
        return citing.fact(SILENT, at)
    return citing.fact((HOLDS if leaf.explicit else UNSHOWN)[clause.role], at)


def answer(clause: Clause, citing: Citing) -> Item:
    """The clause's words, how it stands, then the record for and against."""
    words = citing.clause(clause.leaf.citation, lead=f"§ {flat(clause.label)}")
    return Item(passages=(words,), under=tuple(_under(clause, citing)))


def _under(clause: Clause, citing: Citing) -> Iterator[Passage]:
    leaf = clause.leaf
    yield finds(clause, citing)
    if note := leaf.note.removeprefix(POINTED).removeprefix("; "):
        lead = "In figures" if re.search(r"(?<![\w.])\d", note) else "In short"
        yield citing.fact(sentence(note), (leaf.citation, *leaf.because), lead=lead)
    if leaf.pointed:
        yield citing.fact(BY_A_MODEL, (leaf.citation, *leaf.because))
    if clause.against_request:
        told = shown if clause.role is Role.LIMIT else quotes  # an order stands on forms; that is no mere claim
        yield from told(clause.speaks_against[:MOST_QUOTES], citing, "The record says")
        yield from quotes(clause.speaks_for, citing, "For the request it says")
        if not clause.speaks_for:
            yield citing.fact(NOTHING_FOR, (leaf.citation,))
    elif clause.fulfilled:
        yield from shown(clause.speaks_for[:MOST_QUOTES], citing, "The record shows")
        yield from quotes(clause.speaks_against, citing, "The record also says")
    else:
        yield from quotes(clause.speaks_for, citing, "For the request")
        yield from quotes(clause.speaks_against, citing, "Against it")
    if leaf.no_sign_found:
        yield from quotes(leaf.rests_on, citing, "No sign was found; that rests on", most=2)


def quotes(places: Sequence[ChartCitation], citing: Citing, lead: str, *, most: int = MOST_QUOTES) -> Iterator[Passage]:
    """Words of the record, then those that only a letter or form has."""
    in_claims = A_CLAIM if lead.startswith("The record") else f"{lead}, {CLAIMED}"
    for claimed, name in ((False, lead), (True, in_claims)):
        yield from shown([place for place in places[:most] if citing.claimed(place) is claimed], citing, name)


def shown(places: Sequence[ChartCitation], citing: Citing, lead: str) -> Iterator[Passage]:
    """Words of documents, each once; what they are for is said before the first."""
    for i, place in enumerate(dict.fromkeys(places)):
        yield citing.chart(place, lead="" if i else lead)
