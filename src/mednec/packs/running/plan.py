"""A policy's tree as numbered steps, children before parents: what all ways of running it have in common.

A clause that stands in several places is one step. A cross reference is a step over the clauses it points at, so that
an edit of those is seen through it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mednec.criteria.kinds.asked import Reference
from mednec.criteria.policy import CriterionNode, Policy
from mednec.errors import PolicyError
from mednec.packs.running.keys import key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One clause: a test of the chart (no `op`), or a group over earlier steps."""

    label: str
    op: str = ""  # all, any, at_least, not, unclear; empty for a test
    needed: int = 0  # how many children must be met, for all, any and at_least
    children: tuple[int, ...] = ()
    turned: bool = False  # a cross reference that asks that the clauses are not met
    key: str = ""  # what a test asks, whatever its label
    refers: bool = False  # a cross reference: a leaf of the tree, whatever stands behind it

    @property
    def is_test(self) -> bool:
        return not self.op


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Steps in an order in which each can be worked out from those before it."""

    steps: tuple[Step, ...]
    index: Mapping[str, int]  # step by label

    @property
    def tests(self) -> tuple[int, ...]:
        """The steps that need an answer from the chart, in the order of the policy."""
        return tuple(i for i, step in enumerate(self.steps) if step.is_test)

    @property
    def groups(self) -> tuple[int, ...]:
        return tuple(i for i, step in enumerate(self.steps) if not step.is_test)

    def below(self, root: int) -> tuple[int, ...]:
        """The steps that a step is worked out from, itself last; what stands behind a cross reference is not below."""
        found: set[int] = set()
        waiting = [root]
        while waiting:
            at = waiting.pop()
            if at not in found:
                found.add(at)
                waiting.extend(() if self.steps[at].refers else self.steps[at].children)
        return tuple(sorted(found))


def plan_of(policy: Policy) -> Plan:
    """Every route, limit and exclusion of a policy."""
    roots = (*policy.routes.values(), *policy.limits, *policy.exclusions)
    return plan_of_trees(roots)


def plan_of_trees(roots: Iterable[CriterionNode]) -> Plan:
    """The steps of these trees. Raises PolicyError for clauses that come back to themselves."""
    trees = tuple(roots)
    nodes: dict[str, CriterionNode] = {}
    for root in trees:
        _register(root, nodes)
    planning = _Planning(nodes=nodes)
    for root in trees:
        planning.step(root)
    return Plan(steps=tuple(planning.steps), index=planning.index)


def _register(node: CriterionNode, nodes: dict[str, CriterionNode]) -> None:
    if nodes.setdefault(node.clause.label, node) is node:
        for child in node.children:
            _register(child, nodes)


@dataclass(slots=True, kw_only=True)
class _Planning:
    nodes: Mapping[str, CriterionNode]
    steps: list[Step] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    def step(self, node: CriterionNode) -> int:
        label = node.clause.label
        if label in self.index:
            return self.index[label]
        if label in self.open:
            raise PolicyError(f"a cycle: {' > '.join([*self.open, label])}", where=node.where or label)
        self.open.append(label)
        made = self._group(node) if node.children else self._leaf(node)
        self.open.pop()
        self.steps.append(made)
        self.index[label] = len(self.steps) - 1
        return self.index[label]

    def _group(self, node: CriterionNode) -> Step:
        children = tuple(self.step(c) for c in node.children)
        needed = {"all": len(children), "any": 1, "at_least": node.n or 1}.get(node.op, 0)
        return Step(label=node.clause.label, op=node.op, needed=needed, children=children)

    def _leaf(self, node: CriterionNode) -> Step:
        leaf = node.leaf
        if isinstance(leaf, Reference) and self._can_follow(leaf):
            to = tuple(self.step(self.nodes[label]) for label in leaf.to)
            turned = leaf.expect == "not met"
            return Step(label=node.clause.label, op="all", needed=len(to), children=to, turned=turned, refers=True)
        return Step(label=node.clause.label, key=key_of(node))

    def _can_follow(self, leaf: Reference) -> bool:
        """Which targets count depends on the request where they are for some drugs only; such an answer is asked."""
        return all(label in self.nodes and not self.nodes[label].applies_to for label in leaf.to)
