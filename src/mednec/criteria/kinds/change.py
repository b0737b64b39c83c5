"""`change`, `fewer_events`, `function_gained`, `dose_reduced`, `worsening_on_dose`: then against now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mednec.criteria.leaf import Judgement, Slots, conflicting, met, not_met, silent
from mednec.criteria.record import Record, weighty, within
from mednec.criteria.weigh import spans, widen
from mednec.model.finding import EventCount, Measurement
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
        then, latest = max(before, key=_day), max(now, key=_day)
        gained = self._gain(then, latest)
        cited = (latest.source, then.source)
        note = f"{then.value} on {_day(then)} to {latest.value} on {_day(latest)}"
        return met(*cited, note=note) if gained else not_met(*cited, note=note)

    def _gain(self, then: Measurement, now: Measurement) -> bool:
        gain = then.value - now.value if self.better == "lower" else now.value - then.value
        if self.or_normal and now.high is not None and now.value <= now.high:
            return True
        if self.by is not None and gain >= self.by:
            return True
        return self.by_percent is not None and gain * 100 >= self.by_percent * then.value

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        by = f"{self.by_percent} %" if self.by_percent is not None else f"{self.by}"
        return f"{names} {self.better} by {by} than before the first dose"


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
        before = [c for c in counts if _rate(c) is not None and _ends(c, record) < turn[0]]
        after = [c for c in counts if _rate(c) is not None and _begins(c) >= turn[0]]
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


def _begins(c: EventCount) -> date:
    assert c.period is not None or c.when is not None
    span = c.period or c.when
    assert span is not None
    return span.first


def _ends(c: EventCount, record: Record) -> date:
    span = c.period or c.when
    return span.last if span else record.as_of


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseReduced:
    """Slots: `of` drug or class; `by_percent` of its daily dose before the requested drug was started."""

    of: tuple[str, ...]
    by_percent: Decimal

    @classmethod
    def parse(cls, slots: Slots) -> DoseReduced:
        return cls(of=slots.texts("of"), by_percent=slots.needed_number("by_percent"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        from mednec.criteria.kinds.therapy import daily_mg

        started = record.treatment_start()
        trials = [t for t in record.trials(self.of) if weighty(t) and t.assertion is Assertion.PRESENT]
        kept = [t for t in trials if "no taper" in t.sentence.quote.lower()]
        if kept:
            return not_met(*spans(kept))
        if started is None:
            return silent("no first dose is recorded")
        dosed = [(t, d) for t in trials if (d := daily_mg(t)) is not None and t.recorded]
        before = [(t, d) for t, d in dosed if (t.recorded or started[0]) < started[0]]
        now = [(t, d) for t, d in dosed if t.current and t.header.written and t.header.written > started[0]]
        if not before or not now:
            return silent("no daily dose on both sides of the first dose")
        then, latest = (
            max(before, key=lambda p: p[0].recorded or date.min),
            max(now, key=lambda p: p[0].header.written or date.min),
        )
        cited = (latest[0].source, then[0].source)
        note = f"{then[1]} mg to {latest[1]} mg a day"
        fallen = (then[1] - latest[1]) * 100 >= self.by_percent * then[1]
        return met(*cited, note=note) if fallen else not_met(*cited, note=note)

    def say(self, record: Record) -> str:
        return f"daily dose of {' or '.join(record.lexicon.name(c) for c in self.of)} lower by {self.by_percent} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorseningOnDose:
    """Slots: `of` measures; `cycles` consecutive cycles; `per_kg` dose per cycle that was given in each (a tenth
    under it is taken as reached: doses are rounded to vials). Read from a table with a column of doses."""

    of: tuple[str, ...]
    cycles: int
    per_kg: Decimal

    @classmethod
    def parse(cls, slots: Slots) -> WorseningOnDose:
        return cls(of=slots.texts("of"), cycles=slots.whole("cycles") or 3, per_kg=slots.needed_number("per_kg"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        for concept in self.of:
            rows = sorted(
                {
                    m.source.start: m for m in record.measurements((concept,)) if m.column and m.when and weighty(m)
                }.values(),
                key=_day,
            )
            for run in self._runs(record, rows):
                return met(*(m.source for m in reversed(run[-self.cycles :])), note=self._working(run))
        return silent()

    def _runs(self, record: Record, rows: list[Measurement]) -> list[list[Measurement]]:
        """Runs of rows on the dose in which the measure got worse from each to the next."""
        better = record.lexicon.concepts[rows[0].concept].better if rows else ""
        runs: list[list[Measurement]] = []
        run: list[Measurement] = []
        for m in rows:
            dosed = self._on_dose(record, m)
            worse = bool(run) and (m.value > run[-1].value if better == "lower" else m.value < run[-1].value)
            near = bool(run) and _day(m) - _day(run[-1]) <= timedelta(days=45)
            if dosed and worse and near:
                run.append(m)
                continue
            if len(run) > self.cycles:
                runs.append(run)
            run = [m] if dosed else []
        return [*runs, run] if len(run) > self.cycles else runs

    def _on_dose(self, record: Record, m: Measurement) -> bool:
        given = [o for o in m.row if record.lexicon.is_a(o.concept, record.drug) and o.unit in ("g", "mg")]
        weights = [o for o in m.row if o.concept == "body-weight"] or [
            w for w in record.measurements(("body-weight",)) if w.when and abs((_day(w) - _day(m)).days) <= 60
        ]
        if not given or not weights:
            return False
        return given[0].value / weights[0].value >= self.per_kg * Decimal("0.9")

    @staticmethod
    def _working(run: list[Measurement]) -> str:
        return f"{run[0].name} {' -> '.join(str(m.value) for m in run)} over {len(run) - 1} consecutive cycles"

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        return f"{names} worse over {self.cycles} or more consecutive cycles at {self.per_kg} g/kg"
