"""What machine a benchmark ran on: a time without it says nothing."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def processor() -> str:
    """Model of the processor, as the system names it."""
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def machine() -> str:
    """One line: processor, cores, system, Python."""
    return f"{processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
