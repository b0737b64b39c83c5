"""The words of the interface: closed lists as JSON writes them, and texts that a database can keep."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, Self, TypeVar

from fastapi import Header, Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from mednec.model.words import Word

W = TypeVar("W", bound=Word)

EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# No mark that only steers a terminal or that a database cannot keep; blanks, tabs and line ends are text.
TEXT = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"
SAID = TEXT[:-1] + r"[^\u0000-\u0020\u007f-\u00a0]" + TEXT[1:]  # the same, with more than blanks in it


def key_of(value: object) -> object:
    """A word of the field as JSON writes it (`not met` -> `not_met`)."""
    return value.key if isinstance(value, Word) else value


def word_of(kind: type[W], key: str) -> W:
    """The word of a key that the door let in."""
    return next(word for word in kind if word.key == key)


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
ClockFilter = Literal["late", "soon", "paused"]
Sort = Literal["due", "received", "changed", "patient"]
JobState = Literal["waiting", "running", "done", "dead"]
Plain = Annotated[str, BeforeValidator(key_of)]  # a word of a list that may grow

Moment = Annotated[AwareDatetime, AfterValidator(_in_time)]
Short = Annotated[str, StringConstraints(max_length=200, pattern=TEXT)]
Long = Annotated[str, StringConstraints(max_length=20_000, pattern=TEXT)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=SAID)]  # more than blanks
Whole = Annotated[int, Field(ge=0, le=100_000_000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=SAID)]

KEY = r"^[A-Za-z0-9._~:+=@-]{1,128}$"
ID = r"^[A-Za-z0-9_-]{1,40}$"
CaseId = Annotated[str, Path(pattern=ID, description="The case's own id, as its receipt names it.")]
Id = Annotated[str, Path(pattern=ID)]
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="The version's digest.")]
Size = Annotated[int, Query(ge=1, le=200, description="How many at once.")]
Cursor = Annotated[str, Query(max_length=400, pattern=TEXT, description="`next` of the page before.")]
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
