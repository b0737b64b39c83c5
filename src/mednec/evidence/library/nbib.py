"""Records of PubMed in its tagged format (.nbib, or MEDLINE text)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mednec.evidence.library.lines import Line, Tagged, doi_in, lines, year_in
from mednec.evidence.library.record import PAPER, Imported, Placed, PutAside, Read, Reading, Section, Stream

FORMAT = "PubMed tagged text"
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)$")
_NOTICES = (("RIN", "retraction in"), ("ECI", "expression of concern in"), ("EIN", "erratum in"))
_DIGITS = re.compile(r"[0-9]{1,9}")


def read_nbib(file: Stream) -> Reading:
    """Every record in order; a blank line or a new PMID begins the next one."""
    for position, tagged in enumerate(_records(lines(file)), 1):
        yield _read(tagged, position)


def _records(source: Iterator[Line]) -> Iterator[Tagged]:
    record: Tagged | None = None
    for line in source:
        if not line.text.strip() and not line.fault:
            if record:
                yield record
            record = None
            continue
        tag = None if line.fault else _TAG.match(line.text)
        if record and tag and tag[1] == "PMID" and any(t == "PMID" for t, _ in record.values):
            yield record
            record = None
        record = record or Tagged(line=line.number)
        if line.fault:
            record.wrong(line.fault, line.number)
        elif tag:
            record.add(tag[1], tag[2])
        elif line.text[0] in " \t" and record.values:
            record.extend(line.text)
        else:
            record.wrong(f"neither a tag nor the rest of a line: {line.text.strip()[:40]!r}", line.number)
    if record:
        yield record


def _read(tagged: Tagged, position: int) -> Read:
    title = tagged.first("TI", "BTI", "TT")
    pmid = tagged.first("PMID")
    fault, line = tagged.fault, tagged.fault_line
    if not fault:
        line = tagged.line
        fault = "no title" if not title else ""
        fault = f"{pmid!r} is no PubMed number" if pmid and not _DIGITS.fullmatch(pmid) else fault
    if fault:
        return PutAside(position=position, line=line, what=fault)
    abstract = tagged.first("AB", "OAB")
    dois = (doi_in(each) for each in tagged.every("LID", "AID", "SO") if "doi" in each.casefold())
    record = Imported(
        kind=PAPER,
        title=title,
        sections=(Section(name="abstract", text=abstract),) if abstract else (),
        source=tagged.first("JT", "TA", "SO"),
        authors=tagged.every("FAU") or tagged.every("AU") or tagged.every("CN"),
        year=year_in(tagged.first("DP", "DEP")),
        types=tagged.every("PT"),
        subjects=tuple(each.replace("*", "") for each in tagged.every("MH", "OT")),
        pmid=pmid,
        doi=next((each for each in dois if each), ""),
        version=tagged.first("LR"),
        notices=tuple(f"{what} {where}" for tag, what in _NOTICES for where in tagged.every(tag)),
    )
    return Placed(record=record, position=position, line=tagged.line)
