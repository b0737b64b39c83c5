"""The document of the interface (OpenAPI 3.1), and the same as a page to read."""

from __future__ import annotations

from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from starlette.routing import BaseRoute

from mednec import __version__
from mednec.web.api.bodies import SENT
from mednec.web.api.door import REFUSALS

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "One clear message (RFC 9457): what is wrong, where, and what to do about it.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "where": {"type": "string"},
        "do": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail"],
}
MEANS = {"200": "Done.", "201": "Made; `Location` is where.", "202": "Accepted; `Location` is where.", "204": "Done."}
SECURITY = {"type": "http", "scheme": "bearer", "description": "A token: `mednec account token`, or your own account."}
_REFUSED = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def document(routes: list[BaseRoute]) -> dict[str, Any]:
    """The interface in OpenAPI 3.1."""
    made = get_openapi(
        title="mednec",
        version=__version__,
        openapi_version="3.1.0",
        summary="Medical-necessity review: submit requests, read determinations, rule, decide, write letters.",
        routes=routes,
    )
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "validation") for model in SENT]
    _, sent = models_json_schema(wanted, ref_template="#/components/schemas/{model}")
    schemas.update(sent["$defs"])
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = PROBLEM
    made["components"]["securitySchemes"] = {"token": SECURITY}
    made["security"] = [{"token": []}]
    for path in made["paths"].values():
        for operation in path.values():
            _tell(operation)
    return made


def _tell(operation: dict[str, Any]) -> None:
    """Refusals are problems, a body may be too large, and a change needs the revision it was decided on."""
    if "requestBody" in operation:
        operation["responses"].setdefault("413", {"description": REFUSALS[413]})
    for status, response in operation["responses"].items():
        if status >= "400":
            response["content"] = _REFUSED
        elif response["description"] == "Successful Response":
            response["description"] = MEANS[status]
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header":
            parameter["required"] |= "428" in operation["responses"]
            parameter["schema"] = _without_null(parameter["schema"])


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    some = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return some[0] if len(some) == 1 else schema
