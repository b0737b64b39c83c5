"""The tests that stand beside each policy: a few lines of chart, and what the clauses must come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mednec.criteria.policy import Policy
from mednec.intake.request import read_request
from mednec.model.determination import CriterionResult
from mednec.model.document import SourceDocument
from mednec.model.request import Case, PriorAuthRequest
from mednec.model.words import Status
from mednec.packs.policies import load_policy
from mednec.packs.shelf import SHELVES
from mednec.review import review
from tests.cases.reviewed import library
from tests.shipped import PACKS

POLICIES = [p for shelf in SHELVES for p in sorted((PACKS / shelf).iterdir()) if p.is_dir()]
# What each kind of paper says about itself, on the day given. A name with an ending is a paper that says it itself.
HEADS = {
    "note": "OFFICE VISIT - FOLLOW UP\nDate of service: {day}\n",
    "letter": "{day}\nTo the Medical Director\nLetter of medical necessity\n",
    "form": "PRIOR AUTHORIZATION REQUEST FORM\nDate: {day}\n",
    "laboratory": "LABORATORY REPORT\nCollected: {day}\n",
    "pathology": "SURGICAL PATHOLOGY REPORT\nReported: {day}\n",
    "hospital": "EMERGENCY DEPARTMENT SUMMARY\nArrival: {day}\n",
    "infusion": "INFUSION RECORD\nDate of service: {day}\n",
    "pharmacy": "PHARMACY CLAIMS HISTORY\nPrinted: {day}\n",
}
DRUG = ("drug", "brand", "hcpcs", "units", "codes", "regimen", "from", "to", "site_of_care")
Fields = Mapping[str, Any]
Entry = tuple[str, Fields, Fields]


def content_of(folder: Path) -> dict[str, Any]:
    """The content of a policy's tests.yaml."""
    content = yaml.safe_load((folder / "tests.yaml").read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def entries() -> Iterator[Entry]:
    for folder in POLICIES:
        content = content_of(folder)
        for test in content["tests"]:
            asked, other = content["request"], test.get("request", {})
            drug = {**asked["drug"], **other.get("drug", {})}
            yield folder.name, {**asked, **other, "drug": drug}, test


@cache
def policy(name: str) -> Policy:
    return load_policy(next(p for p in POLICIES if p.name == name))


def request_of(asked: Fields, folder: Path) -> PriorAuthRequest:
    """The request as an office would send it, read by intake."""
    received: date = asked["received"]
    begin, end = received + timedelta(days=14), received + timedelta(days=98)
    drug = {"from": begin, "to": end, **asked["drug"]}
    assert set(drug) <= set(DRUG), f"a line of the request has {', '.join(DRUG)}"
    codes = drug.pop("codes")
    content = {
        "id": "T-1",
        "payer": "a payer",
        "received": f"{received}T09:00:00",
        "request_type": "initial",
        "patient": {"id": "1", "name": "Ada Quill", "birth_date": asked.get("born", date(1980, 2, 1)), "sex": "F"},
        "requester": {"name": "Ines Marlow, MD"},
        "lines": [{"id": "1", "diagnosis_codes": codes, **drug}],
    }
    file = folder / "request.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return read_request(file)


def chart(test: Fields, received: date) -> tuple[SourceDocument, ...]:
    """The papers of one test; those without an ending are given the head of their kind and a day."""
    day = (received - timedelta(days=10)).strftime("%m/%d/%Y")
    papers = {**({"note": test["note"]} if "note" in test else {}), **test.get("documents", {})}
    assert papers, "a test needs a note or documents"
    for kind in papers:
        assert "." in kind or kind in HEADS, (
            f"no paper {kind!r}; there are {', '.join(HEADS)}, or a name with an ending"
        )
    return tuple(
        SourceDocument(name=kind, text=text + "\n")
        if "." in kind
        else SourceDocument(name=f"{kind}.txt", text=HEADS[kind].format(day=day) + text + "\n")
        for kind, text in sorted(papers.items())
    )


def every(node: CriterionResult) -> Iterator[CriterionResult]:
    yield node
    for child in node.children:
        yield from every(child)


def _named(value: object) -> str:
    return str(value.get("name", "")) if isinstance(value, dict) else str(value)


@pytest.mark.parametrize(("name", "asked", "test"), list(entries()), ids=_named)
def test_beside_the_policy(name: str, asked: Fields, test: Fields, tmp_path: Path) -> None:
    request = request_of(asked, tmp_path)
    documents = chart(test, asked["received"])
    found: dict[str, CriterionResult] = {}
    for route in policy(name).routes:
        case = Case(request=replace(request, request_type=route), documents=documents)
        determination = review(case, policy(name), library())
        roots = (determination.criteria, *determination.limits, *determination.exclusions)
        found = {n.clause: n for root in roots for n in every(root)} | found
    wrong = [w for clause, status in test["expect"].items() if (w := fault(clause, status, found.get(clause)))]
    assert not wrong, "\n".join(wrong)


def fault(clause: str, expected: str, got: CriterionResult | None) -> str:
    """What is wrong with a clause's status, with its quotes; empty when it is the one expected."""
    if got is None:
        return f"{clause}: expected {expected}, but the route of this clause was not taken"
    if got.status.value == expected:
        return ""
    quotes = f"for {[c.quote for c in got.because]}, against {[c.quote for c in got.contrary]}"
    return f"{clause}: expected {expected}, got {got.status.value} ({got.note or 'no note'}); {quotes}"


@pytest.mark.parametrize("folder", POLICIES, ids=lambda p: p.name)
def test_a_test_says_what_it_expects_of_which_clauses(folder: Path) -> None:
    content = content_of(folder)
    assert set(content) == {"request", "tests"}
    names = [test["name"] for test in content["tests"]]
    assert len(names) == len(set(names))
    nodes = (*policy(folder.name).routes.values(), *policy(folder.name).limits, *policy(folder.name).exclusions)
    labels = {n.clause.label for n in nodes} | set(policy(folder.name).clauses)
    for test in content["tests"]:
        assert set(test) <= {"name", "note", "documents", "request", "expect"}, test["name"]
        assert set(test["expect"]) <= labels, test["name"]
        assert set(test["expect"].values()) <= {s.value for s in Status}, test["name"]
        assert test["expect"], test["name"]


@pytest.mark.parametrize("folder", POLICIES, ids=lambda p: p.name)
def test_the_tests_of_a_policy_try_silence_and_every_answer(folder: Path) -> None:
    expected = [status for test in content_of(folder)["tests"] for status in test["expect"].values()]
    assert {s.value for s in (Status.MET, Status.NOT_MET, Status.NOT_DOCUMENTED)} <= set(expected)
