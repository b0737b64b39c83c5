"""Three ways to run one tree: what is explained, what a service computes and what the planes hold is one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from types import CodeType

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from mednec.criteria.kinds.asked import Reference
from mednec.criteria.logic import combine, negate
from mednec.criteria.policy import CriterionNode
from mednec.model.words import Status
from mednec.packs.running.explain import Explainer
from mednec.packs.running.plan import Plan, plan_of_trees
from mednec.packs.running.planes import Planes, codes_of, column_of, planes_of, run
from mednec.packs.running.source import bits_of, function_of
from tests.determination.made_policies import clause

MET, NOT_MET, CONFLICTING, SILENT = Status.MET, Status.NOT_MET, Status.CONFLICTING, Status.NOT_DOCUMENTED
CODES = {SILENT: 0, MET: 1, NOT_MET: 2, CONFLICTING: 3}
WORDS = {code: status for status, code in CODES.items()}
OPS = ("all", "any", "at_least", "not", "unclear")
DEPTH = 4
Logic = Callable[[int, int, int], tuple[int, int, int]]
Case = Mapping[str, Status]


@st.composite
def trees(draw: st.DrawFn, ops: tuple[str, ...] = OPS, *, shared: bool = True) -> CriterionNode:
    """A tree of at most four levels; with `shared` a clause may stand in several places, or be referred to."""
    made: list[CriterionNode] = []

    def node(depth: int) -> CriterionNode:
        if shared and made and draw(st.integers(0, 5)) == 0:
            return draw(st.sampled_from(made))
        built = group(depth) if depth and draw(st.booleans()) else leaf()
        made.append(built)
        return built

    def leaf() -> CriterionNode:
        label = f"c{draw(st.integers(0, 10**6))}-{len(made)}"
        if shared and made and draw(st.integers(0, 7)) == 0:
            to = tuple(draw(st.lists(st.sampled_from([m.clause.label for m in made]), min_size=1, max_size=2)))
            refers = Reference(to=to, expect=draw(st.sampled_from(("met", "not met"))))
            return CriterionNode(clause=clause(label), kind="reference", leaf=refers)
        return CriterionNode(clause=clause(label), kind=f"test-{label}")

    def group(depth: int) -> CriterionNode:
        op = draw(st.sampled_from(ops))
        children = tuple(node(depth - 1) for _ in range(1 if op == "not" else draw(st.integers(1, 4))))
        n = draw(st.integers(1, len(children))) if op == "at_least" else None
        return CriterionNode(
            clause=clause(f"g{draw(st.integers(0, 10**6))}-{len(made)}"), op=op, n=n, children=children
        )

    root = group(DEPTH)
    assume(len({*_labels(root)}) <= 60)
    return root


def _labels(node: CriterionNode) -> Iterator[str]:
    yield node.clause.label
    for child in node.children:
        yield from _labels(child)


def expected(root: CriterionNode, case: Case) -> dict[str, Status]:
    """Every clause of the tree, by `logic.combine` at each node."""
    nodes: dict[str, CriterionNode] = {}

    def register(node: CriterionNode) -> None:
        nodes[node.clause.label] = node
        for child in node.children:
            register(child)

    register(root)

    def judged(node: CriterionNode) -> Status:
        if node.children:
            return combine(node.op, node.n, [judged(c) for c in node.children])
        if isinstance(node.leaf, Reference):
            status = combine("all", None, [judged(nodes[label]) for label in node.leaf.to])
            return negate(status) if node.leaf.expect == "not met" else status
        return case[node.clause.label]

    return {label: judged(node) for label, node in nodes.items()}


def asked_in(plan: Plan) -> list[str]:
    return [plan.steps[i].label for i in plan.tests]


def cases_of(plan: Plan) -> st.SearchStrategy[list[Case]]:
    names = asked_in(plan)
    case = st.fixed_dictionaries({name: st.sampled_from(Status) for name in names})
    return st.lists(case, min_size=1, max_size=70)


def explained(plan: Plan, cases: list[Case]) -> list[dict[str, Status]]:
    explainer = Explainer(plan)
    return [{why.label: why.status for why in explainer.explain(case)} for case in cases]


def compiled(plan: Plan) -> Logic:
    namespace: dict[str, Logic] = {}
    code: CodeType = compile(function_of(plan), "<generated>", "exec")
    exec(code, namespace)
    return namespace["status"]


def computed(plan: Plan, cases: list[Case]) -> list[dict[str, Status]]:
    logic, bits, found = compiled(plan), bits_of(plan), []
    for case in cases:
        masks = [
            sum(1 << bits[i] for i in plan.tests if case[plan.steps[i].label] is status)
            for status in (MET, NOT_MET, CONFLICTING)
        ]
        held = logic(*masks)
        told = {}
        for step, bit in zip(plan.steps, bits, strict=True):
            (said,) = [s for s, m in zip((MET, NOT_MET, CONFLICTING), held, strict=True) if m >> bit & 1] or [SILENT]
            told[step.label] = said
        found.append(told)
    return found


def planed(plan: Plan, cases: list[Case]) -> list[dict[str, Status]]:
    given_planes: dict[int, Planes] = {}
    for i in plan.tests:
        column = np.array([CODES[case[plan.steps[i].label]] for case in cases], dtype=np.uint8)
        given_planes[i] = planes_of(column)
    columns = {i: codes_of(planes, len(cases)) for i, planes in run(plan, given_planes).items()}
    return [{step.label: WORDS[int(columns[i][n])] for i, step in enumerate(plan.steps)} for n in range(len(cases))]


@given(trees(), st.data())
def test_the_three_ways_agree_with_the_logic_at_every_clause(root: CriterionNode, data: st.DataObject) -> None:
    plan = plan_of_trees([root])
    cases = data.draw(cases_of(plan))
    truth = [expected(root, case) for case in cases]
    assert explained(plan, cases) == truth
    assert computed(plan, cases) == truth
    assert planed(plan, cases) == truth


@given(trees(), st.data(), st.sampled_from((8, 64, 72, 1 << 18)))
def test_a_column_made_block_by_block_is_that_of_the_whole(
    root: CriterionNode, data: st.DataObject, block: int
) -> None:
    plan = plan_of_trees([root])
    cases = data.draw(cases_of(plan))
    columns = {i: np.array([CODES[case[plan.steps[i].label]] for case in cases], dtype=np.uint8) for i in plan.tests}
    at = plan.index[root.clause.label]
    found = [WORDS[int(code)] for code in column_of(plan, columns, at, block)]
    assert found == [expected(root, case)[root.clause.label] for case in cases]


@given(trees(("all", "any", "at_least", "not"), shared=False), st.data())
def test_a_tree_that_asks_everything_once_is_as_sharp_as_trying_every_completion(
    root: CriterionNode, data: st.DataObject
) -> None:
    """Where each test stands once the logic loses nothing: open means that the unknowns could settle it either way."""
    plan = plan_of_trees([root])
    cases = [case for case in data.draw(cases_of(plan)) if sum(not s.settled for s in case.values()) <= 8]
    assume(cases)
    for case, told in zip(cases, planed(plan, cases), strict=True):
        found = {completed(root, full) for full in completions(case)}
        status = told[root.clause.label]
        assert (status if status.settled else None) == (
            {True: MET, False: NOT_MET}[found.pop()] if len(found) == 1 else None
        )


def completions(case: Case) -> Iterator[dict[str, bool]]:
    choices = [(True, False) if not s.settled else (s is MET,) for s in case.values()]
    return (dict(zip(case, values, strict=True)) for values in product(*choices))


def completed(node: CriterionNode, case: Mapping[str, bool]) -> bool:
    """Ordinary two-valued truth, reckoned without the code under test."""
    values = [completed(c, case) for c in node.children]
    match node.op:
        case "":
            return case[node.clause.label]
        case "not":
            return not values[0]
        case "all":
            return all(values)
        case "any":
            return any(values)
        case _:
            return sum(values) >= (node.n or 1)


@given(trees(), st.data())
def test_what_decided_a_group_gives_it_its_status_alone(root: CriterionNode, data: st.DataObject) -> None:
    """A settled group stays so when all but what decided it is unknown; an open one is met with what it lacks."""
    plan = plan_of_trees([root])
    (case,) = data.draw(
        st.lists(st.fixed_dictionaries({n: st.sampled_from(Status) for n in asked_in(plan)}), min_size=1, max_size=1)
    )
    trace = {why.label: why for why in Explainer(plan).explain(case)}
    for step in plan.steps:
        why = trace[step.label]
        if step.is_test:
            assert why.decided_by == ()
            continue
        below = [(plan.steps[c].label, trace[plan.steps[c].label].status) for c in step.children]
        op, n = (step.op, step.needed) if step.op in ("all", "any", "at_least") else (step.op, None)
        if why.status.settled:
            kept = combine(op, n, [s if label in why.decided_by else SILENT for label, s in below])
            assert (negate(kept) if step.turned else kept) is why.status
        elif why.lacks:
            put_right = {*why.among[: why.lacks]}
            full = combine(op, n, [MET if label in put_right else s for label, s in below])
            assert full is MET
