"""Clauses whose words are other clauses: "The diagnosis criteria of Section I.A", "Sections II.A and II.B are met"."""

from __future__ import annotations

import re
from collections.abc import Collection

from mednec.packs.importing.typing.clause import Clause, Typed

_LABEL = re.compile(
    r"(?<![\w.])(?P<l>(?:[IVX]{1,5}|\d{1,2}|[A-Z])(?:[.)]+\s?(?:[A-Z]|\d{1,2}|[ivx]{1,5}|[a-z])(?![a-z]))*)\)?(?![\w%])"
)


def reference(clause: Clause, labels: Collection[str]) -> Typed | None:
    """All of the clauses named are met; "or" between them asks for one. None where the clause says anything beside."""
    found = []
    for match in _LABEL.finditer(clause.text):
        label = re.sub(r"[.)]+\s?", ".", match.group("l")).strip(".")
        if label in labels and label != clause.label:
            found.append((label, match.span()))
    if not found:
        return None
    explained = tuple(place for _, place in found)
    to = list(dict.fromkeys(label for label, _ in found))
    if len(to) > 1 and re.search(r"\bor\b", clause.text[found[0][1][1] : found[-1][1][0]]):
        parts = [{"kind": "reference", "to": [label]} for label in to]
        return Typed(slots={"kind": "parts", "op": "any", "parts": parts}, explained=explained, fillers=("reference",))
    return Typed(slots={"kind": "reference", "to": to}, explained=explained, fillers=("reference",))
