"""`setting`: where the treatment is given, and what must be at hand there."""

from __future__ import annotations

from dataclasses import dataclass

from mednec.criteria.leaf import Judgement, Slots, conflicting, met, not_met, silent
from mednec.criteria.record import Record
from mednec.criteria.weigh import spans
from mednec.model.words import Assertion, Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Slots: `of` settings that qualify; `equipped` concepts that show it is prepared (optional); `not` settings."""

    of: tuple[str, ...]
    equipped: tuple[str, ...]
    excluded: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> Setting:
        return cls(
            of=slots.texts("of"),
            equipped=slots.texts("equipped", required=False),
            excluded=slots.texts("not", required=False),
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        return (*self.of, *self.equipped)

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER_OFFICE

    def judge(self, record: Record) -> Judgement:
        line = record.request.lines[0]
        asked = {m.id for m in record.lexicon.find(line.site_of_care)}
        place = [f for f in record.statements(self.of) if f.assertion is Assertion.PRESENT]
        ready = [f for f in record.statements(self.equipped) if f.assertion is Assertion.PRESENT]
        fits = any(record.lexicon.matches(i, self.of) for i in asked)
        site = (record.request.cite_line(line, "site_of_care"),) if line.site_of_care else ()
        if any(record.lexicon.matches(i, self.excluded) for i in asked):
            if fits:
                return conflicting(site, spans(place))
            return not_met(*site)
        if ready and (fits or place):
            return met(*spans(ready), *spans(place)[:1], *site)
        if fits and not self.equipped:
            return met(*site, *spans(place))
        return silent("the site is named, nothing shows how it is equipped" if fits else "")

    def say(self, record: Record) -> str:
        return (
            "treatment given at "
            + " or ".join(record.lexicon.name(c) for c in self.of)
            + (", prepared as the clause asks" if self.equipped else "")
        )
