"""Worked cases as rows of a book: reviewed with every route, and nothing of the outcome comes of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from mednec.authoring.book import book_of
from mednec.authoring.gather import row_of, with_every_route
from mednec.authoring.simulate import simulate
from mednec.criteria.policy import Policy
from mednec.intake import read_case
from mednec.model.determination import CriterionResult, Determination
from mednec.model.request import Case
from mednec.model.words import Outcome
from mednec.packs.running.explain import Explainer
from mednec.packs.running.plan import plan_of
from mednec.packs.shelf import policy_for
from mednec.review import review
from tests.shipped import library

CASES = sorted(p.parent for p in (Path(__file__).parents[2] / "cases").glob("*/request.yaml"))
NAMES = [folder.name for folder in CASES]


def policy_of(case: Case) -> Policy:
    return policy_for(library(), case.request)


def nodes(root: CriterionResult) -> list[CriterionResult]:
    return [root, *(n for child in root.children for n in nodes(child))]


@pytest.mark.parametrize("folder", CASES, ids=NAMES)
def test_a_row_holds_what_the_review_says(folder: Path) -> None:
    case = read_case(folder)
    policy = policy_of(case)
    row, found = row_of(case, [policy], library()), review(case, policy, library())
    assert (row.case, row.route, row.outcome) == (folder.name, found.route, found.outcome.key)
    plan = plan_of(policy)
    assert set(row.statuses) == {plan.steps[i].key for i in plan.tests}


@pytest.mark.parametrize("folder", CASES, ids=NAMES)
def test_the_outcome_reckoned_from_a_row_is_that_of_the_review(folder: Path) -> None:
    case = read_case(folder)
    policy = policy_of(case)
    row = row_of(case, [policy], library())
    told = simulate(book_of([row]), policy, None)
    assert (told.policy.reviewed, told.policy.agreeing, told.missing) == (1, 1, ())
    (outcome,) = [o for o in Outcome if told.all.after[o]]
    assert outcome.key == row.outcome


@pytest.mark.parametrize("folder", CASES, ids=NAMES)
def test_a_trace_from_the_leaves_has_the_status_of_every_clause_of_the_determination(folder: Path) -> None:
    case = read_case(folder)
    policy = policy_of(case)
    found: Determination = review(case, with_every_route(policy), library())
    roots = (found.criteria, *found.limits)
    leaves = {leaf.clause: leaf.status for root in roots for leaf in root.leaves()}
    trace = {why.label: why.status for why in Explainer(plan_of(policy)).explain(leaves)}
    told = {n.clause: n.status for root in roots for n in nodes(root) if n.clause in trace}
    assert {label: trace[label] for label in told} == told
    assert set(trace) - set(told) == {e.clause for e in found.exclusions}
