"""The interface's own document, and the page made of it."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from mednec.desk.appealing import LEVELS
from mednec.desk.approvals import Approval
from mednec.desk.letters import KINDS
from mednec.model.life import AppealEnding, CaseState, DecisionKind, Role, RulingKind
from mednec.model.words import Outcome, Status, Word
from mednec.render.notices import Addressee
from mednec.web import api
from mednec.web.api import words
from tests.web.api.desks import Served


@pytest.mark.parametrize(
    ("listed", "kind"),
    [
        (words.Status, Status),
        (words.Outcome, Outcome),
        (words.State, CaseState),
        (words.Kind, DecisionKind),
        (words.Ending, AppealEnding),
        (words.Ruled, RulingKind),
        (words.RoleKey, Role),
        (words.ApprovalState, Approval),
    ],
)
def test_lists_of_words_are_the_program_s_own(listed: Any, kind: type[Word]) -> None:
    assert get_args(get_args(listed)[0]) == tuple(word.key for word in kind)


def test_levels_of_appeal_and_letters_are_the_desk_s_own() -> None:
    assert get_args(words.Level) == LEVELS
    assert get_args(words.LetterKind) == KINDS
    assert get_args(words.To) == tuple(to.key for to in Addressee)


def test_every_route_says_what_it_is_and_what_it_refuses() -> None:
    document = api.described()
    assert document["openapi"] == "3.1.0"
    names = []
    for path, methods in document["paths"].items():
        assert path.startswith("/api/v1/")
        for method, call in methods.items():
            names.append(call["operationId"])
            assert call["summary"], path
            assert call["description"], path
            assert {"401", "403", "422", "429", "503"} <= set(call["responses"]), (method, path)
            if "{" in path:
                assert "404" in call["responses"], (method, path)
    assert len(names) == len(set(names))


def test_every_reference_in_the_document_leads_somewhere() -> None:
    document = api.described()
    known = set(document["components"]["schemas"])

    def referred(node: object) -> set[str]:
        if isinstance(node, dict):
            inner = set().union(*map(referred, node.values())) if node else set()
            return inner | ({str(node["$ref"]).rpartition("/")[2]} if "$ref" in node else set())
        return set().union(*map(referred, node)) if isinstance(node, list) and node else set()

    assert referred(document) <= known
    assert all(schema.get("description") for schema in document["components"]["schemas"].values())


def test_the_document_and_its_page_are_for_who_is_signed_in(served: Served) -> None:
    assert served.get("", "/openapi.json").status_code == 401
    assert served.get("auditor", "/openapi.json").json() == api.described()
