"""Whether the process lives, and whether it can serve: asked by what starts it and by what sends it requests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from starlette.responses import JSONResponse, Response

from mednec import __version__
from mednec.desk.desk import Desk
from mednec.desk.queue import WAITING, moment
from mednec.errors import MednecError
from mednec.store.engine import reading
from mednec.store.migrating import check_revision
from mednec.store.sealing import sealed_under
from mednec.store.tables import ChainRow, JobRow, PaperRow
from mednec.web.access import AtDesk

LONG_WAIT_SECONDS = 120  # work that waits so long waits for a worker
router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One thing that was looked at. What is not `needed` is told and refuses nothing."""

    name: str
    fault: str = ""  # in plain words; empty where all is well
    needed: bool = True


@router.get("/healthz")
def healthz() -> Response:
    """The process answers. It asks no database: a process that cannot reach one is not helped by being started anew."""
    return JSONResponse({"status": "ok", "version": __version__}, headers={"Cache-Control": "no-store"})


@router.get("/readyz")
def readyz(desk: AtDesk) -> Response:
    """Whether requests may be sent here: 200 or 503, and what was looked at."""
    found = looked_at(desk)
    refused = any(each.fault and each.needed for each in found)
    said = {each.name: each.fault or "ok" for each in found}
    status = "not ready" if refused else "degraded" if any(each.fault for each in found) else "ready"
    body = {"status": status, "looked at": said}
    return JSONResponse(body, 503 if refused else 200, headers={"Cache-Control": "no-store"})


def looked_at(desk: Desk) -> tuple[Looked, ...]:
    """The database and its shape, the keys, the packs, and whether work is taken up.

    Work that waits is told and refuses nothing: requests are accepted and kept while every worker is away.
    """
    database = _looked("database", lambda: check_revision(desk.engine))
    if database.fault:
        return (database, _packs(desk))
    keys = _looked("keys", lambda: _open_keys(desk))
    return (database, keys, _packs(desk), _looked("work", lambda: _work_is_taken_up(desk), needed=False))


def _looked(name: str, look: Callable[[], None], *, needed: bool = True) -> Looked:
    try:
        look()
    except MednecError as error:
        return Looked(name=name, fault=error.what, needed=needed)
    except DBAPIError:
        return Looked(name=name, fault="the database does not answer", needed=needed)
    return Looked(name=name)


def _packs(desk: Desk) -> Looked:
    loaded = bool(desk.library and desk.library.concepts and desk.library.root.is_dir())
    return Looked(name="packs", fault="" if loaded else "the packs are not there")


def _open_keys(desk: Desk) -> None:
    """Raises StoreError where a key that the audit or the newest paper needs is not in the ring."""
    with reading(desk.engine) as session:
        signing = set(session.scalars(select(ChainRow.key).distinct()))
        fronts = session.execute(select(func.substr(PaperRow.sealed, 1, 40)).order_by(PaperRow.made.desc()).limit(1))
        sealing = {sealed_under(bytes(front), "paper") for (front,) in fronts}
    for key in sorted(signing | sealing):
        desk.keys.key(key)


def _work_is_taken_up(desk: Desk) -> None:
    """Raises MednecError where work waits for a worker."""
    with reading(desk.engine) as session:
        oldest = session.scalar(select(func.min(JobRow.after)).where(JobRow.state == WAITING))
        waits = (moment(session) - oldest).total_seconds() if oldest else 0.0
    if waits > LONG_WAIT_SECONDS:
        raise MednecError(f"work has waited for a worker for {waits:,.0f} s", where="queue", do="start a worker")
