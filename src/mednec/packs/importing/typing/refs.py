"""Clauses whose words are other clauses: "The diagnosis criteria of Section I.A", "Sections II.A and II.B are met"."""

from __future__ import annotations

import re
from collections.abc import Collection

from mednec.packs.importing.typing.clause import Clause, Typed

_LABEL = re.compile(
    r"(?<![\w.])(?P<l>(?:[IVX]{1,5}|\d{1,2}|[A-Z])(?:[.)(]+\s?(?:[A-Z]|\d{1,2}|[ivx]{1,5}|[a-z])(?![a-z]))*)\)?(?![\w%])"
)


def reference(clause: Clause, labels: Collection[str]) -> Typed | None:
    """All of the clauses named are met; "or" between them asks for one. None where the clause says anything beside."""
    found: list[tuple[list[str], tuple[int, int]]] = []
    for match in _LABEL.finditer(clause.text):
        label = re.sub(r"[.)(]+\s?", ".", match.group("l")).strip(".")
        if label in labels and label != clause.label:
            found.append(([label], match.span()))
        elif (inside := _children(label, labels)) and re.search(r"\bsections?\s+$", clause.text[: match.start()], re.I):
            found.append((inside, match.span()))
    if not found:
        return None
    explained = tuple(place for _, place in found)
    to = list(dict.fromkeys(label for labels_of_one, _ in found for label in labels_of_one))
    if len(found) > 1 and re.search(r"\bor\b", clause.text[found[0][1][1] : found[-1][1][0]]):
        parts = [{"kind": "reference", "to": labels_of_one} for labels_of_one, _ in found]
        return Typed(slots={"kind": "parts", "op": "any", "parts": parts}, explained=explained, fillers=("reference",))
    return Typed(slots={"kind": "reference", "to": to}, explained=explained, fillers=("reference",))


def _children(label: str, labels: Collection[str]) -> list[str]:
    """The clauses right below a section that is no clause itself ("Section III" of the dose limits)."""
    return sorted(other for other in labels if other.startswith(f"{label}.") and "." not in other[len(label) + 1 :])
