"""Passages of the private library, and what was searched to find them, or not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mednec.evidence.library.record import LABEL, Imported
from mednec.evidence.library.store import digest_of, opened, record_of, records_in, size_of, step
from mednec.search.fields import Entry, Field, SearchError
from mednec.search.index import Index, build, open_index
from mednec.search.passages import Span, passages
from mednec.search.query import Hit, look_up
from mednec.search.rerank import Reranker
from mednec.search.synonyms import NONE, Synonyms

INDEX = "index"
UNGRADED = "imported, not graded"
FIELDS = (
    Field(name="title", weight=2.0, kept=False),
    Field(name="names", weight=2.0, kept=False),
    Field(name="subjects", weight=1.2, kept=False),
    Field(name="section", weight=1.5, kept=False),
    Field(name="text"),
    Field(name="kind", weight=0, kept=False, filtered=True),
    Field(name="code", weight=0, kept=False, filtered=True),
)
_OF_ONE = 2  # passages of one record
_LONGEST_PART = 8000  # characters of a section that are one entry
_LAYOUT = 2  # raise when entries are made otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryPassage:
    """A passage of an imported record; `spans` are the places of the words found, within `words`.

    It is not graded: nothing is claimed of which way it points, or how near it stands to a request.
    """

    record: Imported
    section: str  # of a label
    words: str
    spans: tuple[Span, ...]
    weight: float

    @property
    def grading(self) -> str:
        """What every such passage is marked with."""
        return UNGRADED


@dataclass(frozen=True, slots=True, kw_only=True)
class LibrarySearch:
    """What was searched: the library's digest and last import, its records, what was asked, the query as it was run."""

    digest: str
    day: str
    records: int
    asked: str
    ran: str  # with every other name that was looked for too
    found: int
    ordered_by: str = ""  # the user's model that put the passages in order, if one did

    @property
    def says(self) -> str:
        """One sentence that never says more than what was done."""
        where = f"{self.records:,} imported records of the private library {self.digest[:12]}"
        where += f", last import {self.day}" if self.day else ""
        if not self.found:
            return f"Not found in {where}; searched for {self.asked or 'no words'}."
        told = f"Searched {where}, for {self.asked}: {self.found:,} passage{'s' if self.found != 1 else ''} found"
        return f"{told}; put in order by {self.ordered_by}." if self.ordered_by else f"{told}."


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryAnswer:
    """Passages, best first, and the search that found them."""

    passages: tuple[LibraryPassage, ...]
    search: LibrarySearch


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLibrary:
    """A private library that is open for searching."""

    folder: Path
    digest: str
    day: str
    records: int
    index: Index


def open_library(folder: Path) -> EvidenceLibrary:
    """Open a library, and index it first where that was not done. Raises LibraryError or SearchError."""
    with opened(folder) as table:
        digest = digest_of(table)
        records, day = size_of(table)
    index = _current(folder, digest)
    if index is None:
        with opened(folder, writing=True) as table, step(table):  # one at a time; the next finds it done
            digest = digest_of(table)
            records, day = size_of(table)
            made_from = f"{_LAYOUT} {digest}"
            index = _current(folder, digest) or build(folder / INDEX, FIELDS, _entries(table), made_from=made_from)
    return EvidenceLibrary(folder=folder, digest=digest, day=day, records=records, index=index)


def search_library(
    library: EvidenceLibrary,
    words: str,
    *,
    top: int = 10,
    also: Synonyms = NONE,
    least: float = 0.0,
    needs: Sequence[Sequence[str]] = (),
    asked: str = "",
    rerank: Reranker | None = None,
) -> LibraryAnswer:
    """The passages that say most about some words; `asked` is what a reader is told of them.

    A model takes a second look at four times as many passages as are wanted. Raises LibraryError when the library is
    gone or damaged, SearchError when the model does not run.
    """
    found = look_up(library.index, words, top=top * 4, also=also, least=least, needs=needs)
    best: list[LibraryPassage] = []
    taken: dict[str, int] = {}
    with opened(library.folder) as table:
        for hit in found.hits:
            key = hit.key.partition("#")[0]
            taken[key] = taken.get(key, 0) + 1
            enough = len(best) >= top and rerank is None
            record = record_of(table, key) if taken[key] <= _OF_ONE and not enough else None
            if record:
                best.append(_passage(record, hit))
    if rerank is not None:
        rated = rerank.ratings(words, [each.words for each in best])
        best = [each for _, _, each in sorted(zip([-r for r in rated], range(len(best)), best, strict=True))][:top]
    search = LibrarySearch(
        digest=library.digest,
        day=library.day,
        records=library.records,
        asked=asked or " ".join(words.split()),
        ran=found.ran,
        found=found.found,
        ordered_by=rerank.name if rerank else "",
    )
    return LibraryAnswer(passages=tuple(best), search=search)


def _current(folder: Path, digest: str) -> Index | None:
    """The index, if it is of this state of the library; it is made of the records, and can be made again."""
    try:
        index = open_index(folder / INDEX)
    except SearchError:
        return None
    return index if index.made_from == f"{_LAYOUT} {digest}" and index.fields == FIELDS else None


def _entries(table: sqlite3.Connection) -> Iterator[Entry]:
    """A paper is one entry, each section of a label another; long sections are several."""
    for record in records_in(table):
        texts = {"title": record.title, "names": "\n".join(record.products), "subjects": "\n".join(record.subjects)}
        if record.kind != LABEL:
            text = record.text if len(record.sections) != 1 else record.sections[0].text
            yield Entry(key=record.key, texts={**texts, "text": text or record.title}, marks={"kind": (record.kind,)})
            continue
        for number, section in enumerate(record.sections):
            for part, text in enumerate(_parts(section.text)):
                yield Entry(
                    key=f"{record.key}#{number:04}.{part:04}",
                    texts={**texts, "section": section.name, "text": text},
                    marks={"kind": (record.kind,), "code": (section.code,) if section.code else ()},
                )


def _parts(text: str) -> Iterator[str]:
    """A section of many pages in parts, so that each is found for what it says itself."""
    begin = end = 0
    for span in passages(text):
        if span.end - begin > _LONGEST_PART and end > begin:
            yield text[begin:end]
            begin = span.start
        end = span.end
    if end > begin:
        yield text[begin:end]


def _passage(record: Imported, hit: Hit) -> LibraryPassage:
    number = hit.key.partition("#")[2].partition(".")[0]
    return LibraryPassage(
        record=record,
        section=record.sections[int(number)].name if number else "",
        words=hit.words,
        spans=tuple(Span(start=s.start - hit.start, end=s.end - hit.start) for s in hit.spans),
        weight=hit.weight,
    )
