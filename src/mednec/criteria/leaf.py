"""What a leaf kind is: `parse` its slots, `judge` the record, `say` itself in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from rapidfuzz import fuzz, process

from mednec.criteria.record import Record
from mednec.errors import PolicyError
from mednec.model.document import ChartCitation
from mednec.model.words import DocumentKind, Status, Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A leaf's status with the words of the chart that show it."""

    status: Status
    because: tuple[ChartCitation, ...] = ()
    contrary: tuple[ChartCitation, ...] = ()
    note: str = ""
    rests_on: tuple[ChartCitation, ...] = ()
    no_sign_found: bool = False
    explicit: bool = True


class Leaf(Protocol):
    """One criterion kind."""

    def judge(self, record: Record, /) -> Judgement: ...

    def say(self, record: Record, /) -> str: ...

    @property
    def concepts(self) -> tuple[str, ...]: ...

    @property
    def supplier(self) -> Supplier: ...


@dataclass(slots=True)
class Slots:
    """The slots of one leaf as written in policy.yaml; each is read once, what is left over is an error."""

    raw: Mapping[str, object]
    where: str
    read: set[str] = field(default_factory=set)

    def _get(self, name: str) -> object:
        self.read.add(name)
        return self.raw.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        value = self._get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value:
            raise self.wrong(name, "needs a word")
        return value

    def texts(self, name: str, *, required: bool = True) -> tuple[str, ...]:
        value = self._get(name)
        if value is None and not required:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
            raise self.wrong(name, "needs a list of words")
        return tuple(value)

    def document_kinds(self, name: str) -> tuple[str, ...]:
        """Kinds of documents by their printed word; empty when the slot is absent."""
        kinds = tuple(k.value for k in DocumentKind)
        found = self.texts(name, required=False)
        for value in found:
            if value not in kinds:
                raise self.wrong(name, f"knows no kind of document {value!r}; it knows {', '.join(kinds)}")
        return found

    def number(self, name: str) -> Decimal | None:
        value = self._get(name)
        if value is None:
            return None
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise self.wrong(name, f"needs a number, not {value!r}") from error

    def needed_number(self, name: str) -> Decimal:
        value = self.number(name)
        if value is None:
            raise self.wrong(name, "needs a number")
        return value

    def whole(self, name: str) -> int | None:
        value = self.number(name)
        return None if value is None else int(value)

    def flag(self, name: str) -> bool:
        value = self._get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.wrong(name, "needs true or false")
        return value

    def choice(self, name: str, among: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(name, default)
        if value not in among:
            raise self.wrong(name, f"is one of {', '.join(among)}, not {value!r}")
        return value

    def parts(self, name: str) -> tuple[Mapping[str, object], ...]:
        value = self._get(name)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise self.wrong(name, "needs a list of criteria")
        return tuple(value)

    def wrong(self, name: str, what: str) -> PolicyError:
        return PolicyError(f"{name} {what}", where=self.where, do="see docs/writing-a-policy.md")

    def misspelt(self) -> None:
        """Raises PolicyError for a slot whose name is nearly one that was asked for."""
        for name in self.raw:
            if name not in self.read:
                near = process.extractOne(name, sorted(self.read), scorer=fuzz.ratio, score_cutoff=80)
                if near:
                    raise PolicyError(f"unknown slot {name!r}", where=self.where, do=f"did you mean {near[0]!r}?")

    def done(self, known: tuple[str, ...] = ()) -> None:
        """Raises PolicyError for a slot this kind does not have, with the nearest it has."""
        for name in self.raw:
            if name not in self.read and name not in known:
                near = process.extractOne(name, sorted(self.read), scorer=fuzz.ratio, score_cutoff=60)
                hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(sorted(self.read))}"
                raise PolicyError(f"unknown slot {name!r}", where=self.where, do=hint)


def met(*because: ChartCitation, contrary: tuple[ChartCitation, ...] = (), note: str = "") -> Judgement:
    return Judgement(status=Status.MET, because=distinct(because), contrary=distinct(contrary), note=note)


def not_met(
    *because: ChartCitation, contrary: tuple[ChartCitation, ...] = (), note: str = "", explicit: bool = True
) -> Judgement:
    return Judgement(
        status=Status.NOT_MET, because=distinct(because), contrary=distinct(contrary), note=note, explicit=explicit
    )


def conflicting(because: tuple[ChartCitation, ...], contrary: tuple[ChartCitation, ...], note: str = "") -> Judgement:
    return Judgement(status=Status.CONFLICTING, because=distinct(because), contrary=distinct(contrary), note=note)


def silent(note: str = "", *, contrary: tuple[ChartCitation, ...] = ()) -> Judgement:
    """Not documented: the chart does not say."""
    return Judgement(status=Status.NOT_DOCUMENTED, contrary=distinct(contrary), note=note)


def distinct(citations: tuple[ChartCitation, ...], most: int = 4) -> tuple[ChartCitation, ...]:
    """First mentions only, no span inside another, at most `most`."""
    kept: list[ChartCitation] = []
    for citation in citations:
        if not any(k.overlaps(citation) for k in kept):
            kept.append(citation)
    return tuple(kept[:most])


def days_before(record: Record, day: date | None) -> int | None:
    """Days from `day` to the day the request was received."""
    return None if day is None else (record.as_of - day).days
