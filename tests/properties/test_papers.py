"""Papers that say nothing of this patient change nothing, and papers that only claim meet no clause."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import cache

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.determination.gaps import RANK
from mednec.model.determination import CriterionResult, Determination
from mednec.model.document import SourceDocument
from mednec.packs.shelf import policy_for
from mednec.review import review
from tests.cases.reviewed import CASES, worked
from tests.shipped import library

NAMES = ("IG-DEV-01", "IG-DEV-02", "OMA-DEV-001", "RIT-DEV-01")
FOREIGN = (
    "Patient: Zebulon Q. Trentham   DOB: 02/03/1951\n",
    "RE: Zebulon Q. Trentham\nDate of birth: 2/3/1951\n",
    "Member name: Zebulon Trentham\n",
    "Name: TRENTHAM, ZEBULON    D.O.B. 02-03-1951\n",
    "TRENTHAM, ZEBULON   02/03/1951\n",
    "Zebulon Q. Trentham\n02/03/1951\n",
)
PAPERS = ("OFFICE VISIT - FOLLOW UP\n", "LABORATORY REPORT\n", "SURGICAL PATHOLOGY REPORT\n", "INFUSION RECORD\n", "")


@cache
def sayings() -> tuple[str, ...]:
    """What the charts of the worked cases say that settles clauses: the words most likely to do harm elsewhere."""
    found: set[str] = set()
    for name in NAMES:
        gold = yaml.safe_load((CASES / name / "gold.yaml").read_text("utf-8"))
        for clause in gold["clauses"]:
            found |= {e["quote"] for e in clause.get("evidence") or [] if "DOB" not in e["quote"]}
    return tuple(sorted(found))


def every(determination: Determination) -> Iterator[CriterionResult]:
    def walk(node: CriterionResult) -> Iterator[CriterionResult]:
        yield node
        for child in node.children:
            yield from walk(child)

    for root in (determination.criteria, *determination.limits, *determination.exclusions):
        yield from walk(root)


def statuses(determination: Determination) -> dict[str, str]:
    return {node.clause: node.status.value for node in every(determination)}


def with_paper(name: str, text: str) -> Determination:
    case, _ = worked(name)
    documents = (*case.documents, SourceDocument(name="99_added.txt", text=text))
    added = type(case)(request=case.request, documents=documents)
    return review(added, policy_for(library(), added.request), library())


def aside(determination: Determination) -> str:
    """Why the added paper was set aside; empty when it was read."""
    return next(h.set_aside for h in determination.documents if h.document.name == "99_added.txt")


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_another_patients_paper_changes_nothing_whatever_it_says(data: st.DataObject) -> None:
    name, paper, head = (data.draw(st.sampled_from(choices)) for choices in (NAMES, PAPERS, FOREIGN))
    said = data.draw(st.lists(st.sampled_from(sayings()), min_size=1, max_size=6))
    _, before = worked(name)
    after = with_paper(name, paper + head + "Date of service: 03/01/2025\n" + "\n".join(said))
    assert aside(after)
    assert statuses(after) == statuses(before)
    assert after.outcome is before.outcome
    assert after.gaps == before.gaps


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(NAMES), st.lists(st.sampled_from(sayings()), min_size=1, max_size=6))
def test_a_leaflet_changes_nothing_whatever_it_says(name: str, said: list[str]) -> None:
    after = with_paper(name, "MEDICATION GUIDE\nRead this before you start.\n" + "\n".join(said))
    assert aside(after)
    assert statuses(after) == statuses(worked(name)[1])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "paper",
    [
        "PARKING GARAGE RECEIPT\nLevel 3, 4 hours, paid 12.00\nThank you for visiting.",
        "FAX COVER SHEET\nPages: 14\nTo: Utilization Management\nPlease call with questions.",
        "Directions to the clinic: take the 2nd exit, 600 m straight on, then left at the pharmacy.",
    ],
)
def test_a_paper_about_nothing_changes_nothing(name: str, paper: str) -> None:
    after = with_paper(name, paper)
    assert statuses(after) == statuses(worked(name)[1])
    assert after.outcome is worked(name)[1].outcome


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [0, 60, 95])
def test_a_copy_of_the_policy_is_no_chart(name: str, width: int) -> None:
    """As it stands, or with its lines broken anew, as a print or a fax breaks them."""
    before = worked(name)[1]
    text = before.policy_source
    if width:
        text = "\n".join(textwrap.fill(line, width) for line in text.splitlines())
    after = with_paper(name, text)
    assert "text of the policy itself" in aside(after)
    assert statuses(after) == statuses(before)
    assert after.outcome is before.outcome
    assert any("99_added.txt was set aside" in w.says for w in after.warnings)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["LETTER OF MEDICAL NECESSITY", "PRIOR AUTHORIZATION REQUEST FORM"])
def test_claiming_every_clause_meets_none_and_improves_nothing(name: str, kind: str) -> None:
    case, before = worked(name)
    claims = [f"The patient meets this: {leaf.clause.text}" for leaf in policy_for(library(), case.request).leaves()]
    day = before.review_date.strftime("%m/%d/%Y")
    after = with_paper(name, "\n".join([kind, f"Date: {day}", "To the Medical Director:", *claims]))
    was = statuses(before)
    met = {n.clause for n in every(after) if n.status.value == "met" and not n.children}
    assert sorted(label for label in met if was[label] != "met") == []
    assert RANK.index(after.outcome) <= max(RANK.index(before.outcome), RANK.index(RANK[1]))
