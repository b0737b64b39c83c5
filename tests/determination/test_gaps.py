"""What would change it: symbolic, minimal, and true - judging again with it reaches what it promises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.criteria.policy import CriterionNode, Policy
from mednec.determination.gaps import RANK, find_gaps
from mednec.determination.outcome import Weighed, outcome_of
from mednec.model.determination import Gap
from mednec.model.words import Outcome, Status, Supplier
from tests.determination.made_policies import CONFLICTING, MET, NOT_MET, OPEN, group, judging, leaf, policy, weighed
from tests.determination.read_gaps import Answers, one_short, terms_of, ways

APPROVE, MODIFIED, CONDITIONS = Outcome.APPROVE, Outcome.APPROVE_MODIFIED, Outcome.APPROVE_WITH_CONDITIONS
PEND, DENY = Outcome.PEND, Outcome.DENY_RECOMMENDED


def gaps(made: Policy, *, impossible: bool = False) -> tuple[Gap, ...]:
    held = weighed(made, impossible=impossible)
    return find_gaps(judging(made), held, outcome_of(held)[0])


def reached(made: Policy, answers: Answers) -> Outcome:
    """The outcome had these clauses these statuses."""
    return outcome_of(Weighed(judged=judging(made).supposing(answers), policy=made))[0]


def clauses(*statuses: Status) -> list[CriterionNode]:
    return [leaf(f"I.{i + 1}", status) for i, status in enumerate(statuses)]


@pytest.mark.parametrize(
    ("made", "says", "leads_to"),
    [
        (policy(group("all", "I", *clauses(MET, OPEN))), ["I.2 met"], [APPROVE]),
        (policy(group("all", "I", *clauses(OPEN, OPEN))), ["I.1 met; and I.2 met"], [APPROVE]),
        (policy(group("any", "I", *clauses(OPEN, OPEN))), ["at least 1 of {I.1, I.2} met"], [APPROVE]),
        (
            policy(group("at_least", "I", *clauses(MET, OPEN, OPEN, OPEN), n=3)),
            ["at least 2 of {I.2, I.3, I.4} met"],
            [APPROVE],
        ),
        # two of four are not met: three can only be reached by overturning; what is open is named first
        (
            policy(group("at_least", "I", *clauses(NOT_MET, OPEN, NOT_MET, OPEN), n=3)),
            ["at least 3 of {I.2, I.4, I.1, I.3} met"],
            [APPROVE],
        ),
        (policy(group("all", "I", *clauses(NOT_MET))), ["I.1 met, which the record now shows otherwise"], [APPROVE]),
        (
            policy(group("all", "I", *clauses(MET)), exclusions=[leaf("V", MET)]),
            ["V shown not to apply"],
            [APPROVE],
        ),
        (
            policy(group("all", "I", *clauses(OPEN)), exclusions=[leaf("V", CONFLICTING)]),
            ["I.1 met; and V shown not to apply"],
            [APPROVE],
        ),
        (
            policy(group("all", "I", *clauses(MET)), limits=[leaf("IV", NOT_MET)], modified_by=("IV",)),
            ["IV met, which the record now shows otherwise"],
            [APPROVE],
        ),
        (policy(group("all", "I", *clauses(MET))), [], []),
    ],
)
def test_in_symbols(made: Policy, says: list[str], leads_to: list[Outcome]) -> None:
    found = gaps(made)
    assert [g.says for g in found] == says
    assert [g.leads_to for g in found] == leads_to


def test_how_many_of_which() -> None:
    (gap,) = gaps(policy(group("at_least", "I", *clauses(MET, OPEN, OPEN, OPEN), n=3)))
    assert gap.at_least == 2
    assert gap.needs == ("I.2", "I.3", "I.4")
    assert gap.wants == tuple(f"{label}: what the clause asks" for label in gap.needs)
    assert gap.suppliers == (Supplier.PRESCRIBER,)
    assert [c.clause for c in gap.citations] == list(gap.needs)


def test_an_exceeded_limit_or_the_policys_own_exception_to_it() -> None:
    made = policy(
        group("all", "I", *clauses(MET)),
        limits=[leaf("IV.A", NOT_MET), leaf("IV.B.1", MET), leaf("IV.B.2", OPEN)],
        modified_by=("IV.A",),
        exceptions=[("IV.A", ("IV.B.1", "IV.B.2"))],
    )
    assert {g.needs for g in gaps(made)} == {("IV.A",), ("IV.B.2",)}


def test_a_time_limited_approval_says_what_a_full_one_needs() -> None:
    provisional = group("all", "III", leaf("III.A"), outcome=CONDITIONS)
    made = policy(group("any", "0", group("all", "II", leaf("II.A", OPEN)), provisional))
    assert [(g.needs, g.leads_to) for g in gaps(made)] == [(("II.A",), APPROVE)]


def test_what_is_settled_is_overturned_last() -> None:
    """The shorter way through the clause that is not met stands behind the longer one through open clauses."""
    through_settled, through_open = leaf("A", NOT_MET), group("all", "B", leaf("B.1", OPEN), leaf("B.2", OPEN))
    assert [g.needs for g in gaps(policy(group("any", "I", through_settled, through_open)))] == [("B.1", "B.2"), ("A",)]


def test_an_order_that_cannot_be_meant_is_corrected_first() -> None:
    made = policy(group("all", "I", *clauses(OPEN)), limits=[leaf("IV", CONFLICTING)], modified_by=("IV",))
    assert [g.needs for g in gaps(made, impossible=True)] == [("I.1", "IV")]


STATUSES = st.sampled_from([MET, NOT_MET, OPEN, CONFLICTING])


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Two levels of groups over leaves, sometimes an exclusion and a limit with an exception to it."""
    groups = []
    for i in range(draw(st.integers(1, 3))):
        leaves = [
            leaf(f"I.{i}.{j}", draw(STATUSES), explicit=draw(st.booleans())) for j in range(draw(st.integers(1, 4)))
        ]
        op = draw(st.sampled_from(["all", "any", "at_least"]))
        needed = draw(st.integers(1, len(leaves))) if op == "at_least" else None
        groups.append(group(op, f"I.{i}", *leaves, n=needed))
    op = draw(st.sampled_from(["all", "any", "at_least"]))
    needed = draw(st.integers(1, len(groups))) if op == "at_least" else None
    limits = [leaf(label, draw(STATUSES)) for label in draw(st.sampled_from([(), ("IV.A",), ("IV.A", "IV.B")]))]
    return policy(
        group(op, "I", *groups, n=needed),
        exclusions=[leaf("V", draw(STATUSES))] if draw(st.booleans()) else [],
        limits=limits,
        modified_by=("IV.A",) if limits else (),
        exceptions=[("IV.A", ("IV.B",))] if len(limits) > 1 else [],
    )


@settings(max_examples=150, deadline=None)
@given(policies())
def test_every_gap_reaches_what_it_promises_and_nothing_in_it_is_idle(made: Policy) -> None:
    now = outcome_of(weighed(made))[0]
    for gap in gaps(made):
        assert RANK.index(gap.leads_to) > RANK.index(now)
        terms = terms_of(gap)
        assert {label for _, labels, _ in terms for label in labels} == set(gap.needs)
        assert {reached(made, answers) for answers in ways(terms)} == {gap.leads_to}
        assert gap.leads_to not in {reached(made, answers) for answers in one_short(terms)}


@settings(max_examples=150, deadline=None)
@given(policies())
def test_no_gap_holds_another(made: Policy) -> None:
    needs = [frozenset(g.needs) for g in gaps(made)]
    assert [a for a in needs for b in needs if a < b] == []
    assert len(set(needs)) == len(needs)


@settings(max_examples=150, deadline=None)
@given(policies())
def test_what_is_not_approved_says_how_it_could_be(made: Policy) -> None:
    """A tree of these shapes can always be met, so a reader is never left without a way."""
    now = outcome_of(weighed(made))[0]
    assert (now is APPROVE) == (gaps(made) == ())
