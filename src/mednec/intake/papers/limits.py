"""How much one file may cost to read. Every limit can be set: MEDNEC_MOST_PAGES=1000 and so on."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields

from mednec.errors import DocumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a packet of two hundred pages needs, several times over; a bomb needs more."""

    most_files: int = 500  # in a packet
    most_megabytes: int = 300  # of one file
    most_unpacked_megabytes: int = 1000  # of a whole zip
    most_ratio: int = 200  # unpacked to packed, of one file in a zip
    most_pages: int = 1000  # of one file
    most_megapixels: int = 60  # of one page's picture
    most_objects: int = 60_000  # drawn on one page
    page_seconds: int = 60  # for the text of a picture
    file_seconds: int = 1800  # for a whole file
    stall_seconds: int = 120  # without a page
    memory_megabytes: int = 4000  # of address space, for the process that reads


def limits_from(environment: Mapping[str, str]) -> Limits:
    """The limits with what the environment sets. Raises DocumentError for what is no whole number above nothing."""
    given = {}
    for field in fields(Limits):
        name = f"MEDNEC_{field.name.upper()}"
        if name in environment:
            text = environment[name].strip()
            if not text.isascii() or not text.isdigit() or int(text) == 0:
                raise DocumentError(f"{text!r} is no limit", where=name, do="give a whole number above 0")
            given[field.name] = int(text)
    return Limits(**given)


def bounded(limits: Limits) -> None:
    """Bound the memory and time of this process and of what it starts, where the system has such bounds."""
    if sys.platform != "win32":
        import resource

        memory = limits.memory_megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (limits.file_seconds, limits.file_seconds + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
