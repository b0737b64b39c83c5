"""`test_result` and `measurement`: results and numbers, with window and comparator."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from mednec.criteria.leaf import Judgement, Slots, conflicting, met, not_met, silent
from mednec.criteria.record import Record, weighty, within
from mednec.criteria.weigh import spans, widen
from mednec.model.finding import Measurement, TestResult
from mednec.model.words import Result, Supplier

_WANTED = ("positive", "negative", "reported")


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """Slots: `of` tests; `result` positive, negative or reported; `every` true when each named test must show it;
    `within_days`; `above_reference` true where a number above the laboratory's limit also counts as positive."""

    __test__ = False  # not a pytest class

    of: tuple[str, ...]
    result: str
    every: bool
    within_days: int | None
    above_reference: bool

    @classmethod
    def parse(cls, slots: Slots) -> Test:
        return cls(
            of=slots.texts("of"),
            result=slots.choice("result", _WANTED, "positive"),
            every=slots.flag("every"),
            within_days=slots.whole("within_days"),
            above_reference=slots.flag("above_reference"),
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.LABORATORY

    def judge(self, record: Record) -> Judgement:
        each = [self._judge_one(record, concept) for concept in self.of]
        if self.every:
            if all(j.because and j.status.value == "met" for j in each):
                return met(*(c for j in each for c in j.because))
            failed = [j for j in each if j.status.value == "not met"]
            if failed:
                return not_met(*(c for j in failed for c in j.because))
            return silent()
        hits = [j for j in each if j.status.value == "met"]
        if hits:
            return met(*(c for j in hits for c in j.because), contrary=tuple(c for j in hits for c in j.contrary))
        split = [j for j in each if j.status.value == "conflicting"]
        if split:
            return split[0]
        denied = [j for j in each if j.status.value == "not met"]
        return not_met(*(c for j in denied for c in j.because)) if denied else silent()

    def _judge_one(self, record: Record, concept: str) -> Judgement:
        results = [r for r in record.results((concept,)) if within(record, r, self.within_days) and weighty(r)]
        numbers = [m for m in record.measurements((concept,)) if within(record, m, self.within_days) and weighty(m)]
        told = [r for r in results if r.result in (Result.POSITIVE, Result.NEGATIVE)]
        if self.result == "reported":
            reported = [*told, *numbers]
            return met(*spans(reported)) if reported else silent()
        wanted = Result.POSITIVE if self.result == "positive" else Result.NEGATIVE
        yes = [r for r in told if r.result is wanted]
        no = [r for r in told if r.result is not wanted]
        raised = [m for m in numbers if above_reference(m)] if self.above_reference else []
        if yes or raised:
            if no and not raised and self._newest_first([*yes, *no])[0] in no:
                return conflicting(spans(yes), spans(no), "results differ over time")
            return met(*spans([*yes, *raised]), contrary=spans(no))
        return not_met(*spans(no)) if no else silent()

    @staticmethod
    def _newest_first(found: list[TestResult]) -> list[TestResult]:
        return sorted(found, key=lambda r: -(r.recorded.toordinal() if r.recorded else 0))

    def say(self, record: Record) -> str:
        names = (" and " if self.every else " or ").join(record.lexicon.name(c) for c in self.of)
        window = f" within {self.within_days} days before the request" if self.within_days else ""
        return f"{names} {self.result}{window}"


def above_reference(m: Measurement) -> bool:
    """Above the upper limit that the laboratory printed (or flagged high)."""
    return (m.high is not None and m.value > m.high) or m.flag.upper().startswith("H")


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Slots: `of` measures; `above`, `at_least`, `below` or `at_most` a number, or `above_reference`; `unit`;
    `within_days`; `persistent` needs two values at least; `measured` leaves stated and carried-forward values out;
    `present` true when any value counts; `count` how many separate values (muscle groups) must pass."""

    of: tuple[str, ...]
    comparator: str
    limit: Decimal | None
    unit: str
    within_days: int | None
    persistent: bool
    measured: bool
    count: int

    @classmethod
    def parse(cls, slots: Slots) -> Threshold:
        asked = [(c, slots.number(c)) for c in ("above", "at_least", "below", "at_most")]
        given = [(c, v) for c, v in asked if v is not None]
        reference, present = slots.flag("above_reference"), slots.flag("present")
        if len(given) + reference + present != 1:
            raise slots.wrong("above", "or exactly one of at_least, below, at_most, above_reference, present is needed")
        comparator, limit = given[0] if given else ("above_reference" if reference else "present", None)
        return cls(
            of=slots.texts("of"),
            comparator=comparator,
            limit=limit,
            unit=slots.text("unit", ""),
            within_days=slots.whole("within_days"),
            persistent=slots.flag("persistent"),
            measured=slots.flag("measured"),
            count=slots.whole("count") or 1,
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.LABORATORY

    def judge(self, record: Record) -> Judgement:
        found = [m for m in record.measurements(self.of) if within(record, m, self.within_days) and m.when]
        usable = [m for m in found if weighty(m)]
        others = tuple(widen(m) for m in found if not weighty(m))
        if not usable:
            return silent("only stated or carried forward" if found else "", contrary=others if self.measured else ())
        passing = [m for m in usable if self._passes(m)]
        failing = [m for m in usable if m not in passing]
        enough = max(self.count, 2 if self.persistent else 1)
        if self.count > 1:
            passing = _distinct_places(passing)
        if len(passing) >= enough:
            latest = max(usable, key=lambda m: m.recorded or record.as_of)
            if failing and latest in failing and self.within_days is not None:
                return not_met(*spans(failing), contrary=spans(passing), note="the latest value decides")
            return met(*spans(passing), contrary=others if self.measured else ())
        if passing and self.persistent:
            return silent("one value only; the clause asks that it persists", contrary=spans(passing))
        return not_met(*spans(failing), contrary=spans(passing)) if not passing else silent(contrary=spans(passing))

    def _passes(self, m: Measurement) -> bool:
        if self.comparator == "present":
            return True
        if self.comparator == "above_reference":
            return above_reference(m)
        assert self.limit is not None
        if self.comparator in ("above", "at_least"):
            bounded = m.comparator.startswith("<")
            return not bounded and (m.value > self.limit if self.comparator == "above" else m.value >= self.limit)
        bounded = m.comparator.startswith(">")
        return not bounded and (m.value < self.limit if self.comparator == "below" else m.value <= self.limit)

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        bound = {"present": "a value", "above_reference": "above the laboratory's upper limit"}.get(
            self.comparator, f"{self.comparator.replace('_', ' ')} {self.limit} {self.unit}".strip()
        )
        window = f" within {self.within_days} days before the request" if self.within_days else ""
        return f"{names}: {bound}{window}{', persistently' if self.persistent else ''}"


def _distinct_places(found: list[Measurement]) -> list[Measurement]:
    """One value per muscle group: "deltoids 4/5" twice is one group."""
    seen: dict[str, Measurement] = {}
    for m in found:
        words = m.source.quote.lower().split()
        seen.setdefault(words[0].rstrip("s") if words else "", m)
    return list(seen.values())
