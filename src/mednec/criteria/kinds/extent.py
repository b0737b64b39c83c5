"""`units_agree`, `visit_limit`, `duration_limit`: how many units and visits and how long, against policy numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from mednec.criteria.kinds.limits import order_of, plain, units_of
from mednec.criteria.kinds.results import said_in
from mednec.criteria.leaf import Judgement, Slots, days_before, met, not_met, silent
from mednec.criteria.record import Record
from mednec.model.regimen import RegimenCheck
from mednec.model.words import DocumentKind, DoseVerdict, Supplier
from mednec.terminology.frequency import months_after


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsAgree:
    """Slots: `per_28_days` amount per kg and `unit`; `weight_within_days`. The units asked, multiplied out for one
    course, are within the dose limit at a weight measured in time."""

    per_28_days: Decimal
    unit: str
    weight_within_days: int

    @classmethod
    def parse(cls, slots: Slots) -> UnitsAgree:
        days = slots.whole("weight_within_days")
        return cls(
            per_28_days=slots.needed_number("per_28_days"),
            unit=slots.text("unit", "g"),
            weight_within_days=60 if days is None else days,
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        return ("body-weight",)

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER_OFFICE

    def judge(self, record: Record) -> Judgement:
        checks = [
            c for c in record.facts.regimens if c.drug is not None and c.drug.id == record.drug and c.amount_by_units
        ]
        if not checks:
            return silent("no units could be computed")
        weight = checks[0].weight
        days = None if weight is None else days_before(record, weight.measured)
        if weight is None or days is None or not 0 <= days <= self.weight_within_days:
            return silent(f"no weight measured within {self.weight_within_days} days")
        notes, over = [], []
        for check in checks:
            amount = _per_course(check, self.unit)
            if amount is None:
                return silent(f"what the units come to is not told in {self.unit}", contrary=units_of(record, check))
            per_kg = amount / weight.kg
            notes.append(f"{plain(amount)} {self.unit} = {plain(per_kg)} {self.unit}/kg at {plain(weight.kg)} kg")
            if per_kg > self.per_28_days * Decimal("1.005"):  # billing units are whole: half a percent is rounding
                over.append(check)
        cited = tuple(c for check in checks for c in units_of(record, check))
        written = tuple(
            c for check in checks if check.verdict is DoseVerdict.INCONSISTENT for c in order_of(record, check)[:1]
        )
        note = "; ".join(notes)
        if over:
            return not_met(*cited, weight.at, contrary=written, note=note)
        return met(*cited[:2], weight.at, contrary=written, note=note)

    def say(self, _record: Record) -> str:
        most = f"units that come to at most {self.per_28_days} {self.unit}/kg"
        return f"{most} at a weight of the last {self.weight_within_days} days"


def _per_course(check: RegimenCheck, unit: str) -> Decimal | None:
    """Units asked as an amount, for one course: a line of several cycles is divided by their number."""
    assert check.amount_by_units is not None  # the caller keeps no others
    own = check.totals.unit if check.totals else check.product.unit if check.product else ""
    amount = said_in(check.amount_by_units, own, unit)
    if amount is None:
        return None
    days = check.totals.days_in_period if check.totals else None
    course = getattr(check.order, "courses", ())
    per_cycle = max((c.doses or c.course_days or 1 for c in course), default=1)
    cycles = days // per_cycle if days and per_cycle else 1
    repeating = any(c.interval_days and c.interval_days >= 7 for c in course)
    return amount / cycles if repeating and cycles > 1 else amount


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


def _writes(text: str, day: date) -> bool:
    """Whether a text writes a day in numbers: 10/06/2025, 10/6/25, 2025-10-06."""
    month_first = rf"\b0?{day.month}/0?{day.day}/(?:20)?{day.year % 100:02d}\b"
    return day.isoformat() in text or re.search(month_first, text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class DurationLimit:
    """Slots: `days` or `months` an authorization lasts at most; months are calendar months. `continuation_months` where
    a continuation may last another time than a first request."""

    days: int | None
    months: int | None
    continuation_months: int | None

    @classmethod
    def parse(cls, slots: Slots) -> DurationLimit:
        days, months = slots.whole("days"), slots.whole("months")
        if (days is None) == (months is None):
            raise slots.wrong("days", "or months is needed, not both")
        return cls(days=days, months=months, continuation_months=slots.whole("continuation_months"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER_OFFICE

    def judge(self, record: Record) -> Judgement:
        if self.continuation_months is not None and record.request.request_type == "continuation":
            return replace(self, days=None, months=self.continuation_months, continuation_months=None).judge(record)
        lines = [c.line for c in record.facts.regimens if c.drug is not None and c.drug.id == record.drug]
        if not lines:
            return silent()
        first, last = min(ln.first_day for ln in lines), max(ln.last_day for ln in lines)
        said = tuple(
            p.at
            for p in record.facts.chart.passages
            if p.header.kind is DocumentKind.FORM
            and ("dates of service" in p.at.quote.lower() or all(_writes(p.at.quote, day) for day in (first, last)))
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
