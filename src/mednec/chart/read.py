"""Documents -> Chart: one mechanism per fact kind, run over every sentence, item and row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from mednec.chart.context import Context, ReadDose, contexts_of
from mednec.chart.courses import read_counts, read_dose_changes, read_doses_given, read_rates, read_trends
from mednec.chart.cues import Cues
from mednec.chart.header import read_header
from mednec.chart.layout import Line, read_lines, read_sentences
from mednec.chart.lexicon import Lexicon
from mednec.chart.measurements import read_measurements
from mednec.chart.people import read_people
from mednec.chart.ranking import words_of
from mednec.chart.statements import read_results, read_statements
from mednec.chart.tables import Row, read_rows
from mednec.chart.trials import read_trials
from mednec.model.document import ChartCitation, DocumentHeader
from mednec.model.facts import Chart, Passage
from mednec.model.finding import Finding
from mednec.model.request import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Cues and kinds of documents of one language, from the packs."""

    cues: Cues
    document_kinds: Mapping[str, Iterable[str]]


def read_chart(case: Case, *, drug: str, lexicon: Lexicon, language: Language, read_dose: ReadDose) -> Chart:
    """Read every document of the case that is this patient's. `drug` is the id of the requested drug.

    The order of the documents changes nothing: findings come sorted by document and place.
    """
    as_of = case.request.received.date()
    headers: list[DocumentHeader] = []
    passages: list[Passage] = []
    findings: list[Finding] = []
    addressed: list[ChartCitation] = []
    for document in sorted(case.documents, key=lambda d: d.name):
        header = read_header(
            document,
            patient=case.request.patient,
            accepted=document.name in case.accepted,
            kinds=language.document_kinds,
            lexicon=lexicon,
            as_of=as_of,
        )
        headers.append(header)
        if header.set_aside:
            continue
        lines = read_lines(header.document, header.written or as_of)
        contexts, spoken_to = _apart(_contexts(header, lines, lexicon, language.cues, as_of))
        addressed += [c.whole for c in spoken_to]
        passages += [_passage(c) for c in contexts]
        findings += _findings(contexts, read_rows(lines), drug, case.request.requester.name, read_dose)
    return Chart(
        headers=tuple(headers),
        passages=tuple(passages),
        findings=tuple(sorted(findings, key=_order)),
        addressed=tuple(addressed),
    )


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return (finding.source.document, finding.source.start, finding.source.end, finding.kind, finding.concept)


def _contexts(
    header: DocumentHeader, lines: tuple[Line, ...], lexicon: Lexicon, cues: Cues, as_of: date
) -> tuple[Context, ...]:
    sentences = read_sentences(header.document, lines)
    return contexts_of(header.document, header, sentences, lexicon, cues, as_of)


def _apart(contexts: tuple[Context, ...]) -> tuple[tuple[Context, ...], tuple[Context, ...]]:
    """What speaks of the patient, and the lines that speak to software: those are no part of the chart."""
    lines = {c.line.start for c in contexts if c.cues_of("addressed_to_software")}
    chart = tuple(c for c in contexts if c.line.start not in lines)
    return chart, tuple(c for c in contexts if c.line.start in lines)


def _findings(
    contexts: tuple[Context, ...], rows: Mapping[int, Row], drug: str, requester: str, read_dose: ReadDose
) -> list[Finding]:
    found: list[Finding] = []
    lines = [tuple(group) for _, group in groupby(contexts, key=lambda c: c.line.start)]
    for i, line in enumerate(lines):
        row = rows.get(line[0].line.start)
        for context in line:
            found += read_statements(context)
            found += read_results(context, row)
            found += read_measurements(context, row)
            found += read_counts(context)
            found += read_trends(context)
            found += read_doses_given(context, drug)
            found += read_dose_changes(context, drug)
            found += read_rates(context, drug)
        found += read_trials(line, read_dose)
        found += read_people(line, lines[i + 1][0] if i + 1 < len(lines) else None, requester)
    return found


def _passage(context: Context) -> Passage:
    return Passage(
        at=context.whole,
        header=context.header,
        section=context.line.section,
        concepts=frozenset(m.id for m in context.mentions),
        words=words_of(context.text),
    )
