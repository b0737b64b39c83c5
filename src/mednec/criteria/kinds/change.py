"""`change`, `fewer_events`, `function_gained`: then against now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mednec.criteria.kinds.results import said_in
from mednec.criteria.leaf import Judgement, Slots, conflicting, met, not_met, silent
from mednec.criteria.record import Record, weighty, within
from mednec.criteria.weigh import spans, widen
from mednec.model.finding import EventCount, Measurement, Period
from mednec.model.words import Assertion, Direction, Result, Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Slots: `of` measures; `better` lower or higher; `by_percent` or `by`; `or_normal`; `within_days` for the value
    now; the value before is the last one before the first dose of the requested drug."""

    of: tuple[str, ...]
    better: str
    by_percent: Decimal | None
    by: Decimal | None
    or_normal: bool
    within_days: int | None

    @classmethod
    def parse(cls, slots: Slots) -> Change:
        found = cls(
            of=slots.texts("of"),
            better=slots.choice("better", ("lower", "higher")),
            by_percent=slots.number("by_percent"),
            by=slots.number("by"),
            or_normal=slots.flag("or_normal"),
            within_days=slots.whole("within_days"),
        )
        if found.by is None and found.by_percent is None:
            raise slots.wrong("by", "or by_percent is needed")
        return found

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.LABORATORY

    def judge(self, record: Record) -> Judgement:
        started = record.treatment_start()
        undone = tuple(widen(r) for r in record.results(self.of) if r.result is Result.NOT_DONE)
        values = [m for m in record.measurements(self.of) if m.when and weighty(m)]
        if started is None:
            return silent("no first dose is recorded, so there is no value before it", contrary=undone)
        before = [m for m in values if m.when and m.when.last < started[0]]
        now = [m for m in values if m.when and m.when.first > started[0] and within(record, m, self.within_days)]
        if not now:
            note = f"no value after the first dose on {started[0]}" if before else ""
            return silent(note, contrary=undone or spans(before)[:0])
        if not before:
            return silent(f"no value before the first dose on {started[0]}", contrary=undone)
        pairs = [p for m in _latest_of_each(now) if (p := _last_alike(before, m)) is not None]
        if not pairs:
            return silent("the values before and after are not of one measure and unit", contrary=spans(now))
        then, latest = max(pairs, key=lambda p: _day(p[1]))
        cited = (latest.source, then.source)
        note = f"{_told(then)} on {_day(then)} to {_told(latest)} on {_day(latest)}"
        gained = self._gain(then, latest)
        if self._open_ended(then, latest, gained):
            return silent(f"{note}: by how much is not told", contrary=cited)
        return met(*cited, note=note) if gained else not_met(*cited, note=note)

    def _gain(self, then: Measurement, now: Measurement) -> bool:
        before = said_in(then.value, then.unit, now.unit)
        assert before is not None  # the caller has paired them
        gain = before - now.value if self.better == "lower" else now.value - before
        if self.or_normal and self._normal(now):
            return True
        if gain <= 0:
            return False
        return (self.by is not None and gain >= self.by) or (
            self.by_percent is not None and gain * 100 >= self.by_percent * before
        )

    def _normal(self, m: Measurement) -> bool:
        if self.better == "lower":
            return m.high is not None and m.value <= m.high
        return m.low is not None and m.value >= m.low

    def _open_ended(self, then: Measurement, now: Measurement, gained: bool) -> bool:
        """Whether a value told as "over" or "under" leaves open what was judged."""
        worse, better = (">", "<") if self.better == "lower" else ("<", ">")
        if gained:
            return now.comparator.startswith(worse) or then.comparator.startswith(better)
        return now.comparator.startswith(better) or then.comparator.startswith(worse)

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        by = f"{self.by_percent} %" if self.by_percent is not None else f"{self.by}"
        return f"{names} {self.better} by {by} than before the first dose"


def _latest_of_each(values: list[Measurement]) -> list[Measurement]:
    """The latest value of each measure."""
    return [max((m for m in values if m.concept == c), key=_day) for c in sorted({m.concept for m in values})]


def _last_alike(before: list[Measurement], now: Measurement) -> tuple[Measurement, Measurement] | None:
    """The last value before of the same measure, on the same scale and in a unit that converts, with the one now."""
    alike = [
        m
        for m in before
        if m.concept == now.concept
        and (m.scale is None or now.scale is None or m.scale == now.scale)
        and said_in(m.value, m.unit, now.unit) is not None
    ]
    return (max(alike, key=_day), now) if alike else None


