"""The tree: cross references, suppositions, exceptions, branches for another drug, exclusions in a closed world."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mednec.criteria.kinds import parse_leaf
from mednec.criteria.leaf import Judgement
from mednec.criteria.policy import CriterionNode, Policy
from mednec.criteria.record import Record
from mednec.criteria.tree import NOT_USED, SILENT_EXCLUSION, Judging, judge
from mednec.model.determination import CriterionResult
from mednec.model.words import Assertion, Status, Supplier
from tests.criteria.made import LETTER, MET, NOT_MET, OPEN, SPLIT, passage, record, stated
from tests.determination.made_policies import clause, group, leaf, policy


def asks(label: str, kind: str, **slots: object) -> CriterionNode:
    """A leaf of a real kind."""
    return CriterionNode(clause=clause(label), kind=kind, leaf=parse_leaf(kind, slots, "made"))


def refers(label: str, *to: str, **slots: object) -> CriterionNode:
    return asks(label, "reference", to=[*to], **slots)


def only(made: Policy, found: Record | None = None, route: str = "initial") -> Judging:
    return Judging(policy=made, route=route, record=found or record())


def named(roots: tuple[CriterionResult, ...], label: str) -> CriterionResult:
    """The result of a clause among these trees."""
    for root in roots:
        if root.clause == label:
            return root
        for child in root.children:
            if (found := [*_below(child, label)]) != []:
                return found[0]
    raise KeyError(label)


def _below(node: CriterionResult, label: str) -> list[CriterionResult]:
    here = [node] if node.clause == label else []
    return [*here, *(n for c in node.children for n in _below(c, label))]


@pytest.mark.parametrize("status", list(Status))
def test_a_reference_has_the_status_of_what_it_refers_to(status: Status) -> None:
    made = policy(group("all", "root", leaf("a", status), refers("b", "a")))
    assert named((only(made).judge().criteria,), "b").status is status


@pytest.mark.parametrize(
    ("status", "expected"), [(MET, NOT_MET), (NOT_MET, MET), (OPEN, OPEN), (SPLIT, SPLIT)], ids=str
)
def test_a_reference_may_ask_for_the_contrary(status: Status, expected: Status) -> None:
    made = policy(group("all", "root", leaf("a", status), refers("b", "a", expect="not met")))
    assert named((only(made).judge().criteria,), "b").status is expected


def test_a_reference_to_several_asks_for_all_of_them() -> None:
    made = policy(group("all", "root", leaf("a"), leaf("b", OPEN), refers("c", "a", "b"), refers("d", "a")))
    result = only(made).judge().criteria
    assert (named((result,), "c").status, named((result,), "d").status) == (OPEN, MET)
    assert named((result,), "c").wants == "b met"


def test_a_reference_reaches_a_group_of_another_route_with_its_evidence() -> None:
    initial = group("any", "I", asks("I.A", "diagnosis", of=["disease-x"]), leaf("I.B", OPEN))
    made = policy(initial, continuation=group("all", "II", refers("II.A", "I")))
    result = only(made, record(stated("Has X.", "disease-x")), "continuation").judge().criteria
    assert (result.status, [c.quote for c in result.children[0].because]) == (MET, ["Has X."])


def test_a_supposition_changes_what_was_supposed_and_what_refers_to_it() -> None:
    criteria = group("all", "root", leaf("a", OPEN), refers("b", "a"), leaf("c"))
    inside = asks("e", "parts", op="all", parts=[{"kind": "reference", "to": ["a"], "expect": "not met"}])
    judging = only(policy(criteria, exclusions=(inside,)))
    assert (judging.judge().criteria.status, judging.judge().exclusions[0].status) == (OPEN, OPEN)
    supposed = judging.supposing({"a": MET})
    assert (supposed.criteria.status, supposed.exclusions[0].status) == (MET, NOT_MET)
    denied = judging.supposing({"a": NOT_MET})
    assert (denied.criteria.status, denied.exclusions[0].status) == (NOT_MET, MET)
    assert judging.judge().criteria.status is OPEN  # a supposition leaves no trace


class Counting:
    """A leaf that counts how often it is judged."""

    concepts: tuple[str, ...] = ()
    supplier = Supplier.PRESCRIBER

    def __init__(self) -> None:
        self.times = 0

    def judge(self, _record: Record, /) -> Judgement:
        self.times += 1
        return Judgement(status=MET)

    def say(self, _record: Record, /) -> str:
        return "to be counted"


def test_a_clause_included_twice_is_judged_once() -> None:
    counting = Counting()
    node = CriterionNode(clause=clause("a"), kind="finding", leaf=counting)
    judging = only(policy(group("all", "root", group("all", "b", node), group("any", "c", node), refers("d", "a"))))
    judged = judging.judge()
    judging.supposing({"d": NOT_MET})
    assert counting.times == 1
    assert [leaf.clause for leaf in judged.leaves()] == ["a", "d"]


@pytest.mark.parametrize(("limit", "applies"), [(MET, False), (NOT_MET, True), (OPEN, False), (SPLIT, False)], ids=str)
def test_an_exception_counts_only_where_its_limit_is_exceeded(limit: Status, applies: bool) -> None:
    made = policy(leaf("a"), limits=(leaf("L", limit), leaf("L.1")), exceptions=(("L", ("L.1",)),))
    first, second = only(made).judge().limits
    assert (first.applicable, second.applicable) == (True, applies)


def test_a_limit_of_another_disease_is_not_judged() -> None:
    row = replace(asks("L", "dose_limit", per_28_days=1), applies_to=("disease-x",))
    made = policy(leaf("a"), limits=(row,))
    (unused,) = only(made, record(diseases=("disease-y",))).judge().limits
    assert (unused.status, unused.applicable, unused.note) == (OPEN, False, NOT_USED)
    for diseases in (("disease-x",), ("form-of-x",)):
        (used,) = only(made, record(diseases=diseases)).judge().limits
        assert used.applicable


def test_the_branch_of_another_drug_is_not_used() -> None:
    mine = group("all", "A", asks("A.1", "request_is", drug=["drug-a"]), leaf("A.2", OPEN))
    other = group("all", "B", asks("B.1", "request_is", drug=["drug-b"]), group("any", "B.2", leaf("B.2.a", MET)))
    result = only(policy(group("any", "root", mine, other))).judge().criteria
    assert {label: named((result,), label).applicable for label in ("root", "A", "A.2")} == dict.fromkeys(
        ("root", "A", "A.2"), True
    )
    assert {label: named((result,), label).applicable for label in ("B", "B.1", "B.2", "B.2.a")} == dict.fromkeys(
        ("B", "B.1", "B.2", "B.2.a"), False
    )
    assert (named((result,), "B").status, result.status) == (NOT_MET, OPEN)


ASSESSED = stated("Y, stable.", "disease-y", kind="diagnosis", section="assessment")


def test_a_silent_exclusion_is_not_met_only_where_something_dated_speaks_for_it() -> None:
    made = policy(leaf("a"), exclusions=(asks("E", "diagnosis", of=["disease-x"]),))
    (silent,) = only(made).judge().exclusions
    assert (silent.status, silent.no_sign_found) == (OPEN, False)
    (closed,) = only(made, record(ASSESSED)).judge().exclusions
    assert (closed.status, closed.no_sign_found, closed.explicit) == (NOT_MET, True, False)
    assert (closed.note, [c.quote for c in closed.rests_on]) == (SILENT_EXCLUSION, ["Y, stable."])
    undated = stated("Y, undated.", "disease-y", kind="diagnosis", section="assessment", written=None)
    letter = stated("Y, letter.", "disease-y", kind="diagnosis", section="assessment", document=LETTER)
    elsewhere = stated("Y, in passing.", "disease-y", kind="diagnosis", section="history")
    (open_,) = only(made, record(undated, letter, elsewhere)).judge().exclusions
    assert open_.status is OPEN


def test_a_denied_exclusion_is_explicit_and_a_present_one_applies() -> None:
    made = policy(leaf("a"), exclusions=(asks("E", "diagnosis", of=["disease-x"]),))
    (denied,) = only(made, record(ASSESSED, stated("No X.", "disease-x", Assertion.ABSENT))).judge().exclusions
    assert (denied.status, denied.explicit, denied.no_sign_found) == (NOT_MET, True, False)
    (applies,) = only(made, record(ASSESSED, stated("X.", "disease-x"))).judge().exclusions
    assert applies.status is MET


def test_a_letter_that_hints_at_an_exclusion_keeps_it_open() -> None:
    made = policy(leaf("a"), exclusions=(asks("E", "diagnosis", of=["disease-x"]),))
    (hinted,) = only(made, record(ASSESSED, stated("X, letter.", "disease-x", document=LETTER))).judge().exclusions
    assert (hinted.status, [c.quote for c in hinted.contrary]) == (OPEN, ["X, letter."])


def test_disease_told_in_few_places_is_a_sign_that_it_may_be_confined_to_them() -> None:
    made = policy(leaf("a"), exclusions=(asks("E", "limited_to", only=["symptom-s"], beyond=["organ-o"]),))
    (open_,) = only(made, record(ASSESSED, stated("S.", "symptom-s"))).judge().exclusions
    assert (open_.status, [c.quote for c in open_.contrary]) == (OPEN, ["S."])
    (closed,) = only(made, record(ASSESSED)).judge().exclusions
    assert (closed.status, closed.no_sign_found) == (NOT_MET, True)


def test_a_drug_that_excludes_rests_on_medication_lists_not_on_assessments() -> None:
    made = policy(leaf("a"), exclusions=(asks("E", "concurrent", of=["drug-b"], expect="used"),))
    (silent,) = only(made, record(ASSESSED)).judge().exclusions
    assert silent.status is OPEN
    listed = record(passages=(passage("Drug C daily", "drug-c", section="medications"),))
    (closed,) = only(made, listed).judge().exclusions
    assert (closed.status, [c.quote for c in closed.rests_on]) == (NOT_MET, ["Drug C daily"])


def test_a_supposed_exclusion_stays_as_supposed() -> None:
    made = policy(leaf("a"), exclusions=(asks("E", "diagnosis", of=["disease-x"]),))
    judging = only(made, record(ASSESSED))
    assert judging.supposing({"E": MET}).exclusions[0].status is MET
    assert judging.supposing({"E": OPEN}).exclusions[0].status is OPEN


def test_a_leaf_that_is_open_shows_where_to_look() -> None:
    row = passage("X is considered.", "disease-x")
    made = policy(asks("a", "diagnosis", of=["disease-x"]))
    result = judge(made, "initial", record(passages=(row,))).criteria
    assert (result.status, [c.quote for c in result.passages]) == (OPEN, ["X is considered."])
