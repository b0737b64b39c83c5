"""What the reader must know about the papers themselves."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.criteria.record import Record
from mednec.model.determination import CodeReview, LineReview, Warning
from mednec.model.document import ChartCitation, DocumentHeader
from mednec.model.request import ServiceLine
from mednec.model.words import Belongs


def find_warnings(
    record: Record,
    addressed: Sequence[ChartCitation],
    codes: Sequence[CodeReview],
    lines: Sequence[LineReview],
    miscoded: Sequence[ServiceLine] = (),
) -> tuple[Warning, ...]:
    """Documents set aside, text that addresses software, drugs nobody knows, code editions, papers without a date."""
    headers = record.facts.chart.headers
    return (
        *(_aside(h) for h in headers if h.set_aside),
        *(
            Warning(says="Text that tells software what to decide; quoted here, not obeyed.", citations=(c,))
            for c in addressed
        ),
        *(_miscoded(record, line) for line in miscoded),
        *_unknown_drugs(record, lines),
        *_retrospective(record, lines),
        *_editions(codes),
        *_undated(headers),
    )


def _aside(header: DocumentHeader) -> Warning:
    name = header.document.name
    whose = header.belongs is Belongs.OTHER_PATIENT
    advice = "; its facts are not used until a person accepts the document" if whose else ""
    at = (header.patient_at,) if whose and header.patient_at else ()
    return Warning(says=f"{name} was set aside: {header.set_aside}{advice}.", citations=at)


def _miscoded(record: Record, line: ServiceLine) -> Warning:
    says = f"Line {line.id}: the drug named and billing code {line.hcpcs} stand for different drugs. Which is meant?"
    return Warning(
        says=says, citations=(record.request.cite_line(line, "drug"), record.request.cite_line(line, "hcpcs"))
    )


def _unknown_drugs(record: Record, lines: Sequence[LineReview]) -> list[Warning]:
    known = {c.line.id: c.drug for c in record.facts.regimens}
    return [
        Warning(
            says=(
                f"The packs know nothing of {r.line.drug!r}: no label, no reference and no safety check was consulted"
                f" for line {r.line.id}."
            ),
            citations=(record.request.cite_line(r.line, "drug"),),
        )
        for r in lines
        if known.get(r.line.id) is None and not r.in_scope
    ]


def _retrospective(record: Record, lines: Sequence[LineReview]) -> list[Warning]:
    return [
        Warning(
            says=f"Line {r.line.id} is {r.dates_note}.",
            citations=(record.request.cite_line(r.line, "from"), record.request.cite("received")),
        )
        for r in lines
        if r.dates_note
    ]


def _editions(codes: Sequence[CodeReview]) -> list[Warning]:
    """Codes checked against another edition than that of the date of service."""
    said = [s for c in codes for s in c.statements if "another edition" in s.says or "more than one edition" in s.says]
    if not said:
        return []
    return [Warning(says=f"Code editions: {said[0].says}", citations=said[0].chart)]


def _undated(headers: Sequence[DocumentHeader]) -> list[Warning]:
    return [
        Warning(says=f"{h.document.name} carries no date; windows of time do not count its statements.")
        for h in headers
        if h.written is None and not h.set_aside
    ]
