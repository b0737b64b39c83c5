"""Values of a measure that notes list in ways the reader of the chart leaves out.

| form | example |
|---|---|
| a measure as heading, then lines of a day and a value | "CDAI trend", "06/20/2022  pre-treatment  312" |
| months with their counts | "July 10 bad days, August 8, September (to the 29th) 9" |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from mednec.chart.dates import find_dates
from mednec.criteria.index import FindingIndex
from mednec.criteria.record import Record, weighty
from mednec.determination.response.yardsticks import Yardsticks, rows_for
from mednec.model.document import DocumentHeader
from mednec.model.finding import Measurement, Period
from mednec.model.words import Assertion

_LINES = 2  # a heading with one line below is no list
_DAYS_OF_A_MONTH = 31
_AFTER_HEADING = re.compile(
    r"\s*(?:trends?|history|scores?|values?|results?|flow\s?sheet|over time|log)?\s*:?\s*", re.IGNORECASE
)
_VALUE = re.compile(r"\s*[:=|]?\s*(?P<label>[A-Za-z][A-Za-z -]*?)?\s*[:=|]?\s*(?P<value>\d{1,4}(?:\.\d+)?)\s*")
_BASELINE = re.compile(r"\b(?:baseline|pre[- ]?treatment|before (?:treatment|start))\b", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_COUNTED = re.compile(rf"\b{_MONTH}(?:\s*\([^)\d]*\d{{0,2}}[^)\d]*\))?\s+(?P<count>\d{{1,2}})\b(?!\s*[/,]?\s*20\d\d)")
_NEXT = re.compile(r"\s*(?:[,;]\s*(?:and\b)?|and\b)\s*")


def with_told_values(record: Record, known: Yardsticks) -> Record:
    """The record with the values so listed that it does not have yet."""
    told = {
        (m.concept, m.when.first, m.value): m
        for h in record.facts.chart.headers
        for m in _values(record, h, known)
        if m.when is not None
    }
    measured = [f for f in record.facts.chart.findings if isinstance(f, Measurement) and f.when and weighty(f)]
    have = {(m.concept, m.when.first, m.value) for m in measured if m.when is not None}
    extra = tuple(m for key, m in sorted(told.items(), key=lambda item: item[0]) if key not in have)
    if not extra:
        return record
    findings = (*record.facts.chart.findings, *extra)
    facts = replace(record.facts, chart=replace(record.facts.chart, findings=findings))
    return replace(record, facts=facts, index=FindingIndex(findings, record.lexicon))


def _values(record: Record, header: DocumentHeader, known: Yardsticks) -> Iterator[Measurement]:
    if header.set_aside or header.kind.claims_only:
        return
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", header.document.text)]
    for i, (start, line) in enumerate(lines):
        yield from _of_months(record, header, start, line)
        concept = _heading(record, line, known)
        below = list(_dated(record, header, concept, lines[i + 1 :])) if concept else []
        if len(below) >= _LINES:
            yield from below


def _heading(record: Record, line: str, known: Yardsticks) -> str:
    """The measure that a line names and nothing else; of two that share a short name, the one of the disease."""
    named = record.lexicon.find(line)
    if len(named) != 1 or line[: named[0].start].strip() or not _AFTER_HEADING.fullmatch(line, named[0].end):
        return ""
    concept = record.lexicon.concepts.get(named[0].id)
    if concept is None or concept.kind != "measure":
        return ""
    if rows_for(record, concept.id, known):
        return concept.id
    word = re.compile(rf"\b{re.escape(line[named[0].start : named[0].end])}\b")
    of_disease = {row.measure for row in known.changes if row.diseases and rows_for(record, row.measure, known)}
    others = [m for m in sorted(of_disease) if any(word.search(t) for t in record.lexicon.concepts[m].terms)]
    return others[0] if len(others) == 1 else concept.id


def _dated(record: Record, header: DocumentHeader, concept: str, lines: list[tuple[int, str]]) -> Iterator[Measurement]:
    """One value for each line that holds a day, perhaps a word, and a number, until another kind of line."""
    for start, line in lines:
        days = [d for d in find_dates(line, header.written) if d.period.days == 1]
        found = _VALUE.fullmatch(line, days[0].end) if len(days) == 1 and not line[: days[0].start].strip() else None
        if found is None or days[0].period.first > record.as_of:
            return
        first = start + days[0].start
        last = start + found.end("value")
        value = _made(record, header, concept, Decimal(found["value"]), days[0].period, (first, last), (first, last))
        yield replace(value, baseline=bool(found["label"] and _BASELINE.search(found["label"])))


def _of_months(record: Record, header: DocumentHeader, start: int, line: str) -> Iterator[Measurement]:
    """The counts of months in a row, of which the first is followed by the measure they count."""
    written = header.written
    first = next((m for m in _COUNTED.finditer(line) if _measure_at(record, line, m.end())), None)
    if first is None or written is None:
        return
    concept, end = _measure_at(record, line, first.end()) or ("", 0)
    run = [first]
    while (between := _NEXT.match(line, end)) and (following := _COUNTED.match(line, between.end())):
        run.append(following)
        end = following.end()
    if len(run) < _LINES:
        return
    whole = (start + run[0].start(), start + end)
    for m in run:
        count = Decimal(m["count"])
        month = _MONTHS.index(m["month"][:3].lower()) + 1
        year = written.year if month <= written.month else written.year - 1
        period = Period.month(year, month)
        period = replace(period, last=min(period.last, written))
        if count <= _DAYS_OF_A_MONTH and period.last <= record.as_of:
            yield _made(record, header, concept, count, period, (start + m.start(), start + m.end()), whole)


def _measure_at(record: Record, line: str, at: int) -> tuple[str, int] | None:
    """The measure named directly there, and where its name ends."""
    for m in record.lexicon.find(line):
        concept = record.lexicon.concepts.get(m.id)
        if concept is not None and concept.kind == "measure" and m.start >= at and not line[at : m.start].strip():
            return concept.id, m.end
    return None


def _made(
    record: Record,
    header: DocumentHeader,
    concept: str,
    value: Decimal,
    when: Period,
    source: tuple[int, int],
    sentence: tuple[int, int],
) -> Measurement:
    return Measurement(
        kind="measurement",
        concept=concept,
        name=record.lexicon.name(concept),
        assertion=Assertion.PRESENT,
        source=header.document.cite(*source),
        sentence=header.document.cite(*sentence),
        header=header,
        when=when,
        rule="listed values",
        value=value,
        unit=record.lexicon.concepts[concept].unit,
    )
