"""Which references are about a drug and a disease."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from mednec.model.knowledge import Concept, Reference


def about(
    references: Iterable[Reference],
    *,
    drugs: Collection[str],
    diseases: Collection[str],
    concepts: Mapping[str, Concept],
) -> tuple[Reference, ...]:
    """References about one of the drugs and one of the diseases, or a part of it; where none is given, about any."""
    wanted = frozenset(drugs)
    return tuple(
        each
        for each in references
        if (not wanted or wanted & {*each.drugs, *each.names_drug})
        and (not diseases or any(_within(d, diseases, concepts) for d in each.diseases))
    )


def _within(disease: str, groups: Collection[str], concepts: Mapping[str, Concept]) -> bool:
    """Whether a disease is one of these, or belongs to one of them at any distance."""
    seen: set[str] = set()
    todo = [disease]
    while todo:
        each = todo.pop()
        if each in groups:
            return True
        known = concepts.get(each)
        new = [wider for wider in (known.is_a if known else ()) if wider not in seen]
        seen.update(new)
        todo += new
    return False
