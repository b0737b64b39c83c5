"""What a change is held against: the policy's own criteria, and apart from them the literature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from mednec.criteria.kinds.asked import Parts
from mednec.criteria.kinds.change import Change
from mednec.criteria.leaf import Leaf
from mednec.criteria.policy import CriterionNode, Policy
from mednec.criteria.record import Record
from mednec.determination.response.timing import cite_reference
from mednec.dosing.say import say
from mednec.model.knowledge import ImportantChange, ResponseWindow, ScoreSum
from mednec.model.policy import Clause
from mednec.model.response import MeasuredValue, ResponseThreshold, ThresholdKind

CONTINUATION = "continuation"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyAsk:
    """A clause that asks for a change of a measure."""

    clause: Clause
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardsticks:
    """What the policy asks, what the literature counts as important, and after how long response may be judged."""

    policy: tuple[PolicyAsk, ...] = ()
    changes: tuple[ImportantChange, ...] = ()
    sums: tuple[ScoreSum, ...] = ()
    windows: tuple[ResponseWindow, ...] = ()


def policy_asks(policy: Policy) -> tuple[PolicyAsk, ...]:
    """Every change of a measure that the continuation criteria ask for; of all routes where there are none."""
    roots = [policy.routes[CONTINUATION]] if CONTINUATION in policy.routes else list(policy.routes.values())
    found: dict[tuple[str, Change], PolicyAsk] = {}
    for root in roots:
        for node in _nodes(root):
            for change in _changes(node.leaf):
                found.setdefault((node.clause.label, change), PolicyAsk(clause=node.clause, change=change))
    return tuple(found.values())


def _nodes(node: CriterionNode) -> Iterator[CriterionNode]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _changes(leaf: Leaf | None) -> Iterator[Change]:
    if isinstance(leaf, Change):
        yield leaf
    elif isinstance(leaf, Parts):
        for part in leaf.parts:
            yield from _changes(part)


def better_of(record: Record, concept: str, known: Yardsticks) -> str:
    """Which way is better: as the policy or the literature has it, else as the measure itself has it."""
    asked = [a.change.better for a in known.policy if record.lexicon.matches(concept, a.change.of)]
    counted = [c.better for c in known.changes if record.lexicon.is_a(concept, c.measure)]
    own = record.lexicon.concepts.get(concept)
    return next(iter((*asked, *counted)), own.better if own else "")


def rows_for(record: Record, concept: str, known: Yardsticks) -> tuple[ImportantChange, ...]:
    """Rows of the literature for a measure in the diseases treated."""
    return tuple(
        row
        for row in known.changes
        if record.lexicon.is_a(concept, row.measure)
        and (not row.diseases or any(record.lexicon.matches(d, row.diseases) for d in record.diseases))
    )


def thresholds_of(
    record: Record,
    concept: str,
    before: MeasuredValue | None,
    latest: MeasuredValue | None,
    known: Yardsticks,
) -> tuple[ResponseThreshold, ...]:
    """The policy's thresholds, then the literature's, each with whether the two values reach it."""
    asked = [a for a in known.policy if record.lexicon.matches(concept, a.change.of)]
    own = [_of_policy(record, ask, before, latest) for ask in asked]
    rows = [row for row in rows_for(record, concept, known) if _holds_for(row, before, latest)]
    return (*own, *(_of_literature(record, row, before, latest) for row in rows))


def gain(before: MeasuredValue, latest: MeasuredValue, better: str) -> Decimal:
    """How much better the later value is; below zero when it is worse."""
    return before.value - latest.value if better == "lower" else latest.value - before.value


def _of_policy(
    record: Record, ask: PolicyAsk, before: MeasuredValue | None, latest: MeasuredValue | None
) -> ResponseThreshold:
    change = ask.change
    amounts = [say(change.by)] if change.by is not None else []
    amounts += [f"{say(change.by_percent)} %"] if change.by_percent is not None else []
    note = ""
    reached: bool | None = None
    if before is not None and latest is not None and latest.on is not None:
        reached = _enough(gain(before, latest, change.better), before.value, change)
        days = (record.as_of - latest.on).days
        if change.within_days is not None and days > change.within_days:
            reached, note = None, f"the value is {days} days old, the clause asks for one of {change.within_days} days"
        elif not reached and change.or_normal:
            reached, note = None, "or a normal value, which the clause judges"
    return ResponseThreshold(
        kind=ThresholdKind.POLICY,
        says=f"{change.better} by {' or '.join(amounts)}{' or normal' if change.or_normal else ''}",
        reached=reached,
        cited=ask.clause.citation,
        level=_level(before, change.better, change.by, change.by_percent if change.by is None else None),
        note=note,
    )


def _enough(gained: Decimal, before: Decimal, change: Change) -> bool:
    by = change.by is not None and gained >= change.by
    percent = change.by_percent is not None and gained * _HUNDRED >= change.by_percent * before
    return gained > 0 and (by or percent)


def _holds_for(row: ImportantChange, before: MeasuredValue | None, latest: MeasuredValue | None) -> bool:
    """Whether a row is about values like these: their unit, and where they began."""
    shown = latest or before
    if row.unit and (shown is None or shown.unit.casefold() != row.unit.casefold()):
        return False
    if before is None:
        return row.before_from is None and row.before_to is None
    above = row.before_from is None or before.value >= row.before_from
    return above and (row.before_to is None or before.value <= row.before_to)


def _of_literature(
    record: Record, row: ImportantChange, before: MeasuredValue | None, latest: MeasuredValue | None
) -> ResponseThreshold:
    return ResponseThreshold(
        kind=ThresholdKind.LITERATURE,
        says=_in_words(row),
        reached=_reaches(row, before, latest),
        cited=cite_reference(record, row.reference),
        grade=row.grade,
        beyond=row.more_than,
        level=row.reaches if row.reaches is not None else _level(before, row.better, row.by, row.by_percent),
        note=row.says,
    )


def _in_words(row: ImportantChange) -> str:
    than = "more than " if row.more_than else ""
    parts = [f"{row.better} by {than}{say(row.by)}"] if row.by is not None else []
    if row.by_percent is not None:
        parts.append(f"{row.better} by {than}{say(row.by_percent)} %" if not parts else f"{say(row.by_percent)} %")
    if row.reaches is not None:
        parts.append(f"a value of {say(row.reaches)}")
    return " and ".join(parts)


def _reaches(row: ImportantChange, before: MeasuredValue | None, latest: MeasuredValue | None) -> bool | None:
    """Whether all that the row names is reached; None where a value is missing."""
    if latest is None:
        return None
    answers = []
    if row.reaches is not None:
        answers.append(latest.value >= row.reaches if row.better == "higher" else latest.value <= row.reaches)
    if row.by is not None or row.by_percent is not None:
        if before is None:
            return None
        gained = gain(before, latest, row.better)
        asked = [row.by] if row.by is not None else []
        asked += [row.by_percent * before.value / _HUNDRED] if row.by_percent is not None else []
        answers += [gained > amount if row.more_than else gained >= amount for amount in asked]
        answers.append(gained > 0)
    return all(answers)


def _level(before: MeasuredValue | None, better: str, by: Decimal | None, by_percent: Decimal | None) -> Decimal | None:
    """The value at which a change from the value before is reached; the further one where two amounts are named."""
    if before is None:
        return None
    amounts = [by] if by is not None else []
    amounts += [by_percent * before.value / _HUNDRED] if by_percent is not None else []
    if not amounts:
        return None
    return before.value - max(amounts) if better == "lower" else before.value + max(amounts)
