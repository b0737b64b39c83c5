"""A reviewer's ruling is told wherever the clause is: who ruled what, why, and what the program had read."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from mednec.model.determination import CriterionResult, Determination
from mednec.model.life import Ruling, RulingKind
from mednec.model.words import Status
from mednec.packs.shelf import policy_for
from mednec.render import render
from mednec.review import judge, read
from tests.cases.reviewed import worked
from tests.shipped import library

NAME = "IG-DEV-01"


def leaf_to_rule_on() -> CriterionResult:
    """The first clause of the case that the chart leaves open."""
    return next(leaf for leaf in worked(NAME)[1].criteria.leaves() if not leaf.status.settled and leaf.applicable)


def ruled() -> tuple[Determination, Ruling]:
    case = worked(NAME)[0]
    ruling = Ruling(
        clause=leaf_to_rule_on().clause,
        status=Status.NOT_MET,
        kind=RulingKind.OVERRIDE,
        reason="the <second> report says so",
        citations=(case.documents[0].cite(0, 12),),
        by="A. Reader, RN",
        at=datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
    )
    return judge(read(case, policy_for(library(), case.request), library()), [ruling]), ruling


def nodes(node: dict[str, object]) -> list[dict[str, object]]:
    children = node["children"]
    assert isinstance(children, list)
    return [node, *(each for child in children for each in nodes(child))]


def test_json_tells_the_ruling_at_its_node_and_at_no_other() -> None:
    determination, ruling = ruled()
    record = json.loads(render(determination, worked(NAME)[0].documents, "json"))
    found = [node for node in nodes(record["criteria"]) if "ruling" in node]
    assert [node["clause"] for node in found] == [ruling.clause]
    told = found[0]["ruling"]
    assert isinstance(told, dict)
    assert (told["status"], told["read_as"], told["kind"]) == ("not_met", leaf_to_rule_on().status.key, "override")
    assert (told["by"], told["at"]) == ("A. Reader, RN", "2026-05-04T09:30:00+00:00")
    assert told["citations"][0]["quote"] == ruling.citations[0].quote


def test_a_determination_without_rulings_has_no_word_of_them() -> None:
    case, determination = worked(NAME)
    assert '"ruling"' not in render(determination, case.documents, "json")


@pytest.mark.parametrize(
    ("form", "reason"),
    [("text", "the <second> report"), ("md", "second"), ("html", "the &lt;second&gt; report says so")],
)
def test_every_view_says_who_ruled_and_what_was_read(form: str, reason: str) -> None:
    determination, _ = ruled()
    words = " ".join(render(determination, worked(NAME)[0].documents, form).replace("│", " ").split())
    assert f"Ruled not met by A. Reader, RN on 2026-05-04 (override; read as {leaf_to_rule_on().status.value})" in words
    assert reason in words
