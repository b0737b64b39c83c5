"""A packet as it comes: files -> pages -> documents -> request -> Case, top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from os import cpu_count
from pathlib import Path

from mednec.chart.header import read_header
from mednec.chart.read import aside_or_used
from mednec.errors import DocumentError, RequestError
from mednec.intake.apart import FileRead, Tick, read_apart
from mednec.intake.papers.limits import Limits
from mednec.intake.received import Received, files_of, request_in
from mednec.intake.remembered import Remembered
from mednec.intake.request import parse_request
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.request import Case, FieldRead
from mednec.model.sheet import About, Remark
from mednec.packet.copies import Copy, copies_among
from mednec.packet.form.request import read_request_from
from mednec.packet.naming import named
from mednec.packs.library import Library

__all__ = ["Intake", "documents_of", "headers_of", "open_packet"]
_DEEPEST = 2  # files inside files inside files


def _silent(_file: str, _done: int, _of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How a packet is taken in: what a file may cost, what is remembered of it, who watches."""

    limits: Limits = field(default_factory=Limits)
    remembered: Remembered = field(default_factory=Remembered)
    tick: Tick = _silent


def open_packet(
    packet: Path,
    library: Library,
    *,
    policy: str | None = None,
    accepted: frozenset[str] = frozenset(),
    intake: Intake | None = None,
) -> Case:
    """The case in a packet. A file that cannot be read is told, and the rest is read.

    Without a request.yaml the request is read from the packet's form. Raises DocumentError when nothing can be read,
    RequestError when there is no request and no form that tells one.
    """
    documents, received, remarks = _documents(packet, library, intake or Intake())
    unknown = sorted(accepted - {d.name for d in documents})
    if unknown:
        names = ", ".join(d.name for d in documents)
        raise RequestError(f"no document named {unknown[0]!r} to accept", where=str(packet), do=f"there are {names}")
    copies = copies_among(documents)
    aside = {copy.name: _says(copy) for copy in copies if not copy.used}
    text = request_in(packet)
    fields: tuple[FieldRead, ...] = ()
    if text is None:
        told = [d for d in documents if d.name not in aside]
        headers = [_header(d, library, received) for d in told]
        found = read_request_from(headers, library, case=_case_name(packet), policy=policy)
        text, fields = found.yaml, found.fields
    return Case(
        request=parse_request(text),
        documents=documents,
        accepted=accepted,
        remarks=_in_order((*remarks, *(_remark(copy) for copy in copies))),
        aside=aside,
        fields_read=fields,
    )


def documents_of(
    packet: Path, library: Library, intake: Intake | None = None
) -> tuple[tuple[SourceDocument, ...], tuple[Remark, ...]]:
    """The documents in a packet and what is to be told of them, without a request. Raises DocumentError for none."""
    documents, _, remarks = _documents(packet, library, intake or Intake())
    return documents, _in_order(remarks)


def _documents(
    packet: Path, library: Library, intake: Intake
) -> tuple[tuple[SourceDocument, ...], date | None, list[Remark]]:
    """Documents, the day on the lines of the fax machine, and remarks. Raises DocumentError when there are none."""
    read, remarks = _read(packet, intake)
    remarks += [_refusal(each) for each in read if each.refused is not None and not each.papers]
    papers = [paper for each in read for paper in each.papers]
    remarks += [remark for paper in papers for remark in paper.remarks]
    documents, received = named(papers, library)
    if not documents:
        why = f": {remarks[0].file}: {remarks[0].says}" if remarks else ""
        raise DocumentError(f"nothing in it can be read{why}", where=str(packet), do="send the documents again")
    return documents, received, remarks


def headers_of(case: Case, library: Library) -> tuple[DocumentHeader, ...]:
    """What each document of a case says about itself, and whether it is used."""
    kinds = library.language.document_kinds
    return tuple(
        aside_or_used(
            read_header(
                document,
                patient=case.request.patient,
                accepted=document.name in case.accepted,
                kinds=kinds,
                lexicon=library.lexicon,
                as_of=case.request.received.date(),
            ),
            case,
        )
        for document in case.documents
    )


def _read(packet: Path, intake: Intake) -> tuple[list[FileRead], list[Remark]]:
    """Every file, several at a time, in the order of the packet; then the files that were inside of them."""
    found = list(files_of(packet, intake.limits))
    remarks = [each for each in found if isinstance(each, Remark)]
    files = [each for each in found if isinstance(each, Received)]
    read: list[FileRead] = []
    for _ in range(1 + _DEEPEST):
        latest = _read_all(files, intake)
        read += latest
        files = [
            Received(name=f"{each.file}/{inside.name}", content=inside.bytes)
            for each in latest
            for inside in each.attached
        ]
        if not files:
            break
    remarks += [Remark(about=About.UNREADABLE, says="lies too deep in other files", file=f.name) for f in files]
    return read, remarks


def _read_all(files: Sequence[Received], intake: Intake) -> list[FileRead]:
    def one(file: Received) -> FileRead:
        return read_apart(file.content, file.name, intake.limits, intake.remembered, intake.tick)

    with ThreadPoolExecutor(max_workers=cpu_count() or 1) as pool:
        return list(pool.map(one, files))


def _refusal(read: FileRead) -> Remark:
    assert read.refused is not None
    return Remark(about=About.UNREADABLE, says=f"{read.refused.what}; {read.refused.do}", file=read.file)


def _header(document: SourceDocument, library: Library, received: date | None) -> DocumentHeader:
    kinds = library.language.document_kinds
    return read_header(document, patient=None, kinds=kinds, lexicon=library.lexicon, as_of=received)


def _says(copy: Copy) -> str:
    differs = f"; read otherwise there: {', '.join(copy.differs)}" if copy.differs else ""
    return f"the same document as {copy.of}{differs}"


def _remark(copy: Copy) -> Remark:
    if copy.used:
        says = f"nearly the same as {copy.of}, but for {', '.join(copy.differs)}; both were read"
    else:
        says = f"{_says(copy)}; read once"
    return Remark(about=About.DUPLICATE, says=says, file=copy.name)


def _in_order(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    return tuple(sorted(dict.fromkeys(remarks), key=lambda r: (r.file, r.page, r.about.value, r.says)))


def _case_name(packet: Path) -> str:
    return packet.resolve().stem if packet.is_file() else packet.resolve().name
