"""`requested_for`: the disease that the treatment is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from mednec.criteria.leaf import Judgement, Slots, met, not_met, silent
from mednec.criteria.record import Record, assessed, weighty
from mednec.criteria.weigh import spans
from mednec.model.words import Assertion, Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedFor:
    """Slots: `of` diseases. The request's own diseases decide (its codes, and what the chart says instead of them);
    a disease that the patient has beside is none it is asked for."""

    of: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> RequestedFor:
        return cls(of=slots.texts("of"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER_OFFICE

    def judge(self, record: Record) -> Judgement:
        if not record.diseases:
            return silent("for which disease it is requested is not clear")
        at = tuple(
            record.request.cite_line(line, "diagnosis_codes") for line in record.request.lines if line.diagnosis_codes
        )
        if not at:
            return silent("the request names no diagnosis")
        asked = any(record.lexicon.matches(d, self.of) for d in record.diseases)
        said = [f for f in record.statements(record.diseases) if f.assertion is Assertion.PRESENT and weighty(f)]
        said.sort(key=lambda f: (not assessed(f.section), f.source))
        at = (*at, *spans(said)[:2])
        return met(*at) if asked else not_met(*at)

    def say(self, record: Record) -> str:
        return f"requested for {' or '.join(record.lexicon.name(c) for c in self.of)}"