def _told(m: Measurement) -> str:
    return f"{m.comparator}{m.value}"


def _day(m: Measurement) -> date:
    assert m.when is not None  # callers keep dated values only
    return m.when.last


@dataclass(frozen=True, slots=True, kw_only=True)
class FewerEvents:
    """Slots: `of` events. Counts are compared over like windows before and after the first dose or, where the dose
    was changed, the last change; windows of other length or kind are shown and not compared."""

    of: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> FewerEvents:
        return cls(of=slots.texts("of"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        turn = record.last_change() or record.treatment_start()
        counts = [c for c in record.counts(self.of) if weighty(c)]
        if turn is None or not counts:
            return silent("no count on both sides of a dose change" if counts else "")
        before = [c for c in counts if _rate(c) is not None and (span := _span(c)) and span.last < turn[0]]
        after = [c for c in counts if _rate(c) is not None and (span := _span(c)) and span.first >= turn[0]]
        if not after:
            return silent(f"no count after {turn[0]}")
        if not before:
            return silent(f"no count before {turn[0]}")
        rates = {c: _rate(c) for c in (*before, *after)}
        base = max(r for c in before if (r := rates[c]) is not None)
        lower = [c for c in after if (r := rates[c]) is not None and r < base]
        higher = [c for c in after if c not in lower]
        worse = [
            t
            for t in record.trends(("course-of-illness",))
            if t.direction is Direction.WORSENED
            and weighty(t)
            and t.assertion is Assertion.PRESENT
            and (t.recorded or turn[0]) > turn[0]
        ]
        if lower and (higher or worse):
            note = "counts after the last dose change disagree; the windows are not alike"
            return conflicting(spans(lower), (*spans(higher), *(widen(t) for t in worse)), note)
        if higher:
            return not_met(*spans(higher), *spans(before))
        return (
            met(*spans(lower), *spans(before)[:1])
            if _alike(before, lower)
            else silent("the windows before and after are not alike", contrary=spans(lower))
        )

    def say(self, record: Record) -> str:
        return f"fewer {' or '.join(record.lexicon.name(c) for c in self.of)} over like periods before and after"


def _rate(c: EventCount) -> Decimal | None:
    """Events per day over the stated period."""
    if c.per_days:
        return c.count / c.per_days
    return c.count / c.period.days if c.period else None


def _span(c: EventCount) -> Period | None:
    return c.period or c.when


def _alike(before: list[EventCount], after: list[EventCount]) -> bool:
    """Windows within a factor of two of each other in length."""
    lengths = [(b.period.days, a.period.days) for b in before for a in after if b.period and a.period]
    rates = any(b.per_days and a.per_days for b in before for a in after)
    return rates or any(max(x, y) <= 2 * min(x, y) for x, y in lengths)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionGained:
    """Slots: `of` functions or symptoms; `within_days`. Judged from trends in words after the first dose."""

    of: tuple[str, ...]
    within_days: int | None

    @classmethod
    def parse(cls, slots: Slots) -> FunctionGained:
        return cls(of=slots.texts("of"), within_days=slots.whole("within_days"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        started = record.treatment_start()
        undone = [
            f.sentence
            for f in record.statements(self.of)
            if any(w in f.sentence.quote.lower() for w in ("not re-assessed", "not reassessed", "not assessed"))
        ]
        if started is None:
            return silent("no first dose is recorded", contrary=tuple(undone))
        told = [
            t
            for t in record.trends((*self.of, "course-of-illness"))
            if weighty(t)
            and t.assertion is Assertion.PRESENT
            and (t.recorded or started[0]) > started[0]
            and within(record, t, self.within_days)
            and (
                record.lexicon.matches(t.concept, self.of)
                or any(f.sentence == t.sentence for f in record.statements(self.of))
            )
        ]
        told = [t for t in told if t.sentence not in undone]
        better = [t for t in told if t.direction is Direction.IMPROVED]
        same = [t for t in told if t.direction is not Direction.IMPROVED]
        if better and same:
            return conflicting(spans(better), spans(same))
        if better:
            return met(*spans(better))
        if same:
            return not_met(*spans(same))
        return silent(f"nothing recorded after the first dose on {started[0]}", contrary=tuple(undone))

    def say(self, record: Record) -> str:
        return f"{' or '.join(record.lexicon.name(c) for c in self.of)} better than before the first dose"
