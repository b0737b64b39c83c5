"""`visit_limit` and `duration_limit`: how many visits and how long, against policy numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mednec.criteria.leaf import Judgement, Slots, met, not_met, silent
from mednec.criteria.record import Record
from mednec.model.words import DocumentKind, Supplier
from mednec.terminology.frequency import months_after


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLimit:
    """Slots: `codes` of the visit; `per_infusion_day` visits at most; drug lines give the infusion days."""

    codes: tuple[str, ...]
    per_infusion_day: Decimal

    @classmethod
    def parse(cls, slots: Slots) -> VisitLimit:
        return cls(codes=slots.texts("codes"), per_infusion_day=slots.needed_number("per_infusion_day"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER_OFFICE

    def judge(self, record: Record) -> Judgement:
        visits = [ln for ln in record.request.lines if ln.hcpcs in self.codes]
        if not visits:
            return silent("no visits are requested")
        untold = [ln for ln in visits if ln.units is None]
        if untold:
            at = tuple(record.request.cite_line(ln, "hcpcs") for ln in untold)
            return silent("how many visits are requested is not told", contrary=at)
        asked = sum(ln.units or 0 for ln in visits)
        days = sum(len(c.visits) for c in record.facts.regimens if c.drug is not None and c.drug.id == record.drug)
        said = tuple(
            p.at
            for p in record.facts.chart.passages
            if p.header.kind.claims_only and any(code in p.at.quote for code in self.codes)
        )
        at = (*said[:1], *(record.request.cite_line(ln, "units") for ln in visits))
        if not days:
            return silent("the infusion days could not be counted", contrary=at)
        note = f"{asked} visits for {days} infusion days"
        return met(*at, note=note) if asked <= days * self.per_infusion_day else not_met(*at, note=note)

    def say(self, _record: Record) -> str:
        return f"at most {self.per_infusion_day} visit per infusion day"


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationLimit:
    """Slot: `days` or `months` an authorization lasts at most; months are calendar months."""

    days: int | None
    months: int | None

    @classmethod
    def parse(cls, slots: Slots) -> DurationLimit:
        days, months = slots.whole("days"), slots.whole("months")
        if (days is None) == (months is None):
            raise slots.wrong("days", "or months is needed, not both")
        return cls(days=days, months=months)

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER_OFFICE

    def judge(self, record: Record) -> Judgement:
        lines = [c.line for c in record.facts.regimens if c.drug is not None and c.drug.id == record.drug]
        if not lines:
            return silent()
        first, last = min(ln.first_day for ln in lines), max(ln.last_day for ln in lines)
        said = tuple(
            p.at
            for p in record.facts.chart.passages
            if p.header.kind is DocumentKind.FORM and "dates of service" in p.at.quote.lower()
        )
        at = (*said[:1], record.request.cite_line(lines[0], "from"), record.request.cite_line(lines[-1], "to"))
        end = self.last_day(first)
        note = f"{first} to {last} requested; {self._span} from {first} end on {end}"
        return met(*at, note=note) if last <= end else not_met(*at, note=note)

    def last_day(self, first: date) -> date:
        """Last day of the longest authorization that begins on `first`."""
        if self.days is not None:
            return first + timedelta(days=self.days - 1)
        assert self.months is not None  # parse has looked
        return months_after(first, self.months) - timedelta(days=1)

    @property
    def _span(self) -> str:
        return f"{self.days} days" if self.days is not None else f"{self.months} months"

    def say(self, _record: Record) -> str:
        return f"a period of at most {self._span}"
