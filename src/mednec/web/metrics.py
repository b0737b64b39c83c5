"""What can be measured, for Prometheus: requests as they are answered, and what the database holds when asked.

No label names a person, a case or an organisation. With several processes the counters of requests are of all of them
when `PROMETHEUS_MULTIPROC_DIR` names a folder, as `mednec serve --processes` does.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import cast

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session
from starlette.requests import Request
from starlette.responses import Response

from mednec import __version__
from mednec.desk.desk import Desk
from mednec.desk.queue import WAITING, moment
from mednec.desk.values import UNDECIDED
from mednec.desk.worklist import RUNS
from mednec.errors import NotFound
from mednec.store.engine import reading
from mednec.store.tables import AskedRow, CaseRow, ChainRow, DeterminationRow, JobRow, RulingRow
from mednec.web.access import AtDesk

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
KIND = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
UP = "Whether the database answered"
FRESH_SECONDS = 15.0  # how old the counts of the database may be
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
router = APIRouter(include_in_schema=False)


@dataclass(slots=True)
class Meters:
    """The counters of this process's requests, in a registry of their own."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)

    def __post_init__(self) -> None:
        labels = ("method", "route")
        told = "Requests answered, by route and status"
        self.requests = Counter("mednec_requests", told, (*labels, "status"), registry=self.registry)
        told = "Time to answer a request"
        self.seconds = Histogram("mednec_request_seconds", told, labels, buckets=BUCKETS, registry=self.registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request. `route` is a template, never an address."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)

    def told(self, kept: Collector) -> bytes:
        """Everything as Prometheus reads it: the requests of all processes, and what is kept."""
        whole = CollectorRegistry()
        if os.environ.get(MULTIPROCESS):
            collect = cast("Callable[[CollectorRegistry], object]", MultiProcessCollector)  # it has no types
            collect(whole)
        asked = self.registry if not os.environ.get(MULTIPROCESS) else whole
        counts = CollectorRegistry()
        counts.register(kept)
        return generate_latest(asked) + generate_latest(counts)


class KeptCounts(Collector):
    """Counts of the database, at most some seconds old: however often it is asked, the database is asked seldom."""

    def __init__(self, desk: Desk, elapsed: Callable[[], float]) -> None:
        self._desk, self._elapsed = desk, elapsed
        self._lock = Lock()
        self._at: float | None = None
        self._counts: tuple[Metric, ...] = ()

    def collect(self) -> Iterator[Metric]:
        """The counts."""
        with self._lock:
            now = self._elapsed()
            if self._at is None or now - self._at >= FRESH_SECONDS:
                self._counts, self._at = self._asked(), now
            yield from self._counts

    def _asked(self) -> tuple[Metric, ...]:
        """The counts; without the database only that it is away, for requests are counted all the same."""
        try:
            with reading(self._desk.engine) as session:
                found = tuple(_counts(session, self._desk))
        except DBAPIError:
            return (_one("mednec_database_up", UP, 0),)
        return (_one("mednec_database_up", UP, 1), *found)


@router.get("/metrics")
def metrics(request: Request, desk: AtDesk) -> Response:
    """The measures, for who has the token, or from the same machine where none is set. Raises NotFound otherwise."""
    state = request.app.state
    if not _may_read(request, getattr(state, "metrics_token", "")):
        raise NotFound("there is no such page", where="metrics", do="ask from this machine, or with the token")
    meters: Meters = getattr(state, "meters", None) or Meters()
    kept: KeptCounts = getattr(state, "kept_counts", None) or KeptCounts(desk, lambda: 0.0)
    return Response(meters.told(kept), media_type=KIND)


def _may_read(request: Request, token: str) -> bool:
    if token:
        kind, _, sent = request.headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and hmac.compare_digest(sent.encode(), token.encode())
    client = request.client.host if request.client else ""
    return _loopback(client) and not any(name in request.headers for name in _FORWARDED)


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _counts(session: Session, desk: Desk) -> Iterator[Metric]:
    yield _by("mednec_cases", "Cases, by state", "state", _grouped(session, CaseRow.state))
    yield _by(
        "mednec_determinations", "Determinations, by outcome", "outcome", _grouped(session, DeterminationRow.outcome)
    )
    yield _by("mednec_rulings", "What reviewers ruled, by kind", "kind", _grouped(session, RulingRow.kind))
    yield _by("mednec_jobs", "Long work, by state", "state", _grouped(session, JobRow.state))
    at = desk.clock()
    undecided = CaseRow.state.in_([state.key for state in UNDECIDED])
    late = select(func.count()).select_from(CaseRow).where(CaseRow.due < at, undecided, CaseRow.clock_state.in_(RUNS))
    yield _one("mednec_cases_late", "Open cases whose clock has run out", session.scalar(late) or 0)
    oldest = session.scalar(select(func.min(JobRow.after)).where(JobRow.state == WAITING))
    waits = max((moment(session) - oldest).total_seconds(), 0.0) if oldest else 0.0
    yield _one("mednec_oldest_job_seconds", "How long the oldest waiting work has waited", waits)
    yield from _of_models(session)
    entries = session.scalar(select(func.sum(ChainRow.number))) or 0
    yield _one("mednec_audit_entries", "Entries of the audit", entries)
    yield _by("mednec_version", "The program's version", "version", ((__version__, 1),))


def _of_models(session: Session) -> Iterator[Metric]:
    """What went to language models and what became of it; these only rise."""
    names = ("questions", "trouble", "accepted", "shown", "refused", "tokens_in", "tokens_out")
    sums = session.execute(select(*(func.sum(getattr(AskedRow, name)) for name in names))).one()
    told = {name: int(count or 0) for name, count in zip(names, sums, strict=True)}
    ended = {"answered": told["questions"] - told["trouble"], "trouble": told["trouble"]}
    became = {name: told[name] for name in ("accepted", "shown", "refused")}
    way = {"in": told["tokens_in"], "out": told["tokens_out"]}
    yield _rising("mednec_model_questions", "Questions put to language models, by how they ended", "ended", ended)
    yield _rising("mednec_model_proposals", "What models proposed, by what became of it", "became", became)
    yield _rising("mednec_model_tokens", "Tokens of language models, by direction", "way", way)


def _rising(name: str, told: str, label: str, counts: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, told, labels=[label])
    for key, count in counts.items():
        family.add_metric([key], count)
    return family


def _grouped(session: Session, column: InstrumentedAttribute[str]) -> list[tuple[str, int]]:
    rows = session.execute(select(column, func.count()).group_by(column).order_by(column))
    return [(str(key), int(count)) for key, count in rows]


def _by(name: str, told: str, label: str, counts: Iterable[tuple[str, int]]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=[label])
    for key, count in counts:
        family.add_metric([key], count)
    return family


def _one(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=float(value))
