"""`event_count`: so many events of disease or care in a window before the request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from mednec.criteria.leaf import Judgement, Slots, met, not_met, silent
from mednec.criteria.record import Record, weighty
from mednec.criteria.weigh import spans
from mednec.model.finding import EventCount
from mednec.model.words import Assertion, Supplier

_SLACK = timedelta(days=31)  # "in the past year" of a note written some weeks before the request


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Slots: `of` events; `at_least` how many; `within_days` before the request.

    A count holds where its own period lies within the window. More than enough in a shorter period is met; a longer
    period proves nothing, and fewer are *not met* only where the period told covers the window.
    """

    of: tuple[str, ...]
    at_least: Decimal
    within_days: int

    @classmethod
    def parse(cls, slots: Slots) -> Events:
        days = slots.whole("within_days")
        if days is None:
            raise slots.wrong("within_days", "is needed: in which time before the request")
        return cls(of=slots.texts("of"), at_least=slots.needed_number("at_least"), within_days=days)

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        counts = [c for c in record.counts(self.of) if weighty(c) and c.assertion is Assertion.PRESENT]
        first = record.as_of - timedelta(days=self.within_days)
        enough = [c for c in counts if self._inside(c, record) and c.count >= self.at_least]
        if enough:
            return met(*spans(enough))
        covering = [c for c in counts if c.period and c.period.first <= first + _SLACK and self._ends_late(c, record)]
        covering += [c for c in counts if c.period is None and c.per_days is None and c.count == 0]  # "never"
        few = [c for c in covering if (c.high_count or c.count) < self.at_least]
        if few and len(few) == len(counts):
            return not_met(*spans(few))
        return silent("a count is told, but not for this time" if counts else "", contrary=spans(counts))

    def _inside(self, count: EventCount, record: Record) -> bool:
        first = record.as_of - timedelta(days=self.within_days)
        if count.period is None or count.period.first > record.as_of:
            return False
        # "in the past year" of a note written before the request begins some days before the window does
        as_long = count.period.days <= self.within_days + 2 and count.period.first + _SLACK >= first
        return first <= count.period.first or as_long

    @staticmethod
    def _ends_late(count: EventCount, record: Record) -> bool:
        return count.period is not None and count.period.last >= record.as_of - timedelta(days=90)

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        return f"{names}: at least {self.at_least} within {self.within_days} days before the request"
