"""The application: one desk, its pages and its interface, behind the gate."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from mednec.desk.desk import Desk
from mednec.errors import NotFound
from mednec.web import (
    api,
    audit_page,
    case_screen,
    dashboard_page,
    health,
    metrics,
    oidc,
    organisation_page,
    own_account,
    people_page,
    policies_page,
    queue_page,
    search_page,
    signing_in,
    submit_page,
    worklist_page,
)
from mednec.web.gate import Gate
from mednec.web.headers import Headers
from mednec.web.identity import Directory
from mednec.web.limits import Counters
from mednec.web.pages import Files, make_templates
from mednec.web.problems import tell_problems
from mednec.web.settings import WebSettings

# Who adds pages adds a line to the import and one here.
ROUTERS: tuple[APIRouter, ...] = (
    api.router,
    oidc.router,
    own_account.router,
    audit_page.router,
    case_screen.router,
    dashboard_page.router,
    health.router,
    metrics.router,
    organisation_page.router,
    people_page.router,
    policies_page.router,
    queue_page.router,
    submit_page.router,
    search_page.router,
    worklist_page.router,
    signing_in.router,
)


def build_app(desk: Desk, settings: WebSettings | None = None) -> FastAPI:
    """The application of a desk. Pages, interface and static files are all it answers to."""
    served = settings or WebSettings()
    static = Files()
    app = FastAPI(
        title="mednec",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        form_limits={
            "max_files": served.most_files,
            "max_fields": served.most_fields,
            "max_part_size": served.most_body,
        },
    )
    app.state.desk, app.state.settings, app.state.templates = desk, served, make_templates(static)
    app.state.directory, app.state.counters = Directory(desk.clock), Counters(served)
    tell_problems(app)
    app.add_middleware(Gate)
    app.add_middleware(GZipMiddleware, minimum_size=1400, compresslevel=4)  # less would go in one packet anyway
    app.add_middleware(Headers)

    @app.get("/static/{version}/{name}", include_in_schema=False)
    def static_file(_request: Request, version: str, name: str) -> Response:
        found = static.answer(version, name)
        if found is None:
            raise NotFound("there is no such file", where="static")
        return found

    for router in ROUTERS:
        app.include_router(router)
    return app
