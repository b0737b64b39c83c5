"""How similar disputes ended: counts with intervals, the decisions nearest to this request, what is alike."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from mednec.model.appeal import Likelihood, Precedent, PrecedentReview, Rate
from mednec.model.determination import Determination
from mednec.render.blocks import Block, Grid, Points, Section, Sentence, Sign
from mednec.render.words import LOOK, capital, flat, listed, sentence

ASIDE = "Analogues with their differences: never a criterion, never evidence that a treatment works"
REASONS = 2  # passages of one decision
PERCENT = 100


def precedents_section(d: Determination) -> Section:
    """Past decisions beside this request."""
    blocks = tuple(_blocks(d.precedents))
    return Section(
        anchor="precedents", short="Precedents", heading="How similar appeals ended", aside=ASIDE, blocks=blocks
    )


def _blocks(review: PrecedentReview) -> Iterator[Block]:
    if review.warnings:
        heading = "Grounds that are usually overturned"
        yield Points(heading=heading, sentences=tuple(Sentence(says=sentence(flat(w))) for w in review.warnings))
    if review.rates:
        rows = tuple(_rate(rate) for rate in review.rates)
        yield Grid(columns=("Decisions", "Overturned", "95 % interval", "Too few for"), rows=rows)
    if review.likelihood is not None:
        yield Points(sentences=(_likelihood(review.likelihood),))
    for precedent in review.precedents:
        yield _precedent(precedent)
    if not review.precedents:
        yield Points(sentences=(Sentence(says="No similar decision was found in what was searched."),))
    yield Points(sentences=(Sentence(lead="Searched", says=sentence(flat(review.searched))),))


def _rate(rate: Rate) -> tuple[Sentence, ...]:
    interval = f"{_percent(rate.low)}-{_percent(rate.high)} %" if rate.decided else "none counted"
    return (
        Sentence(says=capital(flat(rate.of))),
        Sentence(says=f"{rate.overturned:,} of {rate.decided:,}"),
        Sentence(says=interval),
        Sentence(says=listed(flat(each) for each in rate.widened)),
    )


def _percent(share: Decimal | None) -> str:
    return "" if share is None else str(round(share * PERCENT))


def _likelihood(likely: Likelihood) -> Sentence:
    lead = "Likelihood"
    rests = f"rests on {flat(likely.rests_on)}"
    if likely.overturned is None:
        return Sentence(lead=lead, says=sentence(f"no answer: {flat(likely.abstains)}"), details=(sentence(rests),))
    interval = "" if likely.low is None else f" (95 % {_percent(likely.low)}-{_percent(likely.high)} %)"
    says = f"{_percent(likely.overturned)} % of denials like this one are overturned{interval}"
    return Sentence(lead=lead, says=sentence(says), details=(sentence(f"{rests}; {likely.support:,} decisions alike"),))


def _precedent(precedent: Precedent) -> Points:
    appeal = precedent.appeal
    subject = " / ".join(part for part in (appeal.diagnosis, appeal.treatment, appeal.issue) if part)
    heading = f"{flat(appeal.key)}, {appeal.year or 'year not told'}: {flat(subject)}"
    tone = "met" if appeal.ending.for_patient else "not"
    said = tuple(
        Sentence(says=f"“{flat(reason.words)}”", sign=Sign(glyph=LOOK, word="reviewer"))
        for reason in precedent.reasons[:REASONS]
    )
    compared = tuple(
        Sentence(lead=lead, says=sentence("; ".join(flat(each).rstrip(".") for each in told)))
        for lead, told in (("Alike", precedent.alike), ("Differs", precedent.differs))
        if told
    )
    sign = Sign(glyph="", word=flat(appeal.ending.value), tone=tone)
    return Points(heading=heading, sign=sign, sentences=(*said, *compared))
