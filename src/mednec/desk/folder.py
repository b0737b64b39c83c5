"""The case folder that a determination is made from, as a file of its own: the same case gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from mednec.desk.receiving import digest_of
from mednec.errors import StoreError
from mednec.intake import read_case
from mednec.intake.papers.limits import Limits
from mednec.intake.request import parse_request
from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.request import Case, FieldRead
from mednec.packet.written import write_case

OWN = "desk.json"  # what a person accepted, which fields were read, whose pages can be drawn
REQUEST = "request.yaml"
_DAY_OF_ENTRIES = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """request.yaml, documents and what is kept beside them; `digest` names the content."""

    files: Mapping[str, bytes] = field(repr=False)

    @property
    def digest(self) -> str:
        return digest_of(self.files)

    @property
    def request(self) -> str:
        """request.yaml."""
        return self.files[REQUEST].decode()

    @property
    def own(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.files.get(OWN, b"{}"))
        return found

    def packed(self) -> bytes:
        """As a zip, in the order of the names and without a time."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in sorted(self.files.items()):
                entry = zipfile.ZipInfo(name, _DAY_OF_ENTRIES)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                file.writestr(entry, content)
        return stream.getvalue()

    def with_request(self, text: str) -> Folder:
        """The folder with a corrected request; the fields that a person set await nobody's confirmation any more."""
        before, after = parse_request(self.request), parse_request(text)
        kept = [
            each for each in _fields(self.own) if _field(before, str(each["path"])) == _field(after, str(each["path"]))
        ]
        return self._with(self.own | {"fields_read": kept}, {REQUEST: text.encode()})

    def accepting(self, accepted: Mapping[str, str]) -> Folder:
        """The folder with other documents accepted: digest of a document's text -> why."""
        return self._with(self.own | {"accepted": dict(accepted)}, {})

    def _with(self, own: Mapping[str, object], files: Mapping[str, bytes]) -> Folder:
        return Folder(files={**self.files, **files, OWN: _written(own)})


def unpacked(content: bytes) -> Folder:
    """A folder from its zip. Raises StoreError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            return Folder(files={name: file.read(name) for name in file.namelist()})
    except zipfile.BadZipFile as error:
        raise StoreError("the case folder cannot be opened", where="case", do="restore it from a backup") from error


def folder_of(case: Case, received: Iterable[str], accepted: Mapping[str, str]) -> Folder:
    """The folder of a case as it was taken in; `received` are files whose pages can be drawn.

    `accepted` are digests of texts of documents with the reason for which a person took them as this patient's.
    """
    with TemporaryDirectory(prefix="case-") as place:
        nothing, written = Path(place) / "nothing", Path(place) / "case"
        nothing.mkdir()
        write_case(case, nothing, written, Limits())
        files = {p.relative_to(written).as_posix(): p.read_bytes() for p in sorted(written.rglob("*")) if p.is_file()}
    named = {content: name.partition("/")[2] for name, content in files.items() if name.startswith("documents/")}
    own = {
        "accepted": dict(accepted),
        "fields_read": [_field_record(each, named) for each in case.fields_read],
        "received": sorted(received),
    }
    return Folder(files={**files, OWN: _written(own)})


def case_in(folder: Folder) -> Case:
    """The case as a review takes it. Raises RequestError, DocumentError."""
    with TemporaryDirectory(prefix="case-") as place:
        for name, content in folder.files.items():
            path = Path(place) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        case = read_case(Path(place))
    own = folder.own
    told = own.get("accepted")
    wanted = told if isinstance(told, dict) else {}
    accepted = frozenset(d.name for d in case.documents if text_digest(d) in wanted)
    documents = {d.name: d for d in (*case.documents, case.request.document)}
    fields = tuple(_field_of(each, documents) for each in _fields(own))
    return replace(case, accepted=accepted, fields_read=fields)


def text_digest(document: SourceDocument) -> str:
    """What a document says, whatever it is called."""
    return hashlib.sha256(document.text.encode()).hexdigest()


def received_in(folder: Folder) -> frozenset[str]:
    """Files whose pages can be drawn."""
    told = folder.own.get("received")
    return frozenset(map(str, told)) if isinstance(told, list) else frozenset()


def _written(own: Mapping[str, object]) -> bytes:
    return (json.dumps(own, sort_keys=True, indent=1, ensure_ascii=False) + "\n").encode()


def _fields(own: Mapping[str, object]) -> list[dict[str, object]]:
    told = own.get("fields_read")
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def _field_record(read: FieldRead, named: Mapping[bytes, str]) -> dict[str, object]:
    at = read.at
    name = named.get(at.source.text.encode()) if at else None
    place = [name, at.start, at.end] if at and name else None
    return {"path": read.path, "value": read.value, "why": read.why, "at": place}


def _field_of(record: Mapping[str, object], documents: Mapping[str, SourceDocument]) -> FieldRead:
    place = record.get("at")
    at: ChartCitation | None = None
    if isinstance(place, list) and place[0] in documents:
        at = documents[place[0]].cite(int(place[1]), int(place[2]))
    return FieldRead(path=str(record["path"]), value=str(record["value"]), at=at, why=str(record["why"]))


def _field(request: object, path: str) -> str:
    """A field of a request as a word, by its path in request.yaml."""
    places = getattr(request, "places", {})
    document = getattr(request, "document", None)
    if path not in places or document is None:
        return ""
    start, end = places[path]
    return str(document.text[start:end])
