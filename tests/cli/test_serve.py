"""`mednec serve` as a process: on an empty home it stands up whole, reads a packet, and ends when it is asked to."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from mednec.cli.demonstration import bring
from mednec.cli.processes import Workers, tell_systemd
from mednec.cli.serve import serve_command
from mednec.errors import StoreError
from mednec.web import passwords
from tests.desk.kept import Kept
from tests.web.conftest import QUICK

START = "from mednec.cli.serve import serve_command; serve_command()"
WAIT_SECONDS = 90


@contextmanager
def serving(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """The process, its address, and the lines it began with."""
    command = [sys.executable, "-c", START, "--home", str(home), "--port", "0", "--no-browser", *words]
    unset = ("MEDNEC_DATABASE_URL", "MEDNEC_KEYS", "MEDNEC_KEYS_FILE", "MEDNEC_PUBLIC_URL")
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        found = re.search(r"http://127\.0\.0\.1:\d+", lines[0])
        try:
            assert found is not None, lines
            yield process, found[0], lines
        finally:
            process.kill()


def answer(address: str) -> dict[str, object]:
    """What is answered there, as soon as anything is."""
    pause = Event()
    for _ in range(WAIT_SECONDS * 10):
        try:
            with urlopen(address, timeout=5) as given:
                found: dict[str, object] = json.load(given)
                return found
        except OSError:  # also a time-out: the door is open before anybody stands behind it
            pause.wait(0.1)
    raise AssertionError(f"nothing answers at {address}")


def test_it_stands_up_on_an_empty_home_and_ends_when_asked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home) as (process, address, lines):
        assert "a worker beside it" in lines[1]
        assert process.stdout is not None
        assert re.search(r"first sign-in: admin, password \S{20,}", process.stdout.readline())
        assert answer(f"{address}/healthz")["status"] == "ok"
        assert answer(f"{address}/readyz")["status"] == "ready"
        assert (home / "keys").stat().st_mode & 0o077 == 0
        assert (home / "mednec.db").stat().st_mode & 0o077 == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_SECONDS) == 0
    with pytest.raises(URLError):
        urlopen(f"{address}/healthz", timeout=2)


def test_a_port_that_is_taken_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told before anything is made, so that no password is told and lost."""
    monkeypatch.setattr("mednec.desk.logs.set_up_logs", lambda *_: None)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = CliRunner().invoke(serve_command, ["--home", str(tmp_path), "--port", port])
    assert ended.exit_code == 2
    assert "cannot listen" in ended.output
    assert list(tmp_path.iterdir()) == []


def test_a_demonstration_is_brought_once(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", QUICK)
    kept = Kept(sqlite_url)
    told = bring(kept.desk)
    assert [login for login, _, _ in told] == ["intake", "nurse", "physician", "author", "author2", "auditor"]
    assert bring(kept.desk) == ()
    with pytest.raises(StoreError, match="the worked cases are not there"):
        bring(kept.desk, tmp_path)


def test_a_worker_that_ends_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    workers = Workers(1, tmp_path / "nowhere", os.environ)
    first, pause = workers.running, Event()
    for _ in range(WAIT_SECONDS * 10):
        if workers.running != first:
            break
        pause.wait(0.1)
    assert workers.running != first
    workers.end()
    assert workers.ended


def test_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(tmp_path / "notify"))
        door.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        tell_systemd("READY=1")
        assert door.recv(100) == b"READY=1"
    monkeypatch.delenv("NOTIFY_SOCKET")
    tell_systemd("READY=1")
