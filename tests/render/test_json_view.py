"""JSON: the contract of the command line, key by key, and every quote cut again from its document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from mednec.render.json_text import Json, to_json
from tests.render.a_chart import DOCUMENTS, REQUEST_FILE
from tests.render.a_determination import POLICY

CONTRACT = [
    *("schema", "case", "outcome", "summary", "policy", "lines", "criteria", "limits", "exclusions", "facts", "dose"),
    *("code_discrepancies", "conflicts", "response", "safety", "gaps", "support", "precedents", "warnings"),
]
NODE = {"clause", "op", "n", "text", "kind", "status", "because", "contrary", "passages", "children"}


def mappings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for child in value.values():
            yield from mappings(child)
    elif isinstance(value, list):
        for child in value:
            yield from mappings(child)


def test_the_keys_of_the_contract_come_first_and_in_order(record: Any) -> None:
    assert list(record)[: len(CONTRACT)] == CONTRACT
    assert record["schema"] == "mednec.determination/1"
    assert record["policy"] == {"id": "harbor-zelvorin", "title": "Zelvorin", "version": "7", "route": "continuation"}
    assert (record["case"], record["outcome"]) == ("ORR-1", "deny_recommended")
    assert record["summary"] == "the record fails I.B.2"


def test_every_quote_can_be_cut_again_from_its_document(record: Any) -> None:
    texts = {document.name: document.text for document in (*DOCUMENTS, REQUEST_FILE)}
    cites = [each for each in mappings(record) if "quote" in each and "document" in each]
    assert len(cites) > 40
    for cite in cites:
        assert list(cite) == ["document", "start", "end", "quote", "page"]
        assert texts[cite["document"]][cite["start"] : cite["end"]] == cite["quote"]
        assert cite["page"] == 1


def test_every_clause_can_be_cut_again_from_the_policy(record: Any) -> None:
    clauses = [each for each in mappings(record) if "quote" in each and "clause" in each]
    assert len(clauses) > 10
    for each in clauses:
        assert POLICY[each["start"] : each["end"]] == each["quote"]


def test_nodes_hold_the_keys_of_the_contract(record: Any) -> None:
    nodes = [each for root in ("criteria", "limits", "exclusions") for each in mappings(record[root]) if "op" in each]
    assert [node["clause"] for node in nodes] == [
        *("I", "I.A", "I.B", "I.B.1", "I.B.2", "I.B.3", "I.C", "II", "III.A", "III.B")
    ]
    assert all(set(node) >= NODE for node in nodes)
    assert [node["status"] for node in nodes] == [
        *("not_met", "met", "not_documented", "met", "not_met", "not_documented", "conflicting"),
        *("not_met", "not_met", "not_documented"),
    ]
    group = nodes[2]
    assert (group["op"], group["n"], len(group["children"])) == ("at_least", 2, 3)
    assert (nodes[1]["op"], nodes[1]["kind"], nodes[1]["children"]) == (None, "statement", [])
    assert [each["quote"] for each in nodes[5]["passages"]][:2] == [
        "Dust panel was not repeated.",
        "Dust panel positive.",
    ]
    assert nodes[8]["no_sign_found"] is True
    assert [each["quote"] for each in nodes[8]["rests_on"]] == ["Wt 58.10 kg."]
    assert [node["decides"] for node in nodes].count(True) == 1


def test_dose_has_its_verdict_and_its_working(record: Any) -> None:
    (dose,) = record["dose"]
    assert dose["verdict"] == "above_policy"
    assert dose["working"][0]["working"] == "80 mg x 2"
    assert dose["readings"] == [{"says": "80 mg a month", "working": "80 mg x 1 = 80 mg", "fits": "the label"}]
    assert (dose["per_dose"], dose["per_28_days"], dose["unit"], dose["units_per_dose"]) == (80, 160, "mg", 4)
    assert dose["weight_at"]["quote"] == "Wt 58.10 kg."


def test_what_else_a_reader_sees_is_there(record: Any) -> None:
    assert (record["action"], record["action_when_signed"]) == ("A4", "A3")
    assert record["code_discrepancies"][0]["chart_says"] == "diagnosed 2029"
    assert record["codes"][1]["valid"] is None  # not checked: nothing can be said
    assert [len(each["sides"]) for each in record["conflicts"]] == [2]
    assert record["response"][0]["verdict"] == "mixed"
    assert record["safety"][0]["presence"] == "not_documented"
    assert record["gaps"][0]["needs"] == ["I.B.2", "I.B.3"]
    assert record["gaps"][0]["suppliers"] == ["laboratory or pathology", "prescriber"]
    assert [each["bearing"] for each in record["support"]] == ["direct", "same_drug_other_disease"]
    assert record["lines"][0]["retrospective"] == ["2031-01-20", "2031-02-03"]
    assert record["out_of_scope"][0]["drug"] == "saline"
    assert [each["number"] for each in record["documents"]] == [1, 2, 3]
    assert record["documents"][2]["set_aside"] == "names Ula Orde"
    assert record["precedents"] == []
    assert record["provenance"] == {"mednec": "0.1.0", "policy": "digest 00ff"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("12.50"), "12.50"),
        (Decimal("0.1234567890123456789"), "0.1234567890123456789"),
        (Decimal("600.0"), "600"),
        (Decimal("1E+3"), "1000"),
        (True, "true"),
        (None, "null"),
        ("“ü”\n", '"“ü”\\n"'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_values_are_written_without_losing_a_digit(value: Json, written: str) -> None:
    assert to_json(value) == written


def test_no_number_is_written_that_json_does_not_know() -> None:
    with pytest.raises(ValueError, match="NaN"):
        to_json({"dose": Decimal("NaN")})


def test_layout_is_that_of_the_json_module() -> None:
    value: Json = {"a": [1, {"b": "c"}], "d": {"e": None, "f": [False]}, "g": []}
    assert to_json(value) == json.dumps(value, indent=1)
