"""What an order comes to in 28 days, counted as studies and labels report it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mednec.dosing import asked_in_28_days, check_regimen
from mednec.model.knowledge import Drug
from tests.making import line, request

DRUG = Drug(id="drug-a", name="drug A")
OTHER = Drug(id="drug-b", name="drug B")


def asked(order: str, drug: Drug = DRUG) -> dict[str, Decimal]:
    """The amounts of one order of drug A, looked at for `drug`."""
    one = line(regimen=order)
    check = check_regimen(one, request(one), drug=DRUG, hcpcs=None, findings=(), diseases=(), references={})
    return asked_in_28_days((check,), drug)


@pytest.mark.parametrize(
    ("order", "amount"),
    [
        ("300 mg SC every 4 weeks", "300"),
        ("300 mg SC every 2 weeks", "600"),
        ("300 mg SC every 3 weeks", "400"),  # the mean, not the two doses that may fall in 28 days
        ("90 mg SC every 8 weeks", "90"),  # no less than one dose
        ("60 mg SC every 6 months", "60"),
        ("300 mg SC every 4 weeks x 7 doses", "300"),  # how many doses are asked is no amount in 28 days
        ("155 mg IM every 12 weeks, 2 treatments", "155"),
        ("300 mg IV every 3 weeks x 6 doses", "400"),
        ("100 mg IV weekly x 4 doses", "400"),
        ("1000 mg IV on day 1 and day 15", "2000"),  # a course of two doses that falls in 28 days
        ("500 mg IV daily x 2 days every 6 weeks", "1000"),
        ("300 mg IV at weeks 0, 2 and 6, then 300 mg every 8 weeks", "600"),  # an induction counts as it falls
    ],
)
def test_an_order_in_28_days(order: str, amount: str) -> None:
    assert asked(order) == {"mg": Decimal(amount)}


def test_an_order_of_another_drug_or_one_that_cannot_be_read_comes_to_nothing() -> None:
    assert asked("300 mg SC every 4 weeks", OTHER) == {}
    assert asked("as directed") == {}
