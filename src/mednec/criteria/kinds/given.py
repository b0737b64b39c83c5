"""`doses_given`: how many doses of the requested drug the record shows as given."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mednec.criteria.leaf import Judgement, Slots, met, silent
from mednec.criteria.record import Record
from mednec.model.words import Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class DosesGiven:
    """Slot: `at_least` so many doses of the requested drug, on days that the record names."""

    at_least: Decimal

    @classmethod
    def parse(cls, slots: Slots) -> DosesGiven:
        return cls(at_least=slots.needed_number("at_least"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PHARMACY

    def judge(self, record: Record) -> Judgement:
        """Doses that nobody wrote down may have been given: too few are *not documented*."""
        given = {a.day: a.source for a in record.administrations() if not a.held and a.day <= record.as_of}
        shown = tuple(given[day] for day in sorted(given))
        note = f"{len(given)} doses with their days"
        return met(*shown, note=note) if len(given) >= self.at_least else silent(note, contrary=shown)

    def say(self, record: Record) -> str:
        return f"at least {self.at_least} doses of {record.lexicon.name(record.drug)} given"
