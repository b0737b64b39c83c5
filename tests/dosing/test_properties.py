"""Rules of orders that hold for all of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from mednec.dosing import Body, multiply_out, read_dose, read_order, slots
from mednec.dosing.billing import amount_by_units
from mednec.dosing.say import say
from mednec.dosing.worked import BillingUnit
from mednec.model.regimen import Course, Refusal, Regimen
from tests.dosing.checked import body, checked
from tests.making import line

AMOUNTS = st.decimals("0.01", "5000", places=2, allow_nan=False, allow_infinity=False)
WEIGHTS = st.decimals("3", "250", places=1, allow_nan=False, allow_infinity=False)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
WORDS = st.sampled_from(
    [
        "600",
        "0.4",
        "1,000",
        "29",
        "2-3",
        "mg",
        "g",
        "mg/kg",
        "g/kg/day",
        "mL",
        "units",
        "kg",
        "m2",
        "q2w",
        "q4wks",
        "every",
        "2",
        "weeks",
        "BID",
        "daily",
        "once",
        "x",
        "4",
        "visits",
        "doses",
        "days",
        "over",
        "divided",
        "then",
        ";",
        ".",
        ",",
        "(",
        ")",
        "=",
        "and",
        "or",
        "day",
        "1",
        "15",
        "SC",
        "IV",
        "max",
        "not",
        "to",
        "exceed",
        "LD",
        "MD",
        "month",
        "12",
        "wt",
        "70",
        "tablets",
        "half",
    ]
)
ORDERS = st.lists(WORDS, max_size=14).map(" ".join)
INTERVALS = st.sampled_from(
    ["0.3333", "0.5", "1", "2.3333", "3.5", "7", "14", "21", "28", "30.4", "91.3", "182.6", "365"]
)


@st.composite
def courses(draw: st.DrawFn, per: str = "kg") -> Course:
    """A course that the grammar could have read."""
    amount = draw(AMOUNTS)
    kind = draw(st.sampled_from(["series", "divided", "days", "daily"]))
    if kind == "series":
        doses = draw(st.none() | st.integers(1, 12))
        return Course(amount=amount, unit="mg", per=per, interval_days=Decimal(draw(INTERVALS)), doses=doses)
    length = draw(st.integers(2, 5))
    repeated = draw(st.booleans())
    interval = Decimal(draw(st.sampled_from(["7", "14", "28", "30.4"]))) if repeated else None
    if kind == "divided":
        return Course(amount=amount, unit="mg", per=per, divided=True, course_days=length, interval_days=interval)
    if kind == "daily":
        spacing = Decimal(1) if repeated else None
        return Course(
            amount=amount, unit="mg", per=per, doses=length, course_days=length, interval_days=interval or Decimal(1),
            spacing_days=spacing,
        )  # fmt: skip
    days = (0, draw(st.integers(1, 6)))
    return Course(
        amount=amount, unit="mg", per=per, doses=2, course_days=days[1] + 1, days=days,
        interval_days=interval or Decimal(days[1]), spacing_days=Decimal(days[1]) if repeated else None,
    )  # fmt: skip


@given(ORDERS | st.text(max_size=60))
@example("(" * 50)
@example("1/2/3 4-5-6 .. ?? m\u00b2 \u00bd \u00d7 29g/kg")
@example("99999999999999999999 mg q2w")
@example("0 mg q0w x 0 over 0 days")
def test_reading_answers_whatever_the_text(text: str) -> None:
    read = read_order(text)
    assert isinstance(read, Regimen | Refusal)
    assert read.text == text
    if isinstance(read, Refusal):
        assert read.why
        assert 0 <= read.at <= len(text)
    else:
        assert read.courses
        assert all(course.amount > 0 and 0 <= course.start <= course.end <= len(text) for course in read.courses)
    assert read_dose(text) is None or isinstance(read_dose(text), Course)


@given(ORDERS.filter(bool))  # a request without order text is refused at the door
def test_whatever_is_read_can_be_checked(text: str) -> None:
    check = checked(text, "immune-globulin-iv", body("58.1"), hcpcs="J1568", units=10, diseases=("dermatomyositis",))
    assert check.why.says
    assert check.verdict.value in ("within", "above label", "unverifiable", "inconsistent")
    assert check.missing or check.verdict.value != "unverifiable"


@given(courses(), WEIGHTS, st.integers(2, 7), DAYS, st.integers(0, 400))
def test_totals_scale_with_the_weight(course: Course, kg: Decimal, factor: int, first: date, length: int) -> None:
    regimen = Regimen(text="", courses=(course,))
    last = first + timedelta(days=length)
    one = multiply_out(regimen, body=Body(weight_kg=kg), first=first, last=last).totals
    more = multiply_out(regimen, body=Body(weight_kg=kg * factor), first=first, last=last).totals
    assert one is not None
    assert more is not None
    assert one.days_in_period == more.days_in_period
    for name in ("per_dose", "per_course", "first_28_days", "per_28_days", "per_month", "in_period"):
        small, large = getattr(one, name), getattr(more, name)
        assert (small is None) == (large is None)
        if small is not None:
            assert abs(large - small * factor) <= Decimal("0.000001") * factor  # amounts have six places


@given(courses(), courses(per=""), DAYS, st.integers(0, 800))
def test_days_lie_in_the_period_and_are_sorted(one: Course, two: Course, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    for regimen in (Regimen(text="", courses=(one,)), Regimen(text="", courses=(one, two))):
        found = slots(regimen, first, last)
        assert all(first <= slot.day <= last and slot.doses > 0 for slot in found)
        assert all(earlier.day <= later.day for earlier, later in pairwise(found))
        assert not found or found[0].day == first


@given(courses(), DAYS, st.integers(0, 300), st.integers(0, 300))
def test_a_longer_period_holds_every_day_of_a_shorter_one(course: Course, first: date, length: int, more: int) -> None:
    regimen = Regimen(text="", courses=(course,))
    shorter = slots(regimen, first, first + timedelta(days=length))
    longer = slots(regimen, first, first + timedelta(days=length + more))
    assert {slot.day for slot in shorter} <= {slot.day for slot in longer}


@given(st.integers(1, 20000), st.sampled_from([("500", "mg"), ("5", "mg"), ("0.5", "mg"), ("1", "g")]))
def test_units_are_an_amount_and_the_amount_is_the_units(units: int, each: tuple[str, str]) -> None:
    billing = BillingUnit(amount=Decimal(each[0]), unit=each[1])
    amount = amount_by_units(line(units=units), billing, "g")
    assert amount is not None
    per_unit = billing.amount / (1000 if billing.unit == "mg" else 1)
    assert amount / per_unit == units


@given(st.decimals("1", "99999", places=2, allow_nan=False, allow_infinity=False))
def test_an_amount_in_print_can_be_read_again(amount: Decimal) -> None:
    printed = say(amount, "mg")
    read = read_order(f"{printed} every 2 weeks")
    if isinstance(read, Regimen):
        assert say(read.courses[0].amount, "mg") == printed
    else:
        assert "may be a decimal or a thousand" in read.why


@given(WEIGHTS, st.integers(1, 40))
def test_no_order_of_one_dose_changes_its_verdict_with_the_order_of_the_findings(kg: Decimal, days: int) -> None:
    newest = body(str(kg))
    older = body("61.5", on=(date(2026, 4, 20) - timedelta(days=days)).isoformat())
    first = checked("1 g/kg every 4 weeks", "immune-globulin-iv", newest, older, brand="Octagam 10%")
    second = checked("1 g/kg every 4 weeks", "immune-globulin-iv", older, newest, brand="Octagam 10%")
    assert (first.verdict, first.totals, first.weight) == (second.verdict, second.totals, second.weight)
