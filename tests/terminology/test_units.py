"""Units: one table, and refusal of what does not exist or does not convert."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.errors import TerminologyError
from mednec.terminology.units import convert, convertible, is_form, unit

CONVERTED = [
    ("1.5", "g", "mg", "1500"),
    ("500", "mg", "g", "0.5"),
    ("250", "mcg", "mg", "0.25"),
    ("250", "\u00b5g", "mg", "0.25"),
    ("128", "lb", "kg", "58.05982336"),  # 128 x 0.45359237
    ("10", "mg/dL", "mg/L", "100"),
    ("100", "mg/dL", "g/L", "1"),
    ("10", "ng/mL", "mcg/L", "10"),
    ("5", "IU/L", "units/mL", "0.005"),
    ("2", "kIU/L", "units/mL", "2"),
    ("160", "cm", "m", "1.6"),
    ("64", "in", "cm", "162.56"),
    ("2", "weeks", "days", "14"),
]


@pytest.mark.parametrize(("amount", "source", "target", "wanted"), CONVERTED)
def test_a_conversion(amount: str, source: str, target: str, wanted: str) -> None:
    assert convert(Decimal(amount), source, target) == Decimal(wanted)


def test_a_large_amount_is_told_without_an_exponent() -> None:
    assert str(convert(Decimal(1), "kg", "mg")) == "1000000"


WRONG = [
    ("zorps", "mg", "no such unit: 'zorps'"),
    ("mg", "zorps", "no such unit: 'zorps'"),
    ("mg/zorp", "mg/mL", "no such unit: 'zorp'"),
    ("", "mg", "no such unit: ''"),
    ("g", "mL", "g does not convert to mL; g is mass, mL is volume"),
    ("units", "mg", "units does not convert to mg"),
    ("mg/dL", "mg", "mg/dL does not convert to mg; mg/dL is mass per volume, mg is mass"),
    ("tablets", "capsules", "tablets does not convert to capsules"),
]


@pytest.mark.parametrize(("source", "target", "message"), WRONG)
def test_what_does_not_convert_is_bad_input_with_a_message(source: str, target: str, message: str) -> None:
    with pytest.raises(TerminologyError, match=r"no such unit|does not convert") as stopped:
        convert(Decimal(1), source, target)
    assert message in str(stopped.value)
    assert not convertible(source, target)


@pytest.mark.parametrize(
    ("written", "name"),
    [("gm", "g"), ("grams", "g"), ("IU", "units"), ("mcg", "mcg"), ("ug", "mcg"), ("lbs.", "lb"), ("m\u00b2", "m2")],
)
def test_spellings_of_a_unit(written: str, name: str) -> None:
    found = unit(written)
    assert found is not None
    assert found.name == name


def test_forms_are_counted_and_no_amounts() -> None:
    assert all(is_form(word) for word in ("tab", "tablets", "pen", "vials", "syringe"))
    assert not any(is_form(word) for word in ("mg", "mL", "units", "zorps", ""))


MASSES = st.sampled_from(["ng", "mcg", "mg", "g", "kg", "lb"])
CONCENTRATIONS = st.sampled_from(["mg/dL", "g/L", "ng/mL", "mcg/mL", "mg/mL"])
AMOUNTS = st.decimals("0.001", "100000", places=3, allow_nan=False, allow_infinity=False)


def near(one: Decimal, other: Decimal) -> bool:
    """Equal to twenty figures."""
    return abs(one - other) <= max(abs(one), abs(other)) * Decimal("1e-20")


@given(AMOUNTS, st.tuples(MASSES, MASSES) | st.tuples(CONCENTRATIONS, CONCENTRATIONS))
def test_there_and_back(amount: Decimal, units: tuple[str, str]) -> None:
    source, target = units
    assert near(convert(convert(amount, source, target), target, source), amount)


@given(AMOUNTS, AMOUNTS, MASSES, MASSES)
def test_conversion_keeps_sums_and_multiples(one: Decimal, other: Decimal, source: str, target: str) -> None:
    summed = convert(one, source, target) + convert(other, source, target)
    assert near(convert(one + other, source, target), summed)
    assert near(convert(one * 7, source, target), convert(one, source, target) * 7)


@given(AMOUNTS, MASSES, MASSES, MASSES)
def test_the_way_makes_no_difference(amount: Decimal, source: str, by: str, target: str) -> None:
    assert near(convert(convert(amount, source, by), by, target), convert(amount, source, target))


@given(st.text(max_size=8), st.text(max_size=8))
def test_any_words_convert_or_are_refused(source: str, target: str) -> None:
    if convertible(source, target):
        assert convert(Decimal(1), source, target) > 0
    else:
        with pytest.raises(TerminologyError):
            convert(Decimal(1), source, target)
