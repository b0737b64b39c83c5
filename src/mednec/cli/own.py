"""Opening what the user keeps beside the packs: imported appeals, what was learned from them, and papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mednec.determination.own import OwnShelves
    from mednec.packs.library import Library

LEARNED = "likelihood.json"  # written by `mednec appeals predict --train DIR --save DIR/likelihood.json`


def open_shelves(appeals: Path | None, evidence: Path | None, library: Library) -> OwnShelves:
    """The folders named, opened. Raises AppealsError, LibraryError, SearchError, each with what to do."""
    from mednec.determination.own import NO_SHELVES, OwnShelves

    if appeals is None and evidence is None:
        return NO_SHELVES
    shelf = learned = papers = None
    if appeals is not None:
        from mednec.appeals.finding import open_shelf
        from mednec.cli.appeals import language

        shelf = open_shelf(appeals, *language(library))
        if (appeals / LEARNED).exists():
            from mednec.appeals.learned_file import learned_in

            learned = learned_in(appeals / LEARNED)
    if evidence is not None:
        from mednec.evidence.library.looking import open_library

        papers = open_library(evidence)
    return OwnShelves(appeals=shelf, learned=learned, papers=papers)
