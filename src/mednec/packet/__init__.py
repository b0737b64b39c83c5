"""A packet as it comes: files -> pages -> documents -> request -> Case, top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from mednec.chart.header import read_header
from mednec.chart.owner import same_name
from mednec.chart.read import aside_or_used
from mednec.errors import RequestError
from mednec.intake.received import request_in
from mednec.intake.request import parse_request
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.request import Case, FieldRead, PriorAuthRequest
from mednec.model.sheet import About, Remark
from mednec.packet.copies import Copy, copies_among
from mednec.packet.form.request import RequestRead, read_request_from
from mednec.packet.taking import Intake, take_in
from mednec.packs.library import Library
from mednec.packs.shelf import only_policy

__all__ = ["Intake", "documents_of", "headers_of", "open_packet"]


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
    taken = take_in(packet, library, intake or Intake())
    documents = taken.documents
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
        headers = [_header(d, library, taken.received) for d in told]
        found = _request(headers, library, _case_name(packet), policy)
        text, fields = found.yaml, found.fields
    request = parse_request(text)
    aside |= {name: f"from the record of {owner}" for name, owner in taken.owners.items() if _another(owner, request)}
    return Case(
        request=request,
        documents=documents,
        accepted=accepted,
        remarks=_in_order((*taken.remarks, *(_remark(copy) for copy in copies))),
        aside=aside,
        fields_read=fields,
    )


def _request(headers: Sequence[DocumentHeader], library: Library, case: str, policy: str | None) -> RequestRead:
    """The request as the form asks it; where it names no policy, the payer's only one for this drug; that is told."""
    found = read_request_from(headers, library, case=case, policy=policy)
    if policy is not None or parse_request(found.yaml).policy:
        return found
    only = only_policy(library, parse_request(found.yaml))
    if only is None:
        return found
    found = read_request_from(headers, library, case=case, policy=only.id)
    why = "the form names none; the only installed policy of this payer for this drug"
    fields = (replace(f, why=why, at=None) if f.path == "policy" else f for f in found.fields)
    return replace(found, fields=tuple(fields))


def documents_of(
    packet: Path, library: Library, intake: Intake | None = None
) -> tuple[tuple[SourceDocument, ...], tuple[Remark, ...]]:
    """The documents in a packet and what is to be told of them, without a request. Raises DocumentError for none."""
    taken = take_in(packet, library, intake or Intake())
    return taken.documents, _in_order(taken.remarks)


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


def _another(owner: str, request: PriorAuthRequest) -> bool:
    return bool(owner) and not same_name(owner, request.patient.name)


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
