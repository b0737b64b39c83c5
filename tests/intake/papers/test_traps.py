"""Files that mislead or break a reader: what must be said, must not be said, and must be told of each."""

from __future__ import annotations

import pytest

from bench.faxes.pages import TRAPS, trap
from mednec.errors import DocumentError
from mednec.intake.papers.limits import Limits
from tests.intake.papers.made import read

SCANNED = ("layer-agrees", "layer-differs", "no-unicode-map", "photograph", "drawn-sideways", "two-patients")
NOT_HERE = ("same-twice", "zip-bomb", "zip-climbs", "empty-pages", "picture-bomb")  # zips, and what takes long to make
TYPED = [name for name in TRAPS if name not in (*SCANNED, *NOT_HERE)]


@pytest.mark.parametrize("name", [*TYPED, "layer-differs", "no-unicode-map"])
def test_what_a_trap_says(name: str) -> None:
    told = TRAPS[name]
    try:
        came = read(trap(name), f"file{told.ending}", Limits())
    except DocumentError as error:
        line = str(error)
    else:
        flat = " ".join(came.words)
        assert all(words in flat for words in told.says)
        assert all(words not in flat for words in told.never)
        assert told.remark is None or told.refused or came.about(told.remark), [r.says for r in came.remarks]
        return
    assert told.refused
    assert "\n" not in line
