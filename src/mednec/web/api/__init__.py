"""The interface for programs, version 1: JSON over https, described in OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from mednec.web.api import audit, cases, figures, me, policies, submitting, work
from mednec.web.api.openapi import document, routes_of

PREFIX = "/api/v1"
SECTIONS: tuple[APIRouter, ...] = (
    submitting.router,
    cases.router,
    work.router,
    policies.router,
    figures.router,
    audit.router,
    me.router,
)

router = APIRouter(prefix=PREFIX)
for section in SECTIONS:
    router.include_router(section)


def described() -> dict[str, Any]:
    """The document of the interface."""
    return document(routes_of(router))
