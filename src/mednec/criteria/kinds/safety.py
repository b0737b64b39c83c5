"""`tolerated`, `fewer_courses`, `plan`, `limited_to`: how treatment was borne, how much was given, what is planned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mednec.criteria.leaf import Judgement, Slots, conflicting, met, not_met, silent
from mednec.criteria.record import Record, weighty
from mednec.criteria.weigh import spans
from mednec.model.finding import Finding
from mednec.model.words import Assertion, DocumentKind, Standing, Supplier

_WATCH = re.compile(r"\b(?:monitor|watch|check|follow|before|during|after|asked at)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerated:
    """Slots: `harms` (reactions that would fail the clause); `shown_by` concepts that say it was tolerated. A harm
    recorded before the first dose of the drug is not the drug's."""

    harms: tuple[str, ...]
    shown_by: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> Tolerated:
        return cls(harms=slots.texts("harms"), shown_by=slots.texts("shown_by"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return (*self.harms, *self.shown_by)

    @property
    def supplier(self) -> Supplier:
        return Supplier.PHARMACY

    def judge(self, record: Record) -> Judgement:
        started = record.treatment_start()
        found = [f for f in record.statements(self.harms) if f.standing is not Standing.TEMPLATE]
        seen = [f for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL) and weighty(f)]
        after = [f for f in seen if started and f.when and f.when.first >= started[0] and f.when.days <= 31]
        after = [f for f in after if f.assertion is Assertion.PRESENT and not self._warned(f.sentence.quote)]
        earlier = [f for f in seen if f not in after]
        untold = [f for f in earlier if started and self._may_be_later(f, started[0])]
        good = [
            f
            for f in record.statements(self.shown_by)
            if f.assertion is not Assertion.FAMILY and f.assertion is not Assertion.HYPOTHETICAL and weighty(f)
        ]
        denied = [
            f
            for f in found
            if f.assertion is Assertion.ABSENT and weighty(f) and f.document_kind is DocumentKind.ADMINISTRATION
        ]
        if after and (good or denied):
            return conflicting(spans([*good, *denied]), spans(after))
        if after:
            return not_met(*spans(after))
        if untold and (good or denied):
            note = "whether this was before or after the first dose is not told"
            return conflicting(spans([*good, *denied]), spans(untold), note)
        if good or denied:
            note = f"before the first dose on {started[0]}, so not the drug's" if earlier and started else ""
            return met(*spans([*denied, *good]), contrary=spans(earlier), note=note)
        return silent(contrary=spans(earlier))

    def _may_be_later(self, harm: Finding, started: date) -> bool:
        """A harm without a day of its own, told as present in a paper written after the first dose."""
        told = harm.when is None and harm.assertion is Assertion.PRESENT and not self._warned(harm.sentence.quote)
        return told and harm.header.written is not None and harm.header.written > started

    @staticmethod
    def _warned(text: str) -> bool:
        """Advice on what to look out for reports nothing."""
        return bool(re.search(r"\b(?:instructed|watch for|risk|discussed|if\b|educat|warn)", text, re.IGNORECASE))

    def say(self, record: Record) -> str:
        return "tolerated, without " + ", ".join(record.lexicon.name(h) for h in self.harms)


@dataclass(frozen=True, slots=True, kw_only=True)
class FewerCourses:
    """Slots: `fewer_than` complete courses of the requested drug so far; `counted` concept of a stated count."""

    fewer_than: int
    counted: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> FewerCourses:
        return cls(fewer_than=int(slots.needed_number("fewer_than")), counted=slots.texts("counted"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.counted

    @property
    def supplier(self) -> Supplier:
        return Supplier.PHARMACY

    def judge(self, record: Record) -> Judgement:
        stated = [
            f for f in record.facts.chart.findings if f.concept in self.counted and f.kind in ("event", "event_count")
        ]
        told = [(f, n) for f in stated if (n := _number_behind(f.sentence.quote)) is not None]
        given = [a for a in record.administrations() if not a.held]
        cut_short = [p.at for p in record.facts.chart.passages if _cut_short(p.at.quote, p.header.kind)]
        if len({a.day for a in given}) < self.fewer_than and given:
            more = tuple(f.sentence for f, n in told if n >= self.fewer_than)
            if more:
                return conflicting(tuple(a.source for a in given), more, "more courses are stated than are recorded")
            return met(*(a.source for a in given), *(f.sentence for f, _ in told), *cut_short)
        if told and all(n < self.fewer_than for _, n in told):
            return met(*(f.sentence for f, _ in told), *cut_short)
        if told and all(n >= self.fewer_than for _, n in told):
            return not_met(*(f.sentence for f, _ in told))
        return silent()

    def say(self, record: Record) -> str:
        return f"fewer than {self.fewer_than} complete courses of {record.lexicon.name(record.drug)} given"


def _number_behind(text: str) -> int | None:
    match = re.search(r":\s*(\d{1,3})\s*$", text)
    return int(match.group(1)) if match else None


def _cut_short(text: str, kind: DocumentKind) -> bool:
    return kind is DocumentKind.ADMINISTRATION and bool(re.search(r"\bdoses? CANCELLED|remaining doses\b", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Slots: `covers` groups of concepts or tests; each group must be named in a written plan (letter or note)."""

    covers: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, slots: Slots) -> Plan:
        return cls(covers=tuple(tuple(g.split()) for g in slots.texts("covers")))

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(c for group in self.covers for c in group)

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        plans = [p for p in record.facts.chart.passages if _WATCH.search(p.at.quote)]
        plans = [p for p in plans if p.header.kind is not DocumentKind.PAYER_NOTICE]
        forward = [p for p in plans if re.search(r"\bwill\b|\bplan|^\W*monitor|\bto be\b", p.at.quote, re.IGNORECASE)]
        for document in sorted({p.header.document.name for p in forward}):
            own = [p for p in forward if p.header.document.name == document]
            groups = [[p for p in own if any(record.lexicon.matches(c, g) for c in p.concepts)] for g in self.covers]
            if all(groups):
                return met(*(g[0].at for g in groups))
        return silent()

    def say(self, record: Record) -> str:
        groups = ["/".join(record.lexicon.name(c) for c in g) for g in self.covers]
        return f"a written plan to monitor {', '.join(groups)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitedTo:
    """Slots: `only` concepts the disease is confined to; `beyond` concepts whose presence would show more."""

    only: tuple[str, ...]
    beyond: tuple[str, ...]
    drug: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> LimitedTo:
        return cls(only=slots.texts("only"), beyond=slots.texts("beyond"), drug=slots.texts("drug", required=False))

    @property
    def concepts(self) -> tuple[str, ...]:
        return (*self.only, *self.beyond)

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        if self.drug and not record.lexicon.matches(record.drug, self.drug):
            return not_met(record.request.cite_line(record.request.lines[0], "drug"))
        inside = [f for f in record.statements(self.only) if f.assertion is Assertion.PRESENT]
        more = [f for f in record.statements(self.beyond) if f.assertion is Assertion.PRESENT and weighty(f)]
        none = [f for f in record.statements(self.beyond) if f.assertion is Assertion.ABSENT and weighty(f)]
        sure = [f for f in inside if weighty(f)]
        if sure and none and not more:
            return met(*spans(sure)[:2], *spans(none)[:2])
        if more and none:
            return conflicting(spans(none), spans(more))
        if more:
            return not_met(*spans(more))
        if sure:
            return silent("nothing is said of what lies beyond", contrary=spans(sure)[:2])
        return silent(contrary=spans(inside)[:2])

    def say(self, record: Record) -> str:
        return f"disease limited to {', '.join(record.lexicon.name(c) for c in self.only)}"
