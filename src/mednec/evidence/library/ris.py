"""Records of a reference manager in the RIS format: from TY to ER."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mednec.evidence.library.lines import Line, Tagged, doi_in, lines, year_in
from mednec.evidence.library.record import PAPER, Imported, Placed, PutAside, Read, Reading, Section, Stream

FORMAT = "RIS"
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)$")
_OF_RECORDS = frozenset({"TI", "T1", "AU", "A1", "AB", "N2", "DO"})
_PUBMED = re.compile(r"pubmed[./](?:ncbi\.nlm\.nih\.gov/)?([0-9]{1,9})\b|\bPMID:? ?([0-9]{1,9})\b", re.I)
_TYPES = {
    "JOUR": "journal article",
    "JFULL": "journal",
    "EJOUR": "journal article",
    "MGZN": "magazine article",
    "BOOK": "book",
    "CHAP": "book chapter",
    "RPRT": "report",
    "THES": "thesis",
    "CONF": "conference paper",
    "CPAPER": "conference paper",
    "ABST": "abstract",
    "UNPB": "unpublished",
    "STAND": "standard",
}


def read_ris(file: Stream) -> Reading:
    """Every record in order; one that has no end of its own is put aside, for something of it may be lost.

    Catalogues write numbers, links and whole search strategies between records; these are no records.
    """
    for position, tagged in enumerate(_records(lines(file)), 1):
        yield _read(tagged, position)


def _records(source: Iterator[Line]) -> Iterator[Tagged]:
    record: Tagged | None = None
    inside = False  # from TY to ER
    for line in source:
        tag = None if line.fault else _TAG.match(line.text)
        if tag and tag[1] == "TY":
            yield from _left(record, f"no ER before the next record in line {line.number}", inside=inside)
            record, inside = Tagged(line=line.number), True
        if record is None and not (tag or line.fault):
            continue
        record = record or Tagged(line=line.number)
        if line.fault:
            record.wrong(line.fault, line.number)
        elif tag and tag[1] == "ER":
            yield from [record] if inside else _left(record, "", inside=False)
            record, inside = None, False
        elif tag:
            record.add(tag[1], tag[2])
        elif inside and line.text.strip():
            record.extend(line.text)
    yield from _left(record, "no ER before the file ends", inside=inside)


def _left(record: Tagged | None, what: str, *, inside: bool) -> Iterator[Tagged]:
    """A record that has no end; or what stands between records, where that is a record without a beginning."""
    if record and inside:
        record.wrong(what, record.line)
        yield record
    elif record and record.fault:
        yield record
    elif record and any(tag in _OF_RECORDS for tag, _ in record.values):
        record.wrong("no TY where the record begins", record.line)
        yield record


def _read(tagged: Tagged, position: int) -> Read:
    title = tagged.first("TI", "T1", "CT", "BT")
    if tagged.fault or not title:
        line = tagged.fault_line or tagged.line
        return PutAside(position=position, line=line, what=tagged.fault or "no title")
    abstract = tagged.first("AB", "N2")
    kind = tagged.first("TY")
    record = Imported(
        kind=PAPER,
        title=title,
        sections=(Section(name="abstract", text=abstract),) if abstract else (),
        source=tagged.first("JF", "JO", "T2", "JA", "J2", "PB"),
        authors=tagged.every("AU", "A1"),
        year=year_in(tagged.first("PY", "Y1", "DA")),
        types=(_TYPES.get(kind, kind.casefold()),) if kind else (),
        subjects=tagged.every("KW"),
        pmid=_pmid(tagged),
        doi=doi_in(tagged.first("DO")),
    )
    return Placed(record=record, position=position, line=tagged.line)


def _pmid(tagged: Tagged) -> str:
    """The number that PubMed gave: where it is named so, or as accession number of that catalogue."""
    for value in tagged.every("UR", "L2", "LK", "N1", "AN", "C2", "ID"):
        if found := _PUBMED.search(value):
            return found[1] or found[2]
    number, catalogue = tagged.first("AN"), tagged.first("DB", "DP").casefold()
    ours = any(name in catalogue for name in ("pubmed", "medline", "nlm"))
    return number if ours and number.isascii() and number.isdigit() else ""
