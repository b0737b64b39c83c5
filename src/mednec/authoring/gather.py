"""Reviewed cases as rows of a book: each case reviewed under each policy, and what every test came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from mednec.authoring.book import NOTHING, PENDS, SHORTENS, STATUSES, Row, applies_key, book_of
from mednec.criteria.policy import CriterionNode, Policy
from mednec.criteria.tree import SILENT_EXCLUSION
from mednec.determination.lines import is_overlong
from mednec.errors import MednecError
from mednec.intake import read_case
from mednec.model.determination import CriterionResult, Determination
from mednec.model.request import Case
from mednec.model.words import DoseVerdict, Outcome, Status
from mednec.packs.library import Library
from mednec.packs.running.outcomes import decide
from mednec.packs.running.plan import plan_of
from mednec.packs.running.planes import unpack
from mednec.review import review

OTHER_ROUTES = "(other routes)"
NOBODY = "(nobody)"
WEAK = 4
CODES = {
    Status.NOT_DOCUMENTED: STATUSES.index("not_documented"),
    Status.MET: STATUSES.index("met"),
    Status.NOT_MET: STATUSES.index("not_met"),
    Status.CONFLICTING: STATUSES.index("conflicting"),
}


def rows_of(
    folders: Sequence[Path], policies: Sequence[Policy], library: Library, done: Callable[[str], None]
) -> tuple[Row, ...]:
    """One row for each case; the first policy gives its outcome. Raises MednecError for a case that stands twice."""
    rows: dict[str, Row] = {}
    for folder in folders:
        case = read_case(folder)
        row = row_of(case, policies, library)
        if row.case in rows:
            raise MednecError(f"case {row.case!r} is given twice", where=str(folder), do="give each case once")
        rows[row.case] = row
        done(row.case)
    return _with_what_stands_beside(tuple(rows.values()), policies[0])


def _with_what_stands_beside(rows: tuple[Row, ...], policy: Policy) -> tuple[Row, ...]:
    """Cases that their clauses would approve and that were sent back all the same: by units or a billing code."""
    book = book_of(rows)
    decided = decide(policy, book.shelf, book.beside(tuple(policy.routes)))
    reached = {row.case for row, n in zip(rows, unpack(decided.of(Outcome.APPROVE), len(rows)), strict=True) if n}
    reached |= {row.case for row in rows if row.beside == SHORTENS}
    sent_back = Outcome.PEND.key
    return tuple(
        replace(row, beside=PENDS) if row.case in reached and row.outcome == sent_back else row for row in rows
    )


def row_of(case: Case, policies: Sequence[Policy], library: Library) -> Row:
    """A case reviewed under each of the policies: the outcome of the first, the tests of all."""
    first, *others = policies
    found = review(case, with_every_route(first), library)
    row = _row(case, first, found)
    for policy in others:
        again = _row(case, policy, review(case, with_every_route(policy), library))
        row = replace(row, applies=again.applies | row.applies, statuses=again.statuses | row.statuses)
    return row


def with_every_route(policy: Policy) -> Policy:
    """The policy with its routes once more among the limits, as one that is about nobody.

    A review judges one route; so the others are judged too, and nothing of the outcome can rest on them.
    """
    (any_root, *_) = policy.routes.values()
    beside = CriterionNode(
        clause=replace(any_root.clause, label=OTHER_ROUTES),
        op="any",
        children=tuple(policy.routes.values()),
        applies_to=(NOBODY,),
    )
    return replace(policy, limits=(*policy.limits, beside))


def _row(case: Case, policy: Policy, found: Determination) -> Row:
    return Row(
        case=case.request.id,
        line_of_business=case.request.line_of_business,
        route=found.route,
        in_scope=bool(found.lines),
        impossible=any(d.verdict is DoseVerdict.INCONSISTENT for d in found.dose),
        beside=SHORTENS if is_overlong(policy, found.lines) else NOTHING,
        outcome=found.outcome.key,
        under=policy.digest,
        applies=_applies(policy, found),
        statuses=_statuses(policy, found),
    )


def _applies(policy: Policy, found: Determination) -> dict[str, bool]:
    """Whether the case is about what a limit or an exclusion is about; an exception's conditions tell nothing of it."""
    conditions = {when for exception in policy.exceptions for when in exception.when}
    results = {r.clause: r for r in (*found.limits, *found.exclusions)}
    nodes = (n for n in (*policy.limits, *policy.exclusions) if n.applies_to and n.clause.label not in conditions)
    return {applies_key(n.applies_to): results[n.clause.label].applicable for n in nodes}


def _statuses(policy: Policy, found: Determination) -> dict[str, int]:
    plan = plan_of(policy)
    judged: dict[str, CriterionResult] = {}
    for root in (found.criteria, *found.limits, *found.exclusions):
        for leaf in root.leaves():
            judged.setdefault(leaf.clause, leaf)
    return {plan.steps[i].key: _code(judged[plan.steps[i].label]) for i in plan.tests}


def _code(leaf: CriterionResult) -> int:
    """The status as the record shows it: an exclusion without any sign is silent, whatever is concluded from that."""
    status = Status.NOT_DOCUMENTED if leaf.note == SILENT_EXCLUSION else leaf.status
    if status.settled:
        return CODES[status] + (0 if leaf.explicit else WEAK)
    return CODES[status] + (WEAK if leaf.contrary and status is Status.NOT_DOCUMENTED else 0)
