"""What was made last and takes long to make: charts as read, folders, policies; bounded, and safe between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

CHARTS = 8  # a chart of two hundred pages takes some tens of megabytes
MOST = 64  # of any other kind

_T = TypeVar("_T")


class Recent:
    """A small memory, one row for each kind of thing. Nothing in it ever changes: its key names its content."""

    def __init__(self, charts: int = CHARTS, most: int = MOST) -> None:
        self._charts, self._most = charts, most
        self._lock = Lock()
        self._kept: dict[str, OrderedDict[tuple[str, ...], Any]] = {}

    def get(self, kind: str, key: tuple[str, ...], make: Callable[[], _T]) -> _T:
        """What is kept under the key, else what `make` gives; two that ask at once may both make it."""
        with self._lock:
            kept = self._kept.setdefault(kind, OrderedDict())
            if key in kept:
                kept.move_to_end(key)
                found: _T = kept[key]
                return found
        made = make()
        with self._lock:
            kept[key] = made
            kept.move_to_end(key)
            while len(kept) > (self._charts if kind == "chart" else self._most):
                kept.popitem(last=False)
        return made
