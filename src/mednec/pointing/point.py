"""A case as read, a language model asked about what stayed open, and the case with what held of its answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mednec.model.proposal import Pointed
from mednec.pointing.question import Ask
from mednec.pointing.sent import Copies
from mednec.review import Read


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How much of a chart goes into one question, in tokens as counted by `tokens_of`."""

    tokens: int = 6000


def pointed(found: Read, *, model: str, ask: Ask, copies: Copies, window: Window | None = None) -> Read:
    """The case with what a model pointed to under it. `copies` are its documents as they may be sent.

    Without open clauses nothing is asked. What is asked, and what is held of each answer, follows from the case alone.
    """
    raise NotImplementedError(model, ask, copies, window, Pointed, replace)
