"""The rules that ship, loaded once."""

from __future__ import annotations

from functools import cache

from mednec.model.law import Adopted, ClockRule, Laws
from mednec.packs.law_yaml import load_laws
from tests.shipped import PACKS

ALL_IN = Adopted(unverified=True, accreditors=("ncqa", "urac"))


@cache
def laws() -> Laws:
    return load_laws(PACKS)


def clock(id: str) -> ClockRule:
    """A clock rule by its id."""
    return next(rule for rule in laws().clocks if rule.id == id)
