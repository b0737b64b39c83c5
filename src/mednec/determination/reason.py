"""The outcome in one sentence, with the clauses and places it rests on."""

from __future__ import annotations

from mednec.criteria.record import Record
from mednec.determination.outcome import Weighed
from mednec.model.determination import CriterionResult
from mednec.model.document import Citation, Rationale
from mednec.model.words import Outcome, Status

NAMED = 8  # clauses named in one sentence; the tree shows them all


def summary(weighed: Weighed, outcome: Outcome, row: str, rests_on: tuple[str, ...], record: Record) -> Rationale:
    """Why this outcome: the row of the table that decided, and the clauses behind it."""
    results = {leaf.clause: leaf for leaf in weighed.judged.leaves()}
    named = [results[label] for label in rests_on if label in results]
    says = _says(weighed, outcome, row, named)
    shown = named[:NAMED]
    citations: list[Citation] = [r.citation for r in shown]
    if outcome is Outcome.APPROVE_WITH_CONDITIONS and weighed.provided is not None:
        citations += [weighed.provided.citation, *(limit.citation for limit in _unsettled(weighed))]
    citations += [c for r in shown for c in r.because[:1]]
    return Rationale(says=f"{says}.", citations=tuple(dict.fromkeys(citations)) or _root(weighed, record))


def _says(weighed: Weighed, outcome: Outcome, row: str, named: list[CriterionResult]) -> str:
    if outcome is Outcome.DENY_RECOMMENDED:
        return _denied(named, {e.clause for e in weighed.applying})
    if outcome is Outcome.PEND:
        return _pended(named, row)
    if outcome is Outcome.APPROVE_MODIFIED:
        return _modified(named) if named else f"Every required clause is met, and {row}"
    if outcome is Outcome.APPROVE_WITH_CONDITIONS:
        return _conditional(weighed, named)
    return "Every required clause is met within the limits"


def _root(weighed: Weighed, record: Record) -> tuple[Citation, ...]:
    return weighed.judged.criteria.citation, record.request.cite("request_type")


def _listed(named: list[CriterionResult]) -> str:
    labels = [r.clause for r in named[:NAMED]]
    more = len(named) - len(labels)
    return ", ".join(labels) + (f" and {more} more" if more else "")


def _denied(named: list[CriterionResult], applying: set[str]) -> str:
    failed = [r for r in named if r.clause not in applying]
    barred = [r for r in named if r.clause in applying]
    parts = [f"The record shows that {_listed(failed)} {_is(failed)} not met"] if failed else []
    parts += [f"exclusion {_listed(barred)} applies"] if barred else []
    says = ", and ".join(parts)
    return says[:1].upper() + says[1:]


def _pended(named: list[CriterionResult], row: str) -> str:
    split = [r for r in named if r.status is Status.CONFLICTING]
    open_ = [r for r in named if r.status is Status.NOT_DOCUMENTED]
    weak = [r for r in named if r not in split and r not in open_]
    parts = [f"{_listed(open_)} {_is(open_)} not documented"] if open_ else []
    parts += [f"the chart disagrees on {_listed(split)}"] if split else []
    failed = [r for r in weak if r.status is Status.NOT_MET and r.explicit]
    rest = [r for r in weak if r not in failed]
    parts += [f"{_listed(failed)} {_is(failed)} not met, which alone decides nothing"] if failed else []
    parts += [f"{_listed(rest)} cannot be decided on what the record holds"] if rest else []
    says = "; ".join(parts) or row
    return says[:1].upper() + says[1:]


def _modified(named: list[CriterionResult]) -> str:
    notes = "; ".join(f"{r.clause}: {r.note}" if r.note else f"{r.clause} is exceeded" for r in named)
    return f"Every required clause is met, and the amount requested is above what the policy covers ({notes})"


def _conditional(weighed: Weighed, named: list[CriterionResult]) -> str:
    branch = weighed.provided.clause if weighed.provided else ""
    open_ = _unsettled(weighed)
    order = f"; before it takes effect {_listed(open_)} must be put right" if open_ else ""
    return f"The policy's own time-limited approval applies: {branch} is met ({_listed(named)}){order}"


def _unsettled(weighed: Weighed) -> list[CriterionResult]:
    """Limits that the order as written breaks or contradicts."""
    broken = (Status.CONFLICTING, Status.NOT_MET)
    return [limit for limit in weighed.judged.limits if limit.applicable and limit.status in broken]


def _is(named: list[CriterionResult]) -> str:
    return "is" if len(named) == 1 else "are"


def coverage_answer(weighed: Weighed, outcome: Outcome, route: str) -> Rationale:
    """What the policy as written says, apart from what medicine says."""
    root = weighed.judged.criteria
    return Rationale(
        says=f"Under the policy as written, {route} criteria {root.clause}: {root.status.value}; {outcome.value}.",
        citations=(root.citation,),
    )
