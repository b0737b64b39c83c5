"""Criteria that an appendix names: "the major criterion together with at least one minor criterion"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mednec.packs.importing.draft import Node
from mednec.packs.importing.operators import NUMBERS
from mednec.packs.importing.outline import Item

_NAME = re.compile(r"(?P<name>[A-Z][a-z]+(?: [a-z]+)?) criteri(?:on|a)\b\s*:?\s*", re.IGNORECASE)
_TERM = re.compile(
    r"(?:(?:at least|any)\s+)?(?P<n>one|two|three|four|five|\d|the"
    r"|all)\s+(?:of the\s+)?(?:\w+\s+)?(?P<name>[a-z]+) criteri(?:on|a)\b",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*,?\s*(?:together with|and|plus|along with|with)\s*", re.IGNORECASE)
_OR = re.compile(r"\s*,?\s*\bor\b\s*", re.IGNORECASE)


def named_items(appendix: Item, label: str) -> dict[str, tuple[str, Item]]:
    """Names of the items of an appendix: "Major criterion: ..." -> major, with its label."""
    found = {}
    for child in appendix.children:
        if match := _NAME.match(child.text):
            found[match.group("name").lower()] = (f"{label}.{child.label}", child)
    return found


def by_name(text: str, label: str, nodes: Mapping[str, Node]) -> tuple[str, list[Node]] | None:
    """Operator and parts of a clause that consists of named criteria; None where it says more or less than that.

    `nodes` are the named criteria: a leaf, or a group whose children are counted.
    """
    words = text.strip(" .;,")
    for op, pattern in (("all", _JOIN), ("any", _OR)):
        pieces = [p for p in pattern.split(words) if p.strip()]
        terms = [_TERM.fullmatch(p.strip()) for p in pieces]
        if pieces and all(terms):
            parts = [_part(m, label, nodes, alone=len(pieces) == 1) for m in terms if m is not None]
            if all(p is not None for p in parts):
                return (op, [p for p in parts if p is not None])
    return None


def _part(match: re.Match[str], label: str, nodes: Mapping[str, Node], *, alone: bool) -> Node | None:
    node = nodes.get(match.group("name").lower())
    if node is None:
        return None
    word = match.group("n").lower()
    if not node.children:
        return node if word in ("the", "one", "all", "1") else None
    if word in ("the", "all"):
        return node
    n = int(word) if word.isdigit() else NUMBERS[word]
    if n > len(node.children):
        return None
    name = label if alone else f"{label} ({' '.join(match.group().split())})"
    return Node(
        label=name,
        text=node.text,
        start=node.start,
        end=node.end,
        op="at_least",
        n=n,
        read_from="header",
        children=node.children,
    )
