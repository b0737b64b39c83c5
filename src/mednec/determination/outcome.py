"""From judged clauses to a recommendation: one table, read from the top, the first row that fits decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mednec.criteria.logic import combine, negate
from mednec.criteria.policy import Policy
from mednec.criteria.tree import Judged
from mednec.model.determination import CriterionResult
from mednec.model.words import Outcome, ReviewAction, Status

MET, NOT_MET = Status.MET, Status.NOT_MET


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What the table looks at."""

    judged: Judged
    policy: Policy
    in_scope: bool = True  # some line of the request asks for a drug of the policy
    impossible: bool = False  # an order that cannot be meant as written
    surplus: bool = False  # more units asked than the order comes to
    miscoded: bool = False  # a line whose billing code is that of another drug
    overlong: bool = False  # a period longer than one authorization of the policy

    @property
    def applying(self) -> tuple[CriterionResult, ...]:
        """Exclusions that apply."""
        return tuple(e for e in self.judged.exclusions if e.applicable and e.status is MET)

    @property
    def doubtful(self) -> tuple[CriterionResult, ...]:
        """Exclusions about which the chart disagrees, or which only a claim supports."""
        found = (e for e in self.judged.exclusions if e.applicable and not e.status.settled)
        return tuple(e for e in found if e.status is Status.CONFLICTING or e.contrary)

    @property
    def exceeded(self) -> tuple[CriterionResult, ...]:
        """Limits exceeded, no exception fully met, to which the policy answers with the amount within."""
        return tuple(
            limit
            for limit in self.judged.limits
            if limit.applicable
            and limit.status is NOT_MET
            and limit.clause in self.policy.modified_by
            and not self._excepted(limit.clause)
        )

    @property
    def unkept(self) -> tuple[CriterionResult, ...]:
        """Limits not kept to which the policy names no amount within: the request goes back for correction."""
        allowing = {label for exception in self.policy.exceptions for label in exception.when}
        found = (x for x in self.judged.limits if x.applicable and x.status is NOT_MET and x.clause not in allowing)
        return tuple(x for x in found if x not in self.exceeded and not self._excepted(x.clause))

    @property
    def open_limits(self) -> tuple[CriterionResult, ...]:
        """Limits of dose, quantity or duration that cannot be checked yet."""
        return tuple(
            limit
            for limit in self.judged.limits
            if limit.applicable and not limit.status.settled and limit.clause in self.policy.modified_by
        )

    @property
    def provided(self) -> CriterionResult | None:
        """The branch through which alone the criteria are met, where the policy gives that branch an outcome."""
        for branch in _branches(self.judged.criteria):
            if branch.status is MET and _status_without(self.judged.criteria, branch) is not MET:
                return branch
        return None

    def _excepted(self, label: str) -> bool:
        status = {limit.clause: limit.status for limit in self.judged.limits}
        return any(
            all(status.get(w) is MET for w in exception.when)
            for exception in self.policy.exceptions
            if exception.of == label
        )


def _provided_outcome(weighed: Weighed) -> Outcome | None:
    return weighed.provided.outcome_if_met if weighed.provided else None


Test = Callable[[Weighed], bool]

# Precedence. A denial needs a clause that the record itself decides: an explicit denial or a measured value.
TABLE: tuple[tuple[str, Test, Outcome], ...] = (
    ("no line of the request is for a drug of this policy", lambda w: not w.in_scope, Outcome.PEND),
    ("an exclusion applies", lambda w: any(e.explicit for e in w.applying), Outcome.DENY_RECOMMENDED),
    (
        "a required clause is decisively not met",
        lambda w: decisive(w.judged.criteria) is NOT_MET,
        Outcome.DENY_RECOMMENDED,
    ),
    ("an exclusion may apply", lambda w: bool(w.applying or w.doubtful), Outcome.PEND),
    ("a required clause is open", lambda w: w.judged.criteria.status is not MET, Outcome.PEND),
    (
        "the policy itself provides a time-limited approval",
        lambda w: _provided_outcome(w) is Outcome.APPROVE_WITH_CONDITIONS,
        Outcome.APPROVE_WITH_CONDITIONS,
    ),
    ("the order cannot be meant as written", lambda w: w.impossible, Outcome.PEND),
    ("a limit is exceeded", lambda w: bool(w.exceeded), Outcome.APPROVE_MODIFIED),
    ("a limit cannot be checked", lambda w: bool(w.open_limits), Outcome.PEND),
    ("a limit is not kept", lambda w: bool(w.unkept), Outcome.PEND),
    ("more units are asked than the order comes to", lambda w: w.surplus, Outcome.PEND),
    ("the billing code of a line is that of another drug", lambda w: w.miscoded, Outcome.PEND),
    ("the period asked is longer than one authorization", lambda w: w.overlong, Outcome.APPROVE_MODIFIED),
    ("every required clause is met within the limits", lambda _: True, Outcome.APPROVE),
)


