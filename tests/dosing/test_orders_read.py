"""Orders that the grammar reads, each with what a pharmacist reads in it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.model.regimen import Course, Rate
from tests.dosing.expected import course, ordered, plain

ONE_AMOUNT: list[tuple[str, Course]] = [
    ("600 mg SC every 2 weeks", course("600 mg", every=14)),
    ("600mg SQ Q2wks", course("600 mg", every=14)),
    ("600 mg subcutaneously once every 14 days", course("600 mg", every=14)),
    ("600 mg SC every two (2) weeks", course("600 mg", every=14)),
    ("q2w 600 mg SC", course("600 mg", every=14)),
    ("600 mg SC eow", course("600 mg", every=14)),
    ("600 mg / 14 days", course("600 mg", every=14)),
    ("0.6 g q2w", course("0.6 g", every=14)),
    ("1,000 mg IV monthly", course("1000 mg", every="30.4")),
    ("1000 mg per month", course("1000 mg", every="30.4")),
    ("500 mg IV q6mo", course("500 mg", every="182.6")),
    ("40 mg IM once a year", course("40 mg", every=365)),
    ("50 mg PO daily", course("50 mg", every=1)),
    ("60 mg/d", course("60 mg", every=1)),
    ("5 mg PO BID", course("5 mg", every="0.5")),
    ("300 mg p.o. t.i.d.", course("300 mg", every="0.3333")),
    ("10 mg Monday, Wednesday, Friday", course("10 mg", every="2.3333")),
    ("20 mg SC TIW", course("20 mg", every="2.3333")),
    ("10 g SC twice weekly", course("10 g", every="3.5")),
    ("10,000 units SC weekly", course("10000 units", every=7)),
    ("600 IU/kg every 2 weeks", course("600 units/kg", every=14)),
    ("0.1 mL/kg q4w", course("0.1 mL/kg", every=28)),
    ("500 mg/m² IV q3w", course("500 mg/m2", every=21)),
    ("1 mg/kg/d PO", course("1 mg/kg", every=1)),
    ("25 mg/kg/day divided BID", course("12.5 mg/kg", every="0.5")),
    ("240 mg IV over 30 minutes q2w", course("240 mg", every=14)),
    ("10 mg daily PRN", course("10 mg", every=1, as_needed=True)),
    ("8 mg/kg IV q4 weeks, max 800 mg", course("8 mg/kg", every=28, at_most="800")),
    ("8 mg/kg IV q4 weeks (max 800 mg/dose)", course("8 mg/kg", every=28, at_most="800")),
    ("600 mg q2w once approved", course("600 mg", every=14)),
    ("20 mg/mL, 300 mg SC q4wk (was 150 mg)", course("300 mg", every=28)),
    ("inject 0.4 mL (40 mg) SC every 14 days", course("40 mg", every=14)),
    ("300 mg weekly (1,200 mg/28 days)", course("300 mg", every=7)),
]
COUNTED: list[tuple[str, Course]] = [
    ("600 mg SC every 2 weeks, 8 visits", course("600 mg", every=14, repeats=8)),
    ("600 mg q2wk x 8", course("600 mg", every=14, doses=8)),
    ("300 mg SC every 4 weeks x 6 doses", course("300 mg", every=28, doses=6)),
    ("375 mg/m2 IV once weekly for 4 weeks", course("375 mg/m2", every=7, doses=4)),
    ("375 mg/m2 x 4 weekly doses", course("375 mg/m2", every=7, doses=4)),
    ("375 mg/m2 day 1 of each 21-day cycle x 6 cycles", course("375 mg/m2", every=21, repeats=6)),
    ("500 mg IV once", course("500 mg", doses=1)),
    ("500 mg IV x1", course("500 mg", doses=1)),
]
STRENGTHS: list[tuple[str, Course]] = [
    ("two 150 mg syringes every 4 weeks", course("300 mg", every=28)),
    ("2 vials of 150 mg every 4 weeks", course("300 mg", every=28)),
    ("600 mg (4 syringes of 150 mg) q2w", course("600 mg", every=14)),
    ("2 x 150 mg q4w", course("300 mg", every=28)),
    ("600 mg (4 x 150 mg) SC q2w", course("600 mg", every=14)),
    ("300 mg/2 mL pen: inject 1 pen every 2 weeks", course("300 mg", every=14)),
    ("take two 5 mg tablets twice daily", course("10 mg", every="0.5")),
    ("20 g/200 mL IV monthly", course("20 g", every="30.4")),
    ("10 mg XR tablet PO daily, #90 per 90 days", course("10 mg", every=1)),
]
COURSES: list[tuple[str, Course]] = [
    (
        "LD 29g/kg IV divided over 4 days x1 via ambulatory pump 150-250 ml/hr",
        course("29 g/kg", role="loading", divided=True, over=4, repeats=1),
    ),
    (
        "MD 1g/kg IV divided over 2 days q4wks",
        course("1 g/kg", role="maintenance", divided=True, over=2, every=28),
    ),
    (
        "2 g/kg divided over 2-5 days every 4 weeks",
        course("2 g/kg", divided=True, over=2, over_high=5, every=28),
    ),
    (
        "2 g/kg over 2 to 5 consecutive days every 4 weeks",
        course("2 g/kg", divided=True, over=2, over_high=5, every=28),
    ),
    ("0.4 g/kg/day x 5 days every 4 weeks", course("0.4 g/kg", doses=5, over=5, every=28, spacing=1)),
    ("0.4 g/kg/day x 5 days every 4 weeks x 6 months", course("0.4 g/kg", doses=5, over=5, every=28, spacing=1)),
    ("1 g/kg/day on 2 consecutive days every 4 weeks", course("1 g/kg", doses=2, over=2, every=28, spacing=1)),
    ("50 g daily x 2 every 28 days", course("50 g", doses=2, over=2, every=28, spacing=1)),
    ("methylprednisolone 1 g/d IV x 3 d", course("1 g", doses=3, over=3, every=1)),
    ("1,000 mg IV on days 1 and 15", course("1000 mg", doses=2, over=15, every=14, days=(0, 14))),
    ("1g D1 & D15 q6m", course("1 g", doses=2, over=15, every="182.6", spacing=14, days=(0, 14))),
    (
        "1000 mg IV day 1 and day 15, repeat every 24 weeks",
        course("1000 mg", doses=2, over=15, every=168, spacing=14, days=(0, 14)),
    ),
    ("1000 mg IV x 2 doses 14 days apart", course("1000 mg", doses=2, over=15, every=14, days=(0, 14))),
    ("two 1 g infusions two weeks apart", course("1 g", doses=2, over=15, every=14, days=(0, 14))),
    ("1000 mg x2 (day 1, 15)", course("1000 mg", doses=2, over=15, every=14, days=(0, 14))),
    ("1 g IV on 10/13/2025 and 10/27/2025", course("1 g", doses=2, over=15, every=14, days=(0, 14))),
    ("500 mg on 3/2/26 and 500 mg on 3/30/26", course("500 mg", doses=2, over=29, every=28, days=(0, 28))),
    ("600 mg q2w from 3/24/2025 to 6/30/2025", course("600 mg", every=14)),
    ("600 mg q2w, last given on 3/10/25", course("600 mg", every=14)),
    (
        "IVIG 2 g/kg (0.4 g/kg/day x 5 days) every 4 weeks",
        course("0.4 g/kg", doses=5, over=5, every=28, spacing=1, days=(0, 1, 2, 3, 4)),
    ),
    (
        "100 g (50 g x 2 days) q4w",
        course("50 g", doses=2, over=2, every=28, spacing=1, stated="100", days=(0, 1)),
    ),
    (
        "Rituximab 2 grams IV every 6 months (1 g day 1, then 1 g two weeks later), x 12 months",
        course("1 g", doses=2, over=15, every="182.6", spacing=14, stated="2", days=(0, 14)),
    ),
]
STATED: list[tuple[str, Course]] = [
    ("1 g/kg (= 50 g) every 4 weeks", course("1 g/kg", every=28, stated="50")),
    ("5 mg/kg x 70 kg = 350 mg every 8 weeks", course("5 mg/kg", every=56, stated="350")),
    ("4 mg/kg IV q28days; wt=88.2kg; dose=352.8mg", course("4 mg/kg", every=28, stated="352.8")),
    ("4 mg/kg (wt 88.2 kg) IV q28days, dose rounded to 350 mg", course("4 mg/kg", every=28, stated="350")),
    ("4 mg/kg (wt 88.2 kg) IV q28days, rounded to the nearest 50 mg", course("4 mg/kg", every=28)),
    # The order's own weight tells that 250 g are all five doses and 29 g one day of the divided course.
    (
        "1 g/kg/day days 1-5 (= 250 g), wt 50 kg",
        course("1 g/kg", every=1, doses=5, over=5, stated="50", days=(0, 1, 2, 3, 4)),
    ),
    ("2 g/kg (= 29 g) over 4 days q4w, wt 58 kg", course("2 g/kg", divided=True, over=4, every=28, stated="116")),
]


@pytest.mark.parametrize(("text", "wanted"), ONE_AMOUNT + COUNTED + STRENGTHS + COURSES + STATED)
def test_an_order_of_one_step(text: str, wanted: Course) -> None:
    assert [plain(c) for c in ordered(text).courses] == [wanted]


STEPS: list[tuple[str, list[Course]]] = [
    (
        "infliximab 5 mg/kg IV at weeks 0, 2 and 6, then every 8 weeks",
        [course("5 mg/kg", doses=3, over=43, days=(0, 14, 42)), course("5 mg/kg", every=56)],
    ),
    (
        "5 mg/kg at 0, 2, and 6 weeks, every 8 weeks thereafter",
        [course("5 mg/kg", doses=3, over=43, days=(0, 14, 42)), course("5 mg/kg", every=56)],
    ),
    (
        "5mg/kg wk 0,2,6 & q8w",
        [course("5 mg/kg", doses=3, over=43, days=(0, 14, 42)), course("5 mg/kg", every=56)],
    ),
    (
        "120 mg SC day 1, 60 mg SC day 8, then 60 mg SC every 2 weeks starting day 22",
        [
            course("120 mg", doses=1, days=(0,)),
            course("60 mg", doses=1, days=(7,)),
            course("60 mg", every=14, from_day=21),
        ],
    ),
    (
        "900 mg weekly x 4, then 1,200 mg at week 5, then 1,200 mg q2w",
        [
            course("900 mg", doses=4, every=7),
            course("1200 mg", doses=1, days=(28,)),
            course("1200 mg", every=14),
        ],
    ),
    (
        "10 mg/kg IV q2wk x 3 doses, then q4wk",
        [course("10 mg/kg", doses=3, every=14), course("10 mg/kg", every=28)],
    ),
    (
        "10 mg/kg (700 mg) IV on days 0, 14 and 28, then every 28 days",
        [
            course("10 mg/kg", doses=3, over=29, every=14, stated="700", days=(0, 14, 28)),
            course("10 mg/kg", every=28, stated="700"),
        ],
    ),
    (
        "induction 2 g/kg over 5 days, maintenance 1 g/kg every 3 weeks",
        [
            course("2 g/kg", role="loading", divided=True, over=5),
            course("1 g/kg", role="maintenance", every=21),
        ],
    ),
    (
        "IVIG 140 grams. 1 gram per kilogram per day (=50 g) days 1-5 as a loading dose followed by maintenance"
        " IVIG 50 g on Day 1 and 2 every 4 weeks",
        [
            course("1 g/kg", role="loading", doses=5, over=5, every=1, stated="50", days=(0, 1, 2, 3, 4)),
            course("50 g", role="maintenance", doses=2, over=2, every=28, spacing=1, days=(0, 1)),
        ],
    ),
    (
        "30 mg daily for 7 days, 20 mg daily for 7 days",
        [course("30 mg", doses=7, over=7, every=1), course("20 mg", doses=7, over=7, every=1)],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), STEPS)
def test_an_order_of_several_steps(text: str, wanted: list[Course]) -> None:
    assert [plain(c) for c in ordered(text).courses] == wanted


def test_what_an_order_says_once_for_all_steps() -> None:
    read = ordered("LD 29g/kg IV divided over 4 days x1 via ambulatory pump 150-250 ml/hr")
    assert read.route == "IV"
    assert read.rate is not None
    assert (read.rate.low, read.rate.high, read.rate.unit) == (Decimal(150), Decimal(250), "mL/h")
    assert read.text[read.rate.start : read.rate.end] == "150-250 ml/hr"


def test_a_rate_per_minute_is_told_per_hour() -> None:
    assert ordered("60 g IV q3w at 4 mL/min").rate == Rate(
        low=Decimal(240), high=Decimal(240), unit="mL/h", start=15, end=23
    )


def test_a_bare_total_stands_beside_the_schedule() -> None:
    read = ordered("Drug A 140 grams. 50 g on Day 1 and 2 every 4 weeks")
    assert (read.stated_total, read.stated_total_unit) == (Decimal(140), "g")


def test_a_total_per_kg_is_no_total_in_grams() -> None:
    read = ordered("1 g/kg/day x 2 days (2 g/kg total) q4w")
    assert read.stated_total is None


def test_weight_surface_visits_duration_and_billed_units() -> None:
    assert ordered("30 g every 3 weeks (0.5 g/kg; weight 60 kg)").weight_kg == Decimal(60)
    assert ordered("75 mg/m2 q3w, BSA 1.92 m2").bsa_m2 == Decimal("1.92")
    assert ordered("5 mg/kg at weeks 0, 2, 6 then q8w; 8 infusions").visits == 8
    assert ordered("600 mg q2w for 12 months").duration_days == 365
    assert ordered("110 units IM every 12 weeks, 2 treatments; bill 200 units per visit").billed_units == Decimal(200)
    assert ordered("600 mg (120 units) q2w").billed_units == Decimal(120)


def test_pounds_in_an_order_are_kilograms() -> None:
    # 150 lb x 0.45359237 kg
    assert ordered("1 g/kg q4w, wt 150 lb").weight_kg == Decimal("68.0388555")


def test_a_course_opens_at_its_words() -> None:
    text = "Drug A 600 mg SC every 2 weeks, 8 visits"
    first = ordered(text).courses[0]
    assert text[first.start : first.end] == "600 mg SC every 2 weeks, 8 visits"
