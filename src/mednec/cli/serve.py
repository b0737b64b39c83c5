"""`mednec serve`: the workbench and its interface, with a worker beside it; one command on an empty machine."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.request import urlopen

import click

from mednec.cli.at_desk import HOME, environment_with, told
from mednec.errors import StoreError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from mednec.desk.desk import Desk
    from mednec.desk.open import FirstStart

FINISH_SECONDS = 30  # for requests under way when the service is asked to stop
START_SECONDS = 60
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
@click.option("--no-worker", is_flag=True, help="Start no worker beside it; run mednec worker elsewhere.")
@click.option("--no-browser", is_flag=True, help="Open no browser.")
@click.option("--demo", is_flag=True, help="Bring people of every role and the worked cases.")
@click.option("--certificate", type=_FILE, metavar="FILE", help="For https without a proxy: certificate chain (PEM).")
@click.option("--certificate-key", type=_FILE, metavar="FILE", help="Its key.")
@HOME
def serve_command(
    host: str,
    port: int,
    processes: int,
    no_worker: bool,
    no_browser: bool,
    demo: bool,
    certificate: Path | None,
    certificate_key: Path | None,
    home: Path | None,
) -> None:
    """Serve the workbench and its interface, with a worker beside it.

    An empty home gets a database, a key, an organisation and an administrator, whose password is printed once. Asked to
    stop (Ctrl-C, SIGTERM) it takes no more requests, finishes those under way, and lets its worker hand back its job.

    Example: mednec serve
    """
    with told():
        from mednec.cli.processes import stop_when_asked
        from mednec.desk.logs import set_up_logs
        from mednec.desk.place import desk_in

        environment = environment_with(home)
        _refuse_open_door(host, environment, https=certificate is not None)
        _refuse_half(certificate, certificate_key)
        set_up_logs(_quiet(environment))
        with ExitStack() as kept:
            door = kept.enter_context(_door(host, port))  # first: a password that is told once is not lost after it
            desk = desk_in(environment, make=True)
            first, people = _begin(desk, demo=demo)
            address = _address(door, environment, https=certificate is not None)
            _summary(address, environment, first, people, worker=not no_worker)
            _when_ready(_asked(door, https=certificate is not None), address, browser=not no_browser)
            kept.enter_context(stop_when_asked())  # the server raises again what ended it, when it is done
            if not no_worker:
                kept.enter_context(_worker(environment))
            _run(desk, door, processes, environment, certificate, certificate_key)


def _refuse_open_door(host: str, environment: Mapping[str, str], *, https: bool) -> None:
    """Passwords and charts go over a network only under https. Raises StoreError."""
    try:
        alone = ip_address(host).is_loopback
    except ValueError:
        alone = host == "localhost"
    if alone or https or environment.get("MEDNEC_PUBLIC_URL", "").startswith("https://"):
        return
    what = f"{host} can be reached from other machines, and nothing says that they do so over https"
    do = "set MEDNEC_PUBLIC_URL=https://NAME where a proxy does that, or give --certificate and --certificate-key"
    raise StoreError(what, where="--host", do=do)


def _refuse_half(certificate: Path | None, key: Path | None) -> None:
    if (certificate is None) != (key is None):
        raise StoreError("a certificate and its key belong together", where="--certificate", do="give both")


def _quiet(environment: Mapping[str, str]) -> Mapping[str, str]:
    """On a terminal only what is wrong is told, in words, unless the environment asks for more."""
    at_terminal = {"MEDNEC_LOG_FORM": "text", "MEDNEC_LOG_LEVEL": "warning"} if sys.stderr.isatty() else {}
    return {**at_terminal, **environment}


def _begin(desk: Desk, *, demo: bool) -> tuple[FirstStart | None, tuple[tuple[str, str, str], ...]]:
    """What a first start makes, and the people of a demonstration: login, password, role."""
    from mednec.desk.open import first_start
    from mednec.web.accounts import give_password
    from mednec.web.passwords import hashed

    first = first_start(desk, hashed)
    if first is not None:  # one that must be changed when signing in
        first = replace(first, password=give_password(desk, None, first.account))
    if not demo:
        return first, ()
    from mednec.cli.demonstration import bring

    return first, bring(desk)


@contextmanager
def _door(host: str, port: int) -> Iterator[socket.socket]:
    """The socket the service listens at. Raises StoreError where it cannot."""
    with ExitStack() as kept:
        try:
            family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            door = kept.enter_context(socket.socket(family, socket.SOCK_STREAM))
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(address)
            door.listen(2048)
        except OSError as error:
            do = "stop what listens there, or give another --port"
            raise StoreError(f"cannot listen ({error.strerror})", where=f"{host}:{port}", do=do) from error
        door.set_inheritable(True)
        yield door


def _address(door: socket.socket, environment: Mapping[str, str], *, https: bool) -> str:
    """Where people open the service."""
    return environment.get("MEDNEC_PUBLIC_URL") or _asked(door, https=https)


def _asked(door: socket.socket, *, https: bool) -> str:
    host, port = door.getsockname()[:2]
    name = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)
    return f"{'https' if https else 'http'}://{name}:{port}"


def _summary(
    address: str,
    environment: Mapping[str, str],
    first: FirstStart | None,
    people: tuple[tuple[str, str, str], ...],
    *,
    worker: bool,
) -> None:
    from mednec import __version__
    from mednec.desk.place import DATABASE, home_in

    strong = {"bold": True}
    kept = "PostgreSQL" if environment.get(DATABASE, "").startswith("postgres") else "SQLite"
    click.echo(f"{click.style('mednec', **strong)} {__version__} is at {click.style(address, fg='cyan', **strong)}")
    beside = "a worker beside it" if worker else "no worker beside it"
    click.echo(f"  {kept}, keys in {home_in(environment)}, {beside}; Ctrl-C stops it")
    if first is not None:
        click.echo(
            f"  first sign-in: {click.style(first.login, **strong)}, password {click.style(first.password, **strong)}"
        )
        click.echo("  It is told this once. Keep a copy of the keys apart: without them nothing opens.")
    for login, password, role in people:
        click.echo(f"  {login:<14} {password}   {role}")


def _when_ready(at: str, address: str, *, browser: bool) -> None:
    """Say to systemd that the service answers, and open a browser, once it does."""
    from mednec.cli.processes import tell_systemd

    def wait() -> None:
        pause = Event()
        for _ in range(START_SECONDS * 5):
            if _answers(f"{at}/healthz"):
                tell_systemd("READY=1")
                if browser and sys.stdout.isatty():
                    webbrowser.open(address)
                return
            pause.wait(0.2)

    Thread(target=wait, name="ready", daemon=True).start()


def _answers(address: str) -> bool:
    """Whether something answers there; over https a certificate of another name is no answer to us, and is enough."""
    if address.startswith("https"):
        host, _, port = address.removeprefix("https://").partition("/")[0].rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), 1).close()
        except OSError:
            return False
        return True
    try:
        with urlopen(address, timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def _worker(environment: Mapping[str, str]) -> Iterator[None]:
    from mednec.cli.processes import Workers
    from mednec.desk.place import home_in

    workers = Workers(1, home_in(environment), _quiet(environment))
    try:
        yield
    finally:
        workers.end()


def _run(
    desk: Desk,
    door: socket.socket,
    processes: int,
    environment: Mapping[str, str],
    certificate: Path | None,
    key: Path | None,
) -> None:
    """Answer requests until asked to stop."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from mednec.cli.processes import BEAT_SECONDS, beating, tell_systemd
    from mednec.web.metrics import MULTIPROCESS
    from mednec.web.served import app_of

    async def beat() -> None:
        tell_systemd("WATCHDOG=1")

    def config(app: FastAPI | str, workers: int) -> uvicorn.Config:
        return uvicorn.Config(
            app,
            factory=isinstance(app, str),
            workers=workers,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=FINISH_SECONDS,
            timeout_notify=BEAT_SECONDS,
            callback_notify=None if isinstance(app, str) else beat,
            forwarded_allow_ips=environment.get("MEDNEC_TRUSTED_PROXIES", "127.0.0.1,::1"),
            ssl_certfile=certificate,
            ssl_keyfile=str(key) if key else None,
        )

    if processes == 1:
        uvicorn.Server(config(app_of(desk, environment), 1)).run(sockets=[door])
        tell_systemd("STOPPING=1")
        return
    desk.engine.dispose()  # no connection is shared between processes
    with tempfile.TemporaryDirectory(prefix="mednec-metrics-") as folder:
        os.environ.update({**_quiet(environment), MULTIPROCESS: folder})
        served = config("mednec.web.served:make_app", processes)
        with beating(Event()):
            Multiprocess(served, [door]).run()
