"""The tests that stand beside each policy: a few lines of chart, and what the clauses must come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
import yaml

from mednec.criteria.policy import Policy
from mednec.intake.request import read_request
from mednec.model.determination import CriterionResult
from mednec.model.document import SourceDocument
from mednec.model.request import Case, PriorAuthRequest
from mednec.packs.policies import load_policy
from mednec.review import review
from tests.cases.reviewed import library
from tests.shipped import PACKS

POLICIES = PACKS / "policies"
# What each kind of paper says about itself, on the day given.
HEADS = {
    "note": "OFFICE VISIT - FOLLOW UP\nDate of service: {day}\n",
    "letter": "{day}\nTo the Medical Director\nLetter of medical necessity\n",
    "laboratory": "LABORATORY REPORT\nCollected: {day}\n",
    "pathology": "SURGICAL PATHOLOGY REPORT\nReported: {day}\n",
    "hospital": "EMERGENCY DEPARTMENT SUMMARY\nArrival: {day}\n",
}
REQUEST = """id: T-1
payer: a payer
policy: x
received: {received}T09:00:00
request_type: initial
patient: {{id: "1", name: Ada Quill, birth_date: 1980-02-01, sex: F}}
requester: {{name: "Ines Marlow, MD"}}
lines:
  - id: "1"
    drug: {drug}
    brand: {brand}
    hcpcs: {hcpcs}
    units: {units}
    diagnosis_codes: {codes}
    regimen: "{regimen}"
    from: {begin}
    to: {end}
"""
Test = tuple[str, Mapping[str, Any], Mapping[str, Any]]


def entries() -> Iterator[Test]:
    for file in sorted(POLICIES.glob("*/tests.yaml")):
        content = yaml.safe_load(file.read_text("utf-8"))
        for test in content["tests"]:
            yield file.parent.name, content["request"], test


@cache
def policy(name: str) -> Policy:
    return load_policy(POLICIES / name)


@pytest.fixture
def request_of(tmp_path_factory: pytest.TempPathFactory) -> Any:
    def made(asked: Mapping[str, Any]) -> PriorAuthRequest:
        drug, received = asked["drug"], asked["received"]
        text = REQUEST.format(
            received=received,
            begin=received + timedelta(days=14),
            end=received + timedelta(days=98),
            units=drug.get("units", "null"),
            **{k: drug[k] for k in ("drug", "brand", "hcpcs", "regimen", "codes")},
        )
        file = tmp_path_factory.mktemp("case") / "request.yaml"
        file.write_text(text, "utf-8")
        return read_request(file)

    return made


def chart(test: Mapping[str, Any], received: datetime) -> tuple[SourceDocument, ...]:
    day = (received - timedelta(days=10)).strftime("%m/%d/%Y")
    return tuple(
        SourceDocument(name=f"{kind}.txt", text=HEADS[kind].format(day=day) + text + "\n")
        for kind, text in test["documents"].items()
    )


def every(node: CriterionResult) -> Iterator[CriterionResult]:
    yield node
    for child in node.children:
        yield from every(child)


def _named(value: object) -> str:
    return str(value.get("name", "")) if isinstance(value, dict) else str(value)


@pytest.mark.parametrize(("name", "asked", "test"), list(entries()), ids=_named)
def test_beside_the_policy(name: str, asked: Mapping[str, Any], test: Mapping[str, Any], request_of: Any) -> None:
    request = request_of(asked)
    found: dict[str, CriterionResult] = {}
    for route in policy(name).routes:
        case = Case(request=replace(request, request_type=route), documents=chart(test, request.received))
        determination = review(case, policy(name), library())
        roots = (determination.criteria, *determination.limits, *determination.exclusions)
        found |= {n.clause: n for root in roots for n in every(root)}
    for clause, status in test["expect"].items():
        got = found[clause]
        quotes = [c.quote for c in (*got.because, *got.contrary)]
        assert got.status.value == status, f"{clause}: {got.status.value} ({got.note}) {quotes}"
