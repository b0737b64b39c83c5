"""Billing codes: what a unit is and on which days a code may be billed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mednec.errors import TerminologyError
from mednec.terminology.hcpcs import HcpcsCode, HcpcsTable
from tests.shipped import knowledge


def code(name: str, *, first: str | None = None, last: str | None = None, drug: str = "drug-a") -> HcpcsCode:
    return HcpcsCode(
        code=name,
        descriptor=f"Injection, drug A ({name})",
        unit_amount=Decimal(10),
        unit="mg",
        drug=drug,
        effective_from=None if first is None else date.fromisoformat(first),
        effective_to=None if last is None else date.fromisoformat(last),
    )


OLD, NEW, OPEN = code("J0001", last="2025-03-31"), code("J0002", first="2025-04-01"), code("J0003", drug="drug-b")
TABLE = HcpcsTable([NEW, OPEN, OLD], edition="2026")


@pytest.mark.parametrize(
    ("name", "day", "valid"),
    [
        ("J0001", "2025-03-31", True),
        ("J0001", "2025-04-01", False),
        ("J0002", "2025-03-31", False),
        ("J0002", "2025-04-01", True),
        ("J0003", "1999-01-01", True),  # dates not known to us are taken as open
    ],
)
def test_a_code_holds_from_its_first_to_its_last_day(name: str, day: str, valid: bool) -> None:
    assert (TABLE.on(name, date.fromisoformat(day)) is not None) is valid


def test_a_code_is_found_however_it_is_written_and_whatever_the_day() -> None:
    assert TABLE.lookup(" j0001 ") == OLD
    assert TABLE.lookup("J9999") is None
    assert TABLE.on("J9999", date(2025, 1, 1)) is None


def test_the_code_that_followed_an_old_one() -> None:
    assert TABLE.successors("J0001", date(2025, 4, 1)) == (NEW,)
    assert TABLE.successors("J0002", date(2025, 3, 31)) == (OLD,)
    assert TABLE.successors("J0003", date(2025, 4, 1)) == ()
    assert TABLE.successors("J9999", date(2025, 4, 1)) == ()


def test_a_code_that_stands_twice_is_bad_input() -> None:
    with pytest.raises(TerminologyError, match="code J0001 stands twice; keep one row per code"):
        HcpcsTable([OLD, OLD])


def test_rows_come_in_the_order_of_their_codes() -> None:
    assert [row.code for row in TABLE.codes] == ["J0001", "J0002", "J0003"]
    assert len(TABLE) == 3


# 600 mg / 5 mg; 140 g / 500 mg; 1,000 mg / 10 mg
SHIPPED = [("J2357", "600", "120"), ("J1568", "140000", "280"), ("Q5115", "1000", "100")]


@pytest.mark.parametrize(("name", "mg", "units"), SHIPPED)
def test_units_of_shipped_codes(name: str, mg: str, units: str) -> None:
    row = knowledge().hcpcs.lookup(name)
    assert row is not None
    assert row.unit == "mg"
    assert row.units(Decimal(mg)) == Decimal(units)


def test_a_shipped_code_whose_unit_changed_with_its_number() -> None:
    # eculizumab: J1300 of 10 mg until 2025-03-31, J1299 of 2 mg from 2025-04-01
    table = knowledge().hcpcs
    before, after = table.on("J1300", date(2025, 3, 31)), table.on("J1299", date(2025, 4, 1))
    assert before is not None
    assert after is not None
    assert (before.units(Decimal(900)), after.units(Decimal(900))) == (Decimal(90), Decimal(450))
    assert [row.code for row in table.successors("J1300", date(2025, 4, 1))] == ["J1299"]
