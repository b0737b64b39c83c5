"""`tried`: treatments had, how long, how much, and how they went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mednec.criteria.leaf import Judgement, Slots, conflicting, days_before, met, not_met, silent
from mednec.criteria.record import Record, weighty
from mednec.criteria.weigh import spans
from mednec.model.finding import Finding, TherapyTrial
from mednec.model.words import Assertion, Standing, Supplier, TrialOutcome

OUTCOMES = tuple(o.value for o in TrialOutcome)


_HARMS = {"intolerant", "contraindicated"}
_TOLERATED = "tolerated"  # the concept under which a chart says that a treatment did no harm
_NEXT_SENTENCE = 90  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """Slots: `of` drugs or classes (one is enough); `outcomes` the policy accepts; `min_days`; `within_days` before the
    request it must have been in use (what excuses may lie further back); `min_daily` mg;
    `min_daily_per_kg` mg; `times_licensed` multiple of the licensed daily dose; `excused_by` outcomes that need no
    dose or time (intolerant, contraindicated); `course_only` true when one course given is enough."""

    of: tuple[str, ...]
    outcomes: tuple[str, ...]
    min_days: Decimal | None
    within_days: int | None
    min_daily: Decimal | None
    min_daily_per_kg: Decimal | None
    times_licensed: Decimal | None
    excused_by: tuple[str, ...]
    course_only: bool

    @classmethod
    def parse(cls, slots: Slots) -> Tried:
        outcomes = slots.texts("outcomes", required=False) or ("failed", "partial")
        excused = slots.texts("excused_by", required=False)
        for value in (*outcomes, *excused):
            if value not in OUTCOMES:
                raise slots.wrong("outcomes", f"knows no outcome {value!r}")
        return cls(
            of=slots.texts("of"),
            outcomes=outcomes,
            min_days=slots.number("min_days"),
            within_days=slots.whole("within_days"),
            min_daily=slots.number("min_daily"),
            min_daily_per_kg=slots.number("min_daily_per_kg"),
            times_licensed=slots.number("times_licensed"),
            excused_by=excused,
            course_only=slots.flag("course_only"),
        )

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.PHARMACY

    def judge(self, record: Record) -> Judgement:
        trials = [t for t in record.trials(self.of) if t.assertion is not Assertion.FAMILY]
        by_drug: dict[str, list[TherapyTrial]] = {}
        for trial in trials:
            by_drug.setdefault(trial.concept, []).append(trial)
        each = [self._judge_drug(record, found) for _, found in sorted(by_drug.items())]
        hits = [j for j in each if j.status.value == "met"]
        if hits:
            return met(*(c for j in hits for c in j.because), contrary=tuple(c for j in each for c in j.contrary))
        split = [j for j in each if j.status.value == "conflicting"]
        if split:
            return split[0]
        short = [j for j in each if j.status.value == "not met"]
        if short and len(short) == len(each):
            return not_met(
                *(c for j in short for c in j.because),
                contrary=tuple(c for j in short for c in j.contrary),
                note="; ".join(dict.fromkeys(j.note for j in short if j.note)),
            )
        return silent("; ".join(dict.fromkeys(j.note for j in each if j.note)))

    def _judge_drug(self, record: Record, trials: list[TherapyTrial]) -> Judgement:
        """One drug over all documents: outcomes and the longest and highest that the record shows."""
        sure = [t for t in trials if weighty(t) or (t.standing is Standing.CARRIED_FORWARD and not t.claims_only)]
        held = {id(t) for t in sure}  # equality of two findings takes long, and a chart may have thousands
        claims = [t for t in trials if id(t) not in held and t.assertion is Assertion.PRESENT]
        claimed = [t for t in claims if t.outcome.value in (*self.outcomes, *self.excused_by)]
        never = [t for t in sure if t.outcome is TrialOutcome.NEVER_TRIED]
        had = [t for t in sure if t.outcome not in (TrialOutcome.NEVER_TRIED, TrialOutcome.PLANNED)]
        had = [t for t in had if t.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
        excused = [t for t in had if t.outcome.value in self.excused_by]
        if excused:
            return met(*spans(excused), contrary=spans(never))
        if never and not [t for t in had if t.outcome.value in self.outcomes]:
            if claimed:
                return conflicting(spans(claimed), spans(never), "a letter or form says tried, the record says never")
            return not_met(*spans(never))
        if not had:
            return silent("only a letter or form says so" if claimed else "", contrary=spans(claimed))
        if self.within_days is None:
            return self._adequate(record, had, claimed)
        return self._lately(record, had, claimed)

    def _lately(self, record: Record, had: list[TherapyTrial], claimed: list[TherapyTrial]) -> Judgement:
        """Of the courses those in use within so many days before the request; one that is not dated may be any."""
        last = [(t, days_before(record, _last_used(t))) for t in had]
        inside = [t for t, days in last if days is not None and days <= (self.within_days or 0)]
        undated = [t for t, days in last if days is None]
        old = len(inside) + len(undated) < len(had)
        if not inside and undated:
            return silent(f"not stated: whether in the last {self.within_days} days", contrary=spans(claimed))
        if not inside:
            note = f"in use longer ago than {self.within_days} days"
            return not_met(*spans(had), contrary=spans(claimed), note=note)
        return self._adequate(record, inside if old else [*inside, *undated], claimed)

    def _adequate(self, record: Record, had: list[TherapyTrial], claimed: list[TherapyTrial]) -> Judgement:
        """Long enough, high enough, and with an accepted outcome."""
        shortfalls, unknown = self._least(record, had)
        good = [t for t in had if t.outcome.value in self.outcomes]
        if shortfalls:
            return not_met(*spans(had), contrary=spans(claimed), note="; ".join(shortfalls))
        if unknown:
            return silent(f"not stated: {', '.join(unknown)}", contrary=spans(claimed))
        if good or self.course_only:
            return met(*spans([*good, *had]))
        if set(self.outcomes) <= _HARMS and (borne := _borne(record, had)):
            return not_met(*spans(borne), contrary=spans(claimed), note="tolerated, as the record says")
        return silent("the outcome of the trial is not stated", contrary=spans(claimed))

    def _least(self, record: Record, had: list[TherapyTrial]) -> tuple[list[str], list[str]]:
        """What the nearest course lacks, and what is not told of it.

        Time and dose of one course may stand in two places, so a statement of one is completed by statements of the
        other alone; one in the months of a course that tells both is that course. Two statements of both are two
        courses: a long one and a high one are not one that is both.
        """
        timed, dosed = [t for t in had if _days(t)], [t for t in had if self._doses(record, t)]
        whole = [t for t in timed if t in dosed]
        doses = [t for t in dosed if t not in whole]
        longest = max((_days(t) for t in whole), default=0)
        apart = [t for t in timed if t not in whole and not any(_same_course(t, w) for w in whole)]
        times = [t for t in apart if doses or _days(t) > longest]
        courses = [*([t] for t in whole), *([t, *doses] for t in times)]
        courses += [] if times else [[d] for d in doses]
        measured = [self._lacks(record, course) for course in courses or [had]]
        if not timed and self.min_days is not None and (most := _at_most(had)) is not None and most < self.min_days:
            return [f"{most} days at most against {self.min_days}"], []
        return min(measured, key=lambda m: (bool(m[0]), bool(m[1]), len(m[0])))

    def _doses(self, record: Record, trial: TherapyTrial) -> bool:
        """Whether it tells the dose in a way the clause asks for."""
        asked = ((self.min_daily, daily_mg(trial)), (self.min_daily_per_kg, trial.daily_per_kg))
        told = any(least is not None and dose is not None for least, dose in asked)
        return told or (self.times_licensed is not None and _multiple(record, trial) is not None)

    def _lacks(self, record: Record, course: list[TherapyTrial]) -> tuple[list[str], list[str]]:
        shortfalls: list[str] = []
        unknown: list[str] = []
        days = max((d for t in course if (d := _days(t))), default=None)
        if self.min_days is not None:
            if days is None:
                unknown.append("how long")
            elif days < self.min_days:
                shortfalls.append(f"{days} days against {self.min_days}")
        self._check_dose(record, course, shortfalls, unknown)
        return shortfalls, unknown

    def _check_dose(self, record: Record, had: list[TherapyTrial], shortfalls: list[str], unknown: list[str]) -> None:
        if self.min_daily is not None:
            daily = max((d for t in had if (d := daily_mg(t)) is not None), default=None)
            if daily is None:
                unknown.append("the dose")
            elif daily < self.min_daily:
                shortfalls.append(f"{daily.normalize():f} mg a day against {self.min_daily.normalize():f} mg")
        if self.min_daily_per_kg is not None:
            per_kg = max((t.daily_per_kg for t in had if t.daily_per_kg is not None), default=None)
            if per_kg is None:
                unknown.append("the dose per kg")
            elif per_kg < self.min_daily_per_kg:
                shortfalls.append(f"{per_kg} mg/kg a day against {self.min_daily_per_kg} mg/kg")
        if self.times_licensed is not None:
            multiples = [m for t in had if (m := _multiple(record, t)) is not None]
            if not multiples:
                unknown.append("the dose")
            elif max(multiples) < self.times_licensed:
                shortfalls.append(f"{max(multiples):.1f} times the licensed dose against {self.times_licensed}")

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        asks = [f"for at least {self.min_days} days"] if self.min_days else []
        asks += [f"within {self.within_days} days before the request"] if self.within_days else []
        asks += [f"at {self.min_daily} mg a day or more"] if self.min_daily else []
        asks += [f"at {self.min_daily_per_kg} mg/kg a day or more"] if self.min_daily_per_kg else []
        asks += [f"at {self.times_licensed} times the licensed dose or more"] if self.times_licensed else []
        outcomes = " or ".join(dict.fromkeys((*self.outcomes, *self.excused_by)))
        return f"{names} tried {' '.join(asks)} ({outcomes})".replace("  ", " ")


def _days(trial: TherapyTrial) -> int:
    """How long, in days: as told, else of a treatment still taken what lies at least between its start and the note."""
    if trial.duration_days or not (trial.current and trial.start and trial.header.written):
        return trial.duration_days or 0
    return max(0, (trial.header.written - trial.start.last).days)


def _last_used(trial: TherapyTrial) -> date | None:
    """The last day on which a treatment is known to have been in use."""
    if trial.stop is not None:
        return trial.stop.last
    if trial.current and trial.header.written is not None:
        return trial.header.written
    return trial.start.last if trial.start is not None else None


def _at_most(had: list[TherapyTrial]) -> int | None:
    """The longest that a course can have been whose one start and whose stops stand in different places."""
    starts = {t.start for t in had if t.start and not t.stop}
    stops = [t.stop for t in had if t.stop and not t.start]
    if len(starts) != 1 or not stops:
        return None
    start = next(iter(starts))
    days = max((stop.last - start.first).days for stop in stops)
    return days if days > 0 else None


def _borne(record: Record, had: list[TherapyTrial]) -> list[Finding]:
    """Where the record says, in or right behind the words about the treatment, that it did no harm."""
    said = [f for f in record.statements((_TOLERATED,)) if f.assertion is Assertion.PRESENT and weighty(f)]
    return [f for f in said if any(_right_behind(f, t) for t in had)]


def _right_behind(said: Finding, trial: TherapyTrial) -> bool:
    same = said.source.document == trial.source.document
    return same and trial.sentence.start <= said.source.start <= trial.sentence.end + _NEXT_SENTENCE


def _same_course(one: TherapyTrial, other: TherapyTrial) -> bool:
    """Whether both have dates, and these overlap: a pharmacy's fills beside the note's account of the course."""
    if not (one.start and one.stop and other.start and other.stop):
        return False
    return one.start.first <= other.stop.last and other.start.first <= one.stop.last


def daily_mg(trial: TherapyTrial) -> Decimal | None:
    """Milligrams a day, where the chart gives amount and interval."""
    dose = trial.dose
    factor = {"mg": Decimal(1), "g": Decimal(1000), "mcg": Decimal("0.001")}.get(dose.unit if dose else "")
    if dose is None or factor is None or dose.per or not dose.interval_days:
        return None
    return dose.amount * factor / dose.interval_days


def _multiple(record: Record, trial: TherapyTrial) -> Decimal | None:
    drug = record.lexicon.drugs.get(trial.concept)
    daily = daily_mg(trial)
    return daily / drug.daily_dose if drug and drug.daily_dose and daily is not None else None


_TOLD = 2  # so many trials are shown before other places


def best_told(record: Record, drugs: tuple[str, ...]) -> tuple[TherapyTrial, ...]:
    """The trials that tell most: how it went, how long, when; the record before claims, the newest first."""
    trials = [t for t in record.trials(drugs) if t.assertion is Assertion.PRESENT]
    trials.sort(
        key=lambda t: (
            not weighty(t),
            -sum((t.outcome_at is not None, t.duration_days is not None, t.start is not None or t.stop is not None)),
            -(t.recorded.toordinal() if t.recorded else 0),
            t.source,
        )
    )
    return tuple(trials[:_TOLD])
