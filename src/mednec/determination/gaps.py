"""What would change the determination: smallest sets of clauses, each tried by judging the policy again with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product

from mednec.criteria.logic import combine
from mednec.criteria.tree import Judging
from mednec.determination.outcome import MET, NOT_MET, Weighed, outcome_of
from mednec.model.determination import CriterionResult, Gap
from mednec.model.words import Outcome, Status

SHOWN = 6
RANK = (
    Outcome.DENY_RECOMMENDED,
    Outcome.PEND,
    Outcome.APPROVE_MODIFIED,
    Outcome.APPROVE_WITH_CONDITIONS,
    Outcome.APPROVE,
)
_MOST_WAYS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """So many of these clauses must become *met* (or, turned, must not apply)."""

    labels: tuple[str, ...]
    needed: int
    wanted: Status = MET

    @property
    def chosen(self) -> tuple[str, ...]:
        """The first ones: one way to satisfy the term."""
        return self.labels[: self.needed]


Way = tuple[Term, ...]


def find_gaps(judging: Judging, weighed: Weighed, outcome: Outcome) -> tuple[Gap, ...]:
    """Ways to a better outcome, fewest settled clauses to overturn first, then shortest; each verified."""
    if outcome is Outcome.APPROVE:
        return ()
    results = {leaf.clause: leaf for leaf in weighed.judged.leaves()}
    ways = sorted(_ways(weighed, results), key=lambda way: _effort(way, results))
    found: list[Gap] = []
    seen: set[frozenset[str]] = set()
    for way in ways[:_MOST_WAYS]:
        labels = frozenset(label for term in way for label in term.labels)
        if any(labels >= other for other in seen):
            continue
        reached = _reached(judging, weighed, way)
        if RANK.index(reached) <= RANK.index(outcome) or not _smallest(judging, weighed, way, reached):
            continue
        seen.add(labels)
        found.append(_gap(way, results, reached))
        if len(found) == SHOWN:
            break
    return tuple(found)


def _effort(way: Way, results: Mapping[str, CriterionResult]) -> tuple[int, int, tuple[str, ...]]:
    chosen = [label for term in way for label in term.chosen]
    overturned = sum(results[label].status is NOT_MET for label in chosen if label in results)
    return overturned, len(chosen), tuple(label for term in way for label in term.labels)


def _ways(weighed: Weighed, results: Mapping[str, CriterionResult]) -> list[Way]:
    """Every way to meet the criteria, joined with what exclusions and limits ask."""
    criteria = to_meet(_set_aside(weighed.judged.criteria, weighed.provided))
    # An exclusion that refers to the criteria falls with them; whether it must be named too, verifying tells.
    barring = (*weighed.applying, *weighed.doubtful)
    rest = tuple(Term(labels=(e.clause,), needed=1, wanted=NOT_MET) for e in barring)
    limits = tuple(_limit_terms(weighed, results))
    ways = [joined for way in criteria for joined in (way, (*way, *rest))]
    with_limits = [(*way, *limit) for way in ways for limit in limits]
    return [way for way in dict.fromkeys((*ways, *with_limits)) if way]


def _set_aside(node: CriterionResult, branch: CriterionResult | None) -> CriterionResult:
    """The criteria as they stand without the branch of a time-limited approval: what a full approval would need."""
    if branch is None:
        return node
    if node.clause == branch.clause:
        return replace(node, status=NOT_MET, applicable=False)
    if not node.children:
        return node
    children = tuple(_set_aside(c, branch) for c in node.children)
    return replace(node, children=children, status=combine(node.op, node.n, [c.status for c in children]))


def _limit_terms(weighed: Weighed, results: Mapping[str, CriterionResult]) -> Iterable[Way]:
    """Bring each exceeded limit inside, or meet the policy's own exception to it."""
    concerned = (*weighed.exceeded, *weighed.unkept, *weighed.open_limits)
    if not concerned:
        return
    yield tuple(Term(labels=(limit.clause,), needed=1) for limit in concerned)
    for exception in weighed.policy.exceptions:
        if all(limit.clause == exception.of for limit in concerned):
            missing = tuple(w for w in exception.when if results[w].status is not MET)
            yield tuple(Term(labels=(w,), needed=1) for w in missing)


