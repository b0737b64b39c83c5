"""k of n with Wilson's interval; what was given up to find enough decisions is told in order."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.appeals.counting import Cell, Condition, Tally, rate, tally, wilson
from mednec.appeals.importing import import_files
from mednec.appeals.kept import open_appeals
from tests.appeals.written import OVER, UP, dmhc_row, record, saved, table


# Newcombe, Statistics in Medicine 1998;17:857, table I, method 3 (Wilson without continuity correction)
@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (0, 20, "0.0000", "0.1611"),
        (1, 29, "0.0061", "0.1718"),
    ],
)
def test_published_intervals(k: int, n: int, low: str, high: str) -> None:
    found = wilson(k, n)
    assert abs(found[0] - Decimal(low)) <= Decimal("0.0006")  # ours has three places
    assert abs(found[1] - Decimal(high)) <= Decimal("0.0006")


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_within_its_interval(pair: tuple[int, int]) -> None:
    k, n = pair
    low, high = wilson(k, n)
    assert 0 <= low <= high <= 1
    if n:
        assert low - Decimal("0.001") <= Decimal(k) / n <= high + Decimal("0.001")


def cell(treatment: str, detail: str, year: str, overturned: int, decided: int) -> Cell:
    groups = ("P", year, "", "", "", treatment, detail, "", "", "")
    return Cell(groups=groups, overturned=overturned, decided=decided)


TALLY = Tally(
    cells=(
        cell("Pharmacy/Prescription Drugs", "Biologic", "2014", 3, 4),
        cell("Pharmacy/ Prescription Drugs", "Biologic", "2010", 1, 4),
        cell("Pharmacy/ Prescription Drugs", "Other", "2014", 2, 20),
        cell("Surgery", "Other", "2014", 0, 100),
    )
)
TREATMENT = Condition(group="treatment", words="pharmacy prescription drugs")
DETAIL = Condition(group="treatment_detail", words="biologic")
YEARS = Condition(group="year", years=(2013, 2014))


def test_conditions_are_given_up_from_the_last_until_ten_decisions_are_found() -> None:
    found = TALLY.rate([TREATMENT, DETAIL, YEARS])
    assert (found.overturned, found.decided) == (6, 28)
    assert found.widened == (
        "2013-2014 given up: 4 decisions",
        "treatment detail 'biologic' given up: 8 decisions",
    )
    assert found.of == "treatment 'pharmacy prescription drugs'"


def test_enough_decisions_give_up_nothing() -> None:
    found = TALLY.rate([TREATMENT, YEARS])
    assert (found.overturned, found.decided, found.widened) == (5, 24, ())


def test_nothing_left_to_give_up_is_all_decisions() -> None:
    found = Tally(cells=TALLY.cells[:2]).rate([DETAIL])
    assert (found.of, found.decided) == ("all decisions", 8)


def test_rates_by_group() -> None:
    found = TALLY.by(["year"], [TREATMENT])
    assert [(r.of, r.overturned, r.decided) for r in found] == [("2010", 1, 4), ("2014", 5, 24)]
    assert rate("2010", 1, 4).low == found[0].low


def test_kept_decisions_are_counted_once_and_in_part_counts_as_overturned(tmp_path: Path) -> None:
    rows = [dmhc_row("MN15-1", OVER), dmhc_row("MN15-2", UP), dmhc_row("MN15-2", OVER)]
    texts = record() + record("202301-100002", ending="Overturned in Part")
    import_files([saved(tmp_path, "a.csv", table(rows)), saved(tmp_path, "b.txt", texts)], tmp_path / "kept")
    counted = tally(open_appeals(tmp_path / "kept"))
    assert [(r.of, r.overturned, r.decided) for r in counted.by(["publisher"])] == [
        ("CA-DMHC-IMR", 1, 2),
        ("NY-DFS", 2, 2),
    ]
    assert counted.rate().decided == 4
