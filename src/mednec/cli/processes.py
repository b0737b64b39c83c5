"""The processes of a service: workers beside a server, ends that reach them all, and words for systemd."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from types import FrameType

SECONDS_TO_END = 60  # for a worker that was asked to stop
BEAT_SECONDS = 10
FIRST_PAUSE, LONGEST_PAUSE = 1, 60  # seconds
_ENDS = (signal.SIGTERM, signal.SIGINT)


def tell_systemd(words: str) -> None:
    """Tell systemd how the service stands (`READY=1`, `WATCHDOG=1`, `STOPPING=1`), where it was started by it."""
    named = os.environ.get("NOTIFY_SOCKET", "")
    if named:
        address = "\0" + named[1:] if named.startswith("@") else named
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
            door.sendto(words.encode(), address)


@contextmanager
def stop_when_asked() -> Iterator[Event]:
    """An event that is set by the first SIGTERM or Ctrl-C; a second one ends the process at once."""
    stop = Event()

    def asked(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, asked) for number in _ENDS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_with_parent(stop: Event) -> None:
    """Set the event when the process that started this one is gone, however it went: then our input ends."""

    def wait() -> None:
        with suppress(OSError):
            while os.read(0, 4096):  # not by `sys.stdin`, whose lock would be held when this process ends first
                pass
        stop.set()

    Thread(target=wait, name="parent", daemon=True).start()


@contextmanager
def beating(stop: Event) -> Iterator[None]:
    """Tell systemd every few seconds that this process lives, until it ends."""
    ended = Event()

    def beat() -> None:
        while not ended.wait(BEAT_SECONDS):
            tell_systemd("STOPPING=1" if stop.is_set() else "WATCHDOG=1")

    thread = Thread(target=beat, name="watchdog", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(1)


class Workers:
    """Worker processes that end with this one. One that ends by itself is started again, after a growing pause."""

    def __init__(self, many: int, home: Path, environment: Mapping[str, str]) -> None:
        self._home, self._environment = home, dict(environment)
        self._environment.pop("NOTIFY_SOCKET", None)
        self._stop = Event()
        self._running = [self._start() for _ in range(many)]
        self._pauses = [FIRST_PAUSE] * many  # seconds before each is started the next time
        self._waits = [0] * many
        self._watch = Thread(target=self._keep, name="workers", daemon=True)
        self._watch.start()

    @property
    def running(self) -> tuple[int, ...]:
        """The ids of the processes, as they were started last."""
        return tuple(each.pid for each in self._running)

    @property
    def ended(self) -> bool:
        """Whether none of them runs."""
        return all(each.poll() is not None for each in self._running)

    def end(self) -> None:
        """Ask all to stop; each finishes or hands back what it does. Who does not come back is ended."""
        self._stop.set()
        self._watch.join(2)
        for each in self._running:
            with suppress(ProcessLookupError):
                each.terminate()
        for each in self._running:
            try:
                each.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()
            _let_go(each)

    def _keep(self) -> None:
        while not self._stop.wait(1):
            for i, each in enumerate(self._running):
                if each.poll() is None:
                    self._waits[i] = 0
                    continue
                self._waits[i] += 1
                if self._waits[i] >= self._pauses[i] and not self._stop.is_set():
                    _let_go(each)
                    self._running[i], self._waits[i] = self._start(), 0
                    self._pauses[i] = min(self._pauses[i] * 2, LONGEST_PAUSE)

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "mednec.cli.worker", "--home", str(self._home), "--beside"]
        # In a session of its own: Ctrl-C reaches the server first, which then asks its workers to stop.
        return subprocess.Popen(command, stdin=subprocess.PIPE, env=self._environment, start_new_session=True)


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Close the way to a process that ended."""
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
