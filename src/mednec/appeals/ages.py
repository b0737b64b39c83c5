"""Ages as publishers give them: ranges in words."""

from __future__ import annotations

import re

_RANGE = re.compile(r"(\d+)\s*(?:-|to)\s*(\d+)")
_OVER = re.compile(r"(\d+)\s*\+|over\s+(\d+)|(\d+)\s+(?:and|or)\s+(?:over|older|above)", re.IGNORECASE)


def bounds_of(age: str) -> tuple[int, int] | None:
    """The years that a published range of ages spans.

    >>> bounds_of("41 to 50"), bounds_of("65+"), bounds_of("Unknown")
    ((41, 50), (65, 130), None)
    """
    if found := _RANGE.search(age):
        return int(found[1]), int(found[2])
    if found := _OVER.search(age):
        return int(found[1] or found[2] or found[3]), 130
    return None
