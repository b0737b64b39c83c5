"""Doses against the interval ordered: gaps with their days, doses held, doses missed in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from mednec.criteria.record import Record
from mednec.determination.response import Yardsticks, assess_response
from mednec.model.facts import Passage
from mednec.model.finding import Finding
from mednec.model.regimen import Course, Regimen, RegimenCheck
from mednec.model.response import Phase, TreatmentGap
from mednec.model.words import DocumentKind, Response
from tests.determination.made_findings import DRUG, check, dose
from tests.determination.made_measures import BEFORE, BY_FOUR, DISEASE, SCORE, value
from tests.determination.made_policies import record
from tests.making import RECEIVED, facts, header, line, quote

ORDER = check(line(), interval=14)


def days(*of_treatment: int) -> list[Finding]:
    """Doses so many days before the request."""
    return [dose(RECEIVED - timedelta(days=n)) for n in of_treatment]


def case(*findings: Finding, orders: tuple[RegimenCheck, ...] = (ORDER,)) -> Record:
    held = record(facts(*findings, regimens=orders), drugs=[DRUG], concepts=[SCORE, DISEASE])
    return replace(held, diseases=("disease-x",))


def gaps(*findings: Finding, orders: tuple[RegimenCheck, ...] = (ORDER,)) -> tuple[TreatmentGap, ...]:
    (found,) = assess_response(case(*findings, orders=orders), "drug A")
    return found.gaps


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ((42, 28, 14), []),
        ((42, 21, 7), []),  # 21 days are one and a half intervals: no gap yet
        ((42, 20, 7), [(22, 1)]),
        ((70, 28, 14), [(42, 2)]),  # due on the 14th and 28th day
        ((100, 72, 44, 14), [(28, 1), (28, 1), (30, 1)]),
        ((60, 46), [(46, 3)]),  # from the last dose to the request
        ((43, 42, 29, 28, 15, 14), []),  # two days of treatment in each cycle
    ],
)
def test_more_than_one_and_a_half_intervals_are_a_gap(given: tuple[int, ...], found: list[tuple[int, int]]) -> None:
    assert [(gap.days, gap.unaccounted) for gap in gaps(*days(*given))] == found


def test_a_gap_is_named_with_its_days_and_places() -> None:
    (gap,) = gaps(*days(70, 28, 14))
    assert gap.says.says == (
        "No dose is recorded between 2026-02-23 and 2026-04-06: 42 days, where one is due every 14 days;"
        " 2 doses are not accounted for."
    )
    assert len(gap.says.citations) == 3  # both doses, and the order


def test_a_dose_that_was_held_is_accounted_for() -> None:
    (gap,) = gaps(*days(42, 14), dose(RECEIVED - timedelta(days=28), held=True))
    assert gap.unaccounted == 0
    assert "held on 2026-04-06" in gap.says.says
    assert "accounted" not in gap.says.says


def test_a_gap_to_the_request_is_open() -> None:
    (gap,) = gaps(*days(60, 46))
    assert gap.open
    assert "from 2026-03-19 to the request on 2026-05-04: 46 days" in gap.says.says


def test_without_an_order_that_can_be_read_there_is_no_gap() -> None:
    assert gaps(*days(100, 10), orders=()) == ()
    assert gaps(*days(100, 10), orders=(check(line(), interval=None),)) == ()
    assert gaps(*days(100, 10), orders=(check(line(), interval=1),)) == ()  # nobody records every daily dose


def test_a_value_in_a_gap_says_nothing_of_the_drug() -> None:
    """The last dose lies 60 days back; a worse value of 10 days ago was measured without the drug."""
    known = Yardsticks(changes=(BY_FOUR,))
    worse = value("30", RECEIVED - timedelta(days=10))
    (found,) = assess_response(case(*days(88, 74, 60), value("20", BEFORE), worse), "drug A", known)
    assert found.verdict is Response.NOT_DOCUMENTED
    assert found.measures[0].values[-1].phase is Phase.PAUSED
    assert "measured in a gap of treatment" in found.measures[0].says.says


def test_a_value_soon_after_the_last_dose_counts() -> None:
    known = Yardsticks(changes=(BY_FOUR,))
    worse = value("30", RECEIVED - timedelta(days=40))
    (found,) = assess_response(case(*days(88, 74, 60), value("20", BEFORE), worse), "drug A", known)
    assert found.verdict is Response.NO_RESPONSE


def test_doses_are_listed_once_each_in_order() -> None:
    first, second = days(28, 14)
    (found,) = assess_response(case(second, first, first), "drug A")
    assert [d.day for d in found.doses] == [RECEIVED - timedelta(days=28), RECEIVED - timedelta(days=14)]
    assert all(d.amount is None or d.amount > Decimal(0) for d in found.doses)


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("She missed two doses in March.", "speaks of missed doses"),
        ("Two infusions were missed over the holidays.", "speaks of missed doses"),
        ("She ran out and skipped her injection.", "speaks of missed doses"),
        ("He has not missed any doses.", "says that no dose was missed"),
        ("No missed doses.", "says that no dose was missed"),
        ("Missed no doses since January.", "says that no dose was missed"),
        ("She missed her bus.", ""),
        ("Doses given on time.", ""),
    ],
)
def test_what_the_record_says_of_missed_doses(said: str, spoken: str) -> None:
    held = case(*days(28, 14))
    chart = replace(held.facts.chart, passages=(passage(said),))
    (found,) = assess_response(replace(held, facts=replace(held.facts, chart=chart)), "drug A")
    told = [n.says for n in found.notes if n.says.startswith("The record ")]
    assert told == ([f"The record {spoken}: “{said}”"] if spoken else [])


def test_a_letter_that_speaks_of_missed_doses_is_a_claim() -> None:
    held = case(*days(28, 14))
    chart = replace(held.facts.chart, passages=(passage("She missed two doses.", DocumentKind.LETTER),))
    (found,) = assess_response(replace(held, facts=replace(held.facts, chart=chart)), "drug A")
    assert found.notes == ()


def passage(said: str, kind: DocumentKind = DocumentKind.CLINIC_NOTE) -> Passage:
    top = header(said, kind=kind, written=date(2026, 4, 20))
    return Passage(at=quote(top.document, said), header=top, section="", concepts=frozenset(), words=frozenset())


def told(said: str, kind: DocumentKind = DocumentKind.ADMINISTRATION) -> list[TreatmentGap]:
    """Gaps of a record with doses 126 and 14 days before the request, and these words."""
    held = case(*days(126, 14))
    chart = replace(held.facts.chart, passages=(passage(said, kind),))
    (found,) = assess_response(replace(held, facts=replace(held.facts, chart=chart)), "drug A")
    return list(found.gaps)


@pytest.mark.parametrize(
    ("said", "gap_days"),
    [
        ("Nothing else.", [112]),  # from 2025-12-29 to 2026-04-20
        ("Maintenance 300 mg every 2 weeks 1/12/2026 to 4/6/2026", []),
        ("Given 300 mg each: 1/12/2026, 1/26, 2/9, 2/23, 3/9, 3/23, 4/6", []),
        ("Maintenance 300 mg every 2 weeks 1/12/2026 to 2/9/2026", [70]),
        ("Infusion given 3/2/2026", [63, 49]),
        ("Given 300 mg each: 12/30/2025, 1/12, 1/26, 2/9, 2/23, 3/9, 3/23, 4/6", []),  # the year turns in the list
        ("300 mg given 3/2/2026, in the ED 2 d ago", [63, 49]),  # what is told from today is no dose
        ("Next infusion due 3/2/2026", [112]),
        ("Seen by neurology 3/2/2026", [112]),
        ("Order text carried on every treatment plan 2025-2026: 300 mg every 2 weeks", [112]),
        ("3/2/2026: follow-up phone call, no adverse effects after infusion", [112]),
        ("2/2/2026 visit - infusion given 3/2/2026 300 mg", [63, 49]),
    ],
)
def test_what_an_administration_record_tells_in_words_counts_as_given(said: str, gap_days: list[int]) -> None:
    assert [gap.days for gap in told(said)] == gap_days


def test_a_longer_interval_that_was_meant_is_told_with_its_words() -> None:
    found = told("Interval extended by order: 300 mg given 3/2/2026")
    assert [(gap.days, gap.unaccounted) for gap in found] == [(63, 0), (49, 2)]
    assert found[0].says.says.endswith("; the record says: “Interval extended by order: 300 mg given 3/2/2026”")


def test_the_words_of_another_document_do_not_close_a_gap() -> None:
    said = "Maintenance 300 mg every 2 weeks 1/12/2026 to 4/6/2026"
    assert [gap.days for gap in told(said, DocumentKind.LETTER)] == [112]


def test_days_of_one_course_are_no_interval_of_treatment() -> None:
    """ "Day 1 and day 15" says nothing of when the next course is due."""
    course = Course(amount=Decimal(1000), unit="mg", doses=2, interval_days=Decimal(14), days=(0, 14))
    order = replace(ORDER, order=Regimen(text="1000 mg on day 1 and day 15", courses=(course,)))
    assert gaps(*days(210, 196, 28, 14), orders=(order,)) == ()


def test_days_of_a_course_that_comes_again_leave_its_interval() -> None:
    """ "Day 1 and 2 every 4 weeks" is due every 28 days, and a long pause is a gap."""
    course = Course(amount=Decimal(50), unit="g", doses=2, interval_days=Decimal(28), days=(0, 1))
    order = replace(ORDER, order=Regimen(text="50 g on day 1 and 2 every 4 weeks", courses=(course,)))
    assert [gap.days for gap in gaps(*days(160, 159, 132, 131), orders=(order,))] == [131]
