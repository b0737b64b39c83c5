"""Orders that cannot be read: each refusal says why, and nothing is guessed."""

from __future__ import annotations

import pytest

from tests.dosing.expected import refused

RANGES = [
    ("150-300 mg SC q4wk", "a range of amounts"),
    ("300 mg or 600 mg q4w", "two amounts"),
    ("600 mg SC every 2-4 weeks", "the interval is a range"),
    ("2-3 times a week 10 mg", "the frequency is a range"),
    ("up to 600 mg q2w", "a bound, not an amount"),
    ("at least 300 mg q4w", "a bound, not an amount"),
    ("no more than 600 mg q2w", "negated"),
    ("~600 mg q2w", "not an exact amount"),
    ("about 600 mg q2w", "not certain"),
]
MISSING = [
    ("375 SC every 2 weeks", "the amount 375 has no unit"),
    ("600 mg SC", "no interval"),
    ("140 grams", "no interval"),
    ("1 g/kg x 2", "2 doses without an interval"),
    ("every 2 weeks", "a schedule without an amount"),
    ("1 vial every 4 weeks", "a strength that is not written"),
    ("300 mg/2 mL every 2 weeks", "a schedule without an amount"),
    ("", "no amount"),
]
TWO_MEANINGS = [
    ("600 mg SC biweekly", "can mean two different intervals"),
    ("600 mg q2w q4w", "two different intervals"),
    ("600 mg every 2 weeks (every 4 weeks)", "two different intervals"),
    ("600 mg q2w or 300 mg weekly", "alternatives without a choice"),
    ("450 mg + 150 mg every 2 weeks", "two amounts in one step"),
    ("10 mg AM 5 mg PM daily", "two amounts in one step"),
    ("600 mg q2w x 8 visits x 10 visits", "two counts"),
    ("10 mg daily x 5 days x 6 days", "two durations"),
    ("600 mg every two (3) weeks", "two numbers for one"),
    ("1 g x2 q6mo", "2 doses in each interval"),
    ("1 g/kg x 2 days q4w", "2 days in each interval, but how much on each?"),
    ("45 mg at weeks 0 and 4 and every 12 weeks", "does the course repeat"),
    ("45 mg weeks 0, 4, every 12 weeks", "does the course repeat"),
    ("1200 mg every 4 weeks divided into 2 doses", "the amount of each is not written"),
    ("600 mg q2w, NTE 1200 mg/28 days", "the cap is per another time"),
]
DATES = [
    ("600 mg last given on 3/10/25", "no interval"),
    ("300 mg on 13/40/2025", "no interval"),
    ("1 g on 10/27/2025 and 10/13/2025", "the dates are not in order"),
    ("1 g on 10/13/2025 and day 15", "numbered days beside dates"),
    ("600 mg (3 syringes of 150 mg) q2w", "do not agree"),
]
ILLEGIBLE = [
    ("1.000 mg IV q2w", "may be a decimal or a thousand"),
    ("0,4 g/kg daily", "is not one number"),
    ("6OO mg q2w", "no such unit"),
    ("O.4 g/kg daily", "illegible number"),
    ("6?0 mg q2w", "illegible"),
    ("0600 mg q2w", "leading zero"),
]
CHANGES = [
    ("start 300 mg, increase to 600 mg q2w", "the dose changes"),
    ("150 mg q4w -> 300 mg q4w", "a change from one order to another"),
    ("60 mg taper by 10 mg weekly", "the dose changes"),
    ("half dose 600 mg q2w", "a part of a dose"),
    ("300 mg q4w; hold if Hgb < 7", "negated or stopped"),
    ("current 150 mg q4w; requesting 300 mg q4w", "a step without an end is followed by another"),
    ("100 mcg/kg/min", "a rate, not a dose"),
]


@pytest.mark.parametrize(("text", "why"), RANGES + MISSING + TWO_MEANINGS + DATES + ILLEGIBLE + CHANGES)
def test_an_order_is_refused_with_its_reason(text: str, why: str) -> None:
    assert why in refused(text).why


CONTRADICTIONS = [
    ("1 g/kg IV q3wk (Wt 60 kg = 90 g)", "1 g/kg x 60 = 60 g, but the order says 90 g"),
    ("5 mg/kg x 70 kg = 400 mg every 8 weeks", "350 mg, but the order says 400 mg"),
    ("30 g every 3 weeks (0.5 g/kg; weight 80 kg)", "0.5 g/kg x 80 is not the dose written"),
    ("600 mg every 2 weeks (900 mg per 28 days)", "do not agree"),
    ("1 g/kg/day x 2 days (5 g/kg total) q4w", "do not agree"),
    ("2 g every 6 months (1 g day 1, then 2 g two weeks later)", "the parts of the dose"),
    ("3 g every 6 months (1 g day 1, 1 g day 15)", "the parts do not make the whole"),
]


@pytest.mark.parametrize(("text", "why"), CONTRADICTIONS)
def test_an_order_that_contradicts_itself(text: str, why: str) -> None:
    assert why in refused(text).why


def test_a_contradiction_is_marked_and_a_gap_is_not() -> None:
    assert refused("5 mg/kg x 70 kg = 400 mg every 8 weeks").contradiction
    assert refused("30 g every 3 weeks (0.5 g/kg; weight 80 kg)").contradiction
    assert not refused("600 mg SC").contradiction


UNITS = [
    ("600 zorps SC every 2 weeks", "zorps"),
    ("600mgg q2w", "mgg"),
    ("600 mg/zorp q2w", "mg/zorp"),
    ("375 SC every 2 weeks", ""),  # no unit is not an unknown unit
    ("6OO mg q2w", ""),  # letters that look like figures
    ("RN visit each infusion day, plus 99602 x3 per visit", ""),
]


@pytest.mark.parametrize(("text", "unit"), UNITS)
def test_a_unit_that_does_not_exist_is_named(text: str, unit: str) -> None:
    assert refused(text).unknown_unit == unit


@pytest.mark.parametrize(
    ("text", "place"),
    [("600 mg q2w or 300 mg weekly", "or 300"), ("600 mg SC biweekly", "biweekly"), ("600 mg q2w, 4.5.6 doses", "4.5")],
)
def test_a_refusal_says_where_it_stopped(text: str, place: str) -> None:
    assert text[refused(text).at :].startswith(place)
