"""A policy's tree as JSON: routes, limits and exclusions, each node with label, operator and words."""

from __future__ import annotations

from mednec.criteria.policy import CriterionNode, Policy
from mednec.render.json_text import Json, Record


def tree_record(policy: Policy) -> Record:
    """`{"routes": {"initial": NODE, ...}, "limits": [NODE], "exclusions": [NODE]}`."""
    routes: Record = {name: _node(root) for name, root in policy.routes.items()}
    return {
        "policy": policy.id,
        "title": policy.title,
        "routes": routes,
        "limits": [_node(node) for node in policy.limits],
        "exclusions": [_node(node) for node in policy.exclusions],
    }


def _node(node: CriterionNode) -> Record:
    if not node.children:
        return {"clause": node.clause.label, "text": node.clause.text, "kind": node.kind}
    children: list[Json] = [_node(child) for child in node.children]
    return {
        "clause": node.clause.label,
        "text": node.clause.text,
        "op": node.op,
        "n": node.n,
        "children": children,
    }
