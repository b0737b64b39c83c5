"""The notes of a letter: numbered in the order in which it cites them, each kind by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from mednec.model.determination import Determination
from mednec.model.document import (
    ChartCitation,
    Citation,
    DocumentHeader,
    PolicyCitation,
    Rationale,
    ReferenceCitation,
    SourceDocument,
)
from mednec.model.knowledge import Reference
from mednec.render.letters.layout import Kind, Letter, Note, Passage, Voice, passages_of
from mednec.render.words import flat, sentence

PAGE_BREAK = "\f"
CUT = " …"
Key = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Citing:
    """What a letter has cited so far. `longest` bounds a quote; `words` says whether notes repeat the words cited."""

    determination: Determination
    longest: int = 400
    words: bool = True
    headers: dict[str, DocumentHeader] = field(default_factory=dict)
    found: dict[Key, Note] = field(default_factory=dict)  # numbered as they come, until the letter is finished

    @classmethod
    def of(cls, determination: Determination, *, longest: int = 400, words: bool = True) -> Citing:
        headers = {header.document.name: header for header in determination.documents}
        return cls(determination=determination, longest=longest, words=words, headers=headers)

    def fact(self, says: str, citations: Iterable[Citation], *, lead: str = "") -> Passage:
        """A sentence of the determination with what it rests on."""
        return Passage(says=sentence(says), voice=Voice.FACT, lead=lead, notes=self.notes(citations))

    def said(self, rationale: Rationale, *, lead: str = "") -> Passage:
        """A rationale of the determination as it stands."""
        return self.fact(rationale.says, rationale.citations, lead=lead)

    def chart(self, citation: ChartCitation, *, lead: str = "") -> Passage:
        """Words of a document, verbatim but for line breaks; very long ones are cut and say so."""
        text = shortened(flat(citation.quote), self.longest)
        return Passage(says=text, voice=Voice.CHART, lead=lead, notes=self.notes((citation,)))

    def clause(self, citation: PolicyCitation, *, lead: str = "") -> Passage:
        """Words of a clause, verbatim."""
        text = shortened(flat(citation.quote), self.longest)
        return Passage(says=text, voice=Voice.POLICY, lead=lead, notes=self.notes((citation,)))

    def claimed(self, citation: ChartCitation) -> bool:
        """Whether only a letter, a form or a payer's notice says it; the record decides."""
        header = self.headers.get(citation.document)
        own_request = citation.document == self.determination.request.document.name
        return own_request or (header is not None and header.kind.claims_only)

    def notes(self, citations: Iterable[Citation]) -> tuple[Note, ...]:
        """The notes of some citations, each once; a new one gets the next number of its kind."""
        found = dict.fromkeys(self._note(citation) for citation in citations)
        return tuple(found)

    def _note(self, citation: Citation) -> Note:
        if isinstance(citation, ChartCitation):
            exact = (str(citation.start), str(citation.end)) if self.words else ()
            key: Key = (Kind.CHART, citation.document, str(citation.line), *exact)
        elif isinstance(citation, PolicyCitation):
            key = (Kind.POLICY, citation.policy, citation.clause)
        else:
            key = (Kind.REFERENCE, citation.reference)
        if key not in self.found:
            kind = Kind(key[0])
            number = sum(note.kind is kind for note in self.found.values()) + 1
            self.found[key] = self._made(citation, number)
        return self.found[key]

    def _made(self, citation: Citation, number: int) -> Note:
        if isinstance(citation, ChartCitation):
            source, dated = self._document(citation.source)
            page = f"page {citation.page}, " if PAGE_BREAK in citation.source.text else ""
            words = shortened(flat(citation.quote), self.longest) if self.words else ""
            where = f"{page}line {citation.line}"
            return Note(kind=Kind.CHART, number=number, source=source, dated=dated, where=where, words=words)
        d = self.determination
        if isinstance(citation, PolicyCitation):
            source = flat(d.policy_version) or flat(d.policy_title)
            return Note(kind=Kind.POLICY, number=number, source=source, where=f"§ {flat(citation.clause)}")
        return Note(kind=Kind.REFERENCE, number=number, source=flat(citation.label), where=self._published(citation))

    def _document(self, document: SourceDocument) -> tuple[str, str]:
        """A document by its name, and the day it says it was written."""
        if document.name == self.determination.request.document.name:
            return f"{flat(document.name)}, the request", self.determination.request.received.date().isoformat()
        header = self.headers.get(document.name)
        written = header.written.isoformat() if header and header.written else ""
        return flat(document.name), written

    def _published(self, citation: ReferenceCitation) -> str:
        d = self.determination
        known = {r.id: r for r in (*(s.reference for s in d.evidence.support), *d.references)}
        record = known.get(citation.reference)
        return published(record) if record else ""


def published(reference: Reference) -> str:
    """Where a reference was published."""
    parts = (
        flat(reference.citation).rstrip("."),
        f"doi {flat(reference.doi)}" if reference.doi else "",
        f"PMID {flat(reference.pmid)}" if reference.pmid else "",
    )
    return "; ".join(part for part in parts if part)


def shortened(text: str, longest: int) -> str:
    """A text of at most `longest` characters; one that is cut ends with a sign that it is.

    >>> shortened("no flare since January", 12)
    'no flare …'
    """
    if len(text) <= longest:
        return text
    kept = text[: longest - len(CUT)]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept) + CUT


def enclosed(determination: Determination, documents: Sequence[SourceDocument]) -> tuple[DocumentHeader, ...]:
    """The documents that may be sent along: those of this patient, not set aside, in the order of their names."""
    known = {header.document.name: header for header in determination.documents}
    named = (known.get(document.name) or DocumentHeader(document=document) for document in documents)
    return tuple(sorted((h for h in named if not h.set_aside), key=lambda h: h.document.name))


def finished(letter: Letter) -> Letter:
    """The letter with its notes numbered in reading order and listed; what was worded but left out has none."""
    counts: Counter[Kind] = Counter()
    new: dict[Note, Note] = {}
    for passage in passages_of(letter):
        for note in (note for run in passage.marks for note in run if note not in new):
            counts[note.kind] += 1
            new[note] = replace(note, number=counts[note.kind])
    order = list(Kind)
    listed = tuple(sorted(new.values(), key=lambda note: (order.index(note.kind), note.number)))
    renumbered: Letter = _with_notes(letter, new)
    return replace(renumbered, notes=listed)


def _with_notes(value: Any, new: Mapping[Note, Note]) -> Any:
    """The same value with every note exchanged."""
    if isinstance(value, Note):
        return new[value]
    if isinstance(value, tuple):
        return tuple(_with_notes(each, new) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _with_notes(getattr(value, f.name), new) for f in fields(value)})
    return value
