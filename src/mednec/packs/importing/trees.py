"""Sections -> criteria trees: labels from the root, operators as the text says them, cross references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from mednec.packs.importing.beside import beside
from mednec.packs.importing.draft import Draft, Node
from mednec.packs.importing.joining import Joined, joined
from mednec.packs.importing.named import by_name, named_items
from mednec.packs.importing.operators import Operator, operator_of, without_connector
from mednec.packs.importing.outline import Item, Note, Outline
from mednec.packs.importing.refers import whole_reference
from mednec.packs.importing.sections import Section, Sections

_INLINE = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=[:,;(]))\(?(?P<mark>[1-9]|[a-h]|i{1,3}|iv|v)\)\s+(?=\S)")
_CONDITIONAL = re.compile(
    r"\b(?:provisional|conditional|interim)\s+(?:authori[sz]ation|approval|continuation)\b|\bon condition that\b",
    re.IGNORECASE,
)


# What a header asks for, and the "and" that joins it to its items.
_AND_ALSO = re.compile(
    r"(?P<own>\S[^.:;]{4,}?)\s*,?\s+"
    r"(?:and|plus|as well as|together with|in addition to|along with|AND|with|when|due to)\s+"
    r"(?:(?:also|has|have|meets?|had|satisf(?:y|ies)|there is|the|presence of|by|in|a|an|medicines|documentation)"
    r"\s+){0,4}",
    re.DOTALL,
)
_TELLS_OF_ALL = re.compile(r"\b(?:must|are|is) (?:be )?(?:met|satisfied|required|approved|covered)\b", re.IGNORECASE)
_ONLY_TITLE = re.compile(r"\b(?:meets?|criteria|section|part|medically necessary|approved?|covered)\b", re.IGNORECASE)


def build(
    outline: Outline,
    sections: Sections,
    names_disease: Callable[[str], bool] | None = None,
    words: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> Draft:
    """The routes, limits and exclusions of the policy.

    Sections of which no sentence says how they are joined are alternatives where each names a disease in its title
    (`names_disease`); otherwise the text is asked.
    """
    builder = _Builder(outline, names_disease or (lambda _title: True), words)
    builder.learn(sections.of("appendix"))
    draft = Draft(source=outline.source)
    draft.initial = builder.initial(sections)
    draft.continuation = builder.continuation(sections)
    draft.limits = [n for s in sections.of("limits", "duration") for n in builder.listed(s)]
    draft.exclusions = [n for s in sections.of("exclusions") for n in builder.listed(s)]
    _resolve(draft, builder.sections)
    return draft


def _resolve(draft: Draft, sections: dict[str, Node]) -> None:
    """Point at the clauses of a section whose items stand in the route themselves; what points nowhere is asked."""
    present = {node.label for root in draft.roots for node in root.walk()}
    for root in draft.roots:
        for node in root.walk():
            found: list[str] = []
            for label in node.include:
                inside = [c.label for c in sections[label].children] if label in sections else []
                found += [label] if label in present else [c for c in inside if c in present]
            if node.include and not found:
                missing = ", ".join(node.include)
                node.asks = f"{node.label} refers to {missing}, which is no clause of this text. Which is meant?"
            node.include = tuple(found)


class _Builder:
    def __init__(
        self, outline: Outline, names_disease: Callable[[str], bool], words: Mapping[str, frozenset[str]]
    ) -> None:
        self._source = outline.source
        self._names_disease = names_disease
        self._words = words
        self._named: dict[str, Node] = {}
        self.sections: dict[str, Node] = {}

    def learn(self, appendices: list[Section]) -> None:
        """The criteria that an appendix names, so that clauses can point at them by name."""
        for section in appendices:
            title = re.match(r"(?:appendix|exhibit|attachment)\s+\w+", section.item.text, re.IGNORECASE)
            label = title.group() if title else section.label
            for name, (_, item) in named_items(section.item, label).items():
                node = self._node(item, label)
                if node.leaf:  # the words behind the name
                    shift = len(item.text) - len(item.text.split(":", 1)[-1].lstrip()) if ":" in item.text[:60] else 0
                    node.text, node.start = node.text[shift:], node.start + shift
                self._named[name] = node

    # --- routes
    def initial(self, sections: Sections) -> Node | None:
        own = [s for s in sections.of("initial", "indication") if s.item.children]
        if not own:
            return None
        if len(own) == 1:
            return self._section(own[0])
        return self._joined_sections(own)

    def continuation(self, sections: Sections) -> Node | None:
        own = [s for s in sections.of("continuation") if s.item.children]
        provisional = [s for s in sections.of("provisional") if s.item.children]
        roots = [self._section(s) for s in own]
        for section in provisional:
            node = self._section(section)
            node.outcome_if_met = "approve_with_conditions"
            roots.append(node)
        if len(roots) <= 1:
            return roots[0] if roots else None
        label = " or ".join(root.label for root in roots)
        op = "any" if provisional or len(own) > 1 else "all"
        return self._group(label, op, roots, own[0].item if own else provisional[0].item, "sections")

    def listed(self, section: Section) -> list[Node]:
        """Each item of a section of limits or exclusions stands for itself."""
        if section.item.children:
            base = section.label
            nodes = [self._node(child, base) for child in section.item.children]
            return [leaf for node in nodes for leaf in self._standing(node)]
        notes = [n for n in section.item.notes if n.text.strip()]
        return [
            Node(
                label=_join(section.label, str(i)) if len(notes) > 1 else section.label or "limits",
                text=n.text,
                start=n.start,
                end=n.end,
            )
            for i, n in enumerate(notes, 1)
        ]

    def _standing(self, node: Node) -> list[Node]:
        """A header over items that are all needed stands as these items; one over alternatives stays a group."""
        return (
            [leaf for child in node.children for leaf in self._standing(child)]
            if node.op in ("all", "") and node.children
            else [node]
        )

    def _joined_sections(self, own: list[Section]) -> Node:
        """Several sections make one route: as a sentence joins them, else shared ones with one of the others."""
        marks = tuple(s.key for s in own)
        for text in self._sentences_over(own):
            how = joined(text, marks)
            if how is not None and set(how.refs) <= set(marks):
                return self._route(own, how)
        shared = [s for s in own if s.shared]
        special = [s for s in own if not s.shared]
        if shared and special:
            parts = tuple(Joined(ref=s.key) for s in special)
            how = Joined(
                op="all",
                parts=(
                    *(Joined(ref=s.key) for s in shared),
                    Joined(op=self._between(special), parts=parts) if len(parts) > 1 else parts[0],
                ),
            )
            return self._route(own, how)
        return self._route(own, Joined(op=self._between(own), parts=tuple(Joined(ref=m) for m in marks)))

    def _between(self, own: list[Section]) -> str:
        """How sections are joined that no sentence joins by name."""
        over = [t for s in own for h in s.above for t in (h.text, *(n.text for n in h.notes))]
        said = {op for text in over if (op := operator_of(text, [], []).op) in ("all", "any")}
        if len(said) == 1:
            return said.pop()
        return "any" if all(self._names_disease(s.item.text.split("\n")[0]) for s in own) else ""

    def _sentences_over(self, own: list[Section]) -> Iterable[str]:
        for section in own:
            for heading in section.above[::-1]:
                yield from (note.text for note in heading.notes)
        for section in own:
            yield from (n.text for n in section.item.notes if _TELLS_OF_ALL.search(n.text))
        for section in own:
            title = section.item.text
            # "ALL of A) through D), and in addition section 2 or section 3"
            if match := re.search(
                r"\b(?:in addition|together with|and also|and either|plus)\b.*", title, re.IGNORECASE | re.DOTALL
            ):
                others = [s.key for s in own if s is not section]
                how = joined(match.group(), tuple(others))
                if how is not None:
                    yield f"{section.key} and either {' or '.join(how.refs)}"

    def _route(self, own: list[Section], how: Joined) -> Node:
        by_label = {s.key: s for s in own}
        children: list[Node] = []
        for part in how.parts or (how,):
            if part.ref and by_label[part.ref].shared and how.op == "all":
                shared = self._section(by_label[part.ref])
                children += (
                    shared.children
                    if shared.op in ("all", "")
                    and not any(s.above and s.above[-1].text != own[0].above[-1].text for s in own)
                    and self._flat(own)
                    else [shared]
                )
            elif part.ref:
                children.append(self._section(by_label[part.ref]))
            else:
                inner = [self._section(by_label[r]) for r in part.refs]
                group = self._group(" or ".join(part.refs), part.op, inner, by_label[part.refs[0]].item, "header")
                if not part.op:
                    group.asks = f"Are all of {', '.join(part.refs)} needed, or one of them? The text does not say."
                children.append(group)
        if len(children) == 1:
            return self._group("initial", "all", children, own[0].item, "header")
        route = self._group("initial", how.op, children, own[0].item, "header" if how.op else "")
        if not how.op:
            names = ", ".join(c.label for c in children)
            route.asks = f"Does a first request need all of {names}, or one of them? The text does not say."
        return route

    @staticmethod
    def _flat(own: list[Section]) -> bool:
        return not any(s.above and re.search(r"initial", s.above[-1].text, re.IGNORECASE) for s in own)

    # --- nodes
    def _section(self, section: Section) -> Node:
        """A section as a group: its operator stands in its title, in the words under it, or in a bracket."""
        item = section.item
        first = item.children[0].start if item.children else item.end
        header = " ".join((item.text, *(n.text for n in item.notes if n.start < first)))
        children = [self._node(child, section.label) for child in item.children]
        conditional = [c for c in children if c.leaf and _CONDITIONAL.search(c.text[:80])]
        children = [c for c in children if c not in conditional]
        how = joined(header, tuple(c.label for c in item.children if c.label))
        label = section.key
        if how is not None and set(how.refs) == {c.label for c in item.children}:
            built = self._by_name(label, how, children, item)
        else:
            built = self._operated(label, header, children, item)
        self.sections[label] = built
        return built

    def _by_name(self, label: str, how: Joined, children: list[Node], item: Item) -> Node:
        by_mark = {_last(c.label): c for c in children}
        parts: list[Node] = []
        for part in how.parts or (how,):
            if part.ref:
                parts.append(by_mark[part.ref])
            else:
                inner = [by_mark[r] for r in part.refs]
                parts.append(self._group(" or ".join(n.label for n in inner), part.op, inner, item, "header"))
        if how.op == "any":
            parts = [by_mark[r] for r in how.refs]
        order = {c.start: i for i, c in enumerate(children)}
        parts.sort(key=lambda p: order.get(p.start, order.get(p.children[0].start, 0) if p.children else 0))
        return self._group(label, how.op or "all", parts, item, "header")

    def _operated(self, label: str, header: str, children: list[Node], item: Item) -> Node:
        operator = operator_of(header, [c.text for c in item.children], [c.connector for c in item.children])
        return self._with(operator, label, children, item)

    def _with(self, operator: Operator, label: str, children: list[Node], item: Item) -> Node:
        itself = self._itself(operator, label, item)
        added = self._beside(label, item, itself)
        if itself is None and not added:
            return self._joined_by(operator, label, children, item)
        inner = self._joined_by(operator, f"{label} (items)", children, item)
        instead = [b for b in added if b.text.lower().startswith("unless")]
        more = [*([itself] if itself else []), *(b for b in added if b not in instead)]
        if instead and more:
            inner = self._group(f"{label} (unless)", "any", [inner, *instead], item, "header")
        if not more:
            return self._group(label, "any", [inner, *instead], item, "header")
        return self._group(label, "all", [*more[: bool(itself)], inner, *more[bool(itself) :]], item, "header")

    def _beside(self, label: str, item: Item, itself: Node | None) -> list[Node]:
        """What a header asks for of all its items together, and what a sentence behind or between them adds."""
        if not item.children:
            return []
        words = (self._words.get(f"header_{name}", frozenset()) for name in ("conditions", "counts"))
        places = beside(item, *words)
        places = [p for p in places if itself is None or not itself.start <= p[0] < itself.end]
        names = [f"{label} (beside)", *(f"{label} (beside {i})" for i in range(2, len(places) + 1))]
        return [
            Node(label=name, text=self._source[a:b], start=a, end=b, asked=True)
            for name, (a, b) in zip(names, places, strict=False)
        ]

    def _itself(self, operator: Operator, label: str, item: Item) -> Node | None:
        """What a header asks for beside its items: "index of 27 or more AND at least ONE of the following"."""
        if operator.read_from != "header" or item.heading:
            return None
        says = re.search(r"\s+".join(re.escape(w) for w in operator.words.split()), item.text)
        ahead = _AND_ALSO.fullmatch(item.text[: says.start()]) if says else None
        if ahead is None or _ONLY_TITLE.search(ahead["own"]):
            return None
        start = item.start + ahead.start("own")
        return Node(label=f"{label} (itself)", text=ahead["own"], start=start, end=start + len(ahead["own"]))

    def _joined_by(self, operator: Operator, label: str, children: list[Node], item: Item) -> Node:
        node = self._group(label, operator.op, children, item, operator.read_from)
        node.n = operator.n
        if operator.op == "none":
            node.op = "not"
            node.children = [self._group(f"{label} (any)", "any", children, item, operator.read_from)]
        elif not operator.op and len(children) > 1:
            marks = ", ".join(c.label for c in children)
            why = f" ({operator.contradiction})" if operator.contradiction else ""
            node.asks = f"Does {label} need all of {marks}, or one of them{why}? The text does not say."
        elif not operator.op:
            node.op, node.read_from = "all", "one item"
        if node.n is not None and node.n > len(children):
            node.asks = f"{label} asks for {node.n} of {len(children)} items. How many are meant?"
            node.op, node.n = "", None
        return node

    def _node(self, item: Item, base: str) -> Node:
        label = _join(base, item.label)
        included = whole_reference(item.text) if not item.children else ()
        if included:
            node = self._leaf(item, label)
            node.include = included
            return node
        if not item.children:
            leaf = self._leaf(item, label)
            named = by_name(leaf.text, label, self._named) if self._named else None
            if named is not None:
                op, parts = named
                if len(parts) == 1 and parts[0].label == label:
                    return parts[0]
                return self._group(label, op, parts, item, "header")
            return self._inline(item, label) or leaf
        children = [self._node(child, label) for child in item.children]
        how = joined(item.text, tuple(c.label for c in item.children if c.label))
        if how is not None and set(how.refs) == {c.label for c in item.children}:
            return self._by_name(label, how, children, item)
        return self._operated(label, item.text, children, item)

    def _leaf(self, item: Item, label: str) -> Node:
        text = without_connector(item.text)
        return Node(
            label=label,
            text=text,
            start=item.start,
            end=item.start + len(text),
            notes=tuple(n.text for n in item.notes),
        )

    def _inline(self, item: Item, label: str) -> Node | None:
        """Numbers inside a sentence: "ALL of: (1) ..., (2) ... and (3) ...": at least two, in order from the first."""
        marks = list(_INLINE.finditer(item.text))
        if len(marks) < 2 or marks[0].group("mark") not in ("1", "a", "i"):
            return None
        header = item.text[: marks[0].start()]
        pieces = []
        for mark, following in zip(marks, [*marks[1:], None], strict=True):
            stop = following.start() if following else len(item.text)
            pieces.append((mark.group("mark"), mark.end(), item.text[mark.end() : stop].rstrip(" ,;")))
        operator = operator_of(header, [p[2] for p in pieces], [""] * len(pieces))
        if not operator.op:
            return None
        children = []
        for name, begin, words in pieces:
            text = re.sub(r"[;,.]?\s*\b(?:and|or)\s*$", "", words)
            start = item.start + begin
            children.append(Node(label=f"{label}.{name}", text=text, start=start, end=start + len(text)))
        return self._with(operator, label, children, item)

    def _group(self, label: str, op: str, children: list[Node], item: Item, read_from: str) -> Node:
        text = item.text.strip()
        return Node(
            label=label,
            text=text,
            start=item.start,
            end=item.start + len(text),
            op=op,
            children=children,
            read_from=read_from,
        )


def _join(base: str, mark: str) -> str:
    if base and mark.startswith(f"{base}."):
        return mark  # "1.2" under section 1
    return ".".join(part for part in (base, mark) if part)


def _last(label: str) -> str:
    return label.rsplit(".", 1)[-1]


__all__ = ["Note", "build"]
