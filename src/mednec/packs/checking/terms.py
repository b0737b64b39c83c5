"""The tree as it is checked: parts of a clause are terms of their own, and each leaf has its slots as written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from mednec.criteria.policy import CriterionNode, Policy

FRAME = frozenset(
    ("clause", "text", "kind", "outcome_if_met", "authorized_days", "applies_to", "at", "read_from", "asks")
)
Slots = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A group (`op` over children), a leaf of some kind with its slots, or a clause of several parts (both).

    `part` for what stands within `parts`; `above` are the words of the groups around it, outermost first.
    """

    label: str
    text: str
    where: str
    start: int
    op: str = ""
    n: int | None = None
    children: tuple[Term, ...] = ()
    kind: str = ""
    slots: Slots = field(default_factory=dict)
    part: bool = False
    above: tuple[str, ...] = ()
    applies_to: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()

    @property
    def needs_all(self) -> bool:
        """Whether every child must hold for it to hold."""
        one = len(self.children) == 1 and self.op != "not"
        return bool(self.children) and (self.op == "all" or one or (self.op == "at_least" and self.n == self.size))

    @property
    def size(self) -> int:
        return len(self.children)

    def walk(self) -> Iterator[Term]:
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator[Term]:
        return (t for t in self.walk() if not t.children)

    def words(self, name: str) -> tuple[str, ...]:
        """A slot of words, as a tuple; empty where it is absent."""
        value = self.slots.get(name)
        if isinstance(value, str):
            return (value,)
        return tuple(str(v) for v in value) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A route, a limit or an exclusion; `part` is routes, limits or exclusions."""

    name: str
    part: str
    term: Term


def roots_of(policy: Policy, content: Mapping[str, object]) -> tuple[Root, ...]:
    """Every route, limit and exclusion, with the slots as the file has them."""
    making = _Making(_raw_nodes(content))
    routes = [Root(name=f"routes.{n}", part="routes", term=making.term(r, ())) for n, r in policy.routes.items()]
    for part, nodes in (("limits", policy.limits), ("exclusions", policy.exclusions)):
        routes += [Root(name=f"{part}[{i}]", part=part, term=making.term(n, ())) for i, n in enumerate(nodes)]
    return tuple(routes)


class _Making:
    """Each label becomes one term, also where it is included again."""

    def __init__(self, raw: Mapping[str, Slots]) -> None:
        self._raw = raw
        self._made: dict[str, Term] = {}

    def term(self, node: CriterionNode, above: tuple[str, ...]) -> Term:
        label = node.clause.label
        if label not in self._made:
            inner = (*above, node.clause.text)
            raw = self._raw.get(label, {})
            slots = {k: v for k, v in raw.items() if k not in FRAME}
            if raw.get("proposed_by") is not None:
                slots = {"question": f"proposed by {raw['proposed_by']}, adopted by nobody: {node.clause.text}"}
            made = Term(
                label=label,
                text=node.clause.text,
                where=node.where,
                start=node.clause.citation.start,
                op=node.op,
                n=node.n,
                children=tuple(self.term(c, inner) for c in node.children),
                kind=node.kind,
                slots={} if node.children else slots,
                above=above,
                applies_to=node.applies_to,
                concepts=node.leaf.concepts if node.leaf else (),
            )
            self._made[label] = _with_parts(made) if node.kind == "parts" else made
        return self._made[label]


def _with_parts(term: Term) -> Term:
    """A clause of several parts, each part a term."""
    op, n = str(term.slots.get("op", "all")), term.slots.get("n")
    parts = term.slots.get("parts")
    children = []
    for i, raw in enumerate(parts if isinstance(parts, list) else []):
        kind = str(raw.get("kind"))
        slots = {k: v for k, v in raw.items() if k != "kind"}
        part = replace(term, kind=kind, slots=slots, part=True, where=f"{term.where}.parts[{i}]", children=())
        children.append(_with_parts(part) if kind == "parts" else part)
    return replace(term, op=op, n=n if isinstance(n, int) else None, children=tuple(children))


def _raw_nodes(content: Mapping[str, object]) -> dict[str, Slots]:
    """The nodes of the file by label."""
    found: dict[str, Slots] = {}
    routes = content.get("routes")
    waiting: list[object] = [*routes.values()] if isinstance(routes, Mapping) else []
    for part in ("limits", "exclusions"):
        listed = content.get(part)
        waiting += listed if isinstance(listed, list) else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping) and "clause" in node:
            found[str(node["clause"])] = node
            children = node.get("children")
            waiting += children if isinstance(children, list) else []
    return found


def needed(term: Term, *, negated: bool = False) -> Iterator[tuple[Term, bool]]:
    """The leaves that must all hold for the term to hold, each with whether it stands under a *not*."""
    if not term.children:
        yield term, negated
    elif term.op == "not":
        yield from needed_not(term.children[0], negated=negated)
    elif term.needs_all and not negated:
        for child in term.children:
            yield from needed(child, negated=False)


def needed_not(term: Term, *, negated: bool) -> Iterator[tuple[Term, bool]]:
    """What must hold for a denial: of "any of these" each must fail."""
    if not term.children:
        yield term, not negated
    elif negated:
        yield from needed(term, negated=False)
    elif term.op == "any" or term.size == 1:
        for child in term.children:
            yield from needed_not(child, negated=False)


def chains(term: Term, above: tuple[tuple[Term, bool], ...] = ()) -> Iterator[tuple[tuple[Term, bool], ...]]:
    """Every set of leaves that must hold together: of the whole tree, and of each alternative with what it stands in.

    Each yields what is new first to last; the first `len(above)` were seen before.
    """
    own = tuple(needed(term))
    together = (*above, *(o for o in own if o not in above))
    yield together
    for group in _choices(term):
        for child in group.children:
            yield from chains(child, together)


def _choices(term: Term) -> Iterator[Term]:
    """The nearest groups below in which not every child must hold."""
    if term.children and not term.needs_all and term.op != "not":
        yield term
    elif term.needs_all:
        for child in term.children:
            yield from _choices(child)
