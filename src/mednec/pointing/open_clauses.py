"""The clauses that stayed open and that the chart could answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mednec.criteria.kinds.asked import Parts, Reference
from mednec.criteria.leaf import Leaf
from mednec.criteria.policy import CriterionNode
from mednec.model.determination import CriterionResult
from mednec.model.document import ChartCitation
from mednec.model.policy import Clause
from mednec.model.words import Status
from mednec.review import Read

_FROM_THE_REQUEST = frozenset(
    {"age", "dose_limit", "duration_limit", "rate_limit", "request_is", "requested_for", "schedule_limit"}
    | {"units_agree", "visit_limit"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenClause:
    """A clause that was not settled, with what was read of it so far and why that is not enough."""

    clause: Clause
    leaf: Leaf
    status: Status
    note: str
    wants: str
    read: tuple[ChartCitation, ...]


def open_clauses(found: Read, judged: Iterable[CriterionResult]) -> tuple[OpenClause, ...]:
    """Leaves that apply and are not settled, each label once, in the order in which they were judged.

    What computes from the request alone is none of them. For a cross reference stand the open leaves of the clauses
    that it points to, which may be in no route of this request.
    """
    opened: dict[str, OpenClause] = {}
    for result in judged:
        if result.children or result.status.settled or not result.applicable or result.ruling:
            continue
        node = found.policy.node(result.clause)
        if isinstance(node.leaf, Reference):
            for below in _referred(found, node.leaf, ()):
                opened.setdefault(below.clause.label, below)
        elif node.leaf is not None and _in_chart(node.kind, node.leaf):
            opened[result.clause] = OpenClause(
                clause=node.clause,
                leaf=node.leaf,
                status=result.status,
                note=result.note,
                wants=result.wants,
                read=(*result.because, *result.contrary),
            )
    return tuple(opened.values())


def _in_chart(kind: str, leaf: Leaf) -> bool:
    """Whether the chart can answer. A clause that asks for other clauses beside is asked about only through those."""
    refers = isinstance(leaf, Parts) and any(isinstance(p, Reference) for p in leaf.parts)
    return kind not in _FROM_THE_REQUEST and not refers


def _referred(found: Read, reference: Reference, seen: tuple[str, ...]) -> Iterator[OpenClause]:
    for label in reference.to:
        if label not in seen:
            for node in _leaves(found.policy.node(label)):
                yield from _judged_apart(found, node, (*seen, label))


def _leaves(node: CriterionNode) -> Iterator[CriterionNode]:
    if not node.children:
        yield node
    for child in node.children:
        yield from _leaves(child)


def _judged_apart(found: Read, node: CriterionNode, seen: tuple[str, ...]) -> Iterator[OpenClause]:
    leaf = node.leaf
    if isinstance(leaf, Reference):
        yield from _referred(found, leaf, seen)
    elif leaf is not None and _in_chart(node.kind, leaf):
        judged = leaf.judge(found.record)
        if not judged.status.settled:
            yield OpenClause(
                clause=node.clause,
                leaf=leaf,
                status=judged.status,
                note=judged.note,
                wants=leaf.say(found.record),
                read=(*judged.because, *judged.contrary),
            )
