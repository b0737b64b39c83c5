"""Why each clause has its status: the tree walked from its tests up, with what decided each group and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from mednec.criteria.logic import negate
from mednec.model.words import Status
from mednec.packs.running.plan import Plan, Step

MET, NOT_MET, CONFLICTING, SILENT = Status.MET, Status.NOT_MET, Status.CONFLICTING, Status.NOT_DOCUMENTED

PATTERNS = 4096  # remembered for each group; a group of six clauses has no more


class Why(NamedTuple):
    """One clause of a trace."""

    label: str
    status: Status
    decided_by: tuple[str, ...]  # children that give the group its status; none for a test
    lacks: int  # how many more of `among` must be met, and the group is; 0 where that is settled or cannot be told
    among: tuple[str, ...]  # children that are open


class Explainer:
    """A plan that explains case after case. What a group comes to is remembered for each pattern of its children."""

    def __init__(self, plan: Plan) -> None:
        labels = tuple(step.label for step in plan.steps)
        self._tests = [(i, labels[i], _answers(labels[i])) for i in plan.tests]
        self._groups = [(i, plan.steps[i].children, _remembered(plan.steps[i], labels)) for i in plan.groups]
        self._length = len(plan.steps)

    def explain(self, statuses: Mapping[str, Status]) -> tuple[Why, ...]:
        """Every clause, children before parents. A test without a status is not documented."""
        trace: list[Why] = [_NOTHING] * self._length
        told = statuses.get
        for i, label, answers in self._tests:
            trace[i] = answers[told(label, SILENT)]
        for i, children, why in self._groups:
            trace[i] = why(tuple([trace[c].status for c in children]))
        return tuple(trace)


_NOTHING = Why("", SILENT, (), 0, ())


def _answers(label: str) -> dict[Status, Why]:
    return {s: Why(label, s, (), 0, ()) for s in Status}


def _remembered(step: Step, labels: Sequence[str]) -> Callable[[tuple[Status, ...]], Why]:
    return lru_cache(maxsize=PATTERNS)(partial(_group, step, tuple(labels[c] for c in step.children)))


def _group(step: Step, names: tuple[str, ...], below: tuple[Status, ...]) -> Why:
    turned = step.turned or step.op == "not"
    told = _before_turning(step, below)
    status = negate(told) if turned else told
    if told.settled:
        return Why(step.label, status, _those(names, below, told), 0, ())
    among = tuple(n for n, s in zip(names, below, strict=True) if not s.settled)
    # An unclear group can be open with every clause settled.
    by = _those(names, below, CONFLICTING) if told is CONFLICTING else among or names
    return Why(step.label, status, by, 0 if turned else max(0, step.needed - below.count(MET)), among)


def _those(names: tuple[str, ...], below: tuple[Status, ...], status: Status) -> tuple[str, ...]:
    return tuple(n for n, s in zip(names, below, strict=True) if s is status)


def _before_turning(step: Step, below: Sequence[Status]) -> Status:
    """As `mednec.criteria.logic` has it, by counting: a trace is made for case after case."""
    met, not_met, disputed = below.count(MET), below.count(NOT_MET), below.count(CONFLICTING)
    if step.op == "unclear":
        return _unclear(len(below), met, not_met, disputed)
    needed = 1 if step.op == "not" else step.needed
    spare = len(below) - needed
    if met >= needed:
        return MET
    if not_met > spare:
        return NOT_MET
    if disputed and (met + disputed >= needed or not_met + disputed > spare):
        return CONFLICTING
    return SILENT


def _unclear(size: int, met: int, not_met: int, disputed: int) -> Status:
    if met == size:
        return MET
    if not_met == size:
        return NOT_MET
    return CONFLICTING if disputed and not (met and not_met) else SILENT
