"""Which documents of a packet ask, and for whom: forms before letters, the newest first, never another patient's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz

from mednec.model.words import DocumentKind
from mednec.packet.form.drugs import LineRead, beside, drug_lines
from mednec.packet.form.letter import letter_line
from mednec.packet.form.person import birth_days, patient_names
from mednec.packet.form.read import DocumentRead
from mednec.packet.form.values import first
from mednec.packs.library import Library

_NEVER = (DocumentKind.PAYER_NOTICE, DocumentKind.LEAFLET, DocumentKind.PHARMACY, DocumentKind.ADMINISTRATION,
          DocumentKind.LABORATORY, DocumentKind.PATHOLOGY, DocumentKind.IMAGING)  # fmt: skip
_OF_REQUESTS = frozenset(
    {"line.hcpcs", "line.units", "requester.npi", "request_type", "new_therapy", "continued_therapy"}
)
_ASKED = ("patient.", "requester.", "line.")
_SAME_NAME = 80
_LIKE_A_FORM = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A document that asks, with the lines it asks for."""

    doc: DocumentRead
    lines: tuple[LineRead, ...] = field(repr=False)
    rank: int


def of_this_patient(docs: Sequence[DocumentRead]) -> tuple[DocumentRead, ...]:
    """The documents without those of another patient than most of the packet names."""
    births = {id(d): first(birth_days(d)) for d in docs}
    names = {id(d): first(patient_names(d)) for d in docs}
    counted = Counter(b.value for b in births.values() if b)
    if len(counted) < 2:
        return tuple(docs)
    forms = [births[id(d)] for d in docs if d.header.kind is DocumentKind.FORM]
    asked = {b.value for b in forms if b}
    own = max(counted, key=lambda born: (counted[born], born in asked, born))
    called = [n.value for d in docs if (b := births[id(d)]) and b.value == own and (n := names[id(d)])]
    kept = []
    for doc in docs:
        born, name = births[id(doc)], names[id(doc)]
        same = name is not None and any(fuzz.token_sort_ratio(name.value, c) >= _SAME_NAME for c in called)
        if born is None or born.value == own or same:
            kept.append(doc)
    return tuple(kept)


def asking(docs: Sequence[DocumentRead], library: Library) -> tuple[Asking, ...]:
    """The documents that ask for a drug, the one that counts first."""
    found = []
    for at, doc in enumerate(docs):
        rank = _rank(doc)
        if rank == 0:
            continue
        lines = drug_lines(doc, library)
        if not any(line.strong for line in lines):
            spoken = letter_line(doc, library)
            lines = lines or ((beside(spoken, doc, library),) if spoken else ())
        if lines:
            found.append((rank, doc.header.written or date.min, -at, Asking(doc=doc, lines=lines, rank=rank)))
    return tuple(a for *_, a in sorted(found, key=lambda f: f[:3], reverse=True))


def _rank(doc: DocumentRead) -> int:
    """A form is worth more than a letter; other papers ask only when they are laid out as a form."""
    kind = doc.header.kind
    if kind in _NEVER:
        return 0
    asked = {f for r in doc.replies if r.spans for f in r.fields}
    rich = sum(1 for f in asked if f.startswith(_ASKED)) >= _LIKE_A_FORM and bool(asked & _OF_REQUESTS)
    if kind in (DocumentKind.FORM, DocumentKind.REQUEST) or (rich and kind is not DocumentKind.LETTER):
        return 3 if rich else 2
    return 1 if kind is DocumentKind.LETTER else 0
