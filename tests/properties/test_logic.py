"""Kleene's logic with a named unknown: nothing unknown ever turns a settled answer round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.criteria.logic import at_least, combine, negate
from mednec.model.words import Status

MET, NOT_MET, CONFLICTING, SILENT = Status.MET, Status.NOT_MET, Status.CONFLICTING, Status.NOT_DOCUMENTED
SETTLED = (MET, NOT_MET)


@dataclass(frozen=True)
class Tree:
    """A criteria tree of bare statuses."""

    op: str = ""
    n: int | None = None
    children: tuple[Tree, ...] = ()
    status: Status = SILENT

    def judged(self) -> Status:
        return combine(self.op, self.n, [c.judged() for c in self.children]) if self.op else self.status

    def true(self) -> bool:
        """Ordinary two-valued truth, reckoned without the code under test; only for completed trees."""
        values = [c.true() for c in self.children]
        match self.op:
            case "":
                return self.status is MET
            case "not":
                return not values[0]
            case "all":
                return all(values)
            case "any":
                return any(values)
            case _:
                return sum(values) >= (self.n or 1)

    def completions(self) -> Iterator[Tree]:
        """Every way in which the unknown leaves could turn out."""
        if not self.op:
            choices = (self.status,) if self.status in SETTLED else SETTLED
            yield from (Tree(status=s) for s in choices)
            return
        for children in product(*(tuple(c.completions()) for c in self.children)):
            yield Tree(op=self.op, n=self.n, children=children)

    def fillings(self) -> Iterator[Tree]:
        """Every tree with exactly one unknown leaf filled in."""
        if not self.op:
            if self.status not in SETTLED:
                yield from (Tree(status=s) for s in SETTLED)
            return
        for i, child in enumerate(self.children):
            for filled in child.fillings():
                yield Tree(op=self.op, n=self.n, children=(*self.children[:i], filled, *self.children[i + 1 :]))


def _group(children: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(children, min_size=1, max_size=3).map(tuple)
    counted = several.flatmap(lambda c: st.integers(1, len(c)).map(lambda n: Tree(op="at_least", n=n, children=c)))
    return st.one_of(
        several.map(lambda c: Tree(op="all", children=c)),
        several.map(lambda c: Tree(op="any", children=c)),
        children.map(lambda c: Tree(op="not", children=(c,))),
        counted,
    )


LEAVES = st.sampled_from(Status).map(lambda s: Tree(status=s))
TREES = st.recursive(LEAVES, _group, max_leaves=7)


@pytest.mark.parametrize(
    ("op", "n", "children", "status"),
    [
        # the worst mistake this program could make: nobody has shown any of them
        ("any", None, (NOT_MET, CONFLICTING, SILENT), CONFLICTING),
        ("any", None, (MET, CONFLICTING, SILENT), MET),
        ("any", None, (NOT_MET, NOT_MET), NOT_MET),
        ("any", None, (NOT_MET, SILENT), SILENT),
        ("all", None, (MET, MET), MET),
        ("all", None, (MET, SILENT), SILENT),
        ("all", None, (NOT_MET, CONFLICTING, SILENT), NOT_MET),
        ("all", None, (MET, CONFLICTING), CONFLICTING),
        ("all", None, (SILENT, CONFLICTING), CONFLICTING),  # decided not met, the conflict settles it
        # three of four, two of them negative: out of reach, so the silent ones are not asked for
        ("at_least", 3, (NOT_MET, NOT_MET, SILENT, SILENT), NOT_MET),
        ("at_least", 3, (NOT_MET, SILENT, SILENT, SILENT), SILENT),
        ("at_least", 2, (MET, CONFLICTING, SILENT), CONFLICTING),
        # decided either way, one conflict cannot settle two of four: there is nothing to be gained from deciding it
        ("at_least", 2, (CONFLICTING, SILENT, SILENT, SILENT), SILENT),
        ("at_least", 2, (CONFLICTING, CONFLICTING, SILENT, SILENT), CONFLICTING),
        ("not", None, (MET,), NOT_MET),
        ("not", None, (NOT_MET,), MET),
        ("not", None, (CONFLICTING,), CONFLICTING),
        ("not", None, (SILENT,), SILENT),
    ],
)
def test_a_group_is_counted(op: str, n: int | None, children: tuple[Status, ...], status: Status) -> None:
    assert combine(op, n, children) is status


@settings(max_examples=400)
@given(TREES)
def test_a_settled_answer_holds_in_every_completion(tree: Tree) -> None:
    status = tree.judged()
    if status in SETTLED:
        assert {c.true() for c in tree.completions()} == {status is MET}


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_a_group_of_leaves_is_settled_whenever_its_completions_agree(size: int) -> None:
    """With every leaf a different clause, nothing that is decided stays open: all groups of up to four, tried out."""
    for children in product(Status, repeat=size):
        for n in range(1, size + 1):
            group = Tree(op="at_least", n=n, children=tuple(Tree(status=s) for s in children))
            outcomes = {c.true() for c in group.completions()}
            expected = {True: MET, False: NOT_MET}[outcomes.pop()] if len(outcomes) == 1 else None
            found = at_least(n, children)
            assert (found if found in SETTLED else None) is expected, (n, children)


@settings(max_examples=400)
@given(TREES)
def test_filling_one_unknown_never_turns_a_settled_answer_round(tree: Tree) -> None:
    status = tree.judged()
    for filled in tree.fillings():
        assert status not in SETTLED or filled.judged() is status


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=6))
def test_de_morgan(statuses: list[Status]) -> None:
    turned = [negate(s) for s in statuses]
    assert negate(combine("all", None, statuses)) is combine("any", None, turned)
    assert negate(combine("any", None, statuses)) is combine("all", None, turned)


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=6), st.data())
def test_a_count_turned_round_is_the_count_of_the_others(statuses: list[Status], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, len(statuses)))
    turned = [negate(s) for s in statuses]
    assert negate(at_least(n, statuses)) is at_least(len(statuses) - n + 1, turned)


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=6), st.data())
def test_all_and_any_are_counts(statuses: list[Status], data: st.DataObject) -> None:
    assert combine("all", None, statuses) is at_least(len(statuses), statuses)
    assert combine("any", None, statuses) is at_least(1, statuses)
    assert at_least(1, data.draw(st.permutations(statuses))) is at_least(1, statuses)


@given(st.lists(st.sampled_from(Status), min_size=2, max_size=6), st.data())
def test_asking_for_more_never_makes_it_easier(statuses: list[Status], data: st.DataObject) -> None:
    n = data.draw(st.integers(1, len(statuses) - 1))
    easier, harder = at_least(n, statuses), at_least(n + 1, statuses)
    assert not (harder is MET and easier is not MET)
    assert not (easier is NOT_MET and harder is not NOT_MET)


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=6), st.data())
def test_a_child_that_turns_out_better_never_harms_the_group(statuses: list[Status], data: st.DataObject) -> None:
    better = {NOT_MET: (SILENT, CONFLICTING, MET), SILENT: (MET,), CONFLICTING: (MET,), MET: (MET,)}
    n = data.draw(st.integers(1, len(statuses)))
    i = data.draw(st.integers(0, len(statuses) - 1))
    raised = [*statuses]
    raised[i] = data.draw(st.sampled_from(better[statuses[i]]))
    assert _height(at_least(n, raised)) >= _height(at_least(n, statuses))


def _height(status: Status) -> int:
    return {NOT_MET: 0, SILENT: 1, CONFLICTING: 1, MET: 2}[status]


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=5), st.data())
def test_an_open_group_is_named_conflicting_only_if_the_conflicts_could_settle_it(
    statuses: list[Status], data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, len(statuses)))
    status = at_least(n, statuses)
    met, not_met, open_to_dispute = (statuses.count(s) for s in (MET, NOT_MET, CONFLICTING))
    could_be_met = met + open_to_dispute >= n
    could_fail = not_met + open_to_dispute > len(statuses) - n
    if status not in SETTLED:
        assert (status is CONFLICTING) == (open_to_dispute > 0 and (could_be_met or could_fail))
