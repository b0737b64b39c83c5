"""The record of one case as a leaf consults it: findings by concept, sorted by what they are worth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from mednec.chart.lexicon import Lexicon
from mednec.chart.ranking import Ranking
from mednec.criteria.corrected import corrected_values
from mednec.criteria.index import FindingIndex
from mednec.model.document import ChartCitation
from mednec.model.facts import Facts
from mednec.model.finding import (
    Administration,
    DoseChange,
    EventCount,
    Finding,
    Measurement,
    RateFinding,
    TestResult,
    TherapyTrial,
    Trend,
)
from mednec.model.knowledge import Reference
from mednec.model.policy import Clause
from mednec.model.proposal import Pointed
from mednec.model.request import PriorAuthRequest
from mednec.model.words import Assertion, DocumentKind, Standing, Status

_BEGAN = re.compile(
    r"\b(?:start(?:ed)?|began|begun|initiated|first (?:dose|infusion|injection)|since)\b", re.IGNORECASE
)
_LISTS = ("meds", "medications", "current medications", "current meds", "medication list")
_STATED = ("diagnosis", "finding", "function", "reaction", "setting", "organ", "event")
_ASSESSED = ("assessment", "impression", "a/p", "plan", "problem list", "diagnosis", "final diagnosis", "a", "pmh")


def _nobody(label: str) -> tuple[Status, tuple[ChartCitation, ...], tuple[ChartCitation, ...]]:
    """Before a policy is judged there is nothing to refer to."""
    raise KeyError(label)


def _every(_label: str) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Facts with the knowledge needed to ask them. `status_of` and `clause_of` serve cross references."""

    facts: Facts
    lexicon: Lexicon
    references: tuple[Reference, ...]
    drug: str  # id of the requested drug
    diseases: tuple[str, ...]  # concepts of the requested diagnosis codes
    ranking: Ranking
    index: FindingIndex
    status_of: Callable[[str], tuple[Status, tuple[ChartCitation, ...], tuple[ChartCitation, ...]]] = _nobody
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    concerns: Callable[[str], bool] = _every  # whether a clause is about this drug and disease

    @property
    def request(self) -> PriorAuthRequest:
        return self.facts.request

    @property
    def as_of(self) -> date:
        return self.facts.as_of

    def statements(self, concepts: Iterable[str]) -> tuple[Finding, ...]:
        """Diseases, symptoms, findings, reactions and settings that speak of these.

        What is present may be a kind of them; what is absent must be the very one, or the group it belongs to: to deny
        a form of a disease does not deny the disease, to deny the disease denies its forms.
        """
        wanted = tuple(concepts)
        return self.index.answer(("statements", wanted), lambda: self._statements(wanted))

    def _statements(self, wanted: tuple[str, ...]) -> tuple[Finding, ...]:
        # A group that is no concept of its own has no other way to be denied than through its members.
        groups = tuple(w for w in wanted if w not in self.lexicon.concepts and w not in self.lexicon.drugs)
        denials = {*self.index.above(wanted), *self.index.about(groups)}
        found = [f for f in self.index.about(wanted) if f.assertion is not Assertion.ABSENT]
        found += [f for f in denials if f.assertion is Assertion.ABSENT]
        stated = (f for f in found if f.kind in _STATED and not isinstance(f, EventCount))
        return tuple(sorted(stated, key=lambda f: (f.source, f.kind, f.concept)))

    def results(self, concepts: Iterable[str]) -> tuple[TestResult, ...]:
        return _only(TestResult, self.index.about(tuple(concepts), TestResult))

    def measurements(self, concepts: Iterable[str]) -> tuple[Measurement, ...]:
        return _only(Measurement, self.index.about(tuple(concepts), Measurement))

    def trials(self, drugs: Iterable[str]) -> tuple[TherapyTrial, ...]:
        """Trials of these drugs or of members of these classes; to deny a class denies its members."""
        wanted = tuple(drugs)
        return _only(TherapyTrial, self.index.answer(("trials", wanted), lambda: self._trials(wanted)))

    def _trials(self, wanted: tuple[str, ...]) -> tuple[Finding, ...]:
        own = self.index.about(wanted, TherapyTrial)
        classes = (f for f in self.index.above(wanted) if isinstance(f, TherapyTrial) and f not in own)
        denied = [f for f in classes if f.assertion is Assertion.ABSENT]
        return tuple(sorted((*own, *denied), key=lambda f: f.source)) if denied else own

    def counts(self, concepts: Iterable[str]) -> tuple[EventCount, ...]:
        return _only(EventCount, self.index.about(tuple(concepts), EventCount))

    def trends(self, concepts: Iterable[str]) -> tuple[Trend, ...]:
        return _only(Trend, self.index.about(tuple(concepts), Trend))

    def administrations(self) -> tuple[Administration, ...]:
        return self.index.of_kind(Administration)

    def dose_changes(self) -> tuple[DoseChange, ...]:
        return self.index.of_kind(DoseChange)

    def rates(self) -> tuple[RateFinding, ...]:
        return self.index.of_kind(RateFinding)

    def people(self, *roles: str) -> tuple[Finding, ...]:
        return tuple(f for f in self.facts.chart.findings if f.kind in roles)

    def treatment_start(self) -> tuple[date, ChartCitation] | None:
        """Day of the first dose of the requested drug: as the doses given show it, or the record says it began.

        A stated month or year stands only where no dose is recorded, since it would date the first dose too early.
        """
        given = [(a.day, a.source) for a in self.administrations() if not a.held]
        said = [
            t
            for t in self.trials((self.drug,))
            if t.start and t.assertion is Assertion.PRESENT and t.start.last <= self.as_of and weighty(t)
        ]
        said = [t for t in said if _BEGAN.search(t.sentence.quote)]
        given += [(t.start.first, t.source) for t in said if t.start and (t.start.days == 1 or not given)]
        return min(given, default=None, key=lambda g: g[0])

    def last_change(self) -> tuple[date, ChartCitation] | None:
        """Day of the last dose change of the requested drug."""
        changes = [(c.on, c.source) for c in self.dose_changes() if c.on <= self.as_of]
        return max(changes, default=None, key=lambda c: c[0])

    def medication_lists(self) -> tuple[ChartCitation, ...]:
        """Dated, current medication lists of clinic notes: what "no other drug" can rest on."""
        return self.index.places("medication lists", self._medication_lists)

    def _medication_lists(self) -> tuple[ChartCitation, ...]:
        found = []
        for passage in self.facts.chart.passages:
            listed = passage.section in _LISTS or passage.section.endswith("medications")
            drugs = [c for c in passage.concepts if c in self.lexicon.drugs]
            current = passage.header.written and (self.as_of - passage.header.written).days <= 120
            note = passage.header.kind in (DocumentKind.CLINIC_NOTE, DocumentKind.HOSPITAL)
            if listed and drugs and current and note:
                found.append(passage.at)
        return tuple(found)

    def assessments(self) -> tuple[ChartCitation, ...]:
        """Dated assessments and problem lists that assert a disease, newest first: what "no sign" can rest on."""
        return self.index.places("assessments", self._assessments)

    def _assessments(self) -> tuple[ChartCitation, ...]:
        said = [
            f
            for f in self.facts.chart.findings
            if f.kind == "diagnosis" and f.assertion is Assertion.PRESENT and weighty(f) and assessed(f.section)
        ]
        said = [f for f in said if f.header.written is not None]
        said.sort(key=lambda f: (-(f.header.written or date.min).toordinal(), f.sentence))
        return tuple(dict.fromkeys(f.sentence for f in said))


