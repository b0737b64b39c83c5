"""What stands beside a list narrows it: its header, sentences behind it, notes, footnotes, stray connectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from mednec.packs.importing.compile import compile_text
from tests.shipped import library

_ITEMS = "   a. FEV1 below 80%\n   b. Eosinophils of at least 300 cells/uL\n"


def nodes(text: str) -> Iterator[Mapping[str, Any]]:
    source = f"# Drug policy\n\n## Initial criteria\n{text}"
    content = compile_text(source, library().lexicon, library().clause_words, name="x").content
    routes: Any = content["routes"]
    yield from _walk(routes["initial"])


def _walk(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("children", ()):
        yield from _walk(child)


def found(text: str, clause: str) -> Mapping[str, Any]:
    return next(n for n in nodes(text) if n["clause"] == clause)


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("ONE of the following while on an inhaled corticosteroid:", "while on an inhaled corticosteroid"),
        ("At least one of the following, on two separate occasions:", "on two separate occasions"),
        ("ONE of the following despite high-dose therapy:", "despite high-dose therapy"),
        ("Documented by spirometry, ONE of the following:", "Documented by spirometry"),
        ("For members aged 6 to 17 years, ONE of the following:", "For members aged 6 to 17 years"),
        ("ONE of the following, provided that adherence was verified:", "provided that adherence was verified"),
    ],
)
def test_a_condition_of_a_header_is_asked_of_the_whole_list(header: str, asked: str) -> None:
    text = f"All of the following:\n1. Diagnosis of asthma\n2. {header}\n{_ITEMS}"
    group = found(text, "2")
    assert group["op"] == "all"
    assert (group["children"][-1]["kind"], group["children"][-1]["text"]) == ("ask", asked)
    assert found(text, "2 (items)")["op"] == "any"


@pytest.mark.parametrize(
    "header", ["Documented by at least ONE of the following:", "ONE of the following is active and documented:"]
)
def test_words_that_only_lead_to_the_items_are_no_condition(header: str) -> None:
    assert found(f"All of the following:\n1. Diagnosis of asthma\n2. {header}\n{_ITEMS}", "2")["op"] == "any"


def test_unless_in_a_header_opens_another_way() -> None:
    text = "All of the following unless the member is under 12:\n1. Diagnosis of asthma\n2. FEV1 below 80%\n"
    root = next(nodes(text))
    assert root["op"] == "any"
    assert root["children"][-1]["kind"] == "ask"


@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_sentence_behind_a_list_is_asked_of_all_of_it(gap: str) -> None:
    text = f"All of the following:\n1. Diagnosis of asthma\n2. One of the following:\n{_ITEMS}{gap}"
    root = next(nodes(f"{text}In addition, the member must not smoke.\n"))
    assert root["op"] == "all"
    assert root["children"][-1]["text"] == "In addition, the member must not smoke."


def test_notes_and_footnotes_that_narrow_are_asked() -> None:
    text = "All of the following:\n1. Gout\n\n   Note: it must be confirmed by crystals.\n2. FEV1 below 80%*\n\n"
    text += "* On two occasions.\n"
    for clause in ("1", "2"):
        assert [p["kind"] for p in found(text, clause)["parts"]][-1] == "ask"


def test_the_time_of_a_header_holds_for_what_has_none() -> None:
    text = "All of the following:\n1. ONE of the following within the past 12 months:\n   a. anaphylaxis\n"
    text += "   b. failure of methotrexate\n2. Gout\n"
    assert found(text, "1.a")["within_days"] == 365
    assert found(text, "1.b")["parts"][-1]["kind"] == "ask"


@pytest.mark.parametrize(
    "header",
    [
        "All of the following have been ruled out:",
        "The following conditions have been excluded:",
        "Symptoms are not due to any of the following:",
    ],
)
def test_what_is_ruled_out_is_not_asked_as_present(header: str) -> None:
    text = f"All of the following:\n1. Gout\n2. {header}\n   a. Sarcoidosis\n   b. HIV infection\n"
    assert found(text, "2")["op"] == "not"


@pytest.mark.parametrize(
    "text",
    [
        "1. Gout\n2. FEV1 below 80%\nOR\n3. Asthma\n",
        "One of the following:\n1. Gout\nAND\n2. FEV1 below 80%\nAND\n3. Asthma\n",
    ],
)
def test_connectors_that_do_not_fit_leave_the_joint_open(text: str) -> None:
    assert next(nodes(text))["op"] == "unclear"


def test_a_connector_between_all_items_joins_them() -> None:
    assert next(nodes("1. Gout\nOR\n2. FEV1 below 80%\nOR\n3. Asthma\n"))["op"] == "any"
