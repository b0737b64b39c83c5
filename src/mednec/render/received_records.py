"""What came in, as the JSON contract writes it: documents, remarks, and the fields of the request that were read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mednec.model.determination import Determination
from mednec.model.document import DocumentHeader, SourceDocument
from mednec.model.request import FieldRead
from mednec.model.sheet import Remark
from mednec.render.json_text import Json, Record
from mednec.render.records import box_record, chart_record


def document_records(d: Determination, documents: Sequence[SourceDocument]) -> list[Json]:
    """The documents by number, with what each says about itself and the pages it was read from."""
    headers = {header.document.name: header for header in d.documents}
    return [_document(i, document, headers.get(document.name)) for i, document in enumerate(documents, 1)]


def _document(number: int, document: SourceDocument, header: DocumentHeader | None) -> Record:
    return {
        "number": number,
        "name": document.name,
        "kind": header.kind.key if header else "other",
        "date": header.written if header else None,
        "author": header.author if header else "",
        "belongs": header.belongs.key if header else "no_patient_named",
        "set_aside": header.set_aside if header else "",
        "pages": [{"file": page.file, "page": page.number} for page in document.pages],
    }


def remark_records(remarks: Iterable[Remark]) -> list[Json]:
    return [_remark(remark) for remark in remarks]


def _remark(remark: Remark) -> Record:
    return {
        "about": remark.about.key,
        "says": remark.says,
        "file": remark.file,
        "page": remark.page or None,
        "box": box_record(remark.box) if remark.box else None,
    }


def field_records(fields: Iterable[FieldRead]) -> list[Json]:
    return [_field(each) for each in fields]


def _field(read: FieldRead) -> Record:
    return {
        "path": read.path,
        "value": read.value,
        "at": chart_record(read.at) if read.at else None,
        "why": read.why,
    }