def pointed_to(record: Record, pointed: Pointed | None) -> Record | None:
    """The record with what was read besides in words that a language model pointed to; None where there is nothing."""
    if pointed is None or not pointed.findings:
        return None
    chart = record.facts.chart
    findings = tuple(sorted((*chart.findings, *pointed.findings), key=lambda f: (f.source, f.kind, f.concept)))
    return replace(
        record,
        facts=replace(record.facts, chart=replace(chart, findings=findings)),
        index=FindingIndex((*findings, *corrected_values(findings, record.lexicon)), record.lexicon),
    )


_F = TypeVar("_F", bound=Finding)


def _only(kind: type[_F], found: Iterable[Finding]) -> tuple[_F, ...]:
    return tuple(f for f in found if isinstance(f, kind))


def assessed(section: str) -> bool:
    """Whether a section holds what the writer concluded."""
    return section in _ASSESSED or section.split("/")[0].strip() in _ASSESSED


def weighty(finding: Finding) -> bool:
    """A side in a disagreement: said by the record itself, not by a template, an old copy, a letter or a form."""
    return finding.standing is Standing.CURRENT and not finding.claims_only


def within(record: Record, finding: Finding, days: int | None) -> bool:
    """Whether the finding is dated within so many days before the request (or no window is asked)."""
    if days is None:
        return True
    day = finding.recorded
    return day is not None and 0 <= (record.as_of - day).days <= days
