"""From which age a label names a use, and the most that a regimen gives in any 28 days, held against what was read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.model.words import DoseVerdict
from tests.dosing.checked import body, checked
from tests.shipped import knowledge

LABELLED_FROM = {
    "label-adalimumab-ra": 18,
    "label-adalimumab-psa-as": 18,
    "label-adalimumab-jia": 2,
    "label-adalimumab-crohns": 6,
    "label-adalimumab-uc": 5,
    "label-adalimumab-psoriasis": 18,
    "label-adalimumab-hidradenitis": 12,
    "label-adalimumab-uveitis": 2,
    "label-infliximab-bowel": 6,
    "label-infliximab-ra": 18,
    "label-infliximab-as-psa-psoriasis": 18,
    "label-ustekinumab-psoriasis": 6,
    "label-ustekinumab-psa": 6,
    "label-ustekinumab-bowel": 18,
    "label-vedolizumab-uc": 18,
    "label-vedolizumab-crohns": 18,
    "label-dupilumab-asthma": 6,
    "label-dupilumab-nasal-polyps": 12,
    "label-dupilumab-eoe": 1,
    "label-dupilumab-skin": 18,
    "label-dupilumab-urticaria": 2,
    "label-dupilumab-copd": 18,
    "label-omalizumab-asthma": 6,
    "label-omalizumab-nasal-polyps": 18,
    "label-omalizumab-food-allergy": 1,
    "label-omalizumab-csu": 12,
}

# what falls in the fullest 28 days, not the mean of the interval: one dose of 90 mg every 8 weeks is 90 mg, not 45
MOST_IN_28_DAYS = {
    "label-adalimumab-psa-as": "80",
    "label-adalimumab-uc": "320",
    "visible-1-2020": "600",
    "im-uniti-5-years": "90",
    "unifi-4-years": "90",
    "boreas-2023": "600",
}

LABELLED_ORDERS = [
    ("dupilumab", "copd", "300 mg every 2 weeks"),
    ("dupilumab", "chronic-spontaneous-urticaria", "400 mg once, then 200 mg every 2 weeks"),
    ("adalimumab", "ulcerative-colitis", "160 mg on day 1, 80 mg on day 15, then 40 mg every other week"),
    ("adalimumab", "crohns-disease", "80 mg on day 1, 40 mg on day 15, then 20 mg every other week"),
    ("adalimumab", "uveitis", "20 mg every other week"),
]


@pytest.mark.parametrize(("id", "age"), sorted(LABELLED_FROM.items()))
def test_a_label_names_its_use_from_an_age(id: str, age: int) -> None:
    assert knowledge().references[id].age_from == age


@pytest.mark.parametrize(
    ("id", "low", "high"),
    [("icata-2011", 6, 20), ("outmatch-2024", 1, 17), ("lanier-2009", 6, 11), ("prose-2015", 6, 17)],
)
def test_a_trial_of_children_tells_their_ages(id: str, low: int, high: int) -> None:
    record = knowledge().references[id]
    assert record.age_from == low
    assert record.age_to == high


@pytest.mark.parametrize(("id", "most"), sorted(MOST_IN_28_DAYS.items()))
def test_the_highest_amount_is_that_of_the_fullest_28_days(id: str, most: str) -> None:
    assert knowledge().references[id].per_28_days_high == Decimal(most)


@pytest.mark.parametrize(("drug", "disease", "order"), LABELLED_ORDERS)
def test_a_labelled_order_is_within_the_label(drug: str, disease: str, order: str) -> None:
    assert checked(order, drug, body("60"), diseases=(disease,)).verdict is DoseVerdict.WITHIN


@pytest.mark.parametrize("id", ["serene-cd-2022", "serene-uc-2022", "tailorix-2018"])
def test_a_trial_of_more_drug_does_not_speak_against_the_drug(id: str) -> None:
    assert knowledge().references[id].direction == "mixed"
