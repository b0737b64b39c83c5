"""Findings on words that nobody should rest a decision on unread: they may propose, a person decides."""

from __future__ import annotations

from dataclasses import replace

from mednec.model.document import ChartCitation
from mednec.model.finding import Finding, TherapyTrial
from mednec.model.sheet import Doubt
from mednec.model.words import Assertion, Standing

_KEPT = (Assertion.FAMILY, Assertion.HYPOTHETICAL, Assertion.UNCERTAIN)  # claim less than what a doubt leaves


def in_doubt(finding: Finding) -> Finding:
    """The finding as it may be used: where its words are hard to read, preliminary, struck out or an order, in doubt.

    The words are those of the finding itself and those that set its assertion and outcome.
    """
    doubt = next((d for at in _words(finding) for d in at.source.doubts if _meets(d, at)), None)
    if doubt is None:
        return finding
    assertion = finding.assertion if finding.assertion in _KEPT else doubt.assertion
    return replace(finding, assertion=assertion, standing=Standing.IN_DOUBT, rule=f"{finding.rule}; {doubt.why}")


def _words(finding: Finding) -> tuple[ChartCitation, ...]:
    cue = (finding.cue,) if finding.cue else ()
    outcome = (finding.outcome_at,) if isinstance(finding, TherapyTrial) and finding.outcome_at else ()
    return (finding.source, *cue, *outcome)


def _meets(doubt: Doubt, at: ChartCitation) -> bool:
    return doubt.start < at.end and at.start < doubt.end
