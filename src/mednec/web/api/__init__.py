"""The interface for programs, version 1: JSON over https, described in OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from mednec.web.api import (
    appeals,
    audit,
    cases,
    correcting,
    deciding,
    figures,
    letters,
    me,
    policies,
    reference,
    ruling,
    submitting,
    work,
    worklist,
)
from mednec.web.api.openapi import document

PREFIX = "/api/v1"
SECTIONS: tuple[APIRouter, ...] = (
    submitting.router,
    worklist.router,
    cases.router,
    ruling.router,
    correcting.router,
    deciding.router,
    appeals.router,
    letters.router,
    work.router,
    policies.router,
    figures.router,
    audit.router,
    me.router,
)

calls = APIRouter(prefix=PREFIX)
for section in SECTIONS:
    calls.include_router(section)


def described() -> dict[str, Any]:
    """The document of the interface, in OpenAPI 3.1."""
    return document(calls.routes)


router = APIRouter()
router.include_router(calls)
router.include_router(reference.routes(described))
