"""Orders multiplied out: the sums are worked by hand in the comments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from mednec.dosing import Arithmetic, Body, implied_weight, multiply_out
from mednec.dosing.say import decimal, per_kg, say
from mednec.dosing.worked import times
from mednec.model.regimen import Totals
from tests.dosing.expected import ordered

FIRST, LAST = date(2026, 1, 5), date(2026, 7, 4)  # 181 days


def worked(
    text: str, *, kg: str | None = None, m2: str | None = None, first: date = FIRST, last: date = LAST
) -> Arithmetic:
    """The order multiplied out for this body and period."""
    body = Body(weight_kg=None if kg is None else Decimal(kg), bsa_m2=None if m2 is None else Decimal(m2))
    return multiply_out(ordered(text), body=body, first=first, last=last)


def totals(
    text: str, *, kg: str | None = None, m2: str | None = None, first: date = FIRST, last: date = LAST
) -> Totals:
    """Its totals, which must come out."""
    found = worked(text, kg=kg, m2=m2, first=first, last=last).totals
    assert found is not None
    return found


def test_a_fixed_dose_every_two_weeks() -> None:
    found = totals("600 mg SC every 2 weeks, 8 visits", first=date(2025, 3, 24), last=date(2025, 6, 30))
    assert found == Totals(
        unit="mg",
        per_dose=Decimal(600),
        per_course=Decimal(600),
        first_28_days=Decimal(1200),  # days 0 and 14
        per_28_days=Decimal(1200),
        per_month=Decimal("1304.464286"),  # 600 x 30.4375 / 14
        in_period=Decimal(4800),  # 8 visits
        days_in_period=8,
    )


def test_the_working_of_28_days_and_of_a_mean_month_is_shown_apart() -> None:
    found = worked("600 mg SC every 2 weeks, 8 visits", first=date(2025, 3, 24), last=date(2025, 6, 30))
    shown = [(step.label, step.working, step.result) for step in found.steps]
    assert ("per 28 days", "600 mg x 2", "1,200 mg per 28 days") in shown
    month = "per mean month of 30.4375 days"
    assert (month, "600 mg x 30.44 days / 14 days", f"1,304.5 mg {month}") in shown
    assert shown[-1] == ("2025-03-24 to 2025-06-30, 8 days of treatment", "8 x 600 mg", "4,800 mg")


def test_per_kg_over_two_days_every_four_weeks() -> None:
    # 58.1 kg x 1 g/kg = 58.1 g, 29.05 g on each of two days; days 0, 28 ... 140 and 168 of 181: 7 courses
    found = totals("1 g/kg IV divided over 2 days q4wks", kg="58.1")
    assert (found.per_dose, found.per_course, found.per_28_days) == (Decimal("29.05"), Decimal("58.1"), Decimal("58.1"))
    assert (found.in_period, found.days_in_period) == (Decimal("406.7"), 14)


def test_the_impossible_order_is_multiplied_out_as_written() -> None:
    # 29 g/kg x 58.1 kg = 1,684.9 g
    found = totals("LD 29g/kg IV divided over 4 days x1", kg="58.1", first=date(2026, 2, 2), last=date(2026, 2, 5))
    assert (found.per_course, found.in_period, found.per_28_days) == (Decimal("1684.9"), Decimal("1684.9"), None)


def test_a_daily_per_kg_dose_for_five_days() -> None:
    # 0.4 g/kg x 70 kg = 28 g; five days 140 g
    found = totals("0.4 g/kg/day x 5 days every 4 weeks", kg="70")
    assert (found.per_dose, found.per_course, found.first_28_days) == (Decimal(28), Decimal(140), Decimal(140))
    # a month of 30.4375 days holds 140 g x 30.4375 / 28
    assert found.per_month == Decimal("152.1875")


def test_per_square_metre() -> None:
    # 375 mg/m2 x 1.9 m2 = 712.5 mg, four times
    found = totals("375 mg/m2 IV weekly x 4", m2="1.9")
    assert (found.per_dose, found.first_28_days, found.in_period) == (Decimal("712.5"), Decimal(2850), Decimal(2850))


def test_a_series_that_ends_is_never_more_than_itself_in_28_days() -> None:
    # weekly x 2: two doses, not four
    assert totals("300 mg weekly x 2 doses").per_28_days == Decimal(600)


def test_loading_and_maintenance_with_a_stated_dose() -> None:
    text = "1 gram per kilogram per day (=50 g) days 1-5 as a loading dose then 50 g on Day 1 and 2 every 4 weeks"
    found = totals(text, kg="50.3", first=date(2026, 7, 6), last=date(2027, 1, 5))
    # the stated 50 g count, not 50.3: 5 x 50 g, then 100 g from 2026-08-03, six times until 2026-12-21
    assert (found.per_course, found.first_28_days, found.per_28_days) == (Decimal(250), Decimal(250), Decimal(100))
    assert (found.in_period, found.days_in_period) == (Decimal(850), 17)


def test_weeks_0_2_6_then_every_eight() -> None:
    # days 0, 14, 42, 98, 154 of 181: five doses of 350 mg
    found = totals("5 mg/kg IV at weeks 0, 2 and 6, then every 8 weeks", kg="70")
    assert (found.first_28_days, found.per_28_days) == (Decimal(700), Decimal(175))  # 350 x 28 / 56
    assert (found.in_period, found.days_in_period) == (Decimal(1750), 5)


def test_a_cap_holds_for_each_dose() -> None:
    # 8 mg/kg x 110 kg = 880 mg, capped at 800
    assert totals("8 mg/kg q4w (max 800 mg/dose)", kg="110").per_dose == Decimal(800)


def test_two_steps_in_different_units_of_mass() -> None:
    found = totals("1 g IV once then 500 mg every 2 weeks x 2")
    assert (found.unit, found.per_dose, found.in_period) == ("g", Decimal(1), Decimal(2))


def test_twice_a_day() -> None:
    # 2 x 5 mg on 28 days
    assert totals("5 mg PO BID").per_28_days == Decimal(280)


def test_three_times_a_day_is_three_not_rounded() -> None:
    assert totals("100 mg TID").per_28_days == Decimal(8400)


def test_all_visits_of_an_order_of_several_steps_are_counted_together() -> None:
    # 8 infusions: days 0, 14, 28, then every 28 days: 56 ... 168
    found = totals("10 mg/kg (700 mg) IV on days 0, 14 and 28, then every 28 days; 8 infusions", kg="69.2")
    assert (found.days_in_period, found.in_period, found.per_28_days) == (8, Decimal(5600), Decimal(700))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("1 g/kg every 4 weeks", ("body weight",)),
        ("75 mg/m2 every 3 weeks", ("body surface area",)),
        ("10 mg PRN", ("interval (the order says only: as needed)",)),
        ("10 mL once then 5 mg weekly", ("one unit for all steps of the order",)),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_multiplied(text: str, missing: tuple[str, ...]) -> None:
    found = worked(text)
    assert (found.totals, found.missing) == (None, missing)


def test_a_step_that_needs_the_weight_shows_it() -> None:
    first = worked("2 g/kg once", kg="50").steps[0]
    assert (first.label, first.working, first.result) == ("dose", "50 kg x 2 g/kg", "100 g")


def test_a_stated_dose_is_shown_per_kg() -> None:
    steps = worked("1 g/kg (= 50 g) once", kg="50.3").steps
    assert (steps[1].label, steps[1].working, steps[1].result) == ("dose as stated", "50 g / 50.3 kg", "0.99 g/kg")


# 20 g as one half of 1 g/kg: 20 / 0.5; 29 g a day for four days as 2 g/kg: 116 / 2; 140 g as 2 g/kg: 140 / 2
IMPLIED = [("20", "1", Fraction(1, 2), "40 kg"), ("116", "2", Fraction(1), "58 kg"), ("140", "2", Fraction(1), "70 kg")]


@pytest.mark.parametrize(("amount", "per", "part", "kg"), IMPLIED)
def test_the_weight_that_an_amount_implies(amount: str, per: str, part: Fraction, kg: str) -> None:
    assert implied_weight(Decimal(amount), "g", per_kg_amount=Decimal(per), part=part).result == kg


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        (Decimal("1684.90"), "g", "1,684.9 g"),
        (Fraction(600 * 487, 16 * 14), "mg", "1,304.5 mg"),
        (Fraction(1, 3), "g", "0.333 g"),
        (Decimal("58.10"), "g", "58.1 g"),
        (Decimal(1200), "", "1,200"),
        (Decimal("1E+3"), "mg", "1,000 mg"),
    ],
)
def test_amounts_in_print(amount: Fraction | Decimal, unit: str, said: str) -> None:
    assert say(amount, unit) == said


def test_amounts_per_kg_always_have_two_places() -> None:
    # 116 / 58.1 = 1.9966; 29 / 58.1 = 0.4991
    assert per_kg(Fraction(1160, 581), "g") == "2.00 g/kg"
    assert per_kg(Fraction(290, 581), "g") == "0.50 g/kg"
    assert decimal(Fraction(2, 3)) == Decimal("0.666667")


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (Fraction(2500, 503) / 2, "2.5 times"),  # 250 g at 50.3 kg against 2 g/kg: 2.485
        (Fraction(1, 2), "0.5 times"),
        (Fraction(4), "4 times"),
        (Fraction(101, 100), "1.01 times"),
        (Fraction(99, 100), "0.99 times"),
        (Fraction(1, 8), "0.12 times"),
    ],
)
def test_how_many_times_the_label(ratio: Fraction, said: str) -> None:
    assert times(ratio) == said
