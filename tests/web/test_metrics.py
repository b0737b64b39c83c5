"""Measures name routes and never addresses, and are given to who has the token or asks from the same machine."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select
from starlette.testclient import TestClient

from mednec.errors import StoreError
from mednec.store.engine import open_engine, writing
from mednec.store.tables import CaseRow
from mednec.web.access_log import watch
from mednec.web.app import build_app
from mednec.web.telemetry import tracer_from
from tests.desk.kept import Kept

HERE = ("127.0.0.1", 50000)


def served(kept: Kept, environment: Mapping[str, str] | None = None) -> FastAPI:
    app = build_app(kept.desk)
    watch(app, kept.desk, environment or {})
    return app


def client(app: FastAPI, address: tuple[str, int] = HERE) -> TestClient:
    return TestClient(app, "http://localhost", client=address, follow_redirects=False, raise_server_exceptions=False)


def samples(text: str) -> dict[tuple[str, ...], float]:
    """Value by name and label values."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[(sample.name, *(value for _, value in sorted(sample.labels.items())))] = sample.value
    return found


@pytest.fixture
def kept(sqlite_url: str) -> Kept:
    return Kept(sqlite_url)


def test_requests_are_counted_by_route_and_status(kept: Kept) -> None:
    browser = client(served(kept))
    browser.get("/sign-in?name=Whitlock")
    browser.get("/healthz")
    browser.get("/no/such/Whitlock")
    text = browser.get("/metrics").text
    found = samples(text)
    assert found["mednec_requests_total", "GET", "/sign-in", "200"] == 1
    assert found["mednec_requests_total", "GET", "/healthz", "200"] == 1
    assert found["mednec_requests_total", "GET", "none", "404"] == 1
    assert found["mednec_request_seconds_count", "GET", "/sign-in"] == 1
    assert "Whitlock" not in text


def test_what_is_kept_is_counted(kept: Kept) -> None:
    kept.read()
    found = samples(client(served(kept)).get("/metrics").text)
    assert found["mednec_database_up",] == 1
    assert found["mednec_cases", "open"] == 1
    assert found["mednec_determinations", "deny_recommended"] == 1
    assert found["mednec_jobs", "done"] == 1
    assert found["mednec_oldest_job_seconds",] == 0
    assert found["mednec_audit_entries",] > 3


def test_an_appeal_is_late_and_a_request_that_was_withdrawn_is_not(kept: Kept) -> None:
    kept.read()
    for state, late in (("appealed", 1), ("closed", 0)):
        with writing(kept.desk.engine) as session:
            row = session.scalars(select(CaseRow)).one()
            row.state, row.clock_state, row.due = state, "running", row.received
            row.decided = row.received if state == "appealed" else None
        assert samples(client(served(kept)).get("/metrics").text)["mednec_cases_late",] == late


def test_requests_are_counted_while_the_database_is_away(kept: Kept) -> None:
    object.__setattr__(kept.desk, "engine", open_engine("postgresql://nobody@127.0.0.1:1/none"))
    browser = client(served(kept))
    browser.get("/healthz")
    found = samples(browser.get("/metrics").text)
    assert found["mednec_database_up",] == 0
    assert found["mednec_requests_total", "GET", "/healthz", "200"] == 1
    assert ("mednec_audit_entries",) not in found


def test_nobody_else_reads_them(kept: Kept) -> None:
    app = served(kept)
    assert client(app, ("10.0.0.9", 50000)).get("/metrics").status_code == 404
    assert client(app).get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    assert client(app).get("/metrics").status_code == 200


def test_a_token_opens_them_from_anywhere_and_alone(kept: Kept) -> None:
    app = served(kept, {"MEDNEC_METRICS_TOKEN": "for prometheus only"})
    far = client(app, ("10.0.0.9", 50000))
    assert far.get("/metrics", headers={"Authorization": "Bearer for prometheus only"}).status_code == 200
    assert far.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client(app).get("/metrics").status_code == 404


def test_every_answer_has_an_id_and_a_good_one_is_kept(kept: Kept) -> None:
    browser = client(served(kept))
    assert (
        browser.get("/healthz", headers={"X-Request-ID": "from-proxy-0001"}).headers["x-request-id"]
        == "from-proxy-0001"
    )
    made = browser.get("/healthz", headers={"X-Request-ID": "Dana Whitlock, 1983"}).headers["x-request-id"]
    assert len(made) == 16


def test_a_span_has_the_route_and_never_the_address(kept: Kept) -> None:
    spans = InMemorySpanExporter()
    app = build_app(kept.desk)
    watch(app, kept.desk, {}, tracer=tracer_from({}, SimpleSpanProcessor(spans)))
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    client(app).get("/sign-in?name=Whitlock", headers={"traceparent": parent})
    (span,) = spans.get_finished_spans()
    assert span.name == "GET /sign-in"
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/sign-in",
        "http.response.status_code": 200,
    }
    assert f"{span.context.trace_id:032x}" == parent[3:35]
    assert "Whitlock" not in span.to_json()


def test_spans_are_off_unless_asked_for() -> None:
    assert tracer_from({}) is None
    assert tracer_from({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}) is None


def test_spans_without_their_libraries_are_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(StoreError, match=r"install mednec\[telemetry\]"):
        tracer_from({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"})
