"""The outcome of a book of cases is the outcome that each case has alone, row by row of the table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.criteria.leaf import Judgement
from mednec.criteria.policy import CriterionNode, Policy
from mednec.determination.outcome import TABLE, outcome_of
from mednec.model.document import ChartCitation
from mednec.model.words import Outcome, Status
from mednec.packs.running.keys import key_of
from mednec.packs.running.outcomes import Beside, Decided, decide
from mednec.packs.running.planes import WEAK, Codes, Planes, Shelf, Words, count, nothing, pack
from tests.determination.made_policies import (
    CONFLICTING,
    MET,
    NOT_MET,
    OPEN,
    Given,
    clause,
    group,
    leaf,
    policy,
    weighed,
)
from tests.making import header, quote

CODES = {OPEN: 0, MET: 1, NOT_MET: 2, CONFLICTING: 3}
BESIDE_ROWS = {
    "more units are asked than the order comes to": "units or a billing code do not agree with the order",
    "the billing code of a line is that of another drug": "units or a billing code do not agree with the order",
}


def claimed(label: str) -> CriterionNode:
    """A clause for which only a paper that cannot decide speaks."""
    words = "The letter says so."
    at: ChartCitation = quote(header(words).document, words)
    return CriterionNode(
        clause=clause(label), kind="finding", leaf=Given(judgement=Judgement(status=OPEN, contrary=(at,)))
    )


def codes_of(made: Policy) -> dict[str, int]:
    """The code of each test by its key, as a table would hold it."""
    found = {}
    for node in made.leaves():
        assert isinstance(node.leaf, Given)
        judged = node.leaf.judgement
        weak = not judged.explicit if judged.status.settled else bool(judged.contrary)
        found[key_of(node)] = CODES[judged.status] | (int(WEAK) if weak else 0)
    return found


def book_of_one(made: Policy, *, in_scope: bool, impossible: bool, surplus: bool) -> Decided:
    codes = codes_of(made)

    def column(key: str) -> Codes:
        return np.array([codes[key]], dtype=np.uint8)

    def when(true: bool) -> Words:
        return pack(np.array([true]))

    beside = Beside(
        everyone=when(True),
        route=lambda name: when(name == "initial"),
        applies=lambda _: when(True),
        in_scope=when(in_scope),
        impossible=when(impossible),
        pends=when(surplus),
        shortens=nothing(1),
    )
    return decide(made, Shelf(cases=1, column=column), beside)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    made: list[str] = []

    def test() -> CriterionNode:
        label = f"c{len(made)}"
        made.append(label)
        if draw(st.integers(0, 5)) == 0:
            return claimed(label)
        return leaf(label, draw(st.sampled_from([MET, MET, MET, *Status])), explicit=draw(st.integers(0, 3)) > 0)

    def tree(depth: int) -> CriterionNode:
        if not depth or draw(st.integers(0, 2)) == 0:
            return test()
        op = draw(st.sampled_from(("all", "any", "any", "at_least", "not", "unclear")))
        children = [tree(depth - 1) for _ in range(1 if op == "not" else draw(st.integers(1, 3)))]
        made.append("group")
        outcome = draw(st.sampled_from((None, Outcome.APPROVE_WITH_CONDITIONS, Outcome.APPROVE)))
        n = draw(st.integers(1, len(children))) if op == "at_least" else None
        return group(op, f"g{len(made)}", *children, n=n, outcome=outcome)

    limits = [test() for _ in range(draw(st.integers(0, 3)))]
    labels = [limit.clause.label for limit in limits]
    answered = tuple(x for x in labels if draw(st.booleans()))
    exceptions = [(labels[0], (other,)) for other in labels[1:] if draw(st.booleans())]
    exclusions = [tree(1) for _ in range(draw(st.integers(0, 2)))]
    return policy(tree(3), limits=limits, exclusions=exclusions, modified_by=answered, exceptions=exceptions)


@given(policies(), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_a_book_of_one_case_has_the_outcome_of_the_case(made: Policy, scope: int, order: int, units: int) -> None:
    flags = {"in_scope": scope > 0, "impossible": order == 0, "surplus": units == 0}
    alone = outcome_of(weighed(made, **flags))
    decided = book_of_one(made, **flags)
    (row,) = [(outcome, why) for why, outcome, cases in decided.rows if count(cases)]
    outcome, why = alone
    assert row == (outcome, BESIDE_ROWS.get(why, why))


def test_the_rows_are_those_of_a_determination_in_their_order() -> None:
    decided = book_of_one(policy(leaf("I")), in_scope=True, impossible=False, surplus=False)
    theirs = dict.fromkeys((BESIDE_ROWS.get(why, why), outcome) for why, _, outcome in TABLE)
    assert [(why, outcome) for why, outcome, _ in decided.rows] == list(theirs)


@pytest.mark.parametrize(
    ("explicit", "outcome"), [(True, Outcome.DENY_RECOMMENDED), (False, Outcome.PEND)], ids=["shown", "inferred"]
)
def test_only_what_the_record_shows_denies(explicit: bool, outcome: Outcome) -> None:
    made = policy(group("all", "I", leaf("I.A", NOT_MET, explicit=explicit), leaf("I.B")))
    assert count(book_of_one(made, in_scope=True, impossible=False, surplus=False).of(outcome)) == 1


CONDITIONS = Outcome.APPROVE_WITH_CONDITIONS


@pytest.mark.parametrize(
    ("criteria", "outcome"),
    [
        (group("any", "I", group("all", "I.A", leaf("a"), outcome=CONDITIONS), leaf("b", OPEN)), CONDITIONS),
        (group("any", "I", group("all", "I.A", leaf("a"), outcome=CONDITIONS), leaf("b", MET)), Outcome.APPROVE),
        (
            group(
                "all",
                "I",
                group("all", "I.A", leaf("a"), outcome=Outcome.APPROVE),
                group("all", "I.B", leaf("b"), outcome=CONDITIONS),
            ),
            Outcome.APPROVE,
        ),
    ],
    ids=["only through the branch", "without it too", "the first branch has its own outcome"],
)
def test_a_branch_with_an_outcome_gives_it_where_it_alone_leads(criteria: CriterionNode, outcome: Outcome) -> None:
    made = policy(criteria)
    assert outcome_of(weighed(made))[0] is outcome
    assert count(book_of_one(made, in_scope=True, impossible=False, surplus=False).of(outcome)) == 1


def test_any_one_exception_is_enough_for_its_limit() -> None:
    limits = [leaf("III", NOT_MET), leaf("x", MET), leaf("y", NOT_MET)]
    made = policy(leaf("I"), limits=limits, modified_by=("III",), exceptions=[("III", ("x",)), ("III", ("y",))])
    alone, _ = outcome_of(weighed(made))
    assert count(book_of_one(made, in_scope=True, impossible=False, surplus=False).of(alone)) == 1


@pytest.mark.parametrize("supposed", [True, False])
def test_an_answer_that_is_supposed_counts_as_shown(supposed: bool) -> None:
    """The table says *not met*, inferred, which never denies; supposed *not met*, it does."""
    made = policy(group("all", "I", leaf("I.A", NOT_MET, explicit=False), leaf("I.B")))
    everyone, nobody = pack(np.array([True])), nothing(1)
    beside = Beside(
        everyone=everyone,
        route=lambda _: everyone,
        applies=lambda _: everyone,
        in_scope=everyone,
        impossible=nobody,
        pends=nobody,
        shortens=nobody,
    )
    codes = codes_of(made)
    shelf = Shelf(cases=1, column=lambda key: np.array([codes[key]], dtype=np.uint8))
    changed = {"I.A": Planes(met=nobody, not_met=~nobody, conflicting=nobody)} if supposed else {}
    outcome = Outcome.DENY_RECOMMENDED if supposed else Outcome.PEND
    assert count(decide(made, shelf, beside, changed).of(outcome)) == 1


def test_each_case_is_decided_on_its_route() -> None:
    made = policy(leaf("I", MET), continuation=leaf("II", NOT_MET))
    codes = codes_of(made)

    def column(key: str) -> Codes:
        return np.array([codes[key]] * 3, dtype=np.uint8)

    first = pack(np.array([True, False, False]))
    everyone = pack(np.array([True, True, True]))
    beside = Beside(
        everyone=everyone,
        route=lambda name: first if name == "initial" else everyone & ~first,
        applies=lambda _: everyone,
        in_scope=everyone,
        impossible=nothing(3),
        pends=nothing(3),
        shortens=nothing(3),
    )
    decided = decide(made, Shelf(cases=3, column=column), beside)
    assert (count(decided.of(Outcome.APPROVE)), count(decided.of(Outcome.DENY_RECOMMENDED))) == (1, 2)


def test_a_limit_binds_only_the_cases_that_it_is_about() -> None:
    limit = replace(leaf("III.A", NOT_MET), applies_to=("drug-b",))
    made = policy(leaf("I"), limits=[limit], modified_by=("III.A",))
    assert count(book_of_one(made, in_scope=True, impossible=False, surplus=False).of(Outcome.APPROVE_MODIFIED)) == 1
    codes, nobody, everyone = codes_of(made), nothing(1), pack(np.array([True]))
    beside = Beside(
        everyone=everyone,
        route=lambda _: everyone,
        applies=lambda about: nobody if about else everyone,
        in_scope=everyone,
        impossible=nobody,
        pends=nobody,
        shortens=nobody,
    )
    shelf = Shelf(cases=1, column=lambda key: np.array([codes[key]], dtype=np.uint8))
    assert count(decide(made, shelf, beside).of(Outcome.APPROVE)) == 1
