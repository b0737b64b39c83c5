"""Doses given, the weight a dose is reckoned with, ages in months, lengths by route, products by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mednec.criteria.kinds import parse_leaf
from mednec.criteria.kinds.dosing_weight import DosingWeight
from mednec.errors import PolicyError
from mednec.model.finding import Period
from mednec.model.words import Assertion, Status
from tests.criteria.made import counted, given, record, stated, status
from tests.making import line

MET, NOT_MET, OPEN = Status.MET, Status.NOT_MET, Status.NOT_DOCUMENTED


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], OPEN),
        ([date(2026, 1, 5)], OPEN),  # others may have been given that nobody wrote down
        ([date(2026, 1, 5), date(2026, 1, 5)], OPEN),  # told twice, given once
        ([date(2026, 1, 5), date(2026, 4, 5)], MET),
    ],
)
def test_so_many_doses_given(days: list[date], expected: Status) -> None:
    assert status("doses_given", {"at_least": 2}, *(given(day) for day in days)) is expected


def test_the_weight_is_adjusted_above_a_share_of_the_ideal_one() -> None:
    rule = parse_leaf("dosing_weight", {"over_ideal_percent": 120, "adjust": 0.4}, "made")
    assert isinstance(rule, DosingWeight)
    # 63 in, woman: 45.5 + 2.3 x 3 = 52.4 kg; 84 kg is above 62.88 kg: 52.4 + 0.4 x 31.6 = 65.04 kg
    assert rule.weight(Decimal(84), Decimal(63), male=False)[0] == Decimal("65.04")
    assert rule.weight(Decimal(62), Decimal(63), male=False)[0] == Decimal(62)
    # 69 in, man: 50 + 2.3 x 9 = 70.7 kg; 96.2 kg is above 84.84 kg: 70.7 + 0.4 x 25.5 = 80.9 kg
    assert rule.weight(Decimal("96.2"), Decimal(69), male=True)[0] == Decimal("80.90")


def test_without_an_order_per_kg_the_weight_is_open() -> None:
    assert status("dosing_weight", {"over_ideal_percent": 120, "adjust": 0.4}) is OPEN


def test_a_share_lies_between_none_and_all() -> None:
    with pytest.raises(PolicyError, match="lies between 0 and 1, not 4"):
        parse_leaf("dosing_weight", {"over_ideal_percent": 120, "adjust": 4}, "made")


@pytest.mark.parametrize(("months", "expected"), [(6, MET), (12 * 30, MET), (12 * 90, NOT_MET)])
def test_an_age_in_months(months: int, expected: Status) -> None:
    held = record()
    asked = replace(held.request, places={**held.request.places, "patient.birth_date": (0, 1)})
    rule = parse_leaf("age", {"at_least_months": months}, "made")
    assert rule.judge(replace(held, facts=replace(held.facts, request=asked))).status is expected


@pytest.mark.parametrize(
    ("drug", "brand", "expected"),
    [
        ("drug-a-xyzz", None, MET),
        ("drug-a", "Brandine", MET),
        ("drug-a-other", None, NOT_MET),  # the name of the drug alone is not that of the product
        ("drug-a-xyzz-lite", None, NOT_MET),
    ],
)
def test_a_product_is_named_as_brand_or_by_its_own_name(drug: str, brand: str | None, expected: Status) -> None:
    asked = replace(line(brand=brand), drug=drug)
    slots = {"drug": ["drug-a"], "brands": ["Brandine", "drug-a-xyzz"]}
    assert parse_leaf("request_is", slots, "made").judge(record(lines=(asked,))).status is expected


def test_to_deny_one_of_several_says_nothing_of_the_others() -> None:
    none_x = stated("No disease X.", "disease-x", Assertion.ABSENT)
    none_y = stated("No disease Y.", "disease-y", Assertion.ABSENT)
    either = {"of": ["disease-x", "disease-y"]}
    assert status("diagnosis", either, none_x) is OPEN
    assert status("diagnosis", either, none_x, none_y) is NOT_MET


def test_the_past_year_of_a_note_written_some_days_before_the_request() -> None:
    slots = {"of": ["event-e"], "at_least": 2, "within_days": 365}
    past_year = Period(first=date(2025, 4, 30), last=date(2026, 4, 29))
    assert status("event_count", slots, counted("2 events in the past year.", "2", past_year)) is MET
    longer = Period(first=date(2024, 4, 30), last=date(2026, 4, 29))
    assert status("event_count", slots, counted("2 events in two years.", "2", longer)) is OPEN


@pytest.mark.parametrize(
    ("words", "assertion", "expected"),
    [
        ("Active disease X.", Assertion.PRESENT, MET),
        ("Moderately active disease X.", Assertion.PRESENT, MET),
        ("Disease X.", Assertion.PRESENT, OPEN),
        ("Inactive disease X.", Assertion.PRESENT, OPEN),
        ("No disease X.", Assertion.ABSENT, NOT_MET),
    ],
)
def test_what_must_stand_beside_a_diagnosis(words: str, assertion: Assertion, expected: Status) -> None:
    found = stated(words, "disease-x", assertion)
    assert status("diagnosis", {"of": ["disease-x"], "worded": ["active actively"]}, found) is expected
