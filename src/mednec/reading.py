"""What single documents say, without a request and a policy: the facts alone, for a person or a program to look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mednec.chart import read_document
from mednec.chart.header import read_header
from mednec.chart.read import Reading, passage_of
from mednec.chart.reconcile import Fact, date_copies, reconcile
from mednec.chart.timeline import dates_said
from mednec.chart.trials import one_of_each
from mednec.dosing import read_dose, read_doses
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.facts import Chart
from mednec.model.finding import Finding
from mednec.packs.library import Library


def read_facts(
    documents: Sequence[SourceDocument], library: Library, *, as_of: date | None, further: Sequence[Finding] = ()
) -> tuple[Fact, ...]:
    """Every fact of some documents, each once with all its places, in the order of the documents and their text.

    A date without a year is the last such day by the date of its document, else by `as_of`. What is copied word for
    word from an earlier document keeps the date of its first appearance. `further` are findings read besides.
    """
    findings: list[Finding] = list(further)
    for document in documents:
        header = read_header(
            document, patient=None, kinds=library.language.document_kinds, lexicon=library.lexicon, as_of=as_of
        )
        findings += _facts(header, library, as_of)
    return reconcile(date_copies(findings), [document.name for document in documents])


def read_documents(documents: Sequence[SourceDocument], library: Library, *, as_of: date | None) -> Chart:
    """Some documents as one chart: what each says about itself, its passages, its findings, what speaks to software."""
    headers: list[DocumentHeader] = []
    read: list[Reading] = []
    for document in sorted(documents, key=lambda d: d.name):
        header = read_header(
            document, patient=None, kinds=library.language.document_kinds, lexicon=library.lexicon, as_of=as_of
        )
        headers.append(header)
        read.append(_read(header, library, as_of))
    return Chart(
        headers=tuple(headers),
        passages=tuple(passage_of(c) for r in read for c in r.contexts),
        findings=tuple(f for r in read for f in r.findings),
        addressed=tuple(a for r in read for a in r.addressed),
    )


def read_note(text: str, library: Library, *, written: date, name: str = "note") -> tuple[Finding, ...]:
    """Every fact of a piece of a note that was written on a known day."""
    document = SourceDocument(name=name, text=text)
    return _facts(DocumentHeader(document=document, written=written), library, written)


def _facts(header: DocumentHeader, library: Library, as_of: date | None) -> tuple[Finding, ...]:
    read = _read(header, library, as_of)
    found = (*one_of_each(read.findings), *dates_said(read.contexts))
    return tuple(sorted(found, key=lambda f: (f.source, f.kind, f.concept)))


def _read(header: DocumentHeader, library: Library, as_of: date | None) -> Reading:
    return read_document(
        header,
        as_of=as_of,
        lexicon=library.lexicon,
        cues=library.language.cues,
        read_dose=read_dose,
        read_doses=read_doses,
    )
