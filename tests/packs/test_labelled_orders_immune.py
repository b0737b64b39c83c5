"""Labelled orders of the drugs for arthritis, bowel, skin and airways are never above label; escalated ones are."""

from __future__ import annotations

import pytest

from mednec.model.words import DoseVerdict
from tests.dosing.checked import body, checked

WITHIN, ABOVE = DoseVerdict.WITHIN, DoseVerdict.ABOVE_LABEL

LABELLED = [
    ("adalimumab", "rheumatoid-arthritis", "40 mg SC every 2 weeks", ""),
    ("adalimumab", "rheumatoid-arthritis", "40 mg SC every week", ""),
    ("adalimumab", "rheumatoid-arthritis", "80 mg SC every 2 weeks", ""),
    ("adalimumab", "psoriatic-arthritis", "40 mg SC every other week", ""),
    ("adalimumab", "ankylosing-spondylitis", "40 mg every 2 weeks", ""),
    ("adalimumab", "crohns-disease", "160 mg on day 1, 80 mg on day 15, then 40 mg every other week", ""),
    ("adalimumab", "crohns-disease", "40 mg every other week", ""),
    ("adalimumab", "ulcerative-colitis", "160 mg on day 1, 80 mg on day 15, then 40 mg every other week", ""),
    ("adalimumab", "plaque-psoriasis", "80 mg once, then 40 mg every other week", ""),
    ("adalimumab", "hidradenitis-suppurativa", "160 mg on day 1, 80 mg on day 15, then 40 mg every week", ""),
    ("adalimumab", "hidradenitis-suppurativa", "80 mg every other week", ""),
    ("adalimumab", "uveitis", "80 mg once, then 40 mg every other week", ""),
    ("ustekinumab", "plaque-psoriasis", "45 mg at weeks 0 and 4, then 45 mg every 12 weeks", ""),
    ("ustekinumab", "plaque-psoriasis", "90 mg at weeks 0 and 4, then 90 mg every 12 weeks", ""),
    ("ustekinumab", "psoriatic-arthritis", "45 mg at weeks 0 and 4, then 45 mg every 12 weeks", ""),
    ("ustekinumab", "crohns-disease", "520 mg intravenously once, then 90 mg subcutaneously every 8 weeks", ""),
    ("ustekinumab", "ulcerative-colitis", "390 mg IV once, then 90 mg SC every 8 weeks", ""),
    ("ustekinumab", "ulcerative-colitis", "90 mg SC every 8 weeks", ""),
    ("infliximab", "crohns-disease", "5 mg/kg IV at weeks 0, 2 and 6, then 5 mg/kg every 8 weeks", ""),
    ("infliximab", "crohns-disease", "10 mg/kg IV every 8 weeks", ""),
    ("infliximab", "ulcerative-colitis", "5 mg/kg IV at weeks 0, 2 and 6, then 5 mg/kg every 8 weeks", "Inflectra"),
    ("infliximab", "rheumatoid-arthritis", "3 mg/kg IV at weeks 0, 2 and 6, then 3 mg/kg every 8 weeks", ""),
    ("infliximab", "rheumatoid-arthritis", "3 mg/kg IV every 4 weeks", ""),
    ("infliximab", "rheumatoid-arthritis", "10 mg/kg IV every 8 weeks", ""),
    ("infliximab", "ankylosing-spondylitis", "5 mg/kg IV at weeks 0, 2 and 6, then 5 mg/kg every 6 weeks", ""),
    ("infliximab", "psoriatic-arthritis", "5 mg/kg IV every 8 weeks", ""),
    ("infliximab", "plaque-psoriasis", "5 mg/kg IV every 8 weeks", ""),
    ("infliximab", "crohns-disease", "120 mg SC every 2 weeks", "Zymfentra"),
    ("vedolizumab", "ulcerative-colitis", "300 mg IV at weeks 0, 2 and 6, then 300 mg every 8 weeks", ""),
    ("vedolizumab", "crohns-disease", "300 mg IV every 8 weeks", "Entyvio"),
    ("vedolizumab", "ulcerative-colitis", "108 mg SC every 2 weeks", ""),
    ("vedolizumab", "crohns-disease", "108 mg SC every 2 weeks", "Entyvio Pen"),
    ("dupilumab", "atopic-dermatitis", "600 mg once, then 300 mg every 2 weeks", ""),
    ("dupilumab", "atopic-dermatitis", "400 mg once, then 200 mg every other week", ""),
    ("dupilumab", "atopic-dermatitis", "300 mg every 4 weeks", ""),
    ("dupilumab", "asthma", "600 mg once, then 300 mg every other week", ""),
    ("dupilumab", "asthma", "400 mg once, then 200 mg every other week", ""),
    ("dupilumab", "nasal-polyps", "300 mg every other week", ""),
    ("dupilumab", "eosinophilic-esophagitis", "300 mg every week", ""),
    ("dupilumab", "eosinophilic-esophagitis", "200 mg every 2 weeks", ""),
    ("dupilumab", "prurigo-nodularis", "600 mg once, then 300 mg every other week", ""),
    ("dupilumab", "chronic-spontaneous-urticaria", "600 mg once, then 300 mg every other week", ""),
    ("dupilumab", "bullous-pemphigoid", "600 mg once, then 300 mg every other week", ""),
    ("omalizumab", "asthma", "375 mg every 2 weeks", ""),
    ("omalizumab", "chronic-spontaneous-urticaria", "300 mg every 4 weeks", ""),
]

ESCALATED = [
    ("adalimumab", "psoriatic-arthritis", "40 mg SC every week", ""),
    ("adalimumab", "crohns-disease", "40 mg SC every week", ""),
    ("adalimumab", "uveitis", "40 mg SC every week", ""),
    ("adalimumab", "ulcerative-colitis", "160 mg at weeks 0, 1, 2 and 3, then 40 mg every week", ""),
    ("ustekinumab", "crohns-disease", "90 mg SC every 4 weeks", ""),
    ("ustekinumab", "plaque-psoriasis", "90 mg SC every 8 weeks", ""),
    ("infliximab", "ulcerative-colitis", "10 mg/kg IV every 8 weeks", ""),
    ("infliximab", "crohns-disease", "10 mg/kg IV every 4 weeks", ""),
    ("infliximab", "plaque-psoriasis", "5 mg/kg IV every 4 weeks", ""),
    ("vedolizumab", "ulcerative-colitis", "300 mg IV every 4 weeks", ""),
    ("vedolizumab", "crohns-disease", "300 mg IV every 4 weeks", "Entyvio"),
    ("dupilumab", "atopic-dermatitis", "300 mg every week", ""),
    ("dupilumab", "nasal-polyps", "300 mg every week", ""),
    ("omalizumab", "chronic-spontaneous-urticaria", "600 mg every 2 weeks", ""),
]


@pytest.mark.parametrize(("drug", "disease", "order", "brand"), LABELLED, ids=lambda v: v or "-")
def test_a_labelled_order_is_never_called_above_label(drug: str, disease: str, order: str, brand: str) -> None:
    assert checked(order, drug, body("80"), diseases=(disease,), brand=brand or None).verdict is WITHIN


@pytest.mark.parametrize(("drug", "disease", "order", "brand"), ESCALATED, ids=lambda v: v or "-")
def test_an_escalated_order_is_above_label(drug: str, disease: str, order: str, brand: str) -> None:
    assert checked(order, drug, body("80"), diseases=(disease,), brand=brand or None).verdict is ABOVE
