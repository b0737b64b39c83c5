"""`dose_reduced`, `worsening_on_dose`: less of another drug, and worse in spite of the dose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from mednec.criteria.kinds.results import said_in
from mednec.criteria.kinds.therapy import daily_mg
from mednec.criteria.leaf import Judgement, Slots, met, not_met, silent
from mednec.criteria.record import Record, weighty
from mednec.criteria.weigh import spans
from mednec.model.finding import Measurement
from mednec.model.words import Assertion, Supplier


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
        latest = max(now, key=lambda p: p[0].header.written or date.min)
        before = [(t, d) for t, d in before if t.concept == latest[0].concept]
        if not before:
            return silent("the doses before and after are of different drugs", contrary=(latest[0].source,))
        then = max(before, key=lambda p: p[0].recorded or date.min)
        cited = (latest[0].source, then[0].source)
        note = f"{then[1]} mg to {latest[1]} mg a day"
        fallen = then[1] > latest[1] and (then[1] - latest[1]) * 100 >= self.by_percent * then[1]
        return met(*cited, note=note) if fallen else not_met(*cited, note=note)

    def say(self, record: Record) -> str:
        return f"daily dose of {' or '.join(record.lexicon.name(c) for c in self.of)} lower by {self.by_percent} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorseningOnDose:
    """Slots: `of` measures; `cycles` consecutive cycles; `per_kg` grams per cycle that were given in each (a tenth
    under it is taken as reached: doses are rounded to vials). Read from a table with a column of doses."""

    of: tuple[str, ...]
    cycles: int
    per_kg: Decimal

    @classmethod
    def parse(cls, slots: Slots) -> WorseningOnDose:
        cycles = slots.whole("cycles")
        if cycles is not None and cycles < 1:
            raise slots.wrong("cycles", f"must be 1 or more, not {cycles}")
        return cls(of=slots.texts("of"), cycles=cycles or 3, per_kg=slots.needed_number("per_kg"))

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
                    (m.when.last, m.value): m  # a table copied into a later note is the same table
                    for m in record.measurements((concept,))
                    if m.column and m.when and weighty(m)
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
        given = [
            grams
            for o in m.row
            if record.lexicon.is_a(o.concept, record.drug) and o.unit and (grams := said_in(o.value, o.unit, "g"))
        ]
        weights = [o for o in m.row if o.concept == "body-weight"] or [
            w for w in record.measurements(("body-weight",)) if w.when and abs((_day(w) - _day(m)).days) <= 60
        ]
        if not given or not weights:
            return False
        return given[0] / weights[0].value >= self.per_kg * Decimal("0.9")

    @staticmethod
    def _working(run: list[Measurement]) -> str:
        return f"{run[0].name} {' -> '.join(str(m.value) for m in run)} over {len(run) - 1} consecutive cycles"

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        return f"{names} worse over {self.cycles} or more consecutive cycles at {self.per_kg} g/kg"


def _day(m: Measurement) -> date:
    assert m.when is not None  # callers keep dated values only
    return m.when.last
