"""What the record says about the disease a diagnosis code stands for, and which other disease it names instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mednec.model.facts import Chart
from mednec.model.finding import Finding
from mednec.model.knowledge import Concept
from mednec.model.words import Assertion, Standing
from mednec.terminology.icd10cm import Icd10cm


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """Diagnoses of the chart by concept. The record decides; letters and forms only propose; family never counts."""

    record: tuple[Finding, ...]
    proposed: tuple[Finding, ...]
    concepts: Mapping[str, Concept]
    icd: Icd10cm
    coded: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)  # by code, once asked for

    def concepts_of(self, code: str) -> frozenset[str]:
        """Disease concepts whose codes contain this code, itself or by a parent."""
        if code not in self.coded:
            found = (c.id for c in self.concepts.values() for own in c.codes if _contains(own, code))
            self.coded[code] = frozenset(found)
        return self.coded[code]

    def support(self, code: str) -> tuple[Finding, ...]:
        """Statements of the record that the coded disease, or a form of it, is present."""
        wanted = self.concepts_of(code)
        return tuple(f for f in self.record if f.assertion is Assertion.PRESENT and self._is(f.concept, wanted))

    def denial(self, code: str) -> tuple[Finding, ...]:
        """Statements of the record that the coded disease, or the group it belongs to, is absent."""
        wanted = self.concepts_of(code)
        wider = {a for concept in wanted for a in self._ancestors(concept)}
        return tuple(f for f in self.record if f.assertion is Assertion.ABSENT and f.concept in wanted | wider)

    def wider(self, code: str) -> tuple[Finding, ...]:
        """Statements of the record that name the coded disease only in general."""
        wider = {a for concept in self.concepts_of(code) for a in self._ancestors(concept)}
        return tuple(f for f in self.record if f.assertion is Assertion.PRESENT and f.concept in wider)

    def claims(self, code: str) -> tuple[Finding, ...]:
        """Letters and forms that name the coded disease."""
        wanted = self.concepts_of(code)
        return tuple(f for f in self.proposed if f.assertion is Assertion.PRESENT and self._is(f.concept, wanted))

    def present(self, concept: str) -> tuple[Finding, ...]:
        """Statements of the record that this very concept is present."""
        return tuple(f for f in self.record if f.assertion is Assertion.PRESENT and f.concept == concept)

    def instead_of(self, code: str) -> tuple[Concept, ...]:
        """Diseases the record asserts, and never denies, whose code cannot stand beside `code` or fits better.

        A finer form of the coded disease with a sibling code always counts ("with" against "without" an organ); another
        disease (Excludes1, or a sibling in the category) only while the record does not plainly support the coded one.
        """
        coded = self.concepts_of(code)
        if not coded:
            return ()  # the packs do not know what the code stands for, so nothing can stand against it
        wider = {a for concept in coded for a in self._ancestors(concept)}
        shaken = bool(self.denial(code)) or not self.support(code)
        found = []
        for concept in self._asserted():
            if concept.id in coded | wider or not concept.codes:
                continue
            sibling = any(own.split(".", 1)[0] == code.split(".", 1)[0] for own in concept.codes)
            finer = bool(self._ancestors(concept.id) & coded)
            if (sibling and finer) or (shaken and (sibling or self.note(code, concept))):
                found.append(concept)
        return tuple(self._finest(found))

    def note(self, code: str, other: Concept) -> str:
        """The Excludes1 note that keeps the code and the other disease's code apart, or nothing."""
        notes = (self.icd.excludes1(code, own) for own in other.codes)
        return next((note for note in notes if note), "")

    def billable(self, concept: Concept) -> tuple[str, ...]:
        """The concept's codes that may be billed as they stand."""
        return tuple(code for code in concept.codes if (found := self.icd.lookup(code)) and found.billable)

    def _asserted(self) -> list[Concept]:
        said = {f.concept for f in self.record if f.assertion is Assertion.PRESENT}
        denied = {f.concept for f in self.record if f.assertion is Assertion.ABSENT}
        return [self.concepts[i] for i in sorted(said - denied) if i in self.concepts]

    def _finest(self, found: list[Concept]) -> list[Concept]:
        """A general name beside a finer one of the same disease adds nothing."""
        wider = {a for concept in found for a in self._ancestors(concept.id)}
        return [concept for concept in found if concept.id not in wider]

    def _is(self, concept: str, wanted: frozenset[str]) -> bool:
        return concept in wanted or bool(self._ancestors(concept) & wanted)

    def _ancestors(self, concept: str) -> set[str]:
        seen: set[str] = set()
        todo = [concept]
        while todo:
            here = self.concepts.get(todo.pop())
            new = [a for a in (here.is_a if here else ()) if a not in seen]
            seen.update(new)
            todo += new
        return seen


def chart_view(chart: Chart, concepts: Mapping[str, Concept], icd: Icd10cm) -> ChartView:
    """Diagnoses of the chart, newest first, those of the record apart from those of letters and forms."""
    diagnoses = [f for f in chart.findings if f.kind == "diagnosis" and not f.header.set_aside]
    diagnoses.sort(key=lambda f: (-(f.recorded or date.min).toordinal(), f.source))
    return ChartView(
        record=tuple(f for f in diagnoses if not f.claims_only and f.standing is Standing.CURRENT),
        proposed=tuple(f for f in diagnoses if f.claims_only),
        concepts=concepts,
        icd=icd,
    )


def _contains(own: str, code: str) -> bool:
    """Every code of the packs is asked for every code of a request; most differ in their first letter already."""
    return own[:1] == code[:1] and (code == own or code.replace(".", "").startswith(own.replace(".", "")))
