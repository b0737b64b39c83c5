"""A document as sent to a model: as it stands, or with other names, numbers and dates in place of the real ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from mednec.model.document import SourceDocument


class Sent(Protocol):
    """The text as sent, and the way back to the document."""

    @property
    def text(self) -> str: ...

    def sent_span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the document stands in the text as sent."""
        ...

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Which span of the document a span of the text as sent stands for; replaced words as a whole."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AsItStands:
    """A document sent unchanged."""

    text: str

    def sent_span(self, start: int, end: int) -> tuple[int, int]:
        return start, end

    def span(self, start: int, end: int) -> tuple[int, int]:
        return start, end


Copies = Mapping[str, Sent]  # by the name of the document


def as_they_stand(documents: tuple[SourceDocument, ...]) -> Copies:
    """Documents sent unchanged."""
    return {d.name: AsItStands(text=d.text) for d in documents}
