"""The table of outcomes, row by row: each fits where the rows above it do not, and the order is the precedence."""

from __future__ import annotations

import pytest

from mednec.criteria.policy import CriterionNode, Policy
from mednec.determination.outcome import (
    ACTIONS,
    NEEDS_PHYSICIAN,
    TABLE,
    decisive,
    grounds,
    marked,
    outcome_of,
)
from mednec.model.words import Outcome, ReviewAction, Status
from tests.determination.made_policies import CONFLICTING, MET, NOT_MET, OPEN, group, leaf, policy, weighed

APPROVE, MODIFIED, CONDITIONS = Outcome.APPROVE, Outcome.APPROVE_MODIFIED, Outcome.APPROVE_WITH_CONDITIONS
PEND, DENY = Outcome.PEND, Outcome.DENY_RECOMMENDED


def both(a: Status, b: Status = MET, *, explicit: bool = True) -> CriterionNode:
    """Two clauses that must both be met."""
    return group("all", "I", leaf("I.A", a, explicit=explicit), leaf("I.B", b))


def provided(regular: Status, provisional: Status) -> CriterionNode:
    """A regular branch, and one for which the policy itself provides a time-limited approval."""
    provisional_branch = group("all", "III", leaf("III.A", provisional), outcome=CONDITIONS)
    return group("any", "0", group("all", "II", leaf("II.A", regular)), provisional_branch)


def with_exclusion(status: Status, criteria: Status = MET, *, explicit: bool = True) -> Policy:
    return policy(both(criteria), exclusions=[leaf("V.A", status, explicit=explicit)])


def with_limit(status: Status, criteria: Status = MET, *, modified_by: tuple[str, ...] = ("IV.A",)) -> Policy:
    return policy(both(criteria), limits=[leaf("IV.A", status)], modified_by=modified_by)


@pytest.mark.parametrize(
    ("made", "outcome", "row"),
    [
        (policy(both(MET)), APPROVE, "every required clause is met within the limits"),
        (policy(both(NOT_MET)), DENY, "a required clause is decisively not met"),
        (policy(both(OPEN)), PEND, "a required clause is open"),
        (policy(both(CONFLICTING)), PEND, "a required clause is open"),
        (policy(both(NOT_MET, OPEN)), DENY, "a required clause is decisively not met"),  # the open one cannot save it
        # two bars: without a denial or a value in the record a not met asks instead of denying
        (policy(both(NOT_MET, explicit=False)), PEND, "a required clause is open"),
        (policy(both(NOT_MET, NOT_MET, explicit=False)), DENY, "a required clause is decisively not met"),
        # exclusions
        (with_exclusion(MET), DENY, "an exclusion applies"),
        (with_exclusion(MET, OPEN), DENY, "an exclusion applies"),
        (with_exclusion(MET, explicit=False), PEND, "an exclusion may apply"),
        (with_exclusion(CONFLICTING), PEND, "an exclusion may apply"),
        (with_exclusion(CONFLICTING, NOT_MET), DENY, "a required clause is decisively not met"),
        (with_exclusion(OPEN), APPROVE, "every required clause is met within the limits"),  # silent: listed, no more
        (with_exclusion(NOT_MET), APPROVE, "every required clause is met within the limits"),
        # limits
        (with_limit(MET), APPROVE, "every required clause is met within the limits"),
        (with_limit(NOT_MET), MODIFIED, "a limit is exceeded"),
        (with_limit(OPEN), PEND, "a limit cannot be checked"),
        (with_limit(CONFLICTING), PEND, "a limit cannot be checked"),
        (with_limit(NOT_MET, OPEN), PEND, "a required clause is open"),
        (with_limit(NOT_MET, NOT_MET), DENY, "a required clause is decisively not met"),
        # a limit that only asks for correction changes no outcome
        (with_limit(NOT_MET, modified_by=()), PEND, "a limit is not kept"),  # back for correction
        # a time-limited approval, where the policy provides it and nothing else meets the criteria
        (policy(provided(NOT_MET, MET)), CONDITIONS, "the policy itself provides a time-limited approval"),
        (policy(provided(OPEN, MET)), CONDITIONS, "the policy itself provides a time-limited approval"),
        (policy(provided(MET, MET)), APPROVE, "every required clause is met within the limits"),
        (policy(provided(MET, NOT_MET)), APPROVE, "every required clause is met within the limits"),
        (policy(provided(NOT_MET, OPEN)), PEND, "a required clause is open"),
        (policy(provided(NOT_MET, NOT_MET)), DENY, "a required clause is decisively not met"),
    ],
)
def test_each_row(made: Policy, outcome: Outcome, row: str) -> None:
    assert outcome_of(weighed(made)) == (outcome, row)


@pytest.mark.parametrize("status", [MET, NOT_MET, OPEN])
def test_a_request_for_another_drug_is_not_decided(status: Status) -> None:
    got = outcome_of(weighed(with_exclusion(MET, status), in_scope=False))
    assert got == (PEND, "no line of the request is for a drug of this policy")


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (policy(both(MET)), PEND),
        (with_limit(NOT_MET), PEND),  # nothing is cut to size before the order is clarified
        (policy(both(NOT_MET)), DENY),
        (policy(provided(OPEN, MET)), CONDITIONS),  # the provision is for exactly this; correction is a condition
    ],
)
def test_an_order_that_cannot_be_meant(made: Policy, outcome: Outcome) -> None:
    assert outcome_of(weighed(made, impossible=True))[0] is outcome


