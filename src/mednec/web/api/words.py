"""The words of the interface: closed lists as JSON writes them, and texts that a database can keep."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Literal, Self, TypeVar

from fastapi import Header, Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from mednec.model.words import Word

W = TypeVar("W", bound=Word)

EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
SOMETHING = r"\S"  # more than blanks
STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # steers a terminal, or no database keeps it


def key_of(value: object) -> object:
    """A word of the field as JSON writes it (`not met` -> `not_met`)."""
    return value.key if isinstance(value, Word) else value


def word_of(kind: type[W], key: str) -> W:
    """The word of a key that the door let in."""
    return next(word for word in kind if word.key == key)


def plain(value: str) -> str:
    """A text of which every database keeps every mark. Raises ValueError."""
    if STEERING.search(value):
        raise ValueError("it has a mark that steers a terminal; send plain text")
    return value


def _in_time(value: datetime) -> datetime:
    if not EARLIEST <= value <= LATEST:
        raise ValueError(f"between {EARLIEST.year} and {LATEST.year}")
    return value


Status = Annotated[Literal["met", "not_met", "conflicting", "not_documented"], BeforeValidator(key_of)]
Outcome = Annotated[
    Literal["approve", "approve_modified", "approve_with_conditions", "pend", "deny_recommended"],
    BeforeValidator(key_of),
]
State = Annotated[
    Literal["received", "unreadable", "open", "pended", "decided", "appealed", "closed"], BeforeValidator(key_of)
]
Kind = Annotated[Literal["approve", "approve_with_conditions", "modify", "deny"], BeforeValidator(key_of)]
Ending = Annotated[Literal["upheld", "overturned", "overturned_in_part", "withdrawn"], BeforeValidator(key_of)]
Ruled = Annotated[Literal["override", "answer", "which_holds"], BeforeValidator(key_of)]
RoleKey = Annotated[
    Literal["intake", "nurse", "physician", "policy_author", "auditor", "administrator"], BeforeValidator(key_of)
]
ApprovalState = Annotated[Literal["not_proposed", "proposed", "approved", "withdrawn"], BeforeValidator(key_of)]
Level = Literal["internal", "expedited", "external"]
LetterKind = Literal["approval", "modification", "pend", "denial", "gap", "peer"]
To = Literal["member", "requester"]
ClockFilter = Literal["late", "soon", "paused"]
Sort = Literal["due", "received", "changed"]  # a cursor holds what it is sorted by: no patient in an address
JobState = Literal["waiting", "running", "done", "dead"]
Plain = Annotated[str, BeforeValidator(key_of)]  # a word of a list that may grow

Moment = Annotated[AwareDatetime, AfterValidator(_in_time)]
Text = Annotated[str, AfterValidator(plain)]
Short = Annotated[Text, StringConstraints(max_length=200)]
Long = Annotated[Text, StringConstraints(max_length=20_000)]
Said = Annotated[Text, StringConstraints(min_length=1, max_length=20_000, pattern=SOMETHING)]
Whole = Annotated[int, Field(ge=0, le=100_000_000)]
Name = Annotated[Text, StringConstraints(min_length=1, max_length=200, pattern=SOMETHING)]

KEY = r"^[A-Za-z0-9._~:+=@-]{1,128}$"
ID = r"^[A-Za-z0-9_-]{1,40}$"
CaseId = Annotated[str, Path(pattern=ID, description="The case's own id, as its receipt names it.")]
Id = Annotated[str, Path(pattern=ID)]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{8,64}$", description="The version's digest.")]
Size = Annotated[int, Query(ge=1, le=200, description="How many at once.")]
Cursor = Annotated[Text, Query(max_length=400, description="`next` of the page before.")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=KEY,
        description="A name of your own for this submission; sent again it is the same one.",
    ),
]


class Asked(BaseModel):
    """What a program sends. A field that is none is refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What a program gets, made from a value of the desk."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    @classmethod
    def showing(cls, value: object) -> Self:
        """The answer that shows a value."""
        return cls.model_validate(value)
