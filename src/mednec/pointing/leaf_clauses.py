"""Clauses of a compiled policy that are asked, each with what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mednec.packs.importing.compile import Compiled
from mednec.packs.importing.typing.abbreviations import defined, find
from mednec.packs.importing.typing.clause import Clause
from mednec.packs.library import Library

ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedClause:
    """A clause that a person would have to answer, with what stands around it in the policy."""

    clause: Clause
    above: tuple[str, ...] = ()  # words of the groups it stands in, the outermost first
    notes: tuple[str, ...] = ()  # footnotes and sections that it refers to
    denied: bool = False  # whether it stands under "none of the following"


def clause_of(
    text: str,
    library: Library,
    *,
    label: str = "I",
    above: tuple[str, ...] = (),
    part: str = "criteria",
    drugs: frozenset[str] = frozenset(),
    source: str = "",
    denied: bool = False,
) -> AskedClause:
    """A clause in its words. `source` is the policy that it stands in: it may define abbreviations and hold notes."""
    short = defined(source, library.lexicon)
    clause = Clause(
        label=label,
        text=text,
        header=" ".join(above),
        part=part,
        lexicon=library.lexicon,
        mentions=find(text, library.lexicon, short),
        short=short,
        drugs=drugs,
        words=library.clause_words,
    )
    return AskedClause(clause=clause, above=above, notes=tuple(_notes(text, source)), denied=denied)


def asked_clauses(compiled: Compiled, library: Library) -> tuple[AskedClause, ...]:
    """The criteria and exclusions of a compiled policy that are asked; limits are for a person to type."""
    asked, drugs = {a.clause for a in compiled.asked}, compiled.content["drugs"]
    own = frozenset(map(str, drugs)) if isinstance(drugs, list) else frozenset()
    return tuple(
        clause_of(
            str(node["text"]),
            library,
            label=str(node["clause"]),
            above=above,
            part=part,
            drugs=own,
            source=compiled.source,
            denied=denied,
        )
        for node, part, above, denied in _leaves(compiled.content)
        if node["clause"] in asked and node.get("kind") == ASK
    )


def _leaves(content: Mapping[str, object]) -> Iterator[tuple[Mapping[str, object], str, tuple[str, ...], bool]]:
    """Leaves with the part of the policy they stand in, the words above them, and whether a group above denies them."""

    def below(
        node: object, part: str, above: tuple[str, ...], denied: bool
    ) -> Iterator[tuple[Mapping[str, object], str, tuple[str, ...], bool]]:
        if not isinstance(node, Mapping) or "include" in node:
            return
        children = node.get("children")
        if not isinstance(children, list):
            yield node, part, above, denied
            return
        for child in children:
            inner = (*above, str(node["text"])) if node["text"] not in above else above
            yield from below(child, part, inner, denied or node.get("op") == "not")

    routes = content["routes"]
    for root in routes.values() if isinstance(routes, Mapping) else ():
        yield from below(root, "criteria", (), False)
    exclusions = content["exclusions"]
    for root in exclusions if isinstance(exclusions, list) else ():
        yield from below(root, "exclusions", (), False)


_MARK = re.compile(r"\[(?P<n>\d{1,2})\]|(?P<star>\*)\s*$")
_SECTION = re.compile(r"\b(?:see|section|appendix|part)\s+(?P<ref>[IVXA-Z\d][\w.]*)", re.IGNORECASE)


def _notes(text: str, source: str) -> Iterator[str]:
    """The lines of the policy that a clause refers to, by mark or name."""
    marks = [re.escape(m.group()).strip() for m in _MARK.finditer(text)]
    marks += [rf"(?:section|appendix|part)?\s*{re.escape(m['ref'].rstrip('.'))}[.)]?" for m in _SECTION.finditer(text)]
    for mark in marks:
        line = re.search(rf"^[\s#*|]*{mark}\s+\S.*$", source, re.IGNORECASE | re.MULTILINE)
        if line is not None and line.group().strip() != text.strip():
            yield " ".join(line.group().split())[:400]
