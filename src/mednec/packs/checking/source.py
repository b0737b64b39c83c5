"""Checks of the payer's text: its numbering, and items of its lists that no clause holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mednec.packs.checking.found import Check, Found, Severity
from mednec.packs.checking.subject import Subject
from mednec.packs.importing.marks import MARK, Mark, readings
from mednec.packs.importing.outline import Item, read_outline

_ASKS = re.compile(
    r"\b(?:must|required|requires?|is|are|has|have|had|was|were|at least|or more|within|documented|failure|inadequate"
    r"|confirmed|prescribed|absence|no|not|approved?)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:references?|bibliography|definitions?|documentation|background|history|coding|codes|notes?|revision"
    r"|description|submit|sources?|disclaimer|scope|contact|appeals?)\b",
    re.IGNORECASE,
)


def _unheld_items(subject: Subject) -> Iterator[Found]:
    """Items of a list of which other items are clauses, and which are in no clause themselves."""
    held = _spans(subject)
    for item in read_outline(subject.policy.source).sections:
        if not _ELSEWHERE.search(item.text if item.heading else ""):
            yield from _below(item, held)


def _below(item: Item, held: list[tuple[int, int]]) -> Iterator[Found]:
    listed = [c for c in item.children if c.mark is not None]
    taken = [_in_clause(c, held) for c in listed]
    for child, inside in zip(listed, taken, strict=True):
        if not inside and any(taken) and _ASKS.search(child.text) and not child.heading:
            words = " ".join(child.text.split())[:80]
            do = "make it a clause, with kind: ask where no kind fits"
            says = f"has an item that is in no clause: {child.label}. {words!r}"
            yield Found(where=f"source at {child.start}", says=says, do=do)
    for child in item.children:
        if not (child.heading and _ELSEWHERE.search(child.text)):
            yield from _below(child, held)


def _in_clause(item: Item, held: list[tuple[int, int]]) -> bool:
    """Whether a clause stands in the item's words or below it."""
    end = max(i.end for i in item.walk())
    return any(s < end and item.start < e for s, e in held)


def _spans(subject: Subject) -> list[tuple[int, int]]:
    policy = subject.policy
    clauses = [c.citation for c in policy.clauses.values()]
    clauses += [c.citation for c in policy.conditions]
    clauses += [e.clause.citation for e in policy.exceptions]
    clauses += [c.citation for c in (policy.authorization_clause, policy.restart_clause) if c is not None]
    return [(c.start, c.end) for c in clauses]


def _marks(subject: Subject) -> Iterator[tuple[str, Mark, list[Mark], str]]:
    """Each marked line in order with the last mark of its style at its indent: line, mark, marks before, section."""
    open_marks: dict[tuple[str, str, int], Mark] = {}
    section = ""
    for line in subject.policy.source.split("\n"):
        match = MARK.match(line)
        if line.lstrip().startswith(("#", "**")):
            open_marks.clear()
            section = line
        if match is None or not match.group("mark") or line.lstrip().startswith(("#", "**")):
            continue
        if _ELSEWHERE.search(section):
            continue
        indent = len(line) - len(line.lstrip())
        read = readings(match.group("mark"), (match.group("open") or "") + match.group("close")[-1:])
        for key in [k for k in open_marks if k[2] > indent]:
            del open_marks[key]
        before = [open_marks[k] for m in read if (k := (m.style.kind, m.style.punctuation, indent)) in open_marks]
        follows = next((m for m in read for b in before if m.style == b.style and m.ordinal == b.ordinal + 1), None)
        if read:
            mark = follows or next((m for m in read if m.ordinal == 1), read[0])
            yield line.strip(), mark, [b for b in before if b.style == mark.style], section
            open_marks[(mark.style.kind, mark.style.punctuation, indent)] = mark


def _skips(subject: Subject) -> Iterator[Found]:
    for line, mark, before, _ in _marks(subject):
        for last in before:
            if mark.ordinal > last.ordinal + 1:
                says = f"numbers {last.label} and then {mark.label}: {line[:60]!r}"
                yield Found(where="source", says=says, do="look into the payer's document for the item between")


def _repeats(subject: Subject) -> Iterator[Found]:
    for line, mark, before, _ in _marks(subject):
        for last in before:
            if mark.ordinal == last.ordinal:
                says = f"numbers {mark.label} twice: {line[:60]!r}"
                do = "give the clauses labels of their own, and cite the item by its words"
                yield Found(where="source", says=says, do=do)


CHECKS = (
    Check(
        name="item-without-clause",
        severity=Severity.WARNING,
        looks_for="a numbered item of the text that is in no clause, beside items that are",
        run=_unheld_items,
    ),
    Check(
        name="numbering-skips",
        severity=Severity.WARNING,
        looks_for="a list that goes from B to D",
        run=_skips,
    ),
    Check(
        name="numbering-repeats",
        severity=Severity.WARNING,
        looks_for="a list with two items of one mark",
        run=_repeats,
    ),
)
