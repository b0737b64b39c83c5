"""What differs between two versions of a policy, one edit at a time, each as the old policy with that edit alone.

Clauses are compared by what they ask, so that one that was only renumbered or reworded is no edit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from mednec.criteria.policy import CriterionNode, Policy
from mednec.packs.running.keys import key_of

Shape: TypeAlias = "tuple[str | int | tuple[str, ...] | Shape | None, ...]"
Rebuild: TypeAlias = Callable[[Policy], Policy]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One difference."""

    clause: str  # label in the old policy, or in the new one where it was added
    says: str
    text: str  # the words of the clause
    alone: Policy  # the old policy with this edit and no other


def edits(old: Policy, new: Policy) -> tuple[Edit, ...]:
    """The differences that an outcome can rest on, in the order of the policy."""
    found: dict[tuple[str, str], Edit] = {}
    for clause, says, text, rebuild in _differences(old, new):
        found.setdefault((clause, says), Edit(clause=clause, says=says, text=text, alone=rebuild(old)))
    return tuple(found.values())


Difference: TypeAlias = tuple[str, str, str, Rebuild]


def _differences(old: Policy, new: Policy) -> Iterator[Difference]:
    for name, root in new.routes.items():
        if name in old.routes:
            yield from _between(old.routes[name], root, old)
        else:
            yield _told(root, f"route {name} added", _route_added(name, root))
    for name, root in old.routes.items():
        if name not in new.routes:
            yield _told(root, f"route {name} removed", _route_removed(name))
    yield from _listed(old, old.limits, new.limits, "limit", _with_limits)
    yield from _listed(old, old.exclusions, new.exclusions, "exclusion", _with_exclusions)
    if old.modified_by != new.modified_by:
        labels = tuple(sorted({*old.modified_by} ^ {*new.modified_by}))
        says = "whether an excess is answered with the amount within the limit"
        yield ", ".join(labels), says, "", lambda policy: replace(policy, modified_by=new.modified_by)
    if _exceptions(old) != _exceptions(new):
        clause = ", ".join(sorted({e.of for e in (*old.exceptions, *new.exceptions)}))
        yield clause, "exceptions to a limit", "", lambda policy: replace(policy, exceptions=new.exceptions)


def _exceptions(policy: Policy) -> list[tuple[str, tuple[str, ...]]]:
    return [(e.of, e.when) for e in policy.exceptions]


def shape(node: CriterionNode) -> Shape:
    """What a clause asks, whatever its label and wording."""
    own = (*node.applies_to, "/", node.outcome_if_met or "")
    if not node.children:
        return (key_of(node), own)
    return (node.op, node.n, own, tuple(sorted((shape(c) for c in node.children), key=repr)))


def _between(old: CriterionNode, new: CriterionNode, policy: Policy) -> Iterator[Difference]:
    if shape(old) == shape(new):
        return
    if not old.children or not new.children:
        both_tests = not old.children and not new.children
        yield _told(old, "asks something else" if both_tests else "rewritten", _put(old, _unlike(new, policy)))
        return
    if _own(old) != _own(new):
        says = f"“{_joined(old)}” became “{_joined(new)}”" if _joined(old) != _joined(new) else "what it is about"
        yield _told(old, says, _put(old, replace(new, clause=old.clause, children=old.children)))
    left, right = _unmatched(old.children, new.children)
    for label in [*left]:
        if label in right:
            yield from _between(left.pop(label), right.pop(label), policy)
    for child in left.values():
        kept = tuple(c for c in old.children if c is not child)
        yield _told(child, f"removed from {old.clause.label}", _put(old, replace(old, children=kept)))
    for child in right.values():
        added = _unlike(child, policy)
        yield _told(child, f"added to {old.clause.label}", _put(old, replace(old, children=(*old.children, added))))


def _own(node: CriterionNode) -> tuple[object, ...]:
    return node.op, node.n, node.applies_to, node.outcome_if_met


