"""OpenTelemetry, where the environment asks for it: a span for each request, by its route and never its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mednec import __version__
from mednec.errors import StoreError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Tracer

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
SERVICE = "mednec"


def tracer_from(environment: Mapping[str, str], processor: SpanProcessor | None = None) -> Tracer | None:
    """A tracer that sends to the endpoint of the environment; none where none is named, or it is switched off.

    `processor` takes the spans in its place. Raises StoreError where the libraries for it are not installed.
    """
    wanted = any(environment.get(name) for name in ENDPOINTS) and environment.get("OTEL_SDK_DISABLED") != "true"
    if not wanted and processor is None:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        what = "spans are wanted, and the libraries that send them are not installed"
        raise StoreError(what, where=ENDPOINTS[0], do="install mednec[telemetry], or unset it") from error
    named = environment.get("OTEL_SERVICE_NAME", SERVICE)
    provider = TracerProvider(resource=Resource.create({"service.name": named, "service.version": __version__}))
    provider.add_span_processor(processor or BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer(SERVICE, __version__)