@pytest.mark.parametrize(
    ("made", "outcome"),
    [
        (policy(both(MET)), PEND),  # an approval would cover what nobody ordered
        (policy(both(NOT_MET)), DENY),
        (with_limit(NOT_MET), MODIFIED),
        (with_limit(OPEN), PEND),
    ],
)
def test_more_units_than_the_order_comes_to(made: Policy, outcome: Outcome) -> None:
    assert outcome_of(weighed(made, surplus=True))[0] is outcome


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (MET, MET, APPROVE),
        (MET, OPEN, MODIFIED),
        (NOT_MET, MET, MODIFIED),
        (CONFLICTING, CONFLICTING, MODIFIED),
    ],
)
def test_an_exception_to_a_limit_must_be_met_in_full(first: Status, second: Status, outcome: Outcome) -> None:
    made = policy(
        both(MET),
        limits=[leaf("IV.A", NOT_MET), leaf("IV.B.1", first), leaf("IV.B.2", second)],
        modified_by=("IV.A",),
        exceptions=[("IV.A", ("IV.B.1", "IV.B.2"))],
    )
    assert outcome_of(weighed(made))[0] is outcome


def test_an_exception_says_nothing_of_another_limit() -> None:
    made = policy(
        both(MET),
        limits=[leaf("IV.A", NOT_MET), leaf("IV.B", MET), leaf("IV.C", NOT_MET)],
        modified_by=("IV.A", "IV.C"),
        exceptions=[("IV.A", ("IV.B",))],
    )
    assert [limit.clause for limit in weighed(made).exceeded] == ["IV.C"]


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        # at least two of three
        ([(NOT_MET, True), (NOT_MET, True), (OPEN, True)], NOT_MET),
        ([(NOT_MET, True), (NOT_MET, False), (OPEN, True)], OPEN),
        ([(NOT_MET, True), (NOT_MET, False), (MET, True)], OPEN),
        ([(NOT_MET, False), (MET, True), (MET, True)], MET),
        ([(NOT_MET, True), (CONFLICTING, True), (MET, True)], CONFLICTING),
    ],
)
def test_decisive_counts_only_what_the_record_shows(answers: list[tuple[Status, bool]], wanted: Status) -> None:
    leaves = [leaf(f"I.{i}", status, explicit=explicit) for i, (status, explicit) in enumerate(answers)]
    assert decisive(weighed(policy(group("at_least", "I", *leaves, n=2))).judged.criteria) is wanted


@pytest.mark.parametrize(
    ("made", "rests_on"),
    [
        (policy(both(NOT_MET, OPEN)), ("I.A",)),
        (policy(both(NOT_MET, NOT_MET)), ("I.A", "I.B")),
        (policy(both(NOT_MET, NOT_MET, explicit=False)), ("I.B",)),  # a denial rests on what the record shows
        (policy(group("all", "0", group("not", "I", leaf("I.A", MET)), leaf("II", MET))), ("I.A",)),
        (policy(both(OPEN)), ("I.A",)),
        (
            policy(group("any", "I", leaf("I.A", OPEN), leaf("I.B", CONFLICTING), leaf("I.C", NOT_MET))),
            ("I.A", "I.B", "I.C"),
        ),
        (with_exclusion(MET), ("V.A",)),
        (with_exclusion(MET, NOT_MET), ("I.A", "V.A")),
        (with_exclusion(CONFLICTING), ("V.A",)),
        (with_limit(NOT_MET), ("IV.A",)),
        (with_limit(OPEN), ("IV.A",)),
        (with_limit(OPEN, OPEN), ("I.A",)),
        (policy(provided(OPEN, MET)), ("III.A",)),
        (policy(both(MET)), ()),
    ],
)
def test_grounds_name_the_clauses_on_which_it_turns(made: Policy, rests_on: tuple[str, ...]) -> None:
    held = weighed(made)
    assert grounds(held, outcome_of(held)[0]) == rests_on


def test_a_not_met_without_evidence_is_no_ground_for_a_denial_but_is_asked_about() -> None:
    held = weighed(policy(both(NOT_MET, explicit=False)))
    assert outcome_of(held)[0] is PEND
    assert grounds(held, PEND) == ("I.A",)


def test_only_leaves_on_which_it_turns_are_marked() -> None:
    tree = marked(weighed(policy(both(NOT_MET, OPEN))).judged.criteria, ("I.A", "I"))
    assert [(n.clause, n.decides) for n in (tree, *tree.leaves())] == [("I", False), ("I.A", True), ("I.B", False)]


def test_every_outcome_has_its_action_and_what_is_adverse_a_physician() -> None:
    assert set(ACTIONS) == set(Outcome) == {outcome for _, _, outcome in TABLE}
    assert ACTIONS[DENY] is ReviewAction.NOT_CERTIFIED
    assert ACTIONS[PEND] is ReviewAction.PENDED
    assert set(NEEDS_PHYSICIAN) == {DENY, MODIFIED, CONDITIONS}
