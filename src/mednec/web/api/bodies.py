"""How the document of the interface tells a body that comes either as files of a form or as JSON."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from mednec.web.api.packets import FILES, JSON, MULTIPART, BatchSent, DocumentsSent, PacketSent

_FILES = {"type": "array", "minItems": 1, "items": {"type": "string", "contentMediaType": "application/octet-stream"}}
SENT: tuple[type[BaseModel], ...] = (
    BatchSent,
    PacketSent,
    DocumentsSent,
)  # bodies that routes read themselves


def _body(model: type[BaseModel], **fields: dict[str, Any]) -> dict[str, Any]:
    form = {"type": "object", "properties": {FILES: _FILES, **fields}, "required": [FILES]}
    content = {
        JSON: {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}},
        MULTIPART: {"schema": form | {"additionalProperties": False}},
    }
    return {"requestBody": {"required": True, "content": content}}


PACKET_BODY = _body(
    PacketSent,
    policy={"type": "string", "maxLength": 200},
    received={"type": "string", "format": "date-time"},
)
DOCUMENTS_BODY = _body(DocumentsSent)
BATCH_BODY = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": f"#/components/schemas/{BatchSent.__name__}"}}},
    }
}
