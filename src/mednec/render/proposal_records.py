"""What a language model proposed, as the JSON contract writes it. Without a model there is no such record.

No word of a model's own is in it: a quote is cut from its document, and a piece of a claim is told where it stands in
that quote. What a model wrote word for word is in the kept answers.
"""

from __future__ import annotations

import re
from collections import Counter

from mednec.model.proposal import Acceptance, Claim, Objection, Pointed, Task, Verdict
from mednec.render.json_text import Json, Record
from mednec.render.proposals import KINDS
from mednec.render.records import chart_record
from mednec.render.words import flat

_CONCEPT = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")


def pointed_record(pointed: Pointed) -> Record:
    """Which model was asked how much, and every proposal with what became of it, in the order of the questions."""
    counts = Counter(verdict.acceptance for verdict in pointed.verdicts)
    return {
        "model": pointed.model,
        "prompts": list(pointed.prompts),
        "asked": pointed.asked,
        "accepted": counts[Acceptance.ACCEPTED],
        "shown": counts[Acceptance.SHOWN],
        "refused": counts[Acceptance.REFUSED],
        "trouble": list(pointed.trouble),
        "proposals": [_proposal(verdict) for verdict in pointed.verdicts],
    }


def _proposal(verdict: Verdict) -> Record:
    """Where the words do not stand in a document there is no quote and no offset, whatever the model wrote."""
    proposal, at = verdict.proposal, verdict.at
    named = None if verdict.objection is Objection.NO_SUCH_DOCUMENT else proposal.document
    nowhere: Record = {"document": named, "start": None, "end": None, "quote": None, "page": None}
    sorts = proposal.task is Task.DOCUMENTS  # its claim is the kind alone, wherever the words stand
    claims: list[Json] = [_claim(each, at.quote if at else "") for each in proposal.claims if at or sorts]
    return {
        "task": proposal.task.key,
        "subject": proposal.subject,
        **(chart_record(at) if at else nowhere),
        "proposed": proposal.status.key if proposal.status else None,
        "claims": claims,
        "acceptance": verdict.acceptance.key,
        "objection": verdict.objection.key if verdict.objection else None,
        "why": verdict.why,
    }


def _claim(claim: Claim, quote: str) -> Record:
    """A claim in pieces of the quote; a piece that does not stand there is left out."""
    held = flat(quote)
    return {
        "about": claim.about if claim.about in KINDS or _CONCEPT.fullmatch(claim.about) else "",
        "says": claim.says,
        "named": claim.named if flat(claim.named) in held else "",
        "words": [piece for piece in claim.words if flat(piece) in held],
    }
