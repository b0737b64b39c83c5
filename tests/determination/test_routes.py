"""Initial or continuation: as asked, unless treatment lapsed for longer than the policy allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mednec.criteria.policy import Policy
from mednec.criteria.record import Record
from mednec.determination.routes import CONTINUATION, INITIAL, choose_route
from mednec.model.finding import Administration
from tests.determination.made_findings import dose
from tests.determination.made_policies import leaf, policy, record
from tests.making import RECEIVED, facts

LAPSE = policy(leaf("I"), continuation=leaf("II"), restart_after_days=90)
NO_LAPSE = policy(leaf("I"), continuation=leaf("II"))
INITIAL_ONLY = policy(leaf("I"), restart_after_days=90)


def ago(days: int, *, held: bool = False) -> Administration:
    return dose(RECEIVED - timedelta(days=days), held=held)


def asked(request_type: str, *doses: Administration) -> Record:
    """A request of this type, received on the fourth of May, with these doses on record."""
    given = facts(*doses)
    return record(replace(given, request=replace(given.request, request_type=request_type)))


@pytest.mark.parametrize(
    ("made", "doses", "route"),
    [
        (LAPSE, (), CONTINUATION),  # nothing on record: a lapse is not shown, so it is not assumed
        (LAPSE, (ago(14),), CONTINUATION),
        (LAPSE, (ago(90),), CONTINUATION),
        (LAPSE, (ago(91),), INITIAL),
        (LAPSE, (ago(400), ago(120)), INITIAL),
        (LAPSE, (ago(400), ago(30)), CONTINUATION),  # the last dose counts, not the first
        (LAPSE, (ago(120), ago(20, held=True)), INITIAL),  # a dose held is not a dose given
        (LAPSE, (ago(120), ago(-7)), INITIAL),  # nor is one that is still to come
        (NO_LAPSE, (ago(400),), CONTINUATION),
        (INITIAL_ONLY, (ago(14),), INITIAL),
    ],
)
def test_the_route_of_a_continuation_request(made: Policy, doses: tuple[Administration, ...], route: str) -> None:
    assert choose_route(made, asked(CONTINUATION, *doses)).name == route


def test_a_lapse_is_told_with_its_days_and_its_clause() -> None:
    why = choose_route(LAPSE, asked(CONTINUATION, ago(91))).why
    assert why is not None
    assert "2026-02-02, 91 days before" in why.says  # May 4 less 91 days
    assert [c.quote for c in why.chart] == ["2026-02-02: given"]
    assert LAPSE.restart_clause is not None
    assert LAPSE.restart_clause.citation in why.citations
    assert date(2026, 2, 2) + timedelta(days=91) == RECEIVED


def test_a_continuation_without_lapse_needs_no_word() -> None:
    assert choose_route(LAPSE, asked(CONTINUATION, ago(14))).why is None


def test_an_initial_request_stays_initial() -> None:
    assert choose_route(LAPSE, asked(INITIAL, ago(14))).name == INITIAL


def test_a_policy_without_the_route_says_which_it_used() -> None:
    route = choose_route(INITIAL_ONLY, asked("extension"))
    assert route.name == INITIAL
    assert route.why is not None
    assert "no route for extension requests; reviewed as initial" in route.why.says
