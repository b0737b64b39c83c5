"""Statements for and against, weighed: the record decides, letters and forms propose, silence is silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mednec.criteria.leaf import Judgement, conflicting, met, not_met, silent
from mednec.criteria.record import assessed, weighty
from mednec.model.document import ChartCitation
from mednec.model.finding import Finding
from mednec.model.words import Assertion, DocumentKind

FOR = (Assertion.PRESENT,)


def weigh(
    found: Sequence[Finding],
    *,
    historical_counts: bool = False,
    decided_by: Iterable[str] = (),
    claims_count: bool = False,
) -> Judgement:
    """Judge statements about one subject. `decided_by` names kinds of documents that settle it where they speak."""
    accepted = (*FOR, Assertion.HISTORICAL) if historical_counts else FOR
    yes = [f for f in found if f.assertion in accepted]
    no = [f for f in found if f.assertion is Assertion.ABSENT]
    kinds = {DocumentKind(k) for k in decided_by}
    deciding = [f for f in (*yes, *no) if f.document_kind in kinds and weighty(f)]
    if deciding:
        return _split([f for f in yes if f in deciding], [f for f in no if f in deciding], _rest(found, deciding))
    sure_yes, sure_no = [f for f in yes if weighty(f)], [f for f in no if weighty(f)]
    claimed_yes = [f for f in yes if f.claims_only and not weighty(f)]
    claimed_no = [f for f in no if f.claims_only and not weighty(f)]
    weak = [f for f in (*yes, *no) if not weighty(f) and not f.claims_only]
    if sure_yes and not sure_no:
        return met(*spans(sure_yes), contrary=spans([*claimed_no, *(f for f in weak if f in no)]))
    if sure_no and not sure_yes:
        if claimed_yes:
            return conflicting(
                spans(claimed_yes), spans(sure_no), "a letter or form says so, the record says otherwise"
            )
        return not_met(*spans(sure_no), contrary=spans([f for f in weak if f in yes]))
    if sure_yes and sure_no:
        return conflicting(spans(sure_yes), spans(sure_no), "the record says both")
    if claims_count and claimed_yes and not claimed_no:
        return met(*spans(claimed_yes))
    if claimed_yes:
        return silent("only a letter or form says so", contrary=spans(claimed_yes))
    return silent()


def _rest(found: Sequence[Finding], deciding: Sequence[Finding]) -> list[Finding]:
    return [f for f in found if f not in deciding and f.assertion in (Assertion.PRESENT, Assertion.ABSENT)]


def _split(yes: list[Finding], no: list[Finding], others: list[Finding]) -> Judgement:
    against_no = spans([f for f in others if f.assertion is Assertion.PRESENT])
    against_yes = spans([f for f in others if f.assertion is Assertion.ABSENT])
    if yes and no:
        return conflicting(spans(yes), spans(no), "the reports say both")
    if yes:
        return met(*spans(yes), contrary=against_yes)
    note = "the report decides" if against_no else ""
    return not_met(*spans(no), contrary=against_no, note=note)


def spans(found: Iterable[Finding]) -> tuple[ChartCitation, ...]:
    """Citations: the record before claims, newest first, assessments before the rest; widened to their sentence."""
    ordered = sorted(
        found,
        key=lambda f: (
            not weighty(f),
            -(f.recorded.toordinal() if f.recorded else 0),
            not assessed(f.section),
            f.source,
        ),
    )
    return tuple(widen(f) for f in ordered)


def widen(finding: Finding) -> ChartCitation:
    """A quote a reader can judge: the sentence if it is not long, else the span itself."""
    sentence, source = finding.sentence, finding.source
    if source.start < sentence.start or sentence.end < source.end:
        return source  # what became of it stands in the next sentence
    if len(sentence.quote) <= 220 and "\n" not in sentence.quote:
        return sentence
    return source
