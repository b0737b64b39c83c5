"""The door of the knowledge packs: the YAML as Pydantic models, each converted at once to its frozen value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from mednec.errors import PackError
from mednec.model.knowledge import Drug, LabelRow, Product, Reference
from mednec.packs.reading import read_file
from mednec.terminology.hcpcs import HcpcsCode


def _exact(value: object) -> object:
    """A YAML float would lose its written digits as binary; its shortest text keeps them."""
    return str(value) if isinstance(value, float) else value


Amount = Annotated[Decimal, BeforeValidator(_exact)]
Words = Annotated[str, Field(min_length=1)]
STUDIES = ("trial", "systematic review", "case series", "cohort", "population base rate")


class Strict(BaseModel):
    """A mapping of a pack; a field nobody knows is an error, not a comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PackHead(Strict):
    """Who this pack is: id, version, day on which its facts were last checked, what it is about."""

    id: Words
    version: Words
    checked: date
    about: Words


class ProductRow(Strict):
    name: Words
    hcpcs: str = ""
    unit_amount: Amount = Field(gt=0)
    unit: Words
    concentration: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    source: Words

    def value(self) -> Product:
        return Product(**self.model_dump(exclude={"source"}))


class LabelEntry(Strict):
    disease: Words
    says: Words
    amount_low: Amount = Field(gt=0)
    amount_high: Amount = Field(gt=0)
    unit: Words
    per: Literal["", "kg", "m2"] = ""
    interval_days_low: Amount | None = None
    interval_days_high: Amount | None = None
    per_28_days_high: Amount | None = None
    products: tuple[str, ...] = ()
    max_rate: Amount | None = None
    max_rate_at_risk: Amount | None = None
    reference: Words

    @model_validator(mode="after")
    def low_before_high(self) -> LabelEntry:
        if self.amount_low > self.amount_high:
            raise ValueError("amount_low is above amount_high")
        return self

    def value(self) -> LabelRow:
        return LabelRow(**self.model_dump())


class NotLabelled(Strict):
    disease: Words
    reference: Words


class DrugRow(Strict):
    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    name: Words
    terms: tuple[Words, ...] = ()
    classes: tuple[Words, ...] = ()
    products: tuple[ProductRow, ...] = ()
    label: tuple[LabelEntry, ...] = ()
    not_labelled: tuple[NotLabelled, ...] = ()
    daily_dose: Amount | None = None
    daily_dose_source: str = ""
    weight_based: bool = False

    @model_validator(mode="after")
    def daily_dose_has_source(self) -> DrugRow:
        if (self.daily_dose is None) != (not self.daily_dose_source):
            raise ValueError("daily_dose and daily_dose_source go together: a dose needs its source")
        known = {product.name for product in self.products}
        for row in self.label:
            if strange := sorted(set(row.products) - known):
                raise ValueError(f"label row names a product that is not listed: {', '.join(strange)}")
        return self

    def cited(self) -> Iterator[tuple[str, str]]:
        """(field, reference id) of everything that must exist among the references."""
        yield from ((f"products[{n}].source", row.source) for n, row in enumerate(self.products))
        yield from ((f"label[{n}].reference", row.reference) for n, row in enumerate(self.label))
        yield from ((f"not_labelled[{n}].reference", row.reference) for n, row in enumerate(self.not_labelled))
        if self.daily_dose_source:
            yield "daily_dose_source", self.daily_dose_source

    def value(self) -> Drug:
        return Drug(
            id=self.id,
            name=self.name,
            terms=self.terms,
            classes=self.classes,
            products=tuple(row.value() for row in self.products),
            label=tuple(row.value() for row in self.label),
            not_labelled=tuple((row.disease, row.reference) for row in self.not_labelled),
            daily_dose=self.daily_dose,
            weight_based=self.weight_based,
        )


