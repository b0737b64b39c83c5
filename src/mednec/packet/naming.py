"""Papers -> documents: a file that is one document keeps its name, parts of a bundle are named by what they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mednec.chart.dates import find_dates
from mednec.chart.header import read_header
from mednec.model.document import SourceDocument
from mednec.model.sheet import Paper, Sheet
from mednec.model.words import DocumentKind
from mednec.packet.pages import document_of, without_fax_line, without_feet, without_running_lines
from mednec.packet.split import split
from mednec.packs.library import Library


def named(papers: Sequence[Paper], library: Library) -> tuple[tuple[SourceDocument, ...], date | None]:
    """Every document in the order of its name, and the day on the lines of the fax machine, if there are any."""
    documents: list[SourceDocument] = []
    lines: list[str] = []
    number = 0
    for paper in papers:
        sheets, printed = _without_fax_lines(paper)
        lines += printed
        parts = [sheets] if paper.single else [p for p in split(sheets, library.language.document_kinds) if _says(p)]
        whole = sum(other.file == paper.file for other in papers) == 1 and len(parts) == 1
        for part in parts:
            number += 1
            if not _says(part):
                continue
            name = paper.file if whole else _name(part, number, paper.title, library)
            documents.append(document_of(_unused(name, documents), without_running_lines(part)))
    return tuple(sorted(documents, key=lambda d: d.name)), _received(lines)


def _without_fax_lines(paper: Paper) -> tuple[tuple[Sheet, ...], list[str]]:
    sheets, lines = [], []
    for sheet in paper.sheets:
        without, line = without_fax_line(sheet) if sheet.words else (sheet, "")
        sheets.append(without)
        lines += [line] if line else []
    feet, _ = without_feet(sheets) if not paper.single else (tuple(sheets), ())
    return feet, lines


def _says(sheets: Sequence[Sheet]) -> bool:
    return any(c.isalnum() for sheet in sheets for c in sheet.text)


def _name(sheets: Sequence[Sheet], number: int, title: str, library: Library) -> str:
    """`03_clinic_note_2025-04-07.txt`: the place in the packet, what it is, its date."""
    document = document_of(f"{number:02d}", sheets)
    header = read_header(
        document, patient=None, kinds=library.language.document_kinds, lexicon=library.lexicon, as_of=None
    )
    kind = title or ("document" if header.kind is DocumentKind.OTHER else header.kind.value)
    written = f"_{header.written.isoformat()}" if header.written else ""
    return f"{number:02d}_{'_'.join(kind.split())}{written}.txt"


def _unused(name: str, documents: Sequence[SourceDocument]) -> str:
    taken = {d.name for d in documents}
    return next(n for n in _numbered(name) if n not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    stem, dot, ending = name.rpartition(".")
    number = 2
    while True:
        yield f"{stem or ending}-{number}{dot}{ending if dot else ''}"
        number += 1


def _received(lines: Sequence[str]) -> date | None:
    days = [d.period.last for line in lines for d in find_dates(line, None) if d.period.days == 1]
    return max(days) if days else None
