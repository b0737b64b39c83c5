"""Checks of the numbers and times of a clause's words against the numbers of its slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from mednec.packs.checking.comparing import number
from mednec.packs.checking.figures import Figure, figures, is_time, numerals, told
from mednec.packs.checking.found import Check, Found, Severity
from mednec.packs.checking.subject import Subject
from mednec.packs.checking.terms import Term
from mednec.packs.importing.typing.clause import window_of

_DAYS = ("min_days", "days", "at_least_days", "at_most_days", "within_days", "weight_within_days")
_DERIVED = ("per_28_days", "per_course", "max_units", "min_daily", "min_daily_per_kg")
_NO_CLAIM = ("scale", "within_days", "n")  # a fact of the instrument, or looked at as a window
_UNREAD = ("ask", "reference", "support", "plan", "units_agree", "visit_limit")  # their words hold more than numbers
_WINDOWED = ("diagnosis", "finding", "test_result", "measurement", "change", "recorded", "event_count")
_BEHIND = 400  # letters behind a clause, up to the next one, in which it may go on


def _numbers(term: Term) -> Iterator[tuple[str, Decimal]]:
    """The slots of a leaf that hold a number which its words must give."""
    for name, raw in term.slots.items():
        value = number(raw) if not isinstance(raw, str) else None
        if value is not None and name not in _NO_CLAIM and value not in (0, 1):
            yield name, value


def _clause_leaves(clause: Term) -> tuple[Term, ...]:
    return tuple(clause.leaves())


def _words(subject: Subject, clause: Term) -> str:
    """The clause's words, those of the groups around it, and what stands behind it up to the next clause."""
    end = clause.start + len(clause.text)
    starts = [t.start for t in subject.terms() if t.start > clause.start]
    behind = subject.policy.source[end : min([*starts, end + _BEHIND])]
    return " ; ".join((*clause.above, clause.text, behind))


def _typed(subject: Subject) -> Iterator[Term]:
    """Clauses every part of which is typed and numeric words of which belong in slots."""
    for clause in subject.clauses():
        leaves = _clause_leaves(clause)
        if leaves and not any(leaf.kind in _UNREAD for leaf in leaves):
            yield clause


def _without_words(subject: Subject) -> dict[str, list[tuple[Term, str, Decimal]]]:
    """By clause, the numbers of slots that no words give."""
    found: dict[str, list[tuple[Term, str, Decimal]]] = {}
    for clause in subject.clauses():
        near = _words(subject, clause)
        words = (*figures(near), *numerals(near))
        for leaf in _clause_leaves(clause):
            for name, value in _numbers(leaf):
                if not told(value, words, days=name in _DAYS, derived=name in _DERIVED):
                    found.setdefault(clause.label, []).append((leaf, name, value))
    return found


def _without_slot(subject: Subject) -> dict[str, list[Figure]]:
    """By clause, the numbers of its words that no slot holds."""
    found: dict[str, list[Figure]] = {}
    sizes = _unit_sizes(subject)
    for clause in _typed(subject):
        held = [h for leaf in _clause_leaves(clause) for h in _held(leaf.slots)]
        held += [h / size for h in held for size in sizes]
        inside = [(m.start, m.end) for m in subject.library.lexicon.find(clause.text)]
        inside += window_of(clause.text)[1]
        read = figures(clause.text)
        often = [Decimal(28) / f.days for f in read if f.days]
        for figure in read:
            if any(s <= figure.start < e for s, e in inside) or figure.value == 1:
                continue
            if not any(told(h, (figure,), days=True, derived=True) for h in held) and not _derives(held, figure, often):
                found.setdefault(clause.label, []).append(figure)
    return found


def _unit_sizes(subject: Subject) -> tuple[Decimal, ...]:
    """How much one billing unit of the policy's drugs is: a limit may be told in both."""
    drugs = subject.library.lexicon.drugs
    return tuple({p.unit_amount for d in subject.policy.drugs if d in drugs for p in drugs[d].products})


def _derives(held: list[Decimal], figure: Figure, often: list[Decimal]) -> bool:
    """Whether the amount in 28 days holds the figure: how often a dose is given, or the dose given so often."""
    if figure.days is not None:
        return figure.days <= 28 and bool(held)
    return any(h == figure.value * times for h in held for times in often)