def outcome_of(weighed: Weighed) -> tuple[Outcome, str]:
    """The recommendation and the row of the table that gave it."""
    for why, fits, outcome in TABLE:
        if fits(weighed):
            return outcome, why
    raise AssertionError("the last row of the table always fits")


def decisive(node: CriterionResult) -> Status:
    """Status of a tree when a *not met* counts only where the record itself shows it."""
    if node.children and not node.applicable:
        return NOT_MET  # a branch for another disease
    if node.children:
        if all(c.children and not c.applicable for c in node.children):
            return Status.NOT_DOCUMENTED  # for none of the diseases that the policy names: a person looks
        return combine(node.op, node.n, [decisive(c) for c in node.children])
    if node.status is NOT_MET and not node.explicit:
        return Status.NOT_DOCUMENTED
    return node.status


def _branches(node: CriterionResult) -> tuple[CriterionResult, ...]:
    own = (node,) if node.outcome_if_met else ()
    return (*own, *(b for c in node.children for b in _branches(c)))


def _status_without(node: CriterionResult, branch: CriterionResult) -> Status:
    """Status of the tree if this branch were not there to meet it."""
    if node.clause == branch.clause:
        return NOT_MET
    if not node.children:
        return node.status
    return combine(node.op, node.n, [_status_without(c, branch) for c in node.children])


ACTIONS = {
    Outcome.APPROVE: ReviewAction.CERTIFIED,
    Outcome.APPROVE_WITH_CONDITIONS: ReviewAction.MODIFIED,
    Outcome.APPROVE_MODIFIED: ReviewAction.MODIFIED,
    Outcome.PEND: ReviewAction.PENDED,
    Outcome.DENY_RECOMMENDED: ReviewAction.NOT_CERTIFIED,
}
NEEDS_PHYSICIAN = (Outcome.DENY_RECOMMENDED, Outcome.APPROVE_MODIFIED, Outcome.APPROVE_WITH_CONDITIONS)


def grounds(weighed: Weighed, outcome: Outcome) -> tuple[str, ...]:
    """Clauses on which the outcome rests, in the order of the policy."""
    judged = weighed.judged
    found: list[str] = []
    if outcome is Outcome.DENY_RECOMMENDED:
        if decisive(judged.criteria) is NOT_MET:
            found += _denying(judged.criteria)
        found += [e.clause for e in weighed.applying if e.explicit]
    elif outcome is Outcome.PEND:
        found += _opening(judged.criteria)
        found += [e.clause for e in (*weighed.applying, *weighed.doubtful)]
        if judged.criteria.status is MET:
            found += [limit.clause for limit in weighed.open_limits]
    elif outcome is Outcome.APPROVE_MODIFIED:
        found += [limit.clause for limit in weighed.exceeded]
    elif weighed.provided is not None:
        found += _carrying(weighed.provided, MET)
    return tuple(dict.fromkeys(found))


def _denying(node: CriterionResult) -> list[str]:
    """Leaves through which the record itself shows that the node is not met; a want of evidence is none of them."""
    if not node.children:
        return [node.clause]
    if node.op == "not":
        return _carrying(node, NOT_MET)
    return [label for c in node.children if c.applicable and decisive(c) is NOT_MET for label in _denying(c)]


def _carrying(node: CriterionResult, status: Status) -> list[str]:
    """Leaves of this status that give the node its status; below a *not* they have the opposite one."""
    if not node.children:
        return [node.clause]
    if node.op == "not":
        status = negate(status)
    return [label for c in node.children if c.applicable and c.status is status for label in _carrying(c, status)]


def _opening(node: CriterionResult) -> list[str]:
    """Open leaves that leave the node open."""
    if node.status.settled:
        return [] if node.status is MET else _carrying(node, NOT_MET)
    if not node.children:
        return [node.clause]
    return [label for c in node.children if c.applicable and c.status is not MET for label in _opening(c)]


def marked(node: CriterionResult, labels: tuple[str, ...]) -> CriterionResult:
    """The tree with the leaves on which the outcome rests marked as deciding."""
    children = tuple(marked(c, labels) for c in node.children)
    return replace(node, children=children, decides=not children and node.clause in labels)
