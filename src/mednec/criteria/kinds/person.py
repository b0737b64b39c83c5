"""`age` and `prescriber`: who the patient is, and who orders or was consulted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from mednec.criteria.leaf import Judgement, Slots, met, not_met, silent
from mednec.criteria.record import Record
from mednec.model.words import Belongs, Standing, Supplier
from mednec.terminology.frequency import months_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """Slots: `at_least` and/or `at_most`, in completed years on the day the request was received; or
    `at_least_months`, in completed months."""

    at_least: Decimal | None
    at_most: Decimal | None
    at_least_months: int | None

    @classmethod
    def parse(cls, slots: Slots) -> Age:
        low, high, months = slots.number("at_least"), slots.number("at_most"), slots.whole("at_least_months")
        if low is None and high is None and months is None:
            raise slots.wrong("at_least", "or at_most is needed")
        return cls(at_least=low, at_most=high, at_least_months=months)

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER_OFFICE

    def judge(self, record: Record) -> Judgement:
        years = record.request.patient.age_on(record.as_of)
        seen = tuple(
            h.patient_at
            for h in record.facts.chart.headers
            if h.belongs is Belongs.THIS_PATIENT and h.patient_at and not h.set_aside
        )
        told = re.compile(rf"\b(?:{years}|{years - 1})\s*-?\s*(?:y(?:ea)?rs?\b|y/?\.?o\b|[FM]\b)", re.IGNORECASE)
        said = tuple(
            p.at
            for p in record.facts.chart.passages
            if p.header.belongs is Belongs.THIS_PATIENT and not p.header.set_aside and told.search(p.at.quote)
        )
        shown = (*said[:1], *seen[:2], record.request.cite("patient.birth_date"))
        note = f"{years} years old when the request was received"
        low = self.at_least is None or years >= self.at_least
        high = self.at_most is None or years <= self.at_most
        if self.at_least_months is not None:
            reached = months_after(record.request.patient.birth_date, self.at_least_months)
            low = low and reached <= record.as_of
        return met(*shown, note=note) if low and high else not_met(*shown, note=note)

    def say(self, _record: Record) -> str:
        bounds = [f"at least {self.at_least}"] if self.at_least is not None else []
        bounds += [f"at most {self.at_most}"] if self.at_most is not None else []
        if self.at_least_months is not None:
            return f"age at least {self.at_least_months} months"
        return f"age {' and '.join(bounds)} years"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescriber:
    """Slots: `specialties`; `consultation` true where a documented consultation is enough."""

    specialties: tuple[str, ...]
    consultation: bool

    @classmethod
    def parse(cls, slots: Slots) -> Prescriber:
        return cls(specialties=slots.texts("specialties"), consultation=slots.flag("consultation"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.specialties

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER_OFFICE

    def judge(self, record: Record) -> Judgement:
        orders = [p for p in record.people("prescriber") if p.standing is not Standing.TEMPLATE]
        right = [p for p in orders if record.lexicon.matches(p.concept, self.specialties)]
        right.sort(key=lambda p: (p.claims_only, p.source))
        if right:
            return met(*(p.source for p in right))
        consulted = [p for p in record.people("consultation") if record.lexicon.matches(p.concept, self.specialties)]
        if self.consultation and consulted:
            return met(*(p.source for p in consulted))
        if orders and not self.consultation:
            return not_met(*(p.source for p in orders))
        if orders:
            return silent("the prescriber has another specialty; no consultation is recorded")
        return silent()

    def say(self, record: Record) -> str:
        names = ", ".join(record.lexicon.name(s) for s in self.specialties)
        return f"ordered by{' or in consultation with' if self.consultation else ''} one of: {names}"