def _held(value: object) -> Iterator[Decimal]:
    """Every number of the slots, also in orders written out."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _held(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _held(inner)
    elif isinstance(value, str):
        yield from (f.value for f in figures(value))
    elif (plain := number(value)) is not None:
        yield plain


def _differs(subject: Subject) -> Iterator[Found]:
    unsaid, unheld = _without_words(subject), _without_slot(subject)
    for clause, slots in unsaid.items():
        if clause in unheld:
            leaf, name, value = slots[0]
            numbers = ", ".join(_said(leaf, f) for f in unheld[clause])
            says = f"the text says {numbers}, and the slot {name} {value}"
            yield Found(clause=clause, where=leaf.where, says=says, do="correct the slot, or the text if it is misread")


def _slot_alone(subject: Subject) -> Iterator[Found]:
    unheld = _without_slot(subject)
    for clause, slots in _without_words(subject).items():
        for leaf, name, value in slots:
            if clause not in unheld:
                says = f"the slot {name} holds {value}, which its words do not say"
                yield Found(clause=clause, where=leaf.where, says=says, do="take it out, or cite the words that say it")


def _words_alone(subject: Subject) -> Iterator[Found]:
    unsaid, clauses = _without_words(subject), {c.label: c for c in subject.clauses()}
    for clause, numbers in _without_slot(subject).items():
        if clause not in unsaid:
            term = clauses[clause]
            says = f"the text says {', '.join(_said(term, f) for f in numbers)}, which no slot holds"
            do = "add the slot, or split the clause with parts and make the rest an ask"
            yield Found(clause=clause, where=term.where, says=says, do=do)


def _said(term: Term, figure: Figure) -> str:
    return repr(term.text[figure.start : figure.start + 24].split("\n")[0].strip())


def _windows(subject: Subject) -> Iterator[tuple[Term, Term, Decimal | None, int | None, bool]]:
    """Leaves with a window in slot or words: clause, leaf, slot, words, and whether some time stands in the words."""
    for clause in subject.clauses():
        own, _ = window_of(clause.text)
        above = next((w for text in reversed(clause.above) if (w := window_of(text)[0]) is not None), None)
        times = [f for f in figures(_words(subject, clause)) if f.days is not None]
        for leaf in _clause_leaves(clause):
            slot = number(leaf.slots.get("within_days"))
            near = slot is not None and any(f.days is not None and is_time(slot, f.days) for f in times)
            yield clause, leaf, slot, own if own is not None else above, near


def _window_differs(subject: Subject) -> Iterator[Found]:
    for clause, leaf, slot, words, near in _windows(subject):
        if slot is not None and words is not None and not near:
            says = f"the text says within {words} days, and the slot within_days {slot}"
            yield Found(clause=clause.label, where=leaf.where, says=says, do=f"write within_days: {words}")


def _window_unsaid(subject: Subject) -> Iterator[Found]:
    for clause, leaf, slot, words, near in _windows(subject):
        if slot is not None and words is None and not near:
            says = f"within_days {slot} stands in no words of the clause"
            do = "take it out; a value from an earlier year then counts, as the text has it"
            yield Found(clause=clause.label, where=leaf.where, says=says, do=do)


def _window_unheld(subject: Subject) -> Iterator[Found]:
    for clause in subject.clauses():
        leaves = _clause_leaves(clause)
        words, _ = window_of(clause.text)
        if words is None or not leaves or any(leaf.kind not in _WINDOWED for leaf in leaves):
            continue
        if not any("within_days" in leaf.slots for leaf in leaves):
            says = f"the text asks for the last {words} days, and no slot holds that"
            yield Found(clause=clause.label, where=clause.where, says=says, do=f"write within_days: {words}")


CHECKS = (
    Check(
        name="number-differs",
        severity=Severity.ERROR,
        looks_for="one number in the words and another in the slot",
        run=_differs,
    ),
    Check(
        name="number-without-words",
        severity=Severity.WARNING,
        looks_for="a number in a slot that neither the clause, the groups above it nor what follows it say",
        run=_slot_alone,
    ),
    Check(
        name="number-without-slot",
        severity=Severity.WARNING,
        looks_for="a number in a typed clause's words that no slot holds",
        run=_words_alone,
    ),
    Check(
        name="window-differs",
        severity=Severity.ERROR,
        looks_for="a window of time in the words and another in `within_days`",
        run=_window_differs,
    ),
    Check(
        name="window-without-words",
        severity=Severity.WARNING,
        looks_for="`within_days` where the text names no time",
        run=_window_unsaid,
    ),
    Check(
        name="window-without-slot",
        severity=Severity.WARNING,
        looks_for="a window of time in the words and no `within_days`",
        run=_window_unheld,
    ),
)
