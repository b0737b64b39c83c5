"""The packs that ship, loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from mednec.model.knowledge import Concept
from mednec.packs.checking import Subject, all_installed
from mednec.packs.knowledge import Knowledge, load_knowledge
from mednec.packs.library import Library, load_library
from mednec.packs.vocabulary import load_concepts
from mednec.terminology.icd10cm import Icd10cm, open_icd10cm

PACKS = Path(__file__).parents[1] / "packs"


@cache
def knowledge() -> Knowledge:
    """Drugs, references, safety checks and billing codes."""
    return load_knowledge(PACKS)


@cache
def library() -> Library:
    """All of it together: what a review takes."""
    return load_library()


@cache
def installed() -> tuple[Subject, ...]:
    """Every installed policy with what stands beside it, by folder."""
    return all_installed(library())


@cache
def shipped_concepts() -> Mapping[str, Concept]:
    """Concepts by id."""
    return {c.id: c for c in load_concepts(PACKS)}


@cache
def icd() -> Icd10cm:
    """The diagnosis codes."""
    return open_icd10cm()
