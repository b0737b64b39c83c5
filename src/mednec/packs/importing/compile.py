"""A policy's text -> the content of policy.yaml: every clause with its words, typed where they can be explained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mednec.chart.dates import find_dates
from mednec.chart.lexicon import Lexicon
from mednec.errors import PolicyError
from mednec.packs.importing.beside import footnotes, narrows, noted
from mednec.packs.importing.draft import Draft, Node
from mednec.packs.importing.english import foreign, mostly_foreign
from mednec.packs.importing.outline import read_outline
from mednec.packs.importing.sections import read_sections
from mednec.packs.importing.trees import build
from mednec.packs.importing.typing import Clause, in_time_of, type_leaf
from mednec.packs.importing.typing.abbreviations import defined, find
from mednec.packs.importing.typing.products import preferred_products

_AMOUNTS = ("dose_limit", "schedule_limit", "duration_limit", "dosing_weight")
_TITLE_OF = re.compile(
    r"[^.:;\n]{3,120}?(?=[.:;\n]|,?\s+(?:with|when|if|and|all|both|one|any|either)\b|\s[-\u2013]\s|$)", re.I
)
_DEEPEST = 40
_MOST_BESIDE = 30  # so many letters of a title may stand beside the diseases it names
ClauseWords = Mapping[str, frozenset[str]]  # words without a condition of their own, by kind of leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A clause that a reviewer answers: its label and words, and what kept it from being typed."""

    clause: str
    text: str
    unexplained: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedType:
    """A clause whose type somebody else proposed: it stands as a question until a person adopts it."""

    clause: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """Content of policy.yaml, and how much of the text was understood."""

    content: Mapping[str, object]
    source: str
    typed: int
    asked: tuple[Asked, ...]
    questions: tuple[tuple[str, str], ...]  # (clause, question) about the outline itself
    proposed: tuple[ProposedType, ...] = ()

    @property
    def leaves(self) -> int:
        return self.typed + len(self.asked) + len(self.proposed)


def compile_text(source: str, lexicon: Lexicon, words: ClauseWords, *, name: str) -> Compiled:
    """Read a policy's text. Raises PolicyError for a text in which no outline of criteria is found."""
    common = words["function_words"]
    if mostly_foreign(source, lexicon, common):
        raise PolicyError("the text is not in English", where=name, do="give the payer's English text")
    outline = read_outline(source)
    if outline.depth > _DEEPEST:
        raise PolicyError(
            f"the outline goes {outline.depth} levels deep; no policy does",
            where=name,
            do="check its indents: each level set in further than the one above",
        )

    def names_disease(title: str) -> bool:
        known = lexicon.concepts
        return any(m.id in known and known[m.id].kind == "disease" for m in lexicon.find(title))

    draft = build(outline, read_sections(outline), names_disease, words)
    if draft.initial is None:
        raise PolicyError(
            "no outline of criteria for a first request is found in this text",
            where=name,
            do="check that its lists are numbered or bulleted, and that a heading names them (Initial, Criteria ...)",
        )
    asked = [
        (mark, f"The mark {mark!r} of line {n} stands twice or out of order. Which item is meant?")
        for mark, n in outline.repeated
    ]
    leaves = [n for root in draft.roots for n in root.walk() if n.leaf and foreign(n.text, lexicon, common, least=10)]
    asked += [(n.label, f"{n.label} is not in English. What does it ask?") for n in leaves]
    return _Compiler(draft, lexicon, words, name).run(asked)