class ReferenceRow(Strict):
    id: Words
    kind: Literal[
        "trial", "systematic review", "case series", "cohort", "population base rate", "guideline", "label",
        "compendium", "task force", "coverage determination", "regulation", "code set", "clinical reference",
    ]  # fmt: skip
    citation: Words
    short: Words
    drugs: tuple[str, ...] = ()
    diseases: tuple[str, ...] = ()
    population: Words
    statement: Words
    severity: str = ""
    prior_treatment: str = ""
    age: str = ""
    age_from: Amount | None = Field(default=None, ge=0)
    age_to: Amount | None = Field(default=None, le=120)
    design: str = ""
    n: str = ""
    intervention: str = ""
    comparator: str = ""
    effect: str = ""
    arithmetic: tuple[Annotated[str, Field(pattern=r"^[0-9.,()+*/ -]+ = [0-9.,-]+( %)?$")], ...] = ()
    funding: str = ""
    grade: str = ""
    grade_system: str = ""
    direction: Literal["supports", "contradicts", "mixed", "neutral"] = "neutral"
    per_28_days_low: Amount | None = None
    per_28_days_high: Amount | None = None
    dose_unit: str = ""
    issuer: str = ""
    names_drug: tuple[str, ...] = ()
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    cited_as: tuple[str, ...] = ()
    confidence: Literal["V", "D", "P"]  # an unverified statement has no mark it could carry
    read_in: str = ""
    checked: date | None = None

    @model_validator(mode="after")
    def complete(self) -> ReferenceRow:
        if self.kind in STUDIES and not (self.design and self.n and self.effect):
            raise ValueError(f"a {self.kind} needs design, n and effect")
        if bool(self.grade) != bool(self.grade_system):
            raise ValueError("grade and grade_system go together")
        if self.age_from is not None and self.age_to is not None and self.age_from > self.age_to:
            raise ValueError("age_from is above age_to")
        if self.per_28_days_high is not None and not self.dose_unit:
            raise ValueError("per_28_days_high needs dose_unit")
        if self.names_drug and not self.issuer:
            raise ValueError("names_drug is for guidelines, which need issuer")
        return self

    def value(self, checked: date) -> Reference:
        return Reference(**{**self.model_dump(), "checked": self.checked or checked})


class CodeRow(Strict):
    code: Annotated[str, Field(pattern=r"^[A-Z]\d{4}$")]
    descriptor: Words
    unit_amount: Amount = Field(gt=0)
    unit: Words
    drug: str = ""
    products: tuple[str, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    note: str = ""
    source: Words

    def value(self) -> HcpcsCode:
        return HcpcsCode(**self.model_dump(exclude={"source"}), reference=self.source)


class DrugPack(Strict):
    pack: PackHead
    drugs: tuple[DrugRow, ...]


class ReferencePack(Strict):
    pack: PackHead
    references: tuple[ReferenceRow, ...]


class HcpcsPack(Strict):
    pack: PackHead
    codes: tuple[CodeRow, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A pack file, as messages and versions name it: `drugs/common.yaml`."""

    file: str

    def at(self, field: str) -> str:
        return f"{self.file}: {field}"


P = TypeVar("P", bound=Strict)


def read_packs(root: Path | Traversable, folder: str, shape: type[P]) -> list[tuple[Source, P]]:
    """Every YAML file of one folder, by name. Raises PackError naming file and field."""
    place = root.joinpath(folder)
    if not place.is_dir():
        raise PackError(
            "folder of knowledge packs is missing", where=f"packs/{folder}", do="reinstall, or check the path"
        )
    files = sorted((f for f in place.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return [(Source(f"{folder}/{f.name}"), _read(f, Source(f"{folder}/{f.name}"), shape)) for f in files]


def _read(file: Path | Traversable, source: Source, shape: type[P]) -> P:
    content = read_file(file, source.file)
    if not isinstance(content, dict):
        raise PackError("not a pack: it has no fields", where=source.file, do="see packs/README.md")
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        raise _explained(error, source) from error


def _explained(error: ValidationError, source: Source) -> PackError:
    first = error.errors()[0]
    field = ""
    for part in first["loc"]:
        field += f"[{part}]" if isinstance(part, int) else f".{part}" if field else str(part)
    unknown = first["type"] == "extra_forbidden"
    what = f"unknown field {first['loc'][-1]!r}" if unknown else first["msg"].removeprefix("Value error, ")
    if not unknown and isinstance(first["input"], str | int | float | bool):
        what = f"{what}, not {first['input']!r}"
    return PackError(what, where=source.at(field) if field else source.file, do="see packs/README.md")
