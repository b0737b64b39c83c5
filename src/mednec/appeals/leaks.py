"""What may help to say how an open dispute is likely to end: only what is known before the decision.

A decision is published with its findings, its reviewer, its number and its year. All of them come with the decision,
and each can give the ending away. They are refused here by name, so that nobody lets one in by mistake.
"""

from __future__ import annotations

from collections.abc import Sequence

from mednec.appeals.publishers import AppealsError
from mednec.model.appeal import KNOWN_BEFORE, WRITTEN_AFTER

USUAL = ("issue", "diagnosis", "diagnosis_detail", "treatment", "treatment_detail", "age", "sex")
_AFTERWARDS = "post_"  # how some tables mark columns that were written after the decision
_ORDER = ("year", "publisher")


def features(names: Sequence[str] = (), where: str = "--with") -> tuple[str, ...]:
    """The usual features and the named ones, in the order of `KNOWN_BEFORE`. Raises AppealsError for any other field.

    >>> features(["payer_type"])[-1]
    'payer_type'
    """
    for name in names:
        if name not in KNOWN_BEFORE:
            what = f"{name} cannot be used to foretell an ending: {_why_not(name)}"
            raise AppealsError(what, where=where, do=f"use one of {', '.join(KNOWN_BEFORE)}")
    return tuple(name for name in KNOWN_BEFORE if name in USUAL or name in names)


def _why_not(name: str) -> str:
    if name in WRITTEN_AFTER or name.lower().startswith(_AFTERWARDS):
        return "it is written with or after the decision"
    if name in _ORDER:
        return "it puts decisions in order, no more"
    return "it is not among what is known before a decision"
