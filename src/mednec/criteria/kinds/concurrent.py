"""`concurrent` and `symptoms_despite`: treatments in use at the same time, and what persists in spite of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mednec.criteria.kinds.therapy import OUTCOMES
from mednec.criteria.leaf import Judgement, Slots, conflicting, met, not_met, silent
from mednec.criteria.record import Record, weighty
from mednec.criteria.weigh import spans, widen
from mednec.model.finding import TherapyTrial
from mednec.model.words import Assertion, DocumentKind, Supplier, TrialOutcome

_LISTED = re.compile(r";|,.*,")  # several drugs on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Concurrent:
    """Slots: `of` drugs or classes; `expect` used or not used; `excused_by` outcomes (contraindicated, intolerant).

    *Not used* may rest on a dated, current medication list of this patient that names none of them."""

    of: tuple[str, ...]
    expect: str
    excused_by: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> Concurrent:
        excused = slots.texts("excused_by", required=False)
        for value in excused:
            if value not in OUTCOMES:
                raise slots.wrong("excused_by", f"knows no outcome {value!r}")
        return cls(of=slots.texts("of"), expect=slots.choice("expect", ("used", "not used")), excused_by=excused)

    @property
    def concepts(self) -> tuple[str, ...]:
        return self.of

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        trials = [
            t
            for t in record.trials(self.of)
            if not record.lexicon.is_a(t.concept, record.drug) and t.assertion is not Assertion.FAMILY
        ]
        now = [t for t in trials if t.current and t.assertion is Assertion.PRESENT and self._recent(record, t)]
        now = [t for t in now if not _ended(t, trials)]
        denied = [t for t in trials if t.assertion is Assertion.ABSENT and t.concept in self.of and weighty(t)]
        sure = [t for t in now if weighty(t) and t.document_kind is not DocumentKind.PHARMACY]
        return self._used(trials, sure) if self.expect == "used" else self._not_used(record, sure, denied)

    @staticmethod
    def _recent(record: Record, trial: TherapyTrial) -> bool:
        written = trial.header.written
        return written is not None and 0 <= (record.as_of - written).days <= 180

    def _used(self, trials: list[TherapyTrial], sure: list[TherapyTrial]) -> Judgement:
        excused = [t for t in trials if t.outcome.value in self.excused_by and weighty(t)]
        if sure:
            fills = [t for t in trials if t.document_kind is DocumentKind.PHARMACY]
            return met(*spans(sure), *spans(fills))
        if excused:
            return met(*spans(excused))
        told = [t for t in trials if t.document_kind is not DocumentKind.PHARMACY]  # a last fill is no stop
        stopped = [t for t in told if t.stop and weighty(t)]
        return not_met(*spans(stopped)) if stopped else silent()

    def _not_used(self, record: Record, sure: list[TherapyTrial], denied: list[TherapyTrial]) -> Judgement:
        if sure and denied:
            return conflicting(spans(denied), spans(sure))
        if sure:
            return not_met(*spans(sure))
        if denied:
            return met(*spans(denied))
        lists = record.medication_lists()
        if len(lists) >= 2 or any(_LISTED.search(at.quote) for at in lists):
            note = "no sign found; rests on the current medication list"
            found = met(*lists[:2], note=note)
            return Judgement(
                status=found.status, because=(), note=note, rests_on=found.because, no_sign_found=True, explicit=False
            )
        return silent()

    def say(self, record: Record) -> str:
        names = " or ".join(record.lexicon.name(c) for c in self.of)
        return f"{names} {'in current use' if self.expect == 'used' else 'not used at the same time'}"


def _ended(trial: TherapyTrial, trials: list[TherapyTrial]) -> bool:
    """Whether the record says that a treatment told as current was stopped on that day or later."""
    told = trial.recorded
    return told is not None and any(
        t.concept == trial.concept and t.stop is not None and t.stop.last >= told and weighty(t) for t in trials
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SymptomsDespite:
    """Slots: `symptoms`; `despite` classes, each of which must have been taken while the symptoms persisted."""

    symptoms: tuple[str, ...]
    despite: tuple[str, ...]

    @classmethod
    def parse(cls, slots: Slots) -> SymptomsDespite:
        return cls(symptoms=slots.texts("symptoms"), despite=slots.texts("despite"))

    @property
    def concepts(self) -> tuple[str, ...]:
        return (*self.symptoms, *self.despite)

    @property
    def supplier(self) -> Supplier:
        return Supplier.PRESCRIBER

    def judge(self, record: Record) -> Judgement:
        held = (TrialOutcome.FAILED, TrialOutcome.PARTIAL)
        symptoms = [s for s in record.statements(self.symptoms) if s.assertion is Assertion.PRESENT and weighty(s)]
        trials = {d: [t for t in record.trials((d,)) if t.outcome in held and not t.claims_only] for d in self.despite}
        together = [s for s in symptoms if all(any(t.sentence == s.sentence for t in trials[d]) for d in self.despite)]
        if together:
            return met(*(widen(s) for s in together))
        if symptoms and all(trials.values()):
            return met(*spans(symptoms)[:2], *(widen(trials[d][0]) for d in self.despite))
        denied = [s for s in record.statements(self.symptoms) if s.assertion is Assertion.ABSENT and weighty(s)]
        if denied and not symptoms:
            return not_met(*spans(denied))
        missing = [record.lexicon.name(d) for d in self.despite if not trials[d]]
        return silent(f"no inadequate response recorded to {', '.join(missing)}" if symptoms and missing else "")

    def say(self, record: Record) -> str:
        names = ", ".join(record.lexicon.name(d) for d in self.despite)
        return f"{' or '.join(record.lexicon.name(s) for s in self.symptoms)} persisting despite {names}"
