"""The recommendation for every case of a book: the table of `mednec.determination.outcome`, over planes.

What the clauses decide is reckoned as a review reckons it. What stands beside them (units, billing codes, an order that
cannot be meant) is taken from the book as it was reviewed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from mednec.criteria.policy import CriterionNode, Policy
from mednec.model.words import Outcome
from mednec.packs.running.plan import Plan, plan_of
from mednec.packs.running.planes import Planes, Shelf, Words, nothing, run


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the book says of its cases apart from the clauses, one bit for each case."""

    everyone: Words
    route: Callable[[str], Words]  # cases reviewed on a route
    applies: Callable[[tuple[str, ...]], Words]  # cases that are about one of these drugs or diseases
    in_scope: Words
    impossible: Words  # the order cannot be meant as written
    pends: Words  # units, billing code: what sends a case back that its clauses would approve
    shortens: Words  # a period longer than one authorization


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Every case in exactly one row of the table of outcomes."""

    rows: tuple[tuple[str, Outcome, Words], ...]

    def of(self, outcome: Outcome) -> Words:
        """Cases with this outcome."""
        first, *rest = (cases for _, o, cases in self.rows if o is outcome)
        for cases in rest:
            first = first | cases
        return first


def decide(policy: Policy, shelf: Shelf, beside: Beside, changed: Mapping[str, Planes] | None = None) -> Decided:
    """The outcome of every case; `changed` supposes other answers for some clauses, by label."""
    return _Deciding(policy=policy, plan=plan_of(policy), shelf=shelf, beside=beside, changed=changed or {}).table()


@dataclass(slots=True, kw_only=True)
class _Deciding:
    policy: Policy
    plan: Plan
    shelf: Shelf
    beside: Beside
    changed: Mapping[str, Planes]
    known: dict[int, Planes] = field(init=False)

    def __post_init__(self) -> None:
        given = self.shelf.given(self.plan)
        given.update({self.plan.index[label]: planes for label, planes in self.changed.items()})
        self.known = run(self.plan, given)

    def table(self) -> Decided:
        """The rows in their order, each with the cases that no row above it has."""
        left, rows = self.beside.everyone, []
        for why, outcome, fits in self._rows():
            taken = left & fits
            rows.append((why, outcome, taken))
            left = left & ~taken
        return Decided(rows=tuple(rows))

    def _rows(self) -> Iterator[tuple[str, Outcome, Words]]:
        beside = self.beside
        met, decisively_not, provided = self._criteria()
        shown, may = self._exclusions()
        exceeded, unchecked, unkept = self._limits()
        yield "no line of the request is for a drug of this policy", Outcome.PEND, ~beside.in_scope
        yield "an exclusion applies", Outcome.DENY_RECOMMENDED, shown
        yield "a required clause is decisively not met", Outcome.DENY_RECOMMENDED, decisively_not
        yield "an exclusion may apply", Outcome.PEND, may
        yield "a required clause is open", Outcome.PEND, ~met
        yield "the policy itself provides a time-limited approval", Outcome.APPROVE_WITH_CONDITIONS, provided
        yield "the order cannot be meant as written", Outcome.PEND, beside.impossible
        yield "a limit is exceeded", Outcome.APPROVE_MODIFIED, exceeded
        yield "a limit cannot be checked", Outcome.PEND, unchecked
        yield "a limit is not kept", Outcome.PEND, unkept
        yield "units or a billing code do not agree with the order", Outcome.PEND, beside.pends
        yield "the period asked is longer than one authorization", Outcome.APPROVE_MODIFIED, beside.shortens
        yield "every required clause is met within the limits", Outcome.APPROVE, beside.everyone

    def _criteria(self) -> tuple[Words, Words, Words]:
        """Each case on its route: the criteria are met, decisively not met, met through a branch with an outcome."""
        met, decisively_not, provided = (nothing(self.shelf.cases) for _ in range(3))
        for name, root in self.policy.routes.items():
            cases, at = self.beside.route(name), self.plan.index[root.clause.label]
            met |= cases & self.known[at].met
            decisively_not |= cases & self._decisive(at).not_met
            provided |= cases & self._provided(root, at)
        return met, decisively_not, provided

    def _decisive(self, root: int) -> Planes:
        """A *not met* counts only where the record itself shows it; a cross reference counts as it stands."""
        given = self._leaves(root)
        for i in self.plan.below(root):
            step = self.plan.steps[i]
            if step.is_test and step.label not in self.changed:
                given[i] = _shown(given[i], self.shelf.weak(step.key))
        return run(self.plan, given, [root])[root]

    def _leaves(self, root: int) -> dict[int, Planes]:
        """The tests and cross references of a tree as they came out."""
        below = (i for i in self.plan.below(root) if self.plan.steps[i].is_test or self.plan.steps[i].refers)
        return {i: self.known[i] for i in below}

    def _provided(self, root: CriterionNode, at: int) -> Words:
        """Cases met through one branch alone, where the policy gives that branch a time-limited approval."""
        none = nothing(self.shelf.cases)
        failed = Planes(met=none, not_met=~none, conflicting=none)
        found, seen = none, none
        for branch in _branches(root):
            i = self.plan.index[branch.clause.label]
            without = run(self.plan, self._leaves(at) | {i: failed}, [at])[at]
            alone = self.known[i].met & ~without.met & ~seen
            seen = seen | alone
            if branch.outcome_if_met is Outcome.APPROVE_WITH_CONDITIONS:
                found = found | alone
        return found

    def _exclusions(self) -> tuple[Words, Words]:
        """Exclusions that the record shows to apply, and those that may."""
        shown, may = nothing(self.shelf.cases), nothing(self.shelf.cases)
        for node in self.policy.exclusions:
            i = self.plan.index[node.clause.label]
            step, planes, applies = self.plan.steps[i], self.known[i], self.beside.applies(node.applies_to)
            judged = step.is_test and step.label not in self.changed
            weak = self.shelf.weak(step.key) if judged else nothing(self.shelf.cases)
            shown |= planes.met & applies & ~weak
            may |= (planes.met | planes.conflicting | (planes.silent & weak)) & applies
        return shown, may

    def _limits(self) -> tuple[Words, Words, Words]:
        """Limits that are exceeded with an amount to answer, that cannot be checked, that are not kept."""
        exceeded, unchecked, unkept = (nothing(self.shelf.cases) for _ in range(3))
        allowing = {label for exception in self.policy.exceptions for label in exception.when}
        for node in self.policy.limits:
            label = node.clause.label
            planes, applies = self._limit(label), self._limit_applies(node)
            over = planes.not_met & applies & ~self._excepted(label)
            if label in self.policy.modified_by:
                exceeded |= over
                unchecked |= ~(planes.met | planes.not_met) & applies
            elif label not in allowing:
                unkept |= over
        return exceeded, unchecked, unkept

    def _limit(self, label: str) -> Planes:
        return self.known[self.plan.index[label]]

    def _limit_applies(self, node: CriterionNode) -> Words:
        """The conditions of an exception count only where the limit itself is exceeded."""
        for exception in self.policy.exceptions:
            if node.clause.label in exception.when:
                return self._limit(exception.of).not_met
        return self.beside.applies(node.applies_to)

    def _excepted(self, label: str) -> Words:
        found = nothing(self.shelf.cases)
        for exception in self.policy.exceptions:
            if exception.of == label:
                every = ~found
                for when in exception.when:
                    every = every & self._limit(when).met
                found = found | every
        return found


def _shown(planes: Planes, weak: Words) -> Planes:
    return Planes(met=planes.met, not_met=planes.not_met & ~weak, conflicting=planes.conflicting)


def _branches(node: CriterionNode) -> Iterator[CriterionNode]:
    if node.outcome_if_met:
        yield node
    for child in node.children:
        yield from _branches(child)
