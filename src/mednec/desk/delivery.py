"""Jobs carried to workers by Procrastinate, on PostgreSQL.

The row of the queue stays the truth: Procrastinate carries its id, woken by the database, and the worker leases the row
as on SQLite. Every worker sweeps for rows that may begin and that nobody carries: new ones, those whose time came, and
those whose worker did not come back. The id is the lock of the queue, so that a job is carried once however many sweep.
"""

from __future__ import annotations

import asyncio
from logging import getLogger
from threading import Event

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.schema import SchemaManager
from sqlalchemy import Engine, text

from mednec.desk import queue
from mednec.desk.desk import Desk
from mednec.desk.worker import AWAY, Tasks, do

TASK = "mednec.work"
SWEEP_SECONDS = 0.5
AWAY_SECONDS = 2.0
STALLED_SECONDS = 600.0
LOCK = 0x6D65646A6F62  # of the schema's making; any number that nobody else locks
_AWAY = (ConnectorException, *AWAY, OSError)
_LOG = getLogger(__name__)


def prepare(engine: Engine) -> None:
    """Make Procrastinate's tables where there are none; two processes at once make them once."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if connection.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar_one() is None:
            connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))


def work_delivered(desk: Desk, stop: Event, name: str, tasks: Tasks, *, at_once: int = 1) -> None:
    """Do the jobs that are carried here until `stop` is set, `at_once` at a time."""
    prepare(desk.engine)
    while not stop.is_set():
        try:
            asyncio.run(_work(desk, stop, name, tasks, at_once))
        except* _AWAY as group:  # the database is away; a worker waits for it
            _LOG.warning("the database is away: %s", ", ".join(sorted({type(e).__name__ for e in group.exceptions})))
            stop.wait(AWAY_SECONDS)


async def _work(desk: Desk, stop: Event, name: str, tasks: Tasks, at_once: int) -> None:
    app = App(connector=PsycopgConnector(conninfo=_address(desk.engine)))

    @app.task(name=TASK)
    def carry(job: str) -> None:
        leased = queue.lease(desk, name, job=job)
        if leased is not None:
            do(desk, leased, stop, tasks)

    async with app.open_async(), asyncio.TaskGroup() as group:
        working = group.create_task(
            app.run_worker_async(
                name=name,
                concurrency=at_once,
                install_signal_handlers=False,
                delete_jobs="always",  # the row of the queue tells how it ended
                fetch_job_polling_interval=SWEEP_SECONDS * 4,
            )
        )
        await _sweep(desk, stop, app, working)
        working.cancel()


async def _sweep(desk: Desk, stop: Event, app: App, working: asyncio.Task[None]) -> None:
    """Hand over what may begin, until the worker is to stop; now and then clear what a lost worker left behind."""
    since = STALLED_SECONDS
    while not stop.is_set() and not working.done():
        for job in await asyncio.to_thread(queue.due, desk):
            try:
                await app.configure_task(TASK, queueing_lock=job).defer_async(job=job)
            except AlreadyEnqueued:
                continue
        if since >= STALLED_SECONDS:
            since = 0.0
            for stalled in await app.job_manager.get_stalled_jobs():
                if stalled.id is not None:
                    await app.job_manager.cancel_job_by_id_async(stalled.id, delete_job=True)
        await asyncio.to_thread(stop.wait, SWEEP_SECONDS)
        since += SWEEP_SECONDS


def _address(engine: Engine) -> str:
    """The address as libpq takes it."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
