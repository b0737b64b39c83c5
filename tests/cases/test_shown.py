"""How much of what two careful reviewers marked in the charts a reader is shown; floors are rates written down."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.cases.reviewed import worked
from tests.cases.test_gold import NAMES, Node, citations, gold, leaves, written

Shown = tuple[Node, object]


def used(case: str) -> list[Node]:
    """Clauses that this request uses."""
    return [c for c in gold(case)["clauses"] if c.get("applicable") is not False]


def of_clauses(case: str, side: str) -> Iterator[Shown]:
    """What the reviewers marked for or against each clause, and what is shown at that clause."""
    for clause in used(case):
        for marked in clause.get(side) or []:
            yield marked, leaves(case)[clause["clause"]]


def of_part(case: str, part: str) -> Iterator[Shown]:
    """What the reviewers marked in a part of their answer, and what is shown in that part of ours."""
    for entry in gold(case)[part]:
        for marked in entry.get("sides") or [entry]:
            yield marked, written(case)[part]


def is_shown(case: str, marked: Node, at: object) -> bool:
    text = next(d.text for d in worked(case)[0].documents if d.name == marked["document"])
    start = text.find(marked["quote"])
    end = start + len(marked["quote"])
    assert start >= 0
    places = (c for c in citations(at) if c["document"] == marked["document"])
    return any(c["start"] < end and start < c["end"] for c in places)


@pytest.mark.parametrize(
    ("what", "floor"),
    [
        ("evidence", Decimal("0.80")),
        ("contrary", Decimal("0.65")),
        ("conflicts", Decimal("0.70")),
        ("safety", Decimal("0.75")),
        ("facts", Decimal("0.85")),
    ],
)
def test_what_the_reviewers_marked_is_shown(what: str, floor: Decimal) -> None:
    shown = [
        is_shown(case, marked, at)
        for case in NAMES
        for marked, at in (of_clauses(case, what) if what in ("evidence", "contrary") else of_part(case, what))
    ]
    assert sum(shown) >= floor * len(shown), f"{sum(shown)} of {len(shown)}"


@pytest.mark.parametrize("case", NAMES)
def test_nothing_is_met_that_the_reviewers_do_not_call_met(case: str) -> None:
    called = {c["clause"] for c in gold(case)["clauses"] if "met" in (c["status"], *(c.get("accept") or []))}
    assert {label for label, node in leaves(case).items() if node["status"] == "met"} <= called


@pytest.mark.parametrize("case", NAMES)
def test_the_dose_is_worked_with_the_reviewers_weight(case: str) -> None:
    want = gold(case)["dose"]
    for dose in written(case)["dose"]:
        assert Decimal(str(dose["weight_kg"])) == Decimal(str(want["weight_kg"]))


@pytest.mark.parametrize("case", ["IG-DEV-02", "OMA-DEV-001", "RIT-DEV-01"])
def test_a_readable_order_is_billed_as_the_reviewers_bill_it(case: str) -> None:
    want = gold(case)["dose"]
    (dose,) = written(case)["dose"]
    thousandfold = {("mg", "g"): 1000}.get((want["unit"], dose["unit"]), 1)
    assert Decimal(str(dose["per_dose"])) * thousandfold == want["per_dose"]
    assert Decimal(str(dose["units_per_dose"])) == want["hcpcs_units_per_dose"]


def test_an_order_that_cannot_be_meant_has_no_amount() -> None:
    loading = written("IG-DEV-01")["dose"][0]
    assert (loading["per_dose"], loading["units_per_dose"]) == (None, None)


@pytest.mark.parametrize("case", NAMES)
def test_every_finding_stands_in_a_document_that_is_used(case: str) -> None:
    _, determination = worked(case)
    kept = {h.document.name for h in determination.documents if not h.set_aside}
    assert {f.source.document for f in determination.facts} <= kept
