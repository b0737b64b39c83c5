"""What holds for every review: irrelevant papers change nothing, and nothing is approved for want of paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import SourceDocument
from mednec.model.request import Case
from mednec.packs.shelf import policy_for
from mednec.render import FORMATS, render
from mednec.review import review
from tests.cases.reviewed import library, worked

NAMES = ("IG-DEV-01", "IG-DEV-02", "OMA-DEV-001", "RIT-DEV-01")
IRRELEVANT = {
    "leaflet": (
        "MEDICATION GUIDE\nadalimumab\nAsk your doctor about serious infections, lupus-like syndrome, weakness.\n"
        "Do not use after 14 days. In trials 40 mg every other week was given; blood clots were reported."
    ),
    "receipt": "PARKING GARAGE RECEIPT\nLevel 3, 4 hours, paid 12.00\nThank you for visiting.",
    "another patient": (
        "OFFICE VISIT - FOLLOW UP\nPatient: Zebulon Q. Trentham   DOB: 02/03/1951\nDate of service: 03/01/2025\n"
        "Systemic mastocytosis, dermatomyositis, lupus nephritis class IV on biopsy. Wt 120 kg. CK 9,000."
        " KIT D816V detected."
    ),
}


def again(case: Case) -> Determination:
    return review(case, policy_for(library(), case.request), library())


def with_documents(case: Case, documents: tuple[SourceDocument, ...]) -> Case:
    return replace(case, documents=documents)


def statuses(determination: Determination) -> dict[str, str]:
    def walk(node: CriterionResult) -> Iterator[tuple[str, str]]:
        yield node.clause, node.status.value
        for child in node.children:
            yield from walk(child)

    roots = (determination.criteria, *determination.limits, *determination.exclusions)
    return dict(pair for root in roots for pair in walk(root))


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(NAMES), st.permutations(range(6)))
def test_the_order_of_the_documents_changes_no_byte(name: str, order: list[int]) -> None:
    case, determination = worked(name)
    rest = case.documents[len(order) :]
    other = again(with_documents(case, (*rest, *(case.documents[i] for i in order))))
    assert render(other, case.documents, "json") == render(determination, case.documents, "json")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", sorted(IRRELEVANT))
def test_an_irrelevant_document_changes_no_status(name: str, kind: str) -> None:
    case, determination = worked(name)
    added = SourceDocument(name="99_added.txt", text=IRRELEVANT[kind])
    other = again(with_documents(case, (*case.documents, added)))
    assert statuses(other) == statuses(determination)
    assert other.outcome is determination.outcome


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMATS)
def test_two_runs_give_the_same_bytes(name: str, form: str) -> None:
    case, determination = worked(name)
    assert render(again(case), case.documents, form) == render(determination, case.documents, form)


@pytest.mark.parametrize("name", ["OMA-DEV-001", "RIT-DEV-01"])
def test_nothing_is_approved_for_want_of_paper(name: str) -> None:
    """Leaving documents out may leave clauses open; it never makes an approval of what must be denied."""
    case, _ = worked(name)
    for size in (1, 2, len(case.documents) - 1):
        for documents in combinations(case.documents, size):
            assert not again(with_documents(case, documents)).outcome.value.startswith("approve")


@pytest.mark.parametrize("name", NAMES)
def test_gaps_name_clauses_of_the_policy_and_lead_somewhere_better(name: str) -> None:
    _, determination = worked(name)
    known = statuses(determination)
    assert determination.gaps
    for gap in determination.gaps:
        assert gap.leads_to is not determination.outcome
        assert [label for label in gap.needs if label not in known] == []
        assert gap.suppliers
