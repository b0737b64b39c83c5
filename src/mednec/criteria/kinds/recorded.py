"""`recorded`, `since_dose`: what the chart must speak of, whichever way; and how long ago the last dose was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mednec.criteria.leaf import Judgement, Slots, met, not_met, silent
from mednec.criteria.record import Record, weighty, within
from mednec.criteria.weigh import spans
from mednec.model.document import ChartCitation
from mednec.model.finding import Finding
from mednec.model.words import Assertion, Supplier

_ONE_COURSE = timedelta(days=42)  # doses no further apart than this belong to one course
_TOLD = (Assertion.PRESENT, Assertion.ABSENT, Assertion.HISTORICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Slots: `of` concepts, each of which, or a kind of it, the chart must speak of, as there or as not there;
    `within_days`; `discussed` true where speaking of it as possible is enough."""

    of: tuple[str, ...]
    within_days: int | None
    discussed: bool

    @classmethod
    def parse(cls, slots: Slots) -> Recorded:
        return cls(of=slots.texts("of"), within_days=slots.whole("within_days"), discussed=slots.flag("discussed"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        told = [self._told(record, concept) for concept in self.of]
        missing = [c for c, found in zip(self.of, told, strict=True) if not found]
        shown = spans([found[0] for found in told if found])
        if missing:
            names = ", ".join(record.lexicon.name(c) for c in missing)
            return silent(f"nothing is said of {names}", contrary=shown)
        return met(*shown)

    def _told(self, record: Record, concept: str) -> list[Finding]:
        told = (*_TOLD, Assertion.HYPOTHETICAL) if self.discussed else _TOLD
        found = record.index.about((concept,))
        return [f for f in found if weighty(f) and f.assertion in told and within(record, f, self.within_days)]

    def say(self, record: Record) -> str:
        return f"the chart tells of {', '.join(record.lexicon.name(c) for c in self.of)}, as present or absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceDose:
    """Slots: `at_least_days` or `at_most_days` since the last dose given of the requested drug; with `course: true`
    from the first dose of the last course. Counted to the first day requested when `to_next` is true, else to the day
    the request was received."""

    at_least: int | None
    at_most: int | None
    course: bool
    to_next: bool

    @classmethod
    def parse(cls, slots: Slots) -> SinceDose:
        found = cls(
            at_least=slots.whole("at_least_days"),
            at_most=slots.whole("at_most_days"),
            course=slots.flag("course"),
            to_next=slots.flag("to_next"),
        )
        if (found.at_least is None) == (found.at_most is None):
            raise slots.wrong("at_least_days", "or at_most_days is needed, not both")
        return found

    @property
    def concepts(self) -> tuple[str, ...]:
        return ()

    @property
    def supplier(self) -> Supplier:
        return Supplier.PHARMACY

    def judge(self, record: Record) -> Judgement:
        given = self._given(record)
        if not given:
            return silent("no dose with its day is recorded")
        day, at = given
        until = record.request.lines[0].first_day if self.to_next else record.as_of
        days = (until - day).days
        note = f"{day} to {until}: {days} days"
        if self.at_least is not None:
            return met(at, note=note) if days >= self.at_least else not_met(at, note=note)
        assert self.at_most is not None  # parse asks for one of the two
        return met(at, note=note) if days <= self.at_most else not_met(at, note=note)

    def _given(self, record: Record) -> tuple[date, ChartCitation] | None:
        """The last dose, or with `course` the first dose of the last course."""
        doses = sorted((a.day, a.source) for a in record.administrations() if not a.held and a.day <= record.as_of)
        if not doses:
            return None
        chosen = doses[-1]
        if self.course:
            for dose in reversed(doses):
                if chosen[0] - dose[0] > _ONE_COURSE:
                    break
                chosen = dose
        return chosen

    def say(self, _record: Record) -> str:
        since = "the first dose of the last course" if self.course else "the last dose"
        bound = f"at least {self.at_least}" if self.at_least is not None else f"at most {self.at_most}"
        return f"{bound} days since {since}"
