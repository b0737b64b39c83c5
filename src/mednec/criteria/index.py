"""Findings of one chart by concept, each question answered once: leaves ask the same things again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from mednec.chart.lexicon import Lexicon
from mednec.model.document import ChartCitation
from mednec.model.finding import Finding

T = TypeVar("T")


class FindingIndex:
    """Findings of a chart looked up by concept; the order of the chart is kept."""

    def __init__(self, findings: Iterable[Finding], lexicon: Lexicon) -> None:
        self._findings = tuple(findings)
        self._lexicon = lexicon
        self._places: dict[str, list[int]] = {}
        for i, finding in enumerate(self._findings):
            self._places.setdefault(finding.concept, []).append(i)
        self._answers: dict[object, tuple[Finding, ...]] = {}
        self._places_told: dict[str, tuple[ChartCitation, ...]] = {}

    def about(self, wanted: tuple[str, ...], kind: type[Finding] | None = None) -> tuple[Finding, ...]:
        """Findings about one of these concepts, drugs or groups, or a kind of it."""
        return self.answer(("about", wanted, kind), lambda: self._pick(self._below(wanted), kind))

    def above(self, wanted: tuple[str, ...]) -> tuple[Finding, ...]:
        """Findings about one of these itself or about a group it belongs to."""
        return self.answer(("above", wanted), lambda: self._pick(self._over(wanted), None))

    def of_kind(self, kind: type[T]) -> tuple[T, ...]:
        """All findings of one class of findings."""
        return tuple(f for f in self._findings if isinstance(f, kind))

    def answer(self, question: object, find: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
        """The answer to a question, worked out the first time it is asked."""
        if question not in self._answers:
            self._answers[question] = find()
        return self._answers[question]

    def places(self, question: str, find: Callable[[], tuple[ChartCitation, ...]]) -> tuple[ChartCitation, ...]:
        """The same for places of the chart."""
        if question not in self._places_told:
            self._places_told[question] = find()
        return self._places_told[question]

    def _below(self, wanted: tuple[str, ...]) -> set[str]:
        return {c for c in self._places if self._lexicon.matches(c, wanted)}

    def _over(self, wanted: tuple[str, ...]) -> set[str]:
        return {c for c in self._places if any(self._lexicon.is_a(w, c) for w in wanted)}

    def _pick(self, concepts: set[str], kind: type[Finding] | None) -> tuple[Finding, ...]:
        places = sorted(i for c in concepts for i in self._places[c])
        return tuple(self._findings[i] for i in places if kind is None or isinstance(self._findings[i], kind))
