"""A clause as a reviewer rules on it: what it says, how it was read, and the words of the chart beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mednec.desk.values import DocumentLine
from mednec.errors import NotFound, SubmitError
from mednec.model.words import Status
from mednec.render.words import AGAINST, FOR, flat

REQUEST = "R"
_SPAN = re.compile(r"(\w+):(\d{1,9})-(\d{1,9})")
_LINES = re.compile(r"(\w+)\s*:\s*(\d{1,9})(?:\s*[-\u2013]\s*(\d{1,9}))?")
_TONES = {Status.MET: "met", Status.NOT_MET: "not", Status.CONFLICTING: "con", Status.NOT_DOCUMENTED: "nd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words of a document at a place: `holder` is its number, `R` for the request; offsets count code points."""

    holder: str
    start: int
    end: int
    quote: str
    label: str
    side: str = ""  # for, against, look
    chosen: bool = False

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.holder}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A judged clause; `statuses` are key, words and glyph of each answer that can be given."""

    label: str
    text: str
    status: Status
    read_as: Status
    ruled: bool
    asks: bool
    wants: str
    statuses: tuple[tuple[str, str, str], ...]
    found: tuple[Words, ...]


def clause_in(clauses: str, label: str) -> Clause:
    """A clause of the part `clauses` of a determination. Raises NotFound."""
    known: Mapping[str, Mapping[str, Any]] = json.loads(clauses)
    told = known.get(flat(label))
    if told is None:
        raise NotFound(f"this determination has no clause {label}", where="clause", do="open the case again")
    met, not_met = told["words"]
    return Clause(
        label=told["clause"],
        text=told["text"],
        status=_status(told["status"]),
        read_as=_status(told["read_as"]),
        ruled=told["ruled"],
        asks=told["asks"],
        wants=told["wants"],
        statuses=tuple((s.key, _said(s, met, not_met), _TONES[s]) for s in Status if s is not Status.CONFLICTING),
        found=tuple({each.value: each for each in map(_found, told["found"])}.values()),
    )


def _said(status: Status, met: str, not_met: str) -> str:
    """A status with what it means for this clause, where that is not the same everywhere."""
    meaning = {Status.MET: met, Status.NOT_MET: not_met}.get(status, status.value)
    return status.value if meaning == status.value else f"{status.value}: {meaning}"


def tone_of(status: Status | None) -> str:
    """The colour of a status."""
    return _TONES[status] if status else "nd"


def _status(key: str) -> Status:
    return next(status for status in Status if status.key == key)


def _found(told: Mapping[str, Any]) -> Words:
    side = {FOR: "for", AGAINST: "against"}.get(told["sign"], "")
    return Words(
        holder=told["holder"],
        start=told["start"],
        end=told["end"],
        quote=told["quote"],
        label=told["label"],
        side=side,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Documents by the numbers that the page gives them."""

    names: Mapping[str, str]

    @classmethod
    def of(cls, documents: Sequence[DocumentLine]) -> Holders:
        return cls(names={str(each.number): each.name for each in documents})

    def name(self, number: str) -> str:
        """The document of a number. Raises SubmitError."""
        if number not in self.names:
            do = f"there are documents 1 to {len(self.names)}"
            raise SubmitError(f"there is no document {number}", where="words cited", do=do)
        return self.names[number]


TextOf = Callable[[str], str]  # number of a document -> its text


def cited_words(values: Sequence[str], quotes: Sequence[str], text_of: TextOf) -> Iterator[Words]:
    """What a form cites by offsets. Raises SubmitError where the words quoted do not stand there."""
    for i, value in enumerate(values):
        found = _SPAN.fullmatch(value)
        if found is None:
            raise SubmitError("this is no place in a document", where="words cited", do="select the words again")
        holder, start, end = found[1], int(found[2]), int(found[3])
        text = text_of(holder)
        words = flat(text[start:end])
        if not words or end > len(text) or (i < len(quotes) and flat(quotes[i]) != words):
            do = "open the document again and select them once more"
            raise SubmitError("the document does not say these words at this place", where=f"document {holder}", do=do)
        line = text.count("\n", 0, start) + 1
        yield Words(holder=holder, start=start, end=end, quote=words, label=f"{holder}:{line}")


def cited_lines(places: str, text_of: TextOf) -> Iterator[Words]:
    """What a form cites by lines: `3:12, 4:2-5`. Raises SubmitError for what names no line."""
    for place in filter(None, (each.strip() for each in re.split(r"[,;\n]", places))):
        found = _LINES.fullmatch(place)
        if found is None:
            raise SubmitError(f"{place!r} names no lines", where="lines", do="write 3:12 or 3:12-14")
        holder, first, last = found[1], int(found[2]), int(found[3] or found[2])
        text = text_of(holder)
        starts = [0, *(i + 1 for i, c in enumerate(text) if c == "\n"), len(text) + 1]
        span = (starts[first - 1], starts[last] - 1) if 0 < first <= last < len(starts) else (0, 0)
        piece = text[span[0] : span[1]]
        if not piece.strip():
            raise SubmitError(f"nothing stands at {place}", where="lines", do="look at the line numbers of the text")
        start, end = span[0] + len(piece) - len(piece.lstrip()), span[1] - len(piece) + len(piece.rstrip())
        yield Words(holder=holder, start=start, end=end, quote=flat(piece), label=f"{holder}:{first}")
