"""Pictures of a packet's pages, drawn from the files as they were received."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from mednec.intake.apart import drawn_apart
from mednec.intake.papers.limits import Limits
from mednec.intake.papers.read import Wanted
from mednec.intake.received import Received, files_of
from mednec.model.document import Page
from mednec.model.sheet import Picture

Pictures = dict[tuple[str, int], Picture]


def pictures_of(packet: Path, pages: Sequence[Page], limits: Limits) -> Pictures:
    """The pages as pictures, upright and straight. A page of a file inside another file has none."""
    wanted: dict[str, list[Wanted]] = defaultdict(list)
    for page in pages:
        wanted[page.file].append(Wanted(number=page.number, turned=page.turned, slant=page.slant))
    found: Pictures = {}
    for received in files_of(packet, limits) if wanted else ():
        if isinstance(received, Received) and received.name in wanted:
            for drawn in drawn_apart(received.content, wanted[received.name], limits):
                picture = Picture(width=drawn.width, height=drawn.height, jpeg=drawn.bytes)
                found[(received.name, drawn.number)] = picture
    return found
