"""A payer's policy as a criteria tree whose every clause stands verbatim in its source text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from mednec.criteria.leaf import Leaf
from mednec.model.policy import Clause
from mednec.model.words import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionNode:
    """A node of the tree before judging: a group (`op` over children) or a leaf of some kind."""

    clause: Clause
    op: str = ""  # all, any, at_least, not; empty for a leaf
    n: int | None = None
    children: tuple[CriterionNode, ...] = ()
    kind: str = ""
    leaf: Leaf | None = None
    outcome_if_met: Outcome | None = None  # only where the policy itself provides for it
    authorized_days: int | None = None  # how long such an approval lasts, where the policy says
    applies_to: tuple[str, ...] = ()  # disease concepts or drugs this limit or branch is about; empty for all
    where: str = ""  # place in policy.yaml, for messages


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitException:
    """A limit may be exceeded when all of these clauses, listed among the limits, are met."""

    of: str
    when: tuple[str, ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of one policy. `routes` maps `initial` and `continuation` to their root."""

    id: str
    title: str
    payer: str
    version: str
    effective_from: date
    effective_to: date | None
    source: str  # text of source.md
    routes: Mapping[str, CriterionNode]
    limits: tuple[CriterionNode, ...]
    exclusions: tuple[CriterionNode, ...]
    clauses: Mapping[str, Clause]  # every label that may be cited, definitions and conditions too
    restart_after_days: int | None = None  # continuation is reviewed as initial after this gap
    restart_clause: Clause | None = None
    exceptions: tuple[LimitException, ...] = ()
    names: tuple[str, ...] = ()  # policy number and other names by which requests call it
    drugs: tuple[str, ...] = ()  # drugs the policy is about; other service lines are out of scope
    services: tuple[str, ...] = ()  # billing codes of services the policy also covers
    conditions: tuple[Clause, ...] = ()  # conditions of a time-limited approval, in the policy's words
    authorization_months: int | None = None
    authorization_clause: Clause | None = None
    modified_by: tuple[str, ...] = ()  # limits whose excess leads to approve_modified; others go back for correction
    digest: str = ""

    def leaves(self) -> Iterator[CriterionNode]:
        """Every leaf of every route, limit and exclusion; an included one as often as it is included."""
        for root in (*self.routes.values(), *self.limits, *self.exclusions):
            yield from _leaves(root)

    def labels(self) -> frozenset[str]:
        """Labels of every clause that is judged: leaves and groups of every route, limits and exclusions."""
        roots = (*self.routes.values(), *self.limits, *self.exclusions)
        return frozenset(node.clause.label for root in roots for node in _nodes(root))

    def node(self, label: str) -> CriterionNode:
        """The node with this label, wherever it stands. Raises KeyError when there is none."""
        for root in (*self.routes.values(), *self.limits, *self.exclusions):
            found = _find(root, label)
            if found is not None:
                return found
        raise KeyError(label)


def _leaves(node: CriterionNode) -> Iterator[CriterionNode]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _leaves(child)


def _nodes(node: CriterionNode) -> Iterator[CriterionNode]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _find(node: CriterionNode, label: str) -> CriterionNode | None:
    if node.clause.label == label:
        return node
    return next((f for c in node.children if (f := _find(c, label)) is not None), None)
