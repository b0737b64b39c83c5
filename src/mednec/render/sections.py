"""A determination as one sheet of sections, in the order in which a reader needs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mednec.model.determination import Determination
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.knowledge import Reference
from mednec.model.request import ServiceLine
from mednec.model.words import Belongs
from mednec.render.answers import (
    change_section,
    conflicts_section,
    line_at,
    outcome_section,
    outcome_sentence,
    request_section,
    sign_off_section,
    signer,
    undecided_section,
    warnings_section,
)
from mednec.render.blocks import Grid, Points, Section, Sentence, Sheet
from mednec.render.clauses import ClauseList, criteria_section, limits_section
from mednec.render.evidence import evidence_section
from mednec.render.medicine import (
    codes_section,
    dose_section,
    safety_section,
    schedule_section,
)
from mednec.render.places import REQUEST, Places, cited_references
from mednec.render.precedents import precedents_section
from mednec.render.proposals import model_section
from mednec.render.received import received_section, several_pages
from mednec.render.response import response_section
from mednec.render.words import flat, listed, sentence, times

LEGEND = "2:14 is line 14 of document 2, R a line of the request, § a clause of the policy, a name a reference."
PAGED = "2:14 p.3 is line 14 of document 2, on its third page, " + LEGEND.partition(", ")[2]


def lay_out(d: Determination, documents: Sequence[SourceDocument]) -> Sheet:
    """The whole page as plain values; every view prints this and nothing else."""
    places = Places.of(d, documents)
    patient = d.request.patient
    age = patient.age_on(d.request.received.date())
    return Sheet(
        title=f"Determination {flat(d.case)}",
        patient=flat(patient.name),
        patient_detail=f"{flat(patient.sex)}, {age} y, {flat(patient.id)}",
        asked=tuple(_asked(d, places)),
        outcome=outcome_sentence(d, places),
        signature=signer(d),
        legend=PAGED if several_pages(places) else LEGEND,
        sections=tuple(_sections(d, places)),
    )


def _asked(d: Determination, places: Places) -> Iterator[Sentence]:
    for review in d.lines:
        line = review.line
        yield Sentence(
            says=f"{flat(line.brand or line.drug)} {flat(line.regimen)}",
            marks=places.marks(line_at(d.request, line, "regimen")),
            details=(_codes_and_days(line, d.request.request_type),),
        )


def _codes_and_days(line: ServiceLine, kind: str) -> str:
    period = f"{line.first_day.isoformat()} to {line.last_day.isoformat()}"
    codes = listed(flat(code) for code in line.diagnosis_codes)
    return ", ".join(part for part in (f"{flat(line.hcpcs)}{times(line.units)}", codes, period, flat(kind)) if part)


def _sections(d: Determination, places: Places) -> Iterator[Section]:
    clauses = ClauseList(places=places, pointed=d.pointed)
    received, asked = received_section(d, places), model_section(d, places)
    yield outcome_section(d, places)
    yield request_section(d, places)
    yield criteria_section(d, clauses)
    yield limits_section(d, clauses)
    yield codes_section(d, places)
    yield dose_section(d, places)
    yield schedule_section(d, places)
    yield response_section(d, places)
    yield evidence_section(d, places)
    yield safety_section(d, places)
    if d.precedents.searched:
        yield precedents_section(d)
    yield change_section(d, places)
    yield conflicts_section(d, places)
    yield warnings_section(d, places)
    if received:
        yield received
    yield undecided_section(d, places)
    if asked:
        yield asked
    yield sign_off_section(d)
    yield sources_section(d, places, numbered=received is None)


def sources_section(d: Determination, places: Places, *, numbered: bool) -> Section:
    """What the places stand for: documents by number unless that was told above, references by name, what made this."""
    headers = {header.document.name: header for header in d.documents}
    rows = tuple(_document(number, document, headers.get(document.name)) for number, document in places.documents)
    full = {reference.id: reference for reference in (*d.references, *(s.reference for s in d.evidence.support))}
    references = tuple(
        Sentence(
            lead=flat(cited.label),
            says=_reference(full.get(cited.reference), cited.reference),
            anchor=places.mark(cited).target,
        )
        for cited in cited_references(d)
    )
    made = tuple((Sentence(says=flat(name)), Sentence(says=flat(value))) for name, value in d.provenance)
    listings = (
        Grid(heading="Documents", columns=("No.", "Document", "Kind", "Date", "Author"), rows=rows if numbered else ()),
        Points(heading="References", sentences=references),
        Grid(heading="Made from", columns=("Part", "Version"), rows=made),
    )
    return Section(
        anchor="sources",
        short="Sources",
        heading="Sources",
        blocks=tuple(block for block in listings if (block.rows if isinstance(block, Grid) else block.sentences)),
    )


def _document(number: str, document: SourceDocument, header: DocumentHeader | None) -> tuple[Sentence, ...]:
    if header is None:
        kind = "request" if number == REQUEST else "not said"
        return tuple(Sentence(says=each) for each in (number, flat(document.name), kind, "", ""))
    whose = "" if header.belongs is Belongs.THIS_PATIENT else sentence(header.belongs.value)
    aside = sentence(f"set aside: {flat(header.set_aside)}") if header.set_aside else ""
    named = Sentence(says=flat(document.name), details=tuple(words for words in (whose, aside) if words))
    cells = (header.kind.value, header.written.isoformat() if header.written else "no date", flat(header.author))
    return (Sentence(says=number), named, *(Sentence(says=each) for each in cells))


def _reference(reference: Reference | None, name: str) -> str:
    """A reference in full: what it is, how many, and where to find it."""
    if reference is None:
        return f"{flat(name)} in the packs."
    identifiers = (f"doi {reference.doi}" if reference.doi else "", f"PMID {reference.pmid}" if reference.pmid else "")
    parts = (reference.citation.rstrip("."), reference.kind, reference.design, f"n = {reference.n}" * bool(reference.n))
    return sentence("; ".join(dict.fromkeys(flat(part) for part in (*parts, *identifiers) if part)))
