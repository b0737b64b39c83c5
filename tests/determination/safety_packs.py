"""The safety packs that ship, asked of a note of a few lines."""

from __future__ import annotations

from functools import cache
from typing import Any

from mednec.determination.safety import review_safety
from mednec.model.facts import Facts
from mednec.model.knowledge import SafetyCheck
from mednec.model.words import Presence
from mednec.packs.reading import read_file
from tests.chart.reading import note
from tests.making import facts
from tests.shipped import PACKS, knowledge, shipped_concepts


@cache
def checks_of(files: tuple[str, ...]) -> tuple[SafetyCheck, ...]:
    """Every check of these packs."""
    packs: list[Any] = [read_file(PACKS / "safety" / f"{name}.yaml", name) for name in files]
    ids = {row["id"] for pack in packs for row in pack["checks"]}
    return tuple(c for c in knowledge().safety if c.id in ids)


@cache
def read(text: str) -> Facts:
    """What a note with this text says."""
    return facts(*note(text).findings)


def answer(check: SafetyCheck, text: str) -> Presence:
    """What the row of this check says of a note with this text; a class is asked through one of its drugs."""
    held = knowledge()
    drug = held.drugs[check.drug] if check.drug in held.drugs else held.in_class(check.drug)[0]
    row, *_ = review_safety(read(text), drug, [check], held.references, concepts=shipped_concepts())
    return row.presence
