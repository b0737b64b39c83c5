"""Precedents as JSON records."""

from __future__ import annotations

from mednec.model.appeal import Appeal, Likelihood, Precedent, PrecedentReview, Rate
from mednec.render.json_text import Json, Record


def appeal_record(appeal: Appeal) -> Record:
    """A published decision by the publisher's own number, as it was filed."""
    return {
        "publisher": appeal.publisher,
        "number": appeal.number,
        "year": appeal.year,
        "ending": appeal.ending.key,
        "issue": appeal.issue,
        "diagnosis": appeal.diagnosis,
        "diagnosis_detail": appeal.diagnosis_detail,
        "treatment": appeal.treatment,
        "treatment_detail": appeal.treatment_detail,
        "payer_type": appeal.payer_type,
        "age": appeal.age,
    }


def precedent_record(precedent: Precedent) -> Record:
    """One past decision with the reviewer's reasons, and how it compares."""
    return {
        **appeal_record(precedent.appeal),
        "reasons": [{"start": r.start, "end": r.end, "quote": r.words} for r in precedent.reasons],
        "alike": list(precedent.alike),
        "differs": list(precedent.differs),
    }


def precedent_review_record(review: PrecedentReview) -> Record:
    """Counts, likelihood, warnings and what was searched; apart from every clause."""
    return {
        "rates": [_rate(rate) for rate in review.rates],
        "likelihood": _likelihood(review.likelihood),
        "warnings": list(review.warnings),
        "searched": review.searched,
    }


def _rate(rate: Rate) -> Record:
    return {
        "of": rate.of,
        "overturned": rate.overturned,
        "decided": rate.decided,
        "low": rate.low,
        "high": rate.high,
        "widened": list(rate.widened),
    }


def _likelihood(likely: Likelihood | None) -> Json:
    if likely is None:
        return None
    return {
        "overturned": likely.overturned,
        "low": likely.low,
        "high": likely.high,
        "rests_on": likely.rests_on,
        "support": likely.support,
        "abstains": likely.abstains,
    }
