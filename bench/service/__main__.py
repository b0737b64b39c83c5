"""Load: worklist, case pages and submissions with many cases stored, from a process of its own.

    python -m bench.service --cases 100000 --databases sqlite,postgres

The service runs as it really does: `mednec serve` and `mednec worker` as processes, every read entered in the audit.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from bench.machine import machine
from bench.service.clients import Plan, Step, Timed
from bench.service.people import Known, Staff, new_staff
from bench.service.running import Service
from bench.service.stored import fill
from mednec.desk.receiving import submit
from mednec.desk.worker import work_off
from mednec.packs.library import load_library
from mednec.store.engine import reading
from mednec.store.tables import JobRow
from tests.postgres import running_server

CASES = Path(__file__).parents[2] / "cases"
WORKLISTS = (
    "/",
    "/?sort=due&state=open",
    "/?urgency=expedited",
    "/?assignee=me",
    "/?q=Carver",
    "/?q=PA-0123",
    "/?outcome=deny_recommended",
    "/?clock=late",
)


def packet(name: str) -> dict[str, bytes]:
    """A worked case as the files that an office sends."""
    folder = CASES / name
    files = [folder / "request.yaml", *sorted((folder / "documents").iterdir())]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def measured(service: Service, who: Known, steps: list[Step], *, pages: bool) -> list[Timed]:
    """Carry out the steps from a process of its own."""
    plan = Plan(
        url=service.url, cookies=who.cookies if pages else {}, headers={} if pages else who.headers, steps=steps
    )
    command = [sys.executable, "-m", "bench.service.clients"]
    done = subprocess.run(command, input=json.dumps(asdict(plan)), capture_output=True, text=True, check=True)
    return [Timed(**each) for each in json.loads(done.stdout)]


def rows(database: str, cases: int, submissions: int, folder: Path, stack: ExitStack) -> Iterator[tuple[str, ...]]:
    """What one database came to, as rows of the table."""
    server = stack.enter_context(running_server()) if database == "postgres" else None
    home = folder / database
    home.mkdir()
    address = stack.enter_context(server.database()) if server else ""
    staff = new_staff(home, address, load_library())
    desk, org = staff.desk, staff.nurse.person.org
    start = time.perf_counter()
    fill(desk.engine, org, cases, desk.clock(), (staff.nurse.person.id,))
    yield database, f"{cases:,} rows of cases stored", f"{time.perf_counter() - start:.1f} s", "", "", ""
    names = ("IG-DEV-01", "IG-DEV-02", "OMA-DEV-001", "RIT-DEV-01")
    opened = [submit(desk, staff.nurse.person, packet(names[i % 4]), key=f"first-{i}").case for i in range(12)]
    start = time.perf_counter()
    work_off(desk)
    yield (
        database,
        "read and determine, one worker in this process",
        f"{12 / (time.perf_counter() - start):.1f}/s",
        "",
        "",
        "",
    )
    service = Service(home=home, database=address)
    stack.callback(service.stop)
    service.start_web()
    pages = [f"/cases/{case}" for case in opened]
    steps = [
        Step(name="warm", clients=2, requests=24, paths=[*WORKLISTS, *pages]),
        Step(name="worklist, filters and searches, 1 at once", clients=1, requests=160, paths=WORKLISTS),
        Step(name="worklist, filters and searches, 8 at once", clients=8, requests=480, paths=WORKLISTS),
        Step(name="case page, 1 at once", clients=1, requests=100, paths=pages),
        Step(name="case page, 8 at once", clients=8, requests=400, paths=pages),
    ]
    for each in measured(service, staff.nurse, steps, pages=True)[1:]:
        yield row(database, each)
    texts = {name: content.decode() for name, content in packet("IG-DEV-01").items()}
    sent = [
        Step(
            name="submissions accepted, 8 at once",
            clients=8,
            requests=submissions,
            paths=["/api/v1/cases"],
            packet=texts,
        )
    ]
    for each in measured(service, staff.nurse, sent, pages=False):
        yield row(database, each)
    start = time.perf_counter()
    for _ in range(2):
        service.start_worker()
    while waiting(staff):
        time.sleep(0.2)
    yield (
        database,
        "read and determined by 2 workers",
        f"{submissions / (time.perf_counter() - start):.1f}/s",
        "",
        "",
        "",
    )


def waiting(staff: Staff) -> int:
    """Jobs that are not done."""
    with reading(staff.desk.engine) as session:
        return (
            session.scalar(select(func.count()).select_from(JobRow).where(JobRow.state.in_(("waiting", "running"))))
            or 0
        )


def row(database: str, timed: Timed) -> tuple[str, ...]:
    """One step as a row."""
    within = [f"{timed.within(part) * 1000:.0f} ms" for part in (0.5, 0.95)]
    refused = f"{len(timed.refused)} refused" if timed.refused else ""
    return database, timed.name, f"{timed.each_second:.0f}/s", *within, f"{timed.bytes / 1000:.0f} kB {refused}".strip()


def main() -> None:
    """Measure and print the table."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--cases", type=int, default=100_000)
    asked.add_argument("--submissions", type=int, default=200)
    asked.add_argument("--databases", default="sqlite,postgres")
    told = asked.parse_args()
    table = Table("database", "what", "rate", "p50", "p95", "size", title=f"The service: {machine()}")
    console = Console(width=132)
    with tempfile.TemporaryDirectory() as folder, console.status("measuring") as status:
        for database in told.databases.split(","):
            with ExitStack() as stack:
                for each in rows(database, told.cases, told.submissions, Path(folder), stack):
                    status.update(f"{each[0]}: {each[1]}")
                    table.add_row(*each)
    console.print(table)


if __name__ == "__main__":
    main()
