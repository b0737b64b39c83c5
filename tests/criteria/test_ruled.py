"""A reviewer's ruling holds in place of what was read, and what was read stays beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.criteria.policy import CriterionNode
from mednec.criteria.tree import Judging
from mednec.errors import PolicyError
from mednec.model.determination import CriterionResult
from mednec.model.document import ChartCitation, SourceDocument
from mednec.model.life import Ruling, RulingKind
from mednec.model.words import Status
from tests.criteria.made import MET, NOT_MET, OPEN, SPLIT, record, stated
from tests.criteria.test_tree import asks, named
from tests.determination.made_policies import group, leaf, policy

NOTE = SourceDocument(name="note.txt", text="Has X. The biopsy was clear.")
CLEAR = NOTE.cite(7, 28)


def ruling(clause: str, status: Status, *citations: ChartCitation, reason: str = "seen on page 2") -> Ruling:
    return Ruling(
        clause=clause,
        status=status,
        kind=RulingKind.OVERRIDE,
        reason=reason,
        citations=citations,
        by="A. Reader, RN",
        at=datetime(2026, 5, 4, tzinfo=UTC),
    )


def judged(tree: CriterionNode, *rulings: Ruling, exclusions: tuple[CriterionNode, ...] = ()) -> CriterionResult:
    made = policy(tree, exclusions=exclusions)
    return Judging(policy=made, route="initial", record=record(), rulings=rulings).judge().criteria


@pytest.mark.parametrize("read", [MET, NOT_MET, OPEN, SPLIT], ids=str)
@pytest.mark.parametrize("status", [MET, NOT_MET, OPEN, SPLIT], ids=str)
def test_a_ruled_leaf_has_the_status_ruled_and_says_what_was_read(read: Status, status: Status) -> None:
    found = judged(group("all", "I", leaf("I.A", read)), ruling("I.A", status, CLEAR)).children[0]
    assert (found.status, found.read_as) == (status, read)
    assert found.because[0] is CLEAR
    assert found.ruling is not None
    assert found.ruling.by == "A. Reader, RN"


def test_what_was_read_for_the_other_answer_speaks_against_the_ruling() -> None:
    tree = group("all", "I", asks("I.A", "diagnosis", of=["disease-x"]))
    made = policy(tree)
    asked = Judging(
        policy=made,
        route="initial",
        record=record(stated("Has X.", "disease-x")),
        rulings=(ruling("I.A", NOT_MET, CLEAR),),
    )
    found = asked.judge().criteria.children[0]
    assert [c.quote for c in found.because] == ["The biopsy was clear."]
    assert [c.quote for c in found.contrary] == ["Has X."]


def test_the_last_ruling_holds() -> None:
    tree = group("all", "I", leaf("I.A", OPEN))
    assert judged(tree, ruling("I.A", MET, CLEAR), ruling("I.A", NOT_MET, CLEAR)).status is NOT_MET


@pytest.mark.parametrize(("cited", "explicit"), [((CLEAR,), True), ((), False)])
def test_a_ruling_of_not_met_may_deny_only_with_words_of_the_chart(
    cited: tuple[ChartCitation, ...], explicit: bool
) -> None:
    found = judged(group("all", "I", leaf("I.A", OPEN)), ruling("I.A", NOT_MET, *cited)).children[0]
    assert found.explicit is explicit


def test_a_group_that_is_ruled_on_stands_as_one_clause_with_what_was_read_beneath() -> None:
    tree = group("all", "I", group("any", "I.A", leaf("I.A.1", NOT_MET), leaf("I.A.2", NOT_MET)), leaf("I.B", MET))
    found = judged(tree, ruling("I.A", MET, CLEAR))
    assert found.status is MET
    ruled_on = found.children[0]
    assert (ruled_on.children, ruled_on.read_as) == ((), NOT_MET)
    assert ruled_on.referred is not None
    assert [c.clause for c in ruled_on.referred.children] == ["I.A.1", "I.A.2"]


def test_a_reference_follows_the_ruling() -> None:
    made = policy(group("all", "I", leaf("I.A", OPEN), asks("I.B", "reference", to=["I.A"])))
    found = Judging(policy=made, route="initial", record=record(), rulings=(ruling("I.A", MET, CLEAR),)).judge()
    assert named((found.criteria,), "I.B").status is MET


@pytest.mark.parametrize("status", [MET, NOT_MET, OPEN], ids=str)
def test_an_exclusion_that_is_ruled_on_is_not_closed_by_silence(status: Status) -> None:
    made = policy(group("all", "I", leaf("I.A", MET)), exclusions=(leaf("X", OPEN),))
    found = Judging(policy=made, route="initial", record=record(), rulings=(ruling("X", status),)).judge()
    assert found.exclusions[0].status is status
    assert not found.exclusions[0].no_sign_found


def test_a_ruling_on_a_clause_that_the_policy_lacks_is_refused() -> None:
    with pytest.raises(PolicyError, match=r"a ruling on 'Z.9'.*withdraw the ruling"):
        judged(group("all", "I", leaf("I.A", MET)), ruling("Z.9", MET))


def test_a_ruling_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        ruling("I.A", MET, reason="  ")


@given(
    read=st.lists(st.sampled_from(list(Status)), min_size=2, max_size=5),
    said=st.dictionaries(st.integers(0, 4), st.sampled_from(list(Status)), max_size=4),
    op=st.sampled_from(["all", "any"]),
)
def test_ruling_on_leaves_is_the_same_as_having_read_them_so(
    read: list[Status], said: dict[int, Status], op: str
) -> None:
    ruled_so = [said.get(i, each) for i, each in enumerate(read)]

    def tree(statuses: list[Status]) -> CriterionNode:
        return group(op, "I", *(leaf(f"I.{i}", each) for i, each in enumerate(statuses)))

    rulings = [ruling(f"I.{i}", each, CLEAR) for i, each in said.items() if i < len(read)]
    assert judged(tree(read), *rulings).status is judged(tree(ruled_so)).status
