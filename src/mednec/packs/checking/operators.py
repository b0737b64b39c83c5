"""Checks of how groups join their items, against the words that stand above the items."""

from __future__ import annotations

from collections.abc import Iterator

from mednec.packs.checking.found import Check, Found, Severity
from mednec.packs.checking.subject import Subject
from mednec.packs.checking.terms import Term
from mednec.packs.importing.operators import Operator, operator_of


def _unclear(subject: Subject) -> Iterator[Found]:
    for term in subject.terms():
        if term.op == "unclear":
            says = "does not say whether all of its items are needed, or one"
            yield Found(clause=term.label, where=term.where, says=says, do="ask the payer; then write op: all or any")


def _against_words(subject: Subject) -> Iterator[Found]:
    for term, words in _told(subject):
        counted = {"at_least", "any"}
        alike = _kind(term) == words.op or {_kind(term), words.op} == counted or {term.op, words.op} <= counted
        if words.op != "none" and not alike and not _told_of_below(term, words):
            says = f"says {words.words!r}, and is joined by {term.op}"
            do = f"write op: {words.op}, or correct which items stand below it"
            yield Found(clause=term.label, where=term.where, says=says, do=do)


def _told_of_below(term: Term, words: Operator) -> bool:
    """Whether the words are about a group below: "A is met and ONE of B to D" over A and that group."""
    return term.op == "all" and any(c.children and _kind(c) == words.op for c in term.children)


def _count_against_words(subject: Subject) -> Iterator[Found]:
    for term, words in _told(subject):
        wanted = words.n or 1
        if {words.op, term.op} <= {"at_least", "any"} and (term.n or 1) != wanted:
            says = f"says {words.words!r}, and needs {term.n or 1}"
            yield Found(clause=term.label, where=term.where, says=says, do=f"write op: at_least and n: {wanted}")


def _none_not_denied(subject: Subject) -> Iterator[Found]:
    """ "None of the following" over items that must be met."""
    for term, words in _told(subject):
        if words.op == "none" and term.op != "not" and not all(_absent(c) for c in term.children):
            says = f"says {words.words!r}, and its items are asked for as present"
            do = "write op: not over a group of op: any, or turn each item round with expect"
            yield Found(clause=term.label, where=term.where, says=says, do=do)


def _absent(term: Term) -> bool:
    return str(term.slots.get("expect", term.slots.get("result", ""))) in ("absent", "not used", "negative", "not met")


def _told(subject: Subject) -> Iterator[tuple[Term, Operator]]:
    """Groups whose own words say how their items are joined, leaving out what a group below says."""
    for term in subject.terms():
        if term.part or not term.children or term.kind == "parts" or term.op in ("not", "unclear"):
            continue
        words = term.text  # a group that repeats an item's words has none of its own
        for child in term.children:
            words = words.replace(child.text, " ")
        found = operator_of(words, [], [])
        if found.op and not (term.size == 1 and found.op != "none"):
            yield term, found


def _kind(term: Term) -> str:
    """The operator as its words would name it: at least one is any, at least all is all."""
    if term.op == "at_least" and term.n == 1:
        return "any"
    return "all" if term.op == "at_least" and term.n == term.size else term.op


CHECKS = (
    Check(
        name="operator-unclear",
        severity=Severity.WARNING,
        looks_for="a group whose text does not say how its items are joined",
        run=_unclear,
    ),
    Check(
        name="operator-against-words",
        severity=Severity.ERROR,
        looks_for='an operator that its header denies: "ALL of the following" joined by any',
        run=_against_words,
    ),
    Check(
        name="count-against-words",
        severity=Severity.ERROR,
        looks_for='"at least TWO" with another n',
        run=_count_against_words,
    ),
    Check(
        name="none-not-denied",
        severity=Severity.ERROR,
        looks_for='"none of the following" over items asked for as present',
        run=_none_not_denied,
    ),
)
