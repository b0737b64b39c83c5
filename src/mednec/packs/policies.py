"""policy.yaml with its source.md -> Policy. Every clause must stand verbatim in the source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable

from rapidfuzz import process

from mednec.criteria.kinds import parse_leaf
from mednec.criteria.kinds.asked import Ask
from mednec.criteria.policy import CriterionNode, LimitException, Policy
from mednec.errors import PackError, PolicyError
from mednec.model.document import PolicyCitation
from mednec.model.policy import Clause
from mednec.model.words import Outcome
from mednec.packs.policy_fields import PolicyFields
from mednec.packs.vocabulary import read_yaml

_OPS = ("all", "any", "at_least", "not", "unclear")
_READ = {"at", "read_from", "asks"}  # what a program that read the text says of a node: span, where the operator stands
_NODE = {"clause", "text", "op", "n", "children", "outcome_if_met", "authorized_days", "applies_to", *_READ}
_TOP = {
    *("id", "title", "payer", "version", "effective", "source", "drugs", "services", "routes", "limits", "exclusions"),
    *("restart", "conditions", "authorization", "modified_by", "exceptions", "names"),
}


def load_policy(folder: Traversable, *, name: str = "policy.yaml", source: str | None = None) -> Policy:
    """One compiled policy with its text beside it. Raises PolicyError naming file and node."""
    path = folder / name
    try:
        content = read_yaml(path)
    except PackError as error:
        raise PolicyError(error.what, where=f"{folder.name}/{error.where}", do=error.do) from error
    where = f"{folder.name}/{name}"
    if not isinstance(content, dict):
        raise PolicyError("not a policy", where=where, do="see docs/writing-a-policy.md")
    for key in content:
        if key not in _TOP:
            near = process.extractOne(str(key), sorted(_TOP), score_cutoff=60)
            do = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(sorted(_TOP))}"
            raise PolicyError(f"unknown field {key!r}", where=where, do=do)
    if source is None:
        text_file = folder / str(content.get("source", "source.md"))
        if not text_file.is_file():
            do = "put the payer's text beside policy.yaml"
            raise PolicyError("the policy's text is missing", where=f"{folder.name}/{text_file.name}", do=do)
        source = _source(text_file, f"{folder.name}/{text_file.name}")
    return _Loading(where=where, content=content, source=source).policy()


def policy_of(content: Mapping[str, object], source: str, where: str) -> Policy:
    """A policy from the content of a policy.yaml and the text it was read from. Raises PolicyError naming the node."""
    return _Loading(where=where, content=content, source=source).policy()


def _source(file: Traversable, where: str) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"not UTF-8 at byte {error.start}", where=where, do="save it as UTF-8 text") from error


@dataclass(slots=True, kw_only=True)
class _Loading(PolicyFields):
    """One policy being read: raw nodes by label, and the nodes built from them."""

    source: str
    raw: dict[str, tuple[Mapping[str, object], str]] = field(default_factory=dict)
    built: dict[str, CriterionNode] = field(default_factory=dict)
    building: list[str] = field(default_factory=list)
    last_at: int = 0

    def policy(self) -> Policy:
        routes = self.mapping("routes", "initial", "continuation")
        for name, root in routes.items():
            self._register(root, f"routes.{name}")
        for part in ("limits", "exclusions"):
            for i, node in enumerate(self.entries(part)):
                self._register(node, f"{part}[{i}]")
        built_routes = {n: self._root(root, f"routes.{n}") for n, root in routes.items()}
        if "initial" not in built_routes:
            raise self.wrong("routes", "no initial route", "a policy needs one; continuation may include it")
        limits = tuple(self._root(n, f"limits[{i}]") for i, n in enumerate(self.entries("limits")))
        exclusions = tuple(self._root(n, f"exclusions[{i}]") for i, n in enumerate(self.entries("exclusions")))
        self._check_references()
        effective_from, effective_to = self.effective()
        restart = self.mapping("restart", "clause", "text", "after_days")
        authorization = self.mapping("authorization", "clause", "text", "months")
        return Policy(
            id=self.text("id"),
            title=self.text("title"),
            payer=self.text("payer"),
            version=self.text("version"),
            effective_from=effective_from,
            effective_to=effective_to,
            source=self.source,
            routes=built_routes,
            limits=limits,
            exclusions=exclusions,
            clauses={label: node.clause for label, node in sorted(self.built.items())},
            restart_after_days=self.whole(restart.get("after_days"), "restart.after_days"),
            restart_clause=self._clause(restart, "restart") if restart else None,
            exceptions=self._exceptions(),
            names=self.words("names"),
            drugs=self.words("drugs"),
            services=self.words("services"),
            conditions=tuple(self._clause(c, f"conditions[{i}]") for i, c in enumerate(self.entries("conditions"))),
            authorization_months=self.whole(authorization.get("months"), "authorization.months"),
            authorization_clause=self._clause(authorization, "authorization") if authorization else None,
            modified_by=self._limits_named(self.words("modified_by"), "modified_by"),
            digest=hashlib.sha256(f"{self.content!r}\n{self.source}".encode()).hexdigest()[:16],
        )

    def _register(self, node: object, place: str) -> None:
        """Every labelled node of the file once; the same label twice is an error."""
        if not isinstance(node, dict):
            raise self.wrong(place, "a node must have a clause and a kind or children")
        if "include" in node:
            return
        label = node.get("clause")
        if not isinstance(label, str) or not label:
            raise self.wrong(place, "a node without a clause label")
        if label in self.raw:
            raise self.wrong(place, f"label {label!r} is used twice (see {self.raw[label][1]})", "labels are unique")
        self.raw[label] = (node, place)
        if "children" in node:
            for i, child in enumerate(self._children(node, place)):
                self._register(child, f"{place}.children[{i}]")

    def _children(self, node: Mapping[str, object], place: str) -> list[dict[str, object]]:
        children = node.get("children")
        if not isinstance(children, list) or not children:
            raise self.wrong(place, "children must be a list of clauses")
        return children

    def _root(self, node: object, place: str) -> CriterionNode:
        assert isinstance(node, dict)  # _register has checked
        return self._node(node, place)

    def _node(self, node: Mapping[str, object], place: str) -> CriterionNode:
        if "include" in node:
            return self._included(node, place)
        label = str(node["clause"])
        if label in self.built:
            self.last_at = self.built[label].clause.citation.start
            return self.built[label]
        if label in self.building:
            raise self.wrong(place, f"a cycle: {' > '.join([*self.building, label])}", "a clause cannot contain itself")
        self.building.append(label)
        clause = self._clause(node, place)
        built = (self._group if "children" in node else self._leaf)(node, clause, place)
        self.building.pop()
        self.built[label] = built
        return built

    def _included(self, node: Mapping[str, object], place: str) -> CriterionNode:
        label = str(node["include"])
        if set(node) != {"include"}:
            raise self.wrong(place, "an include stands alone")
        if label not in self.raw:
            raise self.wrong(place, f"includes {label!r}, which is no clause of this policy")
        before = self.last_at
        included = self._node(*self.raw[label])
        self.last_at = before  # the clause after an include stands behind the clause before it
        return included

    def _group(self, node: Mapping[str, object], clause: Clause, place: str) -> CriterionNode:
        unknown = sorted(set(node) - _NODE)
        if unknown:
            raise self.wrong(place, f"unknown field {unknown[0]!r}", f"a group has {', '.join(sorted(_NODE))}")
        op, n, children = node.get("op", "all"), node.get("n"), self._children(node, place)
        if op not in _OPS:
            raise self.wrong(place, f"unknown operator {op!r}", f"the operators are {', '.join(_OPS)}")
        if op == "at_least" and (not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= len(children)):
            raise self.wrong(place, f"at_least needs n from 1 to {len(children)}, not {n!r}")
        if op != "at_least" and n is not None:
            raise self.wrong(place, f"n is for at_least, not for {op}")
        if op == "not" and len(children) != 1:
            raise self.wrong(place, "not takes one child")
        return CriterionNode(
            clause=clause,
            op=str(op),
            n=n if isinstance(n, int) else None,
            children=tuple(self._node(c, f"{place}.children[{i}]") for i, c in enumerate(children)),
            outcome_if_met=self._outcome(node, place),
            authorized_days=self.whole(node.get("authorized_days"), f"{place}.authorized_days"),
            applies_to=self.strings(node.get("applies_to"), place),
            where=place,
        )

    def _exceptions(self) -> tuple[LimitException, ...]:
        """Which limits may be exceeded, and on which clauses of the limits that depends."""
        found = []
        for i, entry in enumerate(self.entries("exceptions")):
            place = f"exceptions[{i}]"
            if not isinstance(entry, dict) or not isinstance(entry.get("of"), str):
                raise self.wrong(place, "needs of: the limit it is an exception to")
            when = self.strings(entry.get("when"), f"{place}.when")
            self._limits_named((entry["of"], *when), place)
            clause = self._clause({"clause": f"{entry['of']} (exception)", "text": entry.get("text")}, place)
            found.append(LimitException(of=entry["of"], when=when, clause=clause))
        return tuple(found)

    def _limits_named(self, labels: tuple[str, ...], place: str) -> tuple[str, ...]:
        limits = {n.get("clause") for n in self.entries("limits") if isinstance(n, dict)}
        for label in labels:
            if label not in limits:
                raise self.wrong(place, f"names {label!r}, which is no limit of this policy")
        return labels

    def _leaf(self, node: Mapping[str, object], clause: Clause, place: str) -> CriterionNode:
        kind = node.get("kind")
        if not isinstance(kind, str):
            raise self.wrong(place, "a leaf without a kind", "give it a kind, or kind: ask with a question")
        frame = {"clause", "text", "kind", "outcome_if_met", "applies_to", "proposed_by", *_READ}
        slots = {k: v for k, v in node.items() if k not in frame}
        leaf = parse_leaf(kind, slots, f"{self.where}:{place}")
        if node.get("proposed_by") is not None:  # typed by nobody who answers for it: a question until adopted
            kind, leaf = "ask", Ask(question=" ".join(clause.text.split()), about=leaf.concepts)
        return CriterionNode(
            clause=clause,
            kind=kind,
            leaf=leaf,
            outcome_if_met=self._outcome(node, place),
            applies_to=self.strings(node.get("applies_to"), place),
            where=place,
        )

    def _clause(self, node: object, place: str) -> Clause:
        """The clause with its place in source.md: the first occurrence behind the clause before it, else the first."""
        if not isinstance(node, dict) or not isinstance(node.get("clause"), str):
            raise self.wrong(place, "a clause label is missing")
        text = node.get("text")
        if not isinstance(text, str) or not text.strip():
            raise self.wrong(place, f"clause {node['clause']!r} without text", "copy its words from source.md")
        start = self._stated(node, text)
        if start < 0:
            start = self.source.find(text, self.last_at)
        if start < 0:
            start = self.source.find(text)
        if start < 0:
            raise self.wrong(
                place, f"the text of {node['clause']!r} does not stand in source.md", f"it reads {text[:60]!r}"
            )
        self.last_at = start
        citation = PolicyCitation(
            policy=self.text("id"), clause=node["clause"], quote=text, start=start, end=start + len(text)
        )
        return Clause(label=node["clause"], text=text, citation=citation)

    def _stated(self, node: Mapping[str, object], text: str) -> int:
        """Where the node itself says that its words begin, if they do stand there; else -1."""
        at = node.get("at")
        first = at[0] if isinstance(at, list) and at else None
        return first if isinstance(first, int) and self.source.startswith(text, first) else -1

    def _check_references(self) -> None:
        """Cross references must point at clauses and never come back to themselves."""
        points = {label: _references(node) for label, (node, _) in self.raw.items()}
        contains = {label: [*_labels(node, self.raw)] for label, (node, _) in self.raw.items()}

        def reach(label: str, path: list[str]) -> None:
            for inner in contains[label]:
                for target in points[inner]:
                    if target not in self.raw:
                        raise self.wrong(self.raw[inner][1], f"refers to {target!r}, which is no clause of this policy")
                    if target in path:
                        raise self.wrong(self.raw[inner][1], f"a cycle: {' > '.join([*path, target])}")
                    reach(target, [*path, target])

        for label in self.raw:
            reach(label, [label])

    def _outcome(self, node: Mapping[str, object], place: str) -> Outcome | None:
        value = node.get("outcome_if_met")
        if value is None:
            return None
        try:
            return Outcome(str(value).replace("_", " "))
        except ValueError as error:
            raise self.wrong(place, f"unknown outcome {value!r}") from error


def _references(node: Mapping[str, object]) -> tuple[str, ...]:
    """Targets of a reference leaf, also inside parts."""
    found: list[str] = []
    if node.get("kind") == "reference":
        to = node.get("to")
        found += [to] if isinstance(to, str) else list(to) if isinstance(to, list) else []
    parts = node.get("parts")
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, dict):
            found += _references(part)
    return tuple(found)


def _labels(node: Mapping[str, object], raw: Mapping[str, tuple[Mapping[str, object], str]]) -> Iterable[str]:
    """Labels of a node and everything below it, also by include; includes never come back to themselves."""
    if "include" in node:
        yield from _labels(raw[str(node["include"])][0], raw)
        return
    yield str(node["clause"])
    children = node.get("children")
    for child in children if isinstance(children, list) else []:
        yield from _labels(child, raw)
