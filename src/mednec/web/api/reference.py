"""The interface as a page to read, made from its own document, and that document itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse

from mednec.desk.rights import Act
from mednec.model.life import Person
from mednec.web.access import may
from mednec.web.api.door import EVERY, REFUSALS
from mednec.web.pages import page

Own = Annotated[Person, Depends(may(Act.OWN_ACCOUNT))]
Described = Callable[[], dict[str, Any]]
PAGE = "/interface"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a value, or something that is said beside a request."""

    name: str
    kind: str
    required: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that is sent or answered."""

    name: str
    says: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A route: what it does, what it takes, what it answers and refuses."""

    method: str
    path: str
    summary: str
    says: tuple[str, ...]
    beside: tuple[Field, ...]
    takes: tuple[tuple[str, str], ...]  # media type, kind
    answers: tuple[tuple[str, str, str], ...]  # status, what it means, kind

    @property
    def anchor(self) -> str:
        return f"{self.method}{self.path}".lower().replace("/", "-").replace("{", "").replace("}", "")


def routes(described: Described) -> APIRouter:
    """The document and its page."""
    router = APIRouter(include_in_schema=False)
    told = cache(described)

    @router.get("/api/v1/openapi.json")
    def document(_who: Own) -> JSONResponse:
        return JSONResponse(told())

    @router.get(PAGE)
    def reference(request: Request, _who: Own) -> HTMLResponse:
        made = told()
        return page(
            request,
            "api/reference.html",
            says=made["info"]["summary"],
            refusals=[(status, REFUSALS[status]) for status in EVERY],
            sections=sections(made),
            values=values(made),
        )

    return router


def sections(document: Mapping[str, Any]) -> dict[str, list[Call]]:
    """Routes by subject, in the order of the document."""
    found: dict[str, list[Call]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation["tags"][0], []).append(_call(method.upper(), path, operation))
    return found


def values(document: Mapping[str, Any]) -> list[Value]:
    """Every value, by name."""
    return [
        Value(name=name, says=schema.get("description", ""), fields=tuple(_fields(schema)))
        for name, schema in sorted(document["components"]["schemas"].items())
    ]


def _call(method: str, path: str, operation: Mapping[str, Any]) -> Call:
    body = operation.get("requestBody", {}).get("content", {})
    return Call(
        method=method,
        path=path,
        summary=operation["summary"],
        says=tuple(" ".join(each.split()) for each in operation.get("description", "").split("\n\n")),
        beside=tuple(
            Field(
                name=each["name"],
                kind=f"{each['in']}: {kind_of(each['schema'])}",
                required=each.get("required", False),
                says=each.get("description", ""),
            )
            for each in operation.get("parameters", ())
        ),
        takes=tuple((media, kind_of(content["schema"])) for media, content in body.items()),
        answers=tuple(
            (status, response["description"], _answered(response))
            for status, response in sorted(operation["responses"].items())
            if int(status) not in EVERY
        ),
    )


def _answered(response: Mapping[str, Any]) -> str:
    kinds = [kind_of(content["schema"]) for content in response.get("content", {}).values() if "schema" in content]
    return ", ".join(kinds)


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    needed = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        yield Field(name=name, kind=kind_of(each), required=name in needed, says=each.get("description", ""))


def kind_of(schema: Mapping[str, Any]) -> str:
    """What a value is, in words.

    >>> kind_of({"type": "array", "items": {"$ref": "#/components/schemas/Receipt"}})
    'list of Receipt'
    >>> kind_of({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]})
    'date or null'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(map(kind_of, schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema['items'])}" if "items" in schema else "list"
    if schema.get("type") == "object" and "properties" in schema:
        return ", ".join(f"{name}: {kind_of(each)}" for name, each in schema["properties"].items())
    return str(schema.get("format") or schema.get("contentMediaType") or schema.get("type", "any"))
