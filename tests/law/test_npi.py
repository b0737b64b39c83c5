"""The check digit of an NPI, against the worked example of the standard and what a wrong digit must do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.law.npi import check_digit, npi_fault, npi_is_valid

NINE = st.text(alphabet="0123456789", min_size=8, max_size=8).flatmap(
    lambda rest: st.sampled_from(["1", "2"]).map(lambda first: first + rest)
)


def test_the_example_of_the_standard() -> None:
    """123456789: doubled from the right 18 14 10 6 2 -> 9 5 1 6 2 = 23, between them 8 6 4 2 = 20, and 24 for 80840.

    67 in all: 3 is wanting to 70.
    """
    assert check_digit("123456789") == "3"
    assert npi_is_valid("1234567893")


@given(NINE, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_found(nine: str, place: int, by: int) -> None:
    right = nine + check_digit(nine)
    assert npi_is_valid(right)
    wrong = right[:place] + str((int(right[place]) + by) % 10) + right[place + 1 :]
    assert not npi_is_valid(wrong)
    assert npi_fault(wrong)


@given(NINE, st.integers(0, 8))
def test_two_neighbours_in_the_wrong_order_are_found(nine: str, place: int) -> None:
    """But for 09 and 90, which the sum cannot tell apart."""
    right = nine + check_digit(nine)
    a, b = right[place], right[place + 1]
    if {a, b} != {"0", "9"} and a != b:
        assert not npi_is_valid(right[:place] + b + a + right[place + 2 :])


@pytest.mark.parametrize(
    ("npi", "fault"),
    [
        ("", "no NPI is given"),
        ("123456789", "10 digits, this has 9"),
        ("12345678931", "10 digits, this has 11"),
        ("12345-6789", "digits only"),
        ("١٢٣٤٥٦٧٨٩٣", "digits only"),
        ("3234567893", "begins with 1 or 2"),
        ("1234567894", "check digit"),
        ("1234567893", ""),
        (" 1234567893 ", ""),
    ],
)
def test_what_is_wrong_is_said(npi: str, fault: str) -> None:
    assert fault in npi_fault(npi)
    assert npi_is_valid(npi) == (npi_fault(npi) == "")
