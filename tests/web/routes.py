"""The routes of an application, with all that each depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute


def routes(app: FastAPI | APIRouter) -> Iterator[APIRoute]:
    """Every route, also of the routers that were taken in."""
    for each in app.routes:
        inner = getattr(each, "original_router", None)
        if isinstance(each, APIRoute):
            yield each
        elif isinstance(inner, APIRouter):
            yield from routes(inner)


def dependencies(route: APIRoute) -> Iterator[Callable[..., Any]]:
    """What a route calls before itself, at any depth."""

    def below(dependant: Dependant) -> Iterator[Callable[..., Any]]:
        for each in dependant.dependencies:
            if each.call is not None:
                yield each.call
            yield from below(each)

    yield from below(route.dependant)
