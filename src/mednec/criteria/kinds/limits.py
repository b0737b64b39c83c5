"""`dose_limit`, `rate_limit`: arithmetic against policy numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from mednec.criteria.leaf import Judgement, Slots, conflicting, met, not_met, silent
from mednec.criteria.record import Record, weighty
from mednec.criteria.weigh import widen
from mednec.model.document import ChartCitation
from mednec.model.regimen import RegimenCheck
from mednec.model.words import DoseVerdict, Status, Supplier
from mednec.terminology.units import convert, convertible


def plain(value: Decimal, places: int = 2) -> str:
    """A number as people write it: 1,200; 2.5; 58.1.

    >>> plain(Decimal("1200.00")), plain(Decimal("4.9702"))
    ('1,200', '4.97')
    """
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(mcg|mg|g|grams?|mL|units?)\b", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")


def order_of(record: Record, check: RegimenCheck) -> tuple[ChartCitation, ...]:
    """Where the order stands: where form, letter and note repeat it, nearest wording first, and on the request."""
    at = record.request.cite_line(check.line, "regimen")
    return (*repeats_of(record, check.line.regimen)[:3], at)


def repeats_of(record: Record, order: str) -> tuple[ChartCitation, ...]:
    """Passages that share an amount with the order and at least half of its numbers."""
    numbers, amounts = set(_NUMBERS.findall(order)), _amounts(order)
    found: list[tuple[int, ChartCitation]] = []
    for passage in record.facts.chart.passages:
        shared = numbers & set(_NUMBERS.findall(passage.at.quote))
        if len(shared) * 2 >= len(numbers) and amounts & _amounts(passage.at.quote):
            found.append((-len(shared), passage.at))
    return tuple(at for _, at in sorted(found))


def _amounts(text: str) -> set[tuple[str, str]]:
    return {(n, unit[0].lower() + unit[1:2].replace("r", "").lower()) for n, unit in _AMOUNT.findall(text)}


def units_of(record: Record, check: RegimenCheck) -> tuple[ChartCitation, ...]:
    """Where the units asked stand: on the request, and on the form that names them."""
    at = (record.request.cite_line(check.line, "units"),) if check.line.units is not None else ()
    said = tuple(
        p.at
        for p in record.facts.chart.passages
        if p.header.kind.claims_only and "unit" in p.at.quote.lower() and f"{check.line.units}" in p.at.quote
    )
    return (*said[:1], *at)


def weight_of(check: RegimenCheck) -> tuple[ChartCitation, ...]:
    return (check.weight.at,) if check.weight else ()


def over_lines(record: Record, judge: Callable[[Record, RegimenCheck], Judgement]) -> Judgement:
    """All lines of the requested drug held against one limit: the line that fares worst decides."""
    checks = [c for c in record.facts.regimens if c.drug is not None and c.drug.id == record.drug]
    if not checks:
        return silent("no line of the request could be computed")
    judged = [judge(record, c) for c in checks]
    for status in ("conflicting", "not met", "not documented"):
        for j in judged:
            if j.status.value == status:
                return j
    return met(*(c for j in judged for c in j.because), note="; ".join(j.note for j in judged if j.note))


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseLimit:
    """Slots: `per_28_days` or `per_course` or `per_dose` amount with `unit` and `per` (kg or none); `round_up_to`;
    `max_units` per authorization."""

    amount: Decimal | None
    span: str
    unit: str
    per: str
    round_up_to: Decimal | None
    max_units: Decimal | None
    per_dose: Decimal | None

    @classmethod
    def parse(cls, slots: Slots) -> DoseLimit:
        spans_given = [(s, v) for s in ("per_28_days", "per_course") if (v := slots.number(s)) is not None]
        if len(spans_given) > 1:
            raise slots.wrong("per_28_days", "and per_course exclude each other")
        found = cls(
            amount=spans_given[0][1] if spans_given else None,
            span=spans_given[0][0] if spans_given else "",
            unit=slots.text("unit", "mg"),
            per=slots.choice("per", ("kg", ""))
            if "per" in slots.raw
            else slots.text("per", "none").replace("none", ""),
            round_up_to=slots.number("round_up_to"),
            max_units=slots.number("max_units"),
            per_dose=slots.number("per_dose"),
        )
        if found.amount is None and found.max_units is None and found.per_dose is None:
            raise slots.wrong("per_28_days", "or per_course, per_dose or max_units is needed")
        for name in ("per_28_days", "per_course", "per_dose", "max_units", "round_up_to"):
            amount = slots.number(name)
            if amount is not None and not amount > 0:
                raise slots.wrong(name, f"must be more than 0, not {amount}")
        return found

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        return over_lines(record, self._judge_line)

    def _judge_line(self, record: Record, check: RegimenCheck) -> Judgement:
        cited = order_of(record, check)
        if check.verdict is DoseVerdict.INCONSISTENT:
            by_units = self._by_units(check)
            note = "the order as written is impossible; it is not rewritten here"
            return conflicting(
                (*units_of(record, check), *weight_of(check)), cited, f"{by_units}; {note}" if by_units else note
            )
        if self.max_units is not None and check.line.units is not None and check.line.units > self.max_units:
            note = f"{check.line.units} units requested against {plain(self.max_units)}"
            return not_met(*units_of(record, check), *cited[:1], note=note)
        if check.totals is None:
            return silent("; ".join(check.missing) or "the order could not be computed")
        if self.per_dose is not None:
            judged = self._against(check, check.totals.per_dose, self.per_dose, "per dose", cited)
            if self.amount is None or judged.status is not Status.MET:
                return judged
        if self.amount is None:
            return met(*cited, *units_of(record, check)[:1])
        totals = check.totals
        asked = (
            totals.per_course
            if self.span == "per_course"
            else max((t for t in (totals.first_28_days, totals.per_28_days) if t is not None), default=None)
        )
        if asked is None:
            return silent("the order gives no interval")
        span = "per course" if self.span == "per_course" else "in 28 days"
        return self._against(check, asked, self.amount, span, cited)

    def _against(
        self, check: RegimenCheck, asked: Decimal, amount: Decimal, span: str, cited: tuple[ChartCitation, ...]
    ) -> Judgement:
        """An amount of the order in the limit's unit against the limit, both multiplied out."""
        assert check.totals is not None  # the caller has looked
        if not convertible(check.totals.unit, self.unit):
            return silent(f"the order is in {check.totals.unit}, the limit in {self.unit}")
        asked = convert(asked, check.totals.unit, self.unit)
        limit = amount
        if self.per == "kg":
            if check.weight is None:
                return silent("no body weight measured")
            limit = amount * check.weight.kg
        if self.round_up_to:
            limit = (limit / self.round_up_to).to_integral_value(ROUND_CEILING) * self.round_up_to
        kg = (
            f" ({plain(asked / check.weight.kg)} {self.unit}/kg at {plain(check.weight.kg)} kg)"
            if self.per and check.weight
            else ""
        )
        ratio = plain(asked / limit)
        note = f"{plain(asked)} {self.unit} {span}{kg} against {plain(limit)} {self.unit}: {ratio} times the limit"
        shown = (*cited, *(weight_of(check) if self.per else ()))
        return met(*shown, note=note) if asked <= limit else not_met(*shown, note=note)

    def _by_units(self, check: RegimenCheck) -> str:
        if check.amount_by_units is None or check.weight is None or self.per != "kg":
            return ""
        per_kg = check.amount_by_units / check.weight.kg
        asked = f"the units asked are {plain(check.amount_by_units)} {self.unit}"
        return f"{asked} = {plain(per_kg)} {self.unit}/kg at {plain(check.weight.kg)} kg"

    def say(self, record: Record) -> str:
        bound = (
            f"{self.amount} {self.unit}{'/kg' if self.per else ''} {self.span.replace('_', ' ')}" if self.amount else ""
        )
        units = f"at most {self.max_units} units" if self.max_units else ""
        most = " and ".join(x for x in (bound, units) if x)
        return f"a dose of {record.lexicon.name(record.drug)} of not more than {most}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """Slot: `per_kg_hour` mL/kg/h at most, for the rate ordered."""

    per_kg_hour: Decimal

    @classmethod
    def parse(cls, slots: Slots) -> RateLimit:
        return cls(per_kg_hour=slots.needed_number("per_kg_hour"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        weight = next((c.weight for c in record.facts.regimens if c.weight), None)
        ordered = [r for r in record.rates() if r.ordered]
        given = [r for r in record.rates() if not r.ordered]
        if weight is None:
            return silent("no body weight measured")
        if not ordered:
            return silent("no rate ordered", contrary=tuple(widen(r) for r in given))
        cap = self.per_kg_hour * weight.kg
        highest = max(ordered, key=lambda r: r.rate.high)
        note = (
            f"{plain(highest.rate.high, 0)} mL/h / {plain(weight.kg)} kg"
            f" = {plain(highest.rate.high / weight.kg)} mL/kg/h"
            f" against {plain(self.per_kg_hour)} mL/kg/h = {plain(cap, 1)} mL/h"
        )
        ordered.sort(key=lambda r: (-r.rate.high, r.source))
        cited = tuple(widen(r) for r in ordered[:2])
        if highest.rate.high > cap:
            within = [r for r in given if weighty(r) and r.rate.high <= cap]
            return not_met(*cited, weight.at, contrary=tuple(widen(r) for r in within[:1]), note=note)
        return met(*cited, weight.at, note=note)

    def say(self, _record: Record) -> str:
        return f"an ordered rate of at most {self.per_kg_hour} mL/kg/h"
