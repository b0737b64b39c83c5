"""What single documents say, without a request and a policy: the facts alone, for a person or a program to look at."""

from __future__ import annotations

from datetime import date

from mednec.chart import read_document
from mednec.chart.header import read_header
from mednec.chart.timeline import dates_said
from mednec.dosing import read_dose
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.finding import Finding
from mednec.packs.library import Library


def read_facts(document: SourceDocument, library: Library, *, as_of: date) -> tuple[Finding, ...]:
    """Every fact of one document, in the order of its text. A date without a year is the last such day by `as_of`."""
    header = read_header(
        document, patient=None, kinds=library.language.document_kinds, lexicon=library.lexicon, as_of=as_of
    )
    return _facts(header, library, as_of)


def read_note(text: str, library: Library, *, written: date, name: str = "note") -> tuple[Finding, ...]:
    """Every fact of a piece of a note that was written on a known day."""
    document = SourceDocument(name=name, text=text)
    return _facts(DocumentHeader(document=document, written=written), library, written)


def _facts(header: DocumentHeader, library: Library, as_of: date) -> tuple[Finding, ...]:
    read = read_document(header, as_of=as_of, lexicon=library.lexicon, cues=library.language.cues, read_dose=read_dose)
    return tuple(sorted((*read.findings, *dates_said(read.contexts)), key=lambda f: (f.source, f.kind, f.concept)))
