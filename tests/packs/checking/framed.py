"""Small policies for the checks: a fixture holds what matters to one check, the frame around it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from mednec.criteria.policy import Policy
from mednec.packs.checking import Subject
from mednec.packs.checking.subject import made
from mednec.packs.library import Library
from mednec.packs.policies import policy_of

HERE = Path(__file__).parent
FRAME: Mapping[str, Any] = {
    "id": "a-plan",
    "title": "A drug",
    "payer": "A Health Plan",
    "version": "2",
    "names": ["AP-1"],
    "effective": {"from": date(2025, 1, 1)},
    "drugs": ["omalizumab"],
    "authorization": {"months": 6, "clause": "V.A", "text": "Authorization is for 6 months."},
}


def read(path: Path) -> Mapping[str, Any]:
    """One fixture."""
    content = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(content, dict)
    known = {"criteria", "header", "op", "n", "continuation", "limits", "exclusions", "around", "source", "behind"}
    assert set(content) <= {*known, "tests", "beside"}, path.name
    return content


def subject(fixture: Mapping[str, Any], library: Library) -> Subject:
    """The policy of a fixture with its source, tests and the versions installed beside it."""
    content = _content(fixture)
    source = fixture.get("source") or f"{_source(content)}\n{fixture.get('behind', '')}\n"
    policy = policy_of(content, source, "policy.yaml")
    shelf = (policy, *(_beside(policy, content, source, other) for other in fixture.get("beside", [])))
    tests = fixture["tests"] if "tests" in fixture else {"tests": [{"name": "all", "expect": _expected(policy)}]}
    return made(library, policy, content, "policy.yaml", tests, shelf)


def _content(fixture: Mapping[str, Any]) -> dict[str, Any]:
    root = {
        "clause": "I",
        "text": fixture.get("header", "Approve when ALL of the following are met:"),
        "op": fixture.get("op", "all"),
        **({"n": fixture["n"]} if "n" in fixture else {}),
        "children": fixture.get("criteria") or FALLBACK,
    }
    routes = {"initial": root, "continuation": fixture.get("continuation", {"include": "I"})}
    around = {**FRAME, **fixture.get("around", {})}
    return {
        **{name: value for name, value in around.items() if value is not None},
        "routes": {name: route for name, route in routes.items() if route},
        "limits": fixture.get("limits", []),
        "exclusions": fixture.get("exclusions", []),
    }


FALLBACK = [
    {"clause": "I.A", "text": "The member is 12 years of age or older.", "kind": "age", "at_least": 12},
    {
        "clause": "I.B",
        "text": "Ordered by a dermatologist.",
        "kind": "prescriber",
        "specialties": ["dermatology"],
    },
]


def _source(content: Mapping[str, Any]) -> str:
    """A text in which every clause stands under its label."""
    lines = [f"# {content['title']}", ""]
    for route in content["routes"].values():
        lines += [*_lines(route, 0), ""]
    for part in ("limits", "exclusions"):
        lines += [line for node in content[part] for line in _lines(node, 0)]
    if "authorization" in content:
        lines += ["", str(content["authorization"]["text"])]
    return "\n".join(lines)


def _lines(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    if "include" not in node:
        yield f"{'   ' * depth}{str(node['clause']).split('.')[-1]}. {node['text']}"
        for child in node.get("children", []):
            yield from _lines(child, depth + 1)


def _expected(policy: Policy) -> dict[str, str]:
    return {leaf.clause.label: "met" for leaf in policy.leaves()}


def _beside(policy: Policy, content: Mapping[str, Any], source: str, other: Mapping[str, Any]) -> Policy:
    return policy_of({**content, **other}, source, "other.yaml") if other else policy
