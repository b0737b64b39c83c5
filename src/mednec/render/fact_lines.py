"""Facts as JSON lines: each with its fields, the rule that found it, its exact words and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mednec.chart.reconcile import Fact
from mednec.model.document import ChartCitation
from mednec.model.finding import Finding, TestResult
from mednec.model.knowledge import Concept
from mednec.render.facts import finding_records
from mednec.render.json_text import Json, Record


def note_lines(findings: Iterable[Finding], concepts: Mapping[str, Concept]) -> list[Json]:
    """The facts of one piece of a note."""
    return [line for finding in findings for line in fact_line(finding, concepts)]


def fact_line(finding: Finding, concepts: Mapping[str, Concept]) -> list[Record]:
    """One finding as the records of a line; fields that the text does not give are left out."""
    concept = concepts.get(finding.concept)
    codes: list[Json] = list(concept.codes) if concept and finding.kind == "diagnosis" else []
    lines: list[Record] = []
    for record in finding_records(finding):
        fields: Record = {k: v for k, v in record.items() if k != "source" and v not in (None, "", [])}
        if isinstance(finding, TestResult) and not finding.dated:
            fields.pop("date", None)  # the day of the note is not the day of the test
        if codes:
            fields = {**fields, "codes": codes, "icd10": codes[0]}
        lines.append({**fields, **_how(finding), **_place(finding.source)})
    return lines


def _how(finding: Finding) -> Record:
    cue: Record = {"cue": _place(finding.cue)} if finding.cue else {}
    return {"rule": finding.rule, **cue}


def _place(citation: ChartCitation) -> Record:
    return {"quote": citation.quote, "span": [citation.start, citation.end], "page": citation.page}


def reconciled_line(fact: Fact, concepts: Mapping[str, Concept]) -> list[Record]:
    """One fact of several documents: its first place, the others, its copies, and what speaks against it."""
    beside: dict[str, list[Json]] = {
        "also": [_placed(c) for c in fact.places[1:]],
        "copies": [_placed(c) for c in fact.copies],
        "against": [_placed(c) for c in fact.against],
        "searched": list(fact.searched),
    }
    said: Record = {name: values for name, values in beside.items() if values}
    return [{"document": fact.finding.source.document, **line, **said} for line in fact_line(fact.finding, concepts)]


def _placed(citation: ChartCitation) -> Record:
    return {"document": citation.document, **_place(citation)}
