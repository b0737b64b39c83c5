"""A proposal brought back from the text as sent: pieces of its claims in the words of the document they stand for.

Where documents are sent de-identified, a model copies dates and names that are not those of the chart. The quote is
located through the copy; so must the pieces be, or every date that is claimed would seem to stand outside it.
"""

from __future__ import annotations

from dataclasses import replace

from mednec.model.document import SourceDocument
from mednec.model.proposal import Claim, Proposal
from mednec.pointing.locate import spans_of
from mednec.pointing.sent import Sent


def brought_back(proposal: Proposal, document: SourceDocument, sent: Sent) -> Proposal:
    """The same proposal with claims in the document's own words; a piece that is not in the quote stays as it is."""
    places = spans_of(proposal.quote, sent.text)
    if not places or sent.text == document.text:
        return proposal
    claims = tuple(_claim(claim, places[0], document, sent) for claim in proposal.claims)
    return replace(proposal, claims=claims)


def _claim(claim: Claim, quote: tuple[int, int], document: SourceDocument, sent: Sent) -> Claim:
    named = _piece(claim.named, quote, document, sent)
    return replace(claim, named=named, words=tuple(_piece(word, quote, document, sent) for word in claim.words))


def _piece(piece: str, quote: tuple[int, int], document: SourceDocument, sent: Sent) -> str:
    start, end = quote
    found = spans_of(piece, sent.text[start:end])
    if not found:
        return piece
    first, last = sent.span(start + found[0][0], start + found[0][1])
    return document.text[first:last]
