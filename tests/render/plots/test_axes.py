"""Scales: round ticks that cover what is shown, places that keep the order, labels that keep apart."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.render.plots import Linear, TimeScale, apart, nice_step

VALUES = st.decimals(min_value=-100_000, max_value=100_000, places=3)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


@settings(deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=8), st.integers(2, 8))
def test_a_scale_holds_its_values_between_round_ends(values: list[Decimal], most: int) -> None:
    scale = Linear.over(values, start=200, stop=0, most=most)
    ticks = scale.ticks()
    assert scale.low <= min(values) <= max(values) <= scale.high
    assert all(0 <= scale.at(value) <= 200 for value in values)
    assert 2 <= len(ticks) <= most + 3
    assert ticks[0].at == 200
    assert ticks[-1].at == pytest.approx(0)
    assert all(above.at > below.at for above, below in pairwise(ticks))
    assert len({tick.label for tick in ticks}) == len(ticks)


@settings(deadline=None)
@given(st.decimals(min_value="0.001", max_value=1_000_000, places=3), st.integers(1, 12))
def test_a_step_is_one_two_or_five(span: Decimal, most: int) -> None:
    step = nice_step(span, most)
    assert step.as_tuple().digits[0] in (1, 2, 5)
    assert not any(step.as_tuple().digits[1:])
    assert step * most >= span


@settings(deadline=None)
@given(st.lists(DAYS, min_size=1, max_size=6), st.integers(3, 12))
def test_days_lie_in_their_order_and_ticks_between_the_ends(days: list[date], most: int) -> None:
    scale = TimeScale.over(days, start=50, stop=650)
    places = [scale.at(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(50 < place < 650 for place in places)
    ticks = scale.ticks(most)
    assert len(ticks) <= most
    assert all(50 <= tick.at <= 650 for tick in ticks)
    assert not ticks or ticks[0].label


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (4, ["Nov 6", "Nov 7", "Nov 8", "Nov 9", "Nov 10"]),
        (40, ["Nov 6", "Nov 13", "Nov 20", "Nov 27", "Dec 4", "Dec 11"]),
        (200, ["Dec", "Jan", "Feb", "Mar", "Apr", "May"]),
        (800, ["Jan", "Jul", "Jan", "Jul", "Jan"]),
        (4000, ["2026", "2028", "2030", "2032", "2034", "2036"]),
    ],
)
def test_the_longer_the_time_the_coarser_the_labels(days: int, labels: list[str]) -> None:
    first = date(2025, 11, 6)
    scale = TimeScale(first=first, last=first + timedelta(days=days), start=0, stop=600)
    assert [tick.label for tick in scale.ticks(most=6)] == labels


def test_the_year_stands_where_it_is_new() -> None:
    scale = TimeScale(first=date(2025, 11, 6), last=date(2027, 2, 1), start=0, stop=600)
    assert [(tick.label, tick.under) for tick in scale.ticks(most=6)] == [
        ("Jan", "2026"),
        ("Apr", ""),
        ("Jul", ""),
        ("Oct", ""),
        ("Jan", "2027"),
    ]


def test_without_values_there_is_no_scale() -> None:
    with pytest.raises(ValueError, match="needs a value"):
        Linear.over([], start=0, stop=1)
    with pytest.raises(ValueError, match="needs a day"):
        TimeScale.over([], start=0, stop=1)
    with pytest.raises(ValueError, match="comes after"):
        TimeScale(first=date(2026, 1, 1), last=date(2026, 1, 1), start=0, stop=1)


@settings(deadline=None)
@given(st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_labels_keep_apart_and_in_order(wished: list[float]) -> None:
    found = apart(wished, 14, low=0, high=300)
    laid = sorted(found)
    assert all(below - above >= 14 - 1e-6 for above, below in pairwise(laid))
    assert laid[0] >= -1e-6
    assert laid[-1] <= 300 + 1e-6
    order = sorted(range(len(wished)), key=lambda i: (wished[i], i))
    assert [found[i] for i in order] == laid
