"""Learned effects as a file: plain JSON that says what it was learned from, and gives the same answers again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, FiniteFloat, NonNegativeInt, PositiveInt, ValidationError

from mednec.appeals.cells import Cell, Family
from mednec.appeals.leaks import features
from mednec.appeals.learned import Learned, Rests
from mednec.appeals.publishers import AppealsError

FORMAT = "mednec likelihood of overturn 1"


class _Rests(BaseModel):
    model_config = ConfigDict(extra="forbid")
    file: str
    sha256: str
    publishers: tuple[str, ...]
    first_year: PositiveInt
    last_year: PositiveInt
    decisions: NonNegativeInt


class _Effects(BaseModel):
    model_config = ConfigDict(extra="forbid")
    fields: tuple[str, ...]
    cells: tuple[tuple[tuple[str, ...], FiniteFloat], ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    format: str
    learned_from: _Rests
    level: FiniteFloat
    drift_in_level: FiniteFloat
    stray: FiniteFloat
    effects: tuple[_Effects, ...]
    decisions_alike: tuple[tuple[tuple[str, ...], NonNegativeInt], ...]


def learned_text(learned: Learned) -> str:
    """The file's text: one line for each cell, so that two files can be compared."""
    rests = learned.rests
    head = {
        "format": FORMAT,
        "learned_from": {
            "file": rests.file,
            "sha256": rests.digest,
            "publishers": rests.publishers,
            "first_year": rests.first,
            "last_year": rests.last,
            "decisions": rests.decided,
        },
        "level": learned.level,
        "drift_in_level": learned.drift,
        "stray": learned.stray,
    }
    lines = [f"  {json.dumps(name)}: {_json(says)}," for name, says in head.items()]
    families = [
        f'    {{"fields": {_json(family)}, "cells": [\n{_lines(cells)}\n    ]}}'
        for family, cells in learned.effects.items()
    ]
    lines += ['  "effects": [', ",\n".join(families), "  ],"]
    lines += ['  "decisions_alike": [', _lines(learned.decided), "  ]"]
    return "\n".join(("{", *lines, "}", ""))


def learned_in(path: Path) -> Learned:
    """What a file holds. Raises AppealsError if it is none of ours, or looks at what is written after a decision."""
    do = "make it with mednec appeals predict --train FILE --save FILE"
    try:
        told = _File.model_validate_json(path.read_bytes())
    except OSError as error:
        raise AppealsError(f"cannot be opened: {(error.strerror or '').lower()}", where=str(path), do=do) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise AppealsError(f"holds no learned effects ({where}: {first['msg']})", where=str(path), do=do) from error
    if told.format != FORMAT:
        raise AppealsError("was written by another version", where=str(path), do=do)
    for effects in told.effects:
        features(effects.fields, str(path))
    rests = told.learned_from
    return Learned(
        rests=Rests(
            file=rests.file,
            digest=rests.sha256,
            publishers=rests.publishers,
            first=rests.first_year,
            last=rests.last_year,
            decided=rests.decisions,
        ),
        level=told.level,
        drift=told.drift_in_level,
        stray=told.stray,
        effects={effects.fields: dict(effects.cells) for effects in told.effects},
        decided=dict(told.decisions_alike),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines(cells: Mapping[Cell, float] | Mapping[Cell, int]) -> str:
    rows: Sequence[tuple[Family, float]] = sorted(cells.items())
    return ",\n".join(f"    [{_json(of)}, {_json(value)}]" for of, value in rows)