def to_meet(node: CriterionResult) -> list[Way]:
    """Ways to meet a node; one empty way when it is met."""
    if node.status is MET:
        return [()]
    if not node.applicable:
        return []
    if not node.children:
        return [(Term(labels=(node.clause,), needed=1),)]
    if node.op == "not":
        return [(Term(labels=(node.children[0].clause,), needed=1, wanted=NOT_MET),)]
    missing = [c for c in node.children if c.status is not MET and c.applicable]
    needed = {"all": len(node.children), "any": 1}.get(node.op, node.n or 1) - sum(
        c.status is MET for c in node.children
    )
    if needed > len(missing):
        return []
    if needed == len(missing):
        return [_joined(parts) for parts in product(*(to_meet(c) for c in missing))][:_MOST_WAYS]
    if all(not c.children for c in missing):
        missing.sort(key=lambda c: c.status is NOT_MET)  # what is open first; the order of the policy else
        return [(Term(labels=tuple(c.clause for c in missing), needed=needed),)]
    if needed == 1:
        return [way for c in missing for way in to_meet(c)]
    return [
        _joined(parts) for several in _choose(missing, needed) for parts in product(*(to_meet(c) for c in several))
    ][:_MOST_WAYS]


def _choose(nodes: list[CriterionResult], needed: int) -> Iterable[list[CriterionResult]]:
    for i in range(len(nodes) - needed + 1):
        yield nodes[i : i + needed]


def _joined(parts: tuple[Way, ...]) -> Way:
    """Terms of all parts, each once; a clause asked by itself is not asked again in a group."""
    terms = dict.fromkeys(term for part in parts for term in part)
    single = {term.labels[0] for term in terms if len(term.labels) == 1}
    kept: list[Term] = []
    for term in terms:
        if len(term.labels) == 1:
            kept.append(term)
            continue
        covered = sum(label in single for label in term.labels)
        if covered < term.needed:
            rest = tuple(label for label in term.labels if label not in single)
            kept.append(Term(labels=rest, needed=term.needed - covered, wanted=term.wanted))
    return tuple(kept)


def _reached(judging: Judging, weighed: Weighed, way: Way, *, without: str = "") -> Outcome:
    changed = {label: term.wanted for term in way for label in term.chosen if label != without}
    judged = judging.supposing(changed)
    # An order that cannot be meant makes its dose limits conflicting; bringing them all inside means a corrected order.
    impossible = weighed.impossible and not all(limit.clause in changed for limit in weighed.open_limits)
    return outcome_of(replace(weighed, judged=judged, impossible=impossible))[0]


def _smallest(judging: Judging, weighed: Weighed, way: Way, reached: Outcome) -> bool:
    """Whether every clause of the way is needed for the outcome it reaches."""
    chosen = [label for term in way for label in term.chosen]
    return all(_reached(judging, weighed, way, without=label) is not reached for label in chosen)


def _gap(way: Way, results: Mapping[str, CriterionResult], reached: Outcome) -> Gap:
    labels = tuple(label for term in way for label in term.labels)
    known = [results[label] for label in labels]
    return Gap(
        needs=labels,
        at_least=way[0].needed if len(way) == 1 and way[0].needed < len(way[0].labels) else None,
        says="; and ".join(_say(term, results) for term in way),
        wants=tuple(_want(term, results[label]) for term in way for label in term.labels),
        suppliers=tuple(dict.fromkeys(r.supplier for r in known)),
        leads_to=reached,
        citations=tuple(r.citation for r in known),
    )


def _say(term: Term, results: Mapping[str, CriterionResult]) -> str:
    if len(term.labels) == 1:
        label = term.labels[0]
        if term.wanted is NOT_MET:
            return f"{label} shown not to apply"
        settled = results[label].status is NOT_MET
        return f"{label} met" + (", which the record now shows otherwise" if settled else "")
    return f"at least {term.needed} of {{{', '.join(term.labels)}}} met"


def _want(term: Term, result: CriterionResult) -> str:
    if term.wanted is NOT_MET:
        return f"{result.clause}: evidence that it does not apply"
    return f"{result.clause}: {result.wants}"
