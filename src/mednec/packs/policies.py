"""policy.yaml with its source.md -> Policy. Every clause must stand verbatim in the source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable

from mednec.criteria.kinds import parse_leaf
from mednec.criteria.policy import CriterionNode, LimitException, Policy
from mednec.errors import PackError, PolicyError
from mednec.model.document import PolicyCitation
from mednec.model.policy import Clause
from mednec.model.words import Outcome
from mednec.packs.vocabulary import read_yaml

_OPS = ("all", "any", "at_least", "not")
_NODE = {"clause", "text", "op", "n", "children", "include", "kind", "outcome_if_met", "authorized_days", "applies_to"}
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
            raise PolicyError(f"unknown field {key!r}", where=where, do=f"it has {', '.join(sorted(_TOP))}")
    if source is None:
        text_file = folder / str(content.get("source", "source.md"))
        if not text_file.is_file():
            raise PolicyError("the policy's text is missing", where=f"{folder.name}/{text_file.name}")
        source = text_file.read_text("utf-8")
    return _Loading(where=where, content=content, source=source).policy()


@dataclass(slots=True, kw_only=True)
class _Loading:
    """One policy being read: raw nodes by label, and the nodes built from them."""

    where: str
    content: Mapping[str, object]
    source: str
    raw: dict[str, tuple[Mapping[str, object], str]] = field(default_factory=dict)
    built: dict[str, CriterionNode] = field(default_factory=dict)
    building: list[str] = field(default_factory=list)
    last_at: int = 0

    def policy(self) -> Policy:
        routes = self._mapping("routes")
        for name, root in routes.items():
            if name not in ("initial", "continuation"):
                raise self.wrong(f"routes.{name}", "unknown route", "the routes are initial and continuation")
            self._register(root, f"routes.{name}")
        for part in ("limits", "exclusions"):
            for i, node in enumerate(self._list(part)):
                self._register(node, f"{part}[{i}]")
        built_routes = {n: self._root(root, f"routes.{n}") for n, root in routes.items()}
        if not built_routes:
            raise self.wrong("routes", "no route", "a policy needs an initial route")
        limits = tuple(self._root(n, f"limits[{i}]") for i, n in enumerate(self._list("limits")))
        exclusions = tuple(self._root(n, f"exclusions[{i}]") for i, n in enumerate(self._list("exclusions")))
        self._check_references()
        effective = self._mapping("effective")
        restart = self._mapping("restart")
        authorization = self._mapping("authorization")
        return Policy(
            id=self._text("id"),
            title=self._text("title"),
            payer=self._text("payer"),
            version=self._text("version"),
            effective_from=self._date(effective, "from"),
            effective_to=self._date(effective, "to") if effective.get("to") else None,
            source=self.source,
            routes=built_routes,
            limits=limits,
            exclusions=exclusions,
            clauses={label: node.clause for label, node in sorted(self.built.items())},
            restart_after_days=self._int(restart.get("after_days"), "restart.after_days"),
            restart_clause=self._clause(restart, "restart") if restart else None,
            exceptions=self._exceptions(),
            names=self._words("names"),
            drugs=self._words("drugs"),
            services=self._words("services"),
            conditions=tuple(self._clause(c, f"conditions[{i}]") for i, c in enumerate(self._list("conditions"))),
            authorization_months=self._int(authorization.get("months"), "authorization.months"),
            authorization_clause=self._clause(authorization, "authorization") if authorization else None,
            modified_by=self._words("modified_by"),
            digest=hashlib.sha256(f"{self.content!r}\n{self.source}".encode()).hexdigest()[:16],
        )

    def wrong(self, place: str, what: str, do: str = "") -> PolicyError:
        return PolicyError(what, where=f"{self.where}:{place}", do=do)

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
        for i, child in enumerate(node.get("children") or []):
            self._register(child, f"{place}.children[{i}]")

    def _root(self, node: object, place: str) -> CriterionNode:
        assert isinstance(node, dict)  # _register has checked
        return self._node(node, place)

    def _node(self, node: Mapping[str, object], place: str) -> CriterionNode:
        if "include" in node:
            return self._included(node, place)
        label = str(node["clause"])
        if label in self.built:
            return self.built[label]
        if label in self.building:
            raise self.wrong(place, f"a cycle: {' > '.join([*self.building, label])}", "a clause cannot contain itself")
        self.building.append(label)
        clause = self._clause(node, place)
        children = node.get("children")
        built = self._group(node, clause, place) if children else self._leaf(node, clause, place)
        self.building.pop()
        self.built[label] = built
        return built

    def _included(self, node: Mapping[str, object], place: str) -> CriterionNode:
        label = str(node["include"])
        if set(node) != {"include"}:
            raise self.wrong(place, "an include stands alone")
        if label not in self.raw:
            raise self.wrong(place, f"includes {label!r}, which is no clause of this policy")
        return self._node(*self.raw[label])

    def _group(self, node: Mapping[str, object], clause: Clause, place: str) -> CriterionNode:
        unknown = sorted(set(node) - _NODE)
        if unknown:
            raise self.wrong(place, f"unknown field {unknown[0]!r}", f"a group has {', '.join(sorted(_NODE))}")
        op, n, children = node.get("op", "all"), node.get("n"), node.get("children")
        if op not in _OPS:
            raise self.wrong(place, f"unknown operator {op!r}", f"the operators are {', '.join(_OPS)}")
        if not isinstance(children, list):
            raise self.wrong(place, "children must be a list")
        if op == "at_least" and (not isinstance(n, int) or not 1 <= n <= len(children)):
            raise self.wrong(place, f"at_least needs n from 1 to {len(children)}")
        if op == "not" and len(children) != 1:
            raise self.wrong(place, "not takes one child")
        return CriterionNode(
            clause=clause,
            op=str(op),
            n=n if isinstance(n, int) else None,
            children=tuple(self._node(c, f"{place}.children[{i}]") for i, c in enumerate(children)),
            outcome_if_met=self._outcome(node, place),
            authorized_days=self._int(node.get("authorized_days"), f"{place}.authorized_days"),
            applies_to=self._strings(node.get("applies_to"), place),
            where=place,
        )

    def _exceptions(self) -> tuple[LimitException, ...]:
        """Which limits may be exceeded, and on which clauses of the limits that depends."""
        found = []
        limits = {str(n["clause"]) for n in self._list("limits") if isinstance(n, dict)}
        for i, entry in enumerate(self._list("exceptions")):
            place = f"exceptions[{i}]"
            if not isinstance(entry, dict) or not isinstance(entry.get("of"), str):
                raise self.wrong(place, "needs of: the limit it is an exception to")
            when = self._strings(entry.get("when"), f"{place}.when")
            for label in (entry["of"], *when):
                if label not in limits:
                    raise self.wrong(place, f"names {label!r}, which is no limit of this policy")
            clause = self._clause({"clause": f"{entry['of']} (exception)", "text": entry.get("text")}, place)
            found.append(LimitException(of=entry["of"], when=when, clause=clause))
        return tuple(found)

    def _leaf(self, node: Mapping[str, object], clause: Clause, place: str) -> CriterionNode:
        kind = node.get("kind")
        if not isinstance(kind, str):
            raise self.wrong(place, "a leaf without a kind", "give it a kind, or kind: ask with a question")
        frame = {"clause", "text", "kind", "outcome_if_met", "applies_to"}
        slots = {k: v for k, v in node.items() if k not in frame}
        return CriterionNode(
            clause=clause,
            kind=kind,
            leaf=parse_leaf(kind, slots, f"{self.where}:{place}"),
            outcome_if_met=self._outcome(node, place),
            applies_to=self._strings(node.get("applies_to"), place),
            where=place,
        )

    def _clause(self, node: object, place: str) -> Clause:
        """The clause with its place in source.md: the first occurrence behind the clause before it, else the first."""
        if not isinstance(node, dict) or not isinstance(node.get("clause"), str):
            raise self.wrong(place, "a clause label is missing")
        text = node.get("text")
        if not isinstance(text, str) or not text.strip():
            raise self.wrong(place, f"clause {node['clause']!r} without text", "copy its words from source.md")
        start = self.source.find(text, self.last_at)
        if start < 0:
            start = self.source.find(text)
        if start < 0:
            raise self.wrong(
                place, f"the text of {node['clause']!r} does not stand in source.md", f"it reads {text[:60]!r}"
            )
        self.last_at = start
        citation = PolicyCitation(
            policy=self._text("id"), clause=node["clause"], quote=text, start=start, end=start + len(text)
        )
        return Clause(label=node["clause"], text=text, citation=citation)

    def _check_references(self) -> None:
        """Cross references must point at clauses and never come back to themselves."""
        points = {label: _references(node) for label, (node, _) in self.raw.items()}
        contains = {label: [*_labels(node)] for label, (node, _) in self.raw.items()}

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

    def _text(self, name: str) -> str:
        value = self.content.get(name)
        if not isinstance(value, str) or not value:
            raise self.wrong(name, "is missing")
        return value

    def _mapping(self, name: str) -> Mapping[str, object]:
        value = self.content.get(name) or {}
        if not isinstance(value, dict):
            raise self.wrong(name, "must have fields")
        return value

    def _list(self, name: str) -> list[object]:
        value = self.content.get(name) or []
        if not isinstance(value, list):
            raise self.wrong(name, "must be a list")
        return value

    def _words(self, name: str) -> tuple[str, ...]:
        return self._strings(self.content.get(name), name)

    def _strings(self, value: object, place: str) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.wrong(place, "must be a list of words")
        return tuple(value)

    def _date(self, part: Mapping[str, object], name: str) -> date:
        value = part.get(name)
        if not isinstance(value, date):
            raise self.wrong(f"effective.{name}", "must be a date", "write it as 2026-01-31")
        return value

    def _int(self, value: object, place: str) -> int | None:
        if value is not None and not isinstance(value, int):
            raise self.wrong(place, "must be a whole number")
        return value


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


def _labels(node: Mapping[str, object]) -> Iterable[str]:
    if "include" in node:
        return
    yield str(node["clause"])
    children = node.get("children")
    for child in children if isinstance(children, list) else []:
        yield from _labels(child)
