"""The charts that were read last, by the digest of what they were read from; bounded, and safe between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

_T = TypeVar("_T")

MOST = 8  # charts kept; a chart of two hundred pages takes some tens of megabytes


class Recent:
    """A small memory of what takes seconds to make. Nothing in it is ever changed: a digest names its content."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()

    def get(self, key: tuple[str, ...], make: Callable[[], _T]) -> _T:
        """What is kept under the key, else what `make` gives; two that ask at once may both make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: _T = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
