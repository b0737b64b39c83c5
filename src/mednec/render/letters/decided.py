"""Decided appeals in a letter: analogues with their differences, whichever way they ended; never a ground."""

from __future__ import annotations

from decimal import Decimal

from mednec.model.appeal import Precedent, Rate
from mednec.model.document import ReferenceCitation
from mednec.render.letters.citing import Citing, shortened
from mednec.render.letters.layout import Item, Passage
from mednec.render.words import capital, flat, listed

LONGEST_REASON = 400
NO_PROOF = "These decisions are like this one in part. They are no proof that a treatment works."


def analogue(precedent: Precedent, citing: Citing) -> Item:
    """One decision: how it ended, the reviewer's words, what is alike and what differs."""
    appeal = precedent.appeal
    at = (ReferenceCitation(reference=appeal.key, label=f"{appeal.key}{f', {appeal.year}' if appeal.year else ''}"),)
    asked = ", ".join(flat(part) for part in (appeal.treatment, appeal.diagnosis) if part)
    reasons = (shortened(flat(reason.words), LONGEST_REASON) for reason in precedent.reasons[:1])
    under = [citing.fact(f"The reviewer wrote: “{words}”", at) for words in reasons]
    under += [citing.fact(listed(map(flat, precedent.alike)), at, lead="Alike")] if precedent.alike else []
    under += [citing.fact(listed(map(flat, precedent.differs)), at, lead="Different")] if precedent.differs else []
    return Item(passages=(citing.fact(asked or appeal.key, at, lead=capital(appeal.ending.value)),), under=tuple(under))


def in_short(precedent: Precedent, citing: Citing) -> Item:
    """One decision on a line or two."""
    appeal = precedent.appeal
    at = (ReferenceCitation(reference=appeal.key, label=f"{appeal.key}{f', {appeal.year}' if appeal.year else ''}"),)
    asked = ", ".join(flat(part) for part in (appeal.treatment, appeal.diagnosis) if part) or appeal.key
    alike = f"; alike: {listed(map(flat, precedent.alike))}" if precedent.alike else ""
    differs = f"; different: {listed(map(flat, precedent.differs))}" if precedent.differs else ""
    says = shortened(f"{asked}{alike}{differs}", LONGEST_REASON)
    return Item(passages=(citing.fact(says, at, lead=capital(appeal.ending.value)),))


def counted(rate: Rate, citing: Citing) -> Passage:
    """How many of the denials alike were overturned, with the interval."""
    says = f"{rate.overturned:,} of {rate.decided:,} denials were overturned"
    interval = f" (95 % interval {_percent(rate.low)} to {_percent(rate.high)} %)" if rate.decided else ""
    at = (ReferenceCitation(reference=f"count: {rate.of}", label=f"Decided appeals, {flat(rate.of)}"),)
    return citing.fact(f"{says}{interval}", at, lead=capital(flat(rate.of)))


def _percent(share: Decimal) -> int:
    return round(share * 100)
