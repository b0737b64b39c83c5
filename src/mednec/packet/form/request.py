"""A prior authorisation request read out of the documents of a packet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mednec.errors import RequestError
from mednec.model.document import DocumentHeader
from mednec.model.request import FieldRead
from mednec.packet.form.choice import asking, of_this_patient
from mednec.packet.form.fields import Gathered
from mednec.packet.form.filled import fill_head, fill_lines
from mednec.packet.form.read import read_documents
from mednec.packet.form.request_text import request_text
from mednec.packs.library import Library

DO = "write request.yaml, or send the form that asks for "


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRead:
    """A request as read: the text of request.yaml, and for each of its fields where it was read, or why not."""

    yaml: str
    fields: tuple[FieldRead, ...]


def read_request_from(
    headers: Sequence[DocumentHeader], library: Library, *, case: str, policy: str | None
) -> RequestRead:
    """Read the request that the documents of a packet make.

    Raises RequestError when no document asks for a drug, or no patient's name or date of birth stands anywhere.
    """
    where = ", ".join(h.document.name for h in headers) or "packet"
    docs = of_this_patient(read_documents(tuple(headers), library))
    asked = asking(docs, library)
    if not asked:
        raise RequestError("no document of the packet asks for a drug", where=where, do=DO + "a drug")
    main = asked[0]
    others = tuple(d for d in (*(a.doc for a in asked[1:]), *docs) if d is not main.doc)
    gathered = Gathered(main=main.doc, others=tuple({id(d): d for d in others}.values()), library=library)
    fill_head(gathered, case=case, policy=policy, asked=asked)
    for path, words in (("patient.name", "the patient's name"), ("patient.birth_date", "the patient's date of birth")):
        if not gathered.values.get(path):
            raise RequestError(f"{words} stands nowhere in the packet", where=where, do=f"{DO}a drug with {words}")
    codes = fill_lines(gathered, asked)
    return RequestRead(yaml=request_text(gathered.values, codes), fields=tuple(gathered.fields))
