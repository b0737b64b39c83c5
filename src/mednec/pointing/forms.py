"""The forms of the answers: quotes, pieces of quotes and words of closed lists; nothing else can be said.

Each form has a schema in which the lists of the question are filled in (its documents, its concepts). Objects are
closed and all their fields required, which is what servers ask for that hold a model to a schema. How long a text may
be stands in the form alone: many servers cannot hold a model to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from mednec.model.proposal import SAYS
from mednec.model.words import DocumentKind, Status
from mednec.pointing.locate import LONGEST

MOST_PROPOSALS, MOST_FACTS, MOST_CLAIMS, MOST_WORDS = 8, 12, 8, 8
STATUSES = tuple(s.value for s in (Status.MET, Status.NOT_MET, Status.NOT_DOCUMENTED))
REASONS = (
    *("states it", "denies it", "gives the value", "gives the date", "tells how a treatment went"),
    *("shows a part of it", "disagrees with another place"),
)
KINDS = tuple(k.value for k in DocumentKind if k is not DocumentKind.REQUEST)
Schema = Mapping[str, object]


def _among(words: Sequence[str]) -> AfterValidator:
    def one_of_them(word: str) -> str:
        if word not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return word

    return AfterValidator(one_of_them)


# Twice what a quote may have: one that is too long is refused for that, and takes no other down with it.
Quote = Annotated[str, StringConstraints(max_length=2 * LONGEST)]
Piece = Annotated[str, StringConstraints(max_length=120)]
Handle = Annotated[str, StringConstraints(max_length=12)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ClaimForm(_Form):
    """One fact that a quote tells, in pieces of the quote."""

    about: Piece
    says: Annotated[str, _among(SAYS)]
    named: Piece
    words: Annotated[tuple[Piece, ...], Field(max_length=MOST_WORDS)]


Claims = Annotated[tuple[ClaimForm, ...], Field(max_length=MOST_CLAIMS)]


class ProposalForm(_Form):
    """A quote that bears on a clause. Where no concept is on offer, nothing is claimed."""

    document: Handle
    quote: Quote
    claims: Claims = ()
    reason: Annotated[str, _among(REASONS)]
    status: Annotated[str, _among(STATUSES)]


class EvidenceAnswer(_Form):
    """What a model points to for an open clause."""

    proposals: Annotated[tuple[ProposalForm, ...], Field(max_length=MOST_PROPOSALS)]


class FactForm(_Form):
    """A quote with the facts that it tells."""

    document: Handle
    quote: Quote
    claims: Claims


class FactsAnswer(_Form):
    """What a model points to in passages that the grammar could not read."""

    facts: Annotated[tuple[FactForm, ...], Field(max_length=MOST_FACTS)]


class SortingAnswer(_Form):
    """What sort of paper a document is, with the words that show it."""

    kind: Annotated[str, _among(KINDS)]
    quote: Quote


def evidence_schema(handles: Sequence[str], offered: Sequence[str]) -> Schema:
    """Of an EvidenceAnswer, for these documents and concepts."""
    claims = {"claims": _claims(offered)} if offered else {}
    proposal = _closed(document=_word(handles), quote=_TEXT, **claims, reason=_word(REASONS), status=_word(STATUSES))
    return _closed(proposals=_list(proposal, MOST_PROPOSALS))


def facts_schema(handles: Sequence[str], offered: Sequence[str]) -> Schema:
    """Of a FactsAnswer, for these documents and concepts."""
    fact = _closed(document=_word(handles), quote=_TEXT, claims=_claims(offered))
    return _closed(facts=_list(fact, MOST_FACTS))


def sorting_schema() -> Schema:
    """Of a SortingAnswer."""
    return _closed(kind=_word(KINDS), quote=_TEXT)


_TEXT: Schema = {"type": "string"}


def _claims(offered: Sequence[str]) -> Schema:
    claim = _closed(about=_word(offered), says=_word(SAYS), named=_TEXT, words=_list(_TEXT, MOST_WORDS))
    return _list(claim, MOST_CLAIMS)


def _word(words: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(words)}


def _list(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


def _closed(**fields: Schema) -> Schema:
    """An object of exactly these fields, in this order: a model writes the quote before it says what it shows."""
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
