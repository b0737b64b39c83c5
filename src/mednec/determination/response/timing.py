"""From which day on the response to a drug may be judged, by a label, a guideline or the trial behind the label."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from mednec.criteria.record import Record
from mednec.dosing.say import say
from mednec.evidence.cited import cite
from mednec.model.document import Rationale, ReferenceCitation
from mednec.model.knowledge import ResponseWindow
from mednec.model.response import DoseTurn, JudgingTime

_WEEK = 7


def judging_time(record: Record, start: DoseTurn, windows: Sequence[ResponseWindow]) -> JudgingTime | None:
    """The longest window known for this drug in the diseases treated, counted from the first dose."""
    fitting = [w for w in windows if _fits(record, w)]
    if not fitting:
        return None
    window = max(fitting, key=lambda w: (w.weeks, w.reference))
    earliest = start.day + timedelta(days=int(window.weeks * _WEEK))
    too_early = record.as_of < earliest
    cited = cite_reference(record, window.reference)
    tense = "comes before" if too_early else "comes after"
    says = (
        f"{window.says[:1].upper()}{window.says[1:]} ({cited.label}): {say(window.weeks)} weeks from {start.day} are"
        f" over on {earliest}; the request of {record.as_of} {tense} that day."
    )
    return JudgingTime(
        weeks=window.weeks,
        earliest=earliest,
        too_early=too_early,
        says=Rationale(says=says, citations=(start.at, cited)),
        cited=cited,
    )


def _fits(record: Record, window: ResponseWindow) -> bool:
    if not record.drug or not record.lexicon.matches(record.drug, window.drugs):
        return False
    return not window.diseases or any(record.lexicon.matches(d, window.diseases) for d in record.diseases)


def cite_reference(record: Record, reference: str) -> ReferenceCitation:
    """A reference under the name a reader sees, with a word where it was read in a secondary source only."""
    known = next((r for r in record.references if r.id == reference), None)
    return cite(known) if known else ReferenceCitation(reference=reference, label=reference)
