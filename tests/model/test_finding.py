"""What a statement is worth: when it was recorded, and whether it only proposes."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from mednec.model.determination import CriterionResult
from mednec.model.document import PolicyCitation
from mednec.model.finding import Period
from mednec.model.words import DocumentKind, Standing, Status
from tests.making import finding, line, request

CLAUSE = PolicyCitation(policy="p", clause="I", quote="words", start=0, end=5)


def test_a_fact_is_as_old_as_its_own_date_else_as_its_document() -> None:
    undated = finding("flare", "Flare.", written=date(2026, 4, 20))
    dated = replace(undated, when=Period.month(2021, 4))
    assert undated.recorded == date(2026, 4, 20)
    assert dated.recorded == date(2021, 4, 30)
    assert finding("flare", "Flare.", written=None).recorded is None


@pytest.mark.parametrize(
    "kind", [DocumentKind.LETTER, DocumentKind.FORM, DocumentKind.PAYER_NOTICE, DocumentKind.REQUEST]
)
def test_letters_forms_and_notices_only_propose(kind: DocumentKind) -> None:
    assert finding("flare", "Flare.", document=kind).claims_only


@pytest.mark.parametrize(
    "kind", [DocumentKind.CLINIC_NOTE, DocumentKind.LABORATORY, DocumentKind.HOSPITAL, DocumentKind.OUTSIDE]
)
def test_the_record_decides(kind: DocumentKind) -> None:
    assert not finding("flare", "Flare.", document=kind).claims_only


def test_a_claim_within_a_note_only_proposes() -> None:
    assert finding("flare", "Flare.", standing=Standing.CLAIM).claims_only


def test_values_cannot_be_changed() -> None:
    said = finding("flare", "Flare.")
    with pytest.raises(FrozenInstanceError):
        said.__setattr__("concept", "remission")


def test_a_field_of_a_line_opens_at_its_place_in_the_request() -> None:
    first, second = line(["X1"], id="1", units=10), line(["X2"], id="2", units=20)
    asked = request(first, second)
    assert asked.cite_line(second, "units").quote == "20"
    assert asked.cite_line(first, "diagnosis_codes").quote == "[X1]"
    with pytest.raises(KeyError):
        asked.cite("lines.2.units")


def test_leaves_of_a_criterion_in_reading_order() -> None:
    def node(clause: str, *children: CriterionResult) -> CriterionResult:
        return CriterionResult(clause=clause, text="", citation=CLAUSE, status=Status.MET, children=children)

    tree = node("I", node("I.A", node("I.A.1"), node("I.A.2")), node("I.B"))
    assert [leaf.clause for leaf in tree.leaves()] == ["I.A.1", "I.A.2", "I.B"]
    assert [leaf.clause for leaf in node("I").leaves()] == ["I"]
