"""The service as it is really run: processes of the command line, with a home of their own, that may be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx

LONGEST_START_S = 60.0


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@dataclass(slots=True, kw_only=True)
class Service:
    """One home with its web process and its workers; `database` is empty for the home's own SQLite."""

    home: Path
    database: str = ""
    port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    web: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes: nothing of the caller's own settings."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("MEDNEC_")}
        rates = {f"MEDNEC_RATE_{name}": "1000000/minute" for name in ("ADDRESS", "PERSON", "WRITES", "SIGN_IN")}
        own = {"MEDNEC_HOME": str(self.home), **rates}
        database = {"MEDNEC_DATABASE_URL": self.database} if self.database else {}
        return {**plain, **own, **database, **self.settings}

    def start_web(self, *, wait: bool = True) -> None:
        """Start the pages without a worker of their own, and wait until they answer."""
        options = ("serve", "--port", str(self.port), "--no-worker", "--no-browser", *self.options)
        self.web = self._started("web.log", *options)
        if wait:
            self.wait_until_it_answers()

    def start_worker(self, *, wait: bool = False) -> None:
        """Start one more worker, and wait until it says that it works where that is asked for."""
        log = f"worker-{next(self.numbers)}.log"
        self.workers.append(self._started(log, "worker"))
        end = time.monotonic() + LONGEST_START_S
        while wait and time.monotonic() < end and "worker started" not in self.log(log):
            time.sleep(0.05)

    def wait_until_it_answers(self) -> None:
        """Raises AssertionError with the log's end when the pages do not come."""
        end = time.monotonic() + LONGEST_START_S
        while time.monotonic() < end:
            if self.web is not None and self.web.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the service does not start: " + self.log("web.log"))

    def log(self, name: str) -> str:
        """The end of what a process said."""
        return (self.home / name).read_text(encoding="utf-8", errors="replace")[-4000:]

    def kill_web(self) -> None:
        """`kill -9` of the pages."""
        if self.web is not None:
            end(self.web, signal.SIGKILL)
            self.web = None

    def kill_worker(self) -> None:
        """`kill -9` of the worker that was started first."""
        end(self.workers.pop(0), signal.SIGKILL)

    def stop(self) -> None:
        """Ask everything to end."""
        for process in (self.web, *self.workers):
            if process is not None:
                end(process, signal.SIGTERM)
        self.web = None
        self.workers.clear()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command in this home."""
        command = [sys.executable, "-m", "mednec", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def _started(self, log: str, *arguments: str) -> subprocess.Popen[bytes]:
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / log).open("ab") as written:
            command = [sys.executable, "-m", "mednec", *arguments]
            return subprocess.Popen(
                command, env=self.environment, stdout=written, stderr=written, start_new_session=True
            )


def end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """End a process and all that it started, and wait for it."""
    if process.poll() is None:
        os.killpg(process.pid, how)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
