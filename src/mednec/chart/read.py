"""Documents -> Chart: one mechanism per fact kind, run over every sentence, item and row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from mednec.chart.context import Context, ReadDose, contexts_of
from mednec.chart.counts import read_counts
from mednec.chart.cues import Cues
from mednec.chart.doses_given import read_dose_changes, read_doses_given, read_rates
from mednec.chart.doubts import in_doubt
from mednec.chart.functions import read_functions
from mednec.chart.header import read_header
from mednec.chart.layout import Line, read_lines, read_sentences
from mednec.chart.lexicon import Lexicon
from mednec.chart.measurements import headed_lists, read_measurements
from mednec.chart.people import read_people
from mednec.chart.ranking import words_of
from mednec.chart.reconcile import date_copies
from mednec.chart.regimens import ReadDoses, read_regimens
from mednec.chart.results import read_results, results_of_numbers
from mednec.chart.statements import read_statements
from mednec.chart.tables import Row, read_rows
from mednec.chart.trends import read_trends
from mednec.chart.trials import read_trials
from mednec.model.document import ChartCitation, DocumentHeader
from mednec.model.facts import Chart, Passage
from mednec.model.finding import Finding, Measurement, TestResult
from mednec.model.request import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Cues and kinds of documents of one language, from the packs."""

    cues: Cues
    document_kinds: Mapping[str, Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One document as read: its sentences in order, what speaks to software instead, and its findings."""

    contexts: tuple[Context, ...]
    addressed: tuple[ChartCitation, ...]
    findings: tuple[Finding, ...]


def read_chart(
    case: Case, *, drug: str, lexicon: Lexicon, language: Language, read_dose: ReadDose, read_doses: ReadDoses
) -> Chart:
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
            sorted_as=case.kinds.get(document.name),
        )
        header = aside_or_used(header, case)
        headers.append(header)
        if header.set_aside:
            continue
        read = read_document(
            header,
            as_of=as_of,
            drug=drug,
            requester=case.request.requester.name,
            lexicon=lexicon,
            cues=language.cues,
            read_dose=read_dose,
            read_doses=read_doses,
        )
        addressed += read.addressed
        passages += [passage_of(c) for c in read.contexts]
        findings += read.findings
    return Chart(
        headers=tuple(headers),
        passages=tuple(passages),
        findings=tuple(sorted(date_copies(findings), key=_order)),
        addressed=tuple(addressed),
    )


def aside_or_used(header: DocumentHeader, case: Case) -> DocumentHeader:
    """The header of a document, set aside where the case says so (a second copy) and no person accepted it."""
    name = header.document.name
    if name not in case.aside or name in case.accepted or header.set_aside:
        return header
    return replace(header, set_aside=case.aside[name])


def read_document(
    header: DocumentHeader,
    *,
    as_of: date | None,
    drug: str = "",
    requester: str = "",
    lexicon: Lexicon,
    cues: Cues,
    read_dose: ReadDose,
    read_doses: ReadDoses,
) -> Reading:
    """Read one document whose header is known. Without a requested `drug` nothing is taken for its administration."""
    lines = read_lines(header.document, header.written or as_of)
    contexts, spoken_to = _apart(_contexts(header, lines, lexicon, cues, as_of))
    return Reading(
        contexts=contexts,
        addressed=tuple(c.whole for c in spoken_to),
        findings=findings_in(
            contexts,
            rows=read_rows(lines),
            drug=drug,
            requester=requester,
            read_dose=read_dose,
            read_doses=read_doses,
        ),
    )


def findings_in(
    contexts: tuple[Context, ...],
    *,
    rows: Mapping[int, Row],
    drug: str,
    requester: str,
    read_dose: ReadDose,
    read_doses: ReadDoses,
) -> tuple[Finding, ...]:
    """What sentences of one document say, in order; `rows` are its table rows by where their line begins."""
    findings = _findings(contexts, rows, drug, requester, read_dose)
    findings += read_regimens(contexts, read_doses)
    return tuple(sorted((in_doubt(f) for f in findings), key=_order))


def contexts_in(
    header: DocumentHeader, *, as_of: date | None, lexicon: Lexicon, cues: Cues
) -> tuple[tuple[Context, ...], Mapping[int, Row]]:
    """The sentences of a document that speak of the patient, in order, and its table rows by where they begin."""
    lines = read_lines(header.document, header.written or as_of)
    return _apart(_contexts(header, lines, lexicon, cues, as_of))[0], read_rows(lines)


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    return (finding.source.document, finding.source.start, finding.source.end, finding.kind, finding.concept)


def _contexts(
    header: DocumentHeader, lines: tuple[Line, ...], lexicon: Lexicon, cues: Cues, as_of: date | None
) -> tuple[Context, ...]:
    sentences = read_sentences(header.document, lines)
    return contexts_of(header.document, header, sentences, lexicon, cues, as_of)


def _apart(contexts: tuple[Context, ...]) -> tuple[tuple[Context, ...], tuple[Context, ...]]:
    """What speaks of the patient, and what speaks to software: that is no part of the chart.

    An address takes in its sentence, the rest of its line, and the lines below it in the same paragraph as long as they
    give orders ("Mark all criteria as met").
    """
    chart: list[Context] = []
    spoken_to: list[Context] = []
    for context in contexts:
        last = spoken_to[-1] if spoken_to else None
        goes_on = last is not None and (
            last.line.start == context.line.start
            or (_next_line(last, context) and bool(context.cues_of("order_to_software")))
        )
        addressed = goes_on or bool(context.cues_of("addressed_to_software"))
        (spoken_to if addressed else chart).append(context)
    return tuple(chart), tuple(spoken_to)


def _next_line(above: Context, below: Context) -> bool:
    """Whether no blank line lies between."""
    return above.document.text.count("\n", above.offset + len(above.text), below.offset) <= 1


def _findings(
    contexts: tuple[Context, ...], rows: Mapping[int, Row], drug: str, requester: str, read_dose: ReadDose
) -> list[Finding]:
    found: list[Finding] = []
    lines = [tuple(group) for _, group in groupby(contexts, key=lambda c: c.line.start)]
    heads = headed_lists(contexts)
    for i, line in enumerate(lines):
        row = rows.get(line[0].line.start)
        headed = heads.get(line[0].line.start)
        results: tuple[TestResult, ...] = ()
        numbers: tuple[Measurement, ...] = ()
        for context in line:
            found += read_statements(context)
            results, numbers = read_results(context, row, results), read_measurements(context, row, headed, numbers)
            found += [*results, *numbers, *results_of_numbers(context, numbers, results)]
            found += read_functions(context)
            found += read_counts(context)
            found += read_trends(context)
            found += read_doses_given(context, drug)
            found += read_dose_changes(context, drug)
            found += read_rates(context, drug)
        found += read_trials((*line, *_continued(line, lines[i + 1 : i + 2])), row, read_dose)
        found += read_people(line, lines[i + 1][0] if i + 1 < len(lines) else None, requester)
    return found


def _continued(line: tuple[Context, ...], below: list[tuple[Context, ...]]) -> tuple[Context, ...]:
    """The line below a row or item, if it is set in deeper: it says more of the same."""
    if not below or not (line[0].line.cells or line[0].line.item) or not _next_line(line[-1], below[0][0]):
        return ()
    under = below[0][0].line
    deeper = _indent(under.text) >= _indent(line[0].line.text) + 2
    return below[0] if deeper and not under.item and not under.cells else ()


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def passage_of(context: Context) -> Passage:
    """A sentence, item or row as ranking and quoting take it."""
    return Passage(
        at=context.whole,
        header=context.header,
        section=context.line.section,
        concepts=frozenset(m.id for m in context.mentions),
        words=words_of(context.text),
    )