class _Compiler:
    def __init__(self, draft: Draft, lexicon: Lexicon, words: ClauseWords, name: str) -> None:
        self._draft, self._lexicon, self._words, self._name = draft, lexicon, words, name
        self._labels = {n.label for r in draft.roots for n in r.walk()}
        self._typed = 0
        self._amounts: dict[str, bool] = {}  # limits of amount or time: the amount within them can be approved
        self._asked: list[Asked] = []
        self._written: dict[str, Node] = {}
        self._drugs = _drugs_of(draft.source, lexicon)
        self._short = defined(draft.source, lexicon)
        self._preferred = preferred_products(draft.source)
        self._footnotes = footnotes(draft.source)

    def run(self, asked: list[tuple[str, str]]) -> Compiled:
        draft = self._draft
        routes: dict[str, object] = {}
        if draft.initial is not None:
            routes["initial"] = self._node(draft.initial, "", "criteria")
        if draft.continuation is not None:
            routes["continuation"] = self._node(draft.continuation, "", "criteria")
        content: dict[str, object] = {
            "id": self._name,
            "title": _title(draft.source),
            "payer": _payer(draft.source),
            "version": "1",
            "effective": {"from": _effective(draft.source)},
            "drugs": sorted(self._drugs),
            "routes": routes,
            "limits": [self._node(n, "", "limits") for n in draft.limits],
            "exclusions": [self._node(n, "", "exclusions") for n in draft.exclusions],
        }
        content["modified_by"] = [n.label for n in draft.limits if self._amounts.get(n.label)]
        return Compiled(
            content=content,
            source=draft.source,
            typed=self._typed,
            asked=tuple(self._asked),
            questions=(*draft.questions, *asked),
        )

    def _node(self, node: Node, header: str, part: str, *, gate: bool = False) -> dict[str, object]:
        if self._written.get(node.label) is node:
            return {"include": node.label}
        if node.label in self._written:
            node.label = self._unused(node.label)
        self._written[node.label] = node
        written: dict[str, object] = {"clause": node.label, "text": node.text, "at": [node.start, node.end]}
        if node.outcome_if_met:
            written["outcome_if_met"] = node.outcome_if_met
        if node.include:
            return {**written, "op": "all", "children": [{"include": label} for label in node.include]}
        if node.children:
            written["op"] = node.op or "unclear"
            if gate and (about := self._about(node)):
                written["applies_to"] = about
            written |= {k: v for k, v in (("read_from", node.read_from), ("asks", node.asks)) if v}
            if node.n is not None:
                written["n"] = node.n
            inner = f"{header} {node.text}".strip()
            branches = part == "criteria" and node.op == "any"
            written["children"] = [self._node(child, inner, part, gate=branches) for child in node.children]
            return written
        return {**written, **self._leaf(node, header, part)}

    def _with_notes(self, slots: Mapping[str, object], node: Node) -> Mapping[str, object]:
        """The clause, and a question for what its notes ask for beyond it."""
        notes = [n for n in (*node.notes, *noted(node.text, self._footnotes)) if narrows(n)]
        asked = [{"kind": "ask", "question": " ".join(n.split())} for n in notes]
        return {"kind": "parts", "op": "all", "parts": [slots, *asked]} if asked else slots

    def _unused(self, label: str) -> str:
        """A label of its own for an item whose mark another item has."""
        return next(new for i in range(2, 1000) if (new := f"{label} ({i})") not in self._written)

    def _about(self, node: Node) -> list[str]:
        """The diseases in the title of a branch: "Disease A, with BOTH of the following"."""
        title = _TITLE_OF.match(node.text)
        if title is None:
            return []
        named = find(title.group(), self._lexicon, self._short)
        known = self._lexicon.concepts
        diseases = [m for m in named if m.id in known and known[m.id].kind == "disease"]
        left = len(title.group()) - sum(m.end - m.start for m in diseases)
        return list(dict.fromkeys(m.id for m in diseases)) if left <= _MOST_BESIDE else []

    def _leaf(self, node: Node, header: str, part: str) -> Mapping[str, object]:
        clause = Clause(
            label=node.label,
            text=node.text,
            header=header,
            part=part,
            lexicon=self._lexicon,
            mentions=find(node.text, self._lexicon, self._short),
            short=self._short,
            preferred=self._preferred,
            drugs=frozenset(self._drugs),
            words=self._words,
            notes=" ".join(node.notes),
        )
        slots, left = (None, []) if node.asked else type_leaf(clause, self._labels)
        if slots is not None and part == "criteria":
            slots = self._with_notes(in_time_of(header, slots), node)
        self._amounts[node.label] = slots is not None and _of_amount(slots)
        if slots is not None:
            self._typed += 1
            return slots
        self._asked.append(Asked(clause=node.label, text=node.text, unexplained=tuple(left)))
        about = list(dict.fromkeys(m.id for m in clause.mentions))
        return {"kind": "ask", "question": " ".join(node.text.split()), **({"about": about} if about else {})}


def _of_amount(slots: Mapping[str, object]) -> bool:
    parts = slots.get("parts")
    return slots["kind"] in _AMOUNTS or (isinstance(parts, list) and any(_of_amount(p) for p in parts))


def _drugs_of(source: str, lexicon: Lexicon) -> set[str]:
    """The drugs a policy is about: those its title and first lines name, by name or brand."""
    head = source[: _first_section(source)]
    named = [m.id for m in lexicon.find(head) if m.id in lexicon.drugs]
    return set(named)


def _first_section(source: str) -> int:
    opening = re.match(r"\s*[^\n]*\n\s*[^\n]*\n", source)  # the title, and the line below it
    pattern = re.compile(r"^\s*(?:#{2,}\s*\S|(?:\*\*)?(?:I|1|A)[.)]\s|[-*\u2022]\s)", re.MULTILINE)
    match = pattern.search(source, opening.end() if opening else 0)
    return match.start() if match else min(len(source), 300)


def _title(source: str) -> str:
    line = next((ln for ln in source.split("\n") if ln.strip()), "policy")
    return line.strip("#* \t")[:160]


def _payer(source: str) -> str:
    match = re.search(r"\b(?:payer|plan|company)\W{1,6}([A-Z][\w&' .-]{3,60})", source[:1500], re.IGNORECASE)
    return match.group(1).strip(" .*") if match else "not named"


def _effective(source: str) -> date:
    match = re.search(r"\beffective\b[^\n]{0,60}", source[:3000], re.IGNORECASE)
    dates = find_dates(match.group(), None) if match else ()
    return dates[0].period.first if dates else date(1900, 1, 1)
