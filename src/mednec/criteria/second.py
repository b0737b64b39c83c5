"""A clause judged twice: on what the grammar read, and with what a language model pointed to besides. Never a vote."""

from __future__ import annotations

from dataclasses import replace

from mednec.criteria.leaf import Judgement, conflicting
from mednec.model.words import Status

POINTED = "read in words that a language model pointed to"
SPLIT = "conflicting reading: words that a language model pointed to, as the program reads them, say otherwise"


def with_second(alone: Judgement, second: Judgement) -> tuple[Judgement, bool]:
    """What holds of both, and whether it rests on words that a model pointed to.

    An open clause may be settled by them; a conflict stays one; where both settle the clause and differ, a person
    decides. What is settled is never opened by them to *not documented*.
    """
    if second.status in (alone.status, Status.NOT_DOCUMENTED) or alone.status is Status.CONFLICTING:
        return alone, False
    if alone.status is Status.NOT_DOCUMENTED:
        note = f"{POINTED}; {second.note}" if second.note else POINTED
        return replace(second, note=note), True
    return conflicting(alone.because, second.because, SPLIT), True
