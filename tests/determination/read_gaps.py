"""A gap as a reader understands its sentence: so many of these, and so many of those."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations, product

from mednec.model.determination import Gap
from mednec.model.words import Status

_SEVERAL = re.compile(r"at least (\d+) of \{(.+)\} met")
Term = tuple[int, tuple[str, ...], Status]
Answers = Mapping[str, Status]


def terms_of(gap: Gap) -> list[Term]:
    """(how many, of which clauses, what they must become), in the order of the sentence."""
    found: list[Term] = []
    for part in gap.says.split("; and "):
        several = _SEVERAL.fullmatch(part)
        if several:
            found.append((int(several[1]), tuple(several[2].split(", ")), Status.MET))
            continue
        label = part.removesuffix(", which the record now shows otherwise").removesuffix(" met")
        shown = label.removesuffix(" shown not to apply")
        found.append((1, (shown,), Status.MET if shown == label else Status.NOT_MET))
    return found


def ways(terms: list[Term]) -> Iterator[Answers]:
    """Every way to do what is asked and no more."""
    for chosen in product(*(combinations(labels, needed) for needed, labels, _ in terms)):
        yield {label: term[2] for term, labels in zip(terms, chosen, strict=True) for label in labels}


def one_short(terms: list[Term]) -> Iterator[Answers]:
    """Every way to do all of it but one clause."""
    for i, (needed, labels, wanted) in enumerate(terms):
        yield from ways([*terms[:i], (needed - 1, labels, wanted), *terms[i + 1 :]])
