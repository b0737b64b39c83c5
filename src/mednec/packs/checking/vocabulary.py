"""Checks of what clauses ask about: concepts and units that the packs know, and of the right kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rapidfuzz import process

from mednec.chart.lexicon import Lexicon
from mednec.packs.checking.comparing import number
from mednec.packs.checking.found import Check, Found, Severity
from mednec.packs.checking.subject import Subject
from mednec.packs.checking.terms import Term
from mednec.terminology import units
from mednec.terminology.lab_units import fits, lab_unit

_DOSED = ("dose_limit", "units_agree")
# Which kinds of concepts a slot is about; a slot that is not listed takes any.
_KINDS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("measurement", "of"): ("measure", "test"),
    ("change", "of"): ("measure", "test"),
    ("worsening_on_dose", "of"): ("measure", "test"),
    ("test_result", "of"): ("test", "measure", "finding"),
    ("prescriber", "specialties"): ("specialty",),
    ("tried", "of"): ("drug", "drug-class"),
    ("concurrent", "of"): ("drug", "drug-class"),
    ("dose_reduced", "of"): ("drug", "drug-class"),
    ("request_is", "drug"): ("drug", "drug-class"),
    ("requested_for", "of"): ("disease",),
}


def _nearest(name: str, lexicon: Lexicon) -> str:
    known = sorted({*lexicon.concepts, *lexicon.drugs, *lexicon.groups})
    near = process.extractOne(name, known, score_cutoff=60)
    return f"did you mean {near[0]!r}?" if near else "add it to packs/valuesets"


def _unknown(subject: Subject) -> Iterator[Found]:
    lexicon = subject.library.lexicon
    for term in subject.terms():
        if term.part:
            continue
        for concept in dict.fromkeys((*term.concepts, *term.applies_to)):
            if not lexicon.knows(concept):
                says = f"asks about {concept!r}, which no pack knows"
                yield Found(clause=term.label, where=term.where, says=says, do=_nearest(concept, lexicon))


def _other_kind(subject: Subject) -> Iterator[Found]:
    lexicon = subject.library.lexicon
    for term in subject.leaves():
        for (kind, slot), wanted in _KINDS.items():
            for concept in term.words(slot) if term.kind == kind else ():
                found = _kind_of(concept, lexicon)
                if lexicon.knows(concept) and found not in (*wanted, ""):
                    says = f"asks for {concept!r} as {_article(kind)}; it is {_article(found)}"
                    do = f"use {_article(wanted[0])}, or another kind of clause"
                    yield Found(clause=term.label, where=term.where, says=says, do=do)


def _kind_of(concept: str, lexicon: Lexicon) -> str:
    """Kind of a concept; of a group that is no concept itself, the kind of its members."""
    if concept in lexicon.concepts:
        return lexicon.concepts[concept].kind
    if concept in lexicon.drugs:
        return "drug"
    members = {c.kind for c in lexicon.concepts.values() if lexicon.is_a(c.id, concept)}
    return members.pop() if len(members) == 1 else "drug" if not members else ""


def _article(kind: str) -> str:
    plain = kind.replace("_", " ").replace("-", " ")
    return f"{'an' if plain[0] in 'aeiou' else 'a'} {plain}"


def _brands(subject: Subject) -> Iterator[Found]:
    known = {
        name.casefold()
        for drug in subject.library.knowledge.drugs.values()
        for name in (drug.name, *drug.terms, *(p.name for p in drug.products))
    }
    for term in subject.leaves():
        for brand in term.words("brands"):
            if not any(brand.casefold() == name or brand.casefold() in name.split() for name in known):
                says = f"asks for the product {brand!r}, which no pack knows"
                do = "correct its spelling, or add the product to packs/drugs"
                yield Found(clause=term.label, where=term.where, says=says, do=do)


def _units_unknown(subject: Subject) -> Iterator[Found]:
    for term, unit in _with_unit(subject):
        known = units.unit(unit) is not None if term.kind in _DOSED else lab_unit(unit) is not None
        if not known:
            says = f"tells its number in {unit!r}, which is no unit"
            yield Found(clause=term.label, where=term.where, says=says, do="write it as a laboratory or pharmacy does")


def _with_unit(subject: Subject) -> Iterator[tuple[Term, str]]:
    for term in subject.leaves():
        unit = term.slots.get("unit")
        if isinstance(unit, str) and unit:
            yield term, unit


def _units_apart(subject: Subject) -> Iterator[Found]:
    for term, unit in _with_unit(subject):
        for name in term.words("of") if term.kind == "measurement" else ():
            concept = subject.library.lexicon.concepts.get(name)
            if concept is not None and concept.unit and lab_unit(unit) is not None and not fits(unit, concept.unit):
                says = f"tells {concept.name} in {unit}; it is measured in {concept.unit}"
                do = "correct the unit or the measure: no value of the chart converts into it"
                yield Found(clause=term.label, where=term.where, says=says, do=do)


def _scales(subject: Subject) -> Iterator[Found]:
    """A scale that the instrument does not have, or a bound beyond it."""
    for term in subject.leaves():
        for name in term.words("of") if term.kind == "measurement" else ():
            concept = subject.library.lexicon.concepts.get(name)
            if concept is None or concept.scale is None:
                continue
            given = number(term.slots.get("scale"))
            bounds = [n for s in ("above", "at_least", "below", "at_most") if (n := number(term.slots.get(s)))]
            if (given is not None and given != concept.scale) or any(b > concept.scale for b in bounds):
                says = f"{concept.name} goes up to {concept.scale}; the clause has {given or max(bounds)}"
                do = "correct the number, or name the instrument that is meant"
                yield Found(clause=term.label, where=term.where, says=says, do=do)


def _directions(subject: Subject) -> Iterator[Found]:
    for term in subject.leaves():
        wanted = term.slots.get("better")
        for name in term.words("of") if term.kind == "change" else ():
            concept = subject.library.lexicon.concepts.get(name)
            if concept is not None and concept.better and wanted and concept.better != wanted:
                says = f"takes {wanted} {concept.name} for better; {concept.better} is"
                yield Found(clause=term.label, where=term.where, says=says, do=f"write better: {concept.better}")


CHECKS = (
    Check(
        name="unknown-concept",
        severity=Severity.ERROR,
        looks_for="a concept, drug or class that no pack knows",
        run=_unknown,
    ),
    Check(
        name="concept-of-another-kind",
        severity=Severity.WARNING,
        looks_for="a disease asked for as a measurement, a test as a treatment, and the like",
        run=_other_kind,
    ),
    Check(
        name="unknown-brand",
        severity=Severity.WARNING,
        looks_for="a product name that no pack knows",
        run=_brands,
    ),
    Check(
        name="unknown-unit",
        severity=Severity.ERROR,
        looks_for="a unit that is none",
        run=_units_unknown,
    ),
    Check(
        name="unit-of-another-measure",
        severity=Severity.ERROR,
        looks_for="a measure in a unit that none of its values converts into",
        run=_units_apart,
    ),
    Check(
        name="scale-differs",
        severity=Severity.ERROR,
        looks_for="a scale or a bound that the instrument does not have",
        run=_scales,
    ),
    Check(
        name="direction-against-measure",
        severity=Severity.ERROR,
        looks_for="a change for the worse taken for a response",
        run=_directions,
    ),
)
