"""Timing: medians of repeated runs, in this process or in fresh ones."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter


def seconds(work: Callable[[], object], *, runs: int) -> float:
    """Median seconds of one call."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times)


def command_seconds(command: Sequence[str], *, runs: int) -> float:
    """Median wall seconds of a whole command, output thrown away. Raises CalledProcessError when it fails."""
    return seconds(lambda: subprocess.run(command, check=True, capture_output=True), runs=runs)


def fresh_seconds(setup: str, statement: str, *, runs: int) -> float:
    """Median seconds of a statement, each time in a Python process that has run only `setup`."""
    program = (
        f"from time import perf_counter\n{setup}\nstart = perf_counter()\n{statement}\nprint(perf_counter() - start)"
    )
    return median(
        float(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout)
        for _ in range(runs)
    )


def fresh_megabytes(statement: str) -> float:
    """Peak resident megabytes that a statement adds to a Python process; needs Linux's /proc."""
    ask = "print(next(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')))"

    def peak(first: str) -> int:
        return int(subprocess.run([sys.executable, "-c", f"{first}\n{ask}"], check=True, capture_output=True).stdout)

    return (peak(statement) - peak("pass")) / 1024


def said(value: float) -> str:
    """A time in the unit a person would use.

    >>> said(2.31), said(0.0123), said(0.0000045)
    ('2.31 s', '12.3 ms', '4.5 µs')
    """
    if value >= 1:
        return f"{value:.2f} s"
    if value >= 0.001:
        return f"{value * 1000:.3g} ms"
    return f"{value * 1e6:.3g} µs"
