"""What is learned: effects held at none, the level of the years ahead, how far groups stray; kept and opened again."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec.appeals.calibration import UNMEASURED, Group, groups, interval, stray
from mednec.appeals.cells import ALIKE, FAMILIES, cell, families
from mednec.appeals.drift import drift, weight
from mednec.appeals.fitting import HOLD, design, expected, fit
from mednec.appeals.leaks import USUAL
from mednec.appeals.learned import FEWEST, learn
from mednec.appeals.learned_file import learned_in, learned_text
from mednec.appeals.predict import answers
from mednec.appeals.publishers import AppealsError
from tests.appeals.decided import decided, with_rows

# ---- fitting ----


def test_an_effect_is_held_at_none_as_the_penalty_says() -> None:
    """At the solution every effect times HOLD is what its decisions ended above what was expected of them."""
    told = [{"issue": "a"}] * 40 + [{"issue": "b"}] * 60
    ended = np.array([1.0] * 30 + [0.0] * 10 + [1.0] * 15 + [0.0] * 45)
    looked_at = design(told, (("issue",),))
    effects = fit(looked_at.members, looked_at.size, ended, np.ones(100))
    likely = expected(looked_at.members, effects)
    assert effects[1] == pytest.approx((30 - likely[:40].sum()) / HOLD, abs=1e-6)
    assert effects[2] == pytest.approx((15 - likely[40:].sum()) / HOLD, abs=1e-6)
    assert likely.mean() == pytest.approx(0.45, abs=1e-4)  # the level is free
    assert 0.25 < likely[50] < 0.45 < likely[0] < 0.75


def test_many_decisions_outweigh_what_holds_an_effect() -> None:
    told = [{"issue": "a"}] * 4000 + [{"issue": "b"}] * 4000
    ended = np.array(([1.0] * 3 + [0.0]) * 1000 + ([1.0] + [0.0] * 3) * 1000)
    looked_at = design(told, (("issue",),))
    likely = expected(looked_at.members, fit(looked_at.members, looked_at.size, ended, np.ones(8000)))
    assert (likely[0], likely[-1]) == pytest.approx((0.75, 0.25), abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.booleans()), min_size=2, max_size=40))
def test_the_solution_is_where_nothing_pulls(rows: list[tuple[str, str, bool]]) -> None:
    told = [{"diagnosis": d, "treatment": t} for d, t, _ in rows]
    ended = np.array([float(over) for *_, over in rows])
    looked_at = design(told, (("diagnosis",), ("treatment",), ALIKE))
    effects = fit(looked_at.members, looked_at.size, ended, np.ones(len(rows)))
    left = ended - expected(looked_at.members, effects)
    for place in range(1, looked_at.size):
        of = (looked_at.members == place).any(axis=1)
        assert left[of].sum() == pytest.approx(HOLD * effects[place], abs=1e-3)


# ---- cells ----


def test_families_run_from_wide_to_narrow_and_a_further_feature_stands_alone() -> None:
    assert families(USUAL) == FAMILIES
    assert families([*USUAL, "payer"])[-1] == ("payer",)
    assert families(["diagnosis"]) == (("diagnosis",),)
    assert cell({"diagnosis": " Skin  Disorder"}, ALIKE) == ("skin disorder", "")


# ---- drift ----


def test_each_year_weighs_half_of_the_next() -> None:
    assert [weight(year, 2010) for year in (2010, 2009, 2007)] == [1, 0.5, 0.125]


@given(share=st.integers(5, 95), years=st.integers(5, 15))
def test_a_flat_rate_does_not_drift(share: int, years: int) -> None:
    assert drift({2000 + i: (share, 100) for i in range(years)}) == pytest.approx(0, abs=1e-6)


def test_a_line_is_followed_half_the_way() -> None:
    """On a line of slope s, the last years lie about s below its end, the middle of the next two 1.5 s above it."""
    slope = 0.1
    rates = {2000 + i: 1 / (1 + math.exp(-slope * i)) for i in range(20)}
    shares = {year: (round(1_000_000 * rate), 1_000_000) for year, rate in rates.items()}
    assert drift(shares) == pytest.approx(slope * 2.5 / 2, abs=0.002)


def test_through_few_years_no_line_is_drawn() -> None:
    assert drift({2001: (10, 100), 2002: (20, 100), 2003: (30, 100), 2004: (40, 100)}) == 0


# ---- intervals ----


def test_groups_under_ten_are_not_looked_at() -> None:
    rows = [(("a",), 0.4, i < 3) for i in range(10)] + [(("b",), 0.9, True)] * 9
    (found,) = groups(rows)
    assert (found.overturned, found.decided) == (3, 10)
    assert found.foretold == pytest.approx(0.4)


def test_nineteen_of_twenty_groups_lie_within() -> None:
    seen = [Group(foretold=0.5, overturned=50 + i, decided=100) for i in range(1, 41)]
    far = stray(seen)
    assert far == pytest.approx(0.39 / 0.5)  # the 39th of 40, one for luck
    low, high = interval(0.5, far)
    assert sum(low <= g.overturned / g.decided <= high for g in seen) == 39


def test_too_few_groups_give_a_round_figure() -> None:
    assert stray([Group(foretold=0.5, overturned=5, decided=10)] * 19) == round(UNMEASURED, 6)


def test_an_interval_stays_between_none_and_all() -> None:
    assert interval(0.05, 0.9)[0] == 0
    assert interval(0.95, 0.9)[1] == 1


# ---- learning ----


def test_what_is_learned_does_not_see_later_years() -> None:
    early = decided(range(2001, 2008))
    whole = with_rows(early, [*early.rows, *decided([2008, 2009], shift=18).rows])
    assert learned_text(learn(whole, until=2007)) == learned_text(learn(early))


def test_years_before_the_window_move_the_level_ahead_only() -> None:
    recent = decided(range(2004, 2010))
    old = with_rows(recent, [*decided([2002, 2003], shift=-15).rows, *recent.rows])
    one, two = learn(recent), learn(old)
    assert one.rests.first == two.rests.first == 2004
    assert one.drift != two.drift
    nothing = pytest.approx(one.level - one.drift, abs=1e-4)
    assert two.level - two.drift == nothing


def test_the_drift_can_be_left_out() -> None:
    rising = with_rows(decided([2001]), [r for i in range(6) for r in decided([2001 + i], shift=3 * i - 9).rows])
    with_it, without = learn(rising), learn(rising, drifting=False)
    assert with_it.drift > 0.02
    assert without.drift == 0
    assert with_it.level - with_it.drift == pytest.approx(without.level, abs=1e-5)


def test_a_file_that_cannot_teach_is_refused() -> None:
    few = decided([2005], each=FEWEST - 1)
    with pytest.raises(AppealsError, match="99 decisions with year and ending; 100 are the fewest"):
        learn(few)
    with pytest.raises(AppealsError, match="0 decisions with year and ending up to 2004"):
        learn(few, until=2004)
    with pytest.raises(AppealsError, match="all decisions ended alike"):
        learn(with_rows(few, [replace(r, overturned=True) for r in decided([2005]).rows]))


def test_undecided_and_undated_rows_teach_nothing() -> None:
    base = decided([2005, 2006])
    more = [replace(r, overturned=None) for r in base.rows] + [replace(r, year=None) for r in base.rows]
    assert learned_text(learn(with_rows(base, [*base.rows, *more]))) == learned_text(learn(base))


# ---- kept ----


def test_what_was_kept_gives_the_same_answers(tmp_path: Path) -> None:
    learned = learn(decided([2005, 2006]))
    path = tmp_path / "learned.json"
    path.write_text(learned_text(learned), encoding="utf-8")
    again = learned_in(path)
    assert list(answers(decided([2007]).rows, again)) == list(answers(decided([2007]).rows, learned))
    assert learned_text(again) == learned_text(learned)
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["learned_from"] == {
        "file": "decided.csv",
        "sha256": "d1",
        "publishers": ["ALDER"],
        "first_year": 2005,
        "last_year": 2006,
        "decisions": 600,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no json", "holds no learned effects"),
        ('{"format": "x"}', "holds no learned effects"),
        (learned_text(learn(decided([2005]))).replace("overturn 1", "overturn 0"), "written by another version"),
        (learned_text(learn(decided([2005]))).replace('"level": ', '"level": 1e999, "x": '), "holds no learned"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "learned.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AppealsError, match=says):
        learned_in(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(AppealsError, match="cannot be opened"):
        learned_in(tmp_path / "none.json")
