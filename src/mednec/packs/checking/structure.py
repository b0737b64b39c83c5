"""Checks of the tree's shape: what is said twice, what never decides, and groups that are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from mednec.packs.checking.comparing import implies, same
from mednec.packs.checking.found import Check, Found, Severity
from mednec.packs.checking.subject import Subject
from mednec.packs.checking.terms import Term, chains, needed

_SILENT = ("ask", "reference")


def _duplicates(subject: Subject) -> Iterator[Found]:
    """The same question twice among alternatives, or among what must hold together."""
    for a, b in _siblings(subject):
        if same(a, b) and a.kind != "ask":
            says = f"asks the same as {a.label}" if a.label != b.label else "asks the same twice"
            do = "give each its own words' slots, or write it once"
            yield Found(clause=b.label, where=b.where, says=says, do=do)


def _siblings(subject: Subject) -> Iterator[tuple[Term, Term]]:
    seen: set[frozenset[int]] = set()
    for term in subject.terms():
        pairs = [*combinations([c for c in term.children if not c.children], 2)]
        for a, b in pairs:
            if frozenset((id(a), id(b))) not in seen:
                seen.add(frozenset((id(a), id(b))))
                yield a, b
    for root in subject.roots:
        for together in chains(root.term):
            for (a, not_a), (b, not_b) in combinations(together, 2):
                key = frozenset((id(a), id(b)))
                if a is not b and not_a == not_b and key not in seen:
                    seen.add(key)
                    yield a, b


def _never_decisive(subject: Subject) -> Iterator[Found]:
    """An alternative beside a weaker one: whenever it is met, the weaker one is."""
    for term in subject.terms():
        if term.op != "any":
            continue
        for strict in term.children:
            for weak in term.children:
                if strict is not weak and not weak.children and _stricter(strict, weak, subject):
                    says = f"never decides: whenever it is met, {_named(weak, strict)} is met already"
                    do = "check the operator and the slots; an alternative that adds nothing is rarely meant"
                    yield Found(clause=strict.label, where=strict.where, says=says, do=do)


def _named(weak: Term, strict: Term) -> str:
    return "another part" if weak.label == strict.label else weak.label


def _stricter(strict: Term, weak: Term, subject: Subject) -> bool:
    lexicon = subject.library.lexicon
    if not strict.children:
        return implies(strict, weak, lexicon) and not implies(weak, strict, lexicon)
    return any(not turned and implies(t, weak, lexicon) for t, turned in needed(strict))


def _implied(subject: Subject) -> Iterator[Found]:
    """A requirement beside a stricter one of the same fact."""
    lexicon = subject.library.lexicon
    told: set[tuple[str, str]] = set()
    for root in subject.roots:
        for together in chains(root.term):
            for (a, not_a), (b, not_b) in combinations(together, 2):
                if a is b or not_a or not_b or a.kind in _SILENT or same(a, b):
                    continue
                for strict, weak in ((a, b), (b, a)):
                    if implies(strict, weak, lexicon) and (strict.label, weak.label) not in told:
                        told.add((strict.label, weak.label))
                        says = f"never decides: {_named(strict, weak)} asks for more of the same"
                        do = "check which of the two the text means"
                        yield Found(clause=weak.label, where=weak.where, says=says, do=do)


def _used_twice(subject: Subject) -> Iterator[Found]:
    """A clause that stands in two places of one tree, by inclusion or by the same question."""
    for root in subject.roots:
        leaves = list(root.term.leaves())
        for label, times in Counter(t.label for t in leaves if not t.part).items():
            if times > 1:
                term = next(t for t in leaves if t.label == label)
                yield Found(clause=label, where=term.where, says=f"stands {times} times in {root.name}", do=_OPEN)


_OPEN = "while it is unknown the tree may stay open although either answer would settle it: test it with silence"


def _groups_of_one(subject: Subject) -> Iterator[Found]:
    for term in subject.terms():
        if len(term.children) == 1 and term.op != "not" and not _refers(term):
            says = "is a group with one item"
            do = "if the text has more items, they are missing; else give the clause its item's kind"
            yield Found(clause=term.label, where=term.where, says=says, do=do)


def _refers(term: Term) -> bool:
    """A clause in its own words that takes over another ("the criteria of Section I")."""
    child = term.children[0]
    return not child.part and not child.where.startswith(term.where)


def _counts(subject: Subject) -> Iterator[Found]:
    for term in subject.terms():
        if term.op == "at_least" and term.size > 1 and term.n in (1, term.size):
            plain = "any" if term.n == 1 else "all"
            says = f"at least {term.n} of {term.size} is {plain}"
            yield Found(clause=term.label, where=term.where, says=says, do=f"write op: {plain}")


CHECKS = (
    Check(
        name="duplicate-clause",
        severity=Severity.WARNING,
        looks_for="the same question twice under one group or along a chain of *all*",
        run=_duplicates,
    ),
    Check(
        name="never-decisive",
        severity=Severity.WARNING,
        looks_for="an alternative beside a weaker one, which is met whenever it is",
        run=_never_decisive,
    ),
    Check(
        name="implied-clause",
        severity=Severity.WARNING,
        looks_for="a requirement beside a stricter one of the same fact",
        run=_implied,
    ),
    Check(
        name="used-twice",
        severity=Severity.NOTE,
        looks_for="a clause in two places of one tree, where three-valued logic may leave open what is settled",
        run=_used_twice,
    ),
    Check(
        name="group-of-one",
        severity=Severity.WARNING,
        looks_for="a group with a single item",
        run=_groups_of_one,
    ),
    Check(
        name="count-of-all-or-one",
        severity=Severity.NOTE,
        looks_for="at least one of, or at least all of",
        run=_counts,
    ),
)
