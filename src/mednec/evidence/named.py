"""References that a letter or form of the chart names, held against what is known of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mednec.evidence.cited import cite
from mednec.model.document import Rationale
from mednec.model.facts import Passage
from mednec.model.knowledge import Reference

_STUDIES = ("trial", "systematic review", "cohort", "case series")


def named_in(passages: Iterable[Passage], references: Mapping[str, Reference]) -> tuple[Rationale, ...]:
    """Studies that letters and forms name, each with its own record: what a letter makes of a study is a claim."""
    claims = [(p.at, p.at.quote) for p in passages if p.header.kind.claims_only]
    found = []
    for reference in references.values():
        if reference.kind not in _STUDIES:
            continue
        names = _names(reference)
        places = [at for at, quote in claims if any(_stands(name, quote) for name in names)]
        if places:
            says = f"A letter or form names {reference.short}; of which is known: {reference.statement}"
            found.append(Rationale(says=says, citations=(*places[:2], cite(reference))))
    return tuple(found)


def _names(reference: Reference) -> tuple[str, ...]:
    """The study's name in capitals, if it has one, and the ways the packs say it is cited."""
    first = reference.short.split(" ")[0]
    return (*((first,) if first.isupper() and len(first) > 3 else ()), *reference.cited_as)


def _stands(name: str, text: str) -> bool:
    return name in text and bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text))
