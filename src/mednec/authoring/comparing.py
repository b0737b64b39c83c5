"""What changed between two versions of a policy, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from mednec.authoring.entries import Entry, entries_of
from mednec.packs.checking import Subject

SAME_CLAUSE = 55  # of 100: a clause that kept its label and so much of its words is the same clause
RENUMBERED = 80  # a clause under another label with so much of the words of one that is gone
_AROUND = ("title", "payer", "version", "names", "effective", "drugs", "services", "modified_by")
_ALSO = ("authorization", "restart", "conditions", "exceptions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: what (words, operator, threshold, slot, kind, place, label, a field), and both values."""

    what: str
    name: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """A clause with its differences; without `before` it was added, without `after` removed."""

    before: Entry | None
    after: Entry | None
    changes: tuple[Change, ...] = ()

    @property
    def label(self) -> str:
        entry = self.after or self.before
        assert entry is not None  # one of the two is always there
        return entry.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions. `clauses` are those that differ, `pairs` every clause of both as (old label, new label)."""

    old: Subject
    new: Subject
    around: tuple[Change, ...]
    clauses: tuple[ClauseChange, ...]
    pairs: tuple[tuple[str, str], ...]

    @property
    def same(self) -> bool:
        return not self.around and not self.clauses


def compare(old: Subject, new: Subject) -> Comparison:
    """Clauses matched by label, and by their words where they were renumbered."""
    before, after = entries_of(old), entries_of(new)
    matched = _matched(before, after)
    renamed = {a.label: b.label for a, b in matched}
    kept = {b.label: a for a, b in matched}
    changed: list[ClauseChange] = []
    for entry in after:
        was = kept.get(entry.label)
        differences = tuple(_differences(was, entry, renamed)) if was is not None else ()
        if was is None or differences:
            changed.append(ClauseChange(before=was, after=entry, changes=differences))
    changed += [ClauseChange(before=entry, after=None) for entry in before if entry.label not in renamed]
    return Comparison(
        old=old,
        new=new,
        around=tuple(_around(old, new)),
        clauses=tuple(changed),
        pairs=tuple((a.label, b.label) for a, b in matched),
    )


def _matched(before: Sequence[Entry], after: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Pairs of clauses: same label and words, same words, same label and like words, like words, same label."""
    pairs: list[tuple[Entry, Entry]] = []
    left, right = list(before), list(after)

    def take(a: Entry, b: Entry) -> None:
        pairs.append((a, b))
        left.remove(a)
        right.remove(b)

    for least, by_label in ((100, True), (100, False), (SAME_CLAUSE, True), (RENUMBERED, False), (0, True)):
        for a in list(left):
            among = [b for b in right if b.label == a.label] if by_label else _alike(a, left, right, least)
            if len(among) == 1 and _likeness(a, among[0]) >= least:
                take(a, among[0])
    order = {entry.label: i for i, entry in enumerate(after)}
    return sorted(pairs, key=lambda pair: order[pair[1].label])


def _alike(a: Entry, left: Sequence[Entry], right: Sequence[Entry], least: int) -> list[Entry]:
    """The clause most like it, if no other is as like, and none that is left is more like that one."""
    scored = sorted(((_likeness(a, b), i) for i, b in enumerate(right) if bool(a.op) == bool(b.op)), reverse=True)
    if not scored or scored[0][0] < least or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return []
    best = right[scored[0][1]]
    rival = max((_likeness(other, best) for other in left if other is not a), default=0.0)
    return [best] if rival < scored[0][0] else []


def _likeness(a: Entry, b: Entry) -> float:
    return 100.0 if a.plain == b.plain else min(fuzz.ratio(a.plain, b.plain), 99.0)


def _differences(a: Entry, b: Entry, renamed: dict[str, str]) -> Iterator[Change]:
    if a.label != b.label:
        yield Change(what="label", before=a.label, after=b.label)
    if a.part != b.part or renamed.get(a.parent, a.parent) != b.parent:
        yield Change(what="place", before=_place(a), after=_place(b))
    if a.plain != b.plain:
        yield Change(what="words", before=" ".join(a.text.split()), after=" ".join(b.text.split()))
    if (a.op, a.n) != (b.op, b.n):
        yield Change(what="operator", before=operator(a), after=operator(b))
    if a.kind != b.kind:
        yield Change(what=_kind_change(a, b), before=a.kind or "a group", after=b.kind or "a group")
    yield from _slots(a, b)


def _place(entry: Entry) -> str:
    return f"{entry.part} under {entry.parent}" if entry.parent else entry.part


def operator(entry: Entry) -> str:
    """The operator of a group as words: all, any, at least 2."""
    return f"at least {entry.n}" if entry.op == "at_least" else entry.op or "a leaf"


def _kind_change(a: Entry, b: Entry) -> str:
    if a.asked and b.kind:
        return "now typed"
    return "now asked" if b.asked and a.kind else "kind"


def _slots(a: Entry, b: Entry) -> Iterator[Change]:
    for name in dict.fromkeys((*a.slots, *b.slots)):
        before, after = a.slots.get(name), b.slots.get(name)
        if before != after and not (a.kind != b.kind and name in ("question", "about")):
            numbers = any(isinstance(v, int | float) and not isinstance(v, bool) for v in (before, after))
            yield Change(what="threshold" if numbers else "slot", name=name, before=said(before), after=said(after))


def said(value: object) -> str:
    """A value as the file has it; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return ", ".join(f"{k}: {said(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(said(v) for v in value)
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())


def _around(old: Subject, new: Subject) -> Iterator[Change]:
    for name in (*_AROUND, *_ALSO):
        before, after = said(old.content.get(name)), said(new.content.get(name))
        if before != after:
            yield Change(what="field", name=name, before=before, after=after)
