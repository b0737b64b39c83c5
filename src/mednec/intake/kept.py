"""`packet.json` of a case folder: where the words of its documents stand on paper, what is to be told of the papers.

Written when a packet is taken in, read with the case. A document that was changed since has lost its paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from mednec.errors import DocumentError
from mednec.model.document import Page, SourceDocument
from mednec.model.sheet import About, Doubt, Reference, Remark

FILE = "packet.json"
SCHEMA = "mednec.packet/1"
RECEIVED = "received"  # folder of a case with the files as they came


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPaper:
    """One document's paper; `digest` is that of the text the offsets were made for."""

    digest: str
    pages: tuple[Page, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a packet beside the texts of its documents."""

    schema: str = SCHEMA
    documents: dict[str, OnPaper] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    aside: dict[str, str] = field(default_factory=dict)


_ADAPTER = TypeAdapter(Kept)


def kept_of(documents: Sequence[SourceDocument], remarks: Sequence[Remark], aside: Mapping[str, str]) -> str:
    """The file's text."""
    papers = {
        d.name: OnPaper(digest=_digest(d.text), pages=d.pages, doubts=d.doubts, references=d.references)
        for d in documents
    }
    kept = Kept(documents=papers, remarks=tuple(remarks), aside=dict(aside))
    return _ADAPTER.dump_json(kept, indent=1).decode() + "\n"


def read_kept(folder: Path) -> Kept:
    """What a case folder keeps of its packet; nothing for a folder that never was one. Raises DocumentError."""
    path = folder / FILE
    if not path.is_file():
        return Kept()
    try:
        kept = _ADAPTER.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        where = f"{FILE}:{'.'.join(map(str, first['loc']))}" if first else FILE
        what = first["msg"].lower() if first else "cannot be opened"
        raise DocumentError(what, where=where, do="take the packet in again, or remove the file") from error
    if kept.schema != SCHEMA:
        raise DocumentError(f"{kept.schema!r} is not {SCHEMA}", where=FILE, do="take the packet in again")
    return kept


def with_paper(
    documents: Sequence[SourceDocument], kept: Kept
) -> tuple[tuple[SourceDocument, ...], tuple[Remark, ...]]:
    """The documents with the places of their words, and a remark for each whose text was changed."""
    found, remarks = [], []
    for document in documents:
        paper = kept.documents.get(document.name)
        if paper is not None and (paper.digest != _digest(document.text) or not _fits(paper, len(document.text))):
            says = "its text was changed since the packet was taken in; its words have no place on paper"
            remarks.append(Remark(about=About.RECORD, says=says, file=document.name))
        elif paper is not None:
            document = replace(document, pages=paper.pages, doubts=paper.doubts, references=paper.references)
        found.append(document)
    return tuple(found), tuple(remarks)


def _fits(paper: OnPaper, length: int) -> bool:
    """Whether every span lies in the text; in a file that somebody edited it may not."""
    words = [(w.start, w.end) for page in paper.pages for w in page.words]
    doubts, references = [(d.start, d.end) for d in paper.doubts], [(r.start, r.end) for r in paper.references]
    return all(0 <= start < end <= length for start, end in (*words, *doubts, *references))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
