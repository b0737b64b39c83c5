"""The measures are those that every textbook gives, worked by hand on a few disputes."""

from __future__ import annotations

import pytest

from mednec.appeals.measures import auroc, ece, kept, measured
from mednec.appeals.predict import Answer
from tests.appeals.decided import dispute

PAIRS = [(0.1, False), (0.3, True), (0.4, False), (0.8, True)]


def answered(likely: float, low: float, high: float, at: int) -> Answer:
    return Answer(
        dispute=dispute(at, 2007), likely=likely, low=low, high=high, support=9, abstains="", rests_on="decisions"
    )


def test_auroc_counts_pairs_in_the_right_order() -> None:
    assert auroc(PAIRS) == 0.75  # three of four
    assert auroc([(0.5, True), (0.5, False)]) == 0.5
    assert auroc([(0.9, False), (0.1, True)]) == 0


def test_calibration_compares_bins_with_their_share() -> None:
    # one dispute in each of the bins at .1, .3, .4 and .8, so the mean of .1, .7, .4 and .2
    assert ece(PAIRS) == pytest.approx(1.4 / 4)
    assert ece([(0.72, True), (0.78, True), (0.75, False), (0.75, True)]) == pytest.approx(0)


def test_accuracy_at_a_share_takes_those_farthest_from_one_half() -> None:
    assert kept(PAIRS, 100).right == 0.75
    assert (kept(PAIRS, 50).decided, kept(PAIRS, 50).right) == (2, 1.0)  # .1 and .8
    assert kept(PAIRS, 20).decided == 1


def test_rates_of_groups_are_held_against_their_intervals() -> None:
    # forty disputes in turn of three diagnoses and two treatments: no cell of the six has more than eight
    few = measured([answered(0.4, 0.1, 0.6, at) for at in range(40)])
    assert few is not None
    assert (few.decided, few.groups) == (40, 0)
    # six hundred: a hundred in each cell, 20, 50 and 80 per cent overturned in the long run
    many = measured([answered(0.4, 0.1, 0.6, at) for at in range(600)])
    assert many is not None
    assert many.groups == 6
    assert many.within == pytest.approx(4 / 6)
    assert many.wide == pytest.approx(0.5)


def test_nothing_is_measured_before_there_are_both_endings() -> None:
    assert measured([]) is None
    assert measured([answered(0.4, 0, 1, at) for at in range(1)]) is None
