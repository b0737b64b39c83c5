"""The door of the safety packs: what a label or a task force asks about, and what in a chart answers it."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from mednec.model.knowledge import SafetyCheck
from mednec.packs.knowledge_yaml import Amount, PackHead, Strict, Words


class CheckRow(Strict):
    id: Words
    drug: Words
    flag: Words
    source_kind: Literal[
        "boxed warning",
        "contraindication",
        "label monitoring",
        "task-force advice",
        "pharmacology",
        "patient counselling",
    ]
    concepts: tuple[Words, ...] = ()
    tests: tuple[Words, ...] = ()
    below: Amount | None = None
    above: Amount | None = None
    advice: str = ""
    reference: Words
    denied_by: tuple[Words, ...] = ()
    family_counts: bool = False
    when_present_wanted: bool = False

    @model_validator(mode="after")
    def has_something_to_look_for(self) -> CheckRow:
        if not self.concepts and not self.tests:
            raise ValueError("name concepts or tests to look for")
        if (self.below is not None or self.above is not None) and not self.tests:
            raise ValueError("below and above are about a measure: name it under tests")
        return self

    def value(self) -> SafetyCheck:
        return SafetyCheck(**self.model_dump())


class SafetyPack(Strict):
    pack: PackHead
    checks: tuple[CheckRow, ...]
