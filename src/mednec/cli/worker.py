"""`mednec worker`: reads packets and does other long work until it is asked to stop."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click

from mednec.cli.at_desk import HOME, desk_at, environment_with, told


@click.command("worker")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that work.")
@click.option("--beside", is_flag=True, hidden=True, help="Ends when the process that started it does.")
@HOME
def worker_command(jobs: int, beside: bool, home: Path | None) -> None:
    """Take the work that waits, one job after another. Start as many as there are processors, on as many hosts.

    Asked to stop (SIGTERM, Ctrl-C) it finishes the page it reads, hands its job back, and ends. A second time ends it
    at once; the job is then given to another worker after two minutes.

    Example: mednec worker --jobs 4
    """
    with told():
        from mednec.cli.processes import Workers, beating, stop_when_asked, stop_with_parent, tell_systemd
        from mednec.desk.logs import get_logger, set_up_logs
        from mednec.desk.place import home_in
        from mednec.desk.worker import work

        environment = environment_with(home)
        set_up_logs(environment)
        desk = desk_at(home)
        name, log = f"{socket.gethostname()}-{os.getpid()}"[:100], get_logger("mednec.worker")
        with stop_when_asked() as stop:
            if beside:
                stop_with_parent(stop)
            others = Workers(jobs - 1, home_in(environment), environment) if jobs > 1 else None
            log.info("worker started", worker=name, count=jobs)
            tell_systemd("READY=1")
            with beating(stop):
                work(desk, stop, name)
            if others is not None:
                others.end()
        log.info("worker stopped", worker=name)


if __name__ == "__main__":  # as a server starts it beside itself
    worker_command()
