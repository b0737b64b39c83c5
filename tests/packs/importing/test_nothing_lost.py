"""No condition of a clause is lost: a slot holds it, or the clause cannot be met without an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.packs.importing.test_typing import typed

_TABLE: Mapping[str, list[tuple[str, str]]] = yaml.safe_load(
    Path(__file__).with_name("nothing_lost.yaml").read_text("utf-8")
)


def settles(slots: Mapping[str, Any], part: str) -> bool:
    """Whether a clause can come to an approval without anybody's answer: met, or as an exclusion ruled out."""
    if slots["kind"] == "ask":
        return False
    if slots["kind"] != "parts":
        return True
    each = [settles(p, part) for p in slots["parts"]]
    return all(each) if (slots["op"] == "all") != (part == "exclusions") else any(each)


def lost(text: str, conditions: str, part: str) -> list[str]:
    header, _, own = text.rpartition(" >> ")
    slots = typed(own, part=part, header=header, drugs=("mepolizumab",))
    if not settles(slots, part):
        return []
    return [c for c in conditions.split(";") if not re.search(c.strip(), str(slots), re.IGNORECASE)]


@pytest.mark.parametrize("part", ["criteria", "exclusions", "limits"])
def test_every_condition_is_held_or_asked(part: str) -> None:
    found = {text: missing for text, words in _TABLE[part] if (missing := lost(text, words, part))}
    assert not found


@pytest.mark.parametrize(
    "text",
    ["Active bleeding or platelets below 10", "Long QT syndrome or QTc above 500 ms", "eGFR below 30 or dialysis"],
)
def test_an_exclusion_is_not_ruled_out_by_one_of_its_alternatives(text: str) -> None:
    assert not settles(typed(text, part="exclusions"), "exclusions")


def test_either_of_two_words_excludes() -> None:
    assert typed("Active or untreated hepatitis B", part="exclusions")["worded"] == ["active actively untreated"]
    assert "worded" not in typed("Active or latent tuberculosis", part="exclusions")


def test_what_is_reached_is_no_change_by_so_much() -> None:
    assert typed("HbA1c lowered to 7% or less")["kind"] != "change"
    assert not settles(typed("HbA1c reduced by at least 1%"), "criteria")


def test_a_narrower_name_asks_for_what_narrows_it() -> None:
    assert typed("Metastatic breast cancer") == {
        "kind": "diagnosis",
        "of": ["breast-cancer"],
        "worded": ["metastatic"],
    }
    assert typed("No metastatic breast cancer")["expect"] == "absent"
    assert typed("Diagnosis of type 2 diabetes mellitus") == {"kind": "diagnosis", "of": ["type-2-diabetes"]}


def test_a_test_that_proves_a_disease_is_asked_for_beside_it() -> None:
    slots = typed("Diagnosis of multiple sclerosis documented by MRI")
    assert [p["kind"] for p in slots["parts"]] == ["diagnosis", "test_result"]
    assert typed("Negative tuberculosis test")["kind"] == "test_result"


def test_a_number_no_slot_holds_is_asked() -> None:
    assert typed("Fewer exacerbations than in the year before")["kind"] == "fewer_events"
    assert typed("At least 50% fewer exacerbations than in the year before")["kind"] == "ask"
