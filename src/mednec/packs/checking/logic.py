"""Checks of what must hold together: clauses that exclude each other, and facts asked for in both directions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from mednec.packs.checking.comparing import denies, exclude, one_measure, range_of, same, same_fact
from mednec.packs.checking.found import Check, Found, Severity
from mednec.packs.checking.subject import Subject
from mednec.packs.checking.terms import Term, chains, needed

_BOTH = "one of the two is misread, or they belong to different branches: correct the operator above them or the slots"


def _pairs(subject: Subject) -> Iterator[tuple[Term, Term, bool]]:
    """Leaves that must hold together, each pair once, with whether one of the two stands under a *not*."""
    seen: set[tuple[int, int]] = set()
    for root in subject.roots:
        for together in chains(root.term):
            for (a, not_a), (b, not_b) in combinations(together, 2):
                key = (min(id(a), id(b)), max(id(a), id(b)))
                if a is not b and key not in seen:
                    seen.add(key)
                    yield a, b, not_a != not_b


def _impossible(subject: Subject) -> Iterator[Found]:
    for a, b, turned in _pairs(subject):
        against = same(a, b) if turned else exclude(a, b, subject.library.lexicon)
        if against:
            yield Found(clause=b.label, where=b.where, says=f"can never be met together with {a.label}", do=_BOTH)


def _ranges(kinds: tuple[str, ...]) -> Callable[[Subject], Iterator[Found]]:
    def run(subject: Subject) -> Iterator[Found]:
        for term in subject.leaves():
            if term.kind in kinds and (own := _empty(term)):
                do = "swap or correct the two numbers"
                yield Found(clause=term.label, where=term.where, says=f"no number can pass: {own}", do=do)
        for a, b, turned in _pairs(subject):
            if turned or a.kind not in kinds or not one_measure(a, b):
                continue
            unit = str(a.slots.get("unit", ""))
            mine, other = range_of(a, unit), range_of(b, unit)
            if mine and other and not mine.meets(other) and not _empty(a) and not _empty(b):
                says = f"asks for {other.says()}, and {a.label} for {mine.says()}: no number is both"
                yield Found(clause=b.label, where=b.where, says=says, do=_BOTH)

    return run


def _empty(term: Term) -> str:
    """The range of a leaf whose low end lies above its high end; empty where some number passes."""
    found = range_of(term)
    return found.says() if found and not found.meets(found) else ""


def _excluded(subject: Subject) -> Iterator[Found]:
    """What the initial route requires, and an exclusion rules out."""
    initial = next(r.term for r in subject.roots if r.name == "routes.initial")
    required = [t for t, turned in needed(initial) if not turned and not denies(t)]
    for root in subject.roots:
        ruled = root.term
        if root.part != "exclusions" or ruled.children or denies(ruled) or ruled.kind not in _RULED_OUT:
            continue
        for term in required:
            alike = same_fact(term, ruled) or (term.kind in _RULED_OUT and _within(term, ruled, subject))
            if alike:
                says = f"rules out what {term.label} requires, so that no request can be approved"
                do = "check which of the two the text means, and correct the other"
                yield Found(clause=ruled.label, where=ruled.where, says=says, do=do)


_RULED_OUT = ("diagnosis", "finding", "concurrent", "requested_for")


def _within(term: Term, ruled: Term, subject: Subject) -> bool:
    alike = term.kind == ruled.kind or "concurrent" not in (term.kind, ruled.kind)
    narrowed = ruled.slots.keys() - {"of", "expect"}
    of = ruled.words("of")
    return alike and not narrowed and all(subject.library.lexicon.matches(c, of) for c in term.words("of"))


def _opposite(subject: Subject) -> Iterator[Found]:
    """The same fact asked for plainly and turned round in one tree, where not both are needed at once."""
    clashing = {frozenset((id(a), id(b))) for a, b, _ in _pairs(subject)}
    for root in subject.roots:
        told: set[str] = set()
        for a, b in combinations(list(root.term.leaves()), 2):
            results = {str(t.slots.get("result", "positive")) for t in (a, b)}
            opposed = same_fact(a, b) and denies(a) != denies(b) and "reported" not in results
            if opposed and frozenset((id(a), id(b))) not in clashing and b.label not in told:
                told.add(b.label)
                says = f"asks for the contrary of what {a.label} asks for; a silent chart leaves both open"
                do = "an unknown fact may leave the tree open that either answer would settle: test it with silence"
                yield Found(clause=b.label, where=b.where, says=says, do=do)


CHECKS = (
    Check(
        name="impossible-conjunction",
        severity=Severity.ERROR,
        looks_for="two clauses that must both be met and never can be: the same test positive and negative, a finding"
        " there and not there, a drug used and not used",
        run=_impossible,
    ),
    Check(
        name="ages-exclude",
        severity=Severity.ERROR,
        looks_for="ages of which nobody has both",
        run=_ranges(("age",)),
    ),
    Check(
        name="ranges-exclude",
        severity=Severity.ERROR,
        looks_for="two ranges of one measure, or of the time since a dose, with no number in both",
        run=_ranges(("measurement", "since_dose")),
    ),
    Check(
        name="excluded-requirement",
        severity=Severity.ERROR,
        looks_for="an exclusion that rules out what the first route requires",
        run=_excluded,
    ),
    Check(
        name="opposite-expectations",
        severity=Severity.NOTE,
        looks_for="a fact asked for plainly in one branch and turned round in another, where three-valued logic is not"
        " exact",
        run=_opposite,
    ),
)
