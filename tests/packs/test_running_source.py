"""A policy as a Python module: what a service writes down, reads back, and what the module may not be."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mednec.criteria.kinds import parse_leaf
from mednec.criteria.kinds.asked import Reference
from mednec.criteria.policy import CriterionNode, Policy
from mednec.errors import PolicyError
from mednec.packs.policies import load_policy
from mednec.packs.running.keys import key_of
from mednec.packs.running.plan import plan_of, plan_of_trees
from mednec.packs.running.source import module_name, python_of
from tests.determination.made_policies import clause, group, leaf, policy

INSTALLED = Path(__file__).parents[2] / "packs" / "policies"
Word = Callable[..., str]


def module(made: Policy) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(compile(python_of(made), "<policy>", "exec"), namespace)
    return namespace


def test_the_root_of_an_installed_policy_from_the_words_of_its_tests() -> None:
    made = module(load_policy(INSTALLED / "larkspur-omalizumab"))
    words = dict.fromkeys(("I.A.1", "I.A.2", "I.A.3", "I.C.1", "I.C.2", "I.C.3.b", "I.C.4"), "met")
    words["I.C.3.a"] = "conflicting"
    held = made["status"](*made["masks"](words))
    assert made["word"](made["ROUTES"]["initial"], *held) == "met"
    assert made["word"]("I.B", *held) == "not documented"
    held = made["status"](*made["masks"](words | {"I.C.3.b": "not met"}))
    assert made["word"]("I.C.3", *held) == "conflicting"
    held = made["status"](*made["masks"](words | {"I.A.2": "not met"}))
    assert made["word"]("I", *held) == "not met"


def test_the_module_stands_alone_and_says_where_it_is_from() -> None:
    made = load_policy(INSTALLED / "larkspur-omalizumab")
    tree = ast.parse(python_of(made))
    imported = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert [n.module for n in imported if isinstance(n, ast.ImportFrom)] == ["__future__", "operator"]
    assert len(imported) == 2
    assert made.digest in (ast.get_docstring(tree) or "")
    assert f"version {made.version}" in (ast.get_docstring(tree) or "")


def test_words_of_a_policy_cannot_become_code() -> None:
    """A title or a label is somebody else's text: it must stay in a string or a comment."""
    evil = 'x"""\nraise SystemExit\n"""\\'
    made = replace(policy(group("all", "I\nraise SystemExit", leaf('I.A"\n\\'))), title=evil, id=evil, version=evil)
    held = module(made)
    assert held["word"]("I\nraise SystemExit", *held["status"](*held["masks"]({'I.A"\n\\': "met"}))) == "met"


@pytest.mark.parametrize("words", [{"I": "perhaps"}, {"II": "met"}, {"I": "met", "II": "met"}])
def test_a_status_or_a_clause_that_is_none_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        module(policy(leaf("I")))["masks"](words)


@pytest.mark.parametrize("given", [{}, {"I.A": "not documented"}, {"I.B": "conflicting"}])
def test_what_is_not_named_is_not_documented(given: dict[str, str]) -> None:
    made = module(policy(group("any", "I", leaf("I.A"), leaf("I.B"))))
    held = made["status"](*made["masks"](given))
    assert made["word"]("I.A", *held) == "not documented"
    assert made["word"]("I", *held) == given.get("I.B", "not documented")


@pytest.mark.parametrize(
    ("id", "name"), [("a-policy", "a_policy"), ("12 months", "policy_12_months"), ("class", "policy_class")]
)
def test_the_module_is_named_after_the_policy(id: str, name: str) -> None:
    assert module_name(replace(policy(leaf("I")), id=id)) == name


def test_a_clause_in_two_places_is_one_step() -> None:
    shared = leaf("I.A")
    plan = plan_of_trees([group("all", "I", shared, group("any", "I.B", shared, leaf("I.C")))])
    assert [step.label for step in plan.steps] == ["I.A", "I.C", "I.B", "I"]


def refers(label: str, *to: str) -> CriterionNode:
    return CriterionNode(clause=clause(label), kind="reference", leaf=Reference(to=to, expect="met"))


def test_a_cross_reference_follows_its_clauses() -> None:
    plan = plan_of(policy(group("all", "I", leaf("I.A"), leaf("I.B")), continuation=refers("II", "I")))
    step = plan.steps[plan.index["II"]]
    assert (step.op, [plan.steps[c].label for c in step.children], step.refers) == ("all", ["I"], True)


def test_a_cross_reference_to_what_is_for_some_drugs_only_is_asked() -> None:
    some = replace(leaf("III"), applies_to=("drug-b",))
    plan = plan_of(policy(refers("I", "III"), limits=[some]))
    assert plan.steps[plan.index["I"]].is_test


def test_clauses_that_come_back_to_themselves_are_refused() -> None:
    with pytest.raises(PolicyError, match=r"a cycle: I > II > I"):
        plan_of(policy(refers("I", "II"), continuation=refers("II", "I")))


def age(label: str, **slots: object) -> CriterionNode:
    return CriterionNode(clause=clause(label), kind="age", leaf=parse_leaf("age", slots, "here"))


def test_the_key_is_what_is_asked_whatever_the_label() -> None:
    assert key_of(age("I.A", at_least=12)) == key_of(age("II.B", at_least=12.0)) == "age(at_least=12)"
    assert key_of(age("I.A", at_least=12)) != key_of(age("I.A", at_least=18))
    assert key_of(age("I.A", at_most=0)) == "age(at_most=0)"  # nought is a number, not an empty slot
