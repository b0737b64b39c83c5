"""Entries in words: which paper an entry goes to, and the lines it comes to there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mednec.interop.bundle import Bundle, Resource
from mednec.interop.elements import Element, day, first_day, named
from mednec.interop.patients import in_order
from mednec.interop.record import Line, Phrase, doubtful, one_line, say
from mednec.model.words import Assertion, Word


class PaperKind(Word):
    """One paper for each kind of entry; the value is the title of the paper."""

    PROBLEMS = "problem list"
    MEDICATIONS = "medication list"
    ORDERS = "orders"
    GIVEN = "medications given"
    FILLS = "pharmacy fills"
    LABORATORY = "laboratory results"
    PATHOLOGY = "pathology reports"
    IMAGING = "imaging reports"
    VITALS = "vital signs"
    SCORES = "survey scores"
    SOCIAL = "social history"
    OBSERVATIONS = "observations"
    PROCEDURES = "procedures"
    ALLERGIES = "allergies"
    IMMUNIZATIONS = "immunizations"
    FAMILY = "family history"
    ENCOUNTERS = "encounters"
    NOTES = "clinical notes"


# The first line of each paper, in words by which a chart's documents are told apart. None of them states a fact.
HEADINGS = {
    PaperKind.PROBLEMS: "PROBLEM LIST",
    PaperKind.MEDICATIONS: "MEDICATION LIST",
    PaperKind.ORDERS: "ORDERS",
    PaperKind.GIVEN: "MEDICATION ADMINISTRATION RECORD",
    PaperKind.FILLS: "PHARMACY FILL HISTORY",
    PaperKind.LABORATORY: "LABORATORY REPORT",
    PaperKind.PATHOLOGY: "PATHOLOGY REPORT",
    PaperKind.IMAGING: "IMAGING REPORT",
    PaperKind.VITALS: "VITAL SIGNS",
    PaperKind.SCORES: "SURVEY SCORES",
    PaperKind.SOCIAL: "SOCIAL HISTORY",
    PaperKind.OBSERVATIONS: "OBSERVATIONS",
    PaperKind.PROCEDURES: "PROCEDURES",
    PaperKind.ALLERGIES: "ALLERGY LIST",
    PaperKind.IMMUNIZATIONS: "VACCINE RECORD",
    PaperKind.FAMILY: "FAMILY HISTORY",
    PaperKind.ENCOUNTERS: "ENCOUNTERS",
    PaperKind.NOTES: "CLINIC NOTE",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """The lines of one entry, or why it is left out."""

    kind: PaperKind = PaperKind.OBSERVATIONS
    lines: tuple[Line, ...] = ()
    aside: str = ""


def left_out(why: str) -> Worded:
    return Worded(aside=why)


def line(resource: Resource, phrases: Iterable[Phrase], when: str) -> Line:
    return Line(reference=resource.reference, phrases=tuple(phrases), day=first_day(when), when=day(when))


def reason(label: str, concepts: Iterable[Element]) -> tuple[Phrase, ...]:
    """Why something was ordered or done, as a sentence of its own: it is a reason, and proves no diagnosis."""
    words = ", ".join(filter(None, map(named, concepts)))
    if not words:
        return ()
    return doubtful(say(f". {label}: {words}"), "a reason that was given, not a finding of its own")


def reasons_of(resource: Resource, bundle: Bundle, *, code: str = "reasonCode") -> tuple[Element, ...]:
    """Reasons as codes, and the conditions that reasons refer to."""
    found = list(resource.content.many(code))
    for to in resource.content.many("reasonReference"):
        held = bundle.find(to, resource)
        if held is not None and held.content.one("code"):
            found.append(held.content.one("code"))
        elif to.text("display"):
            found.append(Element({"text": to.text("display")}))
    return tuple(found)


def notes(
    resource: Resource, when: str, *, of: str = "", assertion: Assertion | None = None, why: str = ""
) -> tuple[Line, ...]:
    """Free text beside an entry, each note a line; under the same doubt as the entry itself."""
    texts = (one_line(n.text("text")) for n in resource.content.many("note"))
    label = f"Note on {of}" if of else "Note"
    made = (say(f"{label}: {text}") for text in texts if text)
    return tuple(line(resource, doubtful(m, why, assertion) if assertion and why else m, when) for m in made)


def who(resource: Resource, bundle: Bundle, field: str) -> str:
    """Names of authors or performers, where the record holds or displays them."""
    found = []
    for to in resource.content.many(field):
        held = bundle.find(to, resource)
        names = held.content.many("name") if held and held.kind in ("Practitioner", "RelatedPerson") else ()
        found.append(next(filter(None, map(in_order, names)), "") or to.text("display"))
    return "; ".join(filter(None, found))


def in_doubt(lines: Iterable[Line], why: str, assertion: Assertion = Assertion.UNCERTAIN) -> tuple[Line, ...]:
    return tuple(
        Line(reference=ln.reference, phrases=doubtful(ln.phrases, why, assertion), day=ln.day, when=ln.when)
        for ln in lines
    )
