"""The outermost step of the service: every request gets an id, a line of the log, its measures, and a span if wanted.

What is written of a request is its method, the template of its route, status, time, who sent it and which case it is
about. Never its address, its query, its headers or a word of its body.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from mednec.desk.desk import Desk
from mednec.desk.logs import get_logger
from mednec.web.access import Visitor
from mednec.web.metrics import KeptCounts, Meters
from mednec.web.telemetry import tracer_from

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
QUIET = frozenset(("/healthz", "/readyz", "/metrics", "/static/{version}/{name}"))
NO_ROUTE = "none"
_CASE = re.compile(r"[0-9a-f]{24}")
_log = get_logger("mednec.web")


def watch(app: FastAPI, desk: Desk, environment: Mapping[str, str], *, tracer: Tracer | None = None) -> None:
    """Put the watching around an application, and what `/metrics` answers from into it."""
    app.state.meters = Meters()
    app.state.kept_counts = KeptCounts(desk, perf_counter)
    app.state.metrics_token = environment.get("MEDNEC_METRICS_TOKEN", "")
    app.add_middleware(Watched, meters=app.state.meters, tracer=tracer or tracer_from(environment))


class Watched:
    """The step itself."""

    def __init__(self, app: ASGIApp, *, meters: Meters, tracer: Tracer | None) -> None:
        self.app, self.meters, self.tracer = app, meters, tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and write down how it was answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sent = headers.get("x-request-id", "")
        request_id = sent if ID.fullmatch(sent) else secrets.token_hex(8)
        status, size, began = 500, 0, perf_counter()

        async def answered(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            size += len(message.get("body", b""))
            await send(message)

        with bound_contextvars(request_id=request_id), self._span(scope, headers) as span:
            try:
                await self.app(scope, receive, answered)
            finally:
                self._write(scope, status, size, perf_counter() - began, span)

    def _write(self, scope: Scope, status: int, size: int, seconds: float, span: Span | None) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = getattr(scope.get("route"), "path", NO_ROUTE)
        self.meters.answered(method, route, status, seconds)
        about = _about(scope)
        if span is not None:
            span.update_name(f"{method} {route}")
            span.set_attributes({"http.route": route, "http.response.status_code": status, **about})
        if route not in QUIET or status >= 500:
            level = _log.error if status >= 500 else _log.info
            level("request", method=method, route=route, status=status, seconds=round(seconds, 4), bytes=size, **about)

    @contextmanager
    def _span(self, scope: Scope, headers: Headers) -> Iterator[Span | None]:
        if self.tracer is None:
            yield None
            return
        from opentelemetry.propagate import extract
        from opentelemetry.trace import SpanKind

        method = scope["method"] if scope["method"] in METHODS else "other"
        context = extract({name: headers[name] for name in ("traceparent", "tracestate") if name in headers})
        started = self.tracer.start_as_current_span(
            method,
            context=context,
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method},
            record_exception=False,  # its words may be a chart's
            set_status_on_exception=False,
        )
        with started as span, bound_contextvars(trace_id=f"{span.get_span_context().trace_id:032x}"):
            yield span


def _about(scope: Scope) -> dict[str, str]:
    """Who sent it, and which case it is about, by their ids."""
    visitor = scope.get("state", {}).get("visitor")
    person = visitor.person if isinstance(visitor, Visitor) else None
    told = {"person": person.id, "org": person.org} if person is not None else {}
    params = scope.get("path_params", {})
    case = next((str(params[name]) for name in ("case_id", "case") if name in params), "")
    return told | ({"case": case} if _CASE.fullmatch(case) else {})
