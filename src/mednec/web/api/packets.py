"""The body of a submission: files of a form, or JSON with the request and its documents, as one packet of files."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

import yaml
from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, StringConstraints, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from mednec.errors import SubmitError
from mednec.intake.request import parse_request
from mednec.web.access import the_settings
from mednec.web.api.batches import MOST
from mednec.web.api.words import Asked, Moment, Short, Text

REQUEST, DOCUMENTS = "request.yaml", "documents/"
MULTIPART, JSON = "multipart/form-data", "application/json"
FILES = "files"
M = TypeVar("M", bound=BaseModel)
FileName = Annotated[Text, StringConstraints(min_length=1, max_length=240)]


class DocumentSent(Asked):
    """A document: its text, or the bytes of its file in base64."""

    name: FileName = Field(description="As a file is called: `clinic note.txt`, `scan.pdf`.")
    text: str | None = None
    base64: str | None = None


class PacketSent(Asked):
    """A request with its documents. Without a request, the form among the documents tells it."""

    request: dict[str, Any] | None = Field(None, description="The fields of a request.yaml.")
    documents: tuple[DocumentSent, ...] = Field((), max_length=500)
    policy: Short | None = Field(None, description="Policy to decide by, where the request names none.")
    received: Moment | None = Field(None, description="When it was received, where that was before now.")


class DocumentsSent(Asked):
    """Further documents of a case."""

    documents: tuple[DocumentSent, ...] = Field(min_length=1, max_length=500)


class BatchSent(Asked):
    """Many requests at once."""

    cases: tuple[PacketSent, ...] = Field(min_length=1, max_length=MOST)


class Wishes(Asked):
    """What a form says beside its files."""

    policy: Short | None = None
    received: Moment | None = None


class Packet(BaseModel):
    """Files of a submission by name, and what was said beside them."""

    files: dict[str, bytes]
    policy: str | None = None
    received: Moment | None = None


async def packet_sent(request: Request) -> Packet:
    """The packet of a submission, by either way. Raises HTTPException, RequestValidationError, MednecError."""
    if kind_of(request) == MULTIPART:
        files, fields = await _form(request)
        wishes = _checked(Wishes, fields)
        return Packet(files=files, policy=wishes.policy, received=wishes.received)
    body = await request.body()
    return await run_in_threadpool(lambda: packet_of(read(PacketSent, body)))  # megabytes are no matter of moments


async def documents_sent(request: Request) -> dict[str, bytes]:
    """Further documents, by either way. Raises HTTPException, RequestValidationError, MednecError."""
    if kind_of(request) == MULTIPART:
        files, fields = await _form(request)
        _checked(Asked, fields)
        return files
    body = await request.body()
    return await run_in_threadpool(lambda: _documents(read(DocumentsSent, body).documents, ""))


async def batch_sent(request: Request) -> BatchSent:
    """Many requests, as JSON. Raises HTTPException, RequestValidationError."""
    if kind_of(request) != JSON:
        raise HTTPException(415, f"send {JSON}")
    return await run_in_threadpool(read, BatchSent, await request.body())


SentBatch = Annotated[BatchSent, Depends(batch_sent)]
SentPacket = Annotated[Packet, Depends(packet_sent)]
SentDocuments = Annotated[dict[str, bytes], Depends(documents_sent)]


def kind_of(request: Request) -> str:
    """The media type of what was sent. Raises 415 for another one than the two that are read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (MULTIPART, JSON):
        raise HTTPException(415, f"send {MULTIPART} with files, or {JSON}")
    return kind


def read(model: type[M], body: bytes) -> M:
    """JSON as a model; deep nesting, broken UTF-8 and half a character are told, not tripped over.

    Raises HTTPException where it is no JSON, RequestValidationError naming the field where it is not what is asked.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise HTTPException(400, f"this is no JSON: {error.errors()[0]['ctx']['error']}") from error
        raise _told(error) from error


def packet_of(sent: PacketSent, where: str = "") -> Packet:
    """The files that a JSON submission stands for. Raises RequestError, SubmitError naming the document."""
    files: dict[str, bytes] = {}
    if sent.request is not None:
        text = request_text(sent.request)
        parse_request(text)
        files[REQUEST] = text.encode()
    files |= _documents(sent.documents, DOCUMENTS if files else "", where)
    return Packet(files=files, policy=sent.policy, received=sent.received)


def request_text(request: Mapping[str, Any]) -> str:
    """The request as a request.yaml. Raises SubmitError for text that no file can hold."""
    try:
        text = yaml.safe_dump(request, sort_keys=False, allow_unicode=True, width=1000)
        text.encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise SubmitError("it holds what no text can", where="request", do="send plain text and numbers") from error
    if "\\u0000" in json.dumps(request):
        raise SubmitError("it holds a mark that no database keeps (NUL)", where="request", do="send plain text")
    return text


def _documents(sent: Sequence[DocumentSent], folder: str, where: str = "") -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for number, document in enumerate(sent):
        place = f"{where}documents.{number}"
        if (document.text is None) == (document.base64 is None):
            raise SubmitError("a document has either text or base64", where=place, do="send one of them")
        name = folder + document.name
        if name in files:
            raise SubmitError("two documents have the same name", where=place, do="rename one of them")
        files[name] = (
            document.text.encode() if document.text is not None else _bytes(document.base64 or "", f"{place}.base64")
        )
    return files


def _bytes(text: str, place: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SubmitError("this is not base64", where=place, do="encode the file's bytes, without line ends") from error


async def _form(request: Request) -> tuple[dict[str, bytes], dict[str, str]]:
    """Files by name and the other fields. Raises SubmitError for files of one name, HTTPException for a broken form."""
    settings = the_settings(request)
    form = await request.form(
        max_files=settings.most_files, max_fields=settings.most_fields, max_part_size=settings.most_body
    )
    files: dict[str, bytes] = {}
    fields: dict[str, str] = {}
    for field, value in form.multi_items():
        if isinstance(value, UploadFile):
            if field != FILES:
                raise SubmitError(f"files come in the field {FILES!r}", where="form", do="rename the field")
            name = value.filename or ""
            if name in files:
                raise SubmitError("two files have the same name", where=FILES, do="rename one of them")
            files[name] = await value.read()
        else:
            fields[field] = value
    return files, fields


def _checked(model: type[M], fields: Mapping[str, str]) -> M:
    try:
        return model.model_validate_json(json.dumps({name: value for name, value in fields.items() if value}))
    except ValidationError as error:
        raise _told(error) from error


def _told(error: ValidationError) -> RequestValidationError:
    """The first fault, with its place but without what was sent."""
    first = error.errors(include_input=False, include_url=False)[0]
    return RequestValidationError([{**first, "loc": ("body", *first["loc"])}])
