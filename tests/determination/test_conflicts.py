"""Places that disagree, each once and side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mednec.criteria.leaf import Judgement
from mednec.criteria.policy import CriterionNode
from mednec.criteria.record import Record
from mednec.criteria.tree import Judged, judge
from mednec.determination.conflicts import SIDES, find_conflicts
from mednec.model.determination import CodeDiscrepancy, CodeReview, Conflict
from mednec.model.document import ChartCitation, Rationale
from mednec.model.finding import Finding, Measurement
from mednec.model.regimen import RegimenCheck, Weight
from mednec.model.response import ResponseAssessment
from mednec.model.words import Assertion, DoseVerdict, Response, Standing, Status
from tests.determination.made_findings import DRUG, check, taken
from tests.determination.made_policies import CONFLICTING, MET, NOT_MET, OPEN, Given, clause, leaf, policy, record
from tests.making import facts, finding, line, measurement

YES, NO = finding("falls", "Falls."), finding("falls", "No falls.", Assertion.ABSENT)
ASKED = line(units=232, regimen="29 g/kg once")


def case(*findings: Finding, regimens: tuple[RegimenCheck, ...] = ()) -> Record:
    return record(facts(*findings, regimens=regimens, lines=(ASKED,)), drugs=[DRUG])


def judged(node: CriterionNode) -> Judged:
    return judge(policy(node), "initial", record())


def conflicts(held: Record, node: CriterionNode | None = None) -> tuple[Conflict, ...]:
    return find_conflicts(held, judged(node or leaf("I")), (), ())


def asked(status: Status, because: tuple[Finding, ...], contrary: tuple[Finding, ...]) -> CriterionNode:
    answer = Judgement(
        status=status, because=tuple(f.source for f in because), contrary=tuple(f.source for f in contrary)
    )
    return CriterionNode(clause=clause("I"), kind="finding", leaf=Given(judgement=answer))


def quotes(sides: tuple[ChartCitation, ...]) -> list[str]:
    return [c.quote for c in sides]


def test_a_conflicting_clause_with_both_sides() -> None:
    (found,) = conflicts(case(), asked(CONFLICTING, (YES,), (NO,)))
    assert found.about == "I: I"
    assert quotes(found.sides) == ["Falls.", "No falls."]


@pytest.mark.parametrize("status", [MET, NOT_MET, OPEN])
def test_contrary_evidence_of_a_clause_that_is_not_conflicting_is_no_conflict(status: Status) -> None:
    assert conflicts(case(), asked(status, (YES,), (NO,))) == ()


def test_one_side_alone_is_no_conflict() -> None:
    assert conflicts(case(), asked(CONFLICTING, (YES,), ())) == ()
    assert conflicts(case(), asked(CONFLICTING, (YES,), (YES,))) == ()


def test_at_most_so_many_sides() -> None:
    many = tuple(finding("falls", f"Falls, note {n}.") for n in range(5))
    (found,) = conflicts(case(), asked(CONFLICTING, many, many[::-1]))
    assert len(found.sides) == SIDES


def test_an_order_against_its_units() -> None:
    order = check(ASKED, verdict=DoseVerdict.INCONSISTENT, questions=("Per day or per kg?",))
    (found,) = conflicts(case(regimens=(order,)))
    assert (found.about, found.note) == ("order against units", "Per day or per kg?")
    assert quotes(found.sides) == ["29 g/kg once", "232"]
    assert conflicts(case(regimens=(check(ASKED),))) == ()


def test_another_weight_beside_the_one_that_is_used() -> None:
    now = measurement("body-weight", "Wt 58.1 kg", "58.1", "kg")
    before = measurement("body-weight", "Wt 64.4 kg", "64.4", "kg")
    copied = replace(before, standing=Standing.CARRIED_FORWARD)
    same = replace(measurement("body-weight", "Weight 58.2 kg", "58.2", "kg"), standing=Standing.CARRIED_FORWARD)

    def weighed(*others: Measurement) -> tuple[Conflict, ...]:
        weight = Weight(kg=Decimal("58.1"), measured=date(2026, 4, 20), at=now.source)
        return conflicts(case(now, *others, regimens=(check(ASKED, weight=weight),)))

    (found,) = weighed(copied)
    assert found.about == "body weight"
    assert quotes(found.sides) == ["Wt 58.1 kg", "Wt 64.4 kg"]
    assert found.note.startswith("58.1 kg is used")
    assert weighed(same) == ()  # within two percent it is one weight
    assert weighed(before) == ()  # two weights of the record itself are two days, no disagreement


def test_a_list_that_was_not_updated_against_the_plan() -> None:
    plan = taken("Continue 600 mg every 2 weeks", 600)
    stale = taken("450 mg every 2 weeks [last reconciled 12/16/24]", 450, standing=Standing.CARRIED_FORWARD)
    (found,) = conflicts(case(plan, stale))
    assert found.about == "current dose of drug A"
    assert quotes(found.sides) == [plan.source.quote, stale.source.quote]
    assert conflicts(case(plan, taken("600 mg on the old list", 600, standing=Standing.CARRIED_FORWARD))) == ()
    assert conflicts(case(stale)) == ()


def test_a_code_against_the_chart() -> None:
    discrepancy = CodeDiscrepancy(
        code="X1",
        says="one disease",
        chart_says="another",
        suggested=(),
        question="Which is treated?",
        citations=(YES.source, NO.source),
    )
    code = CodeReview(code="X1", system="ICD-10-CM", title="", valid=True, statements=(), discrepancy=discrepancy)
    (found,) = find_conflicts(case(), judged(leaf("I")), (code,), ())
    assert (found.about, found.note) == ("diagnosis: X1 against the chart", "Which is treated?")


@pytest.mark.parametrize("verdict", list(Response))
def test_only_a_mixed_response_is_a_conflict(verdict: Response) -> None:
    better, worse = (Rationale(says=f.source.quote, citations=(f.source,)) for f in (YES, NO))
    response = ResponseAssessment(drug="drug A", verdict=verdict, why=better, supporting=(better,), contrary=(worse,))
    found = find_conflicts(case(), judged(leaf("I")), (), (response,))
    assert [c.about for c in found] == (["response to drug A"] if verdict is Response.MIXED else [])


def test_pre_filled_text_against_the_record() -> None:
    template = finding("falls", "Denies falls.", Assertion.ABSENT, standing=Standing.TEMPLATE)
    (found,) = conflicts(case(template, YES))
    assert quotes(found.sides) == ["Denies falls.", "Falls."]
    assert found.note == "the record is taken"
