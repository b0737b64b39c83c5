"""What do these passages say that the grammar could not read? Passages in batches, and claims for answers."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import date

from mednec.chart.lexicon import Lexicon
from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.facts import Chart, Passage
from mednec.model.finding import Finding, RegimenFinding, TherapyTrial
from mednec.model.proposal import Task
from mednec.model.words import Assertion, TrialOutcome
from mednec.packs.library import Library
from mednec.pointing.asked import INTRODUCTION, MOST_OFFERED, Asked, concepts_on_offer, shown_in
from mednec.pointing.forms import FactsAnswer, facts_schema
from mednec.pointing.papers import Papers, Piece, tokens_of
from mednec.pointing.prompt import FACTS, prompt
from mednec.pointing.question import Question
from mednec.pointing.sent import Copies
from mednec.reading import read_documents
from mednec.review import Read

MOST_BATCHES, MOST_BATCHES_OF_DOCUMENTS = 3, 8
_BESIDE = 900  # tokens kept for the concepts and the question
_WITHOUT_FIGURES = ("specialty", "setting", "equipment", "organ")  # kinds of concepts of which no value is told
_FIGURE = re.compile(r"\d")
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)]\s+")  # the number of an item is no figure


def fact_questions(found: Read, copies: Copies, *, window: int) -> tuple[Asked, ...]:
    """Of a case under review: passages of the record about what the policy asks for, and about the requested drug."""
    wanted = {c for node in found.policy.leaves() if node.leaf is not None for c in node.leaf.concepts}
    record = found.record
    about = {c for c in record.ranking.concepts if record.lexicon.matches(c, (*sorted(wanted), record.drug))}
    chart = record.facts.chart
    unread = [p for p in _unread(chart, record.lexicon, about) if not p.header.kind.claims_only]
    return _questions(chart, unread, record.lexicon, copies, window=window, most=MOST_BATCHES)


def fact_questions_of_documents(
    documents: Sequence[SourceDocument], library: Library, copies: Copies, *, as_of: date | None, window: int
) -> tuple[Asked, ...]:
    """Of documents that no request is about: whatever they name."""
    chart = read_documents(documents, library, as_of=as_of)
    about = {c for p in chart.passages for c in p.concepts}
    unread = _unread(chart, library.lexicon, about)
    return _questions(chart, unread, library.lexicon, copies, window=window, most=MOST_BATCHES_OF_DOCUMENTS)


def _unread(chart: Chart, lexicon: Lexicon, about: Collection[str]) -> list[Passage]:
    """Passages that the grammar refused: first where it says so, then figures that nothing was read of."""
    findings = _Places(chart.findings)
    refused: list[Passage] = []
    silent: list[Passage] = []
    for passage in sorted(chart.passages, key=lambda p: p.at):
        named = _with_figures(passage.concepts, lexicon) & set(about)
        if not named:
            continue
        here = findings.touching(passage.at)
        if any(_refused(f) and f.concept in named for f in here):
            refused.append(passage)
        elif _FIGURE.search(_NUMBERED.sub("", passage.at.quote)) and _unsaid(named, here, lexicon):
            silent.append(passage)
    return [*refused, *silent]


class _Places:
    """Findings by where they stand: a long chart has too many to go through all of them for each passage."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self._sorted: dict[str, list[Finding]] = {}
        for finding in sorted(findings, key=lambda f: f.source.start):
            self._sorted.setdefault(finding.source.document, []).append(finding)
        self._longest = max((f.source.end - f.source.start for f in findings), default=0)

    def touching(self, at: ChartCitation) -> list[Finding]:
        """Those whose words a passage shares, in the order in which they begin."""
        own = self._sorted.get(at.document, [])
        first = bisect_left(own, at.start - self._longest, key=lambda f: f.source.start)
        last = bisect_left(own, at.end, key=lambda f: f.source.start)
        return [f for f in own[first:last] if f.source.overlaps(at)]


def _with_figures(concepts: Collection[str], lexicon: Lexicon) -> set[str]:
    return {c for c in concepts if c not in lexicon.concepts or lexicon.concepts[c].kind not in _WITHOUT_FIGURES}


def _refused(finding: Finding) -> bool:
    """Whether the grammar met a fact and could not tell it: a dose, or how a treatment went that was had."""
    if isinstance(finding, RegimenFinding):
        return bool(finding.why)
    untold = isinstance(finding, TherapyTrial) and finding.outcome is TrialOutcome.NOT_STATED and not finding.current
    return untold and finding.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)


def _unsaid(named: Collection[str], here: Sequence[Finding], lexicon: Lexicon) -> bool:
    """Whether something named has no finding of its own."""
    return any(not any(lexicon.is_a(f.concept, c) or lexicon.is_a(c, f.concept) for f in here) for c in named)


def _questions(
    chart: Chart, unread: Sequence[Passage], lexicon: Lexicon, copies: Copies, *, window: int, most: int
) -> tuple[Asked, ...]:
    papers = Papers.of(chart, copies)
    numbers = {papers.places[p.at]: p for p in unread if p.at in papers.places}
    beside = min(_BESIDE, window // 2)
    left = window - tokens_of(INTRODUCTION) - beside
    parts = papers.chosen(papers.with_neighbours(tuple(numbers)), tokens=left, parts=most)
    asked = (
        _question(papers, part, [numbers[p.number] for p in part if p.number in numbers], lexicon, beside)
        for part in parts
    )
    return tuple(a for a in asked if a is not None)


def _question(
    papers: Papers, pieces: Sequence[Piece], unread: Sequence[Passage], lexicon: Lexicon, most: int
) -> Asked | None:
    """One batch; None where the passages in question did not fit, but only what stands beside them."""
    offered = tuple(sorted({c for p in unread for c in _with_figures(p.concepts, lexicon)}))[:MOST_OFFERED]
    while offered and tokens_of(_told(offered, lexicon)) > most:
        offered = offered[:-1]
    if not offered:
        return None
    documents = shown_in(papers, pieces)
    return Asked(
        question=Question(
            task=Task.FACTS,
            prompt=FACTS,
            subject=next(iter(documents.values())),
            system=prompt(FACTS),
            text="".join((INTRODUCTION, papers.laid_out(pieces), _told(offered, lexicon))),
            schema=facts_schema(tuple(documents), offered),
            form=FactsAnswer,
        ),
        documents=documents,
        offered=offered,
    )


def _told(offered: Sequence[str], lexicon: Lexicon) -> str:
    return f"\n\nConcepts on offer:\n{concepts_on_offer(offered, lexicon)}\nWhat do the documents say of them?\n"
