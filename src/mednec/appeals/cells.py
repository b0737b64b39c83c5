"""Decisions alike: which fields are looked at together, and how many decisions agree in them.

A family is a set of fields; the decisions of one family that agree in all its fields are a cell. The families run from
wide (the issue alone) to narrow (diagnosis and treatment with both details), so that a thin cell leans on wide ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

Family = tuple[str, ...]
Cell = tuple[str, ...]

ALIKE: Family = ("diagnosis", "treatment")  # what makes two disputes alike when decisions are counted
_DIAGNOSIS: Family = ("diagnosis", "diagnosis_detail")
_TREATMENT: Family = ("treatment", "treatment_detail")
FAMILIES: tuple[Family, ...] = (
    ("issue",),
    ("diagnosis",),
    _DIAGNOSIS,
    ("treatment",),
    _TREATMENT,
    ("age",),
    ("sex",),
    ALIKE,
    (*_DIAGNOSIS, "treatment"),
    ("diagnosis", *_TREATMENT),
    (*_DIAGNOSIS, *_TREATMENT),
)


def families(features: Sequence[str]) -> tuple[Family, ...]:
    """The families that can be looked at with these features; a feature of no family stands alone.

    >>> families(["issue", "payer_type"])
    (('issue',), ('payer_type',))
    """
    usual = tuple(family for family in FAMILIES if set(family) <= set(features))
    placed = {name for family in FAMILIES for name in family}
    return usual + tuple((name,) for name in features if name not in placed)


def plain(words: str) -> str:
    """A publisher's words without case and with single blanks, so that cells do not part over spelling."""
    return " ".join(words.split()).casefold()


def cell(known: Mapping[str, str], family: Family) -> Cell:
    """The cell of a family that a dispute belongs to; a field that is not told is an empty word.

    >>> cell({"diagnosis": "Skin ", "treatment": "Drugs"}, ALIKE)
    ('skin', 'drugs')
    """
    return tuple(plain(known.get(name, "")) for name in family)


def alike(decided: Iterable[Mapping[str, str]]) -> Mapping[Cell, int]:
    """How many decisions were taken in each cell of diagnosis and treatment."""
    return Counter(cell(known, ALIKE) for known in decided)
