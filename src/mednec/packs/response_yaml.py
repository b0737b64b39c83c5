"""The door of the packs about response to treatment: important changes of measures, sums of scores, and windows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from mednec.model.knowledge import ImportantChange, ResponseWindow, ScoreSum
from mednec.packs.knowledge_yaml import Amount, PackHead, Strict, Words

Positive = Annotated[Amount, Field(gt=0)]


class ChangeRow(Strict):
    measure: Words
    better: Literal["lower", "higher"]
    diseases: tuple[Words, ...] = ()
    by: Positive | None = None
    by_percent: Positive | None = None
    reaches: Amount | None = None
    more_than: bool = False
    before_from: Amount | None = None
    before_to: Amount | None = None
    unit: str = ""
    grade: Words = "important"
    says: str = ""
    reference: Words

    @model_validator(mode="after")
    def has_an_amount(self) -> ChangeRow:
        if self.by is None and self.by_percent is None and self.reaches is None:
            raise ValueError("give by, by_percent or reaches")
        return self

    def value(self) -> ImportantChange:
        return ImportantChange(**self.model_dump())


class SumRow(Strict):
    measure: Words
    parts: Annotated[tuple[Words, ...], Field(min_length=2)]
    within: Annotated[Amount, Field(ge=0)]
    reference: Words

    def value(self) -> ScoreSum:
        return ScoreSum(**self.model_dump())


class WindowRow(Strict):
    drugs: Annotated[tuple[Words, ...], Field(min_length=1)]
    diseases: tuple[Words, ...] = ()
    weeks: Positive
    says: Words
    reference: Words

    def value(self) -> ResponseWindow:
        return ResponseWindow(**self.model_dump())


class ResponsePack(Strict):
    pack: PackHead
    changes: tuple[ChangeRow, ...] = ()
    sums: tuple[SumRow, ...] = ()
    windows: tuple[WindowRow, ...] = ()
