"""Files of a packet -> its documents, with everything that is to be told of them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from os import cpu_count
from pathlib import Path

from mednec.errors import DocumentError
from mednec.intake.apart import FileRead, Tick, read_apart
from mednec.intake.papers.limits import Limits
from mednec.intake.received import Received, files_of
from mednec.intake.remembered import Remembered
from mednec.model.document import SourceDocument
from mednec.model.sheet import About, Remark
from mednec.packet.naming import named
from mednec.packs.library import Library

_DEEPEST = 2  # files inside files inside files


def _silent(_file: str, _done: int, _of: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How a packet is taken in: what a file may cost, what is remembered of it, who watches."""

    limits: Limits = field(default_factory=Limits)
    remembered: Remembered = field(default_factory=Remembered)
    tick: Tick = _silent


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What was taken in. `owners` names the patient in whose entry of an electronic record a document was carried."""

    documents: tuple[SourceDocument, ...]
    remarks: tuple[Remark, ...]
    received: date | None  # the day on the lines of a fax machine
    owners: dict[str, str]


def take_in(packet: Path, library: Library, intake: Intake) -> Taken:
    """Read every file of a packet and sort its pages into documents. Raises DocumentError when nothing can be read."""
    read, remarks, owners = _read(packet, intake)
    remarks += [_refusal(each) for each in read if each.refused is not None and not each.papers]
    papers = [paper for each in read for paper in each.papers]
    remarks += [remark for paper in papers for remark in paper.remarks]
    documents, received = named(papers, library)
    if not documents:
        why = f": {remarks[0].file}: {remarks[0].says}" if remarks else ""
        raise DocumentError(f"nothing in it can be read{why}", where=str(packet), do="send the documents again")
    carried = {d.name: owners.get(d.pages[0].file if d.pages else d.name, "") for d in documents}
    return Taken(documents=documents, remarks=tuple(remarks), received=received, owners=carried)


def _read(packet: Path, intake: Intake) -> tuple[list[FileRead], list[Remark], dict[str, str]]:
    """Every file, several at a time, in the order of the packet; then the files that were inside of them."""
    found = list(files_of(packet, intake.limits))
    remarks = [each for each in found if isinstance(each, Remark)]
    files = [each for each in found if isinstance(each, Received)]
    read: list[FileRead] = []
    owners: dict[str, str] = {}
    for _ in range(1 + _DEEPEST):
        latest = _read_all(files, intake)
        read += latest
        files = [
            Received(name=f"{each.file}/{inside.name}", content=inside.bytes, owner=inside.owner)
            for each in latest
            for inside in each.attached
        ]
        owners |= {file.name: file.owner for file in files if file.owner}
        if not files:
            break
    remarks += [Remark(about=About.UNREADABLE, says="lies too deep in other files", file=f.name) for f in files]
    return read, remarks, owners


def _read_all(files: Sequence[Received], intake: Intake) -> list[FileRead]:
    def one(file: Received) -> FileRead:
        return read_apart(file.content, file.name, intake.limits, intake.remembered, intake.tick)

    with ThreadPoolExecutor(max_workers=cpu_count() or 1) as pool:
        return list(pool.map(one, files))


def _refusal(read: FileRead) -> Remark:
    assert read.refused is not None
    return Remark(about=About.UNREADABLE, says=f"{read.refused.what}; {read.refused.do}", file=read.file)