def _joined(node: CriterionNode) -> str:
    return f"at least {node.n} of" if node.op == "at_least" else node.op


def _unmatched(
    old: tuple[CriterionNode, ...], new: tuple[CriterionNode, ...]
) -> tuple[dict[str, CriterionNode], dict[str, CriterionNode]]:
    """By label, the clauses of each list that the other has none like."""
    left = list(old)
    right: list[CriterionNode] = []
    for node in new:
        same = next((n for n in left if shape(n) == shape(node)), None)
        if same is None:
            right.append(node)
        else:
            left.remove(same)
    return {n.clause.label: n for n in left}, {n.clause.label: n for n in right}


WithList: TypeAlias = Callable[[Policy, tuple[CriterionNode, ...]], Policy]


def _with_limits(policy: Policy, limits: tuple[CriterionNode, ...]) -> Policy:
    return replace(policy, limits=limits)


def _with_exclusions(policy: Policy, exclusions: tuple[CriterionNode, ...]) -> Policy:
    return replace(policy, exclusions=exclusions)


def _listed(
    policy: Policy, old: tuple[CriterionNode, ...], new: tuple[CriterionNode, ...], what: str, put: WithList
) -> Iterator[Difference]:
    left, right = _unmatched(old, new)
    for label in [*left]:
        if label in right:
            yield from _between(left.pop(label), right.pop(label), policy)
    for node in left.values():
        kept = tuple(n for n in old if n is not node)
        yield _told(node, f"{what} removed", _list_put(put, kept))
    for node in right.values():
        added = (*old, _unlike(node, policy))
        yield _told(node, f"{what} added", _list_put(put, added))


def _list_put(put: WithList, nodes: tuple[CriterionNode, ...]) -> Rebuild:
    return lambda policy: put(policy, nodes)


def _told(node: CriterionNode, says: str, rebuild: Rebuild) -> Difference:
    return node.clause.label, says, node.clause.text, rebuild


def _route_added(name: str, root: CriterionNode) -> Rebuild:
    return lambda policy: replace(policy, routes={**policy.routes, name: _unlike(root, policy)})


def _route_removed(name: str) -> Rebuild:
    return lambda policy: replace(policy, routes={n: r for n, r in policy.routes.items() if n != name})


def _put(old: CriterionNode, new: CriterionNode) -> Rebuild:
    """Put a clause in the place of another, wherever that stands."""
    label, put = old.clause.label, replace(new, clause=old.clause)

    def everywhere(node: CriterionNode) -> CriterionNode:
        if node.clause.label == label:
            return put
        return replace(node, children=tuple(everywhere(c) for c in node.children)) if node.children else node

    def rebuild(policy: Policy) -> Policy:
        return replace(
            policy,
            routes={name: everywhere(root) for name, root in policy.routes.items()},
            limits=tuple(everywhere(n) for n in policy.limits),
            exclusions=tuple(everywhere(n) for n in policy.exclusions),
        )

    return rebuild


def _unlike(node: CriterionNode, policy: Policy) -> CriterionNode:
    """An added clause whose labels no clause of the old policy has: one label is one clause."""
    old: dict[str, CriterionNode] = {}
    for root in (*policy.routes.values(), *policy.limits, *policy.exclusions):
        _collect(root, old)
    return _relabelled(node, old)


def _collect(node: CriterionNode, into: dict[str, CriterionNode]) -> None:
    into.setdefault(node.clause.label, node)
    for child in node.children:
        _collect(child, into)


def _relabelled(node: CriterionNode, old: Mapping[str, CriterionNode]) -> CriterionNode:
    label = node.clause.label
    same = label in old and shape(old[label]) == shape(node)
    clause = node.clause if same or label not in old else replace(node.clause, label=f"{label} (new)")
    return replace(node, clause=clause, children=tuple(_relabelled(c, old) for c in node.children))
