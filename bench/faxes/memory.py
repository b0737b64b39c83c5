"""Peak memory of a command together with every process it starts; needs Linux's /proc."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_KB = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """The most memory in use at one moment, and how long the command ran."""

    megabytes: float
    seconds: float
    status: int


def peak_of(program: str, *, every: float = 0.05) -> Peak:
    """Run a Python program and look at it and its children many times a second."""
    began = time.perf_counter()
    most = 0
    with subprocess.Popen([sys.executable, "-c", program]) as running:
        while running.poll() is None:
            most = max(most, sum(_resident(process) for process in _family(running.pid)))
            time.sleep(every)
    return Peak(megabytes=most / _KB, seconds=time.perf_counter() - began, status=running.returncode)


def _family(process: int) -> Iterator[int]:
    yield process
    for listing in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _read(listing).split():
            yield from _family(int(child))


def _resident(process: int) -> int:
    """Kilobytes; memory that processes share is divided between them where the kernel tells it."""
    for file, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        for line in _read(Path(f"/proc/{process}/{file}")).splitlines():
            if line.startswith(key):
                return int(line.split()[1])
    return 0


def _read(file: Path) -> str:
    """A process may be gone by the time it is looked at."""
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""
