"""Service lines: in scope or listed, past or to come, and what an approval of less than asked covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mednec.criteria.policy import CriterionNode, Policy
from mednec.criteria.record import Record
from mednec.determination.lines import authorized, review_lines
from mednec.determination.outcome import Weighed, outcome_of
from mednec.model.determination import LineReview
from mednec.model.regimen import RegimenCheck
from mednec.model.words import Outcome
from tests.determination.made_findings import OTHER_DRUG, check
from tests.determination.made_policies import MET, NOT_MET, group, leaf, policy, record, weighed
from tests.making import facts, line

DAYS = (date(2026, 4, 20), date(2026, 5, 4), date(2026, 5, 18))  # the request was received on May 4
SERVICES = replace(policy(leaf("I")), services=("99601",))


def held(*checks: RegimenCheck) -> Record:
    return record(facts(regimens=checks, lines=tuple(c.line for c in checks)))


def reviewed(made: Policy, *checks: RegimenCheck) -> tuple[LineReview, ...]:
    return review_lines(made, held(*checks))


@pytest.mark.parametrize(
    ("asked", "in_scope", "words"),
    [
        (check(line()), True, "is for drug A, which this policy is about"),
        (check(line(drug="nursing", hcpcs="99601"), drug=None), True, "(99601) is a service this policy names"),
        (check(line(drug="saline", hcpcs="J7030"), drug=None), False, "a drug or service the packs do not know"),
        (check(line(drug="drug B"), drug=OTHER_DRUG), False, "does not address; it is not decided here"),
    ],
)
def test_scope(asked: RegimenCheck, in_scope: bool, words: str) -> None:
    (found,) = reviewed(SERVICES, asked)
    assert found.in_scope is in_scope
    assert words in found.why.says


def test_days_before_the_request_was_received_are_past() -> None:
    (found,) = reviewed(SERVICES, check(line(first_day=DAYS[0]), visits=DAYS))
    assert (found.retrospective, found.prospective) == (DAYS[:1], DAYS[1:])
    assert found.dates_note == (
        "partly retrospective: 1 of 3 expected days lie before the request was received on 2026-05-04"
    )


@pytest.mark.parametrize(
    ("first", "last", "note"),
    [
        (date(2026, 4, 1), date(2026, 5, 3), "retrospective: it begins before"),
        (date(2026, 4, 1), date(2026, 6, 1), "partly retrospective: it begins before"),
        (date(2026, 5, 4), date(2026, 6, 1), ""),
    ],
)
def test_a_period_without_days(first: date, last: date, note: str) -> None:
    (found,) = reviewed(SERVICES, check(line(first_day=first, last_day=last), interval=None))
    assert found.dates_note.startswith(note)
    assert bool(found.dates_note) == bool(note)


def provisional(days: int | None = 84) -> CriterionNode:
    """A branch for which the policy provides an approval of so many days."""
    branch = group("all", "III", leaf("III.A"), outcome=Outcome.APPROVE_WITH_CONDITIONS)
    return replace(branch, authorized_days=days)


def approved(made: Policy, *checks: RegimenCheck) -> list[str | None]:
    """What the approval covers of each line."""
    given, standing = held(*checks), weighed(made)
    outcome = outcome_of(standing)[0]
    lines = review_lines(made, given)
    found = authorized(made, given, outcome, lines, provided=standing.provided, exceeded=standing.exceeded)
    return [r.authorized.says if r.authorized else None for r in found]


FOUR = (date(2026, 5, 11), date(2026, 6, 8), date(2026, 7, 6), date(2026, 8, 3))
DRUG_LINE = check(line(units=400, last_day=date(2026, 8, 31)), interval=28, visits=FOUR)
NURSE_LINE = check(
    line(id="2", drug="nursing", hcpcs="99601", units=8, last_day=date(2026, 8, 31)), drug=None, interval=None
)
SALINE = check(line(id="3", drug="saline", hcpcs="J7030", units=9), drug=None, interval=None)
PROVIDED = replace(policy(group("any", "0", leaf("II", NOT_MET), provisional())), services=("99601",))


def test_a_time_limited_approval_covers_the_days_within_it() -> None:
    """84 days from May 11 end on August 2: three visits of four, 300 units of 400, three visits of the nurse."""
    assert approved(PROVIDED, DRUG_LINE, NURSE_LINE, SALINE) == [
        "Line 1: 300 units of 400 requested, through 2026-08-02.",
        "Line 2: 3 units of 8 requested, through 2026-08-02.",
        None,
    ]


def test_visits_of_a_nurse_are_never_more_than_asked() -> None:
    fewer = replace(NURSE_LINE, line=replace(NURSE_LINE.line, units=2))
    assert approved(PROVIDED, DRUG_LINE, fewer)[1] == "Line 2: 2 units of 2 requested, through 2026-08-02."


def test_an_order_without_days_is_covered_only_when_it_ends_in_time() -> None:
    through_june = check(line(units=400, last_day=date(2026, 6, 30)), interval=None)
    through_august = check(line(units=400, last_day=date(2026, 8, 31)), interval=None)
    assert approved(PROVIDED, through_june) == ["Line 1: 400 units of 400 requested, through 2026-08-02."]
    assert approved(PROVIDED, through_august) == [None]


def test_what_is_above_a_limit_is_approved_within_it() -> None:
    made = policy(leaf("I", MET), limits=[leaf("IV.A", NOT_MET)], modified_by=("IV.A",))
    assert approved(made, DRUG_LINE, SALINE) == ["Line 1: only what is within IV.A.", None]


@pytest.mark.parametrize("made", [policy(leaf("I", MET)), policy(leaf("I", NOT_MET))])
def test_a_full_approval_or_a_denial_covers_no_part(made: Policy) -> None:
    assert approved(made, DRUG_LINE) == [None]


def test_the_branch_is_only_provided_where_nothing_else_meets_the_criteria() -> None:
    made = policy(group("any", "0", leaf("II", MET), provisional()))
    assert Weighed(judged=weighed(made).judged, policy=made).provided is None
